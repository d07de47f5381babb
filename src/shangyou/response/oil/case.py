"""From an incident and a form to the exact case of `river-oil-spill`."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shangyou.preparedness.centreline import to_metres
from shangyou.preparedness.network import Network, Path
from shangyou.response import river_case
from shangyou.response.amounts import UNITS, released
from shangyou.response.oil.booms import BoomForm
from shangyou.response.oil.form import Form
from shangyou.response.oil.wind import Wind
from shangyou.response.places import Place
from shangyou.response.river_case import Spill, iso
from shangyou.response.river_state import RiverState
from shangyou.science.messages import BadInput, Problem, Sentence

MODEL = "river-oil-spill"
MEMBERS = 100
ELEMENTS = 10_000
BEARINGS = Sentence(
    "流向取各河段首末两点的连线；河曲内风与水流的夹角随弯道变化，未细分。",
    "The direction of flow is the straight line between the ends of a reach; how the wind meets "
    "the current in its bends is left out.",
)
MEANT = Sentence(
    "岸线类型按表单所选一律取值，未逐段调查；滞岸量随之变化。",
    "The kind of bank is the one chosen for all reaches, not surveyed; stranding depends on it.",
)
SOME = Sentence(
    "未单独填写的河段，岸线类型按表单所选一律取值，未逐段调查。",
    "Reaches without a kind of their own take the one chosen for all, not surveyed.",
)


@dataclass(frozen=True, slots=True)
class Case:
    """The case, and what is to be said of it beside the model's own sentences."""

    document: dict[str, Any]
    path: Path
    warnings: tuple[Sentence, ...]
    """Doubts of the case beside the model's own, and what the rivers were taken to be."""


def build(
    form: Form,
    spill: Spill,
    places: Sequence[Place],
    network: Network,
    *,
    path: Path,
    river: str,
    rivers: RiverState,
) -> Case:
    """Return the case of a form at an incident's place, its reaches as gauges, sections and tests have them.

    Raises
    ------
    BadInput
        With one sentence for every boom that does not lie downstream.

    """
    _check_banks(form, path)
    amount, warnings = _amount(form, spill)
    reaches = [
        {
            **row,
            "bank_kind": _kinds(form, path.parts[i].reach),
            "bearing_deg": _bearing(network, path, i),
        }
        for i, row in enumerate(rivers.reaches())
    ]
    document = river_case.common(
        spill, places, path, reaches, hours=form.hours, amount=amount, members=MEMBERS
    )
    document |= {
        "oil": form.oil.oil_id,
        "wind": _wind(form.wind),
        "water_temperature_k": form.water_temperature_k,
        "booms": _booms(form.booms, river, network, path),
        "elements": ELEMENTS,
    }
    meant = [] if set(form.banks) >= set(path.reaches) else [SOME if form.banks else MEANT]
    said = [*_rivers(rivers), *warnings, *meant, *([BEARINGS] if form.wind is not None else [])]
    return Case(document, path, tuple(said))


def _rivers(rivers: RiverState) -> list[Sentence]:
    """Say what the run took the rivers to be and from where: an oil run has no table of assumptions."""
    return [
        Sentence(
            f"{title.zh}：{value.zh}（{source.zh}）。", f"{title.en}: {value.en} ({source.en})."
        )
        for title, value, source, _ in rivers.assumed
    ]


def _check_banks(form: Form, path: Path) -> None:
    unknown = [code for code in form.banks if code not in path.reaches]
    if unknown:
        raise BadInput(
            [
                Problem(
                    f"banks.{code}",
                    Sentence(
                        f"河段“{code}”不在泄漏点下游；请从所列河段中选。",
                        f"Reach '{code}' is not downstream of the release; take one of those listed.",
                    ),
                )
                for code in unknown
            ]
        )


def _kinds(form: Form, reach: str) -> str | list[str]:
    pair = form.banks.get(reach)
    return form.bank_kind if pair is None else list(pair)


def _wind(wind: Wind) -> dict[str, float] | list[list[Any]] | None:
    if wind is None:
        return None
    if isinstance(wind[0], tuple):
        return [[iso(at), speed, turn] for at, speed, turn in wind]
    return {"speed_m_s": wind[0], "from_deg": wind[1]}


def _amount(form: Form, spill: Spill) -> tuple[dict[str, float], list[Sentence]]:
    """Return volume or mass: the form's, else the incident's, else the typical of the cause."""
    stated = form.amount or spill.amount
    if stated is None:
        assumed = released(None, None, spill.cause)
        return {"mass_kg": assumed.median_kg}, [
            Sentence(f"泄漏量{assumed.words.zh}。", f"The amount is {assumed.words.en}.")
        ]
    unit = UNITS[stated.unit]
    return {"volume_m3" if unit.is_volume else "mass_kg": stated.value * unit.factor}, []


def _bearing(network: Network, path: Path, number: int) -> float | None:
    part = path.parts[number]
    ends = to_metres(
        network.points([(part.reach, part.from_m), (part.reach, part.from_m + part.length_m)])
    )
    east, north = ends[1] - ends[0]
    if math.hypot(east, north) < 1.0:
        return None
    return round(math.degrees(math.atan2(east, north)) % 360.0, 1)


def _booms(
    booms: Sequence[BoomForm], river: str, network: Network, path: Path
) -> list[dict[str, Any]]:
    problems: list[Problem] = []
    answer = []
    for i, boom in enumerate(booms):
        try:
            place = locate(boom.point, boom.chainage_km, river, network)
        except BadInput as error:
            problems += [Problem(f"booms.{i}.point", p.sentence) for p in error.problems]
            continue
        if place is None or path.metres_to(*place) is None:
            field = "chainage_km" if boom.point is None else "point"
            zh = f"该位置不在泄漏点下游；里程按{river}计，请选下游的位置。"
            en = "This place is not downstream of the release; choose one below it."
            problems.append(Problem(f"booms.{i}.{field}", Sentence(zh, en)))
            continue
        reach, distance_m = path.in_case(*place)
        answer.append(
            {
                "reach": reach,
                "distance_m": round(distance_m, 1),
                "from": iso(boom.start),
                "until": iso(boom.until),
                "bank": boom.bank,
                **boom.numbers,
            }
        )
    if problems:
        raise BadInput(problems)
    return answer


def locate(
    point: tuple[float, float] | None, chainage_km: float | None, river: str, network: Network
) -> tuple[str, float] | None:
    """Return the (reach, metres) of a point of the map, or of a chainage of a river; None for neither.

    Raises
    ------
    BadInput
        Where the point is far from every river.

    """
    if point is not None:
        located = network.locate(*point)
        return located.reach, located.distance_m
    return None if chainage_km is None else network.at_chainage(river, chainage_km)
