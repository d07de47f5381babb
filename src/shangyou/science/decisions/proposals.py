"""From a forecast and the spaces that can be ready to the numbers of the programme.

The best-estimate member is used: by how much a cubic metre per second led aside in one parcel of
the plume lowers what is above the limit below. At a receptor of discharge Q_j with flux F_j the
limit L is passed where F_j - sum(q F_p / Q_i) > L (Q_j - sum(q w_p)): F_p is the flux that parcel p
brings there, w_p the water that came with it. Both sides are linear in q.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from shangyou.science.decisions.interventions import Choice, Situation
from shangyou.science.decisions.measures import Measure
from shangyou.science.decisions.options import Comparison
from shangyou.science.distributions import Floats
from shangyou.science.models.river.engine import Engine, Supply, Target
from shangyou.science.models.river.ensemble import Draws
from shangyou.science.models.river.network import Place
from shangyou.science.models.river.setting import MG_L_PER_KG_M3
from shangyou.science.models.river.sources import Sampled, Steady
from shangyou.science.models.river.transfer import Accuracy

PARCELS = 8
_TIMES = 12
_FINE = Accuracy(tail=1e-5, band=1e-5, refinement=3, most_frequencies=1024, number=np.float64)
# Of a river not more than this is led aside: what is left keeps the bed wet (our planning value).
MOST_OF_RIVER = 0.95
_PRESENT = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """A response space: where it is on the case, what it holds, when it can be ready."""

    key: str
    reach: str
    distance_m: float
    capacity_m3: float
    ready: datetime
    inlet_m3_s: float | None = None
    crews: float = 1.0


@dataclass(frozen=True, slots=True)
class Candidates:
    """The programme and what its choices mean as measures."""

    situation: Situation
    spaces: tuple[Space, ...]
    measures: tuple[Measure, ...]


def candidates(
    comparison: Comparison,
    spaces: tuple[Space, ...],
    weights: dict[str, float],
    crews: float,
    parcels: int = PARCELS,
) -> Candidates:
    """Return the candidate uses of every space that is ready before the plume has passed.

    `weights` are people (or any worth) by receptor; a receptor without a limit or a weight does
    not count.
    """
    setting = comparison.setting
    draws = Draws(
        np.zeros((1, 6 + 2 * len(comparison.inputs.releases) + 2 * len(comparison.inputs.reaches))),
        len(comparison.inputs.releases),
        len(comparison.inputs.reaches),
    )
    engine = Engine.of(setting, draws, _FINE)
    counted = [
        (i, r)
        for i, r in enumerate(comparison.inputs.receptors)
        if r.limit_mg_l and weights.get(r.id, 0.0) > 0
    ]
    targets = [comparison.targets[i] for i, _ in counted]
    limits = np.array([r.limit_mg_l or 0.0 for _, r in counted]) / MG_L_PER_KG_M3
    people = np.array([weights[r.id] for _, r in counted])
    times, excess, hours = _excess(engine, targets, limits)
    choices: list[Choice] = []
    measures: list[Measure] = []
    river = np.full(parcels, np.inf)
    for number, space in enumerate(spaces):
        place = setting.network.place(space.reach, space.distance_m)
        flux = _total(engine, place)
        if flux is None:
            continue
        edges = _edges(flux, parcels)
        flow = float(setting.discharge_m3_s[place.reach])
        river = np.minimum(river, MOST_OF_RIVER * flow)
        lowers = _lowers(engine, place, flux, edges, targets, limits, times)
        for begin, end, rate in _uses(space, edges, flow, setting.seconds(space.ready)):
            active = np.zeros(parcels)
            active[begin:end] = 1.0
            choices.append(
                Choice(
                    space=number,
                    begin=begin,
                    end=end,
                    discharge_m3_s=rate,
                    volume_m3=rate * float(edges[end] - edges[begin]),
                    crews=space.crews,
                    lowers=rate * lowers[begin:end].sum(axis=0).ravel(),
                    active=active,
                )
            )
            measures.append(_measure(comparison, space, edges[begin], edges[end], rate))
    situation = Situation(
        excess=excess.ravel(),
        weight=(people[:, None] * hours).ravel(),
        choices=tuple(choices),
        crews=crews,
        river_m3_s=np.where(np.isfinite(river), river, 0.0),
    )
    return Candidates(situation, spaces, tuple(measures))


def _measure(
    comparison: Comparison, space: Space, begin_s: float, end_s: float, rate: float
) -> Measure:
    start = comparison.inputs.start
    return Measure(
        kind="divert",
        reach=space.reach,
        distance_m=space.distance_m,
        from_=start + timedelta(seconds=round(begin_s)),
        until=start + timedelta(seconds=round(end_s)),
        discharge_m3_s=float(f"{rate:.4g}"),
        capacity_m3=space.capacity_m3,
    )


def _excess(engine: Engine, targets: list[Target], limits: Floats) -> tuple[Floats, Floats, Floats]:
    """Return times, excess in units of the limit and the hours each stands for, (receptors, n)."""
    curves, _ = engine.concentrations(targets) if targets else ([], 0.0)
    times = np.zeros((len(targets), _TIMES))
    excess = np.full(times.shape, -1.0)
    hours = np.zeros(times.shape)
    for j, curve in enumerate(curves):
        values = curve.values[0]
        over = np.flatnonzero(values > limits[j] * MG_L_PER_KG_M3)
        if over.size == 0:
            continue
        first = float(curve.start_s[0] + curve.step_s[0] * over[0])
        last = float(curve.start_s[0] + curve.step_s[0] * over[-1])
        width = max((last - first) / _TIMES, 1.0)
        times[j] = first + width * (np.arange(_TIMES) + 0.5)
        excess[j] = curve.at(times[j])[0] / (limits[j] * MG_L_PER_KG_M3) - 1.0
        hours[j] = width / 3600.0
    return times, excess, hours


def _total(engine: Engine, place: Place) -> tuple[Floats, Floats] | None:
    """Return times and flux [kg/s] at a place, or None where nothing passes."""
    curve = engine.fluxes([Target(place)])[0][0]
    values = np.asarray(curve.values[0], dtype=np.float64)
    if not values.any():
        return None
    columns = np.arange(values.size, dtype=np.float64)
    times: Floats = np.asarray(curve.start_s[0] + curve.step_s[0] * columns, dtype=np.float64)
    return times, values


def _edges(flux: tuple[Floats, Floats], parcels: int) -> Floats:
    times, values = flux
    seen = np.flatnonzero(values > _PRESENT * values.max())
    result: Floats = np.linspace(times[seen[0]], times[seen[-1]] + 1.0, parcels + 1)
    return result


def _uses(space: Space, edges: Floats, flow: float, ready_s: float) -> list[tuple[int, int, float]]:
    """List from-parcel, to-parcel and discharge: as much as fills the space, half, the inlet's most."""
    most = MOST_OF_RIVER * flow
    if space.inlet_m3_s is not None:
        most = min(most, space.inlet_m3_s)
    found = []
    parcels = edges.size - 1
    for begin in range(parcels):
        if edges[begin] < ready_s:
            continue
        for end in range(begin + 1, parcels + 1):
            fill = space.capacity_m3 / float(edges[end] - edges[begin])
            rate = min(most, fill)
            found.append((begin, end, rate))
            if fill <= most:
                break  # longer windows only spread the same water thinner: added once below
        if begin + 1 < parcels:
            thin = space.capacity_m3 / float(edges[parcels] - edges[begin])
            if thin < most:
                found.append((begin, parcels, thin))
    return sorted(set(found))


def _lowers(  # noqa: PLR0917 -- what lies between one space and all receptors
    engine: Engine,
    place: Place,
    flux: tuple[Floats, Floats],
    edges: Floats,
    targets: list[Target],
    limits: Floats,
    times: Floats,
) -> Floats:
    """Return what one m3/s led aside in each parcel lowers, (parcels, receptors, times)."""
    setting = engine.setting
    flow = float(setting.discharge_m3_s[place.reach])
    grid, values = flux
    step = float(grid[1] - grid[0])
    medium = engine.rivers.medium
    still = replace(medium, decay_per_s=np.zeros_like(medium.decay_per_s))
    water_engine = replace(engine, rivers=replace(engine.rivers, medium=still))
    below = np.array([float(setting.discharge_m3_s[t.place.reach]) for t in targets])
    answer = np.zeros((edges.size - 1, *times.shape))
    for p in range(edges.size - 1):
        low = np.maximum(grid - 0.5 * step, edges[p])
        high = np.minimum(grid + 0.5 * step, edges[p + 1])
        share = np.clip((high - low) / step, 0.0, 1.0)
        mass = Sampled(grid[:1], np.array([step]), (values * share)[None])
        duration = float(edges[p + 1] - edges[p])
        water = Steady(edges[p : p + 1], duration, np.array([duration]))
        carried = _at(engine, mass, place, targets, times)
        brought = _at(water_engine, water, place, targets, times)
        scale = limits[:, None] * below[:, None]
        answer[p] = (carried / flow - limits[:, None] * brought) / scale
    return answer


def _at(
    engine: Engine, source: Sampled | Steady, place: Place, targets: list[Target], times: Floats
) -> Floats:
    supply = Supply(source, place, place, None)
    curves, _ = replace(engine, supplies=(supply,)).fluxes(targets)
    return np.stack([curve.at(times[j])[0] for j, curve in enumerate(curves)])
