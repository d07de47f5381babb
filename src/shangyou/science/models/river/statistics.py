"""From the curves of all members to the numbers a duty officer reads."""

from dataclasses import dataclass

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.models.river.curve import Curve, Values

# The arrival of a plume: the first time its concentration passes this share of its own peak.
ARRIVAL_SHARE = 0.02
PROBABILITIES = (0.05, 0.50, 0.95)


@dataclass(frozen=True, slots=True)
class Passage:
    """How a plume passes one place: one value per member, seconds and mg/l; inf = never."""

    arrival_s: Floats
    peak_s: Floats
    peak_mg_l: Floats
    above_from_s: Floats
    above_until_s: Floats


def passage(curve: Curve, limit_mg_l: float | None) -> Passage:
    """Read arrival, peak and exceedance from the curve of every member."""
    values = curve.values
    members, count = values.shape
    rows = np.arange(members)
    top = values.argmax(axis=1)
    inner = np.clip(top, 1, count - 2)
    left, middle, right = (values[rows, inner + side].astype(np.float64) for side in (-1, 0, 1))
    bend = left - 2.0 * middle + right
    at_top = (inner == top) & (bend < 0)
    offset = np.where(at_top, 0.5 * (left - right) / np.where(at_top, bend, 1.0), 0.0)
    peak = np.where(
        at_top, middle - 0.25 * (left - right) * offset, values[rows, top].astype(np.float64)
    )
    exists = peak > 0
    peak_s = np.where(exists, curve.start_s + curve.step_s * (top + offset), np.inf)
    arrival = _first(values, ARRIVAL_SHARE * peak)
    arrival_s = np.where(exists, curve.start_s + curve.step_s * arrival, np.inf)
    never = np.full(members, np.inf)
    if limit_mg_l is None:
        return Passage(arrival_s, peak_s, peak, never, never)
    limit = np.full(members, limit_mg_l)
    above = exists & (values.max(axis=1) > limit)
    start = curve.start_s + curve.step_s * _first(values, limit)
    end = curve.start_s + curve.step_s * (count - 1 - _first(values[:, ::-1], limit))
    return Passage(
        arrival_s, peak_s, peak, np.where(above, start, np.inf), np.where(above, end, np.inf)
    )


def passages(curves: list[Curve], limit_mg_l: float | None) -> Passage:
    """Read the curves of several parts of the ensemble as one."""
    parts = [passage(curve, limit_mg_l) for curve in curves]
    return Passage(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("arrival_s", "peak_s", "peak_mg_l", "above_from_s", "above_until_s")
        )
    )


def _first(values: Values, threshold: Floats) -> Floats:
    """Return the fractional column at which each row first passes its threshold."""
    rows = np.arange(values.shape[0])
    right = (values > threshold[:, None].astype(values.dtype)).argmax(axis=1)
    before = np.maximum(right - 1, 0)
    high = np.maximum(values[rows, right].astype(np.float64), 1e-300)
    low = np.maximum(values[rows, before], 1e-6 * high)
    # a rising edge is nearly exponential: interpolate in the logarithm
    share = np.log(np.maximum(threshold, 1e-300) / low) / np.maximum(np.log(high / low), 1e-12)
    result: Floats = before + np.where(right > 0, np.clip(share, 0.0, 1.0), 0.0)
    return result


def quantiles(values: Values) -> list[Floats]:
    """Return the quantiles of `PROBABILITIES` over the members, the first axis."""
    ordered = np.sort(values, axis=0)
    answer = []
    for p in PROBABILITIES:
        place = p * (ordered.shape[0] - 1)
        low = int(place)
        below = ordered[low].astype(np.float64)
        above = ordered[min(low + 1, ordered.shape[0] - 1)]
        answer.append(below + (place - low) * (above - below))
    return answer


@dataclass(frozen=True, slots=True)
class Band:
    """The 5, 50 and 95 % quantiles; None where that quantile is never reached."""

    p05: float | None
    p50: float | None
    p95: float | None


def band(values: Floats) -> Band:
    """Return the quantiles of the members; infinite values are members that never get there."""
    ordered = np.sort(values)
    return Band(*(_quantile(ordered, p) for p in PROBABILITIES))


def _quantile(ordered: Floats, p: float) -> float | None:
    place = p * (ordered.size - 1)
    low = int(np.floor(place))
    high = min(low + 1, ordered.size - 1)
    share = place - low
    nearest = float(ordered[low])
    if share > 0 and np.isfinite(ordered[high]) and np.isfinite(nearest):
        return nearest + share * (float(ordered[high]) - nearest)
    if share > 0 and np.isfinite(ordered[low]) != np.isfinite(ordered[high]):
        nearest = float(ordered[low if share < 0.5 else high])
    return nearest if np.isfinite(nearest) else None
