"""The grade by forecast: which receptor sets it, at which probability, under which clause."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shangyou.response.planning import grade
from shangyou.response.planning.build import build
from shangyou.response.planning.facts import Times


def with_receptors(worked, *receptors, **changes):
    return replace(worked.SITUATION, receptors=receptors, **changes)


@pytest.mark.parametrize(
    ("level", "grade_level"), [("prefecture", 1), ("county", 2), ("township", 3)]
)
def test_the_town_that_loses_its_water_sets_the_grade(worked, level, grade_level):
    intake = replace(worked.INTAKE, supply_level=level)
    likely = grade.assess(with_receptors(worked, intake)).likely
    assert likely.grade.level == grade_level
    assert likely.grade.predicted
    assert likely.evidence == (intake,)
    assert "附件1" in likely.grade.clause


def test_the_highest_of_two_towns_wins(worked):
    town = replace(worked.INTAKE, key="receptors:9", supply_level="township")
    assert grade.assess(with_receptors(worked, town, worked.INTAKE)).likely.grade.level == 2


def test_crossing_a_province_above_the_limit_is_serious(worked):
    border = replace(worked.BORDER, probability_above=0.6)
    assert grade.assess(with_receptors(worked, border)).likely.grade.level == 2


def test_a_dispute_between_counties_is_not_forecast(worked):
    border = replace(worked.BORDER, kind="district_boundary", probability_above=1.0)
    likely = grade.assess(with_receptors(worked, border)).likely
    assert likely.grade.level == 4
    assert "纠纷" not in likely.grade.criterion.zh


def test_below_even_odds_it_is_only_possible(worked):
    intake = replace(worked.INTAKE, probability_above=0.3)
    assessment = grade.assess(with_receptors(worked, intake))
    assert assessment.likely.grade.level == 4
    assert assessment.possible.grade.level == 2
    lines = grade.plan(with_receptors(worked, intake), assessment).lines
    assert [line.verb.zh for line in lines] == ["初判（预测）", "可能升级为"]


def test_nothing_exceeded_is_an_ordinary_event(worked):
    assessment = grade.assess(with_receptors(worked))
    assert assessment.likely.grade.level == 4
    assert assessment.possible is None


def test_an_intake_at_risk_is_reported_like_a_serious_event(worked):
    situation = with_receptors(worked, replace(worked.INTAKE, probability_above=0.1))
    assert grade.special_cases(situation) == ("drinking_source_zone",)
    clocks = grade.clocks(situation, 4)
    assert clocks[0].deadline == worked.NOW + timedelta(hours=1)
    assert {c.deadline - worked.NOW for c in clocks} == {timedelta(hours=1), timedelta(hours=2)}
    assert "第四条" in clocks[-1].clause


def test_an_ordinary_event_has_four_hours(worked):
    far = replace(worked.INTAKE, arrival=Times(), probability_above=0.0)
    clocks = grade.clocks(with_receptors(worked, far), 4)
    assert {c.deadline - worked.NOW for c in clocks} == {timedelta(hours=4)}


def test_a_heavy_metal_counts_as_serious(worked):
    metal = replace(worked.SITUATION.substance, heavy_metal=True)
    assert "heavy_metal" in grade.special_cases(with_receptors(worked, substance=metal))


def test_the_whole_plan_gives_a_reason_everywhere(worked):
    plan = build(worked.SITUATION)
    assert [section.key for section in plan.sections] == [
        "grade",
        "notify",
        "intakes",
        "spaces",
        "treatment",
        "supplies",
        "teams",
        "experts",
        "sampling",
    ]
    for section in plan.sections:
        assert section.lines or section.empty
        for line in section.lines:
            assert line.because
            assert line.what.zh
            assert line.what.en
    keys = [line.key for section in plan.sections for line in section.lines]
    assert len(keys) == len(set(keys))
    assert plan == build(worked.SITUATION)
