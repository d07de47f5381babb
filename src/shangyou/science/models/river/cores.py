"""Parts of an ensemble at the same time: arrays let go of the interpreter, so threads share the cores.

What is computed does not depend on how many cores there are: the parts are cut by the caller, and none reads what
another writes.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")


def at_once(work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
    """Return the work done on every part, in their order; the first part that fails raises."""
    cores = min(len(parts), len(os.sched_getaffinity(0)))
    if cores < 2:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(cores) as pool:
        return list(pool.map(work, parts))
