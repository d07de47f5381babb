"""Exact transfer of a plume along a path of reaches.

Along a path the exponents of the reaches add, weighted by the metres travelled in each, so one
matrix product serves all receptors, and each receptor needs a single inversion: a Fourier series
over a window that is known to be wide enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike, NDArray

from shangyou.science.distributions import Floats
from shangyou.science.models.river.curve import Curve
from shangyou.science.models.river.medium import Medium, delay, deviation
from shangyou.science.models.river.sources import LONGEST_TRANSFORM, Sampled, Source
from shangyou.science.models.river.windows import ENSEMBLE, EXACT, Accuracy, Windows, windows

__all__ = ["ENSEMBLE", "EXACT", "Accuracy", "Curve", "Medium", "curves"]

# A window is never shorter than this [s]: a pulse at its own place has no finite peak.
SHORTEST_WINDOW_S = 60.0


def bound(
    medium: Medium, sources: Sequence[Source], lengths: Floats, weights: Floats, accuracy: Accuracy
) -> Windows:
    """Return the windows of all targets, judged on the reaches that lead to them."""
    used = _used(np.nan_to_num(lengths))
    return windows(medium.along(used), sources, lengths[:, :, used], weights, accuracy)


def curves(
    medium: Medium,
    sources: Sequence[Source],
    lengths: Floats,
    weights: Floats,
    accuracy: Accuracy,
    *,
    bounds: Windows | None = None,
    kept: DTypeLike | None = None,
) -> tuple[list[Curve], Windows]:
    """Return the mass flux past every target, and the windows with the mass that must pass.

    `lengths` (sources, targets, reaches) holds the metres travelled, NaN where a source does not
    reach a target; `weights` (sources, targets, members) scales what arrives. Windows
    known already are not sought again. `kept` is the type of number the answer is kept in, that of
    the accuracy if not given: curves that are sent on need all digits of their mass.
    """
    if bounds is None:
        bounds = bound(medium, sources, lengths, weights, accuracy)
    reached = ~np.isnan(lengths[:, :, 0])
    members = medium.velocity_m_s.shape[0]
    empty = Curve(np.zeros(members), np.ones(members), np.zeros((members, 2)), np.zeros(members))
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
        for target, curve in zip(targets, group.invert(bounds, kept), strict=True):
            answer[target] = curve
    return answer, bounds


def _whole_samples(period_s: Floats, step_s: Floats) -> Floats:
    """Return periods of a whole number of a source's samples for every member: those transform fast.

    Each its own number: one for all would stretch the windows of most to that of a member that stores for weeks,
    until the frequencies allowed no longer showed their curves.
    """
    counts = np.array([_fast_length(int(n)) for n in np.ceil(period_s / step_s)])
    stretched: Floats = step_s * counts
    return np.where(counts <= LONGEST_TRANSFORM, stretched, period_s)


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
    accuracy: Accuracy

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
        band = bounds.band_per_s[:, targets].max(axis=1)
        if len(sources) == 1 and isinstance(sources[0], Sampled):
            period = _whole_samples(period, sources[0].step_s)
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
            accuracy=accuracy,
        )

    def invert(self, bounds: Windows, kept: DTypeLike | None = None) -> list[Curve]:
        members = self.period_s.size
        number = self.accuracy.number if kept is None else kept
        values = np.empty((len(self.targets), members, self.samples), dtype=number)
        defect = np.empty((len(self.targets), members))
        # blocks that stay in the processor's cache: several times faster than whole arrays
        size = self.metres.shape[2] * self.frequencies + len(self.targets) * self.samples
        block = max(1, _BLOCK // size)
        step = self.period_s / self.samples
        for begin in range(0, members, block):
            part = slice(begin, min(begin + block, members))
            ripples = self._block(part, bounds.first_s[part][:, self.targets])
            raw = ripples.sum(axis=2)
            curve = np.maximum(ripples, 0.0, out=ripples)
            expected = bounds.passed_kg[part][:, self.targets].T
            # ripples below zero are cut off and the rest scaled, so that mass stays exact
            carried = curve.sum(axis=2)
            scale = expected / np.where(carried > _NOTHING_KG, carried * step[part], 1.0)
            np.multiply(curve, scale[:, :, None], out=values[:, part], casting="same_kind")
            cut = carried - raw
            # ripples that the accuracy allows are none of the balance's business, garbage is
            unfit = cut > _TOLERATED_RIPPLES * expected
            defect[:, part] = np.maximum(np.abs(raw - expected), np.where(unfit, cut, 0.0))
        return [
            Curve(bounds.first_s[:, target], step, values[slot], defect[slot])
            for slot, target in enumerate(self.targets)
        ]

    def _block(self, part: slice, first_s: Floats) -> Floats:
        """Return the curves as the Fourier series gives them, (targets, members, samples)."""
        number = self.accuracy.number
        omega = 2 * np.pi / self.period_s[part, None] * np.arange(self.frequencies)
        medium = self.medium.part(part)
        slow, decay = delay(medium), medium.decay_per_s
        waves = omega.astype(number)
        real, imaginary = deviation(medium.cast(number), waves)
        smooth = _taper(omega, self.band_per_s[part])
        shape = (len(self.targets), *omega.shape)
        spectrum = np.zeros(shape, dtype=np.complex128)
        waveless = deviation(medium, omega[:, :1])[0]
        for i, source in enumerate(self.sources):
            if not self.reached[i].any():
                continue
            supply = source.spectrum(omega, part) * smooth
            # delays are long beside a wave: their difference is taken with all digits
            shift = first_s.T - source.zero_s[part] - self.metres[i] @ slow.T
            loss = self.metres[i] @ (slow * decay).T
            weight = self.weights[i][:, part] * self.reached[i][:, None]
            metres = self.metres[i].astype(number)
            angle = np.tensordot(metres, imaginary, 1)
            angle += shift[..., None].astype(number) * waves
            size = np.tensordot(metres, real, 1)
            size -= loss[..., None].astype(number)
            np.exp(size, out=size)
            size *= weight[..., None].astype(number)
            answer = np.empty(shape, dtype=np.result_type(number, np.complex64))
            np.multiply(size, np.cos(angle), out=answer.real)
            np.multiply(size, np.sin(angle), out=answer.imag)
            # the frequency zero carries the mass: it is taken with all digits
            mass = weight * np.exp(np.tensordot(self.metres[i], waveless, 1)[..., 0] - loss)
            spectrum[..., 0] += mass * supply[:, 0]
            spectrum[..., 1:] += (answer * supply.astype(answer.dtype))[..., 1:]
        result: Floats = np.fft.irfft(spectrum, n=self.samples, axis=2)
        return result


# Below this a number has no digits left.
_NOTHING_KG = 1e-290
# Share of the mass below zero that a frequency left out of a rare member's curve can cause.
_TOLERATED_RIPPLES = 0.05
# Numbers of one block: about the size of a processor's own cache.
_BLOCK = 240_000


def _taper(omega: Floats, band: Floats) -> Floats | float:
    """Fade the spectrum out where the frequencies allowed end well before the curve does.

    Steeply where little is missing, so that the peak keeps its height; as a bell, which makes no ripples, where
    much is. Only a place right below a long release needs it, and a rare member; mass and mean time stay as
    they are.
    """
    end = omega[:, -1]
    if (end >= 0.95 * band).all():
        return 1.0
    share = (omega / end[:, None]) ** 2
    steep, bell = np.exp(-7.0 * share**2), np.exp(-12.0 * share)
    faded = np.where((end >= 0.6 * band)[:, None], steep, bell)
    return np.where((end >= 0.95 * band)[:, None], 1.0, faded)


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
