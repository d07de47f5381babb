"""The demo world in the test database."""

import pytest
from django.db import transaction


@pytest.fixture(scope="module")
def demo_world(django_db_setup, django_db_blocker):
    """Load the demo world inside a transaction; each test's own is a savepoint of it."""
    from shangyou.preparedness.demo import load

    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)
