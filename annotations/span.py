"""The one type that people, rules and networks share when they mark text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch of text: `Span(13, 22, "AMOUNT", 1.0, "grammar")`.

    `start` and `end` are a half-open range of code points. `score` lies in [0, 1] and is
    uncalibrated; `source` names what marked it: a component, a model or a reviewer.
    """

    start: int
    end: int
    label: str
    score: float = 1.0
    source: str = ""
