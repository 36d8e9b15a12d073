"""Words for movements against the figures, and whether movements are explained."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from extractor.data import Change, Fact, Severity
from extractor.reconciliation.claims import Linear, Sense
from extractor.reconciliation.figures import printed
from extractor.reconciliation.intervals import HUNDRED, ZERO, spread
from extractor.reconciliation.ledger import Ledger, near
from extractor.reconciliation.messages import About, Note
from extractor.reconciliation.movements import SIGNS, Move
from extractor.reconciliation.relations import Concepts, Relation, matches

if TYPE_CHECKING:
    from extractor.reconciliation.scene import Scene

QUOTED = 20  # characters of a reason that a message quotes
SENSES: dict[str, Sense] = {"increase": "≥", "decrease": "≤", "flat": "="}
WORDS = {1: "增加", -1: "减少", 0: "持平"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction(Relation):
    """The word for a movement is the sign of this level − the earlier one; 持平 has no amount, zero never rose.

    `against` limits the row to movements against some bases.
    """

    kind: Literal["sign"]
    against: tuple[str, ...]

    def find(self, scene: "Scene") -> Iterable[Linear | Note]:
        """One finding for each change whose direction the figures decide."""
        for move in scene.moves:
            if move.change.against in self.against and not move.both:
                prior = move.prior
                found = self.claim(scene.ledger, move, prior) if prior else self.impossible(scene.ledger, move)
                yield from (found,) if found else ()

    def claim(self, ledger: Ledger, move: Move, prior: Fact) -> Linear | None:
        """The word against the printed earlier level; "增加0万元" says nothing about a direction."""
        change = move.change
        if move.sign and is_zero(change):
            return None
        severity: Severity = self.severity if near(prior, move.fact) else "warning"
        terms, sense = ((1, ledger.figure(prior)),), SENSES[change.direction]
        return Linear(self, move.now, terms, severity, sense, related=(change.id,), words=WORDS[move.sign])

    def impossible(self, ledger: Ledger, move: Move) -> Note | None:
        """持平 with an amount, or a rise to zero."""
        change, fact, now, moved = move.change, move.fact, move.now.quantity, move.change.amount
        if moved is None or moved.kind != now.kind or not moved.value:
            return None
        if change.direction == "flat":
            text = f"{fact.item.text}既称持平，又写明增减{printed(moved)}。"
        elif change.direction == "increase" and now.value == 0:
            text = f"{fact.item.text}为{printed(now)}，却写明增加{printed(moved)}。"
        else:
            return None
        cause = "stale_copy" if repeats(ledger, change) else "sign"
        return Note(self, text, About(change, (fact.id,), (change.id,)), cause=cause, actual=moved.value)


def is_zero(change: Change) -> bool:
    """True for "增加0万元，增长0%"."""
    return not any(q and q.value for q in (change.amount, change.percent))


def repeats(ledger: Ledger, change: Change) -> bool:
    """True when another change prints the same amount: then this one was probably copied."""
    amounts = [other.amount.value for other in ledger.rows.changes if other.amount and other.id != change.id]
    return change.amount is not None and change.amount.value in amounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin(Relation):
    """The earlier level, as a level and its growth imply it, is not below zero."""

    kind: Literal["origin"]

    def find(self, scene: "Scene") -> Iterable[Note]:
        """One check for each growth that is larger than what it led to."""
        for move in scene.moves:
            change, fact, now, moved = move.change, move.fact, move.now.quantity, move.change.amount
            if moved is None or moved.kind != now.kind or change.direction != "increase":
                continue
            if 0 < now.value < moved.value - spread((now.step, moved.step)):
                text = f"{fact.item.text}{printed(now)}，却比上年增加{printed(moved)}，推出的上年数为负。"
                cause = "stale_copy" if repeats(scene.ledger, change) else "sign"
                about = About(change, (fact.id,), (change.id,))
                yield Note(self, text, about, cause=cause, expected=now.value, actual=moved.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained(Relation):
    """A movement of one of `concepts` by more than `percent` has a reason."""

    kind: Literal["reason"]
    concepts: Concepts
    percent: int = 0

    def find(self, scene: "Scene") -> Iterable[Note]:
        """One check for each movement that is large enough to ask."""
        explained = scene.ledger.explained
        for move in scene.moves:
            change, fact, moved = move.change, move.fact, move.change.amount or move.change.percent
            if not moved or not moved.value or change.direction == "flat" or not matches(fact.concept, self.concepts):
                continue
            if self.percent and percent_of(change, fact) <= self.percent:
                continue
            told = change.id in explained or fact.id in explained
            text = (
                f"{fact.item.text}{WORDS[SIGNS[change.direction]]}{printed(moved)}，{'' if told else '没有'}说明原因。"
            )
            yield Note(self, text, About(change, (fact.id,), (change.id,)), good=told)


def percent_of(change: Change, fact: Fact) -> Decimal:
    """The growth that a change prints, or that its amount implies."""
    if change.percent:
        return abs(change.percent.value)
    if change.amount is None or fact.quantity is None:
        return ZERO
    before = fact.quantity.value - SIGNS[change.direction] * change.amount.value
    return HUNDRED * change.amount.value / before if before > 0 else ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradicted(Relation):
    """A reason of one of `categories` does not explain a movement in `direction`: 厉行节约 does not make money grow."""

    kind: Literal["contradiction"]
    categories: tuple[str, ...]
    direction: Literal["increase", "decrease"]

    def find(self, scene: "Scene") -> Iterable[Note]:
        """One check for each reason of these categories that explains a movement."""
        changes = {change.id: change for change in scene.ledger.rows.changes}
        for reason in scene.ledger.rows.reasons:
            moved = [changes[identity] for identity in reason.explains if identity in changes]
            if reason.category in self.categories and moved:
                yield self.check(reason.text, moved)

    def check(self, text: str, moved: list[Change]) -> Note:
        """One reason against the movements that it explains."""
        against = [change for change in moved if change.direction == self.direction and not is_zero(change)]
        tail = f"说明的是{WORDS[SIGNS[self.direction]]}，方向相反" if against else "与增减方向一致"
        changes = against or moved
        about = About(changes[0], changes=tuple(change.id for change in changes))
        return Note(self, f"原因“{text[:QUOTED]}”{tail}。", about, good=not against)
