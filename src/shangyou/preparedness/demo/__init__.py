"""The demo world, 示意数据: the rivers of Chongqing as entered facts, the rest made up and named so."""

from collections.abc import Callable


def load(say: Callable[[str], None] = print) -> dict[str, int]:
    """Load what is missing of the demo world; return the rows created per register."""
    from shangyou.preparedness.demo import loading  # noqa: PLC0415 (the facts are read without Django)

    return loading.load(say)
