"""How long a change of discharge takes down the rivers, and how it flattens: a wave, which runs ahead of the water."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from shangyou.preparedness.hydrology import Hydraulics, Regime
from shangyou.preparedness.network import Network
from shangyou.science.distributions import Floats
from shangyou.science.processes.flood_wave import Lag, diffusivity

GRAVITY_M_S2 = 9.81


def celerity(hydraulics: Hydraulics, discharge_m3_s: float, pool_level_m: float) -> float:
    """Return the speed of a small rise of the discharge [m/s].

    In a free river c = dQ/dA (Kleitz 1877; Seddon 1900, Trans. ASCE 43): with a velocity that grows as Q^b it is
    U / (1 - b), 5/3 U for b = 0.4. Where pool or weir keep the level a rise runs over it as a long wave,
    U + sqrt(g h), which is also the fastest that anything runs in a free river.
    """
    section = hydraulics.section(discharge_m3_s, pool_level_m)
    velocity = discharge_m3_s / (section.width_m * section.depth_m)
    long_wave = velocity + math.sqrt(GRAVITY_M_S2 * section.depth_m)
    if section.kept_by == "river" and hydraulics.velocity_exponent < 1.0:
        return min(velocity / (1.0 - hydraulics.velocity_exponent), long_wave)
    return long_wave


def flattening(hydraulics: Hydraulics, discharge_m3_s: float, pool_level_m: float) -> float:
    """Return the diffusivity of a rise of the discharge [m2/s].

    Zero where pool or weir keep the level, or no slope is known: a long wave over a level pool is not driven by the bed, and runs on
    as it is.
    """
    section = hydraulics.section(discharge_m3_s, pool_level_m)
    if section.kept_by != "river" or not hydraulics.slope:
        return 0.0
    return diffusivity(discharge_m3_s, section.width_m, hydraulics.slope)


@dataclass(frozen=True, slots=True)
class Waves:
    """The lag of a wave from the head of each river down to a chainage."""

    network: Network
    chainages_km: Mapping[str, Floats]
    lags: Mapping[str, tuple[Floats, Floats, Floats]]
    """Its seconds, and the second and third cumulants [s2, s3] that it gathers on the way."""

    @classmethod
    def of(cls, network: Network, regime: Regime, ratios: Mapping[str, float]) -> "Waves":
        """Time the waves at the discharges of a regime, times what the gauges of a river say of it."""
        chainages, lags = {}, {}
        for river, reaches in network.rivers.items():
            way = [Lag(0.0)]
            for reach in reaches:
                flow = reach.hydraulics.discharge(regime) * ratios.get(river, 1.0)
                speed = celerity(reach.hydraulics, flow, regime.pool_level_m)
                spread = flattening(reach.hydraulics, flow, regime.pool_level_m)
                way.append(way[-1] + Lag.of(reach.length_m, speed, spread))
            # rising, as interpolation wants them
            marks = [reaches[0].chainage_up_km, *(r.chainage_down_km for r in reaches)]
            chainages[river] = -np.array(marks)
            lags[river] = (
                np.array([lag.seconds for lag in way]),
                np.array([lag.variance_s2 for lag in way]),
                np.array([lag.third_s3 for lag in way]),
            )
        return cls(network, chainages, lags)

    def between(self, river: str, upper_km: float, lower_km: float) -> float:
        """Return the seconds from one chainage of a river down to another; negative where it lies above."""
        return self.lag(river, upper_km, lower_km).seconds

    def lag(self, river: str, upper_km: float, lower_km: float) -> Lag:
        """Return how late, and how much flattened, a wave comes from one chainage of a river down to another."""
        places, marks = [-upper_km, -lower_km], self.chainages_km[river]
        pairs = [np.interp(places, marks, values) for values in self.lags[river]]
        return Lag(*(float(last - first) for first, last in pairs))

    def mouth(self, river: str) -> tuple[str, float, float] | None:
        """Return the river that a river runs into, the chainage there, and the own chainage at its mouth."""
        last = self.network.rivers[river][-1]
        below = last.downstream
        if below is None or below not in self.network.reaches:
            return None
        taker = self.network.reaches[below].river
        if taker == river:
            return None
        return taker, self.network.chainage(below, last.joins_at_m), last.chainage_down_km
