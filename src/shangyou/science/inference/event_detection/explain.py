"""Why a row is an event, in words: which signals, what kind of change, how sure."""

from collections.abc import Sequence

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.inference.event_detection.change import SIGNED
from shangyou.science.messages import Sentence

# One word pair per quantity: sudden, against the hour(s), the day, and restlessness.
KINDS = (
    ("突变", "sudden change"),
    ("偏离近时水平", "off its recent level"),
    ("偏离数小时水平", "off its level of hours"),
    ("偏离一日水平", "off its level of a day"),
    ("波动加剧", "fluctuating"),
    ("持续跳动", "will not rest"),
    ("刚有突变", "changed suddenly just before"),
)
NAMED = 3
# Below what is usual there is nothing to tell.
WORTH_TELLING = 1.0
SURE, FAIRLY = 0.95, 0.8


def confidence(score: float) -> Sentence:
    """Return how sure the detector is."""
    if score >= SURE:
        return Sentence("把握高", "high confidence")
    if score >= FAIRLY:
        return Sentence("把握中等", "fair confidence")
    return Sentence("把握较低，请核实", "low confidence, verify")


def cause(names: Sequence[str], quality: int, relative: Floats, score: float) -> Sentence:
    """Return the reason of one row.

    Parameters
    ----------
    names : sequence of str
        Signals, the first `quality` of them of the water.
    quality : int
        Number of water signals.
    relative : array (signals, quantities)
        Quantities over what is usual, signed for the first four.
    score : float
        Probability of an event.

    """
    size = np.nan_to_num(np.abs(relative), nan=0.0)
    strongest = size.max(axis=-1)
    told = [int(i) for i in np.argsort(-strongest[:quality]) if strongest[i] > WORTH_TELLING]
    parts_zh, parts_en = [], []
    for signal in told[:NAMED]:
        # a direction says more than restlessness does, when there is one
        signed = size[signal, :SIGNED]
        kind = int(signed.argmax() if signed.max() > WORTH_TELLING else size[signal].argmax())
        zh, en = KINDS[kind]
        times = min(float(size[signal, kind]), 99.0)
        way = _way(relative[signal], kind)
        parts_zh.append(f"{names[signal]}{way.zh}{zh}（为常见幅度的 {times:.1f} 倍）")
        parts_en.append(f"{names[signal]}{way.en} {en} ({times:.1f} times what is usual)")
    if not told:
        parts_zh.append("数值已回落，报警待解除")
        parts_en.append("readings have come back, the alarm is about to end")
    operated = [int(i) for i in range(quality, len(names)) if strongest[i] > WORTH_TELLING]
    if operated:
        changed = "、".join(names[i] for i in operated[:NAMED])
        parts_zh.append(f"同时运行工况变化：{changed}")
        parts_en.append(f"operation changed too: {', '.join(names[i] for i in operated[:NAMED])}")
    sure = confidence(score)
    return Sentence("；".join([*parts_zh, sure.zh]), "; ".join([*parts_en, sure.en]))


def _way(relative: Floats, kind: int) -> Sentence:
    if kind >= SIGNED or not np.isfinite(relative[kind]):
        return Sentence("", "")
    if relative[kind] > 0:
        return Sentence("升高，", " up,")
    return Sentence("降低，", " down,")
