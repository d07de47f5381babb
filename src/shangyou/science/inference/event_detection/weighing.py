"""How grave an alarm is and how sure, from what speaks for it and what else would explain it."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from shangyou.science.messages import Sentence


class Grade(IntEnum):
    """1 提示 look at it when you can, 2 预警 verify it, 3 警报 act."""

    HINT = 1
    WARNING = 2
    ALARM = 3


class Sure(IntEnum):
    """How sure."""

    LOW = 1
    FAIR = 2
    HIGH = 3


SURE: Final = {
    Sure.LOW: Sentence("把握较低", "low confidence"),
    Sure.FAIR: Sentence("把握中等", "fair confidence"),
    Sure.HIGH: Sentence("把握高", "high confidence"),
}


@dataclass(frozen=True, slots=True)
class Signal:
    """One finding about one factor: `kind` as the detectors name it, `tier` 1 to 3, times the usual or the limit."""

    factor: str
    kind: str
    tier: int
    times: float = 0.0


def grade(signals: Collection[Signal], *, followed_downstream: bool = False) -> Grade:
    """Return the tier of an alarm.

    A factor that has both left its own past and passed its limit is an alarm; so is a change seen
    at two stations one travel time apart: neither is an instrument's fault alone.
    """
    most = max((s.tier for s in signals), default=1)
    changed = {s.factor for s in signals if s.kind == "change" and s.tier >= Grade.WARNING}
    above = {s.factor for s in signals if s.kind == "exceedance" and s.tier >= Grade.WARNING}
    if changed & above or (followed_downstream and most >= Grade.WARNING):
        return Grade.ALARM
    return Grade(max(1, min(3, most)))


# A step of five natural ones is hardly nature (the national readings of five days have one in 3,000).
LARGE = 5.0


def sure(
    signals: Collection[Signal], *, followed_downstream: bool, explained: int
) -> tuple[Sure, Sentence]:
    """Return how sure an alarm is, and why.

    Parameters
    ----------
    signals : collection of Signal
        What was found.
    followed_downstream : bool
        Another station one travel time away agrees.
    explained : int
        Number of harmless circumstances that would explain it.

    """
    zh, en, points = [], [], 0
    if any(s.kind == "exceedance" and s.tier >= Grade.WARNING for s in signals):
        points += 2
        zh.append("超限已由 2 个以上的值确认")
        en.append("two or more values confirm the exceedance")
    if any(s.kind == "change" and abs(s.times) >= LARGE for s in signals):
        points += 2
        zh.append("变化远超自然波动")
        en.append("the change is far beyond nature")
    elif any(s.kind == "change" and s.tier >= Grade.WARNING for s in signals):
        points += 1
        zh.append("变化超出自然波动")
        en.append("the change is beyond nature")
    if any(s.kind in ("biotoxicity", "gas") and s.tier >= Grade.WARNING for s in signals):
        points += 2
        zh.append("传感器按规则确认")
        en.append("the sensors confirm it by their rule")
    if any(s.kind == "learnt" for s in signals):
        points += 1
        zh.append("学习评分器也判为事件")
        en.append("the trained detector sees an event")
    if len({s.factor for s in signals}) >= 2:
        points += 1
        zh.append("多个指标一致")
        en.append("several signals agree")
    if followed_downstream:
        points += 2
        zh.append("上下游站相互印证")
        en.append("stations up- and downstream agree")
    if explained:
        points -= explained
        zh.append(f"但有 {explained} 项其他解释，见下")
        en.append(f"but {explained} other circumstances would explain it, see below")
    level = Sure.HIGH if points >= 3 else Sure.FAIR if points >= 2 else Sure.LOW
    if not zh:
        zh, en = ["单一指标的轻微异常"], ["a slight oddity of one signal"]
    return level, Sentence(
        f"{SURE[level].zh}：{'，'.join(zh)}", f"{SURE[level].en}: {', '.join(en)}"
    )
