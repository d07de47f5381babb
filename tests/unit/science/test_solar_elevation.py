"""The sun's height against almanac facts."""

import pytest

from shangyou.science.processes.solar_elevation import solar_elevation_deg


def noon(day_of_year, latitude):
    """The greatest height of a day at the meridian of Greenwich."""
    return max(
        solar_elevation_deg(
            day_of_year=day_of_year, utc_hour=h / 20, latitude_deg=latitude, longitude_deg=0.0
        )
        for h in range(480)
    )


@pytest.mark.parametrize(
    ("day", "latitude", "height"),
    [
        (172, 29.56, 90 - 29.56 + 23.44),  # summer solstice
        (355, 29.56, 90 - 29.56 - 23.44),  # winter solstice
        (80, 29.56, 90 - 29.56),  # equinox
        (172, 23.44, 90.0),  # the tropic
    ],
)
def test_noon_height_is_that_of_the_almanac(day, latitude, height):
    assert noon(day, latitude) == pytest.approx(height, abs=0.5)


def test_chongqing_has_its_noon_about_an_hour_after_twelve_by_beijing_time():
    """106.5° east is 13.5° west of the meridian of its clock: 54 minutes late, give or take 16."""
    heights = {
        minute: solar_elevation_deg(
            day_of_year=106, utc_hour=minute / 60, latitude_deg=29.56, longitude_deg=106.55
        )
        for minute in range(240, 420)
    }
    highest = max(heights, key=heights.get) + 8 * 60
    assert highest == pytest.approx(12 * 60 + 54, abs=3)


def test_it_is_night_at_three_in_the_morning():
    assert (
        solar_elevation_deg(
            day_of_year=330, utc_hour=19.0, latitude_deg=29.56, longitude_deg=106.55
        )
        < -50
    )
