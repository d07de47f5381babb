"""What can be the number of a row, of all that a request may hold in its place."""

from typing import Final, TypeGuard

_FIRST_TOO_LARGE: Final = 2**63


def is_key(value: object) -> TypeGuard[int]:
    """Say whether a value can be the number of a row; true, 1.0, "1" and what PostgreSQL cannot hold are none."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < _FIRST_TOO_LARGE
