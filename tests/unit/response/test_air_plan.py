"""The planner of the air on plain facts: deadlines, who is told beyond the boundary, what burns, what is many."""

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from shangyou.response.air import spots
from shangyou.response.planning.air.build import build
from shangyou.response.planning.air.facts import Advice, AirSituation, Gas, Place, Zone
from shangyou.response.planning.facts import Organisation, Team
from shangyou.response.planning.lines import Basis
from shangyou.science.messages import Sentence

NOW = dt.datetime(2026, 3, 1, 8, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
RUN = Basis("run", Sentence("研判", "assessment"), "estimated")
ROW = Basis("register", Sentence("台账", "register"), "verified")
HERE = (107.0, 29.7)


def place(key="a", **changes):
    facts = {
        "key": key, "name": f"地点{key}", "kind": "school", "kind_title": Sentence("学校", "school"),
        "people": 100, "contact": "", "district": "长寿区", "district_code": "500115",
        "distance_m": 400.0, "bearing": Sentence("西", "west"), "point": HERE, "zone": "HJ169-2",
        "arrival": NOW + 5 * MINUTE, "advice": None, "register_basis": ROW,
    }  # fmt: skip
    return Place(**(facts | changes))


def advice(choice, *, fire=False):
    return Advice(
        choice=choice, say=Sentence("如此", "so"), doubt=Sentence("把握", "doubt"), fire=fire,
        open_again=NOW + 40 * MINUTE,
    )  # fmt: skip


def situation(*places, **changes):
    facts = {
        "now": NOW, "known_at": NOW, "place": "某厂", "point": HERE, "district": "长寿区",
        "district_code": "500115",
        "gas": Gas(
            name=Sentence("氯", "chlorine"), endpoints=(), idlh=None, flammable=None,
            water_reactive=None,
        ),
        "run": RUN, "wind": Sentence("下风向（西）", "downwind (west)"), "distances": (), "zones": (),
        "places": places, "spots": (), "sensors": (), "protection": ((Sentence("防化服", "suits"), ROW),),
        "curtains": (), "clocks": (), "organisations": (),
    }  # fmt: skip
    return AirSituation(**(facts | changes))


def lines(told, section):
    found = next(one for one in build(told) if one.key == section)
    return {line.key: line for line in found.lines}


def test_a_place_is_told_before_the_gas_is_there():
    soon = lines(situation(place()), "people")["people:a"]
    assert soon.by == NOW + 5 * MINUTE
    there = lines(situation(place(arrival=NOW - MINUTE)), "people")["people:a"]
    assert there.by == NOW + 30 * MINUTE, "a deadline that has passed helps nobody"
    assert "先关门窗" in soon.what.zh, "not compared: shelter, then measure"


def test_the_comparison_says_what_to_do_and_until_when():
    stay = lines(situation(place(advice=advice("stay"))), "people")["people:a"]
    leave = lines(situation(place(advice=advice("leave"))), "people")["people:a"]
    assert (stay.verb.zh, stay.until) == ("就地避险", NOW + 40 * MINUTE)
    assert (leave.verb.zh, leave.until) == ("撤离", None)


def test_what_burns_comes_before_what_poisons():
    burning = lines(situation(place(advice=advice("stay", fire=True))), "people")["people:a"]
    assert burning.verb.zh == "先防火爆"
    assert burning.until is None


def test_when_the_wind_may_turn_they_are_told_and_it_says_why():
    told = lines(situation(place(zone="", arrival=None)), "people")["people:a"]
    assert told.verb.zh == "告知"
    assert any("风向摆动" in basis.title.zh for basis in told.because)


def test_everybody_inside_is_listed_and_those_beside_end_in_one_line_by_kind():
    inside = [place(f"in{n:03d}", people=10) for n in range(150)]
    beside = [
        place(f"out{n:03d}", zone="", arrival=None, people=10, kind_title=kind)
        for n, kind in enumerate(
            [Sentence("学校", "school")] * 30 + [Sentence("医院", "hospital")] * 4
        )
    ]
    found = lines(situation(*inside, *beside), "people")
    assert {f"people:in{n:03d}" for n in range(150)} <= set(found)
    assert len(found) == 150 + 12 + 1
    rest = found["people:rest"].what.zh
    assert "22 处 220 人（学校 18 处 180 人、医院 4 处 40 人" in rest


def test_who_is_sent_what_and_whether_in_time():
    near = Team(
        key="1", name="一队", kind="chemical", kind_title="危化品处置", people=12, ready_s=600.0,
        travel_s=1200.0, road_km=16.7, contact="甲 000", point=HERE, register_basis=ROW,
    )  # fmt: skip
    far = replace(near, key="2", name="二队", travel_s=7200.0)
    digging = replace(near, key="3", name="三队", kind="engineering")
    zone = Zone(
        threshold="HJ169-2", title=Sentence("毒性终点浓度-2", "toxic endpoint 2"),
        concentration_mg_m3=5.8, best_m=500.0, p90_m=None, people=0, kinds=(),
        until=NOW + 60 * MINUTE, burning=False,
    )  # fmt: skip
    told = situation(teams=(far, digging, near), trades={"chemical": 2}, zones=(zone,))
    found = build(told)
    sent = next(one for one in found if one.key == "teams").lines
    assert [line.key for line in sent] == ["team:1", "team:2"], "the soonest first, nobody digs"
    assert "晚于" not in sent[0].effect.zh
    assert "晚于研判的影响区消失时间 03-01 17:00" in sent[1].effect.zh
    endless = build(replace(told, zones=(zone, replace(zone, threshold="IDLH", until=None))))
    late = next(one for one in endless if one.key == "teams").lines[1]
    assert "晚于" not in late.effect.zh, "nobody knows when that zone ends"


def test_beyond_the_boundary_the_province_is_told():
    office = Organisation(
        name="四川省生态环境厅", phone="1", role="province_neighbour", division_code="510000",
        register_basis=ROW,
    )  # fmt: skip
    away = place(district="", district_code="511600")
    found = lines(situation(away, organisations=(office,)), "notify")
    line = found["notify:district:511600"]
    assert "四川省生态环境厅" in line.what.zh
    assert line.who is not None
    assert any("第二十五条" in basis.title.zh for basis in line.because)
    own = found["notify:district:500115"]
    assert not any("第二十五条" in basis.title.zh for basis in own.because), (
        "no neighbour of itself"
    )
    assert "台账无联系方式" in own.who.zh


def test_nothing_known_is_said_and_not_invented():
    for section in build(situation()):
        assert section.lines or section.empty
    gear = lines(situation(), "gear")
    assert "没有该物质的 IDLH" in gear["gear:entering"].effect.zh
    assert "没有阈值" in gear["gear:detecting"].what.zh
    assert not lines(situation(), "curtain")


def test_water_on_what_reacts_with_water_is_warned_of():
    gas = replace(situation().gas, water_reactive=ROW)
    assert "遇水反应" in lines(situation(gas=gas), "curtain")["curtain:reacts"].what.zh


@given(st.floats(-5e3, 5e3), st.floats(-5e3, 5e3))
def test_a_bearing_points_to_the_place(x, y):
    words = spots.bearing(x, y).zh
    if abs(x) > 3 * abs(y):
        assert words == ("东" if x > 0 else "西")
    if abs(y) > 3 * abs(x):
        assert words == ("北" if y > 0 else "南")


def test_no_zone_no_end_is_promised():
    assert lines(situation(), "ending")["ending:measured"].effect is None
    zone = Zone(
        threshold="HJ169-2", title=Sentence("毒性终点浓度-2", "toxic endpoint 2"),
        concentration_mg_m3=5.8, best_m=500.0, p90_m=None, people=0, kinds=(),
        until=NOW + 60 * MINUTE, burning=False,
    )  # fmt: skip
    told = situation(zones=(zone,))
    assert "17:00" in lines(told, "ending")["ending:measured"].effect.zh
    assert lines(told, "zones")["zone:HJ169-2"].until == NOW + 60 * MINUTE
