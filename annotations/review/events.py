"""What was done to an item, and what it is by that: a fold of its events.

    fold([Event(1, "accept", "ann", …), Event(2, "undo", "ann", …)], reviews=1).name -> "pending"

Events are never changed. An undo is an event that names another one; undoing the undo brings that one back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, get_args

from annotations.review.rows import Row

Action = Literal["accept", "reject", "correct", "move", "relink", "add", "undo", "skip", "comment", "reopen", "resolve"]
ACTIONS: tuple[Action, ...] = get_args(Action)
CHANGING: tuple[Action, ...] = ("correct", "move", "relink")
ANSWERS: tuple[Action, ...] = ("accept", "reject", *CHANGING, "add", "skip")
StateName = Literal["pending", "answered", "conflict", "accepted", "corrected", "rejected", "added", "withdrawn"]
SETTLED: tuple[StateName, ...] = ("accepted", "corrected", "rejected", "added", "withdrawn")
OPEN: tuple[StateName, ...] = ("pending", "answered")
SKIPPED = "skipped"


class Event(NamedTuple):
    """One event of an item: its number there, and in `data` the outcome and row of an answer, or what is undone."""

    number: int
    action: Action
    reviewer: str
    data: Mapping[str, Any]
    at: float = 0.0
    lead_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What one reviewer says of an item (accepted, corrected, rejected, added, skipped), and the row as it is to be."""

    reviewer: str
    outcome: str
    after: Row | None
    at: float = 0.0
    lead_ms: int | None = None

    def agrees(self, other: "Answer") -> bool:
        """Whether two answers come to the same: the same row, or no row for the same reason."""
        return self.after == other.after and (self.after is not None or self.outcome == other.outcome)


@dataclass(frozen=True, slots=True)
class State:
    """What an item is: `name`, the row as it should be once it is settled, and who says what."""

    name: StateName
    after: Row | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    version: int = 0
    is_resolved: bool = False


def in_force(events: Iterable[Event]) -> list[Event]:
    """The events that are not undone, without the undoing."""
    some = list(events)
    undone: set[int] = set()
    for event in reversed(some):
        if event.action == "undo" and event.number not in undone:
            undone.add(event.data["undoes"])
    return [event for event in some if event.action != "undo" and event.number not in undone]


def fold(events: Iterable[Event], *, reviews: int, is_added: bool = False) -> State:
    """What an item is after its events, in the order of their numbers.

    `reviews` is how many people have to answer on their own: until then it is `answered`, and `conflict` where their
    rows differ. Of an item that one person decides, the last answer holds. `is_added`: a row that people added, which
    is `withdrawn` when that is undone.
    """
    some = list(events)
    answers: dict[str, Answer] = {}
    resolved: Answer | None = None
    for event in in_force(some):
        if event.action == "reopen":
            answers, resolved = {}, None
        elif event.action == "resolve":
            resolved = _answer(event)
        elif event.action in ANSWERS:
            answers.pop(event.reviewer, None)  # so that the last answer is the last one
            answers[event.reviewer] = _answer(event)
    final = resolved or _agreed(answers, reviews)
    name = _outcome(final) if final is not None else _unsettled(answers, reviews, is_added=is_added)
    return State(name, final.after if final is not None else None, answers, len(some), resolved is not None)


def _answer(event: Event) -> Answer:
    return Answer(event.reviewer, event.data["outcome"], event.data.get("after"), event.at, event.lead_ms)


def given(answers: Mapping[str, Answer]) -> list[Answer]:
    """The answers that are more than a skip, the last one last."""
    return [answer for answer in answers.values() if answer.outcome != SKIPPED]


def _agreed(answers: Mapping[str, Answer], reviews: int) -> Answer | None:
    """The answer that holds, where there are enough and they do not differ."""
    found = given(answers)
    if len(found) < reviews:
        return None
    return found[-1] if reviews == 1 or all(map(found[-1].agrees, found)) else None


def _outcome(answer: Answer) -> StateName:
    name: StateName = answer.outcome  # type: ignore[assignment]  # a skip is never final
    return name


def _unsettled(answers: Mapping[str, Answer], reviews: int, *, is_added: bool) -> StateName:
    found = given(answers)
    if len(found) >= reviews:
        return "conflict"
    return "answered" if found else "withdrawn" if is_added else "pending"
