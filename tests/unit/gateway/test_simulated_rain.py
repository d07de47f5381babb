"""Made-up rain: some of the time, never less than nothing, the same when asked again."""

import datetime as dt

import numpy as np

from shangyou.gateway.simulation.rain import CODE
from shangyou.gateway.simulation.series import Generated

BEGIN = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def test_it_rains_now_and_then_and_the_same_again():
    times = [BEGIN + n * dt.timedelta(minutes=5) for n in range(12 * 24 * 28)]
    first = np.array([Generated(1, "A", [CODE]).values(at)[CODE] for at in times])
    again = np.array([Generated(1, "A", [CODE]).values(at)[CODE] for at in times])
    assert (first == again).all()
    assert (first >= 0).all()
    assert 0.01 < (first > 0).mean() < 0.2
    fallen = first.sum() / 12.0
    assert 20 < fallen < 400  # millimetres in four weeks
    assert first.max() < 60
