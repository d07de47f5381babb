"""The detector of the house: what science knows, over the telemetry as it is stored."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from django.db import connection

from shangyou.science.inference.event_detection.natural import DEPTH, SLOW_S, SPACING_S
from shangyou.science.inference.event_detection.rain import HOURS
from shangyou.warning.detectors import gases, history, living, series
from shangyou.warning.detectors.learnt import watching
from shangyou.warning.detectors.learnt.groups import Groups
from shangyou.warning.detectors.memory import Memory, Series, moment
from shangyou.warning.detectors.seam import Finding, Readings

FAST_LEAD: Final = dt.timedelta(seconds=SPACING_S * (DEPTH + 3))
RAIN_LEAD: Final = dt.timedelta(hours=HOURS)
LIVING_ROWS, SLOW_ROWS = 100, 9
LONGEST_LEAD: Final = dt.timedelta(days=10)
_COUNT: Final = """
INSERT INTO warning_detectormark (id, number) VALUES (1, 1)
ON CONFLICT (id) DO UPDATE SET number = warning_detectormark.number + 1 RETURNING number
"""


@dataclass(slots=True)
class Live:
    """Watches every series. What it remembers is a mere convenience: it can be taken up from the store.

    The number of judged batches is counted in the transaction that judges them. Where it is not
    the number remembered (the transaction was rolled back, or another follower judged a batch),
    the memory is worth nothing and is forgotten.
    """

    memory: Memory = field(default_factory=Memory)
    aquaria: dict[int, living.Aquarium] = field(default_factory=dict)
    parks: dict[int, gases.Park] = field(default_factory=dict)
    learnt: Groups = field(default_factory=Groups)
    number: int = -1

    def observe(self, readings: Readings) -> Sequence[Finding]:
        """Judge one micro-batch within the caller's transaction."""
        with connection.cursor() as cursor:
            cursor.execute(_COUNT)
            number = int(cursor.fetchone()[0])
        if number != self.number + 1:
            self.forget()
        self.number = number
        if not readings.device.size:
            return []
        self.memory.refresh()
        place = self.memory.places_of(readings)
        if (place < 0).any():
            self._take_up(readings, place)
            place = self.memory.places_of(readings)
        return self._judge(readings, place, quiet=False)

    def forget(self) -> None:
        """Begin with an empty memory."""
        self.memory, self.aquaria, self.parks, self.learnt = Memory(), {}, {}, Groups()

    def _judge(self, readings: Readings, place: np.ndarray, *, quiet: bool) -> list[Finding]:
        # chemistry first: the living sensors ask for it
        found = series.watch(self.memory, readings, place, quiet=quiet)
        found += living.watch(self.memory, self.aquaria, readings, place, quiet=quiet)
        found += gases.watch(self.memory, self.parks, readings, place, quiet=quiet)
        if not quiet:  # it takes up its own past, which is longer
            found += watching.watch(self.memory, self.learnt, readings, place)
        return found

    def _take_up(self, readings: Readings, place: np.ndarray) -> None:
        """Learn of series seen for the first time and put them where the store says they stand."""
        unknown = np.flatnonzero(place < 0)
        keys = {
            (int(readings.device[i]), int(readings.item[i]), int(readings.cn[i])) for i in unknown
        }
        names = history.names(sorted({item for _, item, _ in keys}))
        self.memory.add([Series(*key, "") for key in sorted(keys)], names)
        end = moment(float(readings.at_s[unknown].min()))
        for lead, devices in self._leads({device for device, _, _ in keys}).items():
            past = history.between(devices, end - lead, end, thinned=lead == FAST_LEAD)
            where = self.memory.places_of(past)
            known = {(s.device, s.item, s.cn) for s in self.memory.series}
            fresh = np.array(
                [
                    key in keys and key in known
                    for key in zip(
                        past.device.tolist(), past.item.tolist(), past.cn.tolist(), strict=True
                    )
                ],
                dtype=bool,
            )
            self._judge(past, np.where(fresh, where, -1), quiet=True)

    def _leads(self, devices: set[int]) -> dict[dt.timedelta, list[int]]:
        """Return how far back each device must be read."""
        leads: dict[dt.timedelta, list[int]] = {}
        for pk in sorted(devices):
            known = self.memory.devices.get(pk)
            if known is None:
                continue
            rows = LIVING_ROWS if known.kind == "biotoxicity" else SLOW_ROWS
            slowly = known.interval_s >= SLOW_S or known.kind == "biotoxicity"
            lead = min(dt.timedelta(seconds=rows * known.interval_s), LONGEST_LEAD)
            if known.rains:
                slowly, lead = True, max(lead, RAIN_LEAD)
            leads.setdefault(lead if slowly else FAST_LEAD, []).append(pk)
        return leads
