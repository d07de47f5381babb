"""Whether a document is a detector this device can be followed by, and which factor each signal is."""

import hashlib
from dataclasses import dataclass
from typing import Final

from shangyou.science.inference.event_detection import document
from shangyou.science.inference.event_detection.detector import Detector
from shangyou.science.messages import BadInput, Problem, Sentence
from shangyou.warning.detectors.facts import DeviceFacts
from shangyou.warning.registers.factors import BY_ANY_CODE

MOST_BYTES: Final = 1_000_000
"""Ten times what training writes."""
# A device may report more often than the rows the detector learnt from (some are passed over), not less.
SLOWER: Final = 1.25


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that may be attached: what it says, its digest, the code of every signal."""

    text: str
    digest: str
    detector: Detector
    codes: tuple[str, ...]


def check(content: bytes, device: DeviceFacts) -> Checked:
    """Return what a file holds.

    Raises
    ------
    BadInput
        With a sentence for each thing that stands in the way.

    """
    if len(content) > MOST_BYTES:
        raise _refused(
            "file",
            f"文件超过 {MOST_BYTES // 1000} kB，检测器文件约为 60 kB",
            f"is larger than {MOST_BYTES // 1000} kB; a detector has about 60 kB",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused("file", "文件应为 UTF-8 编码", "must be UTF-8") from None
    if "\x00" in text:
        raise _refused("file", "文件含有空字符", "holds a null character")
    detector, _ = document.read(text)
    codes = [code_of(name, device) for name in detector.signals]
    named = list(zip(detector.signals, codes, strict=True))
    problems = _unknown([name for name, code in named if code is None], device)
    problems += _twice([name for i, (name, code) in enumerate(named) if code in codes[:i]])
    if device.interval_s > SLOWER * detector.interval_s:
        problems.append(
            Problem(
                "interval_s",
                Sentence(
                    f"检测器由每 {detector.interval_s:g} 秒一行的数据训练，该设备每 {device.interval_s:g} 秒上报一次，应以该设备的数据重新训练",
                    f"is {detector.interval_s:g} s, the device reports every {device.interval_s:g} s: train it on this device's data",
                ),
            )
        )
    if problems:
        raise BadInput(problems)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Checked(text, digest, detector, tuple(code for code in codes if code is not None))


def code_of(name: str, device: DeviceFacts) -> str | None:
    """Return the code of a signal: named by it, as in a file of this system's export, or as registered."""
    registered = device.factors.keys()
    for word in (name.strip(), *name.split()):
        if word in registered:
            return word
    by_name = [
        code
        for code, factor in device.factors.items()
        if name.strip() in {factor.name, BY_ANY_CODE[code].name_zh if code in BY_ANY_CODE else ""}
    ]
    return by_name[0] if len(by_name) == 1 else None


def _unknown(names: list[str], device: DeviceFacts) -> list[Problem]:
    if not names:
        return []
    shown, known = _listed(names), ", ".join(sorted(device.factors)) or "—"
    return [
        Problem(
            "signals",
            Sentence(
                f"{shown} 不是该设备登记的因子；已登记：{known}",
                f"{shown}: not registered for this device; registered are {known}",
            ),
        )
    ]


def _twice(names: list[str]) -> list[Problem]:
    if not names:
        return []
    shown = _listed(names)
    return [
        Problem(
            "signals",
            Sentence(
                f"{shown} 与另一列同为一个因子", f"{shown}: the same factor as another column"
            ),
        )
    ]


def _listed(names: list[str]) -> str:
    return ", ".join(f"“{name[:40]}”" for name in names[:8]) + (" …" if len(names) > 8 else "")


def _refused(path: str, zh: str, en: str) -> BadInput:
    return BadInput([Problem(path, Sentence(zh, en))])
