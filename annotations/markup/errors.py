"""What can be wrong with an annotated document: everything that was found, each with its line."""

from collections.abc import Iterable
from typing import NamedTuple


class Problem(NamedTuple):
    """One thing to mend: Problem(12, "q (fact): '若干' has no number"); lines count from 1."""

    line: int
    reason: str


class MarkupError(ValueError):
    """Annotated document `name` cannot be used, because of `problems`, in the order of their lines."""

    code = "markup"

    def __init__(self, name: str, problems: Iterable[Problem]) -> None:
        self.name = name
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(f"{name}, line {line}: {reason}" for line, reason in self.problems))
