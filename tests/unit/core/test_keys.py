"""What can be the number of a row."""

import pytest

from shangyou.core.keys import is_key


@pytest.mark.parametrize("value", [1, 2**31, 2**63 - 1])
def test_a_number_of_a_row(value):
    assert is_key(value)


@pytest.mark.parametrize("value", [0, -1, 2**63, 10**30, True, False, 1.0, "1", None, [1], {}])
def test_none(value):
    assert not is_key(value)
