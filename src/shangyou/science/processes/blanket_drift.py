"""A blanket of heavy gas on a slope: how fast its own weight carries it; compiled, for the loops that march it."""

from typing import Final

import numpy as np
from numba import njit

KARMAN: Final = 0.40


@njit(cache=True)  # type: ignore[untyped-decorator]
def blanket_drift_m_s(
    reduced_gravity: float, depth_m: float, slope: float, roughness_m: float
) -> float:  # pragma: no cover (compiled)
    """Return how fast a blanket's own weight carries it downhill [m/s], beside the wind.

    g' h sin a = (Cd + E) U^2: weight against the ground's drag (k/ln(0.6 h/z0))^2 and the air it drinks in,
    E = (0.08 - 0.1 Ri)/(1 + 5 Ri) of Ellison & Turner 1959 (J. Fluid Mech. 6, 423; Turner 1986 for the fit), with
    the Richardson number g' h cos a/U^2 of the balance itself. Zero on level ground and without weight.
    """
    sine = slope / np.sqrt(1.0 + slope * slope)
    pull = max(reduced_gravity, 0.0) * max(depth_m, 0.0) * sine
    if pull <= 0.0:
        return 0.0
    logarithm = max(np.log(max(0.6 * depth_m, 2.0 * roughness_m) / roughness_m), 0.7)
    drag = (KARMAN / logarithm) ** 2
    speed = np.sqrt(pull / drag)
    for _ in range(30):
        richardson = pull / max(sine, 1e-12) * np.sqrt(1.0 - sine * sine) / (speed * speed)
        entrained = max((0.08 - 0.1 * richardson) / (1.0 + 5.0 * richardson), 0.0)
        speed = 0.5 * (speed + np.sqrt(pull / (drag + entrained)))
    return float(speed)
