"""The plume after samples: the members of the answer, not learned a second time."""

import numpy as np
import pytest

from shangyou.science.models.river import field as plume
from shangyou.science.models.river_transport import MODEL, field

TIMES = np.linspace(20_000.0, 200_000.0, 7)


def sampled(rivers, *, changing=False, members=200):
    """Return inputs of a chain of five reaches with two samples at its first receptor."""
    document = rivers.chain(5, members=members)
    if changing:
        for reach in document["reaches"]:
            flow = reach["discharge_m3_s"]
            reach["discharge_m3_s"] = [[rivers.at(0), flow], [rivers.at(200_000), 1.3 * flow]]
    known = rivers.solve({**document, "ensemble": {"members": 1}}).receptors[0]
    document["observations"] = [
        {
            "receptor": known.id,
            "time": rivers.at(round(known.peak_s.p50 + shift)),
            "concentration_mg_l": 1.5 * known.peak_mg_l.p50,
            "detection_limit_mg_l": None,
        }
        for shift in (0.0, 1800.0)
    ]
    return rivers.read(document)


@pytest.mark.parametrize("changing", [False, True])
def test_learned_once_or_twice_the_numbers_are_the_same(rivers, changing):
    inputs = sampled(rivers, changing=changing)
    answer = MODEL.solve(inputs, seed=7)
    twice = field(inputs, TIMES, 5000.0, (0.5,), seed=7)
    once = field(inputs, TIMES, 5000.0, (0.5,), draws=answer.corrected)
    assert once.points == twice.points
    assert np.array_equal(once.p50_mg_l, twice.p50_mg_l)
    assert np.array_equal(once.p95_mg_l, twice.p95_mg_l)
    # other members show as another plume: what is compared is not empty
    other = field(inputs, TIMES, 5000.0, (0.5,), draws=MODEL.solve(inputs, seed=8).corrected)
    assert once.p50_mg_l.max() > 0
    assert not np.array_equal(once.p50_mg_l, other.p50_mg_l)


def test_with_members_given_nothing_is_learned(rivers, monkeypatch):
    inputs = sampled(rivers)
    draws = MODEL.solve(inputs).corrected

    def learned(*_):
        raise AssertionError("learned a second time")

    monkeypatch.setattr(plume, "update", learned)
    assert field(inputs, TIMES, 5000.0, (0.5,), draws=draws).p50_mg_l.max() > 0
    with pytest.raises(AssertionError, match="second time"):
        field(inputs, TIMES, 5000.0, (0.5,))


def test_the_members_are_no_part_of_the_public_answer(rivers):
    inputs = sampled(rivers)
    answer = MODEL.solve(inputs)
    assert answer.corrected.members == 200
    assert "corrected" not in MODEL.to_json(answer)
    assert rivers.solve(rivers.chain(5, members=60)).corrected is None


def test_reaches_left_out_change_nothing_on_the_others(rivers):
    inputs = sampled(rivers)
    draws = MODEL.solve(inputs).corrected
    shown = {reach.id for reach in inputs.reaches[:2]}
    whole = field(inputs, TIMES, 5000.0, (0.5,), draws=draws)
    near = field(inputs, TIMES, 5000.0, (0.5,), draws=draws, within=shown)
    assert {reach for reach, _ in near.points} == shown
    places = [whole.points.index(point) for point in near.points]
    # as exact as the map: one part in a thousand of the largest value
    gap = np.abs(near.p50_mg_l - whole.p50_mg_l[:, places]).max()
    assert gap < 1e-3 * near.p50_mg_l.max()


def test_members_of_another_case_are_refused(rivers):
    draws = MODEL.solve(sampled(rivers)).corrected
    longer = rivers.read(rivers.chain(6, members=200))
    with pytest.raises(ValueError, match="another case"):
        field(longer, TIMES, draws=draws)
