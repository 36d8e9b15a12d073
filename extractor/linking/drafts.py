"""Rows in the making: what has been found so far in one document, in the order of the text."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from extractor.data import (
    Against,
    Basis,
    Change,
    Direction,
    Fact,
    Phrase,
    Quantity,
    Ratio,
    RatioKind,
    Reason,
    ReasonCategory,
    Rows,
    Stage,
    State,
)

SINGULAR = ("tp.total", "rev.total", "exp.total")  # items of which a document has one


@dataclass(slots=True, eq=False)
class FactDraft:
    """A fact while its document is being read; `place` is where it stands among all facts.

    `passage` and `sentence` say where it was last spoken of, which is where later words look for it; `told` where it
    was stated: in which paragraph and section, and how many facts there were by then.
    """

    place: int
    item: Phrase
    name: str
    concept: str | None
    quantity: Quantity | None
    state: State
    year: int | None
    stage: Stage | None
    basis: Basis | None
    dims: dict[str, str]
    parent: "FactDraft | None"
    section: str | None
    passage: int
    sentence: int
    project: str | None = None
    purpose: Phrase | None = None
    mentions: list[Quantity] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    told: list[tuple[int, str | None, int]] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The id of the finished row."""
        return f"f{self.place + 1}"

    @property
    def is_nothing(self) -> bool:
        """Whether it says that there is none of its item."""
        return self.state in ("none_stated", "not_applicable", "zero")


@dataclass(slots=True, eq=False)
class ChangeDraft:
    """A change while it still waits for its second number; `listed` is shared by changes that were listed together.

    `awaits` is the item that its words name, and its concept, where no figure of that item was told so far.
    """

    place: int
    fact: FactDraft
    direction: Direction
    against: Against
    against_year: int | None
    start: int
    end: int
    passage: int
    sentence: int
    section: str | None
    amount: Quantity | None = None
    percent: Quantity | None = None
    listed: int | None = None
    awaits: tuple[str, str | None] | None = None
    evidence: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The id of the finished row."""
        return f"c{self.place + 1}"


@dataclass(slots=True, eq=False)
class RatioDraft:
    """A ratio with both ends resolved as far as the text allows."""

    kind: RatioKind
    fact: FactDraft
    of: FactDraft | None
    of_text: str | None
    percent: Quantity
    passage: int
    evidence: list[str]


@dataclass(slots=True, eq=False)
class ReasonDraft:
    """A reason and what it explains."""

    phrase: Phrase
    category: ReasonCategory
    explains: list[FactDraft | ChangeDraft]
    evidence: list[str]


@dataclass(slots=True)
class Drafts:
    """All rows of one document so far; facts are put down by `add`."""

    facts: list[FactDraft] = field(default_factory=list)
    changes: list[ChangeDraft] = field(default_factory=list)
    ratios: list[RatioDraft] = field(default_factory=list)
    reasons: list[ReasonDraft] = field(default_factory=list)
    _by_figure: dict[tuple[Decimal, str], list[FactDraft]] = field(default_factory=lambda: defaultdict(list))

    def add(self, fact: FactDraft) -> None:
        """Put a fact down behind the others."""
        self.facts.append(fact)
        if fact.quantity is not None:
            self._by_figure[fact.quantity.value, fact.quantity.unit].append(fact)

    def of_figure(self, quantity: Quantity, window: int) -> Iterator[FactDraft]:
        """The facts with this very figure among the last ones, the latest first."""
        for fact in reversed(self._by_figure.get((quantity.value, quantity.unit), ())):
            if fact.place < len(self.facts) - window:
                return
            yield fact

    def forget(self, gone: Collection[FactDraft]) -> None:
        """Take facts out again, and number the others anew."""
        self.facts = [fact for fact in self.facts if fact not in gone]
        for place, fact in enumerate(self.facts):
            fact.place = place

    def finish(self) -> Rows:
        """The finished rows; their confidence is still to be rated."""
        return Rows(
            facts=tuple(_finish_fact(draft) for draft in self.facts),
            changes=tuple(_finish_change(draft) for draft in self.changes),
            ratios=tuple(_finish_ratio(place, draft) for place, draft in enumerate(self.ratios)),
            reasons=tuple(_finish_reason(place, draft) for place, draft in enumerate(self.reasons)),
        )


def _finish_fact(draft: FactDraft) -> Fact:
    return Fact(
        id=draft.id,
        item=draft.item,
        concept=draft.concept,
        quantity=draft.quantity,
        state=draft.state,
        year=draft.year,
        stage=draft.stage,
        basis=draft.basis,
        dims=dict(draft.dims),
        part_of=draft.parent.id if draft.parent else None,
        purpose=draft.purpose,
        section=draft.section,
        project=draft.project,
        mentions=tuple(draft.mentions),
        evidence=tuple(draft.evidence),
    )


def _finish_change(draft: ChangeDraft) -> Change:
    return Change(
        id=draft.id,
        fact=draft.fact.id,
        direction=draft.direction,
        amount=draft.amount,
        percent=draft.percent,
        against=draft.against,
        against_year=draft.against_year,
        start=draft.start,
        end=draft.end,
        evidence=tuple(draft.evidence),
    )


def _finish_ratio(place: int, draft: RatioDraft) -> Ratio:
    return Ratio(
        id=f"q{place + 1}",
        kind=draft.kind,
        fact=draft.fact.id,
        of=draft.of.id if draft.of else None,
        of_text=draft.of_text,
        percent=draft.percent,
        evidence=tuple(draft.evidence),
    )


def _finish_reason(place: int, draft: ReasonDraft) -> Reason:
    return Reason(
        id=f"r{place + 1}",
        text=draft.phrase.text,
        start=draft.phrase.start,
        end=draft.phrase.end,
        category=draft.category,
        explains=tuple(target.id for target in draft.explains),
        evidence=tuple(draft.evidence),
    )


def is_one_item(one: FactDraft, other: FactDraft) -> bool:
    """Whether two figures have one name, or are both a total that a document has once, by other words."""
    return one.name == other.name or (one.concept == other.concept and one.concept in SINGULAR)


def is_below(fact: FactDraft, whole: FactDraft) -> bool:
    """Whether a figure is a part of another, or of a part of it."""
    above = fact.parent
    while above is not None and above is not whole:
        above = above.parent
    return above is not None
