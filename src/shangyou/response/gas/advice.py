"""From loads to a sentence: how grave what people breathe is, and what to tell them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from shangyou.science.messages import Sentence


@dataclass(frozen=True, slots=True)
class Limit:
    """A level of harm: its name, its level for an hour [mg/m3], the load that makes."""

    name: str
    mg_m3: float
    load: float


# The gravest first, beside the limits as `effect` numbers them.
EFFECTS: Final = ("death", "lasting", "discomfort", "none")
GRAVE: Final = {"death": 3, "lasting": 2, "discomfort": 1, "none": 0, "unknown": -1}
SURE: Final = Sentence(
    "浓度曲线取低、中、高，房屋取密、常、漏，三种情况结论相同。",
    "The same holds for the low, middle and high curve in a tight, a usual and a leaky house.",
)
UNSURE: Final = Sentence(
    "浓度与房屋的不确定范围内结论会反过来：以现场监测和风向为准，随时改。",
    "Within the doubt of the curve and the house the choice turns round: go by measurements and the "
    "wind, and be ready to change.",
)

ENOUGH: Final = Sentence(
    "浓度曲线取高、房屋取漏时也是如此。", "So it is for the high curve and a leaky house."
)
# Nobody is moved for what does no more than sting: moving has dangers of its own.
MILD: Final = frozenset({GRAVE["none"], GRAVE["discomfort"]})


def effect(load: float, peak_mg_m3: float, limits: Sequence[Limit]) -> str:
    """Return what a load does: death, lasting harm, discomfort, none; unknown without limits.

    Discomfort does not add up with time: its limit is one of the level, not of the load.
    """
    if not limits:
        return "unknown"
    for limit in limits:
        rank = _rank(limit.name)
        if rank == "discomfort":
            if peak_mg_m3 >= limit.mg_m3:
                return rank
        elif load >= limit.load:
            return rank
    return "none"


def _rank(name: str) -> str:
    if name.startswith("AEGL-3") or name == "HJ169-1":
        return "death"
    return "lasting" if name.startswith("AEGL-2") or name == "HJ169-2" else "discomfort"


def judge(
    options: Sequence[Mapping[str, Any]],
    better: Mapping[str, str],
    *,
    opened_s: float | None,
) -> dict[str, Any]:
    """Return which is better, how sure that is, and the sentences to say.

    Parameters
    ----------
    options : sequence
        Staying, leaving at several times, standing outdoors, as the API gives them.
    better : mapping
        Of the low, middle and high case: stay, leave or either.
    opened_s : float or None
        When a house is to be aired, after the leak began [s].

    """
    by_key = {option["key"]: option for option in options}
    stay, leave, outside = by_key["stay"], by_key["leave-0"], by_key["outdoors"]
    sides = {side for side in better.values() if side != "either"}
    choice = "unsure" if len(sides) > 1 else better["best"]
    worst = outside["effect"]["high"]
    if worst == "none":
        choice = "none"
    elif GRAVE[stay["effect"]["high"]] in MILD:
        choice = "enough"
    parts = [_advice(choice, stay, leave)]
    if choice in ("stay", "enough", "either", "unsure") and opened_s is not None:
        parts.append(_airing(opened_s))
    if choice == "leave":
        parts.extend(_late(options))
    if choice not in ("none", "enough") and min(_grave(stay), _grave(leave)) >= GRAVE["death"]:
        parts.append(
            Sentence(
                "两种做法都可能致命：在云到达之前撤离，或派人带防护接出。",
                "Either may kill: get people out before the cloud arrives, or fetch them with "
                "breathing apparatus.",
            )
        )
    doubt = UNSURE if choice == "unsure" else ENOUGH if choice in ("none", "enough") else SURE
    return {
        "better": choice,
        "by_case": dict(better),
        "open_again_s": opened_s,
        "advice": Sentence("".join(p.zh for p in parts), " ".join(p.en for p in parts)),
        "doubt": doubt,
    }


def _grave(option: Mapping[str, Any]) -> int:
    return GRAVE[option["effect"]["best"]]


def _share(of: Mapping[str, Any], to: Mapping[str, Any]) -> str:
    part, whole = of["load"]["best"], to["load"]["best"]
    if not whole:
        return "—"
    share = 100.0 * part / whole
    return f"{share:.0f} %" if share >= 1.0 else "< 1 %"


def _advice(choice: str, stay: Mapping[str, Any], leave: Mapping[str, Any]) -> Sentence:
    if choice == "none":
        return Sentence(
            "此处达不到有害剂量：不必撤离，关窗等待通知。",
            "No harmful dose is reached here: nobody needs to leave; close windows and wait.",
        )
    if choice == "enough":
        return Sentence(
            "关门窗、停通风，留在室内即可：室内最多感到不适，达不到伤害剂量，不必撤离。",
            "Close windows, stop ventilation and stay: indoors it is discomfort at most, no harmful "
            "dose; nobody needs to leave.",
        )
    if choice == "stay":
        share = _share(stay, leave)
        return Sentence(
            f"留在室内：关门窗、停通风，上楼。毒性负荷约为立即步行撤离的 {share}。",
            f"Stay indoors: close windows, stop ventilation, go upstairs. The toxic load is about "
            f"{share} of that of walking out at once.",
        )
    if choice == "leave":
        share = _share(leave, stay)
        return Sentence(
            f"立即沿侧风方向撤离。毒性负荷约为留在室内的 {share}。",
            f"Walk out across the wind at once. The toxic load is about {share} of that of staying.",
        )
    if choice == "either":
        return Sentence(
            "留在室内与撤离的毒性负荷相差不到一成：先就地关窗避险，转移本身也有危险。",
            "Staying and leaving differ by less than a tenth: stay and close windows; moving people "
            "has dangers of its own.",
        )
    share = _share(stay, leave) if stay["load"]["best"] < leave["load"]["best"] else ""
    likely = f"（毒性负荷多半约为撤离的 {share}）" if share else ""
    en = f" (the load is most likely {share} of that of leaving)" if share else ""
    return Sentence(
        f"没有把握哪个更好：先就地关窗避险{likely}，派人在该处测浓度再定；房屋漏风或浓度偏高时改为撤离。",
        f"Which is better is not sure: stay and close windows{en}, send somebody to measure there; in "
        "a leaky house or where it is stronger than computed, leave.",
    )


def _airing(opened_s: float) -> Sentence:
    minutes = round(opened_s / 60.0)
    return Sentence(
        f"泄漏后约 {minutes} min 室外比室内干净：那时开窗通风或出来。",
        f"About {minutes} min after the leak began the air outside is cleaner: open the windows or "
        "come out then.",
    )


def _late(options: Sequence[Mapping[str, Any]]) -> list[Sentence]:
    """Return from when on leaving no longer pays, if it stops doing so."""
    stay = next(o for o in options if o["key"] == "stay")["load"]["best"]
    for option in options:
        if option["leave_min"] and option["load"]["best"] >= stay:
            return [
                Sentence(
                    f"再等 {option['leave_min']:.0f} min 才走就不如留在室内。",
                    f"Setting out {option['leave_min']:.0f} min later is no better than staying.",
                )
            ]
    return []
