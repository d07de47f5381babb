"""What the rest of the system needs to know about a hazard model."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from shangyou.science.messages import Problem, Sentence

Inputs = TypeVar("Inputs")


def _nothing_to_add(_: Any) -> Iterable[Any]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec(Generic[Inputs]):
    """A hazard model as declared data: forms, storage, reports and tests derive from it.

    `problems` finds what no single field shows (a cycle, a place beyond the reach): such inputs
    are refused. `outside_validity` says when an answer is given but not to be trusted blindly.
    `solve(inputs, seed=…)` returns an answer that `to_json` turns into the public contract.
    """

    name: str
    version: str
    title: Sentence
    medium: Literal["river", "air"]
    inputs: type[Inputs]
    solve: Callable[..., Any]
    to_json: Callable[..., dict[str, Any]]
    references: tuple[str, ...]
    problems: Callable[[Inputs], Iterable[Problem]] = _nothing_to_add
    outside_validity: Callable[[Inputs], Iterable[Sentence]] = _nothing_to_add
