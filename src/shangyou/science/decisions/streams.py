"""What a measure makes of a curve: water that goes on as before, and water with more or less river.

Each stream is carried exactly by the river model; `extra_m3_s` is the water its parcels have gained
(released) or lost (led aside) against the river of the case (`models.river.water`).
"""

from dataclasses import dataclass, replace

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.models.river.curve import Curve
from shangyou.science.models.river.engine import Engine, Supply
from shangyou.science.models.river.medium import real_exponent
from shangyou.science.models.river.sources import Sampled
from shangyou.science.models.river.water import moved
from shangyou.science.models.river.windows import Windows

# Samples of a sum of curves: a member's passage in steps far below its own width.
_SAMPLES = 320
# A curve counts from where it holds this share of its largest value.
_WET = 1e-4

# Room added to a window that is shifted instead of sought anew: travel is not all alike along it.
_ROOM = 0.15


@dataclass(frozen=True, slots=True)
class Part(Sampled):
    """A part of a curve of the forecast itself; what is known of the whole holds for the part."""

    whole: Curve | None = None


@dataclass(frozen=True, slots=True)
class Stream:
    """Supplies whose parcels have the same water around them; `extra_m3_s` per member.

    `share` of what they carry is in the river.
    """

    supplies: tuple[Supply, ...]
    extra_m3_s: Floats
    share: float = 1.0


def moving(engine: Engine, stream: Stream) -> Engine:
    """Return the engine in which the stream's parcels travel."""
    rivers = moved(engine.setting, engine.rivers, stream.extra_m3_s)
    return replace(engine, supplies=stream.supplies, rivers=rivers)


def shifted(  # noqa: PLR0917 -- what is known, and what differs
    known: Windows, whole: Curve, part: Part, lengths: Floats, still: Engine, moved: Engine
) -> Windows:
    """Return the windows of a part, from those of the whole in the river as it is.

    With velocity and dispersion scaled alike, travel times scale with the mean one; windows are
    stretched by its ratio, with room to spare. What must pass is the part's share of the whole, and
    what the loss on the way in the changed river leaves against that in the river as it is.
    """
    metres = np.nan_to_num(lengths)
    slow = metres @ (1.0 / still.rivers.medium.velocity_m_s).T
    now = metres @ (1.0 / moved.rivers.medium.velocity_m_s).T
    ratio = (now / np.where(slow > 0, slow, 1.0)).T
    ratio = np.where(ratio > 0, ratio, 1.0)
    changed = np.abs(ratio - 1.0) > 1e-9
    begin = whole.start_s[:, None]
    end = begin + (whole.step_s * (whole.values.shape[1] - 1))[:, None]
    first = begin + (known.first_s - begin) * np.where(changed, (1 - _ROOM) * ratio, 1.0)
    last = end + (known.last_s - end) * np.where(changed, (1 + _ROOM) * ratio, 1.0)
    share = part.mass_kg / np.maximum(whole.values.sum(axis=1) * whole.step_s, 1e-300)
    if still.rivers.medium.decay_per_s.any():
        nought = np.zeros((still.rivers.medium.decay_per_s.shape[0], 1))
        before, after = (
            np.tensordot(metres, real_exponent(e.rivers.medium, nought)[..., 0], 1)
            for e in (still, moved)
        )
        left = np.exp(after - before).T
    else:
        left = np.ones(ratio.shape)
    reached = known.passed_kg > 0
    return Windows(
        np.where(reached, np.maximum(first, begin), known.first_s),
        np.where(reached, last, known.last_s),
        known.band_per_s * np.where(changed, np.maximum(1.0, 1.0 / ratio), 1.0),
        known.passed_kg * share[:, None] * left,
    )


def summed(curves: list[Curve], shares: list[float]) -> Curve:
    """Return the sum of shares of curves, each of a window of its own."""
    wet = [(c, share) for c, share in zip(curves, shares, strict=True) if c.values.any()]
    if not wet:
        return curves[0]
    if len(wet) == 1:
        curve, share = wet[0]
        return curve if share == 1.0 else replace(curve, values=curve.values * share)
    from shangyou.science.models.river import adding  # noqa: PLC0415 (compiled)

    members = curves[0].start_s.size
    first, last = np.full(members, np.inf), np.full(members, -np.inf)
    for curve, _ in wet:
        adding.wet(curve.start_s, curve.step_s, curve.values, _WET, first, last)
    nothing = ~(np.isfinite(first) & np.isfinite(last))
    first, last = np.where(nothing, 0.0, first), np.where(nothing, 1.0, last)
    step = np.maximum((last - first) / (_SAMPLES - 1), 1e-3)
    total = np.zeros((members, _SAMPLES), dtype=np.float32)
    for curve, share in wet:
        adding.add(curve.start_s, curve.step_s, curve.values, share, (first, step), total)
    return Curve(first, step, total, np.sum([c.defect_kg for c, _ in wet], axis=0))
