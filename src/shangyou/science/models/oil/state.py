"""The elements and the oil in them, and how they weather between two steps of the walk."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.models.oil.scene import STRAIGHT_WIDTHS, Ints, Scene
from shangyou.science.models.river.ensemble import release_spread
from shangyou.science.processes import oil_spreading, oil_weathering

WAITING, FLOATING, STRANDED, HELD, GONE = 0, 1, 2, 3, 4
# Drift of a slick in the wind: 3 % in the mean, 1 to 4 % (NOAA GNOME's range); kept for 15 minutes.
DRIFT = (0.01, 0.04)
# Oil on a bank lies in a layer of this order (our judgement, the least of Gundlach's for light oil).
STRANDED_FILM_M = 1e-3
_LIGHTEST_KG = 1e-12


@dataclass(slots=True, eq=False)
class State:
    """One row per element; the masses of a member add up to the whole spill over its members."""

    member: Ints
    release: Ints
    group: Ints
    born_s: Floats
    released_kg: Floats
    chainage_m: Floats
    position: Floats
    status: NDArray[np.int8]
    segment: Ints
    boom: Ints
    next_receptor: Ints
    windage: Floats
    cuts_kg: Floats
    evaporated_kg: Floats
    dispersed_kg: Floats
    sunk_kg: Floats
    recovered_kg: Floats
    emulsion_1_m: Floats
    area_m2: Floats
    viscosity_m2_s: Floats
    density_kg_m3: Floats
    water: Floats
    thickness_m: Floats

    @property
    def oil_kg(self) -> Floats:
        """Oil that floats, is stranded or held [kg]."""
        return np.asarray(
            self.cuts_kg @ np.ones(self.cuts_kg.shape[1])
        )  # faster than a sum by rows


def amounts(scene: Scene) -> Floats:
    """Return the oil of each release [kg]."""
    inputs, density = scene.inputs, scene.oil.density_kg_m3
    unnamed = [r.volume_m3 is None and r.mass_kg is None for r in inputs.releases]
    share = (inputs.volume_m3 or 0.0) / max(sum(unnamed), 1)
    return np.array(
        [release.mass_kg or density * (release.volume_m3 or share) for release in inputs.releases]
    )


def first_state(scene: Scene, generator: np.random.Generator) -> State:
    """Return all elements, waiting for their release."""
    releases = scene.inputs.releases
    mass = amounts(scene)
    counts = _shares(mass, scene.per_member)
    release = np.tile(np.repeat(np.arange(len(releases)), counts), scene.members)
    member = np.repeat(np.arange(scene.members), scene.per_member)
    turn = np.concatenate([(np.arange(count) + 0.5) / count for count in counts])
    size = member.size
    born, chainage, position = np.empty(size), np.empty(size), np.empty(size)
    for i, given in enumerate(releases):
        mine = release == i
        if given.start is None:
            raise ValueError("a release has a start")
        _, late = release_spread(scene.setting.inputs.releases[i], scene.inputs.ensemble)
        shift = np.clip(late * scene.draws.start(i), -3.0 * late, 3.0 * late)
        born[mine] = scene.seconds(given.start) + np.repeat(shift, counts[i])
        born[mine] += given.duration_s * np.tile(turn[release[: turn.size] == i], scene.members)
        chainage[mine] = given.distance_m
        here = given.position
        position[mine] = generator.random(int(mine.sum())) if here is None else here
    whole = mass[release] / counts[release] / scene.members
    zeros = np.zeros(size)
    first = oil_spreading.thinnest(scene.oil.viscosity_m2_s)
    return State(
        member=member,
        release=release,
        group=member * len(releases) + release,
        born_s=born,
        released_kg=whole,
        chainage_m=chainage,
        position=position,
        status=np.full(size, WAITING, dtype=np.int8),
        segment=np.zeros(size, dtype=np.int64),
        boom=np.full(size, -1, dtype=np.int64),
        next_receptor=np.zeros(size, dtype=np.int64),
        windage=drifts(size, generator),
        cuts_kg=whole[:, None] * scene.oil.fraction[None, :],
        evaporated_kg=zeros.copy(),
        dispersed_kg=zeros.copy(),
        sunk_kg=zeros.copy(),
        recovered_kg=zeros.copy(),
        emulsion_1_m=zeros.copy(),
        area_m2=np.zeros(scene.members * len(releases)),
        viscosity_m2_s=np.full(size, scene.oil.viscosity_m2_s),
        density_kg_m3=np.full(size, scene.oil.density_kg_m3),
        water=zeros.copy(),
        thickness_m=np.full(size, float(first)),
    )


def sums(place: Ints, values: NDArray[Any], count: int) -> Floats:
    """Return the sum of the values at each place."""
    return np.asarray(np.bincount(place, values, count), dtype=np.float64)


def _by_group(values: Floats, first: Ints) -> Floats:
    """Return the sum of each group; its elements lie together, and have done so since the start."""
    return np.asarray(np.add.reduceat(values, first))


def drifts(size: int, generator: np.random.Generator) -> Floats:
    """Draw wind drifts: linear density from 1 % up to 4 %, whose mean is 3 %."""
    low, high = DRIFT
    return np.asarray(low + (high - low) * np.sqrt(generator.random(size)))


def _shares(mass: Floats, count: int) -> Ints:
    """Deal the elements of a member out to the releases by mass, at least one to each."""
    spare = count - mass.size
    wanted = spare * mass / mass.sum()
    given = np.floor(wanted).astype(np.int64)
    rest = spare - int(given.sum())
    given[np.argsort(given - wanted, kind="stable")[:rest]] += 1
    return np.asarray(given + 1, dtype=np.int64)


class Weathering:
    """What one stretch of time does to the oil of every element."""

    def __init__(self, scene: Scene, group: Ints) -> None:
        self.scene = scene
        # where the elements of each group begin; a member's release is dealt out in one piece
        self.first = np.flatnonzero(np.diff(group, prepend=-1))
        oil = scene.oil
        places = list(zip(scene.shear_m_s, scene.depth_m, strict=True))
        self.entrained = np.array(
            [oil_weathering.entrainment_per_area(u, h, oil.density_kg_m3) for u, h in places]
        )
        sediment = scene.inputs.suspended_sediment_kg_m3
        self.sinking = np.array([oil_weathering.sinking_rate(u, h, sediment) for u, h in places])
        self.fetch_m = scene.width_m * STRAIGHT_WIDTHS

    def advance(
        self, state: State, reach: Ints, wind_m_s: float, now_s: float, seconds: float
    ) -> None:
        """Spread, evaporate, take up water and entrain for `seconds` up to `now_s`."""
        afloat = (state.status != WAITING) & (state.released_kg > 0)
        self._spread(state, reach, afloat, now_s, seconds)
        self._evaporate(state, reach, afloat, wind_m_s, seconds)
        self._emulsify(state, reach, afloat, wind_m_s, seconds)
        self._entrain(state, reach, seconds)

    def _spread(
        self, state: State, reach: Ints, afloat: NDArray[np.bool_], now_s: float, seconds: float
    ) -> None:
        scene, first = self.scene, self.first
        on_water = afloat & (state.status != STRANDED)
        oil = np.where(on_water, state.oil_kg, 0.0)
        volume = oil / state.density_kg_m3
        pure = scene.members * _by_group(volume, first)
        live = pure > 0
        count = np.maximum(_by_group(on_water.astype(np.float64), first), 1.0)
        drawn = _by_group(on_water * state.chainage_m, first) / count
        off = np.where(on_water, state.chainage_m - drawn[state.group], 0.0)
        length = np.sqrt(12.0 * _by_group(off**2, first) / count)
        width = np.maximum(_by_group(on_water * scene.width_m[reach], first) / count, 0.1)
        born = np.minimum.reduceat(np.where(on_water, state.born_s, np.inf), first)
        age = np.where(np.isfinite(born), np.maximum(now_s - born, 1.0), 1.0)
        buoyancy = scene.oil.buoyancy
        begins = oil_spreading.first_area(pure, buoyancy)
        area = np.maximum(state.area_m2, begins)
        area = np.where(state.area_m2 > 0, oil_spreading.grown(area, pure, buoyancy, seconds), area)
        along = np.maximum(length, oil_spreading.channel_length(pure, width, buoyancy, age))
        area = oil_spreading.within_banks(area, width, along)
        mixed = scene.members * _by_group(volume / (1.0 - state.water), first)
        thick = _by_group(oil * np.log(state.viscosity_m2_s), first)
        mass = np.maximum(_by_group(oil, first), _LIGHTEST_KG)
        least = oil_spreading.thinnest(np.exp(thick / mass))
        area = np.where(live, np.minimum(area, mixed / least), state.area_m2)
        state.area_m2 = area
        film = np.maximum(np.where(live, mixed / np.maximum(area, 1e-6), 1e-4), least)
        state.thickness_m = np.where(on_water, film[state.group], STRANDED_FILM_M)

    def _evaporate(
        self,
        state: State,
        reach: Ints,
        afloat: NDArray[np.bool_],
        wind_m_s: float,
        seconds: float,
    ) -> None:
        scene, oil = self.scene, self.scene.oil
        # the air moves over the slick at least as fast as the slick beneath the air
        air = np.maximum(wind_m_s, scene.velocity_m_s[state.member, reach])
        size = np.sqrt(np.maximum(state.area_m2, 1.0))[state.group]
        moles = state.cuts_kg @ (1.0 / oil.molar_mass_kg_mol)
        mass = state.oil_kg
        mean = mass / np.maximum(moles, 1e-300)
        film = state.density_kg_m3 * state.thickness_m
        common = oil_weathering.transfer_velocity(air, np.array(1.0), size)
        gas = oil_weathering.evaporation_rate(common, np.array(1.0), mean, film, oil.temperature_k)
        each = oil.vapour_pressure_pa / np.cbrt(oil.molar_mass_kg_mol)
        kept = np.exp(-np.where(afloat, seconds * gas, 0.0)[:, None] * each[None, :])
        state.cuts_kg *= kept
        state.evaporated_kg += mass - state.oil_kg

    def _emulsify(
        self,
        state: State,
        reach: Ints,
        afloat: NDArray[np.bool_],
        wind_m_s: float,
        seconds: float,
    ) -> None:
        oil = self.scene.oil
        evaporated = state.evaporated_kg / state.released_kg
        if oil.most_water > 0:
            shelter = oil_weathering.sheltering(wind_m_s, float(np.median(self.fetch_m[reach])))
            more = oil_weathering.emulsified_area(
                state.emulsion_1_m, wind_m_s * np.sqrt(shelter), seconds, oil.most_water
            )
            takes = afloat & (evaporated >= oil.emulsion_onset) & (state.status != STRANDED)
            state.emulsion_1_m = np.where(takes, more, state.emulsion_1_m)
            state.water = oil_weathering.water_content(state.emulsion_1_m, oil.most_water)
        state.viscosity_m2_s = oil_weathering.viscosity(oil.viscosity_m2_s, evaporated, state.water)
        left = state.oil_kg
        volume = state.cuts_kg @ (1.0 / oil.cut_density_kg_m3)
        state.density_kg_m3 = np.where(
            left > 0, left / np.maximum(volume, 1e-300), state.density_kg_m3
        )

    def _entrain(self, state: State, reach: Ints, seconds: float) -> None:
        floats = state.status == FLOATING
        film = state.density_kg_m3 * state.thickness_m
        brake = oil_weathering.viscosity_brake(state.viscosity_m2_s)
        rate = self.entrained[reach] * brake * (1.0 - state.water) / film
        kept = np.exp(-np.where(floats, seconds * rate, 0.0))
        before = state.oil_kg
        state.cuts_kg *= kept[:, None]
        down = before - state.oil_kg
        state.sunk_kg -= np.expm1(-seconds * self.sinking[reach]) * (
            state.dispersed_kg - state.sunk_kg
        )
        state.dispersed_kg += down
