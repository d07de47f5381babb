"""Rain beside an alarm, from what is stored: which gauge near it saw most, and whether that explains it."""

import datetime as dt
from typing import Any, Final

import numpy as np
from django.db.models import Q

from shangyou.science.inference.event_detection import rain
from shangyou.science.messages import Sentence
from shangyou.warning.alarms.signals import said
from shangyou.warning.detectors import facts, history
from shangyou.warning.detectors.facts import DeviceFacts
from shangyou.warning.detectors.rain import WORDS, Fallen, near
from shangyou.warning.registers.factors import MonitoredFactor

MOST_GAUGES: Final = 12
LEAD: Final = dt.timedelta(hours=rain.HOURS)


def fits(device: DeviceFacts, code: str, at: dt.datetime) -> list[dict[str, Any]]:
    """Say how much it rained; it explains what rain moves, and nothing else."""
    fallen = stored(device, at)
    if fallen is None:
        return []
    moved = facts.CODES.get(code) in rain.WASHED
    explains = fallen.explains and moved
    say = fallen.say()
    if explains:
        end = Sentence("，可解释浊度、高锰酸盐指数升高", ": it would explain the rise")
    elif moved:
        end = Sentence("，不足以解释", ": not enough to explain it")
    else:
        end = Sentence("，不能解释该因子的变化", ": rain does not explain this factor")
    text = said(Sentence(say.zh + end.zh, say.en + end.en))
    return [{"kind": "rain", "text": text, "explains": explains, "mm": round(fallen.mm, 1)}]


def stored(device: DeviceFacts, at: dt.datetime) -> Fallen | None:
    """Return the most that fell at a gauge near a device's station in the half day before."""
    named = Q()
    for word in WORDS:
        named |= Q(name__icontains=word)
    pks = MonitoredFactor.objects.filter(named).values_list("device_id", flat=True).distinct()
    gauges = {
        pk: (metres, gauge)
        for pk, gauge in facts.read(list(pks)).items()
        if gauge.rains and (metres := near(device, gauge)) is not None
    }
    nearest = sorted(gauges, key=lambda pk: gauges[pk][0])[:MOST_GAUGES]
    if not nearest:
        return None
    end = at + dt.timedelta(seconds=1)
    begin = at - LEAD - dt.timedelta(seconds=rain.LONGEST_GAP_S)
    readings = history.between(nearest, begin, end)
    names = history.names(np.unique(readings.item).tolist())
    most: Fallen | None = None
    seen: dict[tuple[int, str], int] = {}
    keys = np.stack([readings.device, readings.item, readings.cn], axis=1)
    for pk, item, cn in sorted(
        map(tuple, np.unique(keys, axis=0).tolist()), key=lambda k: facts.FINEST.index(k[2])
    ):
        code = facts.watched(names.get(item, ""), cn)
        metres, gauge = gauges[pk]
        measure = gauge.rains.get(code or "")
        if code is None or measure is None or seen.setdefault((pk, code), cn) != cn:
            continue
        mine = (readings.device == pk) & (readings.item == item) & (readings.cn == cn)
        mm = rain.amount_mm(
            readings.at_s[mine], readings.value[mine], measure, (at - LEAD).timestamp()
        )
        if most is None or mm > most.mm:
            most = Fallen(mm, gauge.station_name, metres, gauge.station == device.station)
    return most
