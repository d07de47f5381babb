"""From the release to the end of the forecast: walk, weather, skim, and write down."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.models.oil.case import Inputs
from shangyou.science.models.oil.kernel import walk
from shangyou.science.models.oil.scene import Ints, Scene
from shangyou.science.models.oil.state import (
    GONE,
    HELD,
    STRANDED,
    WAITING,
    State,
    Weathering,
    drifts,
    first_state,
    sums,
)
from shangyou.science.processes import bank_holding, boom_failure

STEP_S, _MOST_STEPS = 60.0, 7200
# Weathering follows every step in the first hour, when light cuts leave, then every fifth.
_FRESH_S, _STRETCH = 3600.0, 5
_WRITTEN = 145
# GNOME keeps a wind drift for 15 minutes before it is drawn anew.
_DRIFT_KEPT_S = 900.0
# Hears the share of the way walked; what it raises ends the walk.
Tell = Callable[[float], None]
# Without a wind in the case: light air, so that evaporation does not stop.
CALM_M_S = 1.0


@dataclass(frozen=True, slots=True)
class Moment:
    """The oil at one time; kg of all members together divided by their number."""

    seconds: float
    released_kg: float
    surface_kg: float
    evaporated_kg: float
    dispersed_kg: float
    stranded_kg: float
    recovered_kg: float
    held_kg: float
    beyond_kg: float
    sunk_kg: float
    water: float | None
    viscosity_m2_s: float | None
    density_kg_m3: float | None
    thickness_m: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Every element in the water or on a bank at one time."""

    seconds: float
    reach: Ints
    distance_m: Floats
    position: Floats
    mass_kg: Floats
    stranded: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Journey:
    """What happened."""

    scene: Scene
    state: State
    moments: tuple[Moment, ...]
    snapshots: tuple[Snapshot, ...]
    passed_s: Floats
    passed_kg: Floats
    boom_fate_kg: Floats


class Walker:
    """Holds the elements and everything that stands along the river."""

    def __init__(self, inputs: Inputs, seed: int) -> None:
        self.generator = np.random.default_rng(seed)
        self.scene = scene = Scene.of(inputs, self.generator)
        self.state = first_state(scene, self.generator)
        self.weathering = Weathering(scene, self.state.group)
        first = float(self.state.born_s.min())
        self.end_s = inputs.duration_h * 3600.0
        self.begin_s = min(first, self.end_s - STEP_S)
        span = self.end_s - self.begin_s
        self.steps = max(1, min(round(span / STEP_S), _MOST_STEPS))
        self.step_s = span / self.steps
        number = scene.setting.network.number
        places = [scene.ways.places(number[r.reach], r.distance_m) for r in inputs.receptors]
        self.receptor_at_m, self.receptor_position = _sorted_receptors(inputs, places, scene)
        self.passed_s = np.full((len(places), self.state.member.size), np.inf)
        self.passed_kg = np.zeros((len(places), self.state.member.size))
        self._booms(inputs)
        self.wind = _Wind(inputs)

    def _booms(self, inputs: Inputs) -> None:
        scene, booms = self.scene, inputs.booms
        number = scene.setting.network.number
        self.boom_reach = np.array([number[b.reach] for b in booms], dtype=np.int64)
        ways = scene.ways.reaches.shape[0]
        places = [scene.ways.places(number[b.reach], b.distance_m) for b in booms]
        self.boom_at_m = np.array(places).T.copy() if booms else np.empty((ways, 0))
        covered = [scene.covered(b) for b in booms]
        self.boom_low = np.array([low for low, _ in covered])
        self.boom_high = np.array([high for _, high in covered])
        self.boom_from_s = np.array([scene.seconds(b.from_) for b in booms])
        self.boom_until_s = np.array([scene.seconds(b.until) for b in booms])
        self.boom_fate_kg = np.zeros((len(booms), 4))

    def travel(self, snapshots_s: tuple[float, ...] = (), tell: Tell | None = None) -> Journey:
        """Walk to the end, telling the share walked.

        A snapshot is taken at the end of a stretch nearest to the time asked for, at most three
        steps off: were the walk to stop for it, looking would change what happens.
        """
        written = set(np.unique(np.linspace(1, self.steps, _WRITTEN).round().astype(int)).tolist())
        stretches = list(self._stretches(written))
        ends = np.array([0, *(begin + count for begin, count in stretches)])
        steps = [self._step_of(s) for s in snapshots_s]
        stops = [int(ends[np.argmin(np.abs(ends - step))]) for step in steps]
        moments: list[Moment] = []
        taken: dict[int, Snapshot] = {}
        if 0 in stops:
            taken[0] = self._snapshot(self.begin_s)
        for begin, count in stretches:
            if tell is not None:
                tell(begin / self.steps)
            self._stretch(begin, count)
            done = begin + count
            now = self.begin_s + done * self.step_s
            if done in written and (moment := self._moment(now)) is not None:
                moments.append(moment)
            if done in stops:
                taken[done] = self._snapshot(now)
        return Journey(
            scene=self.scene,
            state=self.state,
            moments=tuple(moments),
            snapshots=tuple(taken[stop] for stop in stops),
            passed_s=self.passed_s,
            passed_kg=self.passed_kg,
            boom_fate_kg=self.boom_fate_kg,
        )

    def _step_of(self, seconds: float) -> int:
        return int(np.clip(round((seconds - self.begin_s) / self.step_s), 0, self.steps))

    def _stretches(self, stops: set[int]) -> Iterator[tuple[int, int]]:
        fresh = int(np.ceil(_FRESH_S / self.step_s))
        here = 0
        while here < self.steps:
            count = 1
            if here >= fresh:
                while count < _STRETCH and here + count < self.steps and here + count not in stops:
                    count += 1
            yield here, count
            here += count

    def _stretch(self, begin: int, count: int) -> None:
        scene, state = self.scene, self.state
        start = self.begin_s + begin * self.step_s
        seconds = count * self.step_s
        every = max(1, round(_DRIFT_KEPT_S / self.step_s))
        if begin // every != (begin + count) // every:
            state.windage = drifts(state.member.size, self.generator)
        speed, from_deg = self.wind.at(start + 0.5 * seconds)
        toward = np.radians(from_deg + 180.0 - scene.bearing_deg)
        factor = scene.flow_factor(start + 0.5 * seconds)
        velocity = scene.velocity_m_s * factor
        oil_kg = state.oil_kg
        afloat = state.status != WAITING
        viscosity = _mean(state.viscosity_m2_s, oil_kg, afloat, scene.oil.viscosity_m2_s)
        sticks, refloats, capacity = self._bank_tables(viscosity)
        reach = self._reach()
        holds, room = self._boom_tables(velocity, speed * np.cos(toward), start)
        held = self._held(oil_kg)
        walk(
            start,
            self.step_s,
            self.generator.random((count, 4 if holds.size else 3, state.member.size), np.float32),
            state.member,
            state.release,
            state.born_s,
            state.windage,
            oil_kg,
            state.chainage_m,
            state.position,
            state.status,
            state.segment,
            state.boom,
            state.next_receptor,
            scene.ways.edges_m,
            scene.ways.reaches,
            scene.q_offset,
            scene.q_slope,
            velocity,
            scene.spread_m2_s * factor,
            scene.mixing_time_s / factor,
            scene.across_per_m,
            speed * np.cos(toward),
            speed * np.sin(toward),
            scene.width_m,
            sticks,
            refloats,
            capacity,
            scene.bin_first,
            scene.bin_length_m,
            self._on_banks(oil_kg, reach),
            self.boom_at_m,
            self.boom_low,
            self.boom_high,
            self.boom_from_s,
            self.boom_until_s,
            holds,
            room,
            held,
            self.boom_fate_kg,
            self.receptor_at_m,
            self.receptor_position,
            self.passed_s,
            self.passed_kg,
        )
        now = start + seconds
        self.weathering.advance(state, self._reach(), speed, now, seconds)
        self._skim(seconds)

    def _reach(self) -> Ints:
        return np.asarray(self.scene.ways.reaches[self.state.release, self.state.segment])

    def _on_banks(self, oil_kg: Floats, reach: Ints) -> Floats:
        """Return the stranded oil by (member, piece of bank, side) [kg]."""
        scene, state = self.scene, self.state
        on = np.flatnonzero(state.status == STRANDED)
        head = scene.ways.edges_m[state.release[on], state.segment[on]]
        piece = scene.bin_first[reach[on]] + (
            (state.chainage_m[on] - head) / scene.bin_length_m[reach[on]]
        ).astype(np.int64)
        side = (state.position[on] >= 0.5).astype(np.int64)
        place = (state.member[on] * scene.bins + piece) * 2 + side
        total = sums(place, oil_kg[on], scene.members * scene.bins * 2)
        return total.reshape(scene.members, scene.bins, 2)

    def _bank_tables(self, viscosity: float) -> tuple[Floats, Floats, Floats]:
        scene = self.scene
        shape = (len(scene.banks), 2)
        sticks, refloats, capacity = np.empty(shape), np.empty(shape), np.empty(shape)
        for r, pair in enumerate(scene.banks):
            e = scene.setting.estimates[r]
            mixing = 0.5 * e.transverse_per_m.median * e.width_m**2 * e.velocity.median
            for side, kind in enumerate(pair):
                sticks[r, side] = bank_holding.taken_at_contact(kind, mixing, self.step_s)
                refloats[r, side] = bank_holding.refloating(kind, self.step_s)
                capacity[r, side] = bank_holding.capacity_kg_m(
                    kind, viscosity, scene.oil.density_kg_m3
                )
        return sticks, refloats, capacity / scene.members

    def _boom_tables(
        self, velocity: Floats, wind_along: Floats, now_s: float
    ) -> tuple[Floats, Floats]:
        """Return the share each boom holds and the oil it has room for, (booms, members)."""
        scene, booms = self.scene, self.scene.inputs.booms
        holds, room = np.zeros((len(booms), scene.members)), np.zeros((len(booms), scene.members))
        for b, boom in enumerate(booms):
            if not self.boom_from_s[b] - self.step_s <= now_s <= self.boom_until_s[b]:
                continue
            r = int(self.boom_reach[b])
            drift = np.maximum(velocity[:, r] + 0.03 * wind_along[:, r], 0.0)
            depth = max(float(scene.depth_m[r]), boom.draught_m / 0.8)
            across = boom_failure.normal_velocity(drift, boom.angle_deg, boom.draught_m, depth)
            holds[b] = boom_failure.held_share(across)
            density = scene.oil.density_kg_m3
            per_metre = boom_failure.capacity_m2(across, boom.draught_m, density)
            length = boom.length_m or scene.width_m[r] / np.sin(np.radians(boom.angle_deg))
            room[b] = per_metre * length * density / scene.members
        return holds, room

    def _held(self, oil_kg: Floats) -> Floats:
        booms, members = self.boom_reach.size, self.scene.members
        mine = np.flatnonzero(self.state.status == HELD)
        place = self.state.boom[mine] * members + self.state.member[mine]
        return sums(place, oil_kg[mine], booms * members).reshape(booms, members)

    def _skim(self, seconds: float) -> None:
        state, scene = self.state, self.scene
        mine = np.flatnonzero(state.status == HELD)
        if mine.size == 0:
            return
        oil_kg = state.oil_kg
        held = self._held(oil_kg)
        per_hour = np.array([b.recovery_m3_h for b in scene.inputs.booms])
        most = per_hour * seconds / 3600.0 * scene.oil.density_kg_m3 / scene.members
        share = np.minimum(1.0, most[:, None] / np.maximum(held, 1e-30))
        taken = share[state.boom[mine], state.member[mine]]
        state.cuts_kg[mine] *= (1.0 - taken)[:, None]
        state.recovered_kg[mine] += oil_kg[mine] * taken

    def _moment(self, now_s: float) -> Moment | None:
        state = self.state
        out = state.status != WAITING
        if not out.any():
            return None
        oil = np.where(out, state.oil_kg, 0.0)
        stranded = float(oil[state.status == STRANDED].sum())
        floating = out & (state.status != STRANDED)
        alive = bool(oil[floating].sum() > 1e-6 * state.released_kg[out].sum())

        def mean(values: Floats) -> float | None:
            return float(np.average(values[floating], weights=oil[floating])) if alive else None

        mixed = state.density_kg_m3 * (1.0 - state.water) + 998.0 * state.water
        return Moment(
            seconds=now_s,
            released_kg=float(state.released_kg[out].sum()),
            surface_kg=float(oil[floating].sum()),
            evaporated_kg=float(state.evaporated_kg.sum()),
            dispersed_kg=float(state.dispersed_kg.sum()),
            stranded_kg=stranded,
            recovered_kg=float(state.recovered_kg.sum()),
            held_kg=float(oil[state.status == HELD].sum()),
            beyond_kg=float(oil[state.status == GONE].sum()),
            sunk_kg=float(state.sunk_kg.sum()),
            water=mean(state.water),
            viscosity_m2_s=mean(state.viscosity_m2_s),
            density_kg_m3=mean(mixed),
            thickness_m=mean(state.thickness_m),
        )

    def _snapshot(self, now_s: float) -> Snapshot:
        state = self.state
        here = np.flatnonzero((state.status != WAITING) & (state.status != GONE))
        head = self.scene.ways.edges_m[state.release[here], state.segment[here]]
        return Snapshot(
            seconds=now_s,
            reach=self._reach()[here],
            distance_m=state.chainage_m[here] - head,
            position=state.position[here],
            mass_kg=state.oil_kg[here],
            stranded=(state.status[here] == STRANDED).astype(np.float64),
        )


class _Wind:
    """The wind over time; the last one named blows on, turning the short way round."""

    def __init__(self, inputs: Inputs) -> None:
        wind = inputs.wind
        if wind is None:
            rows = [(0.0, CALM_M_S, 0.0)]
        elif isinstance(wind, tuple):
            rows = [((t - inputs.start).total_seconds(), speed, turn) for t, speed, turn in wind]
        else:
            rows = [(0.0, wind.speed_m_s, wind.from_deg)]
        table = np.array(rows)
        self.times_s, self.speed_m_s = table[:, 0], table[:, 1]
        self.from_deg = np.degrees(np.unwrap(np.radians(table[:, 2])))

    def at(self, seconds: float) -> tuple[float, float]:
        return (
            float(np.interp(seconds, self.times_s, self.speed_m_s)),
            float(np.interp(seconds, self.times_s, self.from_deg)),
        )


def _mean(values: Floats, weights: Floats, chosen: Floats, otherwise: float) -> float:
    total = float((weights * chosen).sum())
    return float((values * weights * chosen).sum()) / total if total > 0 else otherwise


def _sorted_receptors(inputs: Inputs, places: list[Floats], scene: Scene) -> tuple[Floats, Floats]:
    """Return chainages in order on each way, and beside them positions and numbers."""
    ways, count = scene.ways.reaches.shape[0], len(places)
    at = np.array(places).T.reshape(ways, count) if count else np.empty((ways, 0))
    order = np.argsort(at, axis=1, kind="stable")
    aim = np.array([-1.0 if r.position is None else r.position for r in inputs.receptors])
    positions = np.concatenate([aim[order], order.astype(np.float64)], axis=1) if count else at
    return np.take_along_axis(at, order, axis=1), np.ascontiguousarray(positions)


def travel(
    inputs: Inputs, seed: int, snapshots_s: tuple[float, ...] = (), tell: Tell | None = None
) -> Journey:
    """Return what happens to the oil of a case."""
    return Walker(inputs, seed).travel(snapshots_s, tell)
