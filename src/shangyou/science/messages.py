"""What the kernel says to people: one sentence, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """One plain sentence for a duty officer."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one input, and what is allowed.

    `path` is the JSON path of the input, for example `$.releases[0].mass_kg`.
    """

    path: str
    sentence: Sentence


class BadInput(ValueError):  # noqa: N818 (it is said to people, not only raised)
    """The inputs cannot be used; carries every problem found, not the first alone."""

    def __init__(self, problems: "list[Problem]") -> None:
        super().__init__("; ".join(f"{p.path}: {p.sentence.en}" for p in problems))
        self.problems = problems
