"""Curves of many members added on windows of their own; compiled loops."""

from numba import njit

from shangyou.science.distributions import Floats
from shangyou.science.models.river.curve import Values


@njit(cache=True, error_model="numpy", nogil=True)  # type: ignore[untyped-decorator]
def wet(  # noqa: PLR0917 -- a curve, a share and what is widened
    start_s: Floats, step_s: Floats, values: Values, share: float, begin_s: Floats, end_s: Floats
) -> None:  # pragma: no cover (compiled)
    """Widen from when to when each member holds more than a share of its own largest value."""
    count = values.shape[1]
    for m in range(values.shape[0]):
        row = values[m]
        top = 0.0
        for j in range(count):
            top = max(top, row[j])
        if top <= 0.0:
            continue
        first, last = 0, count - 1
        while row[first] <= share * top:
            first += 1
        while row[last] <= share * top:
            last -= 1
        begin_s[m] = min(begin_s[m], start_s[m] + step_s[m] * max(first - 1, 0))
        end_s[m] = max(end_s[m], start_s[m] + step_s[m] * min(last + 1, count - 1))


@njit(cache=True, error_model="numpy", nogil=True)  # type: ignore[untyped-decorator]
def add(  # noqa: PLR0917 -- a curve, its share and where it goes
    start_s: Floats,
    step_s: Floats,
    values: Values,
    share: float,
    window: tuple[Floats, Floats],
    total: Values,
) -> None:  # pragma: no cover (compiled)
    """Add a share of each member's curve, read in straight lines, to what starts and steps as `window` says."""
    first_s, width_s = window
    count = values.shape[1]
    for m in range(values.shape[0]):
        row, own = values[m], total[m]
        offset, slope = (first_s[m] - start_s[m]) / step_s[m], width_s[m] / step_s[m]
        for k in range(own.size):
            place = offset + slope * k
            if place < 0.0 or place > count - 1:
                continue
            left = min(int(place), count - 2)
            own[k] += share * (row[left] + (place - left) * (row[left + 1] - row[left]))
