"""Three ways to reckon the blast of a vapour cloud, each with its doubt."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final, Literal

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.messages import Sentence
from shangyou.science.models.fire.rings import LEAST_SHARE
from shangyou.science.processes import baker_strehlow_tang, multi_energy, overpressure
from shangyou.science.processes.baker_strehlow_tang import Reactivity
from shangyou.science.processes.blast_damage import damage
from shangyou.science.processes.multi_energy import Confinement, Ignition, Obstacles
from shangyou.science.quantities import Unit

StrengthClass = Annotated[float, Unit("1", 1.0, 10.0)]
FlameMach = Annotated[float, Unit("1", 0.01, 5.2)]
CongestedVolume = Annotated[float, Unit("m3", 1.0, 1e7)]
MethodName = Literal["severest", "tnt", "multi-energy", "baker-strehlow-tang"]

# Overpressure goes with the charge to about the power one half between 1 and 8 psi (Z of 3 to 15):
# an uncertain yield is half as uncertain a pressure.
TNT_SLOPE: Final = 2.0
# Classes chosen for tests are off by one or two either way (Mélani et al. 2009, as MSB B06-105 table 5.8): a
# factor of about 2 in the pressure nine times in ten (our judgement from that table).
CURVE_SIGMA: Final = 0.45
# What is assumed where nobody has said, each with its sentence: a process area on land.
ASSUMED_OBSTACLES: Final[Obstacles] = "medium"
ASSUMED_CONFINEMENT: Final[Confinement] = "open"
ASSUMED_IGNITION: Final[Ignition] = "low"

TITLES: Final = {
    "tnt": Sentence("TNT 当量法", "Mass of TNT"),
    "multi-energy": Sentence("多能法（TNO）", "Multi-energy (TNO)"),
    "baker-strehlow-tang": Sentence("Baker–Strehlow–Tang 法", "Baker, Strehlow and Tang"),
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where the cloud burns; None is what nobody has said."""

    obstacles: Obstacles | None
    confinement: Confinement | None
    ignition: Ignition | None
    reactivity: Reactivity
    strength_class: float | None
    flame_mach: float | None

    def strength(self) -> float:
        """Return the multi-energy class, given or chosen."""
        if self.strength_class is not None:
            return self.strength_class
        return multi_energy.strength(
            self.ignition or ASSUMED_IGNITION,
            self.obstacles or ASSUMED_OBSTACLES,
            self.confinement or ASSUMED_CONFINEMENT,
            reactive=self.reactivity == "high",
        )

    def mach(self) -> float:
        """Return the Mach number of the flame, given or chosen."""
        if self.flame_mach is not None:
            return self.flame_mach
        return baker_strehlow_tang.flame_speed(
            self.reactivity,
            self.obstacles or ASSUMED_OBSTACLES,
            self.confinement or ASSUMED_CONFINEMENT,
        )

    def assumed(self) -> Iterator[Sentence]:
        """Say what was taken because nobody said it."""
        if self.obstacles is None and None in (self.strength_class, self.flame_mach):
            yield Sentence(
                "未说明障碍物密度：按中等（装置区）计算",
                "how dense the obstacles stand is not said: medium is taken, a process area",
            )
        if self.confinement is None and None in (self.strength_class, self.flame_mach):
            yield Sentence(
                "未说明约束：按四周和上方敞开（3D）计算；有楼层、棚顶时请选",
                "confinement is not said: open on all sides and above (3D); say so under decks or roofs",
            )
        if self.ignition is None and self.strength_class is None:
            yield Sentence(
                "未说明点火源：按弱点火源（火花、明火、热表面）计算；厂房内先爆喷出为强点火",
                "the ignition is not said: weak (spark, flame, hot surface); a jet of flame out of a "
                "building is strong",
            )


@dataclass(frozen=True, slots=True)
class Blast:
    """Pressure and impulse over distance by one method."""

    name: str
    facts: dict[str, float]
    level_pa: Floats
    impulse_pa_s: Floats
    sigma: float


def tnt(charge_kg: float, distance_m: Floats, ambient_pa: float, efficiency_sigma: float) -> Blast:
    """Return the blast of a mass of TNT."""
    level = overpressure.tnt_pa(charge_kg, distance_m, ambient_pa)
    seconds = overpressure.tnt_duration_s(charge_kg, distance_m, ambient_pa)
    return Blast(
        "tnt", {"tnt_kg": charge_kg}, level, 0.5 * level * seconds, efficiency_sigma / TNT_SLOPE
    )


def by_energy(
    around: Surroundings, energy_j: float, distance_m: Floats, ambient_pa: float
) -> Blast:
    """Return the blast by the multi-energy method."""
    strength = around.strength()
    scaled = distance_m / multi_energy.scale_m(energy_j, ambient_pa)
    share = multi_energy.overpressure(strength, scaled)
    lasting = multi_energy.duration(strength, scaled)
    return Blast(
        "multi-energy",
        {
            "strength_class": strength,
            "energy_j": energy_j,
            "cloud_radius_m": multi_energy.edge(energy_j),
            "dynamic_pressure_at_edge_pa": ambient_pa
            * float(multi_energy.dynamic_pressure(multi_energy.overpressure(strength, 0.3))[0]),
        },
        share * ambient_pa,
        multi_energy.impulse_pa_s(share * ambient_pa, lasting, energy_j, ambient_pa),
        CURVE_SIGMA,
    )


def by_flame(around: Surroundings, energy_j: float, distance_m: Floats, ambient_pa: float) -> Blast:
    """Return the blast by the speed of the flame."""
    mach = around.mach()
    scaled = distance_m / baker_strehlow_tang.scale_m(energy_j, ambient_pa)
    level = baker_strehlow_tang.overpressure(mach, scaled) * ambient_pa
    whole = distance_m / multi_energy.scale_m(energy_j, ambient_pa)
    lasting = multi_energy.duration(baker_strehlow_tang.equal_class(mach), whole)
    return Blast(
        "baker-strehlow-tang",
        {"flame_mach": mach, "energy_j": energy_j},
        level,
        multi_energy.impulse_pa_s(level, lasting, energy_j, ambient_pa),
        CURVE_SIGMA,
    )


def damage_at(
    blast: Blast, grid_m: Floats, distance_m: Floats, ambient_pa: float
) -> dict[str, Floats]:
    """Return shares of people and buildings affected at distances [-]."""
    found = damage(
        np.interp(distance_m, grid_m, blast.level_pa),
        np.interp(distance_m, grid_m, blast.impulse_pa_s),
        ambient_pa,
    )
    return {
        name: np.where(getattr(found, name) < LEAST_SHARE, 0.0, getattr(found, name))
        for name in (
            "eardrums", "lungs", "head", "whole_body", "windows", "minor", "major", "collapse",
        )
    }  # fmt: skip
