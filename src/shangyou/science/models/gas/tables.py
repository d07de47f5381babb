"""The Gaussian plume of the standards, on the widths of GB/T 3840-91 or Briggs 1973.

For comparison with the calculations of an environmental report; deposits nothing and knows no shear.
"""

from typing import Final

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.models.gas.air import SHORTEST_AVERAGE_S, Air
from shangyou.science.models.gas.plume import ALONG_SHARE
from shangyou.science.models.gas.source_term import SourceTerm
from shangyou.science.models.gas.track import Track
from shangyou.science.processes.dispersion_sigmas import AVERAGED_S, sigmas

NAMES: Final = ("gbt3840", "briggs_rural", "briggs_urban")
IMAGES: Final = 3
HOUR_S: Final = 3600.0
# GB/T 3840-91 clause 5.4, HJ/T 2.2-93: sigma_y grows with averaging time to 0.2 below, 0.3 above an hour.
SHORT_POWER, LONG_POWER = 0.2, 0.3


def track(  # noqa: PLR0917 (what a plume needs)
    which: str,
    source: SourceTerm,
    air: Air,
    member: int,
    spread: float,
    averaging_s: float,
    distance_m: Floats,
    heights_m: Floats,
) -> Track:
    """Return the plume of one member.

    Parameters
    ----------
    which : str
        One of NAMES.
    source, air, member
        What enters which state of the air; class D where nobody gave or could find one.
    spread : float
        Factor on both widths of this member [-].
    averaging_s : float
        Averaging time [s].
    distance_m, heights_m : arrays (n,), (k,)
        Where along the wind and above ground.

    """
    across, up = sigmas(which, air.stability or "D", distance_m)
    averaging = max(averaging_s, SHORTEST_AVERAGE_S)
    factor = _power(averaging) / _power(AVERAGED_S[which])
    sigma_y = np.hypot(across * factor * spread, source.diameter_m / 4.3)
    lid = float(air.lid_m[member])
    height = min(source.height_m, 0.9 * lid)
    speed = float(air.wind_at(max(height, 10.0))[member])
    line = vertical(up * spread, height, lid, heights_m) / speed
    sigma_t = np.hypot(np.minimum(sigma_y, 0.3 * distance_m), ALONG_SHARE * distance_m) / speed
    sigma_t = np.hypot(sigma_t, source.diameter_m / 4.0 / speed)
    if source.sudden_kg > 0.0:
        strongest = source.sudden_kg / (np.sqrt(2.0 * np.pi) * sigma_t)
    else:
        strongest = np.full(distance_m.size, float(source.rate_kg_s.max(initial=0.0)))
    return Track(
        distance_m=distance_m,
        level_kg_m3=(strongest / (np.sqrt(2.0 * np.pi) * sigma_y))[:, None] * line,
        core_m=np.zeros(distance_m.size),
        sigma_y_m=sigma_y,
        travel_s=distance_m / speed,
        sigma_t_s=sigma_t,
    )


def vertical(sigma_z_m: Floats, height_m: float, lid_m: float, heights_m: Floats) -> Floats:
    """Return the share of the gas per metre of height [1/m] (n, k), reflected by ground and lid.

    The images serve until sigma_z is twice the lid; beyond, the gas is even in the layer.
    """
    sigma = sigma_z_m[:, None]
    total = np.zeros((sigma_z_m.size, heights_m.size))
    for k in range(-IMAGES, IMAGES + 1):
        for side in (-1.0, 1.0):
            away = heights_m[None, :] + side * height_m + 2.0 * k * lid_m
            total += np.exp(-0.5 * (away / sigma) ** 2)
    reflected = total / (np.sqrt(2.0 * np.pi) * sigma)
    return np.asarray(np.where(sigma > 2.0 * lid_m, 1.0 / lid_m, reflected))


def _power(seconds: float) -> float:
    short = (min(seconds, HOUR_S) / HOUR_S) ** SHORT_POWER
    return float(short * max(seconds / HOUR_S, 1.0) ** LONG_POWER)
