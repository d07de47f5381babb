"""Living sensors: fish, water fleas, luminous bacteria, algae.

One odd behaviour is an animal; two at once, or one together with chemistry, is the water. What the
animals feel that is no poison (a step of temperature, little oxygen, feeding, maintenance) demotes.
The rule of at least two unusual measurands within a fixed time is that of the DaphTox and the Fish
Toximeter (bbe Moldaenke, product descriptions); inhibition of luminous bacteria follows ordinary
water quality too, so it never stands alone. Thresholds of demotion are ours, of common practice.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.messages import Sentence

# Robust z beyond which a behaviour is unusual (99.9 % of a normal distribution).
UNUSUAL_Z = 3.3
# Behaviours count together when both are unusual within this time.
TOGETHER_S = 1800.0
TEMPERATURE_STEP_K = 2.0
LOW_OXYGEN_MG_L = 4.0
# The baseline of a behaviour: a robust mean over the past, never including the newest readings.
BASELINE_ROWS, LEAST_ROWS = 96, 24
# Median absolute deviation to standard deviation of a normal distribution.
MAD_TO_SD: Final = 1.4826


class Tier(IntEnum):
    """0 quiet, 1 hint 提示, 2 warning 预警."""

    QUIET = 0
    HINT = 1
    WARNING = 2


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What else is known, arrays (rows,); NaN or False where unknown.

    Attributes
    ----------
    temperature_k, oxygen_mg_l : array
        Of the water that flows through the instrument.
    chemistry : array of bool
        A chemical signal of the same station is in alarm or above a limit.
    feeding, maintenance : array of bool
        What the keeper does.

    """

    temperature_k: Floats
    oxygen_mg_l: Floats
    chemistry: NDArray[np.bool_]
    feeding: NDArray[np.bool_]
    maintenance: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ToxicityAnswer:
    """Tier and reason of each row, and which behaviours were unusual (rows, behaviours)."""

    tier: NDArray[np.int8]
    unusual: NDArray[np.bool_]
    reasons: tuple[Sentence, ...]


def robust_z(behaviour: Floats) -> Floats:
    """Return how unusual each value is against its own past (rows, behaviours); NaN before."""
    out = np.full(behaviour.shape, np.nan)
    for row in range(LEAST_ROWS, len(behaviour)):
        past = behaviour[max(0, row - BASELINE_ROWS) : row]
        known = np.isfinite(past).sum(axis=0) >= LEAST_ROWS
        if not known.any():
            continue
        middle = np.nanmedian(past[:, known], axis=0)
        spread = MAD_TO_SD * np.nanmedian(np.abs(past[:, known] - middle), axis=0)
        least = 1e-6 + 0.01 * np.abs(middle)
        out[row, known] = (behaviour[row, known] - middle) / np.maximum(spread, least)
    return out


def assess(
    times_s: Floats,
    z: Floats,
    around: Surroundings,
    *,
    stands_alone: NDArray[np.bool_] | None = None,
) -> ToxicityAnswer:
    """Judge rows, each from itself and earlier rows.

    Parameters
    ----------
    times_s : array (rows,)
        Increasing times [s].
    z : array (rows, behaviours)
        Robust z of each behaviour (speed, height, distance, inhibition …), NaN where unknown.
    around : Surroundings
        Water, chemistry and keeping.
    stands_alone : array (behaviours,) of bool, optional
        False for inhibition of luminous bacteria, which only counts together with others;
        all True when not given.

    """
    counts = np.ones(z.shape[1], dtype=bool) if stands_alone is None else stands_alone
    unusual = np.nan_to_num(np.abs(z), nan=0.0) > UNUSUAL_Z
    begin = np.searchsorted(times_s, times_s - TOGETHER_S, side="left")
    tier = np.zeros(len(times_s), dtype=np.int8)
    reasons = []
    for row in range(len(times_s)):
        window = slice(begin[row], row + 1)
        lately: NDArray[np.bool_] = np.logical_or.reduce(unusual[window], axis=0)
        now = bool(unusual[row].any())
        chemistry = bool(around.chemistry[window].any())
        level = Tier.QUIET
        if now:
            enough = lately.sum() >= 2 and lately[counts].any()
            alone = lately[counts].any()
            level = Tier.WARNING if enough or chemistry else Tier.HINT if alone else Tier.QUIET
        demoting = _demoting(around, window, row)
        if demoting and level and not chemistry:
            level = Tier(level - 1)
        tier[row] = level
        reasons.append(_reason(level, int(lately.sum()), demoting, chemistry=chemistry, now=now))
    return ToxicityAnswer(tier, unusual, tuple(reasons))


def _demoting(around: Surroundings, window: slice, row: int) -> list[Sentence]:
    found = []
    temperature = around.temperature_k[window]
    temperature = temperature[np.isfinite(temperature)]
    if temperature.size and float(np.ptp(temperature)) >= TEMPERATURE_STEP_K:
        found.append(Sentence("水温突变", "a step of temperature"))
    if around.oxygen_mg_l[row] < LOW_OXYGEN_MG_L:
        found.append(Sentence("溶解氧低", "little oxygen"))
    if around.feeding[window].any():
        found.append(Sentence("投喂", "feeding"))
    if around.maintenance[window].any():
        found.append(Sentence("维护", "maintenance"))
    return found


def _reason(
    level: Tier, count: int, demoting: list[Sentence], *, chemistry: bool, now: bool
) -> Sentence:
    if not now:
        return Sentence("行为正常", "behaviour as usual")
    zh = [f"{count} 项行为异常"]
    en = [f"{count} unusual behaviour" + ("s" if count > 1 else "")]
    if chemistry:
        zh.append("同时有化学指标异常")
        en.append("together with chemistry")
    if demoting:
        zh.append("存在" + "、".join(d.zh for d in demoting) + ("" if chemistry else "，已降级"))
        en.append(", ".join(d.en for d in demoting) + ("" if chemistry else ": demoted"))
    name = {
        Tier.QUIET: Sentence("不报警", "no alarm"),
        Tier.HINT: Sentence("提示", "hint"),
        Tier.WARNING: Sentence("预警", "warning"),
    }[level]
    return Sentence("；".join([*zh, name.zh]), "; ".join([*en, name.en]))
