"""A plume carried through a network of reaches in cells, one member after the other; compiled loops.

Advection by QUICKEST under the universal limiter (Leonard 1979, Comput. Methods Appl. Mech. Eng. 19;
Leonard 1991, same journal 88: ULTIMATE), dispersion by explicit steps below their limit, dead zones
by their exact two-by-two solution, loss by its exponential. A cell holds kilograms and what leaves one
enters the next, so mass is kept by construction; every step keeps cells positive.

Only cells that hold something are computed. Cells are joined in pairs once the plume has become
smooth on them: the mean of two cells is exact, so joining costs no accuracy of its own.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from shangyou.science.distributions import Floats

Ints = NDArray[np.int64]

# Loops run from zero over a part of an array: compiled code looks twice at an index that might be
# counted from the end, which cost a seventh of the march.
# No not-a-number arises here, so that minima become single instructions; sums keep their order.
_EXACT_ORDER = {"nnan", "ninf", "nsz"}


@njit(cache=True, error_model="numpy", fastmath=_EXACT_ORDER)  # type: ignore[untyped-decorator]
def advect(
    mass: Floats, face: Floats, begin: int, end: int, courant: float
) -> None:  # pragma: no cover (compiled)
    """Fill in what crosses the lower face of each cell begin..end - 1; face j lies above cell j."""
    third, two_thirds = (1.0 + courant) / 3.0, (2.0 - courant) / 3.0
    half = 0.5 * (1.0 - courant)
    steep = (1.0 - courant) / courant
    around, above = mass[begin - 1 : end + 1], face[begin + 1 : end + 1]
    for k in range(end - begin):
        here = around[k + 1]
        behind, ahead = here - around[k], around[k + 2] - here
        gain = abs(half * (two_thirds * ahead + third * behind))
        most = min(abs(ahead), steep * abs(behind))
        gain = min(gain, most)
        if ahead < 0.0:
            gain = -gain
        if ahead * behind <= 0.0:
            gain = 0.0
        above[k] = courant * (here + gain)


@njit(cache=True, error_model="numpy", fastmath=_EXACT_ORDER)  # type: ignore[untyped-decorator]
def spread(  # noqa: PLR0917
    mass: Floats,
    face: Floats,
    begin: int,
    end: int,
    number: float,
    enters: float,
    leaves: float,
) -> None:  # pragma: no cover (compiled)
    """Let one step of dispersion pass between the cells begin..end - 1; its ends are given."""
    # one pass: what crosses the upper face of a cell is what crosses the lower one of the next
    held, passed = mass[begin:end], face[begin:end]
    last = end - begin - 1
    here, below = held[0], enters
    for k in range(last):
        beyond = held[k + 1]
        above = number * (here - beyond)
        held[k] = here + (below - above)
        passed[k] += below
        here, below = beyond, above
    held[last] = here + (below - leaves)
    passed[last] += below
    face[end] += leaves


@njit(cache=True, error_model="numpy", fastmath=_EXACT_ORDER)  # type: ignore[untyped-decorator]
def hold(
    mass: Floats, dead: Floats, begin: int, end: int, balance: tuple[float, float]
) -> None:  # pragma: no cover (compiled)
    """Let channel and dead zones approach their `balance`.

    Its two numbers: the share of the mass that is then in the channel, and what is left of the gap.
    """
    share, fading = balance
    moving, still = mass[begin:end], dead[begin:end]
    for k in range(end - begin):
        both = moving[k] + still[k]
        even = share * both
        moving[k] = even + (moving[k] - even) * fading
        still[k] = both - moving[k]


@njit(cache=True, error_model="numpy", fastmath=_EXACT_ORDER)  # type: ignore[untyped-decorator]
def table(values: Floats, at: float) -> float:  # pragma: no cover (compiled)
    """Read an even table in straight lines that go on beyond its ends."""
    left = min(max(int(at), 0), values.size - 2)
    return float(values[left] + (at - left) * (values[left + 1] - values[left]))


@njit(cache=True, error_model="numpy", fastmath=_EXACT_ORDER)  # type: ignore[untyped-decorator]
def entered(total: Floats, at: float) -> float:  # pragma: no cover (compiled)
    """Return what a source has let in, from its running total at even times."""
    if at <= 0.0:
        return 0.0
    if at >= total.size - 1:
        return float(total[total.size - 1])
    left = int(at)
    return float(total[left] + (at - left) * (total[left + 1] - total[left]))


@njit(cache=True, error_model="numpy", fastmath=_EXACT_ORDER)  # type: ignore[untyped-decorator]
def stencil(
    x_m: float, cell_m: float, cells: int, first: Ints, weight: Floats
) -> None:  # pragma: no cover (compiled)
    """Fill in the first face and the weights of the cubic through the four faces around a place."""
    points = min(4, cells + 1)
    place = min(x_m / cell_m, float(cells))
    begin = min(max(int(place) - 1, 0), cells + 1 - points)
    first[0] = begin
    for i in range(4):
        weight[i] = 0.0
    for i in range(points):
        w = 1.0
        for k in range(points):
            if k != i:
                w *= (place - begin - k) / (i - k)
        weight[i] = w


@njit(cache=True, error_model="numpy", fastmath=_EXACT_ORDER)  # type: ignore[untyped-decorator]
def smooth(mass: Floats, begin: int, end: int) -> tuple[float, float]:  # pragma: no cover
    """Return the largest cell and the largest bend of a run of cells."""
    top = bend = 0.0
    for j in range(begin, end):
        top = max(top, mass[j])
        bend = max(bend, abs(mass[j - 1] - 2.0 * mass[j] + mass[j + 1]))
    return top, bend


@njit(cache=True, error_model="numpy", fastmath=_EXACT_ORDER)  # type: ignore[untyped-decorator]
def _parabola(
    times: Floats, total: Floats, k: int, count: int
) -> tuple[float, float, float]:  # pragma: no cover (compiled)
    """Return the mean flux of an interval and the fluxes at its ends, never beyond its neighbours.

    Monotone parabolas of Colella & Woodward (1984, J. Comput. Phys. 54, eq. 1.10).
    """
    own = (total[k + 1] - total[k]) / (times[k + 1] - times[k])
    below = above = 0.0
    if k > 0:
        below = (total[k] - total[k - 1]) / (times[k] - times[k - 1])
    if k + 2 < count:
        above = (total[k + 2] - total[k + 1]) / (times[k + 2] - times[k + 1])
    low, high = 0.5 * (below + own), 0.5 * (own + above)
    if (high - own) * (own - low) <= 0.0:
        return own, own, own
    rise, lean = high - low, 6.0 * (own - 0.5 * (low + high))
    if rise * lean > rise * rise:
        low = 3.0 * own - 2.0 * high
    elif rise * lean < -rise * rise:
        high = 3.0 * own - 2.0 * low
    return own, low, high


@njit(cache=True, error_model="numpy", fastmath=_EXACT_ORDER)  # type: ignore[untyped-decorator]
def deposit(  # noqa: PLR0917
    times: Floats, total: Floats, count: int, tail: float, values: Floats, window: Floats
) -> None:  # pragma: no cover (compiled)
    """Turn a running total at uneven times into mean fluxes over even cells that hold all of it."""
    whole = total[count - 1]
    values[:] = 0.0
    window[0], window[1] = times[0], 1.0
    if count < 2 or whole <= 0.0:
        return
    first = 0
    while first < count - 2 and total[first + 1] <= tail * whole:
        first += 1
    last = count - 1
    while last > first + 1 and total[last - 1] >= (1.0 - tail) * whole:
        last -= 1
    width = (times[last] - times[first]) / values.size
    window[0], window[1] = times[first], width
    k, before, drawn = first, 0.0, -1
    own = low = high = step = 0.0
    for i in range(values.size):
        at = times[first] + (i + 1) * width
        while k < last - 1 and at > times[k + 1]:
            k += 1
        if i == values.size - 1:
            now = whole
        else:
            # several cells lie in one interval: its parabola is drawn once
            if k != drawn:
                step = times[k + 1] - times[k]
                own, low, high = _parabola(times, total, k, count)
                drawn = k
            u = min(max((at - times[k]) / step, 0.0), 1.0)
            now = total[k] + step * (
                own * u * u * (3.0 - 2.0 * u) + u * (1.0 - u) * (low * (1.0 - u) - high * u)
            )
        values[i] = max(now - before, 0.0) / width
        before = max(now, before)


@njit(cache=True, error_model="numpy", fastmath=_EXACT_ORDER)  # type: ignore[untyped-decorator]
def join(mass: Floats, dead: Floats, begin: int, cells: int) -> None:  # pragma: no cover (compiled)
    """Join the cells of a reach in pairs; the second half of its room becomes empty."""
    half = cells // 2
    for j in range(begin, begin + half):
        k = begin + 2 * (j - begin)
        mass[j] = mass[k] + mass[k + 1]
        dead[j] = dead[k] + dead[k + 1]
    for j in range(begin + half, begin + cells + 1):
        mass[j] = dead[j] = 0.0


@njit(cache=True, error_model="numpy", fastmath=_EXACT_ORDER)  # type: ignore[untyped-decorator]
def trim(
    mass: Floats, dead: Floats, low: int, high: int, tiny: float
) -> tuple[int, int]:  # pragma: no cover (compiled)
    """Return the cells low..high - 1 that still count; what is left at the tail moves on by a cell."""
    while high - low > 1 and mass[high - 1] + dead[high - 1] <= 0.0:
        high -= 1
    while high - low > 1 and mass[low] + dead[low] < tiny:
        mass[low + 1] += mass[low]
        dead[low + 1] += dead[low]
        mass[low] = dead[low] = 0.0
        low += 1
    return low, high


@njit(cache=True, error_model="numpy", fastmath=_EXACT_ORDER)  # type: ignore[untyped-decorator]
def record(
    times: Floats, totals: Floats, count: int, time: float, raw: Floats
) -> int:  # pragma: no cover (compiled)
    """Write down what has passed the targets; a running total never falls."""
    times[count] = time
    for q in range(raw.size):
        totals[count, q] = max(raw[q], totals[count - 1, q])
    return count + 1


@njit(cache=True, error_model="numpy", fastmath=_EXACT_ORDER)  # type: ignore[untyped-decorator]
def thin(times: Floats, totals: Floats) -> int:  # pragma: no cover (compiled)
    """Keep every other entry of a full record: the totals stay true."""
    for i in range(times.size // 2):
        times[i] = times[2 * i + 1]
        for q in range(totals.shape[1]):
            totals[i, q] = totals[2 * i + 1, q]
    return times.size // 2
