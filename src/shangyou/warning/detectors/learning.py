"""Learning what is natural at each series from what is stored; the follower never waits for it."""

import datetime as dt
import logging
from typing import Final

import numpy as np
from django.db.models import Exists, OuterRef
from django.utils import timezone
from procrastinate.contrib.django import app

from shangyou.science.inference.event_detection import slow
from shangyou.science.inference.event_detection.natural import SLOW_S
from shangyou.science.inference.event_detection.past_steps import own_steps
from shangyou.warning.alarms.models import OwnStep
from shangyou.warning.detectors import facts, history
from shangyou.warning.registers.devices import Device

log = logging.getLogger("shangyou.detectors")

EVERY: Final = dt.timedelta(days=1)
FAST_PAST, SLOW_PAST = dt.timedelta(days=7), dt.timedelta(days=60)
AT_ONCE: Final = 50
MOST: Final = 400
"""Devices an hourly run learns: 3,500 take nine hours, and each is learnt anew every day at most."""


def learn(devices: list[int], now: dt.datetime) -> int:
    """Learn the natural step of every series of devices; return how many have one."""
    known = facts.read(devices)
    learnt: list[OwnStep] = []
    for slowly, past in ((False, FAST_PAST), (True, SLOW_PAST)):
        some = [pk for pk, d in known.items() if (d.interval_s >= SLOW_S) is slowly]
        if not some:
            continue
        readings = history.between(some, now - past, now, thinned=True)
        names = history.names(np.unique(readings.item).tolist())
        keys = np.stack([readings.device, readings.item, readings.cn], axis=1)
        begins = np.flatnonzero(np.any(np.diff(keys, axis=0, prepend=-1), axis=1))
        for begin, end in zip(begins, [*begins[1:], len(keys)], strict=True):
            device, item, cn = (int(n) for n in keys[begin])
            code = facts.watched(names.get(item, ""), cn)
            if code is None:
                continue
            nature = known[device].nature(code)
            least = slow.LEAST_BASE * nature.detection_limit if nature else 0.0
            steps = own_steps(
                readings.at_s[begin:end],
                readings.value[begin:end],
                facts.interval_of(known[device], cn),
                least,
            )
            learnt.append(
                OwnStep(
                    device_id=device,
                    code=code,
                    cn=cn,
                    readings=steps.readings,
                    learnt_at=now,
                    distance=_finite(steps.distance),
                    leap=_finite(steps.leap),
                    step=_finite(steps.step),
                    share=_finite(steps.share),
                    steps=steps.steps,
                )
            )
    OwnStep.objects.bulk_create(
        learnt,
        update_conflicts=True,
        unique_fields=["device", "code", "cn"],
        update_fields=["distance", "leap", "readings", "learnt_at", "step", "share", "steps"],
    )
    return sum(row.distance is not None for row in learnt)


def _finite(share: float) -> float | None:
    return share if np.isfinite(share) else None


def due(now: dt.datetime) -> list[int]:
    """Return devices that have not been learnt for a day."""
    fresh = OwnStep.objects.filter(device=OuterRef("pk"), learnt_at__gt=now - EVERY)
    rows = Device.objects.filter(~Exists(fresh), enabled=True, heard__isnull=False)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:MOST])


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="learn-natural-steps", pass_context=False)
def learn_due(timestamp: int) -> int:  # noqa: ARG001 (procrastinate gives the time it was due)
    """Learn once a day what is natural at each series."""
    now = timezone.now()
    devices = due(now)
    return sum(learn(devices[i : i + AT_ONCE], now) for i in range(0, len(devices), AT_ONCE))
