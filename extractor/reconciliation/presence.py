"""Zero, none, given, how many: figures that are there if and only if others are, and figures that cannot be."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from extractor.data import Fact, Quantity
from extractor.reconciliation.figures import printed
from extractor.reconciliation.intervals import HUNDRED, ZERO
from extractor.reconciliation.ledger import Ledger, together
from extractor.reconciliation.messages import About, Note
from extractor.reconciliation.operands import PROJECT_BUDGET
from extractor.reconciliation.relations import Concepts, Relation, matches

if TYPE_CHECKING:
    from extractor.reconciliation.scene import Scene

EMPTY = ("none_stated", "not_applicable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence(Relation):
    """When all that the text says of `zero` is zero or none, it has no figure for `then`; and the reverse if `both`."""

    kind: Literal["presence"]
    zero: Concepts
    then: Concepts
    both: bool = False

    def find(self, scene: "Scene") -> Iterable[Note]:
        """One check where the text speaks of both."""
        left, right = (stated(scene.ledger, concepts) for concepts in (self.zero, self.then))
        if not left or not right:
            return
        given = [[fact for fact in facts if fact.quantity and fact.quantity.value] for facts in (left, right)]
        if given[1] and not given[0]:
            yield self.broken(left[0], given[1][0])
        elif self.both and given[0] and not given[1]:
            yield self.broken(right[0], given[0][0])
        else:
            facts = (*given[0][:1], *given[1][:1]) or (left[0], right[0])
            text = f"{self.name}：{'、'.join(said(fact) for fact in facts)}，一致。"
            yield Note(self, text, About(facts[0].item, tuple(fact.id for fact in facts)), good=True)

    def broken(self, empty: Fact, given: Fact) -> Note:
        """One figure is none, the other is given."""
        text = f"{said(empty)}，却有{said(given)}。"
        return Note(self, text, About(given.quantity or given.item, (empty.id, given.id)))


def stated(ledger: Ledger, concepts: Concepts) -> list[Fact]:
    """What the document says about some concepts in its own year; stocks at a date count for every year."""
    year = ledger.document.fiscal_year
    stages = ("final", None) if ledger.is_final else ("budget", None)
    return [
        fact
        for concept in concepts
        for fact in ledger.by_concept.get(concept, ())
        if (fact.stage is None or (fact.stage in stages and year in (None, fact.year)))
        and (fact.quantity or fact.state in EMPTY)
        and not fact.project
    ]


def said(fact: Fact) -> str:
    """A fact as a message names it: "公务用车购置费20万元", "称没有政府性基金预算"."""
    return f"{fact.item.text}{printed(fact.quantity)}" if fact.quantity else f"称没有{fact.item.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Relation):
    """A stated number of things is the number of things listed; `pattern` are words that promise a list of all."""

    kind: Literal["count"]
    stated: str
    listed: Literal["projects"]
    pattern: re.Pattern[str]

    def find(self, scene: "Scene") -> Iterable[Note]:
        """One check for each number of the document's own year: against those named beside it, or all described."""
        ledger = scene.ledger
        for fact in ledger.by_concept.get(self.stated, ()):
            if fact.quantity and not fact.quantity.qualifier and fact.year == ledger.document.fiscal_year:
                listed = named_beside(ledger, fact, fact.quantity) or len(ledger.rows.projects)
                if listed:
                    yield self.check(ledger, fact, fact.quantity, listed)

    def check(self, ledger: Ledger, fact: Fact, quantity: Quantity, listed: int) -> Note:
        """One number against the list: fewer are only wrong where the sentence promises all."""
        start, end = ledger.sentence(quantity.start)
        is_all = listed > 1 and self.pattern.search(ledger.text[start:end])  # one alone is an example, no list
        few = quantity.value > listed and not is_all
        good = None if few else quantity.value == listed
        tail = "，没有说明是否全部列出" if few else "" if good else "，不一致"
        text = f"{fact.item.text}{printed(quantity)}，文中列出{listed}个{tail}。"
        about = About(quantity, (fact.id,))
        return Note(self, text, about, good=good, expected=Decimal(listed), actual=quantity.value)


def named_beside(ledger: Ledger, stated: Fact, quantity: Quantity) -> int:
    """How many projects the sentence of a number lists with their money: 5个，分别为：清查120万元、评审150万元."""
    _, end = ledger.sentence(quantity.start)
    budgets = [fact for fact in ledger.by_concept.get(PROJECT_BUDGET, ()) if together(stated, fact)]
    inside = [fact for fact in budgets if fact.quantity and quantity.end <= fact.quantity.start < end]
    return len(inside) if len(inside) > 1 else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds(Relation):
    """Amounts of `positive` are not negative, counts of `whole` have no fraction, shares lie between 0 and 100."""

    kind: Literal["bounds"]
    positive: Concepts
    whole: Concepts

    def find(self, scene: "Scene") -> Iterable[Note]:
        """One check for each figure out of bounds, or one that says that there is none."""
        found = [*self.facts(scene.ledger), *self.shares(scene.ledger)]
        yield from found
        if not found and scene.ledger.numbered:
            yield Note(self, f"{self.name}：没有超出范围的数字。", good=True)

    def facts(self, ledger: Ledger) -> Iterator[Note]:
        """Facts below zero, and people or cars with a fraction."""
        for fact in ledger.numbered:
            quantity = fact.quantity
            if quantity is None:
                continue
            if quantity.kind == "amount" and quantity.value < 0 and matches(fact.concept, self.positive):
                text = f"{fact.item.text}{printed(quantity)}为负数。"
                about = About(quantity, (fact.id,))
                yield Note(self, text, about, cause="sign", expected=ZERO, actual=quantity.value)
            elif quantity.kind == "count" and quantity.value % 1 and matches(fact.concept, self.whole):
                text = f"{fact.item.text}{printed(quantity)}不是整数。"
                yield Note(self, text, About(quantity, (fact.id,)), actual=quantity.value)

    def shares(self, ledger: Ledger) -> Iterator[Note]:
        """Shares below 0 or above 100."""
        for ratio in ledger.rows.ratios:
            value = ratio.percent.value
            if ratio.kind == "share" and ratio.percent.unit != "pp" and not 0 <= value <= HUNDRED:
                facts = (ratio.fact,) if ratio.fact in ledger.facts else ()
                text = f"占比{printed(ratio.percent)}不在0到100%之间。"
                yield Note(self, text, About(ratio.percent, facts, ratios=(ratio.id,)), actual=value)
