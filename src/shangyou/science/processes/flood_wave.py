"""How a wave of discharge runs down a river and flattens: the linear diffusive wave.

dQ/dt + c dQ/dx = D d2Q/dx2 with the celerity c = dQ/dA and D = Q / (2 B S) (Hayami 1951, Bull. Disaster Prev. Res.
Inst. Kyoto 1; Cunge 1969, J. Hydraul. Res. 7, sets Muskingum's weights to spread by the same D). A sudden step above is seen below as
the running total of an inverse Gaussian of travel time; its whole is one, so no water is made or lost. Reaches with their own c and D
follow each other and their cumulants add: L / c, 2 D L / c^3, 12 D^2 L / c^5. One inverse Gaussian, begun late, has the three sums:
exact where all reaches are alike, and where some, as pools, run without flattening.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr, ndtr

from shangyou.science.distributions import Floats

TAIL = 6.0
"""Deviations after which a wave has passed: a thousandth of a step is still to come where deviation and mean are alike."""

NOTHING_S2 = 1.0
"""A spread of less than a second is none; what rounding leaves between two sums is far below."""


@dataclass(frozen=True, slots=True)
class Lag:
    """How late a wave comes to a place and how it is spread: mean [s], variance [s2] and third cumulant [s3]."""

    seconds: float
    variance_s2: float = 0.0
    third_s3: float = 0.0

    @classmethod
    def of(cls, length_m: float, celerity_m_s: float, diffusivity_m2_s: float) -> "Lag":
        """Return that of one reach."""
        late = length_m / celerity_m_s
        spread = 2.0 * diffusivity_m2_s / celerity_m_s**2
        return cls(late, spread * late, 3.0 * spread**2 * late)

    def __add__(self, other: "Lag") -> "Lag":
        """Return the lag of one way after the other."""
        return Lag(
            self.seconds + other.seconds,
            self.variance_s2 + other.variance_s2,
            self.third_s3 + other.third_s3,
        )

    @property
    def passed_s(self) -> float:
        """When hardly anything of a sudden change is still to come [s]; negative on the way up."""
        return self.seconds + TAIL * math.sqrt(max(self.variance_s2, 0.0))


def diffusivity(discharge_m3_s: float, width_m: float, slope: float) -> float:
    """Return the diffusivity of a flood wave [m2/s]: Q / (2 B S) (Hayami 1951, cited from memory)."""
    return discharge_m3_s / (2.0 * width_m * slope)


def arrived(times_s: Floats, course_s: Floats, course: Floats, lag: Lag) -> Floats:
    """Return what a course is at a place below.

    Parameters
    ----------
    times_s : array (n,)
        When to look [s].
    course_s, course : arrays (k,)
        Times, rising [s], and discharge at the upper place [m3/s]: straight between them, constant beyond.
    lag : Lag
        From the upper to the lower place; with no variance the course comes late and unchanged.

    Returns
    -------
    array (n,)
        Discharge below [m3/s], of what changed above: water that joins between is not in it.

    """
    if lag.variance_s2 < NOTHING_S2:
        return np.asarray(np.interp(times_s - lag.seconds, course_s, course))
    # each corner of the course turns on a ramp, seen below as the running total of the step's own answer
    slopes = np.diff(course) / np.diff(course_s)
    turns = np.diff(slopes, prepend=0.0, append=0.0)
    ramps = _ramp(times_s[:, None] - course_s[None, :], lag)
    return np.asarray(course[0] + ramps @ turns)


def _ramp(since_s: Floats, lag: Lag) -> Floats:
    """Return the integral of the share that has come, of a step so long ago [s].

    For F of an inverse Gaussian of mean m and shape l = m^3 / variance (Chhikara & Folks 1989), a = sqrt(l / t):
    int F = (t - m) Phi(a (t / m - 1)) + (t + m) exp(2 l / m) Phi(-a (t / m + 1)).
    """
    mean = 3.0 * lag.variance_s2**2 / lag.third_s3
    shape = mean**3 / lag.variance_s2
    since_s = since_s - (lag.seconds - mean)
    time = np.where(since_s > 0.0, since_s, 1.0)
    root = np.sqrt(shape / time)
    early = (time - mean) * ndtr(root * (time / mean - 1.0))
    late = (time + mean) * np.exp(2.0 * shape / mean + log_ndtr(-root * (time / mean + 1.0)))
    return np.where(since_s > 0.0, early + late, 0.0)
