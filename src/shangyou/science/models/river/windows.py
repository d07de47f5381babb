"""Where the curves of a path live in time and frequency.

Chernoff's bound, P(T > t) <= exp(-theta t) G(-theta), places a window and proves it wide enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.models.river.medium import (
    Medium,
    delay,
    deviation,
    first_singularity,
    real_exponent,
)
from shangyou.science.models.river.sources import Source

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How much of a curve may lie outside its window and above its highest frequency."""

    tail: float
    band: float
    refinement: int
    most_frequencies: int
    number: type[np.floating[Any]] = np.float32

    def samples_per_wave(self, frequencies: int) -> int:
        """Return half the samples per shortest wave: fewer where a long window has plenty."""
        return max(3, min(self.refinement, 12_000 // frequencies))


# One forecast is computed to round-off; a member of an ensemble to far below its own spread.
EXACT = Accuracy(tail=1e-15, band=1e-14, refinement=48, most_frequencies=8192, number=np.float64)
ENSEMBLE = Accuracy(tail=1e-4, band=1e-4, refinement=3, most_frequencies=384)


@dataclass(frozen=True, slots=True)
class Windows:
    """Where each curve lives: (members, targets), seconds from the start of the forecast."""

    first_s: Floats
    last_s: Floats
    band_per_s: Floats
    passed_kg: Floats

    def part(self, members: Numbers) -> "Windows":
        """Return the bounds of some of the members."""
        return Windows(
            self.first_s[members],
            self.last_s[members],
            self.band_per_s[members],
            self.passed_kg[members],
        )


# Trial values of Chernoff's parameter, whose optimum is flat, and of the highest frequency.
_TRIALS, _WAVES = 20, 40
# Numbers of one block: temporary arrays stay in the processor's cache.
_BLOCK = 64_000


def _steps(singularity: Floats) -> Floats:
    """Return trial values of Chernoff's parameter, (members, trials)."""
    near, far = singularity.min(axis=1), singularity.max(axis=1)
    low, high = np.log(0.002 * near), np.log(0.98 * far)
    ladder: Floats = np.exp(low[:, None] + np.linspace(0.0, 1.0, _TRIALS) * (high - low)[:, None])
    return ladder


def windows(
    medium: Medium, sources: Sequence[Source], lengths: Floats, weights: Floats, accuracy: Accuracy
) -> Windows:
    """Bound every curve in time and frequency."""
    members = medium.velocity_m_s.shape[0]
    shape = members, lengths.shape[1]
    bounds = Windows(np.zeros(shape), np.zeros(shape), np.zeros(shape), np.zeros(shape))
    block = max(1, _BLOCK // (medium.velocity_m_s.shape[1] * _WAVES))
    for begin in range(0, members, block):
        part = slice(begin, begin + block)
        _bound(bounds, medium.part(part), sources, lengths, weights[:, :, part], accuracy, part)
    return bounds


def _bound(  # noqa: PLR0917 -- the arguments of `windows`, and which members
    bounds: Windows,
    medium: Medium,
    sources: Sequence[Source],
    lengths: Floats,
    weights: Floats,
    accuracy: Accuracy,
    part: slice,
) -> None:
    """Fill in the bounds of some of the members."""
    reached = ~np.isnan(lengths[:, :, 0])
    metres = np.where(np.isnan(lengths), 0.0, lengths)
    steps = _steps(first_singularity(medium))
    high = np.exp(np.linspace(0.0, 1.0, _WAVES) * np.log(1e7)) * steps[:, :1]
    at_zero = real_exponent(medium, np.zeros((steps.shape[0], 1)))
    rough = medium.cast(accuracy.number)
    below = real_exponent(rough, -steps.astype(accuracy.number))
    above = real_exponent(rough, steps.astype(accuracy.number))
    lost = (medium.decay_per_s * delay(medium)).T[..., None]
    damping = deviation(rough, high.astype(accuracy.number))[0] - lost
    room, depth = -np.log(accuracy.tail), -np.log(accuracy.band)
    first = np.full((steps.shape[0], lengths.shape[1]), np.inf)
    last = np.full(first.shape, -np.inf)
    for i, source in enumerate(sources):
        zero = _along(metres[i], at_zero)[..., 0]
        late = (_along(metres[i], below) - zero[..., None] + room) / steps[:, None, :]
        early = (zero[..., None] - _along(metres[i], above) - room) / steps[:, None, :]
        begin = source.first_s[part, None] + np.maximum(early.max(axis=2), 0.0)
        end = source.last_s[part, None] + late.min(axis=2)
        here = reached[i][None, :]
        first = np.where(here, np.minimum(first, begin), first)
        last = np.where(here, np.maximum(last, end), last)
        fade = zero[..., None] - _along(metres[i], damping)
        needed = np.minimum(_crossing(high, fade, depth), source.band_per_s[part, None])
        bounds.band_per_s[part] = np.where(
            here, np.maximum(bounds.band_per_s[part], needed), bounds.band_per_s[part]
        )
        share = weights[i].T * np.exp(zero)
        bounds.passed_kg[part] += np.where(here, source.mass_kg[part, None] * share, 0.0)
    nothing = ~np.isfinite(first)
    bounds.first_s[part] = np.where(nothing, 0.0, first)
    bounds.last_s[part] = np.where(nothing, 0.0, last)


def _along(metres: Floats, per_metre: Floats) -> Floats:
    """Add exponents along every path: (targets, reaches) x (reaches, m, n) -> (m, targets, n)."""
    finite = np.isfinite(per_metre)
    if finite.all():
        return np.ascontiguousarray(np.tensordot(metres, per_metre, axes=(1, 0)).swapaxes(0, 1))
    total = np.tensordot(metres, np.where(finite, per_metre, 0.0), axes=(1, 0))
    blocked = np.tensordot((metres > 0).astype(np.float64), (~finite).astype(np.float64), (1, 0))
    return np.ascontiguousarray(np.where(blocked > 0, np.inf, total).swapaxes(0, 1))


def _crossing(omega: Floats, fade: Floats, depth: float) -> Floats:
    """Return the frequency at which the spectrum has faded by exp(-depth), (members, targets)."""
    over = fade >= depth
    found = over.any(axis=2)
    right = np.maximum(over.argmax(axis=2), 1)
    member = np.arange(fade.shape[0])[:, None]
    target = np.arange(fade.shape[1])[None, :]
    high = np.maximum(fade[member, target, right], 1e-300)
    low = np.maximum(fade[member, target, right - 1], 1e-300)
    share = np.log(depth / low) / np.maximum(np.log(high / low), 1e-12)
    left_omega = np.log(omega[member, right - 1])
    right_omega = np.log(omega[member, right])
    value = np.exp(left_omega + np.clip(share, 0.0, 1.0) * (right_omega - left_omega))
    result: Floats = np.where(found, value, omega[:, -1:])
    return result
