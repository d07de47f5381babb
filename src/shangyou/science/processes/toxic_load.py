"""What breathing does: toxic load (ten Berge et al. 1986) and probit (HJ 169-2018 annex I)."""

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.special import erf

from shangyou.science.distributions import Floats


@dataclass(frozen=True, slots=True)
class Probit:
    """Y = a + b ln(C^n t), C in mg/m3 and t in minutes."""

    a: float
    b: float
    n: float


# HJ 169-2018 annex I after CPR 18E table 5.2; from memory, to be verified.
PROBITS: Final[dict[str, Probit]] = {
    "7782-50-5": Probit(-6.35, 0.5, 2.75),
    "7664-41-7": Probit(-15.6, 1.0, 2.0),
    "630-08-0": Probit(-7.4, 1.0, 1.0),
    "7783-06-4": Probit(-11.5, 1.0, 1.9),
    "7664-39-3": Probit(-8.4, 1.0, 1.5),
    "7647-01-0": Probit(-37.3, 3.69, 1.0),
    "74-90-8": Probit(-9.8, 1.0, 2.4),
    "75-44-5": Probit(-10.6, 2.0, 1.0),
    "7446-09-5": Probit(-19.2, 1.0, 2.4),
    "75-21-8": Probit(-6.8, 1.0, 1.0),
    "10102-44-0": Probit(-18.6, 1.0, 3.7),
    "7803-51-2": Probit(-6.8, 1.0, 2.0),
    "7726-95-6": Probit(-12.4, 1.0, 2.0),
    "107-13-1": Probit(-8.6, 1.0, 1.3),
}


def toxic_load(concentration_mg_m3: Floats, time_s: Floats, exponent: float) -> float:
    """Return the integral of C^n over time [(mg/m3)^n min], by trapezes.

    Parameters
    ----------
    concentration_mg_m3, time_s : arrays (n,)
        Concentration [mg/m3] at times [s] that rise.
    exponent : float
        n of ten Berge [-].

    """
    return float(
        np.trapezoid(np.asarray(concentration_mg_m3) ** exponent, np.asarray(time_s)) / 60.0
    )


def fatality(load: float, probit: Probit) -> float:
    """Return the share of people who die of a load (0 to 1): one half at Y = 5."""
    if load <= 0.0:
        return 0.0
    y = probit.a + probit.b * math.log(load)
    return 0.5 * (1.0 + float(erf((y - 5.0) / math.sqrt(2.0))))


def indoors(concentration: Floats, time_s: Floats, air_changes_per_h: float) -> Floats:
    """Return the concentration in a room that exchanges its air with what is outside.

    dC_in/dt = a (C_out - C_in), exact for a straight line between two times.
    """
    outside, times = np.asarray(concentration, dtype=np.float64), np.asarray(time_s)
    rate = air_changes_per_h / 3600.0
    # of one curve plain numbers: a step of an array of none costs ten times as much
    values: Any = outside.tolist() if outside.ndim == 1 else list(np.moveaxis(outside, -1, 0))
    inside: Any = [0.0 * values[0]]
    for i, dt in enumerate(np.diff(times).tolist(), start=1):
        decay = math.exp(-rate * dt)
        ramp = (1.0 - decay) / (rate * dt) if rate * dt > 1e-9 else 1.0
        # weights of the old and the new value outside, for a linear change between
        new = 1.0 - ramp
        old = ramp - decay
        inside.append(inside[-1] * decay + old * values[i - 1] + new * values[i])
    return np.array(inside) if outside.ndim == 1 else np.stack(inside, axis=-1)
