"""The demo world, which each test of a module may change as it likes."""

import pytest


@pytest.fixture
def world(demo_world, db):
    """The demo world, and a transaction of one's own."""
