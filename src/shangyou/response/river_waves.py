"""How long a change of discharge takes down the rivers: the time of a wave, which runs ahead of the water."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from shangyou.preparedness.hydrology import Hydraulics, Regime
from shangyou.preparedness.network import Network
from shangyou.science.distributions import Floats

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


@dataclass(frozen=True, slots=True)
class Waves:
    """Seconds of a wave from the head of each river down to a chainage."""

    network: Network
    chainages_km: Mapping[str, Floats]
    seconds: Mapping[str, Floats]

    @classmethod
    def of(cls, network: Network, regime: Regime, ratios: Mapping[str, float]) -> "Waves":
        """Time the waves at the discharges of a regime, times what the gauges of a river say of it."""
        chainages, seconds = {}, {}
        for river, reaches in network.rivers.items():
            times = [0.0]
            for reach in reaches:
                flow = reach.hydraulics.discharge(regime) * ratios.get(river, 1.0)
                speed = celerity(reach.hydraulics, flow, regime.pool_level_m)
                times.append(times[-1] + reach.length_m / speed)
            # rising, as interpolation wants them
            marks = [reaches[0].chainage_up_km, *(r.chainage_down_km for r in reaches)]
            chainages[river] = -np.array(marks)
            seconds[river] = np.array(times)
        return cls(network, chainages, seconds)

    def between(self, river: str, upper_km: float, lower_km: float) -> float:
        """Return the seconds from one chainage of a river down to another; negative where it lies above."""
        first, last = np.interp(
            [-upper_km, -lower_km], self.chainages_km[river], self.seconds[river]
        )
        return float(last - first)

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
