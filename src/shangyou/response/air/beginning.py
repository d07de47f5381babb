"""What an alarm in the air says of an escape: place, substance, start, and the wind that blows there."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from shangyou.core.http import ProblemError
from shangyou.core.models import User
from shangyou.reference.substances import Substance
from shangyou.response.air.factors import substance_of
from shangyou.response.gas import stations
from shangyou.science.messages import Problem, Sentence
from shangyou.warning.alarms.models import Alarm
from shangyou.warning.alarms.signals import heard
from shangyou.warning.registers.stations import AIR_KINDS

CELSIUS: Final = 273.15
NOT_AIR = Sentence(
    "该警情不是气体警情，不能做气体研判。",
    "The alarm is not about gas; there is nothing to assess.",
)
NO_PLACE = Sentence(
    "该站没有登记坐标；请先在“台账 · 监测站”补上位置。",
    "The station has no coordinates; enter them in the register of stations first.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What is known when the alarm comes; rate and place of the leak are not."""

    longitude: float
    latitude: float
    signal: dict[str, Any] | None
    substance: Substance | None
    started_at: dt.datetime
    # the nearest station whose wind can be taken, as the gas page shows it
    wind: dict[str, Any] | None

    @property
    def name(self) -> Sentence:
        """What it is called: by the table of substances, else by the factor."""
        if self.substance is not None:
            return Sentence(self.substance.name_zh, self.substance.name_en)
        if self.signal is not None:
            return heard(self.signal["name"])
        return Sentence("不详气体", "unknown gas")


def is_air(alarm: Alarm) -> bool:
    """Tell whether an alarm is about the air."""
    return alarm.station.kind in AIR_KINDS


def of(alarm: Alarm, user: User, now: dt.datetime) -> Beginning:
    """Return what an alarm in the air says.

    Raises
    ------
    ProblemError
        422 where the alarm is about water, or its station has no coordinates.

    """
    if not is_air(alarm):
        raise ProblemError(422, [Problem("", NOT_AIR)])
    point = alarm.station.geometry
    if point is None:
        raise ProblemError(422, [Problem("point", NO_PLACE)])
    signal = _chief(alarm)
    near = stations.nearest(user, point.x, point.y, now)
    wind = next((one for one in near if one["usable"] and one["wind_from_deg"] is not None), None)
    return Beginning(
        longitude=point.x,
        latitude=point.y,
        signal=signal,
        substance=substance_of(signal["code"]) if signal else None,
        started_at=alarm.began_at,
        wind=wind,
    )


def _chief(alarm: Alarm) -> dict[str, Any] | None:
    """Return the gravest signal that names a substance, else the gravest."""
    return max(
        alarm.signals,
        key=lambda s: (substance_of(s["code"]) is not None, s["tier"], _excess(s)),
        default=None,
    )


def _excess(signal: dict[str, Any]) -> float:
    value, limit = signal.get("value"), signal.get("limit")
    return float(value) / float(limit) if value and limit else 0.0


def form(begin: Beginning) -> dict[str, Any]:
    """Return as much of the form of an assessment as the alarm fills in."""
    filled: dict[str, Any] = {
        "point": {"lon": begin.longitude, "lat": begin.latitude},
        "started_at": begin.started_at,
    }
    if begin.substance is not None:
        filled["substance"] = begin.substance.key
    wind = begin.wind
    if wind is not None:
        filled["weather"] = _weather(wind)
        filled["station"] = {key: wind[key] for key in ("code", "name", "distance_m", "at")}
    return filled


def _weather(wind: dict[str, Any]) -> dict[str, float]:
    weather = {name: wind[name] for name in ("wind_speed_m_s", "wind_from_deg")}
    if wind["air_temperature_c"] is not None:
        weather["air_temperature_k"] = round(wind["air_temperature_c"] + CELSIUS, 2)
    if wind["relative_humidity_percent"] is not None:
        weather["relative_humidity"] = round(wind["relative_humidity_percent"] / 100.0, 3)
    return weather


def sentences(begin: Beginning) -> list[Sentence]:
    """Say what was taken from where, and what nobody knows yet."""
    said = [
        Sentence(
            "地点取报警传感器的位置，不是泄漏点：泄漏点多在其上风向，查明后在地图上改点。",
            "The place is that of the sensor, not of the leak: that lies mostly upwind; move it on "
            "the map once it is found.",
        )
    ]
    if begin.substance is None:
        said.append(
            Sentence(
                f"“{begin.name.zh}”不对应物质表中的单一物质：请选择物质后再研判。",
                f"“{begin.name.en}” is no single substance of the table: choose one to assess.",
            )
        )
    wind = begin.wind
    if wind is None:
        said.append(
            Sentence(
                "附近没有一小时以内的测站风速风向：请看现场风向，人工填写。",
                "No station nearby measured wind within the hour: look at the wind and type it in.",
            )
        )
    else:
        said.append(
            Sentence(
                f"气象取自{wind['name']}（距 {wind['distance_m']} m，{round(wind['age_s'] / 60)} min 前）："
                f"风速 {wind['wind_speed_m_s']:.1f} m/s，来自 {wind['wind_from_deg']:.0f}°。",
                f"Weather of {wind['name']} ({wind['distance_m']} m away, {round(wind['age_s'] / 60)} min "
                f"ago): {wind['wind_speed_m_s']:.1f} m/s from {wind['wind_from_deg']:.0f}°.",
            )
        )
    return said
