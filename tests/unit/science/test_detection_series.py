"""The detector promises: it looks back only, batches do not matter, and odd rows do no harm."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyou.science.inference.event_detection import document, keeping, training
from shangyou.science.inference.event_detection.series import Series
from shangyou.science.messages import BadInput

NAMES, OPERATION = ("pH", "conductivity", "turbidity"), ("flow",)


def quiet(rows, seed=0):
    generator = np.random.default_rng(seed)
    level = np.array([7.8, 300.0, 12.0, 100.0])
    noise = np.array([0.01, 1.0, 0.4, 3.0])
    slow = np.sin(np.arange(rows) / 400.0)[:, None] * noise * 3
    return level + slow + noise * generator.standard_normal((rows, 4))


@pytest.fixture(scope="module")
def detector():
    return training.train(quiet(3000), interval_s=300.0, quality=NAMES, operational=OPERATION)


def judged(detector, values, times=None):
    times = np.arange(len(values)) * 300.0 if times is None else times
    return Series(detector).step(times, values)[0]


def same(one, two):
    assert (one.score == two.score).all()
    assert (one.event == two.event).all()
    assert (one.number == two.number).all()


@settings(max_examples=15)
@given(
    cut=st.integers(0, 600),
    seed=st.integers(0, 1000),
    missing=st.floats(0, 0.5),
    jump=st.floats(-20, 20),
)
def test_a_shorter_file_gives_the_same_prefix(detector, cut, seed, missing, jump):
    generator = np.random.default_rng(seed)
    values = quiet(600, seed)
    values[300:340] += jump
    values[generator.random(values.shape) < missing] = np.nan
    times = np.cumsum(generator.choice([0.0, 300.0, 300.0, 300.0, 310.0, 4000.0, -600.0], 600))
    whole, part = judged(detector, values, times), judged(detector, values[:cut], times[:cut])
    assert (whole.score[:cut] == part.score).all()
    assert (whole.event[:cut] == part.event).all()


@settings(max_examples=15)
@given(cuts=st.lists(st.integers(0, 400), max_size=6), seed=st.integers(0, 1000))
def test_batches_and_a_resumed_process_give_what_one_pass_gives(detector, cuts, seed):
    values = quiet(400, seed)
    values[200:240, 1] += 30.0
    values[50:70] = np.nan
    times = np.arange(400) * 300.0
    times[300:] += 86_400.0
    whole = judged(detector, values, times)
    series, at = Series(detector), 0
    for cut in [*sorted(cuts), 400]:
        part, _ = series.step(times[at:cut], values[at:cut])
        assert (part.score == whole.score[at:cut]).all()
        assert (part.event == whole.event[at:cut]).all()
        series, at = keeping.resume(detector, keeping.keep(series)), cut


def test_finds_a_spill_at_once_and_stays_quiet_before(detector):
    values = quiet(1500, 5)
    values[1000:1040, 1] += 25.0
    values[1000:1040, 2] += 10.0
    event = judged(detector, values).event[:, 0]
    assert event[:1000].sum() <= 3
    assert event[1000:1006].any()
    assert event[1010:1040].mean() > 0.8
    assert not event[1100:1200].any()


def test_one_odd_row_is_an_outlier_and_no_event(detector):
    values = quiet(1500, 6)
    values[1000, 2] += 30.0
    assert not judged(detector, values).event[990:1030].any()


def test_the_level_does_not_matter(detector):
    values = quiet(800, 7)
    values[500:530, 0] += 0.3
    # powers of two: the shift itself must not round
    shifted = values + np.array([16.0, 4096.0, 256.0, 1024.0])
    one, two = judged(detector, values), judged(detector, shifted)
    assert (one.event == two.event).mean() > 0.995
    assert two.event[500:510].any()


def test_a_lasting_change_becomes_the_new_baseline(detector):
    values = quiet(4000, 8)
    values[1000:, 1] += 40.0
    event = judged(detector, values).event[:, 0]
    assert event[1000:1010].any()
    assert not event[1600:].any()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda v: v * np.nan,
        lambda v: v * 0.0,
        lambda v: np.where(np.arange(len(v))[:, None] % 2, np.nan, v),
        lambda v: v * 1e80,
    ],
    ids=["nothing measured", "constant", "every other row", "enormous"],
)
def test_odd_series_give_finite_scores(detector, spoil):
    answer = judged(detector, spoil(quiet(400)))
    assert np.isfinite(answer.score).all()
    assert (answer.score >= 0).all()
    assert (answer.score <= 1).all()


def test_a_repeated_or_earlier_row_stands_at_the_last_answer(detector):
    values = np.repeat(quiet(300, 9), 2, axis=0)
    times = np.repeat(np.arange(300) * 300.0, 2)
    twice, kept = Series(detector).step(times, values)
    same_rows = slice(0, None, 2)
    once = judged(detector, values[same_rows])
    assert (twice.score[same_rows] == once.score).all()
    assert (twice.score[1::2] == once.score).all()
    assert kept.sum() == 300


def test_the_document_brings_back_the_same_detector(detector):
    again, _ = document.read(document.write(detector, time_column="t"))
    values = quiet(500, 3)
    values[200:230, 0] += 1.0
    same(judged(detector, values), judged(again, values))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"kind": "shangyou-detector"}', '{"kind": "shangyou-detector", "version": "9.0"}',
     '{"kind": "shangyou-detector", "version": "1.0.0", "quality": 5}'],
)  # fmt: skip
def test_what_is_no_detector_is_refused_in_a_sentence(text):
    with pytest.raises(BadInput) as refused:
        document.read(text)
    assert refused.value.problems[0].sentence.zh


def test_a_state_of_another_detector_is_refused(detector):
    with pytest.raises(BadInput):
        keeping.resume(detector, '{"state": {"past": "AAAA"}}')


def test_too_few_rows_and_a_signal_never_measured_are_both_named():
    values = quiet(50)
    values[:, 1] = np.nan
    with pytest.raises(BadInput) as refused:
        training.train(values, interval_s=60.0, quality=NAMES, operational=OPERATION)
    assert [p.path for p in refused.value.problems] == ["csv", "conductivity"]


def test_constant_signals_can_be_learnt_and_a_change_in_them_is_seen():
    values = np.tile([7.0, 300.0, 12.0, 100.0], (1000, 1))
    detector = training.train(values, interval_s=60.0, quality=NAMES, operational=OPERATION)
    values[500:530, 0] = 9.0
    event = judged(detector, values, np.arange(1000) * 60.0).event[:, 0]
    assert event[500:506].any()
    assert not event[:500].any()
