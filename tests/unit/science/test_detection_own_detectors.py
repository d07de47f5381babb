"""Stations that each have their own trained detector, followed in one pass; and what a document may hold."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyou.science.inference.event_detection import document, fleet, training
from shangyou.science.inference.event_detection.fleet import Fleet
from shangyou.science.inference.event_detection.scorer import Scorer
from shangyou.science.inference.event_detection.scorers import Scorers
from shangyou.science.inference.event_detection.series import Series
from shangyou.science.messages import BadInput

NAMES, INTERVAL_S, STATIONS = ("pH", "ammonia"), 300.0, 3


def water(seed, rows):
    generator = np.random.default_rng(seed)
    return np.array([7.9, 0.14]) * (1 + 0.02 * generator.standard_normal((rows, 2)))


@pytest.fixture(scope="module")
def detectors():
    one = training.train(water(0, 500), interval_s=INTERVAL_S, quality=NAMES)
    trees = one.scorer
    # the others know fewer trees, begin elsewhere and are used to other water
    shorter = Scorer(trees.base - 0.3, trees.feature[:90], trees.threshold[:90], trees.leaf[:90])
    return [
        one,
        replace(one, usual=2.0 * one.usual, scorer=shorter),
        replace(one, usual=0.7 * one.usual, scorer=replace(trees, base=trees.base + 0.2)),
    ]


@settings(max_examples=8)
@given(seed=st.integers(0, 1000))
def test_in_one_pass_or_alone_they_give_the_same_bits(detectors, seed):
    generator = np.random.default_rng(seed)
    values = np.stack([water(seed + i, 60) for i in range(STATIONS)], axis=1)
    values[30:40, 1] *= 1.3
    row, station = np.nonzero(generator.random((60, STATIONS)) < 0.8)
    together, at = Fleet(fleet.each(detectors), STATIONS), 0
    score = np.zeros(row.size)
    while at < row.size:
        part = slice(at, at + int(generator.integers(1, 7)))
        answer = together.step(
            station[part], row[part] * INTERVAL_S, values[row[part], station[part]]
        )
        score[part] = answer.score
        at = part.stop
    for i, detector in enumerate(detectors):
        mine = station == i
        alone, _ = Series(detector).step(row[mine] * INTERVAL_S, values[row[mine], i])
        assert (score[mine] == alone.score[:, 0]).all()


def test_trees_of_several_stations_are_those_of_each(detectors):
    features = np.random.default_rng(3).uniform(0, 5, (4, STATIONS, 29))
    scorers = [d.scorer for d in detectors]
    many = Scorers.of(scorers).log_odds(features)
    for i, one in enumerate(scorers):
        assert (many[:, i] == one.log_odds(features[:, i])).all()


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("interval_s",), 0.01),
        (("interval_s",), 1e12),
        (("rules", "begin_log_odds"), float("nan")),
        (("rules", "end_log_odds"), 5.0),
        (("rules", "time_out_rows"), 10**30),
        (("quality",), ["pH", "pH"]),
        (("events_learnt",), -1),
        (("scorer", "base"), float("inf")),
    ],
)
def test_a_document_no_training_wrote_is_refused_in_a_sentence(detectors, where, value):
    whole = json.loads(document.write(detectors[0]))
    at = whole
    for name in where[:-1]:
        at = at[name]
    at[where[-1]] = value
    with pytest.raises(BadInput) as refused:
        document.read(json.dumps(whole))
    assert "重新训练" in refused.value.problems[0].sentence.zh
