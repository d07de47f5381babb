"""The weather as the nearest stations last reported it, with how far and how old that is."""

import datetime as dt
from typing import Any, Final

import numpy as np

from shangyou.core.models import User
from shangyou.response.gas.plane import Plane
from shangyou.science.messages import Sentence
from shangyou.warning import board, series, states
from shangyou.warning.registers.devices import Device
from shangyou.warning.registers.factors import MonitoredFactor

# HJ 212-2017 annex B.
CODES: Final = {
    "a01007": "wind_speed_m_s",
    "a01008": "wind_from_deg",
    "a01001": "air_temperature_c",
    "a01002": "relative_humidity_percent",
}
WIND: Final = "a01007"
BOUNDS: Final = {
    "wind_speed_m_s": (0.0, 60.0), "wind_from_deg": (0.0, 360.0), "air_temperature_c": (-50.0, 55.0),
    "relative_humidity_percent": (0.0, 100.0),
}  # fmt: skip
STALE_AFTER: Final = dt.timedelta(hours=1)
FARTHEST_M: Final = 50_000.0
FAR_M: Final = 10_000.0
SHOWN: Final = 3
SWING_OVER: Final = dt.timedelta(hours=1)
LEAST_READINGS: Final = 6


def nearest(user: User, lon: float, lat: float, now: dt.datetime) -> list[dict[str, Any]]:
    """Return the nearest stations that report wind, with what they say; the nearest first."""
    plane = Plane(lon, lat)
    with_wind = MonitoredFactor.objects.filter(code=WIND).values("device_id")
    rows = states.with_states(
        Device.objects.filter(
            pk__in=with_wind, station__in=board.visible(user), station__geometry__isnull=False
        ),
        now,
    ).select_related("station", "heard")
    found = []
    for device in rows:
        point = device.station.geometry
        metres = float(np.hypot(*plane.metres(np.array([[point.x, point.y]]))[0]))
        if metres <= FARTHEST_M:
            found.append((metres, device))
    found.sort(key=lambda pair: pair[0])
    chosen = found[:SHOWN]
    values = board.latest_values([device for _, device in chosen])
    return [_station(device, metres, values[device.pk], now) for metres, device in chosen]


def _station(
    device: Any, metres: float, values: list[dict[str, Any]], now: dt.datetime
) -> dict[str, Any]:
    heard = getattr(device, "heard", None)
    at = None if heard is None else heard.at
    weather = _usable(values)
    age = None if at is None else now - at
    stale = age is None or age > STALE_AFTER or device.state in ("silent", "stale")
    return {
        "station": device.station_id,
        "code": device.station.code,
        "name": device.station.name,
        "demo": device.station.demo,
        "distance_m": round(metres),
        "at": at,
        "age_s": None if age is None else round(age.total_seconds()),
        "state": device.state,
        "state_title": states.TITLES[device.state],
        "stale": stale,
        "usable": "wind_speed_m_s" in weather and not stale,
        **{name: weather.get(name) for name in CODES.values()},
        "wind_swing_deg": _swing(device.pk, at),
        "words": _words(weather, metres, age, stale=stale),
    }


def _usable(values: list[dict[str, Any]]) -> dict[str, float]:
    """Return the values that carry no flag and lie where such values can."""
    found: dict[str, float] = {}
    for value in values:
        name = CODES.get(value["code"])
        number = value["value"]
        if name is None or number is None or value["flag"] != "N":
            continue
        low, high = BOUNDS[name]
        if low <= number <= high:
            found.setdefault(name, float(number))
    return found


def _swing(device: int, at: dt.datetime | None) -> float | None:
    """Return how much the wind turned in the hour before: the circular deviation [deg]."""
    if at is None:
        return None
    period = series.Period.of(at - SWING_OVER, at + dt.timedelta(seconds=1), "raw")
    found = series.points(device, "a01008", period)
    directions = [
        value
        for value, flag in zip(found["value"], found["flag"], strict=True)
        if value is not None and flag == "N"
    ]
    if len(directions) < LEAST_READINGS:
        return None
    angle = np.radians(np.array(directions, dtype=np.float64))
    length = float(np.hypot(np.sin(angle).mean(), np.cos(angle).mean()))
    return round(float(np.degrees(np.sqrt(-2.0 * np.log(max(length, 1e-6))))), 1)


def _words(
    weather: dict[str, float], metres: float, age: dt.timedelta | None, *, stale: bool
) -> list[Sentence]:
    said = []
    if age is None:
        said.append(Sentence("该站没有上报过数据。", "This station has never reported."))
    elif stale:
        minutes = round(age.total_seconds() / 60.0)
        said.append(
            Sentence(
                f"数据已过 {minutes} min，不宜直接采用：请看现场风向或改用人工输入。",
                f"The data are {minutes} min old: look at the wind on the spot or type it in.",
            )
        )
    if age is not None and "wind_speed_m_s" not in weather:
        said.append(
            Sentence("最新数据里没有可用的风速。", "The latest data hold no usable wind speed.")
        )
    elif age is not None and "wind_from_deg" not in weather:
        said.append(
            Sentence(
                "最新数据里没有可用的风向，请人工填写。", "No usable wind direction: type it in."
            )
        )
    if metres > FAR_M:
        said.append(
            Sentence(
                f"距泄漏点 {metres / 1000:.0f} km：山地风向可能完全不同。",
                f"{metres / 1000:.0f} km from the leak: among hills the wind may be another one.",
            )
        )
    return said
