"""The demo world in the test database, loaded once for each module and rolled back after it."""

import pytest
from django.db import transaction

from shangyou.preparedness.demo import load


@pytest.fixture(scope="module")
def demo_world(django_db_setup, django_db_blocker):
    """Load the demo world inside a transaction; each test's own is a savepoint of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def world(demo_world, db):
    """The demo world, and a transaction of one's own."""
