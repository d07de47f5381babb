"""Where across the river a place is taken to lie."""

from types import SimpleNamespace

import pytest

from shangyou.preparedness.network import POSITIONS
from shangyou.response import downstream
from shangyou.response.places import Place


def reach(joins):
    return SimpleNamespace(joins=joins)


NETWORK = SimpleNamespace(reaches={"T1": reach("right"), "M1": reach("unknown")})
PATH = SimpleNamespace(parts=[SimpleNamespace(reach=code) for code in ("T1", "M1")])


def place(**changes):
    facts = {"kind": "intake", "reach": "T1", "bank": "unknown", "position": None}
    return Place(
        key="receptors:1", register="receptors", row_id=1, name="甲", kind_title="", river="",
        distance_m=0.0, point=(0.0, 0.0), **(facts | changes),
    )  # fmt: skip


def side_of(**changes):
    sides = downstream.plume_sides(PATH, NETWORK, "left")
    return downstream._on_the_plumes_side(place(**changes), sides)


def test_an_intake_without_a_bank_lies_where_the_plume_runs():
    found = side_of()
    assert found.across == POSITIONS["left"]
    assert found.detail["assumption"]["zh"] == "岸别未知，按泄漏同岸计"


def test_below_a_mouth_the_plume_runs_along_the_bank_it_came_from():
    assert side_of(reach="M1").across == POSITIONS["right"]


@pytest.mark.parametrize(
    "changes", [{"bank": "right"}, {"position": 0.3}, {"kind": "section"}, {"kind": "reserve"}]
)
def test_what_is_known_or_no_intake_stays(changes):
    assert "assumption" not in side_of(**changes).detail


def test_a_release_without_a_bank_says_nothing_of_the_intakes():
    sides = downstream.plume_sides(PATH, NETWORK, "unknown")
    assert downstream._on_the_plumes_side(place(), sides).across is None
