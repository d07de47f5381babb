"""Made-up readings: repeatable, plausible, and a spill one can see."""

import datetime as dt
import math
from itertools import pairwise

import pytest

from shangyou.gateway.simulation.rivers import Gauged
from shangyou.gateway.simulation.series import USUAL, Generated, Recorded, Spill, calibrating, out

BEIJING = dt.timezone(dt.timedelta(hours=8))
NOW = dt.datetime(2026, 11, 26, 12, tzinfo=BEIJING)


def test_the_same_time_gives_the_same_reading_and_another_device_another():
    one, again = Generated(1, "A", ["w21003"]), Generated(1, "A", ["w21003"])
    assert one.values(NOW) == again.values(NOW)
    assert Generated(1, "B", ["w21003"]).values(NOW) != one.values(NOW)
    assert Generated(2, "A", ["w21003"]).values(NOW) != one.values(NOW)


@pytest.mark.parametrize("code", sorted(USUAL))
def test_readings_stay_near_what_is_usual(code):
    source = Generated(3, "A", [code])
    values = [source.values(NOW + dt.timedelta(minutes=7 * n))[code] for n in range(2000)]
    median = USUAL[code][0]
    assert all(median / 4 < value < median * 4 for value in values)
    assert len(set(values)) > 1900, "an instrument never repeats itself"


def test_a_spill_rises_and_fades():
    spill = Spill(NOW, {"w21003": 20.0}, rise_s=600, fade_s=3600)
    plain, spilt = Generated(1, "A", ["w21003"]), Generated(1, "A", ["w21003"], [spill])

    def times(minutes):
        at = NOW + dt.timedelta(minutes=minutes)
        return spilt.values(at)["w21003"] / plain.values(at)["w21003"]

    assert times(-1) == 1.0
    assert times(10) > 8
    assert times(5) < times(10) > times(60) > times(180) > 1.0


def test_a_recording_is_played_over_and_over(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text(
        "time,w01018\n2020-01-01T00:00:00,1\n2020-01-01T00:01:00,2\n2020-01-01T00:02:00,\n"
    )
    source = Recorded.read(path, NOW)
    seen = [source.values(NOW + dt.timedelta(seconds=s)) for s in (0, 59, 60, 119, 120)]
    assert seen == [
        {"w01018": 1.0},
        {"w01018": 1.0},
        {"w01018": 2.0},
        {"w01018": 2.0},
        {"w01018": 1.0},
    ]
    path.write_text("time,w01018\n2020-01-02,1\n2020-01-01,2\n")
    with pytest.raises(ValueError, match="rising"):
        Recorded.read(path, NOW)


def test_calibrations_are_daily_and_outages_as_rare_as_asked():
    day = [NOW + dt.timedelta(minutes=n) for n in range(24 * 60)]
    assert 10 <= sum(calibrating(1, "A", at) for at in day) <= 13
    hours = [(n, NOW + dt.timedelta(hours=n)) for n in range(400)]
    away = sum(
        any(out(1, "A", at + dt.timedelta(minutes=k), 0.1) for k in range(60)) for _, at in hours
    )
    assert 20 <= away <= 65
    assert not any(out(1, "A", at, 0.0) for _, at in hours)


def test_a_wind_turns_and_stays_a_bearing():
    source = Generated(1, "A", ["a01008", "a01007", "a01001", "a01002", "a01006"])
    rows = [source.values(NOW + dt.timedelta(minutes=7 * n)) for n in range(600)]
    assert all(0.0 <= row["a01008"] < 360.0 for row in rows)
    angles = [math.radians(row["a01008"]) for row in rows]
    length = math.hypot(sum(map(math.sin, angles)), sum(map(math.cos, angles))) / len(rows)
    assert 0.3 < length < 0.99, "it turns, and does not blow from everywhere"
    # the plausible ranges of the register: nothing a mast says is set aside
    assert all(0.2 < row["a01007"] < 12.0 for row in rows)
    assert all(-5.0 < row["a01001"] < 45.0 for row in rows)
    assert all(20.0 < row["a01002"] <= 100.0 for row in rows)
    assert all(90.0 < row["a01006"] < 106.0 for row in rows)


def test_a_leak_reaches_a_sensor_and_leaves_the_mast_alone():
    leak = Spill(NOW, {"a21022": 3000.0})
    plain, leaking = (Generated(1, "A", ["a21022", "a01007"], spills) for spills in ([], [leak]))
    at = NOW + dt.timedelta(seconds=60)
    assert plain.values(at)["a21022"] < 0.2
    assert leaking.values(at)["a21022"] > 1.0, "above the first level within a minute"
    assert leaking.values(at)["a01007"] == plain.values(at)["a01007"]


def test_a_gauge_plays_the_river_of_its_season():
    """High water in August, low in February; stage and discharge rise together, and no hour makes a flood."""
    gauge = Gauged(1, "A", "z", "q", (3250.0, 8450.0, 19_100.0), "寸滩")

    def at(month, hours=0):
        return gauge.values(
            dt.datetime(2026, month, 10, tzinfo=BEIJING) + dt.timedelta(hours=hours)
        )

    assert at(2) == at(2)
    assert at(8)["q"] > 2.5 * at(2)["q"]
    flows = [at(2, hours) for hours in range(24 * 20)]
    assert all(3250.0 / 2.0 < f["q"] < 3250.0 * 2.0 for f in flows)
    assert all(abs(a["q"] / b["q"] - 1.0) < 0.03 for a, b in pairwise(flows))
    by_flow = sorted(flows, key=lambda f: f["q"])
    assert [f["z"] for f in by_flow] == sorted(f["z"] for f in flows)
