"""How much fell, whatever a gauge counts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyou.science.inference.event_detection import rain
from shangyou.science.inference.event_detection.rain import Measure, amount_mm

FIVE = 300.0


@given(st.lists(st.floats(0.0, 10.0), min_size=3, max_size=60), st.integers(0, 50))
def test_every_kind_of_gauge_tells_the_same_rain(fallen, since):
    fallen = np.array(fallen)
    times = np.arange(1, fallen.size + 1) * FIVE
    total = 37.0 + np.cumsum(fallen)
    begin = max(since, 1) * FIVE  # the first reading has nothing before it
    wanted = fallen[times > begin].sum()
    each = [
        amount_mm(times, fallen, Measure.FALLEN, begin),
        amount_mm(times, total, Measure.TOTAL, begin),
        amount_mm(times, fallen * 12.0, Measure.INTENSITY, begin),
    ]
    assert each == pytest.approx([wanted] * 3, abs=1e-6)


def test_a_counter_may_begin_anew_and_a_fault_is_no_rain():
    times = np.arange(1, 7) * FIVE
    assert amount_mm(times, np.array([8.0, 9, 10, 1, 2, 2]), Measure.TOTAL, 0.0) == pytest.approx(4)
    wild = np.array([0.2, 900.0, -5.0, np.nan, np.inf, 0.2])
    assert amount_mm(times, wild, Measure.FALLEN, 0.0) == pytest.approx(0.4)


def test_silence_gives_nothing():
    assert amount_mm(np.array([0.0, 1e6]), np.array([6.0, 6.0]), Measure.INTENSITY, -1.0) <= 6.0
    for measure in Measure:
        assert amount_mm(np.zeros(0), np.zeros(0), measure, 0.0) == 0.0


def test_moderate_rain_explains_and_a_drizzle_does_not():
    assert rain.explains(5.0)
    assert not rain.explains(4.9)
