"""The network drawn from the demo world's facts: joins, chainage, places, paths."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, shape

from shangyou.preparedness.centreline import to_metres
from shangyou.preparedness.demo.facts import facts
from shangyou.preparedness.demo.rivers import reach_facts
from shangyou.preparedness.hydrology import regime
from shangyou.preparedness.network import Network, chainage_text
from shangyou.science.messages import BadInput

OPEN_RIVERS = Path(__file__).parents[4] / "shared/data/geo/cq_rivers_open.geojson"

OUTLETS = {"CJ28", "LX02", "YS02"}
"""The Yangtze leaves for Hubei, the Laixi for Sichuan, the You for Hunan."""


@pytest.fixture(scope="module")
def network():
    return Network(reach_facts())


def test_every_river_and_reach_is_there(network):
    assert len(network.rivers) == 26
    assert len(network.reaches) == 89


def test_each_reach_flows_on_or_is_an_outlet(network):
    for code, reach in network.reaches.items():
        if code in OUTLETS:
            assert reach.downstream is None
        else:
            assert reach.downstream in network.reaches
            after = network.reaches[reach.downstream]
            assert 0.0 <= reach.joins_at_m <= after.length_m


def test_every_path_ends_at_an_outlet(network):
    for code in network.reaches:
        assert network.downstream_path(code, 0.0).reaches[-1] in OUTLETS


def test_lengths_add_up_to_the_chainage(network):
    for river, reaches in network.rivers.items():
        span = reaches[0].chainage_up_km - reaches[-1].chainage_down_km
        assert sum(r.length_m for r in reaches) / 1000 == pytest.approx(span, abs=0.2), river
        for upper, lower in itertools.pairwise(reaches):
            assert upper.chainage_down_km == lower.chainage_up_km
            assert np.allclose(upper.line[-1], lower.line[0])


@pytest.mark.parametrize("season", ["dry", "normal", "flood"])
def test_discharge_does_not_fall_downstream(network, season):
    state = regime(season=season)
    for reach in network.reaches.values():
        if reach.downstream:
            below = network.reaches[reach.downstream].hydraulics.discharge(state)
            assert below >= reach.hydraulics.discharge(state) * 0.999, reach.code


def test_tributaries_are_drawn_to_the_place_where_they_join(network):
    joined = [r for r in network.reaches.values() if r.joins != "unknown" and r.downstream]
    assert len(joined) == 23
    for reach in joined:
        mouth = to_metres(reach.line[-1])
        entered = to_metres(network.rulers[reach.downstream].points_at(reach.joins_at_m)[0])
        assert float(np.linalg.norm(mouth - entered)) < 50.0, reach.code


@pytest.mark.parametrize(
    ("node", "river"),
    [
        ("N_CJ_ZT", "长江"), ("N_CJ_JJ", "长江"), ("N_CJ_YD", "长江"), ("N_CJ_JLP", "长江"),
        ("N_CJ_CTM", "长江"), ("N_CJ_CT", "长江"), ("N_CJ_CS", "长江"), ("N_CJ_FL", "长江"),
        ("N_CJ_FDQ", "长江"), ("N_CJ_WZ", "长江"), ("N_CJ_BDC", "长江"), ("N_JL_BB", "嘉陵江"),
        ("N_JL_CQK", "嘉陵江"), ("N_FJ_TN", "涪江"), ("N_QJ_GD", "渠江"), ("N_WJ_WL", "乌江"),
        ("N_WJ_BT", "乌江"), ("N_QI_QJ", "綦江"), ("N_YL_TJ", "御临河"), ("N_XJ_GY", "小江（澎溪河）"),
    ],
)  # fmt: skip
def test_known_places_are_found_at_their_chainage(network, node, river):
    row = next(n for n in facts("nodes") if n["code"] == node)
    found = network.locate(row.number("longitude"), row.number("latitude"))
    assert found.river == river
    assert found.chainage_km == pytest.approx(row.number("chainage_km"), abs=0.3)
    assert found.offset_m < 60


def test_banks_are_left_and_right_of_the_flow(network):
    code, distance = network.at_chainage("长江", 665.0)
    for bank in ("left", "right"):
        longitude, latitude = network.bank_point(code, distance, bank)
        found = network.locate(longitude, latitude)
        assert found.bank == bank
        assert found.offset_m == pytest.approx(275, abs=5)  # half of the 550 m low-water width


def test_a_label_names_river_chainage_and_bank(network):
    code, distance = network.at_chainage("长江", 654.3)
    assert network.place(code, distance, bank="left").label.zh == "长江 K654+300 左岸"
    assert chainage_text(14.4) == "K14+400"


def test_a_point_far_from_any_river_is_refused_in_one_sentence(network):
    with pytest.raises(BadInput, match="km from the nearest river") as refused:
        network.locate(108.7, 31.95)
    (problem,) = refused.value.problems
    assert problem.path == "$.point"
    assert "超过 5 km" in problem.sentence.zh


@pytest.mark.parametrize("point", [(float("nan"), 30.0), (999.0, 30.0), (106.5, float("inf"))])
def test_a_point_off_the_globe_is_refused(network, point):
    with pytest.raises(BadInput, match="Longitude"):
        network.locate(*point)


def test_a_circle_of_reaches_is_refused():
    import dataclasses

    reaches = [
        dataclasses.replace(r, downstream="CJ01") if r.code == "CJ05" else r for r in reach_facts()
    ]
    with pytest.raises(BadInput, match="circle"):
        Network(reaches)


def test_a_path_entered_by_a_tributary_starts_part_way(network):
    path = network.downstream_path("LJ01", 40_000)
    assert path.reaches[:3] == ("LJ01", "CJ02", "CJ03")
    # 临江河 enters at 朱杨溪, 25 km down the 49 km of CJ02
    assert path.metres_to("LJ01", 40_000) == 0
    assert path.metres_to("LJ01", 39_000) is None
    assert path.metres_to("CJ02", 24_000) is None
    assert path.metres_to("CJ02", 30_000) == pytest.approx(5_000 + 5_000)
    assert path.in_case("CJ02", 30_000) == ("CJ02", 5_000)
    assert path.from_case("CJ02", 5_000) == ("CJ02", 30_000)
    assert path.at(10_000) == ("CJ02", 30_000)
    assert path.metres_to("JL09", 1_000) is None
    cases = network.case_reaches(path, regime(season="dry"))
    assert [c["length_m"] for c in cases[:3]] == [45_000, 24_000, 35_000]
    assert cases[0]["joins"] == "left"
    assert all(c["downstream"] == d["id"] for c, d in itertools.pairwise(cases))
    assert cases[-1]["downstream"] is None


def test_case_reaches_are_complete_and_finite(network):
    for code in network.reaches:
        for season in ("dry", "normal", "flood"):
            for case in network.case_reaches(
                network.downstream_path(code, 0.0), regime(season=season)
            ):
                numbers = [case[k] for k in ("length_m", "discharge_m3_s", "width_m", "depth_m")]
                assert np.all(np.isfinite(numbers))
                assert min(numbers) > 0
                assert case["slope"] is None or 0 < case["slope"] < 0.02


@pytest.mark.parametrize(("river", "limit_km"), [("长江", 3.0), ("嘉陵江", 3.0), ("乌江", 3.0)])
def test_drawn_lines_lie_near_an_independent_map(network, river, limit_km):
    if not OPEN_RIVERS.exists():
        pytest.skip("the open river lines are not beside this checkout")
    features = json.loads(OPEN_RIVERS.read_text(encoding="utf-8"))["features"]
    known = shapely.union_all(
        [
            shapely.transform(shape(f["geometry"]), to_metres)
            for f in features
            if f["properties"]["name"] == river and f["properties"]["source"] == "naturalearth10m"
        ]
    )
    points = []
    for reach in network.rivers[river]:
        line = LineString(to_metres(reach.line))
        points += [line.interpolate(m) for m in np.arange(0, line.length, 2000.0)]
    apart = np.array([known.distance(p) for p in points]) / 1000
    assert np.median(apart) < limit_km
    assert np.percentile(apart, 95) < 3 * limit_km
