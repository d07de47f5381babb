"""Oil on a river: where the slick goes, what evaporates, disperses, strands, and what booms hold."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from shangyou.science.messages import Sentence
from shangyou.science.models.oil.answer import (
    Answer,
    Balance,
    BankAnswer,
    BoomAnswer,
    ReachAnswer,
    ReceptorAnswer,
    Weathered,
    to_json,
)
from shangyou.science.models.oil.case import Inputs
from shangyou.science.models.oil.checks import problems
from shangyou.science.models.oil.state import STRANDED, sums
from shangyou.science.models.oil.validity import outside_validity
from shangyou.science.models.river.statistics import ARRIVAL_SHARE, band
from shangyou.science.spec import ModelSpec

if TYPE_CHECKING:
    from shangyou.science.models.oil.journey import Journey, Moment, Snapshot, Tell

__all__ = ["MODEL", "Inputs", "Slick", "slick", "solve", "watch"]


@dataclass(frozen=True, slots=True)
class Slick:
    """Elements on a map at one time; equal length, thinned evenly, masses scaled to stay whole."""

    time: datetime
    reach: tuple[str, ...]
    distance_m: tuple[float, ...]
    position: tuple[float, ...]
    mass_kg: tuple[float, ...]
    stranded: tuple[bool, ...]


def solve(inputs: Inputs, seed: int = 0) -> Answer:
    """Return what becomes of the oil.

    Parameters
    ----------
    inputs : Inputs
        The river, the oil, the weather, banks, booms and receptors.
    seed : int
        Of the elements; the same inputs and seed give the same answer.

    Returns
    -------
    Answer
        Shares of the oil over time, bands over the members; seconds from `inputs.start`.

    """
    return _answer(inputs, _travel(inputs, seed))


def slick(
    inputs: Inputs, times: tuple[datetime, ...], seed: int = 0, most: int = 2000
) -> tuple[Slick, ...]:
    """Return the elements near each of `times`, at most `most` of them, for a map."""
    return watch(inputs, times, seed, most)[1]


def watch(
    inputs: Inputs,
    times: tuple[datetime, ...],
    seed: int = 0,
    most: int = 2000,
    tell: "Tell | None" = None,
) -> tuple[Answer, tuple[Slick, ...]]:
    """Return the answer and the slick of one walk; the answer is that of `solve`.

    Parameters
    ----------
    inputs, seed
        As for `solve`.
    times : tuple of datetime
        When to look; each slick says when it really was seen, at most three steps off.
    most : int
        Elements shown at one time.
    tell : callable, optional
        Hears the share of the walk done, 0 to 1; what it raises ends the walk.

    """
    seconds = tuple((time - inputs.start).total_seconds() for time in times)
    journey = _travel(inputs, seed, seconds, tell)
    return _answer(inputs, journey), tuple(
        _seen(inputs, snapshot, most) for snapshot in journey.snapshots
    )


def _answer(inputs: Inputs, journey: "Journey") -> Answer:
    scene, state = journey.scene, journey.state
    there = state.oil_kg + state.evaporated_kg + state.dispersed_kg + state.recovered_kg
    late = _too_late(inputs, journey)
    return Answer(
        start=inputs.start,
        oil=scene.oil.name,
        balance=tuple(map(_balance, journey.moments)),
        weathered=tuple(
            Weathered(m.water, m.viscosity_m2_s, m.density_kg_m3, m.thickness_m)
            for m in journey.moments
        ),
        receptors=_receptors(inputs, journey),
        banks=_banks(inputs, journey),
        reaches=tuple(
            ReachAnswer(reach.id, band(scene.velocity_m_s[:, r]))
            for r, reach in enumerate(inputs.reaches)
        ),
        booms=tuple(
            BoomAnswer(i, *(float(v) for v in fate)) for i, fate in enumerate(journey.boom_fate_kg)
        ),
        mass_balance_error=float(abs(there.sum() / state.released_kg.sum() - 1.0)),
        warnings=(*outside_validity(inputs), *late),
    )


def _seen(inputs: Inputs, snapshot: "Snapshot", most: int) -> Slick:
    count = snapshot.reach.size
    chosen = np.unique(np.linspace(0, max(count - 1, 0), min(most, count)).astype(np.int64))
    mass = snapshot.mass_kg[chosen]
    scale = snapshot.mass_kg.sum() / mass.sum() if mass.sum() > 0 else 1.0
    return Slick(
        time=inputs.start + timedelta(seconds=snapshot.seconds),
        reach=tuple(inputs.reaches[r].id for r in snapshot.reach[chosen]),
        distance_m=tuple(snapshot.distance_m[chosen].tolist()),
        position=tuple(snapshot.position[chosen].tolist()),
        mass_kg=tuple((scale * mass).tolist()),
        stranded=tuple((snapshot.stranded[chosen] > 0).tolist()),
    )


def _travel(
    inputs: Inputs, seed: int, seconds: tuple[float, ...] = (), tell: "Tell | None" = None
) -> "Journey":
    # the compiler takes a second to load: only a forecast of oil pays for it
    from shangyou.science.models.oil.journey import travel  # noqa: PLC0415

    return travel(inputs, seed, seconds, tell)


def _balance(moment: "Moment") -> Balance:
    whole = moment.released_kg
    return Balance(
        time_s=moment.seconds,
        released_kg=whole,
        surface=moment.surface_kg / whole,
        evaporated=moment.evaporated_kg / whole,
        dispersed=moment.dispersed_kg / whole,
        stranded=moment.stranded_kg / whole,
        recovered=moment.recovered_kg / whole,
        held_by_booms=moment.held_kg / whole,
        beyond_outlet=moment.beyond_kg / whole,
        sunk=moment.sunk_kg / whole,
    )


def _arrivals(journey: "Journey", number: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return when the first 2 % of what passes has passed, per member; inf where nothing does."""
    scene = journey.scene
    times = np.sort(journey.passed_s[number].reshape(scene.members, scene.per_member), axis=1)
    count = np.isfinite(times).sum(axis=1)
    rank = np.maximum(np.ceil(ARRIVAL_SHARE * count).astype(np.int64) - 1, 0)
    return np.asarray(times[np.arange(scene.members), rank])


def _receptors(inputs: Inputs, journey: "Journey") -> tuple[ReceptorAnswer, ...]:
    scene = journey.scene
    answers = []
    for i, receptor in enumerate(inputs.receptors):
        arrival = _arrivals(journey, i)
        passing = journey.passed_kg[i].reshape(scene.members, scene.per_member).sum(axis=1)
        answers.append(
            ReceptorAnswer(
                id=receptor.id,
                arrival_s=band(arrival),
                probability_reached=float(np.isfinite(arrival).mean()),
                oil_passing_kg=band(passing * scene.members),
            )
        )
    return tuple(answers)


def _too_late(inputs: Inputs, journey: "Journey") -> tuple[Sentence, ...]:
    """Name the receptors below a release that most members do not reach in time."""
    network, origins = journey.scene.setting.network, journey.scene.setting.releases
    names = [
        receptor.id
        for i, receptor in enumerate(inputs.receptors)
        if np.isinf(np.median(_arrivals(journey, i)))
        and any(
            network.lengths(o, network.place(receptor.reach, receptor.distance_m)) is not None
            for o in origins
        )
    ]
    if not names:
        return ()
    hours = f"{inputs.duration_h:g} h"
    return (
        Sentence(
            f"预报时段（{hours}）内多数情形油不到达 {'、'.join(names[:5])}（太远、在对岸或已滞岸、被拦）。",
            f"Within the forecast ({hours}) most members do not reach {', '.join(names[:5])}: too far, "
            "on the other bank, stranded or boomed before.",
        ),
    )


def _banks(inputs: Inputs, journey: "Journey") -> tuple[BankAnswer, ...]:
    scene, state = journey.scene, journey.state
    on = np.flatnonzero(state.status == STRANDED)
    reach = scene.ways.reaches[state.release[on], state.segment[on]]
    side = (state.position[on] >= 0.5).astype(np.int64)
    count = len(inputs.reaches)
    place = (reach * 2 + side) * scene.members + state.member[on]
    mass = sums(place, state.oil_kg[on], count * 2 * scene.members)
    mass = mass.reshape(count, 2, scene.members) * scene.members
    on_way = np.unique(scene.ways.reaches[scene.ways.reaches >= 0])
    return tuple(
        BankAnswer(inputs.reaches[r].id, name, scene.banks[r][s], band(mass[r, s]))
        for r in on_way
        for s, name in enumerate(("left", "right"))
    )


MODEL = ModelSpec(
    name="river-oil-spill",
    version="1.0.1",
    title=Sentence("河流溢油", "Oil spill on a river"),
    medium="river",
    inputs=Inputs,
    solve=solve,
    to_json=to_json,
    references=(
        "Fay 1971; Mackay & Matsugu 1973; Eley et al. 1988; Delvigne & Sweeney 1988",
        "NOAA ADIOS oil database (CC0)",
        "Gundlach 1987; Torgrimson 1984; Shen & Yapa 1988",
        "Delvigne 1989; Wilkinson 1972",
    ),
    problems=problems,
    outside_validity=outside_validity,
)
