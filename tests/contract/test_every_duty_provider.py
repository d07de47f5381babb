"""What every kind of open matter and every section of an analysis promises; each joins by being listed."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shangyou.core.models import User
from shangyou.core.rights import Role
from shangyou.project.duty import OPEN_ITEMS, SITUATION_SECTIONS
from shangyou.science.messages import Sentence
from shangyou.warning.duty.open_items import OpenItem
from shangyou.warning.situation.sections import Row, Window

MOST_QUERIES = 4
CITY, FULING = "500000", "500102"
pytestmark = pytest.mark.django_db
every_provider = pytest.mark.parametrize("provider", OPEN_ITEMS, ids=lambda p: p.kind)
every_section = pytest.mark.parametrize("section", SITUATION_SECTIONS, ids=lambda s: s.key)


@pytest.fixture(scope="module", autouse=True)
def demo_world(django_db_setup, django_db_blocker):
    """The demo world with its duty; undone afterwards with the transaction."""
    from django.db import transaction

    from shangyou.core import accounts
    from shangyou.preparedness.demo import load
    from shangyou.warning.demo import load as load_stations
    from shangyou.warning.duty.demo import load as load_duty

    with django_db_blocker.unblock():
        world = transaction.atomic()
        world.__enter__()
        load(say=lambda _: None)
        load_stations(say=lambda _: None)
        accounts.make_demo_accounts()
        load_duty(say=lambda _: None)
        yield
        transaction.set_rollback(True)
        world.__exit__(None, None, None)


def test_kinds_and_keys_are_used_once():
    assert len({p.kind for p in OPEN_ITEMS}) == len(OPEN_ITEMS)
    assert len({s.key for s in SITUATION_SECTIONS}) == len(SITUATION_SECTIONS)


@every_provider
def test_items_are_whole_and_cost_a_constant_number_of_queries(provider):
    officer = User.objects.get(username="zhiban")
    with CaptureQueriesContext(connection) as asked:
        items = list(provider.items(officer, timezone.now()))
    assert len(asked) <= MOST_QUERIES, [q["sql"][:80] for q in asked]
    assert isinstance(provider.title, Sentence)
    for item in items:
        assert isinstance(item, OpenItem)
        assert item.title.zh
        assert item.title.en
        assert item.link == "" or item.link.startswith("/")
        assert item.due_at is None or item.due_at.tzinfo is not None


@every_provider
def test_nobody_is_shown_what_is_not_his(provider):
    stranger = User(username="x", role=Role.ENTERPRISE, is_active=True)
    assert list(provider.items(stranger, timezone.now())) == []


@every_section
@pytest.mark.parametrize("divisions", [{CITY}, {FULING}], ids=["city", "district"])
def test_rows_are_whole_of_their_divisions_and_cheap(section, divisions):
    today = timezone.localdate()
    window = Window(today - dt.timedelta(days=30), today, frozenset(divisions), timezone.now())
    with CaptureQueriesContext(connection) as asked:
        rows = [row for part in section.compute for row in part(window)]
    assert len(asked) <= MOST_QUERIES * len(section.compute), [q["sql"][:80] for q in asked]
    assert section.title.en
    assert section.empty.en
    for row in rows:
        assert isinstance(row, Row)
        assert row.text.zh
        assert row.source.en
        assert row.link.startswith("/")
        assert divisions == {CITY} or row.division in divisions | {""}
