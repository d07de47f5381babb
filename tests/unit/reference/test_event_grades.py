from itertools import pairwise

import pytest

from shangyou.reference.event_grades import CRITERIA, Facts, grade


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        ({"deaths": 30}, 1),
        ({"deaths": 29}, 2),
        ({"deaths": 10}, 2),
        ({"deaths": 9}, 3),
        ({"deaths": 3}, 3),
        ({"deaths": 2}, 4),
        ({"deaths": 0}, 4),
        ({"injured": 100}, 1),
        ({"injured": 99}, 2),
        ({"injured": 50}, 2),
        ({"injured": 49}, 3),
        ({"injured": 10}, 3),
        ({"injured": 9}, 4),
        ({"evacuated": 50_000}, 1),
        ({"evacuated": 49_999}, 2),
        ({"evacuated": 10_000}, 2),
        ({"evacuated": 9_999}, 3),
        ({"evacuated": 5_000}, 3),
        ({"evacuated": 4_999}, 4),
        ({"direct_loss_yuan": 1e8}, 1),
        ({"direct_loss_yuan": 99_999_999}, 2),
        ({"direct_loss_yuan": 2e7}, 2),
        ({"direct_loss_yuan": 19_999_999}, 3),
        ({"direct_loss_yuan": 5e6}, 3),
        ({"direct_loss_yuan": 4_999_999}, 4),
        ({"water_supply_cut": "prefecture_city"}, 1),
        ({"water_supply_cut": "county_city"}, 2),
        ({"water_supply_cut": "township"}, 3),
        ({"crosses": "nation"}, 1),
        ({"crosses": "province"}, 2),
        ({"crosses": "prefecture"}, 3),
        ({"crosses": "county"}, 4),
        ({"ecology": "lost"}, 1),
        ({"ecology": "species_harmed"}, 3),
        ({"radiation": "level_4"}, 4),
        ({}, 4),
    ],
)
def test_bounds_include_the_lower_number(facts, level):
    assert grade(Facts(**facts)).level == level


def test_the_highest_wins_and_all_that_fired_are_listed():
    found = grade(Facts(deaths=2, crosses="province", evacuated=6000))
    assert found.level == 2
    assert found.colour == "orange"
    assert found.name.zh == "重大"
    assert [one.criterion.key for one in found.fired] == ["crosses-2", "evacuated-3", "deaths-4"]
    assert found.clause == "国办函〔2014〕119号 附件1 二（7）"


def test_a_forecast_is_told_from_a_confirmed_fact():
    predicted = frozenset({"water_supply_cut"})
    assert grade(Facts(water_supply_cut="county_city", predicted=predicted)).predicted
    assert not grade(Facts(water_supply_cut="county_city")).predicted


def test_between_equal_grades_the_confirmed_fact_leads():
    found = grade(
        Facts(
            water_supply_cut="county_city",
            crosses="province",
            predicted=frozenset({"water_supply_cut"}),
        )
    )
    assert found.criterion.zh == "造成跨省级行政区域影响"
    assert not found.predicted
    assert len(found.fired) == 2


def test_nothing_known_is_ordinary_by_the_last_line():
    found = grade(Facts())
    assert found.level == 4
    assert found.colour == "blue"
    assert [one.criterion.fact for one in found.fired] == ["any"]


def test_the_number_lines_leave_no_gap_and_no_overlap():
    for fact in ("deaths", "injured", "evacuated", "direct_loss_yuan"):
        lines = sorted((c for c in CRITERIA if c.fact == fact), key=lambda c: c.level)
        assert [line.level for line in lines] == [1, 2, 3, 4]
        for higher, lower in pairwise(lines):
            assert higher.at_least == lower.below
