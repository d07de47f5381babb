"""Sections by stage."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyou.science.messages import BadInput
from shangyou.science.processes import stage_section

BOX = [(0.0, 10.0), (0.0, 0.0), (100.0, 0.0), (100.0, 10.0)]
TRAPEZIUM = [(0.0, 5.0), (10.0, 0.0), (30.0, 0.0), (40.0, 5.0)]


def test_a_box_carries_what_manning_says():
    section = stage_section.from_geometry(BOX, [(0.0, 0.03)])
    assert section.area(5.0) == pytest.approx(500.0)
    assert section.width(5.0) == pytest.approx(100.0)
    discharge = 500.0 * (500.0 / 110.0) ** (2 / 3) / 0.03 * math.sqrt(1e-4)
    assert section.normal_stage(discharge, 1e-4) == pytest.approx(5.0, abs=1e-6)
    assert section.velocity(discharge, 5.0) == pytest.approx(discharge / 500.0)


def test_a_trapezium():
    section = stage_section.from_geometry(TRAPEZIUM, [(0.0, 0.035)])
    assert section.area(2.5) == pytest.approx(20 * 2.5 + 2 * 0.5 * 5.0 * 2.5)
    assert section.width(2.5) == pytest.approx(30.0)


def test_rough_banks_carry_less():
    """Two strips, one of ten times the roughness, carry their own shares: no wall between."""
    smooth = stage_section.from_geometry(BOX, [(0.0, 0.03)])
    half = stage_section.from_geometry(BOX, [(0.0, 0.03), (50.0, 0.3)])
    assert half.conveyance_m3_s[-1] == pytest.approx(0.55 * smooth.conveyance_m3_s[-1], rel=1e-9)
    assert half.area(7.0) == pytest.approx(smooth.area(7.0))


@given(
    st.lists(st.tuples(st.floats(0.5, 50.0), st.floats(0.0, 9.0)), min_size=2, max_size=12),
    st.floats(0.02, 0.1),
)
def test_area_is_the_integral_of_width(steps, n):
    station, points = 0.0, [(0.0, 10.0)]
    for step, height in steps:
        station += step
        points.append((station, height))
    points.append((station + 5.0, 10.0))
    section = stage_section.from_geometry(points, [(0.0, n)])
    for values in (section.area_m2, section.width_m):
        assert (values[1:] >= values[:-1] - 1e-9).all()
    grown = section.area_m2[1:] - section.area_m2[:-1]
    step_m = section.stage_m[1] - section.stage_m[0]
    assert (grown <= section.width_m[1:] * step_m * (1 + 1e-9)).all()
    assert (grown >= section.width_m[:-1] * step_m * (1 - 1e-9)).all()


def test_the_pool_rules_where_it_is_higher():
    assert stage_section.level(160.0, 175.0) == (175.0, True)
    assert stage_section.level(180.0, 175.0) == (180.0, False)
    assert stage_section.level(160.0, None) == (160.0, False)


def test_full_pool_in_the_dry_season_is_far_slower_than_flood_at_145():
    section = stage_section.table([(140.0, 5_000.0, 500.0), (180.0, 36_000.0, 1_050.0)])
    rating = stage_section.rating([(3_000.0, 146.0), (40_000.0, 172.0)])
    dry, _ = stage_section.level(rating.stage(4_000.0), 175.0)
    flood, _ = stage_section.level(rating.stage(25_000.0), 145.0)
    assert section.velocity(25_000.0, flood) > 5 * section.velocity(4_000.0, dry)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: stage_section.table([]), "two rows"),
        (lambda: stage_section.table([(2.0, 1.0, 1.0), (1.0, 2.0, 1.0)]), "must rise"),
        (lambda: stage_section.table([(1.0, -1.0, 1.0), (2.0, 2.0, 1.0)]), "greater than 0"),
        (lambda: stage_section.table([(1.0, math.nan, 1.0), (2.0, 2.0, 1.0)]), "finite"),
        (lambda: stage_section.rating([(1.0, 2.0), (2.0, 1.5)]), "must rise"),
        (lambda: stage_section.rating([(1.0, 2.0), (2.0, 3.0)]).stage(5.0), "outside the table"),
        (
            lambda: stage_section.table([(1.0, 1.0, 1.0), (2.0, 2.0, 1.0)]).area(9.0),
            "outside the section table",
        ),
        (lambda: stage_section.from_geometry(BOX, [(0.0, 0.0)]), "Manning"),
        (lambda: stage_section.from_geometry(BOX[:2], [(0.0, 0.03)]), "three points"),
        (lambda: stage_section.from_geometry(BOX[::-1], [(0.0, 0.03)]), "left to right"),
    ],
)
def test_bad_tables_get_one_sentence(make, words):
    with pytest.raises(BadInput) as caught:
        make()
    assert len(caught.value.problems) == 1
    assert words in caught.value.problems[0].sentence.en
