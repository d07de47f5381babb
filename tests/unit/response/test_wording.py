"""Numbers and times as people read them."""

import pytest

from shangyou.response.planning import wording
from shangyou.response.reports.wording import span


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.000123, "0.000123"),
        (0.0176, "0.0176"),
        (1.0, "1"),
        (12.34, "12.3"),
        (999.6, "1000"),
        (5234.0, "5230"),
        (123456.0, "123000"),
        (1e-12, "<0.000001"),
    ],
)
def test_three_significant_digits(value, text):
    assert wording.figure(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "0 分钟"),
        (59 * 60, "59 分钟"),
        (3600, "1 小时"),
        (7800, "2 小时 10 分"),
        (49 * 3600, "2 天 1 小时"),
        (72 * 3600, "3 天"),
    ],
)
def test_spans(seconds, text):
    assert wording.duration(seconds).zh == text


@pytest.mark.parametrize(
    ("p", "text"), [(0.0, "<1 %"), (0.5, "50 %"), (0.996, ">99 %"), (1.0, ">99 %")]
)
def test_a_thousand_members_prove_no_certainty(p, text):
    assert wording.percent(p) == text


def test_masses_change_to_tonnes_together():
    assert wording.amount(900, 1500, "kg") == "0.9–1.5 t"
    assert wording.amount(20, 20, "kg") == "20 kg"


def test_a_span_says_its_day_once():
    assert span("2026-03-01T03:00:00+08:00", "2026-03-01T05:30:00+08:00") == "03-01 03:00～05:30"
    assert span("2026-03-01T23:00:00+08:00", "2026-03-02T05:30:00+08:00") == (
        "03-01 23:00～03-02 05:30"
    )
    assert span("2026-03-01T23:00:00+08:00", None) == "03-01 23:00～—"


def test_what_is_next_to_nothing_has_no_exponent():
    assert wording.figure(4.33e-10) == "<0.000001"
    # the limit of benzo(a)pyrene is a number people read
    assert wording.figure(2.8e-6) == "0.0000028"
