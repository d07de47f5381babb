from datetime import datetime, timedelta, timezone

import pytest

from shangyou.reference.report_clocks import SPECIAL_CASES, clocks
from shangyou.reference.report_contents import fields_of

AT = datetime(2026, 3, 1, 3, 0, tzinfo=timezone(timedelta(hours=8)))


def told(found):
    return {clock.recipient.zh: clock.deadline for clock in found}


@pytest.mark.parametrize("level", [3, 4])
def test_ordinary_and_fairly_serious_events_in_four_hours(level):
    four = AT + timedelta(hours=4)
    assert told(clocks(level, AT)) == {"区县人民政府": four, "市生态环境局": four}


@pytest.mark.parametrize("level", [1, 2])
def test_serious_events_in_two_hours_and_to_the_ministry(level):
    two = AT + timedelta(hours=2)
    assert told(clocks(level, AT)) == {
        "区县人民政府": two,
        "市生态环境局": two,
        "生态环境部": two,
    }


@pytest.mark.parametrize("case", [case.key for case in SPECIAL_CASES])
def test_each_special_case_is_reported_like_a_serious_event(case):
    found = clocks(4, AT, special={case})
    assert {clock.deadline for clock in found} == {AT + timedelta(hours=2)}
    assert {clock.clause for clock in found} == {"令17第四条"}
    assert {clock.status for clock in found} == {"unverified"}


def test_a_special_case_does_not_hide_the_rule_for_a_serious_event():
    found = clocks(1, AT, special={"heavy_metal"})
    assert {clock.clause for clock in found} == {"令17第三条"}
    assert {clock.status for clock in found} == {"verified"}


def test_the_municipal_bureau_reports_to_the_ministry_within_an_hour_of_checking():
    found = clocks(2, AT, reporter="city")
    assert found[0].recipient.zh == "生态环境部"
    assert found[0].deadline == AT + timedelta(hours=1)
    assert found[0].status == "unverified"
    assert told(clocks(3, AT, reporter="city")) == {"市人民政府": AT + timedelta(hours=4)}


def test_neighbours_are_told_at_once():
    found = clocks(4, AT, neighbours=["广安市", "恩施州"])
    assert [clock.recipient.zh for clock in found[:2]] == [
        "广安市生态环境部门",
        "恩施州生态环境部门",
    ]
    assert {clock.deadline for clock in found[:2]} == {None}
    assert len({clock.key for clock in found}) == len(found)


def test_a_grade_out_of_range_is_refused():
    with pytest.raises(ValueError, match="1 to 4"):
        clocks(5, AT)


def test_the_first_report_asks_for_fourteen_things():
    keys = [field.key for field in fields_of("first")]
    assert len(keys) == 14
    assert keys[0] == "occurred_at"
    assert {"pollutants", "sensitive_places", "map"} <= set(keys)
    assert len(fields_of("final")) == 5
    assert len(fields_of("follow-up")) == 1
