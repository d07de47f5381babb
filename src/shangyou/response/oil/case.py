"""From an incident and a form to the exact case of `river-oil-spill`."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shangyou.preparedness.centreline import to_metres
from shangyou.preparedness.network import POSITIONS, Network, Path
from shangyou.response.amounts import UNITS, released
from shangyou.response.case import START_SD_S, Spill, state_of
from shangyou.response.oil.booms import BoomForm
from shangyou.response.oil.form import Form
from shangyou.response.oil.wind import Wind
from shangyou.response.places import Place
from shangyou.response.planning.wording import BEIJING
from shangyou.science.messages import BadInput, Problem, Sentence

MODEL = "river-oil-spill"
SEED = 1
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


def build(
    form: Form,
    spill: Spill,
    places: Sequence[Place],
    network: Network,
    *,
    path: Path,
    river: str,
) -> Case:
    """Return the case of a form at an incident's place, its reaches those of the dissolved run.

    Raises
    ------
    BadInput
        With one sentence for every boom that does not lie downstream.

    """
    _check_banks(form, path)
    reach, distance_m = path.in_case(spill.reach, spill.distance_m)
    amount, warnings = _amount(form, spill)
    document: dict[str, Any] = {
        "start": _iso(spill.started_at),
        "duration_h": form.hours,
        "reaches": [
            {
                **row,
                "bank_kind": _kinds(form, path.parts[i].reach),
                "bearing_deg": _bearing(network, path, i),
            }
            for i, row in enumerate(network.case_reaches(path, state_of(spill)))
        ],
        "releases": [
            {
                "reach": reach,
                "distance_m": round(distance_m, 1),
                "position": POSITIONS[spill.bank],
                "start": _iso(spill.started_at),
                "duration_s": spill.duration_s,
                **amount,
            }
        ],
        "oil": form.oil.oil_id,
        "wind": _wind(form.wind),
        "water_temperature_k": form.water_temperature_k,
        "receptors": [_receptor(place, path) for place in places],
        "booms": _booms(form.booms, river, network, path),
        "elements": ELEMENTS,
        "ensemble": {"members": MEMBERS, "start_sd_s": START_SD_S},
    }
    meant = [] if set(form.banks) >= set(path.reaches) else [SOME if form.banks else MEANT]
    said = [*warnings, *meant, *([BEARINGS] if form.wind is not None else [])]
    return Case(document, path, tuple(said))


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
        return [[_iso(at), speed, turn] for at, speed, turn in wind]
    return {"speed_m_s": wind[0], "from_deg": wind[1]}


def _iso(moment: datetime) -> str:
    return moment.astimezone(BEIJING).isoformat(timespec="seconds")


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


def _receptor(place: Place, path: Path) -> dict[str, Any]:
    reach, distance_m = path.in_case(place.reach, place.distance_m)
    return {
        "id": place.key,
        "reach": reach,
        "distance_m": round(distance_m, 1),
        "position": place.across,
    }


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
                "from": _iso(boom.start),
                "until": _iso(boom.until),
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
