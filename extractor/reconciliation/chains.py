"""Sums that the words of a sentence write out, and classes whose codes nest."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Literal

from extractor.data import Fact
from extractor.reconciliation.claims import Linear, Sense
from extractor.reconciliation.figures import plain_name
from extractor.reconciliation.ledger import Ledger, Printing, grouped, place
from extractor.reconciliation.listing import BOUNDARY
from extractor.reconciliation.messages import holds
from extractor.reconciliation.readings import flow_of
from extractor.reconciliation.relations import Relation

if TYPE_CHECKING:
    from extractor.reconciliation.scene import Scene

LOOK_BACK = 16  # figures before a total among which its operands are looked for
NAME = 24  # characters before 加上 in which the first operand is named
AMOUNT = re.compile(r"\d\s*(?:亿|千|万)?元")
BRACKET = re.compile(r"[（(][^（）()]*[）)]")
OPENING, CLOSING = re.compile(r"[（(]"), re.compile(r"[）)]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain(Relation):
    """An addition in words: 甲收入加上乙1亿元、丙2亿元，收入总计丁; `pattern` names 丁, `cue` stands before 乙."""

    kind: Literal["chain"]
    pattern: re.Pattern[str]
    cue: re.Pattern[str]

    def find(self, scene: "Scene") -> Iterable[Linear]:
        """One claim for every such sentence: its first operand was printed before it, the others stand in it."""
        for total in scene.ledger.numbered:
            if self.pattern.search("".join(total.item.text.split())):
                yield from self.claim(scene.ledger, total)

    def claim(self, ledger: Ledger, total: Fact) -> Iterator[Linear]:
        """The clause in which one total stands, with the first operand that makes it hold, else the likeliest."""
        start = max(ledger.sentence(place(total))[0], ledger.text.rfind("；", 0, place(total)) + 1)
        match = self.cue.search(ledger.text, start, total.item.start)
        parts = operands(ledger, match.end(), total) if match else []
        if match is None or not parts:
            return
        named, near = starts(ledger, match.start(), total)
        claims = [self.adding(ledger, total, (first, *parts)) for first in (*named, *near) if first not in parts]
        if held := next((claim for claim in claims if holds(claim)), None):
            yield held
        elif named and claims and len(parts) == written_amounts(ledger.text[match.end() : total.item.start]):
            yield claims[0]  # every amount of the sentence was understood, so that nothing is missing

    def adding(self, ledger: Ledger, total: Fact, parts: tuple[Fact, ...]) -> Linear:
        """The addition with one choice of operands."""
        terms = tuple((1, ledger.figure(fact)) for fact in parts)
        return Linear(self, ledger.figure(total), terms, self.severity)


def printings(ledger: Ledger, low: int, high: int, total: Fact) -> list[Printing]:
    """The amounts between two places of the text that may be added up to a total, in the order of the text."""
    facts = ledger.numbered[bisect_left(ledger.places, low) : bisect_left(ledger.places, high)]
    found = [Printing(place(fact), fact.quantity.end, fact) for fact in facts if fact.quantity]
    found += ledger.mentioned(low, high)
    return sorted((one for one in found if one.fact.id != total.id and same_money(one.fact, total)), key=itemgetter(0))


def operands(ledger: Ledger, start: int, total: Fact) -> list[Fact]:
    """The amounts from a place up to a total, without those in brackets and those that are part of another."""
    found = printings(ledger, start, place(total), total)
    known = {one.fact.id for one in found}
    outside = (one.fact for one in found if not bracketed(ledger.text, start, one.start))
    return [fact for fact in outside if fact.part_of not in known]


def bracketed(text: str, start: int, position: int) -> bool:
    """True when a bracket that opened after `start` is not closed at a position."""
    return len(OPENING.findall(text, start, position)) > len(CLOSING.findall(text, start, position))


def written_amounts(text: str) -> int:
    """How many amounts a text prints outside brackets."""
    return len(AMOUNT.findall(BRACKET.sub("", text)))


def starts(ledger: Ledger, cue: int, total: Fact) -> tuple[list[Fact], list[Fact]]:
    """What the addition may begin with: the figure before the cue or of the name there, and others of the paragraph."""
    last = BOUNDARY.split(ledger.text[max(0, cue - NAME) : cue].rstrip("，, \n"))[-1]
    paragraph, flow = ledger.text.rfind("\n", 0, cue) + 1, flow_of(total)
    near = printings(ledger, paragraph, cue, total)[::-1]
    if AMOUNT.search(last):
        named = [one.fact for one in near[:1] if cue - one.end <= 1]
    elif last:
        first = named_before(ledger, re.sub(r"\s", "", last), cue, total)
        named = [first] if first else []
    else:
        named = subject(ledger, near, flow)
    return named, [one.fact for one in near if flow_of(one.fact) == flow and one.fact not in named]


def subject(ledger: Ledger, near: list[Printing], flow: str) -> list[Fact]:
    """What a sentence that begins with 加上 adds to: the one figure of its flow that the paragraph is about."""
    facts = {one.fact.id: one.fact for one in near if flow and flow_of(one.fact) == flow}
    wholes = [fact for fact in facts.values() if fact.part_of not in ledger.facts]
    return wholes if len(wholes) == 1 else []


def same_money(one: Fact, two: Fact) -> bool:
    """True for amounts of one year and stage."""
    alike = one.quantity and two.quantity and one.quantity.kind == two.quantity.kind
    return bool(alike and one.year == two.year and one.stage == two.stage)


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
            found = self.pattern.search(name)
            if found is None or self.unless.search(name):
                continue
            whose = name[: found.start()]
            near = [f for f in before(ledger, fact)[-6:] if f.section == fact.section and f.year == fact.year]
            for income, outgo in pairwise(f for f in near if re.search(r"(?:收入|支出)$", f.item.text.strip())):
                stem, other = (re.sub(r"\s", "", f.item.text) for f in (income, outgo))
                if not stem.endswith("收入") or other != f"{stem[:-2]}支出":
                    continue
                if not whose or whose in stem or stem[:-2] in whose:
                    terms = ((1, ledger.figure(income)), (-1, ledger.figure(outgo)))
                    yield Linear(self, ledger.figure(fact), terms, self.severity)


def before(ledger: Ledger, fact: Fact) -> list[Fact]:
    """The numbered facts just before a fact."""
    index = ledger.index[fact.id]
    return list(ledger.numbered[max(0, index - LOOK_BACK) : index])


def named_before(ledger: Ledger, name: str, position: int, total: Fact) -> Fact | None:
    """The last figure of that name before a position, of the same year."""
    wanted = plain_name(name)
    found = (
        fact
        for fact in reversed(ledger.numbered[: bisect_left(ledger.places, position)])
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
