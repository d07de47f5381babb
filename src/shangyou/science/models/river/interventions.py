"""Measures at one place: what they do to the mass that passes while they last.

Between release and measure, and from the measure on, the river stays linear: the curve at the
place is found exactly, changed in time, and sent on.
"""

from dataclasses import dataclass

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.models.river.case import Intervention
from shangyou.science.models.river.curve import Curve
from shangyou.science.models.river.sources import Sampled, Source, Steady

Time = tuple[float, float]

# What a dam held back runs off evenly over this time once it opens [s] (our assumption).
DRAIN_S = 3600.0


@dataclass(frozen=True, slots=True)
class Effect:
    """The mass a measure took out, held back or diluted, per member [kg]."""

    number: int
    affected_kg: Floats


@dataclass(frozen=True, slots=True)
class Part:
    """What flows on below a measure: mass, and the water its parcels gained or lost [m3/s]."""

    source: Source
    extra_m3_s: Floats | None


def apply(
    measure: Intervention, curve: Curve, river_m3_s: Floats, extra_m3_s: Floats | None, time: Time
) -> tuple[list[Part], Floats]:
    """Return what flows on below the measure and the mass it acted on.

    `river_m3_s` is the discharge of the case at the place and `extra_m3_s` what the parcels that come
    have more of it, per member; `time` the seconds between which the measure lasts.
    """
    inside = curve.values * share_inside(curve, time[0], np.full(river_m3_s.shape, time[1]))
    passed = inside.sum(axis=1) * curve.step_s
    around = river_m3_s if extra_m3_s is None else river_m3_s + extra_m3_s
    # whoever wants the share of a river that others have led aside already takes of what is left
    fraction = 1.0 if measure.fraction is None else measure.fraction
    if measure.kind == "dose":
        return [Part(_sampled(curve, curve.values - fraction * inside), extra_m3_s)], (
            fraction * passed
        )
    rest = Part(_sampled(curve, curve.values - inside), extra_m3_s)
    if measure.kind == "dilute":
        added = measure.discharge_m3_s
        gained = (measure.fraction or 0.0) * river_m3_s if added is None else added
        before = np.zeros(river_m3_s.shape) if extra_m3_s is None else extra_m3_s
        return [rest, Part(_sampled(curve, inside), before + gained)], passed
    parts = [rest]
    if fraction < 1.0:
        less = (0.0 if extra_m3_s is None else extra_m3_s) - fraction * around
        parts.append(Part(_sampled(curve, (1.0 - fraction) * inside), less))
    acted = fraction * passed
    if measure.kind == "dam":
        parts.append(Part(Steady(np.full(acted.size, time[1]), DRAIN_S, acted), None))
    return parts, acted


def _sampled(curve: Curve, values: Floats) -> Sampled:
    return Sampled(curve.start_s, curve.step_s, np.asarray(values, dtype=np.float64))


def share_inside(curve: Curve, begin_s: float, end_s: Floats) -> Floats:
    """Return the share of each sample of a curve within a time that ends differently by member."""
    columns = np.arange(curve.values.shape[1])
    times = curve.start_s[:, None] + curve.step_s[:, None] * columns
    step = curve.step_s[:, None]
    low = np.maximum(times - 0.5 * step, begin_s)
    high = np.minimum(times + 0.5 * step, end_s[:, None])
    result: Floats = np.clip((high - low) / step, 0.0, 1.0)
    return result
