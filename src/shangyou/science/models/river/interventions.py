"""Measures at one place: what they do to the mass that passes while they last.

Between release and measure, and from the measure on, the river stays linear: the curve at the
place is found exactly, changed in time, and sent on.
"""

from dataclasses import dataclass

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.models.river.case import Intervention
from shangyou.science.models.river.curve import Curve
from shangyou.science.models.river.network import Place
from shangyou.science.models.river.setting import Setting
from shangyou.science.models.river.sources import Sampled, Source, Steady

# What a dam held back runs off evenly over this time once it opens [s] (our assumption).
DRAIN_S = 3600.0


@dataclass(frozen=True, slots=True)
class Effect:
    """The mass a measure took out, held back or diluted, per member [kg]."""

    number: int
    affected_kg: Floats


def apply(
    measure: Intervention, curve: Curve, setting: Setting, place: Place
) -> tuple[list[Source], Floats]:
    """Return what flows on below the measure and the mass it acted on."""
    begin, end = setting.seconds(measure.from_), setting.seconds(measure.until)
    columns = np.arange(curve.values.shape[1])
    times = curve.start_s[:, None] + curve.step_s[:, None] * columns
    share = _share_inside(times, curve.step_s[:, None], begin, end)
    if measure.kind == "dilute":
        added = measure.discharge_m3_s
        river = float(setting.discharge_m3_s[place.reach])
        if added is None:
            added = (measure.fraction or 0.0) * river
        # the flux is weighted, not removed: below, concentration is flux over the river's discharge
        factor = 1.0 - share * (added / (river + added))
        acted = (curve.values * share).sum(axis=1) * curve.step_s
    else:
        fraction = 1.0 if measure.fraction is None else measure.fraction
        factor = 1.0 - share * fraction
        acted = (curve.values * (1.0 - factor)).sum(axis=1) * curve.step_s
    onward: list[Source] = [
        Sampled(curve.start_s, curve.step_s, np.asarray(curve.values * factor, dtype=np.float64))
    ]
    if measure.kind == "dam":
        onward.append(Steady(np.full(acted.size, end), DRAIN_S, acted))
    return onward, acted


def share_inside(curve: Curve, begin_s: float, end_s: Floats) -> Floats:
    """Return the share of each sample of a curve within a time that ends differently by member."""
    columns = np.arange(curve.values.shape[1])
    times = curve.start_s[:, None] + curve.step_s[:, None] * columns
    step = curve.step_s[:, None]
    low = np.maximum(times - 0.5 * step, begin_s)
    high = np.minimum(times + 0.5 * step, end_s[:, None])
    result: Floats = np.clip((high - low) / step, 0.0, 1.0)
    return result


def _share_inside(times: Floats, step: Floats, begin: float, end: float) -> Floats:
    """Return the share of each sample's interval that lies within the measure."""
    low = np.maximum(times - 0.5 * step, begin)
    high = np.minimum(times + 0.5 * step, end)
    result: Floats = np.clip((high - low) / step, 0.0, 1.0)
    return result
