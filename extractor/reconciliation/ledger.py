"""The rows of one document, found by id, parent, concept and place without searching."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple, TypeVar

from extractor.data import Change, Document, Fact, Indicator, Quantity, QuantityKind, Ratio, Rows, Section
from extractor.reconciliation.figures import Figure, between, plain_name, short, value_of
from extractor.reconciliation.intervals import rounded

RATIOS = {"share": "占比", "completion": "完成率"}  # what a percentage of a kind is called
FINAL = ("department_final", "unit_final")
SERIES_GAP = 160  # characters between two shares of one list
SENTENCE_REACH = 400  # characters either way in which the ends of a sentence are looked for

Ids = tuple[str, ...]
Involved = tuple[Ids, Ids, Ids, Ids]  # of facts, changes, ratios and indicators, as a check lists them
Name = TypeVar("Name")
Row = TypeVar("Row")


class Printing(NamedTuple):
    """A place where a fact is printed, for the first time or again."""

    start: int
    end: int
    fact: Fact


def together(first: Fact, second: Fact) -> bool:
    """True when both speak of the same year and stage, as far as they say."""
    years = first.year is None or second.year is None or first.year == second.year
    return years and (first.stage is None or second.stage is None or first.stage == second.stage)


def place(fact: Fact) -> int:
    """Where the fact stands: its number, or its name when it has none."""
    return fact.quantity.start if fact.quantity else fact.item.start


def near(one: Fact, two: Fact, *, reach: int = 300) -> bool:
    """True when the text names the two within one breath."""
    return abs(place(one) - place(two)) <= reach


def one_value(facts: Iterable[Fact]) -> Fact | None:
    """The most precise of facts that agree within rounding (913.26万元 in the text, 9,132,621.50 in a cell)."""
    found = sorted(((f.quantity.step, place(f), f) for f in facts if f.quantity), key=lambda one: one[:2])
    if not found or found[0][2].quantity is None:
        return None
    finest = rounded(found[0][2].quantity.value, found[0][0])
    agree = all(finest.meets(rounded(f.quantity.value, step)) for step, _, f in found if f.quantity)
    return found[0][2] if agree else None


class Ledger:
    """Rows of one document with the look-ups that relations need; built once for each call, in linear time.

    Everything is in the order of the text, whatever the order of the rows.
    """

    def __init__(self, rows: Rows, document: Document, sections: Sequence[Section]) -> None:
        self.document = document
        self.text = document.text
        self.order = tuple(sorted(sections, key=lambda section: (section.start, -section.end)))
        self.sections = {section.id: section for section in self.order}
        self.rows = Rows(
            tuple(sorted(rows.facts, key=lambda fact: (place(fact), fact.item.text, fact.id))),
            tuple(sorted(rows.changes, key=lambda change: (change.start, change.end, change.id))),
            tuple(sorted(rows.ratios, key=lambda ratio: (ratio.percent.start, ratio.id))),
            tuple(sorted(rows.reasons, key=lambda reason: (reason.start, reason.id))),
            tuple(sorted(rows.projects, key=lambda project: (project.start, project.id))),
            tuple(sorted(rows.indicators, key=lambda indicator: (indicator.start, indicator.id))),
        )
        self.facts: dict[str, Fact] = {fact.id: fact for fact in self.rows.facts}
        self.changes: dict[str, Change] = {change.id: change for change in self.rows.changes}
        self.ratios: dict[str, Ratio] = {ratio.id: ratio for ratio in self.rows.ratios}
        self.indicators: dict[str, Indicator] = {indicator.id: indicator for indicator in self.rows.indicators}

    def sorted_rows(self, rows: Iterable[str]) -> Involved:
        """Ids by the list that they belong to, with the fact of every change: (("f1",), ("c1",), (), ())."""
        facts: list[str] = []
        others: list[str] = []
        for row in dict.fromkeys(rows):
            (facts if row in self.facts else others).append(row)
        changes = tuple([row for row in others if row in self.changes])
        facts += [self.changes[change].fact for change in changes if self.changes[change].fact in self.facts]
        ratios = tuple([row for row in others if row in self.ratios])
        return tuple(dict.fromkeys(facts)), changes, ratios, tuple([row for row in others if row in self.indicators])

    @cached_property
    def numbered(self) -> tuple[Fact, ...]:
        """Facts with a number, in the order of the text."""
        return tuple(fact for fact in self.rows.facts if fact.quantity)

    @cached_property
    def index(self) -> dict[str, int]:
        """Rank of each numbered fact in the text."""
        return {fact.id: rank for rank, fact in enumerate(self.numbered)}

    @cached_property
    def places(self) -> list[int]:
        """Where each numbered fact stands, ascending."""
        return [place(fact) for fact in self.numbered]

    def place_at(self, rank: int) -> int:
        """Where the numbered fact of one rank stands; the end of the text after the last."""
        return self.places[rank] if rank < len(self.places) else len(self.text)

    @cached_property
    def _mentions(self) -> list[Printing]:
        found = [Printing(again.start, again.end, fact) for fact in self.numbered for again in fact.mentions]
        return sorted(found, key=itemgetter(0))

    def mentioned(self, low: int, high: int) -> list[Printing]:
        """Facts that are stated again between two places, in the order of the text."""
        start, end = (bisect_left(self._mentions, position, key=itemgetter(0)) for position in (low, high))
        return self._mentions[start:end]

    @cached_property
    def children(self) -> dict[str, list[Fact]]:
        """Parts of each total, in the order of the text."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.numbered:
            if fact.part_of and fact.part_of != fact.id:
                found[fact.part_of].append(fact)
        return dict(found)

    @cached_property
    def by_concept(self) -> dict[str, list[Fact]]:
        """Facts of each concept, with or without a number."""
        return grouped((fact.concept, fact) for fact in self.rows.facts if fact.concept)

    @cached_property
    def _levels(self) -> dict[tuple[str | None, int | None, str | None], list[Fact]]:
        return grouped(((fact.concept, fact.year, fact.stage), fact) for fact in self.rows.facts)

    def at_level(self, concept: str | None, year: int, stage: str) -> Sequence[Fact]:
        """Facts of one concept, year and stage."""
        return self._levels.get((concept, year, stage), ())

    @cached_property
    def by_name(self) -> dict[str, list[Fact]]:
        """Facts with a number by their plain name."""
        return grouped((plain_name(fact.item.text), fact) for fact in self.numbered)

    @cached_property
    def changes_of(self) -> dict[str, list[Change]]:
        """Changes of each fact."""
        return grouped((change.fact, change) for change in self.rows.changes)

    @cached_property
    def ratios_to(self) -> dict[str, list[Ratio]]:
        """Ratios whose whole is this fact."""
        return grouped((ratio.of, ratio) for ratio in self.rows.ratios if ratio.of)

    @cached_property
    def series(self) -> tuple[tuple[Fact, tuple[Ratio, ...]], ...]:
        """Shares of one whole that are printed side by side, each list with its whole."""
        found: list[tuple[Fact, list[Ratio]]] = []
        for identity, ratios in self.ratios_to.items():
            shares = [ratio for ratio in ratios if ratio.kind == "share" and ratio.percent.unit != "pp"]
            for number, ratio in enumerate(shares):
                apart = number == 0 or ratio.percent.start - shares[number - 1].percent.end > SERIES_GAP
                if apart and identity in self.facts:
                    found.append((self.facts[identity], []))
                if identity in self.facts:
                    found[-1][1].append(ratio)
        return tuple((whole, tuple(ratios)) for whole, ratios in found)

    @cached_property
    def explained(self) -> frozenset[str]:
        """Ids of facts and changes for which the text gives a reason."""
        return frozenset(identity for reason in self.rows.reasons for identity in reason.explains)

    @property
    def is_final(self) -> bool:
        """True for final accounts."""
        return self.document.kind in FINAL

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Every number of every row."""
        found = [self.figure(fact) for fact in self.numbered]
        moving = [change.id for change in self.rows.changes]
        for row in (*moving, *(ratio.id for ratio in self.rows.ratios)):
            found += [figures[row] for figures in (self.amounts, self.percents) if row in figures]
        targets = ((indicator, self.target(indicator)) for indicator in self.rows.indicators)
        return (*found, *(figure for _, figure in targets if figure))

    @cached_property
    def amounts(self) -> dict[str, Figure]:
        """The amount of each change that prints one, by the change."""
        found = ((change.id, self.subject(change), change.amount) for change in self.rows.changes)
        return {row: Figure(row, "amount", f"{name}增减额", amount) for row, name, amount in found if amount}

    @cached_property
    def percents(self) -> dict[str, Figure]:
        """The percentage of each change that prints one, and of each ratio, by the row."""
        found = [(change.id, f"{self.subject(change)}增减幅度", change.percent) for change in self.rows.changes]
        found += [
            (ratio.id, f"{self.subject(ratio)}{RATIOS.get(ratio.kind, '占比')}", ratio.percent)
            for ratio in self.rows.ratios
        ]
        return {row: Figure(row, "percent", name, percent) for row, name, percent in found if percent}

    def subject(self, row: Change | Ratio) -> str:
        """The name of what a change or a ratio is about."""
        if figure := self._figures.get(row.fact):
            return figure.name
        return short(self.facts[row.fact].item.text) if row.fact in self.facts else ""

    @cached_property
    def wholes(self) -> dict[str, list[Figure]]:
        """Figures that are wholes of something, by kind and in ascending order."""
        rows = {*self.children, *self.ratios_to}
        found = grouped(
            (fact.quantity.kind, self.figure(fact)) for fact in self.numbered if fact.id in rows and fact.quantity
        )
        return {kind: sorted(figures, key=lambda figure: (figure.value, figure.key)) for kind, figures in found.items()}

    @cached_property
    def ascending(self) -> dict[str, list[Figure]]:
        """Every number by kind, the smallest first; equal ones in the order of the text."""
        found = grouped((figure.quantity.kind, figure) for figure in self.figures)
        return {kind: sorted(figures, key=value_of) for kind, figures in found.items()}

    def figures_of(self, kind: str, low: Decimal, high: Decimal | None = None) -> Sequence[Figure]:
        """Every number of one kind from `low` to `high`, or of one value, the smallest first."""
        return between(self.ascending.get(kind, ()), low, low if high is None else high)

    @cached_property
    def _figures(self) -> dict[str, Figure]:
        named = ((fact, short(fact.item.text)) for fact in self.numbered)
        return {fact.id: Figure(fact.id, "value", name, fact.quantity) for fact, name in named if fact.quantity}

    def figure(self, fact: Fact) -> Figure:
        """The number of a fact that has one; KeyError when it has none."""
        return self._figures[fact.id]

    def target(self, indicator: Indicator) -> Figure | None:
        """The target of an indicator as a figure: "=96万元" is 960000 to the yuan that its digits say."""
        target = indicator.target
        if target is None or target.value is None:
            return None
        decimals = re.search(r"\d\.(\d+)", target.text)
        size = Decimal(10**8 if "亿" in target.text else 10**4 if "万" in target.text else 1)
        step = size / 10 ** (len(decimals[1]) if decimals else 0)
        kind: QuantityKind = "amount" if target.unit == "CNY" else "percent" if target.unit == "%" else "count"
        printed = Quantity(kind, target.value, target.unit or "", target.text, target.start, target.end, step)
        return Figure(indicator.id, "target", short(f"指标“{indicator.level3 or ''}”"), printed)

    def words_before(self, fact: Fact, *, reach: int = 20) -> str:
        """The words of the sentence just before the number of a fact."""
        start = max(self.sentence(place(fact))[0], place(fact) - reach)
        return re.sub(r"\s", "", self.text[start : place(fact)])

    def between(self, first: Fact, second: Fact) -> str:
        """The text after the number of the first fact up to the number of the second."""
        end = first.quantity.end if first.quantity else first.item.end
        return self.text[end : place(second)]

    def sentence(self, position: int, *, reach: int = SENTENCE_REACH) -> tuple[int, int]:
        """The sentence around a position, at most `reach` characters either way; line ends do not end it."""
        start = max(self.text.rfind("。", max(0, position - reach), position) + 1, position - reach, 0)
        end = self.text.find("。", position, position + reach)
        return start, end + 1 if end >= 0 else min(len(self.text), position + reach)


def grouped(pairs: Iterable[tuple[Name, Row]]) -> dict[Name, list[Row]]:
    """Rows by name, each list in the order given."""
    found: dict[Name, list[Row]] = defaultdict(list)
    for name, row in pairs:
        found[name].append(row)
    return dict(found)
