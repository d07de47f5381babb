"""What passes in each interval stays the same when it is read by another clock; compiled loops.

Between the edges of its cells the running total is read by Hermite cubics (fourth order). Their
slopes are bounded by three times the flux on either side (Fritsch & Carlson 1980, SIAM J. Numer.
Anal. 17: the square alpha, beta <= 3), so that the total never falls: no flux becomes negative, and since
both ends of the total are read exactly, no mass is lost.
"""

import numpy as np
from numba import njit

from shangyou.science.distributions import Floats
from shangyou.science.models.river.clock import Clock
from shangyou.science.models.river.curve import Values


@njit(cache=True, error_model="numpy", nogil=True)  # type: ignore[untyped-decorator]
def _read(
    x: float, table: tuple[Floats, Floats], paces: tuple[float, float], at: int
) -> tuple[float, int]:  # pragma: no cover (compiled)
    """Read a rising table that goes on in straight lines; `at` is where the last reading was."""
    xs, ys = table
    last = xs.size - 1
    if last < 1:
        return x, at
    if x <= xs[0]:
        return ys[0] + (x - xs[0]) * paces[0], 0
    if x >= xs[last]:
        return ys[last] + (x - xs[last]) * paces[1], last - 1
    # the tables are nearly even: a jump by the width of the step at hand lands close
    jump = int((x - xs[at]) / (xs[at + 1] - xs[at]))
    at = min(max(at + jump, 0), last - 1)
    while x < xs[at]:
        at -= 1
    while x > xs[at + 1]:
        at += 1
    return ys[at] + (x - xs[at]) / (xs[at + 1] - xs[at]) * (ys[at + 1] - ys[at]), at


@njit(cache=True, error_model="numpy", nogil=True)  # type: ignore[untyped-decorator]
def _edge(flux: Floats, i: int) -> float:  # pragma: no cover (compiled)
    """Return the flux at the edge below cell i, bounded so that the total keeps rising."""
    below = flux[i - 1] if i > 0 else 0.0
    above = flux[i] if i < flux.size else 0.0
    return min(0.5 * (below + above), 3.0 * min(below, above))


@njit(cache=True, error_model="numpy", nogil=True)  # type: ignore[untyped-decorator]
def _remap(  # noqa: PLR0917 -- tables of two clocks and the cells of every member
    first_s: Floats,
    step_s: Floats,
    flux: Values,
    back: tuple[Floats, Floats],
    back_paces: tuple[float, float],
    on: tuple[Floats, Floats],
    on_paces: tuple[float, float],
    begin_s: Floats,
    width_s: Floats,
    answer: Values,
) -> None:  # pragma: no cover (compiled)
    """Fill in the mean flux in each new cell: new reading -> real time -> old reading -> total."""
    cells, count = answer.shape[1], flux.shape[1]
    own = np.empty(count)
    for m in range(flux.shape[0]):
        for j in range(count):
            own[j] = flux[m, j]
        i, behind, total, low, high = 0, 0.0, 0.0, _edge(own, 0), _edge(own, 1)
        there = here = 0
        for k in range(1, cells + 1):
            time, here = _read(begin_s[m] + k * width_s[m], on, on_paces, here)
            x, there = _read(time, back, back_paces, there)
            place = (x - first_s[m]) / step_s[m]
            if k == cells:
                place = float(count)
            place = min(max(place, 0.0), float(count))
            while i < count - 1 and place > i + 1:
                behind += own[i]
                i += 1
                low, high = high, _edge(own, i + 1)
            u = min(place - i, 1.0)
            blend = u * u * (3.0 - 2.0 * u)
            bend = u * (1.0 - u) * (low * (1.0 - u) - high * u)
            now = behind + own[i] * blend + bend
            answer[m, k - 1] = max(now - total, 0.0) * step_s[m] / width_s[m]
            total = max(now, total)


@njit(cache=True, error_model="numpy", nogil=True)  # type: ignore[untyped-decorator]
def _divide(
    start_s: Floats, step_s: Floats, times: Floats, discharge: Floats, values: Values
) -> None:  # pragma: no cover (compiled)
    for m in range(values.shape[0]):
        at = 0
        for k in range(values.shape[1]):
            q, at = _read(start_s[m] + k * step_s[m], (times, discharge), (0.0, 0.0), at)
            values[m, k] /= q


@njit(cache=True, error_model="numpy", nogil=True)  # type: ignore[untyped-decorator]
def _used(
    flux: Floats, tail: float, used: Floats, widths: Floats
) -> None:  # pragma: no cover (compiled)
    for m in range(flux.shape[0]):
        row = flux[m]
        total = most = 0.0
        for j in range(row.size):
            total += row[j]
            most = max(most, row[j])
        enough, behind, k = (1.0 - tail) * total, 0.0, 0
        while k < row.size - 1:
            behind += row[k]
            if behind >= enough:
                break
            k += 1
        used[m] = k + 1.0
        widths[m] = used[m] * most / total if most > 0.0 else 0.0


_NONE = np.zeros(0)


def remap(
    first_s: Floats,
    step_s: Floats,
    flux: Values,
    *,
    before: Clock | None,
    after: Clock | None,
    cells: int,
    used: Floats,
) -> tuple[Floats, Floats, Floats]:
    """Return first edge, step and mean flux (members, cells) by the clock `after`.

    `first_s` is the first edge of the given cells by the clock `before`; None is real time. After the `used` cells
    of a member hardly anything comes: the last new cell has it.
    """
    last_s = first_s + step_s * used
    begin, end = (
        t if after is None else after.reading(t)
        for t in (e if before is None else before.time(e) for e in (first_s, last_s))
    )
    width = np.asarray((end - begin) / cells, dtype=np.float64)
    begin = np.asarray(begin, dtype=np.float64)
    answer = np.empty((flux.shape[0], cells))
    back = (_NONE, _NONE), (1.0, 1.0)
    if before is not None:
        back = (before.times_s, before.readings_s), before.paces
    on = (_NONE, _NONE), (1.0, 1.0)
    if after is not None:
        on = (after.readings_s, after.times_s), (1.0 / after.paces[0], 1.0 / after.paces[1])
    _remap(first_s, step_s, flux, *back, *on, begin, width, answer)
    return begin, width, answer


def used(flux: Floats, tail: float) -> tuple[Floats, Floats]:
    """Return after how many cells all has come but a share of `tail`, and how many widths of the curve that is.

    The width is mass over peak; 0 where nothing comes. Both (members,).
    """
    cells, widths = np.empty(flux.shape[0]), np.empty(flux.shape[0])
    _used(flux, tail, cells, widths)
    return cells, widths


def regrid(
    first_s: Floats,
    step_s: Floats,
    flux: Values,
    *,
    begin_s: Floats,
    width_s: Floats,
    cells: int,
) -> Floats:
    """Return the mean flux in even cells from `begin_s` on, which hold all that is given."""
    answer = np.empty((flux.shape[0], cells))
    real = (_NONE, _NONE), (1.0, 1.0)
    _remap(first_s, step_s, flux, *real, *real, begin_s, width_s, answer)
    return answer


def divide(start_s: Floats, step_s: Floats, clock: Clock, values: Values) -> None:
    """Divide each value by the discharge of its time, in place."""
    _divide(start_s, step_s, clock.times_s, clock.discharge_m3_s, values)
