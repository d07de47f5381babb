"""Toxic-gas sensors of a park: two levels, inside out, with the wind.

A sensor alarms at two levels, each held for a few readings so that a spark of noise does not.
Indoor and process points (within), the fence (boundary) and the surroundings (outer) mean different
things: gas at the fence has left the plant. Values under calibration or fault are no values. The
wind says from which sector it came; sensors downwind of one another that agree raise the level.
"""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shangyou.science.distributions import Floats
from shangyou.science.messages import Sentence


class Place(StrEnum):
    """Where a sensor stands."""

    WITHIN = "within"
    BOUNDARY = "boundary"
    OUTER = "outer"


class Level(IntEnum):
    """0 quiet, 1 first level (look), 2 second level (act), 3 gas has left the park (warn)."""

    QUIET = 0
    FIRST = 1
    SECOND = 2
    OFF_SITE = 3


SENTENCES: Final = {
    Level.QUIET: Sentence("正常", "quiet"),
    Level.FIRST: Sentence("一级报警：现场核实", "first level: check on the spot"),
    Level.SECOND: Sentence("二级报警：停产处置、疏散作业人员", "second level: act, clear the unit"),
    Level.OFF_SITE: Sentence(
        "气体已越过厂界或园区边界：通知下风向", "gas has left the site: warn downwind"
    ),
}
# An alarm needs this many readings in a row at the level, and ends after as many below it.
HOLD_ROWS = 2
# Winds below this have no direction; sectors are this wide either side of upwind.
CALM_M_S = 0.5
HALF_SECTOR_DEG = 45.0


@dataclass(frozen=True, slots=True)
class Sensors:
    """Fixed points, arrays (sensors,).

    Attributes
    ----------
    x_m, y_m : array
        East and north [m].
    first, second : array
        The two alarm levels in the unit of the sensor, first < second.
    place : tuple of Place
        Where each stands.

    """

    x_m: Floats
    y_m: Floats
    first: Floats
    second: Floats
    place: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class GasAnswer:
    """Level of each sensor, level of the park, and the sector to look in (rows, …).

    `from_deg` is the bearing from the strongest sensor towards the source [degrees from north],
    NaN in calm or without alarm.
    """

    level: NDArray[np.int8]
    park: NDArray[np.int8]
    from_deg: Floats


@dataclass(slots=True)
class GasState:
    """Readings in a row at each level, per sensor."""

    sensors: Sensors
    first: NDArray[np.int64] = field(init=False)
    second: NDArray[np.int64] = field(init=False)
    below: NDArray[np.int64] = field(init=False)
    level: NDArray[np.int8] = field(init=False)

    def __post_init__(self) -> None:
        count = self.sensors.x_m.size
        self.first, self.second, self.below = (np.zeros(count, dtype=np.int64) for _ in range(3))
        self.level = np.zeros(count, dtype=np.int8)

    def step(
        self,
        values: Floats,
        usable: NDArray[np.bool_],
        wind_speed_m_s: Floats,
        wind_from_deg: Floats,
    ) -> GasAnswer:
        """Judge rows of all sensors in order.

        Parameters
        ----------
        values : array (rows, sensors)
            In the unit of the sensors; NaN where nothing was sent.
        usable : array (rows, sensors) of bool
            False under calibration, maintenance or fault: such a value changes nothing.
        wind_speed_m_s, wind_from_deg : arrays (rows,)
            Wind of the park; NaN where unknown.

        """
        rows, count = values.shape
        level = np.zeros((rows, count), dtype=np.int8)
        park = np.zeros(rows, dtype=np.int8)
        from_deg = np.full(rows, np.nan)
        outside = np.array([p != Place.WITHIN for p in self.sensors.place])
        for row in range(rows):
            self._sensor_levels(values[row], usable[row] & np.isfinite(values[row]))
            level[row] = self.level
            alarmed = self.level > 0
            if not alarmed.any():
                continue
            park[row] = self.level.max()
            blows = wind_speed_m_s[row] >= CALM_M_S and np.isfinite(wind_from_deg[row])
            if (alarmed & outside & (self.level >= Level.SECOND)).any() or (
                (alarmed & outside).any()
                and blows
                and self._in_line(alarmed, outside, float(wind_from_deg[row]))
            ):
                park[row] = Level.OFF_SITE
            if blows:
                from_deg[row] = wind_from_deg[row] % 360.0
        return GasAnswer(level, park, from_deg)

    def _sensor_levels(self, value: Floats, known: NDArray[np.bool_]) -> None:
        sensors = self.sensors
        at_first, at_second = known & (value >= sensors.first), known & (value >= sensors.second)
        self.first = np.where(known, np.where(at_first, self.first + 1, 0), self.first)
        self.second = np.where(known, np.where(at_second, self.second + 1, 0), self.second)
        self.below = np.where(known, np.where(at_first, 0, self.below + 1), self.below)
        raised = np.where(
            self.second >= HOLD_ROWS,
            Level.SECOND,
            np.where(self.first >= HOLD_ROWS, Level.FIRST, Level.QUIET),
        )
        kept = np.where(self.below >= HOLD_ROWS, Level.QUIET, self.level)
        self.level = np.maximum(raised, kept).astype(np.int8)

    def _in_line(
        self, alarmed: NDArray[np.bool_], outside: NDArray[np.bool_], from_deg: float
    ) -> bool:
        """Tell whether an alarmed point lies upwind of an alarmed point outside."""
        x, y = self.sensors.x_m, self.sensors.y_m
        for far in np.nonzero(alarmed & outside)[0]:
            for near in np.nonzero(alarmed)[0]:
                if near != far:
                    bearing = np.degrees(np.arctan2(x[near] - x[far], y[near] - y[far]))
                    off = abs((bearing - from_deg + 180.0) % 360.0 - 180.0)
                    if off <= HALF_SECTOR_DEG:
                        return True
        return False
