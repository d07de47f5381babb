"""The signals of an alarm: one entry a factor and kind, kept as JSON, read back as what science weighs."""

from typing import Any

from shangyou.science.inference.event_detection import weighing
from shangyou.science.messages import Sentence
from shangyou.warning.detectors.memory import moment
from shangyou.warning.detectors.seam import Finding

_KEPT = ("value", "base", "times", "limit", "park")


def said(sentence: Sentence) -> dict[str, str]:
    """Return a sentence as it is stored."""
    return {"zh": sentence.zh, "en": sentence.en}


def heard(text: Any) -> Sentence:
    """Return a stored sentence."""
    return Sentence(text.get("zh", ""), text.get("en", "")) if text else Sentence("", "")


def entry(finding: Finding) -> dict[str, Any]:
    """Return a finding as an alarm keeps it."""
    detail = finding.detail
    at = moment(finding.at_s).isoformat()
    return {
        "station": detail["station"],
        "device": finding.device,
        "code": detail["code"],
        "name": said(detail["name"]),
        "unit": detail["unit"],
        "kind": finding.kind,
        "tier": detail["tier"],
        "say": said(detail["say"]),
        "since": at,
        "at": at,
        "back": False,
        **{k: detail[k] for k in _KEPT if detail.get(k) is not None},
    }


def joined(signals: list[dict[str, Any]], finding: Finding) -> list[dict[str, Any]]:
    """Return signals with a finding among them: a newer one of the same factor takes the place."""
    new = entry(finding)
    key = (new["device"], new["code"], new["kind"])
    out = []
    for one in signals:
        if (one["device"], one["code"], one["kind"]) == key:
            new["since"], new["tier"] = one["since"], max(new["tier"], one["tier"])
        else:
            out.append(one)
    return [*out, new]


def settled(signals: list[dict[str, Any]], finding: Finding) -> list[dict[str, Any]]:
    """Return signals with those of a factor marked as back to usual.

    A trained detector judges all signals of its device at once: it is back with all of them.
    """

    def over(one: dict[str, Any]) -> bool:
        same = (one["device"], one["kind"]) == (finding.device, finding.kind)
        return same and (finding.kind == "learnt" or one["code"] == finding.detail["code"])

    return [{**one, "back": True} if over(one) else one for one in signals]


def weighed(signals: list[dict[str, Any]]) -> list[weighing.Signal]:
    """Return signals as science weighs them."""
    return [
        weighing.Signal(s["code"], s["kind"], s["tier"], abs(float(s.get("times", 0.0))))
        for s in signals
    ]


def followed(alarm_station: int, signals: list[dict[str, Any]]) -> bool:
    """Tell whether the water brought it to another station; the sensors of a park are no such stations."""
    return any(s["station"] != alarm_station and s["kind"] != "gas" for s in signals)
