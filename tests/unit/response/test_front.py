"""Which place the desk names as next."""

from datetime import datetime
from types import SimpleNamespace

from shangyou.response.shapes import front

NOW = datetime.fromisoformat("2026-03-01T03:00:00+08:00")


def row(name, hour, chance, kind="section"):
    at = f"2026-03-01T{hour:02d}:00:00+08:00"
    return {
        "id": name,
        "name": name,
        "kind": kind,
        "register": "receptors",
        "arrival": {"p05": at, "p50": at, "p95": at},
        "probability_above": chance,
    }


def named(*rows):
    found = front(SimpleNamespace(receptors=list(rows)), NOW)
    return None if found is None else (found["title"], found["alarm"])


def test_the_next_that_may_exceed_not_the_next_reached():
    safe = row("other bank", 4, 0.0, "intake")
    assert named(safe, row("section", 5, 0.05), row("intake", 6, 1.0, "intake")) == (
        "section",
        True,
    )


def test_an_intake_comes_first_among_equals():
    assert named(row("section", 5, 1.0), row("intake", 5, 0.1, "intake")) == ("intake", True)


def test_what_is_passed_is_not_ahead():
    assert named(row("passed", 2, 1.0), row("next", 4, 1.0)) == ("next", True)
    assert named(row("passed", 2, 1.0)) is None


def test_where_nothing_may_exceed_the_next_is_named_without_alarm():
    assert named(row("a", 4, 0.01), row("b", 5, 0.0)) == ("a", False)


def test_without_a_limit_nothing_is_called_safe():
    assert named(row("a", 4, 0.0), row("b", 5, None)) == ("b", True)


def test_without_a_forecast_there_is_none():
    assert front(None, NOW) is None
