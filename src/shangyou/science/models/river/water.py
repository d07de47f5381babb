"""Water that a measure takes out or adds: what it does to parcels from there on.

One definition for the forecast and for options beside it. A diversion takes water and what is
dissolved in it: flow and mass fall together, so just below the place the concentration is what it was
and the discharge is less; clean water added leaves the mass as it is. From there on a parcel is
surrounded by the discharge Q + extra of each reach: it is diluted by Q / (Q + extra) against the river
of the case and travels faster or slower by ((Q + extra) / Q)^b, b the exponent of the velocity. First
order: the change is taken to last as long as the parcel travels; the wave that runs ahead of it is not
followed.
"""

from dataclasses import replace

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.models.river.ensemble import River
from shangyou.science.models.river.setting import Setting

# Below a hundredth of the river a parcel is no longer water that flows; above three times its
# discharge the first order has nothing to say.
LEAST, MOST = 0.01, 3.0


def discharge(setting: Setting, rivers: River, reach: int, time_s: float | None = None) -> Floats:
    """Return the discharge of a reach per member [m3/s], at a time where it changes."""
    clock = setting.clocks[reach]
    at = float(setting.discharge_m3_s[reach])
    if clock is not None and time_s is not None:
        at = float(clock.discharge(np.array([time_s]))[0])
    result: Floats = at * rivers.discharge_factor[:, reach]
    return result


def moved(setting: Setting, rivers: River, extra_m3_s: Floats | None) -> River:
    """Return the river in which parcels with so much more water around them travel."""
    if extra_m3_s is None or not extra_m3_s.any():
        return rivers
    own = setting.discharge_m3_s[None, :] * rivers.discharge_factor
    share = np.clip(1.0 + extra_m3_s[:, None] / own, LEAST, MOST)
    exponent = np.array([e.velocity_exponent for e in setting.estimates])
    growth = share ** exponent[None, :]
    medium = replace(
        rivers.medium,
        velocity_m_s=rivers.medium.velocity_m_s * growth,
        dispersion_m2_s=rivers.medium.dispersion_m2_s * growth,
    )
    return replace(rivers, medium=medium)


def dilution(setting: Setting, rivers: River, extra_m3_s: Floats, reach: int) -> Floats:
    """Return the river's discharge over that around the parcels, per member."""
    own = discharge(setting, rivers, reach)
    result: Floats = own / np.clip(own + extra_m3_s, LEAST * own, None)
    return result
