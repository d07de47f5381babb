"""From the form to the exact case of `gas-release`."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from shangyou.response.gas import facts
from shangyou.response.gas.form import Form
from shangyou.response.gas.places import People
from shangyou.science.models.gas import substances as gases
from shangyou.science.processes.solar_elevation import solar_elevation_deg

MODEL = "gas-release"
SEED = 1
MEMBERS = 200
AVERAGING_TIME_S = 600.0
BREATHING_HEIGHT_M = 1.5
# Seven standard deviations of a wind that is not light: beyond them nothing arrives.
WIDEST_DEG = 75.0
LIGHT_M_S, STEADY_DEG, NEAR_M = 1.5, 20.0, 300.0
# The legal endpoints where the standard has them: they are the AEGL of an hour, rounded.
LEGAL = (("HJ169-1", "AEGL-3-60"), ("HJ169-2", "AEGL-2-60"))


def build(form: Form, places: Sequence[People], *, members: int = MEMBERS) -> dict[str, Any]:
    """Return the case of a form: release and weather as they were said, the sun, the places."""
    return {
        "substance": form.substance.cas or form.substance.key,
        "release": _given(form.release),
        "weather": _weather(form),
        "averaging_time_s": AVERAGING_TIME_S
        if form.averaging_time_s is None
        else form.averaging_time_s,
        **({} if form.theory is None else {"theory": form.theory}),
        **({} if form.terrain is None else {"terrain": form.terrain}),
        "receptors": [
            {
                "id": place.key,
                "x_m": place.x_m,
                "y_m": place.y_m,
                "z_m": BREATHING_HEIGHT_M,
                "air_changes_per_h": place.air_changes_per_h,
            }
            for place in places
            if _may_reach(form, place)
        ],
        "thresholds": thresholds(form),
        "ensemble": {"members": members},
    }


def _may_reach(form: Form, place: People) -> bool:
    """Tell whether gas may come to a place at all: each costs the model some hundredths of a second.

    Only a steady wind on level ground rules a place out, and only far to the side or behind.
    """
    speed, origin = form.weather.get("wind_speed_m_s"), form.weather.get("wind_from_deg")
    turning = form.weather.get("wind_direction_sd_deg")
    if not isinstance(speed, int | float) or not isinstance(origin, int | float):
        return True
    if form.terrain is not None or speed < LIGHT_M_S or place.distance_m < NEAR_M:
        return True
    if turning is not None and not (isinstance(turning, int | float) and turning <= STEADY_DEG):
        return True
    bearing = math.degrees(math.atan2(place.x_m, place.y_m))
    off = abs((bearing - (origin + 180.0) + 180.0) % 360.0 - 180.0)
    return bool(off <= WIDEST_DEG)


def thresholds(form: Form) -> list[str]:
    """Return the thresholds a substance has, the gravest first: fire, death, escape, harm.

    Where a current value differs from the legal one, it is asked for too and shown beside it.
    """
    found = gases.find(form.substance.cas or form.substance.key)
    if found is None:
        return []
    toxic = [legal if found.threshold_mg_m3(legal) is not None else other for legal, other in LEGAL]
    wanted = tuple(dict.fromkeys(("LFL", toxic[0], "IDLH", toxic[1], form.threshold)))
    current = [beside[0] for name in wanted if (beside := facts.current_of(found, name))]
    return [name for name in wanted if found.threshold_mg_m3(name) is not None] + current


def _given(values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _weather(form: Form) -> dict[str, Any]:
    """Return the weather with the sun's height where stability has to follow from the sky."""
    weather = _given(form.weather)
    if "stability" not in weather and "solar_elevation_deg" not in weather:
        weather["solar_elevation_deg"] = sun(form.started_at, form.longitude, form.latitude)
    return weather


def sun(moment: datetime, longitude: float, latitude: float) -> float:
    """Return the height of the sun at a moment and place [degrees]."""
    utc = moment.astimezone(UTC)
    return round(
        solar_elevation_deg(
            day_of_year=utc.timetuple().tm_yday,
            utc_hour=utc.hour + utc.minute / 60.0,
            latitude_deg=latitude,
            longitude_deg=longitude,
        ),
        1,
    )
