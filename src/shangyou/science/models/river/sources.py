"""What enters the river, as a spectrum: a pulse, a steady release, a measured series.

Times are seconds from the start of the forecast, one value per member where members differ.
"""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats

Complexes = NDArray[np.complex128]
# Samples of the longest transform worth its memory for every member of an ensemble.
LONGEST_TRANSFORM = 16_384
# Share of the highest frequency of its cells up to which a curve may speak and be taken as finely cut.
_SPEAKS = 0.9


class Source(Protocol):
    """Mass that enters at one place."""

    @property
    def first_s(self) -> Floats: ...
    @property
    def last_s(self) -> Floats: ...
    @property
    def mass_kg(self) -> Floats: ...
    @property
    def band_per_s(self) -> Floats:
        """The frequency above which the source itself has nothing to say."""

    @property
    def zero_s(self) -> Floats:
        """The time from which the spectrum counts: what carries it on adds its own delay to it with all digits."""

    def spectrum(self, omega: Floats, members: slice) -> Floats | Complexes:
        """Return the Fourier transform of the mass flux [kg] at `omega` (members, n), times counted from `zero_s`."""


@dataclass(frozen=True, slots=True)
class Steady:
    """A mass that enters evenly over a duration; zero duration is a pulse."""

    first_s: Floats
    duration_s: float
    mass_kg: Floats

    @property
    def last_s(self) -> Floats:
        return self.first_s + self.duration_s

    @property
    def band_per_s(self) -> Floats:
        return np.full(self.first_s.shape, np.inf)

    @property
    def zero_s(self) -> Floats:
        return self.first_s + 0.5 * self.duration_s

    def spectrum(self, omega: Floats, members: slice) -> Floats:
        return self.mass_kg[members, None] * np.sinc(omega * (self.duration_s / (2 * np.pi)))


@dataclass(frozen=True, slots=True)
class Polyline:
    """A flux that runs in straight lines between its points, the same shape for all members."""

    times_s: Floats
    flux_kg_s: Floats
    shift_s: Floats
    scale: Floats

    @property
    def first_s(self) -> Floats:
        return np.asarray(self.times_s[0] + self.shift_s)

    @property
    def last_s(self) -> Floats:
        return np.asarray(self.times_s[-1] + self.shift_s)

    @property
    def mass_kg(self) -> Floats:
        return np.asarray(self.scale * float(np.trapezoid(self.flux_kg_s, self.times_s)))

    @property
    def band_per_s(self) -> Floats:
        return np.full(self.shift_s.shape, np.inf)

    @property
    def zero_s(self) -> Floats:
        return self.shift_s

    def spectrum(self, omega: Floats, members: slice) -> Complexes:
        size = omega.size * self.times_s.size
        if size <= 4_000_000:
            shape = self._transform(omega)
        else:
            # the transform is smooth on the scale of 1 / duration: a table serves all members
            span = max(self.times_s[-1] - self.times_s[0], 1e-9)
            count = int(min(20_000, np.ceil(omega.max() * span / 0.02) + 2))
            grid = np.linspace(0.0, omega.max(), count)
            middle = 0.5 * (self.times_s[0] + self.times_s[-1])
            table = self._transform(grid[None])[0] * np.exp(1j * grid * middle)
            read = np.interp(omega, grid, table.real) + 1j * np.interp(omega, grid, table.imag)
            shape = read * np.exp(-1j * omega * middle)
        result: Complexes = self.scale[members, None] * shape
        return result

    def _transform(self, omega: Floats) -> Complexes:
        total = np.zeros(omega.shape, dtype=np.complex128)
        times, flux = self.times_s, self.flux_kg_s
        for i in range(times.size - 1):
            total += segment(omega, times[i], times[i + 1], flux[i], flux[i + 1])
        return total


@dataclass(frozen=True, slots=True)
class Sampled:
    """A flux known on a fine even grid of its own for every member, as a measure leaves it.

    `averaged` says that the values are means over their cells, not values at their middles.
    """

    start_s: Floats
    step_s: Floats
    flux_kg_s: Floats
    averaged: bool = False
    limit_per_s: Floats | None = None

    def limited(self, share: float) -> "Sampled":
        """Return the same flux, knowing the frequency above which it holds less than `share`."""
        size = np.abs(np.fft.rfft(self.flux_kg_s, axis=1))
        holds = size > share * size[:, :1]
        last = size.shape[1] - 1 - holds[:, ::-1].argmax(axis=1)
        length = self.flux_kg_s.shape[1] * self.step_s
        limit = 2 * np.pi * (last + 2) / length
        if self.limit_per_s is not None:
            limit = np.minimum(limit, self.limit_per_s)
        return replace(self, limit_per_s=limit)

    @property
    def first_s(self) -> Floats:
        return self.start_s - 0.5 * self.step_s

    @property
    def last_s(self) -> Floats:
        return np.asarray(self.start_s + self.step_s * (self.flux_kg_s.shape[1] - 0.5))

    @property
    def mass_kg(self) -> Floats:
        result: Floats = self.flux_kg_s.sum(axis=1) * self.step_s
        return result

    @property
    def band_per_s(self) -> Floats:
        result: Floats = 0.9 * np.pi / self.step_s
        return result if self.limit_per_s is None else np.minimum(result, self.limit_per_s)

    @property
    def zero_s(self) -> Floats:
        return self.start_s

    def spectrum(self, omega: Floats, members: slice) -> Complexes:
        step = self.step_s[members, None]
        angle = omega * step
        total = _summed(self.flux_kg_s[members], angle)
        nyquist = angle / np.pi
        # the grid is fine for its curve; what lies near its Nyquist frequency is the grid itself
        filtered = np.exp(-14.0 * nyquist**8)
        if self.averaged:
            filtered /= np.maximum(np.sinc(0.5 * nyquist), 0.6)
        if self.limit_per_s is not None:
            # a curve of a few cells speaks up to there: cut off as a bell it makes no ripples
            coarse = self.limit_per_s[members, None] * step > _SPEAKS * np.pi
            filtered = np.where(coarse, np.exp(-6.0 * nyquist**2), filtered)
        total *= step * filtered
        return total


def _comb(flux: Floats, angle: Floats) -> Complexes:
    """Return the sum over j of flux[:, j] exp(-i j angle), by Horner's rule over short blocks."""
    length = 64 if angle.size < 20_000 else 8
    flux = np.pad(flux, ((0, 0), (0, -flux.shape[1] % length)))
    blocks = flux.reshape(flux.shape[0], -1, length)
    phases = angle[:, None, :] * np.arange(length)[:, None]
    parts = (blocks @ np.cos(phases)) - 1j * (blocks @ np.sin(phases))
    turn = np.exp(-1j * length * angle)
    total = np.zeros(angle.shape, dtype=np.complex128)
    for b in range(blocks.shape[1] - 1, -1, -1):
        total *= turn
        total += parts[:, b]
    return total


def _summed(flux: Floats, angle: Floats) -> Complexes:
    """Return the sum over j of flux[:, j] exp(-i j angle): by a fast transform where the angles are those of one.

    Beyond the highest frequency of its cells a curve says nothing: the filter takes it away, and it is left out.
    """
    whole = _whole(angle)
    fast = (whole >= flux.shape[1]) & (whole <= LONGEST_TRANSFORM)
    total = np.zeros(angle.shape, dtype=np.complex128)
    for count in np.unique(whole[fast]):
        rows = np.flatnonzero(fast & (whole == count))
        found = np.fft.rfft(flux[rows], n=int(count), axis=1)[:, : angle.shape[1]]
        total[rows, : found.shape[1]] = found
    if not fast.all():
        total[~fast] = _comb(flux[~fast], angle[~fast])
    return total


def _whole(angle: Floats) -> NDArray[np.int64]:
    """Return the length of the transform whose angles each row has, or 0, (rows,)."""
    if angle.shape[1] < 2:
        return np.zeros(angle.shape[0], dtype=np.int64)
    first = np.maximum(angle[:, 1], 1e-12)
    count = np.rint(2 * np.pi / first)
    own = np.abs(2 * np.pi / np.maximum(count, 1.0) - first) <= 1e-9 * first
    return np.where(own, count, 0.0).astype(np.int64)


def segment(omega: Floats, begin: float, end: float, low: float, high: float) -> Complexes:
    """Transform one straight piece of a polyline exactly."""
    width = end - begin
    u = 0.5 * omega * width
    small = np.abs(u) < 1e-2
    safe = np.where(small, 1.0, u)
    odd = np.where(small, u / 3.0 - u**3 / 30.0, (np.sin(safe) - safe * np.cos(safe)) / safe**2)
    inside = 0.5 * (low + high) * np.sinc(u / np.pi) - 0.5j * (high - low) * odd
    result: Complexes = width * inside * np.exp(-0.5j * omega * (begin + end))
    return result
