r"""What a reach does to a pulse, as its Laplace transform.

A reach of length L, velocity U, dispersion K, first-order loss k, exchange a with dead zones and
return rate b = a A / A_s answers a pulse with

    G(s) = exp{ U L / (2 K) [1 - sqrt(1 + 4 K q / U^2)] },   q = (s + k) (1 + a / (s + k + b))

(advection-dispersion: the inverse Gaussian; dead zones: Bencala & Walters 1983 as in OTIS,
Runkel 1998, WRIR 98-4018; the loss acts in the dead zones too).
"""

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import DTypeLike, NDArray

from shangyou.science.distributions import Floats


@dataclass(frozen=True, slots=True)
class Medium:
    """What the water does, per member and reach; arrays of shape (members, reaches), SI."""

    velocity_m_s: Floats
    dispersion_m2_s: Floats
    exchange_per_s: Floats
    return_per_s: Floats
    decay_per_s: Floats

    def along(self, reaches: NDArray[np.bool_]) -> "Medium":
        """Return the same members on some of the reaches."""
        return self._each(lambda values: values[:, reaches])

    def part(self, members: slice) -> "Medium":
        """Return some of the members."""
        return self._each(lambda values: values[members])

    def cast(self, number: DTypeLike) -> "Medium":
        """Return the same numbers with as many digits as `number` holds."""
        return self._each(lambda values: values.astype(number))

    def _each(self, change: Callable[[Floats], Floats]) -> "Medium":
        return Medium(*(change(getattr(self, field.name)) for field in fields(self)))


def delay(medium: Medium) -> Floats:
    """Return the seconds per metre of slow waves, 1 + A_s/A times those of the water."""
    holds = medium.exchange_per_s > 0
    ratio = np.where(holds, medium.exchange_per_s / np.where(holds, medium.return_per_s, 1.0), 0.0)
    result: Floats = (1.0 + ratio) / medium.velocity_m_s
    return result


def deviation(medium: Medium, omega: Floats) -> tuple[Floats, Floats]:
    """Return real and imaginary part of ln G(i omega) + (k + i omega) `delay` per metre.

    `omega` has the shape (members, frequencies), the answer (reaches, members, frequencies).
    What is left once the delay is taken out stays small and is written without differences of
    large numbers, so that single precision serves for an ensemble. Real arithmetic throughout:
    several times faster than complex square roots.
    """
    velocity, dispersion = medium.velocity_m_s.T[..., None], medium.dispersion_m2_s.T[..., None]
    decay = medium.decay_per_s.T[..., None]
    w = omega[None]
    if medium.exchange_per_s.any():
        exchange, back = medium.exchange_per_s.T[..., None], medium.return_per_s.T[..., None]
        holds = exchange > 0
        ratio = np.where(holds, exchange / np.where(holds, back, 1.0), 0.0)
        # where nothing is exchanged any return rate will do
        back = np.where(holds, back, 1.0)
        square = w * w
        share = ratio / (square + (decay + back) ** 2)
        lack_real = share * (decay * decay * (decay + back) + square * (decay - back))
        lack_imaginary = share * w * (square + decay * (decay + 2.0 * back))
        q_real = decay * (1.0 + ratio) - lack_real
        q_imaginary = (1.0 + ratio) * w - lack_imaginary
    else:
        lack_real = lack_imaginary = np.zeros_like(w)
        q_real, q_imaginary = decay, w
    scale = 4.0 * dispersion / velocity**2
    x, y = scale * q_real, scale * q_imaginary
    # |1 + e|^2 - 1, with e = x + iy
    excess = x * (2.0 + x) + y * y
    size = np.sqrt(1.0 + excess)
    root_real = np.sqrt(0.5 * (size + 1.0 + x))
    root_imaginary = 0.5 * y / root_real
    # (r - 1) / (r + 1) of the root r
    below = 1.0 / (velocity * ((root_real + 1.0) ** 2 + root_imaginary * root_imaginary))
    h_real, h_imaginary = excess / (size + 1.0) * below, 2.0 * root_imaginary * below
    slowness = 1.0 / velocity
    return (
        lack_real * slowness + q_real * h_real - q_imaginary * h_imaginary,
        lack_imaginary * slowness + q_real * h_imaginary + q_imaginary * h_real,
    )


def real_exponent(medium: Medium, s: Floats) -> Floats:
    """Return ln G(s) per metre for real s (members, n); infinite beyond its first singularity."""
    shifted = s[None] + medium.decay_per_s.T[..., None]
    exchange, back = medium.exchange_per_s.T[..., None], medium.return_per_s.T[..., None]
    velocity, dispersion = medium.velocity_m_s.T[..., None], medium.dispersion_m2_s.T[..., None]
    room = shifted + back
    dead = exchange > 0
    q = shifted * (1.0 + np.where(dead, exchange / np.where(room > 0, room, 1.0), 0.0))
    under = 1.0 + 4.0 * dispersion * q / velocity**2
    valid = (under > 0) & ((room > 0) | ~dead)
    value = -2.0 * q / (velocity * (1.0 + np.sqrt(np.where(valid, under, 1.0))))
    result: Floats = np.where(valid, value, np.inf)
    return result


def first_singularity(medium: Medium) -> Floats:
    """Return how far left of zero G(s) stays analytic, per member and reach [1/s]."""
    a = medium.exchange_per_s + medium.velocity_m_s**2 / (4.0 * medium.dispersion_m2_s)
    b = medium.return_per_s
    # the smaller root of (a - y)(b - y) = exchange b, written without cancellation
    root = np.sqrt((a - b) ** 2 + 4.0 * medium.exchange_per_s * b)
    with_storage = 2.0 * b * (a - medium.exchange_per_s) / (a + b + root)
    value = np.where(medium.exchange_per_s > 0, with_storage, a)
    result: Floats = np.maximum(value + medium.decay_per_s, 1e-20)
    return result
