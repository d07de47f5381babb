"""How high the sun stands: what tells day from night and strong sun from weak."""

import math

# Spencer 1971, Search 2 (5), 172: Fourier series of declination and equation of time, radians.
_DECLINATION = (0.006918, -0.399912, 0.070257, -0.006758, 0.000907, -0.002697, 0.001480)
_EQUATION_OF_TIME = (0.000075, 0.001868, -0.032077, -0.014615, -0.040849)
_DAYS = 365.0


def solar_elevation_deg(
    *, day_of_year: int, utc_hour: float, latitude_deg: float, longitude_deg: float
) -> float:
    """Return the height of the sun above the horizon.

    Parameters
    ----------
    day_of_year : int
        1 to 366, of the date in universal time.
    utc_hour : float
        Universal time [h], 0 to 24.
    latitude_deg, longitude_deg : float
        Place [degrees], north and east positive.

    Returns
    -------
    float
        Elevation of the centre of the sun [degrees], negative below the horizon; within about
        half a degree, refraction left out.

    References
    ----------
    Spencer 1971; GB/T 3840-91 annex B asks for the same angle.

    """
    angle = 2.0 * math.pi * (day_of_year - 1 + (utc_hour - 12.0) / 24.0) / _DAYS
    declination = _DECLINATION[0] + sum(
        _DECLINATION[2 * k - 1] * math.cos(k * angle) + _DECLINATION[2 * k] * math.sin(k * angle)
        for k in (1, 2, 3)
    )
    ahead = _EQUATION_OF_TIME[0] + sum(
        _EQUATION_OF_TIME[2 * k - 1] * math.cos(k * angle)
        + _EQUATION_OF_TIME[2 * k] * math.sin(k * angle)
        for k in (1, 2)
    )
    solar_hour = utc_hour + longitude_deg / 15.0 + 12.0 * ahead / math.pi
    hour_angle = math.pi * (solar_hour - 12.0) / 12.0
    latitude = math.radians(latitude_deg)
    sine = math.sin(latitude) * math.sin(declination) + math.cos(latitude) * math.cos(
        declination
    ) * math.cos(hour_angle)
    return math.degrees(math.asin(max(-1.0, min(1.0, sine))))
