"""Sums that the words of a sentence write out, and classes whose codes nest."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from extractor.data import Fact
from extractor.reconciliation.claims import Linear, Sense
from extractor.reconciliation.ledger import Ledger, grouped, place, plain_name
from extractor.reconciliation.relations import Relation

if TYPE_CHECKING:
    from extractor.reconciliation.scene import Scene

LOOK_BACK = 12  # figures before a total among which its operands are looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain(Relation):
    """An addition in words: 甲收入加上乙、丙，收入总计丁; `pattern` is the name of 丁, `lead` the words before 乙."""

    kind: Literal["chain"]
    pattern: re.Pattern[str]
    lead: re.Pattern[str]

    def find(self, scene: "Scene") -> Iterable[Linear]:
        """One claim for every such sentence: its first operand was printed before it, the others stand in it."""
        for total in scene.ledger.numbered:
            if self.pattern.search(re.sub(r"\s", "", total.item.text)):
                yield from self.claim(scene.ledger, total)

    def claim(self, ledger: Ledger, total: Fact) -> Iterator[Linear]:
        """The sentence in which one total stands."""
        start, _ = ledger.sentence(place(total))
        parts = [f for f in before(ledger, total) if place(f) >= start and f.quantity and f.quantity.kind == "amount"]
        if not parts:
            return
        match = self.lead.search(re.sub(r"\s", "", ledger.text[start : parts[0].item.start]))
        first = named_before(ledger, match[1], parts[0], total) if match else None
        if first is not None:
            terms = tuple((1, ledger.figure(fact)) for fact in (first, *parts))
            yield Linear(self, ledger.figure(total), terms, self.severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance(Relation):
    """Income and outgo of one name, and the balance printed behind them: 甲收入、甲支出，当年收支结余."""

    kind: Literal["balance"]
    pattern: re.Pattern[str]
    unless: re.Pattern[str]

    def find(self, scene: "Scene") -> Iterable[Linear]:
        """One claim for every balance that follows such a pair in its section."""
        ledger = scene.ledger
        for fact in ledger.numbered:
            name = plain_name(fact.item.text)
            if not self.pattern.search(name) or self.unless.search(name):
                continue
            near = [f for f in before(ledger, fact)[-6:] if f.section == fact.section and f.year == fact.year]
            for income, outgo in pairwise(f for f in near if re.search(r"(?:收入|支出)$", f.item.text.strip())):
                stem, other = (re.sub(r"\s", "", f.item.text) for f in (income, outgo))
                if stem.endswith("收入") and other == f"{stem[:-2]}支出":
                    terms = ((1, ledger.figure(income)), (-1, ledger.figure(outgo)))
                    yield Linear(self, ledger.figure(fact), terms, self.severity)


def before(ledger: Ledger, fact: Fact) -> list[Fact]:
    """The numbered facts just before a fact."""
    index = ledger.index[fact.id]
    return list(ledger.numbered[max(0, index - LOOK_BACK) : index])


def named_before(ledger: Ledger, name: str, first: Fact, total: Fact) -> Fact | None:
    """The last figure of that name before the sentence, of the same year."""
    wanted = plain_name(name)
    found = (
        fact
        for fact in reversed(ledger.numbered[: ledger.index[first.id]])
        if fact.year == total.year and fact.stage == total.stage and plain_name(fact.item.text).endswith(wanted)
    )
    return next(found, None) if wanted else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nested(Relation):
    """Codes that nest: a class is the sum of the codes below it, in one column of one table or in one section."""

    kind: Literal["nested"]
    concept: str
    dimension: str
    lengths: tuple[int, ...]

    def find(self, scene: "Scene") -> Iterable[Linear]:
        """One claim for every class that has codes below it."""
        facts = [f for f in scene.ledger.by_concept.get(self.concept, ()) if f.quantity and self.dimension in f.dims]
        for level in grouped((column(fact), fact) for fact in facts).values():
            yield from self.claims(scene.ledger, level)

    def claims(self, ledger: Ledger, facts: list[Fact]) -> Iterator[Linear]:
        """The classes of one column: each code once, or the column says nothing."""
        parents = {fact.dims[self.dimension]: fact for fact in facts}
        if len(parents) < len(facts):
            return
        shorter = dict(zip(self.lengths[1:], self.lengths, strict=False))
        below = grouped((code[: shorter[len(code)]], fact) for code, fact in parents.items() if len(code) in shorter)
        for code, parts in below.items():
            if code in parents:
                terms = tuple((1, ledger.figure(part)) for part in parts)
                sense: Sense = "=" if parents[code].table else "≥"  # a text need not name every code, a table does
                yield Linear(self, ledger.figure(parents[code]), terms, self.severity, sense)


def column(fact: Fact) -> tuple[object, ...]:
    """Where figures of one kind of money stand together: a column of a table, or a section."""
    where = (fact.table.id, fact.table.column) if fact.table else (fact.section, None)
    return (*where, fact.year, fact.stage, fact.basis)
