"""Made-up gauges: the discharge of the day by the register's own means, rising and falling about it for days."""

import datetime as dt
import math
from dataclasses import dataclass, field
from typing import Final

import psycopg

from shangyou.gateway.simulation.series import Spill, unit
from shangyou.preparedness.hydrology import DEFAULT_STATION, stations, wetness

GAUGES: Final = """
SELECT d.mn, g.stage_factor, g.discharge_factor,
    r.discharge_dry_m3_s, r.discharge_normal_m3_s, r.discharge_flood_m3_s, w.hydrology_station
FROM preparedness_gauge g JOIN preparedness_reach r ON r.id = g.reach_id
JOIN preparedness_river w ON w.id = r.river_id
JOIN warning_station s ON s.code = g.telemetry_station JOIN warning_device d ON d.station_id = s.id
WHERE d.demo AND d.enabled
"""
# Calm water: a rise or fall takes days, as in the low season.
_WANDER: Final = ((97.0 * 3600, 0.07), (263.0 * 3600, 0.12), (23.0 * 3600, 0.015))
_NOISE: Final = 0.004
# Stage above the gauge's zero: a power of the discharge, as in a valley of even slope (our invention).
_STAGE_AT_NORMAL_M, _STAGE_POWER = 8.0, 0.45


@dataclass(slots=True)
class Gauged:
    """Stage and discharge by formula; spills pass a gauge unseen."""

    seed: int
    mn: str
    stage_factor: str
    discharge_factor: str
    anchors: tuple[float, float, float]
    """Dry, normal and flood mean [m3/s]."""
    station: str
    spills: list[Spill] = field(default_factory=list)

    def values(self, at: dt.datetime) -> dict[str, float]:
        """Give what the gauge reads at a time."""
        flow = self._usual(at.date()) * math.exp(self._wander(at))
        stage = _STAGE_AT_NORMAL_M * (flow / self.anchors[1]) ** _STAGE_POWER
        found = {self.stage_factor: round(stage, 2), self.discharge_factor: float(f"{flow:.4g}")}
        return {code: value for code, value in found.items() if code}

    def _usual(self, day: dt.date) -> float:
        place = wetness(self.station, day)
        lower = 0 if place <= 1.0 else 1
        first, second = (math.log(q) for q in self.anchors[lower : lower + 2])
        return math.exp(first + (place - lower) * (second - first))

    def _wander(self, at: dt.datetime) -> float:
        seconds = at.timestamp()
        # a river is one: the gauges of all rise and fall together, each a little apart
        total = sum(
            share * math.sin(math.tau * (seconds / period + 0.1 * unit(self.seed, self.mn, n)))
            for n, (period, share) in enumerate(_WANDER)
        )
        return total + _NOISE * (2.0 * unit(self.seed, self.mn, "noise", int(seconds)) - 1.0)


def gauged(connection: psycopg.Connection, seed: int) -> dict[str, Gauged]:
    """Give the source of each demo device that a gauge is linked to, by its number."""
    known = stations()
    return {
        mn: Gauged(
            seed, mn, stage, discharge, (dry, normal, flood),
            station if station in known else DEFAULT_STATION,
        )
        for mn, stage, discharge, dry, normal, flood, station in connection.execute(GAUGES)
    }  # fmt: skip
