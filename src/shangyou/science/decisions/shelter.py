"""Stay indoors or leave: the two compared by the toxic load and its probable harm."""

from dataclasses import dataclass

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.processes.toxic_load import indoors, toxic_load


@dataclass(frozen=True, slots=True)
class Shelter:
    """The loads of staying and of leaving [(mg/m3)^n min], and which is less."""

    stay: float
    leave: float
    open_again_s: float | None  # when the air inside is worse than outside: air the house
    better: str  # stay | leave | either


MATERIAL = 0.10  # loads closer than this are equal: moving people has its own dangers


def compare(
    here: Floats,
    on_the_way: Floats,
    time_s: Floats,
    *,
    exponent: float,
    changes_per_hour: float,
    leave_s: float,
    inside: Floats | None = None,
) -> Shelter:
    """Compare staying in a closed house with leaving it.

    Parameters
    ----------
    here, on_the_way, time_s : arrays of equal length
        Outdoor concentration at the house and where the walkers then are [mg/m3], over time [s].
        Until `leave_s` those who leave are indoors; afterwards they breathe what is on the way.
    exponent, changes_per_hour, leave_s : float
        Of ten Berge [-]; of the house [1/h]; when the walk begins [s].
    inside : array, optional
        Concentration in the house [mg/m3], where several times to leave share it.

    """
    if inside is None:
        inside = indoors(here, time_s, changes_per_hour)
    after_peak = np.arange(len(here)) > int(np.argmax(here))
    worse = np.flatnonzero(after_peak & (inside > here))
    opened = float(time_s[worse[0]]) if worse.size else None
    # a house is aired once the cloud has passed; from then on both breathe the air outside
    stayed = inside if opened is None else np.where(time_s >= opened, here, inside)
    stay = toxic_load(stayed, time_s, exponent)
    walked = np.where(time_s < leave_s, inside, on_the_way)
    leave = toxic_load(walked, time_s, exponent)
    if abs(stay - leave) <= MATERIAL * max(stay, leave):
        better = "either"
    else:
        better = "stay" if stay < leave else "leave"
    return Shelter(stay, leave, opened, better)
