r"""Exact transfer of a plume along a path of reaches.

A reach of length L, velocity U, dispersion K, first-order loss k, exchange a with dead zones and
return rate b = a A / A_s answers a pulse with the Laplace transform

    G(s) = exp{ U L / (2 K) [1 - sqrt(1 + 4 K q / U^2)] },   q = (s + k) (1 + a / (s + k + b))

(advection-dispersion: the inverse Gaussian; dead zones: Bencala & Walters 1983 as in OTIS,
Runkel 1998, WRIR 98-4018; the loss acts in the dead zones too). Along a path the exponents add,
weighted by the metres travelled in each reach, so one matrix product serves all receptors, and
each receptor needs a single inversion: a Fourier series over a window that Chernoff's bound places
and proves wide enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.models.river.sources import LONGEST_TRANSFORM, Sampled, Source

Complexes = NDArray[np.complex128]


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
        return Medium(
            self.velocity_m_s[:, reaches],
            self.dispersion_m2_s[:, reaches],
            self.exchange_per_s[:, reaches],
            self.return_per_s[:, reaches],
            self.decay_per_s[:, reaches],
        )

    def part(self, members: slice) -> "Medium":
        """Return some of the members."""
        return Medium(
            self.velocity_m_s[members],
            self.dispersion_m2_s[members],
            self.exchange_per_s[members],
            self.return_per_s[members],
            self.decay_per_s[members],
        )


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How much of a curve may lie outside its window and above its highest frequency."""

    tail: float
    band: float
    refinement: int
    most_frequencies: int

    def samples_per_wave(self, frequencies: int) -> int:
        """Return half the samples per shortest wave: fewer where a long window has plenty."""
        return max(3, min(self.refinement, 12_000 // frequencies))


# One forecast is computed to round-off; a member of an ensemble to far below its own spread.
EXACT = Accuracy(tail=1e-15, band=1e-14, refinement=48, most_frequencies=8192)
ENSEMBLE = Accuracy(tail=1e-4, band=1e-4, refinement=3, most_frequencies=384)
# A window is never shorter than this [s]: a pulse at its own place has no finite peak.
SHORTEST_WINDOW_S = 60.0


@dataclass(frozen=True, slots=True)
class Curve:
    """Mass flux [kg/s] past one place: values (members, times) from `start_s` every `step_s`."""

    start_s: Floats
    step_s: Floats
    values: Floats

    def at(self, times_s: Floats) -> Floats:
        """Return the flux of every member at the same times; zero outside the window."""
        place = (times_s[None, :] - self.start_s[:, None]) / self.step_s[:, None]
        return interpolate(self.values, place)


def interpolate(values: Floats, place: Floats) -> Floats:
    """Read each row of `values` at fractional columns; zero outside."""
    count = values.shape[1]
    inside = (place >= 0) & (place <= count - 1)
    left = np.clip(place.astype(np.int64), 0, count - 2)
    weight = place - left
    flat = values.ravel()
    base = left + (np.arange(values.shape[0]) * count)[:, None]
    low = flat[base]
    result: Floats = np.where(inside, low + weight * (flat[base + 1] - low), 0.0)
    return result


def exponent(medium: Medium, omega: Floats) -> tuple[Floats, Floats]:
    """Return real and imaginary part of ln G(i omega) per metre.

    `omega` has the shape (members, frequencies), the answer (reaches, members, frequencies).
    Real arithmetic throughout: several times faster than complex square roots.
    """
    velocity, dispersion = medium.velocity_m_s.T[..., None], medium.dispersion_m2_s.T[..., None]
    real = medium.decay_per_s.T[..., None]
    imaginary = omega[None]
    if medium.exchange_per_s.any():
        exchange, back = medium.exchange_per_s.T[..., None], medium.return_per_s.T[..., None]
        denominator = (real + back) ** 2 + imaginary**2
        denominator = np.where(denominator > 0, denominator, 1.0)
        grow = 1.0 + exchange * (real + back) / denominator
        turn = exchange * imaginary / denominator
        real, imaginary = real * grow + imaginary * turn, imaginary * grow - real * turn
    scale = 4.0 * dispersion / velocity**2
    x, y = 1.0 + scale * real, scale * imaginary
    root_real = np.sqrt(0.5 * (np.sqrt(x * x + y * y) + x))
    root_imaginary = 0.5 * y / root_real
    # 1 - sqrt(1 + e) written as -e / (1 + sqrt(1 + e)): no cancellation when K is small
    a = 1.0 + root_real
    factor = -2.0 / (velocity * (a * a + root_imaginary**2))
    return (
        factor * (real * a + imaginary * root_imaginary),
        factor * (imaginary * a - real * root_imaginary),
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


@dataclass(frozen=True, slots=True)
class Windows:
    """Where each curve lives: (members, targets), seconds from the start of the forecast."""

    first_s: Floats
    last_s: Floats
    band_per_s: Floats
    passed_kg: Floats


def _steps(singularity: Floats) -> Floats:
    """Return trial values of Chernoff's parameter, (members, 28)."""
    near, far = singularity.min(axis=1), singularity.max(axis=1)
    low, high = np.log(0.002 * near), np.log(0.98 * far)
    ladder: Floats = np.exp(low[:, None] + np.linspace(0.0, 1.0, 28) * (high - low)[:, None])
    return ladder


def windows(
    medium: Medium, sources: Sequence[Source], lengths: Floats, weights: Floats, accuracy: Accuracy
) -> Windows:
    """Bound every curve in time and frequency."""
    members = medium.velocity_m_s.shape[0]
    _, targets, _ = lengths.shape
    reached = ~np.isnan(lengths[:, :, 0])
    metres = np.where(np.isnan(lengths), 0.0, lengths)
    steps = _steps(first_singularity(medium))
    below = real_exponent(medium, -steps)
    above = real_exponent(medium, steps)
    at_zero = real_exponent(medium, np.zeros((members, 1)))
    high = np.exp(np.linspace(0.0, 1.0, 40) * np.log(1e7)) * steps[:, :1]
    damping, _ = exponent(medium, high)
    room, depth = -np.log(accuracy.tail), -np.log(accuracy.band)
    first = np.full((members, targets), np.inf)
    last = np.full((members, targets), -np.inf)
    band = np.zeros((members, targets))
    passed = np.zeros((members, targets))
    for i, source in enumerate(sources):
        zero = _along(metres[i], at_zero)[..., 0]
        late = (_along(metres[i], below) - zero[..., None] + room) / steps[:, None, :]
        early = (zero[..., None] - _along(metres[i], above) - room) / steps[:, None, :]
        begin = source.first_s[:, None] + np.maximum(early.max(axis=2), 0.0)
        end = source.last_s[:, None] + late.min(axis=2)
        here = reached[i][None, :]
        first = np.where(here, np.minimum(first, begin), first)
        last = np.where(here, np.maximum(last, end), last)
        fade = zero[..., None] - _along(metres[i], damping)
        needed = np.minimum(_crossing(high, fade, depth), source.band_per_s[:, None])
        band = np.where(here, np.maximum(band, needed), band)
        share = weights[i].T * np.exp(zero)
        passed += np.where(here, source.mass_kg[:, None] * share, 0.0)
    nothing = ~np.isfinite(first)
    return Windows(np.where(nothing, 0.0, first), np.where(nothing, 0.0, last), band, passed)


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


def curves(
    medium: Medium, sources: Sequence[Source], lengths: Floats, weights: Floats, accuracy: Accuracy
) -> tuple[list[Curve], Windows]:
    """Return the mass flux past every target, and the windows with the mass that must pass.

    `lengths` (sources, targets, reaches) holds the metres travelled, NaN where a source does not
    reach a target; `weights` (sources, targets, members) scales what arrives.
    """
    used = _used(np.nan_to_num(lengths))
    medium, lengths = medium.along(used), lengths[:, :, used]
    bounds = windows(medium, sources, lengths, weights, accuracy)
    reached = ~np.isnan(lengths[:, :, 0])
    members = medium.velocity_m_s.shape[0]
    empty = Curve(np.zeros(members), np.ones(members), np.zeros((members, 2)))
    answer = [empty] * lengths.shape[1]
    span = np.maximum(1.02 * (bounds.last_s - bounds.first_s), SHORTEST_WINDOW_S)
    for targets in _groups(span, np.asarray(reached.any(axis=0))):
        group = _Group.of(
            targets=targets,
            medium=medium,
            sources=sources,
            lengths=lengths,
            weights=weights,
            span=span,
            bounds=bounds,
            accuracy=accuracy,
        )
        for target, curve in zip(targets, group.invert(bounds), strict=True):
            answer[target] = curve
    return answer, bounds


def _used(metres: Floats) -> NDArray[np.bool_]:
    """Tell which reaches are travelled at all; the first one stands in where none is."""
    used = np.asarray((metres > 0).any(axis=(0, 1)))
    used[0] |= not used.any()
    return used


@dataclass(frozen=True, slots=True)
class _Group:
    """Targets that share their frequencies, and only the reaches that lead to them."""

    targets: list[int]
    medium: Medium
    sources: Sequence[Source]
    metres: Floats
    reached: NDArray[np.bool_]
    weights: Floats
    period_s: Floats
    band_per_s: Floats
    frequencies: int
    samples: int

    @classmethod
    def of(
        cls,
        *,
        targets: list[int],
        medium: Medium,
        sources: Sequence[Source],
        lengths: Floats,
        weights: Floats,
        span: Floats,
        bounds: Windows,
        accuracy: Accuracy,
    ) -> "_Group":
        chosen = lengths[:, targets]
        metres = np.where(np.isnan(chosen), 0.0, chosen)
        used = _used(metres)
        period = span[:, targets].max(axis=1)
        if len(sources) == 1 and isinstance(sources[0], Sampled):
            # a period of a whole number of its samples lets the source be transformed fast
            step = sources[0].step_s
            whole = float(np.max(period / step))
            if whole <= 0.5 * LONGEST_TRANSFORM:
                period = step * _fast_length(int(np.ceil(whole)))
        band = bounds.band_per_s[:, targets].max(axis=1)
        # a rare member that would need more than nearly all others loses an invisible ripple
        cycles = np.quantile(band * period, 0.97) / (2 * np.pi)
        count = int(min(np.ceil(cycles) + 2, accuracy.most_frequencies))
        return cls(
            targets=targets,
            medium=medium.along(used),
            sources=sources,
            metres=metres[:, :, used],
            reached=~np.isnan(chosen[:, :, 0]),
            weights=weights[:, targets],
            period_s=period,
            band_per_s=band,
            frequencies=count,
            samples=_fast_length(2 * count * accuracy.samples_per_wave(count)),
        )

    def invert(self, bounds: Windows) -> list[Curve]:
        members = self.period_s.size
        values = np.empty((len(self.targets), members, self.samples))
        # blocks that stay in the processor's cache: several times faster than whole arrays
        size = (self.metres.shape[2] + len(self.targets)) * self.frequencies
        block = max(1, _BLOCK // size)
        parts = [slice(i, min(i + block, members)) for i in range(0, members, block)]
        for part in parts:
            values[:, part] = self._block(part, bounds.first_s[part][:, self.targets])
        step = self.period_s / self.samples
        np.maximum(values, 0.0, out=values)
        expected = bounds.passed_kg[:, self.targets].T
        # ripples below zero are cut off and the rest scaled, so that mass stays exact
        carried = values.sum(axis=2)
        values *= (expected / (np.where(carried > 0, carried, 1.0) * step))[:, :, None]
        return [
            Curve(bounds.first_s[:, target], step, values[slot])
            for slot, target in enumerate(self.targets)
        ]

    def _block(self, part: slice, first_s: Floats) -> Floats:
        omega = 2 * np.pi / self.period_s[part, None] * np.arange(self.frequencies)
        real, imaginary = exponent(self.medium.part(part), omega)
        smooth = _taper(omega, self.band_per_s[part])
        shift = first_s.T[..., None] * omega
        spectrum = np.zeros(shift.shape, dtype=np.complex128)
        for i, source in enumerate(self.sources):
            if not self.reached[i].any():
                continue
            supply = source.spectrum(omega, part) * smooth
            angle = np.tensordot(self.metres[i], imaginary, 1) + shift
            size = np.exp(np.tensordot(self.metres[i], real, 1))
            size *= (self.weights[i][:, part] * self.reached[i][:, None])[..., None]
            answer = np.empty(shift.shape, dtype=np.complex128)
            np.multiply(size, np.cos(angle), out=answer.real)
            np.multiply(size, np.sin(angle), out=answer.imag)
            spectrum += supply * answer
        result: Floats = np.fft.irfft(spectrum, n=self.samples, axis=2)
        return result


# Numbers of one block: about a megabyte per temporary array.
_BLOCK = 120_000


def _taper(omega: Floats, band: Floats) -> Floats | float:
    """Fade the spectrum out where the frequencies allowed end well before the curve does.

    Only a place right below a long release needs it; mass and mean time stay as they are.
    """
    end = omega[:, -1]
    enough = end >= 0.6 * band
    if enough.all():
        return 1.0
    weight: Floats = np.exp(-12.0 * (omega / end[:, None]) ** 2)
    return np.where(enough[:, None], 1.0, weight)


def _fast_length(count: int) -> int:
    """Return the next product of small primes: such lengths transform fast."""
    size = 1 << max(count - 1, 1).bit_length()
    for part in (9, 10, 12):
        if size // 16 * part >= count:
            return size // 16 * part
    return size


def _groups(span: Floats, wanted: NDArray[np.bool_]) -> list[list[int]]:
    """Group targets whose windows are alike, so that they share their frequencies."""
    typical = np.median(span, axis=0)
    groups: list[list[int]] = []
    for target in np.argsort(typical, kind="stable"):
        if not wanted[target]:
            continue
        if groups and typical[target] <= 1.7 * typical[groups[-1][0]]:
            groups[-1].append(int(target))
        else:
            groups.append([int(target)])
    return groups
