"""What a blast does to people and buildings: probits of pressure and impulse.

TNO Green Book (CPR 16E) 1992 chapter 2 and 3 as used by CPR 18E; also in Díaz Alonso et al. 2008 (J. Hazard.
Mater. 150, 146). Status: typed from memory, 需核实.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.processes.probit import share

BODY_KG: Final = 70.0
_LEAST: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Damage:
    """Shares of people or buildings affected [-], one for each place."""

    eardrums: Floats
    lungs: Floats
    head: Floats
    whole_body: Floats
    windows: Floats
    minor: Floats
    major: Floats
    collapse: Floats


def _of(load: Floats, a: float, b: float) -> Floats:
    # a load beyond any counts as certain harm, never as an overflow
    return share(a - b * np.log(np.clip(load, 1e-12, 1e12)))


def damage(overpressure_pa: Floats, impulse_pa_s: Floats, ambient_pa: float) -> Damage:
    """Return the shares for side-on overpressure [Pa] and positive impulse [Pa s] (n,)."""
    p = np.maximum(np.asarray(overpressure_pa, dtype=np.float64), _LEAST)
    i = np.maximum(np.asarray(impulse_pa_s, dtype=np.float64), _LEAST)
    # lungs: P and i over the pressure of the air and the mass of the body (Green Book eq. 3.2)
    scaled = i / (ambient_pa**0.5 * BODY_KG ** (1.0 / 3.0))
    collapse = _buildings(p, i, (40_000.0, 7.4), (460.0, 11.3))
    # three fits of their own cross where all houses are hit: who collapses has had the lesser damage too
    major = np.maximum(_buildings(p, i, (17_500.0, 8.4), (290.0, 9.3)), collapse)
    minor = np.maximum(_buildings(p, i, (4600.0, 3.9), (110.0, 5.0)), major)
    return Damage(
        eardrums=share(-12.6 + 1.524 * np.log(p)),
        lungs=_of(4.2 * ambient_pa / p + 1.3 / scaled, 5.0, 5.74),
        head=_of(2430.0 / p + 4e8 / (p * i), 5.0, 8.49),
        whole_body=_of(7380.0 / p + 1.3e9 / (p * i), 5.0, 2.44),
        windows=share(-11.97 + 2.12 * np.log(p)),
        minor=minor,
        major=major,
        collapse=collapse,
    )


def _buildings(
    p: Floats, i: Floats, of_pressure: tuple[float, float], of_impulse: tuple[float, float]
) -> Floats:
    """Y = 5 - 0.26 ln[(a/P)^b + (c/i)^d], houses of brick."""
    (a, b), (c, d) = of_pressure, of_impulse
    with np.errstate(over="ignore"):
        load = np.minimum(a / p, 1e12) ** b + np.minimum(c / i, 1e12) ** d
    return share(5.0 - 0.26 * np.log(np.clip(load, 1e-300, 1e300)))
