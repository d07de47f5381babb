"""Scoring accidents: a record that says enough is scored, any other is named with what it lacks."""

import pytest

from shangyou.cli.evidence import spills

BACKWARDS = ((0, 3), (10, 2), (20, 1))
HEAD = "event,river,station,distance_km_downstream,datetime_local,value,unit,kind\n"


@pytest.fixture
def scored(tmp_path):
    def give(lines):
        (tmp_path / "water").mkdir(exist_ok=True)
        (tmp_path / spills.EVENTS).write_text(HEAD + lines, encoding="utf-8")
        return list(spills.rows(tmp_path))

    return give


def test_three_sections_with_times_are_scored(scored):
    count, error = scored(
        "a,R,S1,0,2020-01-01 00:00,1,mg/L,peak\n"
        "a,R,S2,10,2020-01-01 05:00,1,mg/L,peak\n"
        "a,R,S3,40,2020-01-01 22:00,1,mg/L,peak\n"
    )
    assert count.ours == 1
    # 10 km in 5 h, so 40 km in 20 h: two of 22 hours early
    assert error.ours == pytest.approx(100 * 2 / 22)
    assert error.met


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("a,R,S1,,2020-01-01 00:00,1,mg/L,peak\n" * 3, "no distance stated"),
        (
            "a,R,S1,0,2020-01-01,1,mg/L,peak\na,R,S2,10,2020-01-01 05:00,1,mg/L,peak\n",
            "1 sections with the time",
        ),
        (
            "\n".join(f"a,R,S,{km},2020-01-0{day} 05:00,1,mg/L,peak" for km, day in BACKWARDS),
            "do not increase",
        ),
        ("a,R,S1,0,2020-01-01 17:00..18:00,380,kg,release\n", "0 sections with the time"),
    ],
)
def test_what_a_record_lacks_is_said(scored, lines, reason):
    (count,) = scored(lines)
    assert (count.ours, count.met) == (0, None)
    assert reason in count.note
