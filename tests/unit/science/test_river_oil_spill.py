"""The oil model as a whole: mass, banks, booms, wind, refusals."""

import copy
import json
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shangyou.science import cases
from shangyou.science.messages import BadInput
from shangyou.science.models.river_oil_spill import MODEL, slick, watch

START = "2026-03-01T08:00:00+08:00"
SHARES = ("surface", "evaporated", "dispersed", "stranded", "recovered")


def at(seconds):
    return (datetime.fromisoformat(START) + timedelta(seconds=seconds)).isoformat()


def case(*, velocity=0.8, elements=1000, hours=12, members=20, **more):
    """Two reaches of 40 km in one line, diesel in the middle of the river at the head."""
    reach = {
        "discharge_m3_s": 1000,
        "width_m": 250,
        "depth_m": 5,
        "velocity_m_s": velocity,
        "length_m": 40_000,
        "bank_kind": "gravel",
        "bearing_deg": 90,
    }
    document = {
        "start": START,
        "duration_h": hours,
        "reaches": [{"id": "A", "downstream": "B", **reach}, {"id": "B", **reach}],
        "releases": [{"reach": "A", "distance_m": 1000, "position": 0.5, "start": START}],
        "oil": "AD04007",
        "volume_m3": 20.0,
        "wind": {"speed_m_s": 2.0, "from_deg": 0},
        "water_temperature_k": 288.15,
        "receptors": [{"id": "P", "reach": "A", "distance_m": 20_000}],
        "elements": elements,
        "ensemble": {"members": members},
    }
    return {**copy.deepcopy(document), **more}


def solve(document, seed=0):
    return MODEL.to_json(MODEL.solve(cases.read(MODEL, document), seed=seed))


def last(answer, name):
    return answer["mass_balance"][name][-1]


def refused(document):
    with pytest.raises(BadInput) as caught:
        cases.read(MODEL, document)
    return {problem.path: problem.sentence for problem in caught.value.problems}


BOOM = {
    "reach": "A",
    "distance_m": 9000,
    "from": START,
    "until": "2026-03-01T20:00:00+08:00",
    "draught_m": 0.5,
}


@settings(max_examples=12, deadline=None)
@example(
    oil="EC00507",
    bank="sand",
    velocity=1.0,
    wind=3e-276,
    volume=1.0,
    duration=0.0,
    sediment=0.0,
    boomed=False,
)
@given(
    oil=st.sampled_from(["汽油", "柴油", "AD04013", "EC00507", "AD04003"]),
    bank=st.sampled_from(["concrete_wall", "sand", "vegetation", ["rock", "mud"]]),
    velocity=st.floats(0.05, 4.0),
    wind=st.floats(0.0, 30.0),
    volume=st.floats(0.001, 5000.0),
    duration=st.sampled_from([0.0, 7200.0]),
    sediment=st.sampled_from([0.0, 2.0]),
    boomed=st.booleans(),
)
def test_mass_is_kept(*, oil, bank, velocity, wind, volume, duration, sediment, boomed):
    document = case(
        oil=oil,
        velocity=velocity,
        hours=6,
        elements=300,
        members=10,
        volume_m3=volume,
        wind={"speed_m_s": wind, "from_deg": 200},
        suspended_sediment_kg_m3=sediment,
        booms=[BOOM] if boomed else [],
    )
    document["releases"][0]["duration_s"] = duration
    for reach in document["reaches"]:
        reach["bank_kind"] = bank
    answer = solve(document)
    assert answer["mass_balance_error"] < 1e-6
    rows = np.array([answer["mass_balance"][name] for name in SHARES])
    assert np.abs(rows.sum(axis=0) - 1.0).max() < 1e-6
    assert rows.min() >= 0.0
    json.dumps(answer, allow_nan=False)


def test_oil_floats_faster_than_the_mean_of_the_water():
    """Nineteen kilometres at 0.8 m/s / 0.85 without wind along: 5.6 h, spread either side."""
    document = case(
        hours=24,
        wind={"speed_m_s": 0.0, "from_deg": 0},
        ensemble={"members": 20, "velocity_sigma": 0.0, "discharge_sigma": 0.0},
    )
    arrival = solve(document)["receptors"][0]["arrival"]
    hours = [
        (datetime.fromisoformat(t) - datetime.fromisoformat(START)).total_seconds() / 3600
        for t in arrival.values()
    ]
    assert hours == sorted(hours)
    assert 4.5 < hours[1] < 19_000 / 0.8 / 3600


def test_the_wind_along_the_river_carries_three_percent_of_itself():
    document = case(
        hours=3, ensemble={"members": 1, "velocity_sigma": 0.0, "start_sd_s": 0.0}, receptors=[]
    )
    far = {}
    for name, turn in (("with", 270), ("against", 90)):
        document["wind"] = {"speed_m_s": 10.0, "from_deg": turn}
        inputs = cases.read(MODEL, document)
        seen = slick(inputs, (datetime.fromisoformat(at(3 * 3600)),))[0]
        afloat = ~np.array(seen.stranded)
        far[name] = np.array(seen.distance_m)[afloat].mean()
    assert far["with"] - far["against"] == pytest.approx(2 * 0.3 * 3 * 3600, rel=0.15)


def test_a_wind_that_turns_carries_the_oil_there_and_back():
    """Three hours down the river and three against it end where no wind would have left the oil."""
    document = case(
        hours=6, ensemble={"members": 1, "velocity_sigma": 0.0, "start_sd_s": 0.0}, receptors=[]
    )
    turning = [
        [at(0), 8.0, 270.0],
        [at(3 * 3600 - 60), 8.0, 270.0],
        [at(3 * 3600), 8.0, 90.0],
    ]
    far = {}
    for name, wind in (("calm", {"speed_m_s": 0.0, "from_deg": 0}), ("turning", turning)):
        inputs = cases.read(MODEL, {**document, "wind": wind})
        half, end = slick(inputs, tuple(datetime.fromisoformat(at(h * 3600)) for h in (3, 6)))
        far[name] = [float(np.mean(frame.distance_m)) for frame in (half, end)]
    carried = 0.03 * 8.0 * 3 * 3600
    assert far["turning"][0] - far["calm"][0] == pytest.approx(carried, rel=0.2)
    assert abs(far["turning"][1] - far["calm"][1]) < 0.4 * carried  # had it not turned: twice


def test_each_bank_of_a_reach_keeps_by_its_own_kind():
    """Reeds on the left hold what a wall on the right gives back; turned round, so do the masses."""
    kept = {}
    for pair in (["vegetation", "concrete_wall"], ["concrete_wall", "vegetation"]):
        document = case(wind={"speed_m_s": 0.0, "from_deg": 0})
        document["releases"][0]["position"] = 0.5
        for reach in document["reaches"]:
            reach["bank_kind"] = pair
        answer = solve(document)
        assert {(row["bank"], row["kind"]) for row in answer["stranded"]} == set(
            zip(("left", "right"), pair, strict=True)
        )
        for row in answer["stranded"]:
            place = (pair[0], row["bank"])
            kept[place] = kept.get(place, 0.0) + row["mass_kg"]["p50"]
    assert kept["vegetation", "left"] > 3 * kept["vegetation", "right"]
    assert kept["concrete_wall", "right"] > 3 * kept["concrete_wall", "left"]


def test_a_side_wind_lands_the_oil_on_the_bank_it_blows_to():
    """Flow to the east, wind from the north: to the right bank."""
    answer = solve(case(wind={"speed_m_s": 6.0, "from_deg": 0}))
    landed = {}
    for row in answer["stranded"]:
        landed[row["bank"]] = landed.get(row["bank"], 0.0) + row["mass_kg"]["p50"]
    assert landed["right"] > 20 * max(landed["left"], 1.0)


def test_walls_give_back_what_vegetation_keeps():
    kept = {}
    for kind in ("concrete_wall", "vegetation"):
        document = case(wind={"speed_m_s": 6.0, "from_deg": 0})
        for reach in document["reaches"]:
            reach["bank_kind"] = kind
        kept[kind] = last(solve(document), "stranded")
    assert kept["vegetation"] > 3 * kept["concrete_wall"]


def test_light_oil_evaporates_heavy_oil_hardly():
    """Petrol leaves almost whole within half a day, heavy fuel oil hardly (ITOPF, persistence)."""
    petrol, diesel, heavy = (
        last(solve(case(oil=oil)), "evaporated") for oil in ("汽油", "柴油", "重油")
    )
    assert petrol > 0.8
    assert 0.05 < diesel < 0.5
    assert heavy < 0.15
    assert petrol > diesel > heavy


@pytest.mark.parametrize(("velocity", "holds"), [(0.2, True), (1.0, False)])
def test_a_boom_holds_what_a_boom_holds_at_that_current(velocity, holds):
    """0.24 and 1.2 m/s at the surface: below and above what any boom holds across the current."""
    document = case(
        velocity=velocity, hours=24, booms=[{**BOOM, "distance_m": 3000, "until": at(24 * 3600)}]
    )
    answer = solve(document)
    boom = answer["booms"][0]
    came = boom["caught_kg"] + boom["torn_off_kg"] + boom["drained_kg"]
    assert came > 3000
    if holds:
        assert boom["caught_kg"] > 0.95 * came
        assert last(answer, "recovered") > 0.3
    else:
        assert boom["caught_kg"] < 0.02 * came
        assert "0.35 m/s" in " ".join(answer["warnings_en"])


def test_a_boom_without_skimmer_lets_go_when_it_is_taken_away():
    boom = {**BOOM, "distance_m": 3000, "until": at(8 * 3600), "recovery_m3_h": 0.0}
    answer = solve(case(velocity=0.2, hours=16, booms=[boom]))
    held = answer["of_which"]["held_by_booms"]
    assert max(held) > 0.3
    assert held[-1] == 0.0
    assert last(answer, "recovered") == 0.0


def test_a_boom_along_one_bank_leaves_the_other_open():
    boom = {**BOOM, "length_m": 60, "bank": "left", "distance_m": 2000, "until": at(12 * 3600)}
    document = case(velocity=0.2, wind={"speed_m_s": 0.0, "from_deg": 0}, booms=[boom])
    document["releases"][0]["position"] = 0.95
    assert solve(document)["booms"][0]["caught_kg"] == 0.0


def test_oil_stays_on_the_bank_of_the_tributary():
    document = case(hours=10, wind={"speed_m_s": 0.0, "from_deg": 0})
    document["reaches"][0] |= {"joins": "left", "discharge_m3_s": 200, "length_m": 5000}
    document["reaches"][1]["discharge_m3_s"] = 1000
    document["receptors"] = [
        {"id": name, "reach": "B", "distance_m": 3000, "position": q}
        for name, q in (("left", 0.05), ("right", 0.95))
    ]
    left, right = solve(document)["receptors"]
    assert left["oil_passing_kg"]["p50"] > 300
    assert right["oil_passing_kg"]["p50"] < 0.1 * left["oil_passing_kg"]["p50"]


def test_half_of_what_is_stranded_floats_off_in_a_half_life():
    """The compiled walk alone: elements on a bank that takes nothing back."""
    from shangyou.science.models.oil import journey
    from shangyou.science.models.oil.state import STRANDED

    walker = journey.Walker(cases.read(MODEL, case(elements=4000, members=1)), 1)
    walker.state.born_s[:] = -1e5
    walker.state.position[:] = 0.0
    walker.state.status[:] = STRANDED
    tables = walker._bank_tables
    walker._bank_tables = lambda nu: (0.0 * tables(nu)[0], tables(nu)[1], tables(nu)[2])
    steps = round(24 * 3600 / walker.step_s / 2)  # half a half-life of gravel
    for k in range(0, steps, 5):
        walker._stretch(k, 5)
    assert (walker.state.status == STRANDED).mean() == pytest.approx(2**-0.5, rel=0.05)


def test_the_slick_on_the_map_carries_the_mass():
    inputs = cases.read(MODEL, case())
    times = tuple(datetime.fromisoformat(at(h * 3600)) for h in (1, 6))
    early, late = slick(inputs, times, most=300)
    assert len(early.reach) <= 300
    whole = 20.0 * 855.4
    assert sum(late.mass_kg) < sum(early.mass_kg) < whole
    assert sum(early.mass_kg) > 0.9 * whole
    assert np.mean(late.distance_m) > np.mean(early.distance_m)
    assert set(late.reach) <= {"A", "B"}


def test_looking_at_the_slick_changes_nothing_and_one_walk_gives_both():
    inputs = cases.read(MODEL, case(booms=[{**BOOM, "distance_m": 3000, "until": at(12 * 3600)}]))
    odd = tuple(datetime.fromisoformat(at(s)) for s in (777, 5 * 3600 + 123, 11 * 3600 + 61))
    answer, seen = watch(inputs, odd, seed=3)
    assert MODEL.to_json(answer) == MODEL.to_json(MODEL.solve(inputs, seed=3))
    for asked, frame in zip(odd, seen, strict=True):
        assert abs((frame.time - asked).total_seconds()) <= 180


def test_a_walk_tells_how_far_it_is_and_stops_when_told():
    class EnoughError(Exception):
        pass

    shares = []

    def tell(share):
        shares.append(share)
        if share > 0.2:
            raise EnoughError

    with pytest.raises(EnoughError):
        watch(cases.read(MODEL, case()), (), tell=tell)
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert shares[-1] < 0.25


def test_oil_released_before_the_forecast_counts_from_its_release():
    document = case(hours=6)
    document["releases"][0]["start"] = at(-6 * 3600)
    answer = solve(document)
    assert answer["mass_balance"]["time"][0] < START


def test_names_in_both_languages_find_the_oil():
    assert solve(case(oil="柴油", hours=1))["oil"] == "GENERIC DIESEL"
    assert solve(case(oil="ad04007", hours=1))["oil"] == "GENERIC DIESEL"
    assert solve(case(oil="Generic Diesel", hours=1))["oil"] == "GENERIC DIESEL"


class TestBadInput:
    def test_an_unknown_oil(self):
        sentence = refused(case(oil="桐油"))["$.oil"]
        assert "桐油" in sentence.zh
        assert "ADIOS" in sentence.en

    def test_an_oil_that_may_be_several(self):
        assert "several" in refused(case(oil="BUNKER"))["$.oil"].en

    @pytest.mark.parametrize(
        ("change", "path"),
        [
            ({"volume_m3": -5}, "$.volume_m3"),
            ({"volume_m3": None}, "$.volume_m3"),
            ({"wind": {"speed_m_s": 400, "from_deg": 0}}, "$.wind.speed_m_s"),
            ({"wind": []}, "$.wind"),
            ({"wind": [[START, 2, 0], [START, 3, 0]]}, "$.wind[1][0]"),
            ({"water_temperature_k": 15}, "$.water_temperature_k"),
            ({"elements": 1}, "$.elements"),
            ({"booms": [{**BOOM, "distance_m": 90_000}]}, "$.booms[0].distance_m"),
            ({"booms": [{**BOOM, "reach": "X"}]}, "$.booms[0].reach"),
            ({"booms": [{**BOOM, "until": START}]}, "$.booms[0].until"),
            ({"booms": [{**BOOM, "draught_m": 4.9}]}, "$.booms[0].draught_m"),
            ({"booms": [{k: v for k, v in BOOM.items() if k != "from"}]}, "$.booms[0].from"),
        ],
    )
    def test_one_sentence_names_the_field(self, change, path):
        found = refused(case(**change))
        assert list(found) == [path]
        assert found[path].zh
        assert found[path].en

    def test_an_unknown_kind_of_bank(self):
        document = case()
        document["reaches"][1]["bank_kind"] = "lava"
        assert "concrete_wall" in refused(document)["$.reaches[1].bank_kind"].en

    def test_what_is_wrong_with_the_river_is_said_by_the_river_model(self):
        document = case()
        document["reaches"][1]["downstream"] = "A"
        document["releases"][0]["distance_m"] = 90_000
        assert {"$.reaches[0].downstream", "$.releases[0].distance_m"} <= set(refused(document))

    def test_an_oil_of_ones_own_needs_cuts(self):
        own = {"density_kg_m3": 850, "viscosity_m2_s": 5e-6, "cuts": []}
        assert list(refused(case(oil=own))) == ["$.oil.cuts"]
        del own["cuts"]
        assert list(refused(case(oil=own))) == ["$.oil.cuts"]
        own["cuts"] = [{"fraction": 0.9, "boiling_point_k": 420}] * 2
        assert list(refused(case(oil=own))) == ["$.oil.cuts"]


def test_an_oil_of_ones_own_evaporates_by_its_cuts():
    own = {
        "density_kg_m3": 850,
        "viscosity_m2_s": 5e-6,
        "cuts": [{"fraction": 0.4, "boiling_point_k": 360}],
    }
    answer = solve(case(oil=own))
    assert last(answer, "evaporated") == pytest.approx(0.4, abs=0.02)
    assert "less than one" in " ".join(answer["warnings_en"])


def test_a_low_stage_hurries_the_slick_as_it_hurries_the_water():
    """The same discharge in half the section: where the low stage comes first oil arrives sooner, at the same mean."""

    def arrival(stage):
        document = case(velocity=None, hours=24, members=20, wind=None)
        for reach in document["reaches"]:
            reach["section_table"] = [
                {"stage_m": 10.0, "area_m2": 1000.0, "width_m": 250.0},
                {"stage_m": 14.0, "area_m2": 2000.0, "width_m": 250.0},
            ]
            reach |= {"stage_m": stage, "width_m": None, "depth_m": None}
        document["ensemble"] |= {"start_sd_s": 0.0, "discharge_sigma": 0.0}
        found = solve(document)["receptors"][0]["arrival"]["p50"]
        return (datetime.fromisoformat(found) - datetime.fromisoformat(START)).total_seconds()

    hours = 16 * 3600
    falling = arrival([[START, 14.0], [at(hours), 10.0]])
    rising = arrival([[START, 10.0], [at(hours), 14.0]])
    assert rising < 0.9 * falling


def test_oil_takes_the_doubt_about_each_reachs_discharge():
    """A velocity that follows the discharge spreads arrivals more where the discharge is less sure."""

    def width(spread):
        document = case(velocity=None, hours=36, members=100, elements=5000, wind=None)
        for reach in document["reaches"]:
            reach["discharge_relative_sd"] = spread
        found = solve(document)["receptors"][0]["arrival"]
        first, last = (datetime.fromisoformat(found[q]) for q in ("p05", "p50"))
        return (last - first).total_seconds()

    assert width(0.9) > 1.15 * width(0.05)
