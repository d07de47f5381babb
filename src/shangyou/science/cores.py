"""Parts of an ensemble at the same time: arrays let go of the interpreter, so threads share the cores.

What is computed does not depend on how many threads or cores there are: the parts are cut by the caller, and none reads
what another writes.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

THREADS = 2
"""As many as the smallest machine has cores: on one core they cost nothing, and a server has other callers to serve."""

Part = TypeVar("Part")
Result = TypeVar("Result")


def at_once(work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
    """Return the work done on every part, in their order; the first part that fails raises."""
    if len(parts) < 2 or THREADS < 2:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, parts))
