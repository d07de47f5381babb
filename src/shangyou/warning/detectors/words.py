"""What a detector decided, in words."""

import math

from shangyou.science.messages import Sentence
from shangyou.warning.detectors.limits import Limit

TIERS = {
    0: Sentence("恢复正常", "back to usual"),
    1: Sentence("提示", "hint"),
    2: Sentence("预警", "warning"),
    3: Sentence("警报", "alarm"),
}


def figure(value: float) -> str:
    """Return a number of three digits without a tail of zeros."""
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"


def exceeds(name: Sentence, unit: str, value: float, limit: Limit, *, confirmed: bool) -> Sentence:
    """Say that a value lies outside its limit."""
    low = value < limit.low
    bound = limit.low if low else limit.high
    shown = f"{figure(value)} {unit}".strip()
    mean_zh = "小时均值 " if limit.average_s else ""
    mean_en = "hourly mean " if limit.average_s else ""
    if low:
        how = Sentence(
            f"低于{limit.source.zh} {figure(bound)}", f"below {figure(bound)} ({limit.source.en})"
        )
    else:
        times = value / bound if bound > 0 else float("nan")
        more = f"，为其 {times:.1f} 倍" if math.isfinite(times) else ""
        more_en = f", {times:.1f} times" if math.isfinite(times) else ""
        how = Sentence(
            f"超过{limit.source.zh} {figure(bound)}{more}",
            f"above {figure(bound)}{more_en} ({limit.source.en})",
        )
    end = (
        Sentence("，最近 3 个值中至少 2 个超限，已确认", "; two of the last three confirm it")
        if confirmed
        else Sentence("，等待下一个值确认", "; waiting for the next value to confirm it")
    )
    return Sentence(
        f"{name.zh}{mean_zh} {shown} {how.zh}{end.zh}",
        f"{name.en} {mean_en}{shown}, {how.en}{end.en}",
    )


def changed(
    name: Sentence, unit: str, value: float, base: float, times: float, *, slowly: bool
) -> Sentence:
    """Say how far a series is from where it stood."""
    up = times > 0
    against = (
        Sentence("前 6 个值", "its last six values")
        if slowly
        else Sentence("近 1 小时水平", "its level of an hour")
    )
    return Sentence(
        f"{name.zh}由 {figure(base)} {'升' if up else '降'}至 {figure(value)} {unit}"
        f"（与{against.zh}相比），为自然步长（99% 的变化小于它）的 {min(abs(times), 99):.1f} 倍",
        f"{name.en} {'rose' if up else 'fell'} from {figure(base)} to {figure(value)} {unit} "
        f"(against {against.en}), {min(abs(times), 99):.1f} natural steps (99 % are smaller)",
    )


def leapt(name: Sentence, unit: str, value: float, base: float, own: float) -> Sentence:
    """Say that a series leapt beyond its own steps, whatever is natural nationally."""
    times = min(own, 99)
    return Sentence(
        f"{name.zh}由 {figure(base)} 跳至 {figure(value)} {unit}，为本站自身步长（其 99% 的变化小于它）的 "
        f"{times:.1f} 倍；幅度未达到全国预警尺度",
        f"{name.en} leapt from {figure(base)} to {figure(value)} {unit}, {times:.1f} of the station's own "
        "steps (99 % are smaller), though below what warns nationally",
    )


def washed(say: Sentence, fallen: Sentence) -> Sentence:
    """Say that a change counts for less because it rained."""
    return Sentence(
        f"{say.zh}；{fallen.zh}，按降雨冲刷降一级",
        f"{say.en}; {fallen.en}: one tier less, as rain washes the banks",
    )


def together(names: list[Sentence]) -> Sentence:
    """Say that several signals moved at once."""
    zh, en = "、".join(n.zh for n in names), ", ".join(n.en for n in names)
    return Sentence(f"{zh} 在半小时内同时异常", f"{en} moved together within half an hour")


def back(name: Sentence, unit: str, value: float) -> Sentence:
    """Say that a series is back where it belongs."""
    return Sentence(
        f"{name.zh}恢复正常，现为 {figure(value)} {unit}",
        f"{name.en} is back to usual, now {figure(value)} {unit}",
    )


def settled(name: Sentence, unit: str, value: float, before: float) -> Sentence:
    """Say that a series has come to rest on another level, which is its baseline from now on."""
    return Sentence(
        f"{name.zh}稳定在 {figure(value)} {unit}（此前 {figure(before)}），今后以新水平为基线",
        f"{name.en} has settled at {figure(value)} {unit} (before: {figure(before)}): "
        "the new level is its baseline from now on",
    )
