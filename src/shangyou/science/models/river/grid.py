"""Transport on a grid: a network with branches, side rivers and changing flow, cell by cell.

The plan of one source: which reaches its water runs through on its way to the targets, how fine their
cells are for each member, and how the flow is shared where the river parts. The march itself is
compiled (`grid_march`).
"""

from dataclasses import dataclass

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.models.river.arms import share
from shangyou.science.models.river.curve import Curve
from shangyou.science.models.river.medium import Medium, delay
from shangyou.science.models.river.network import Place
from shangyou.science.models.river.setting import Setting
from shangyou.science.models.river.sources import Polyline, Sampled, Source, Steady
from shangyou.science.models.river.transfer import EXACT, Accuracy
from shangyou.science.models.river.unsteady import cumulative

# The longest cell [m]; and cells per standard deviation of the plume at the nearest target.
LONGEST_CELL_M = 500.0
_CELLS_PER_DEVIATION = 8.0
# A target nearer to the source than this share of the way to the farthest one does not make the cells
# finer: all others would pay for it.
_NEAREST_SHARE = 0.02
# Most steps of dispersion per step of the water, before cells are made longer.
_MOST_SUBSTEPS = 4.0
# Share of a cell that water crosses in one step, and the largest number K dt / dx^2 of one step of
# dispersion (positive below 0.5).
_COURANT, _NUMBER = 0.8, 0.25
# Cells times steps of all members, of one, and what each may have in any case: a few seconds.
_MOST_WORK, _WORK_OF_ONE, _LEAST_WORK = 4e9, 1e8, 2e6
# Below the last target the river goes on for so many lengths K / U, in which nothing can turn back.
_RUN_OUT = 8.0
_TABLE = 4000
_COLUMNS_EXACT, _COLUMNS_ENSEMBLE = 1024, 256


@dataclass(frozen=True, slots=True)
class _Limits:
    """How exact a march is: see `grid_march.march`."""

    left_over: float
    least: float
    bend: float
    tail: float
    columns: int

    @classmethod
    def of(cls, accuracy: Accuracy) -> "_Limits":
        if accuracy is EXACT:
            # after two cells are joined 12 of them hold a standard deviation
            return cls(1e-11, 1e-13, (2 * 12.0) ** -2, 1e-9, _COLUMNS_EXACT)
        # 5 of them for many members: peaks 0.35 % off the exact clocks in the middle (6: 0.23 %), for a
        # sixth of the time, where the members themselves differ by factors
        return cls(1e-5, 1e-8, (2 * 5.0) ** -2, 1e-6, _COLUMNS_ENSEMBLE)


def grid_curves(
    setting: Setting,
    medium: Medium,
    source: Source,
    place: Place,
    targets: list[Place],
    *,
    until: Place | None,
    accuracy: Accuracy,
) -> tuple[list[Curve | None], Floats]:
    """Return the mass flux past each target, None where the water of the source does not come.

    `until` is a place beyond which nothing is followed. The second value is the error of the balance
    of mass, per member [kg], read before anything is scaled; nothing is scaled.
    """
    plan = _Plan.of(setting, place, targets, until)
    members = medium.velocity_m_s.shape[0]
    answer: list[Curve | None] = [None] * len(targets)
    if not plan.wanted:
        return answer, np.zeros(members)
    values, window, defect = plan.march(setting, medium, source, _Limits.of(accuracy))
    for slot, j in enumerate(plan.wanted):
        step = window[:, slot, 1]
        start = window[:, slot, 0] + 0.5 * step
        answer[j] = Curve(start, step, values[:, slot], defect)
    return answer, defect


def coarsening(setting: Setting) -> float:
    """Return how many times longer than the plume asks for the work allows the cells to be, best estimate; 1 or more."""
    members = setting.inputs.ensemble.members
    targets = [setting.network.place(r.reach, r.distance_m) for r in setting.inputs.receptors]
    worst = 1.0
    for release, place in zip(setting.inputs.releases, setting.releases, strict=True):
        plan = _Plan.of(setting, place, targets, None)
        if not plan.wanted:
            continue
        water = [setting.estimates[r] for r in plan.reaches]
        lengths = np.maximum(plan.lengths_m, 1.0)
        travel = lengths / [e.velocity.median for e in water]
        mean_u = lengths.sum() / travel.sum()
        mean_k = lengths @ [e.dispersion.median for e in water] / lengths.sum()
        lasts = release.duration_s
        if release.series:
            lasts = (release.series[-1][0] - release.series[0][0]).total_seconds()
        fine, coarser = plan.fineness(np.array([mean_u]), np.array([mean_k]), lasts, members)
        longest = LONGEST_CELL_M / float(fine[0])
        worst = max(worst, min(float(coarser[0]), max(longest, 1.0)))
    return worst


@dataclass(frozen=True, slots=True)
class _Plan:
    """The reaches of one source, from upstream down, and the arcs between them by number here."""

    reaches: tuple[int, ...]
    lengths_m: Floats
    arcs: tuple[tuple[int, int], ...]
    place: Place
    targets: tuple[Place, ...]
    wanted: tuple[int, ...]

    @classmethod
    def of(
        cls, setting: Setting, place: Place, targets: list[Place], until: Place | None
    ) -> "_Plan":
        network = setting.network
        stop = None if until is None else until.reach
        below = network.below(place.reach, stop)
        wanted = tuple(
            j
            for j, target in enumerate(targets)
            if target.reach in below
            and not (target.reach == place.reach and target.distance_m < place.distance_m)
            and not (until and target.reach == until.reach and target.distance_m > until.distance_m)
        )
        ends: dict[int, float] = {}
        for j in wanted:
            ends[targets[j].reach] = max(ends.get(targets[j].reach, 0.0), targets[j].distance_m)
        # only reaches from which some target is reached; the last one ends below its last target
        leads = set(ends)
        # each reach comes after all those above it: what is below it is known already
        for r in reversed(below):
            if r != stop and not leads.isdisjoint(network.next(r)):
                leads.add(r)
        kept = [r for r in below if r in leads]
        number = {r: i for i, r in enumerate(kept)}
        arcs = tuple(
            (number[r], number[b])
            for r in kept
            if r != stop
            for b in network.next(r)
            if b in number
        )
        leads_on = {i for i, _ in arcs}
        lengths = np.array(
            [
                network.length_m[r]
                if i in leads_on
                else max(ends[r], place.distance_m * (r == place.reach))
                for i, r in enumerate(kept)
            ]
        )
        return cls(tuple(kept), lengths, arcs, place, tuple(targets[j] for j in wanted), wanted)

    def march(
        self, setting: Setting, medium: Medium, source: Source, limits: _Limits
    ) -> tuple[Floats, Floats, Floats]:
        """Return values (members, targets, columns), windows and the error of the balance."""
        from shangyou.science.models.river.grid_members import march_members  # noqa: PLC0415 (compiled)

        chosen = np.zeros(setting.network.length_m.size, dtype=np.bool_)
        order = np.array(self.reaches)
        chosen[order] = True
        velocity, dispersion = medium.velocity_m_s[:, order], medium.dispersion_m2_s[:, order]
        lasts = float(np.max(source.last_s - source.first_s))
        cell, cells, levels, lengths = self._cells(velocity, dispersion, lasts)
        entry = np.floor(self.place.distance_m / cell[:, 0] + 1e-9).astype(np.int64)
        late = (entry * cell[:, 0] - self.place.distance_m) / velocity[:, 0]
        shortest = 2.0 * np.min(cell / velocity, axis=1)
        first, step, total = _running_total(source, shortest)
        travel = (lengths * delay(medium)[:, order]).sum(axis=1)
        latest = (
            source.last_s
            + 6.0 * travel
            + 12.0 * np.sqrt((2.0 * lengths * dispersion / velocity**3).sum(axis=1))
            + 3600.0
        )
        readings, shares, table = self._tables(setting, float(first.min()), float(latest.max()))
        arc_from = np.array([i for i, _ in self.arcs], dtype=np.int64)
        arc_to = np.array([b for _, b in self.arcs], dtype=np.int64)
        main = np.array(
            [setting.network.downstream[self.reaches[i]] == self.reaches[b] for i, b in self.arcs],
            dtype=np.int64,
        )
        count = order.size
        ins, outs = np.argsort(arc_to, kind="stable"), np.argsort(arc_from, kind="stable")
        in_first = np.searchsorted(arc_to[ins], np.arange(count + 1))
        out_first = np.searchsorted(arc_from[outs], np.arange(count + 1))
        place_of = {r: i for i, r in enumerate(self.reaches)}
        target_reach = np.array([place_of[t.reach] for t in self.targets], dtype=np.int64)
        target_m = np.array([t.distance_m for t in self.targets])
        members = velocity.shape[0]
        values = np.zeros((members, len(self.targets), limits.columns))
        window = np.zeros((members, len(self.targets), 2))
        budget = np.zeros((members, 8))
        water = np.stack(
            [velocity, dispersion]
            + [
                rate[:, order]
                for rate in (medium.exchange_per_s, medium.return_per_s, medium.decay_per_s)
            ]
        )
        limited = np.tile(
            [limits.left_over, limits.least, limits.bend, limits.tail, 0.0, _COURANT, _NUMBER],
            (members, 1),
        )
        limited[:, 4] = latest
        march_members(
            cells, levels, cell, water, np.stack((arc_from, arc_to)), main,
            in_first, ins, out_first, outs, shares, readings, table,
            np.stack((first + late, step), axis=1), np.ascontiguousarray(total),
            np.stack((np.zeros_like(entry), entry), axis=1), target_reach, target_m, limited,
            values, window, budget,
        )  # fmt: skip
        defect = np.abs(budget[:, 4] - budget[:, :3].sum(axis=1))
        return values, window, defect

    def _cells(
        self, velocity: Floats, dispersion: Floats, lasts_s: float
    ) -> tuple[Floats, Floats, Floats, Floats]:
        """Return length and number of cells, how often they may be joined, and the lengths."""
        leads_on = {i for i, _ in self.arcs}
        run_out = np.array([i not in leads_on for i in range(len(self.reaches))])
        spread = np.minimum(_RUN_OUT * dispersion / velocity, 50_000.0)
        lengths = self.lengths_m + np.where(run_out, spread, 0.0)
        mean_u = lengths.sum(axis=1) / (lengths / velocity).sum(axis=1)
        mean_k = (lengths * dispersion).sum(axis=1) / lengths.sum(axis=1)
        fine, coarser = self.fineness(mean_u, mean_k, lasts_s, mean_u.size)
        fine = np.minimum(fine * coarser, LONGEST_CELL_M)
        crossing = (fine / mean_u)[:, None]
        calm = np.sqrt(dispersion * crossing / _MOST_SUBSTEPS * 4.0)
        wished = np.clip(
            np.maximum(velocity * crossing, calm), 0.25 * fine[:, None], LONGEST_CELL_M
        )
        levels = np.clip(np.floor(np.log2(np.maximum(lengths / wished, 1.0) / 2.0)), 0, 5)
        group = 2.0**levels
        cells = np.maximum(np.round(lengths / wished / group), 1.0) * group
        cell = np.maximum(lengths / cells, 0.25 * fine[:, None])
        return cell, cells.astype(np.int64), levels.astype(np.int64), lengths

    def fineness(
        self, velocity: Floats, dispersion: Floats, lasts_s: float, members: int
    ) -> tuple[Floats, Floats]:
        """Return the length of cell that the plume asks for [m], and how many times that the work allows."""
        near, far = self._distances()
        at = max(near, _NEAREST_SHARE * far)
        fine = np.sqrt(2.0 * dispersion * at / velocity) / _CELLS_PER_DEVIATION
        # cells the plume covers at the far end, times steps: the work there would be
        spread = 12.0 * np.sqrt(2.0 * dispersion * far / velocity)
        covers = np.minimum(lasts_s * velocity + spread, far)
        work = covers * (lasts_s * velocity + far) / (_COURANT * fine**2)
        most = np.clip(_MOST_WORK / members, _LEAST_WORK, _WORK_OF_ONE)
        return fine, np.sqrt(np.maximum(work / most, 1.0))

    def _distances(self) -> tuple[float, float]:
        """Return the metres to the nearest and to the farthest target, by the shortest way."""
        metres = np.full(len(self.reaches), np.inf)
        metres[0] = -self.place.distance_m
        for i, b in sorted(self.arcs):
            metres[b] = min(metres[b], metres[i] + self.lengths_m[i])
        number = {r: i for i, r in enumerate(self.reaches)}
        ways = [float(metres[number[t.reach]]) + t.distance_m for t in self.targets]
        return max(min(ways), 1.0), max(*ways, 1.0)

    def _tables(self, setting: Setting, first: float, last: float) -> tuple[Floats, Floats, Floats]:
        """Return clocks and shares of flow at even times; two times where nothing changes."""
        clocks = [setting.clocks[r] for r in self.reaches]
        moving = setting.unsteady
        count = _TABLE if moving else 2
        step = max((last - first) / (count - 1), 1.0)
        times: Floats = first + step * np.arange(count, dtype=np.float64)
        readings = np.stack([times if c is None else c.reading(times) for c in clocks])
        shares = np.ones((len(self.arcs), count))
        for a, (i, b) in enumerate(self.arcs):
            shares[a] = share(setting, self.reaches[i], self.reaches[b], times)
        return readings, shares, np.array([first, step])


def _running_total(source: Source, shortest_s: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the start, the step and the running total (members, n) of what a source lets in.

    A release shorter than `shortest_s` is spread about its middle: into one cell at once it would run
    ahead by half of it.
    """
    if isinstance(source, Sampled):
        flux = source.flux_kg_s * source.step_s[:, None]
        total = np.concatenate((np.zeros((flux.shape[0], 1)), np.cumsum(flux, axis=1)), axis=1)
        return source.first_s, source.step_s, total
    first = np.asarray(source.first_s, dtype=np.float64)
    if isinstance(source, Steady):
        step = np.maximum(source.duration_s, shortest_s)
        total = np.stack((np.zeros(first.shape), source.mass_kg), axis=1)
        return first - 0.5 * (step - source.duration_s), step, total
    if isinstance(source, Polyline):
        count = 1024
        step = np.asarray((source.last_s - first) / count, dtype=np.float64)
        edges = first[:, None] + step[:, None] * np.arange(count + 1)
        return first, step, np.maximum.accumulate(cumulative(source, edges), axis=1)
    raise TypeError(f"unknown source {type(source).__name__}")
