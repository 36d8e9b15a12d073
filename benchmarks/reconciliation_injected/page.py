"""A page written figure by figure: the text grows, and every printed number becomes a row that knows its place."""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any, Literal

from extractor.data import (
    Change,
    Document,
    Fact,
    Indicator,
    Phrase,
    Project,
    Quantity,
    Ratio,
    Reason,
    Rows,
    Section,
    Target,
)

HUNDRED = Decimal(100)
SIZES = {"元": Decimal(1), "万元": Decimal(10**4), "亿元": Decimal(10**8)}
SlotKind = Literal[
    "fact", "prior", "amount", "percent", "share", "completion", "direction", "wording", "block", "flag", "count"
]


@dataclass(frozen=True)
class Slot:
    """One place of a document that a defect may change: what is printed there, and what it stands in relation to.

    `exact` is the number behind the print; `parts` are further exact numbers that a defect may compute with.
    """

    number: int
    kind: SlotKind
    row: str
    printed: Any
    step: Decimal = Decimal(0)
    exact: Decimal = Decimal(0)
    checked: bool = False
    parts: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Override:
    """What a defect prints instead: another value, perhaps in another unit."""

    value: Any
    unit: str | None = None


@dataclass
class Style:
    """How this document prints numbers."""

    unit: str = "万元"
    digits: int = 2
    commas: bool = False
    percent_digits: int = 2
    truncates: bool = False


class Page:
    """The text so far, the rows so far, and the slots where something may go wrong."""

    def __init__(self, style: Style, rng: random.Random, overrides: Mapping[int, Override] | None = None) -> None:
        self.style = style
        self.rng = rng
        self.year = 0
        self.organisation = ""
        self.overrides = overrides or {}
        self.text = ""
        self.slots: list[Slot] = []
        self.facts: list[Fact] = []
        self.changes: list[Change] = []
        self.ratios: list[Ratio] = []
        self.reasons: list[Reason] = []
        self.projects: list[Project] = []
        self.indicators: list[Indicator] = []
        self.headings: list[tuple[int, int, int, str, str | None]] = []
        self.exact: dict[str, Decimal] = {}

    # ── text ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def say(self, text: str) -> "Page":
        """Print words."""
        self.text += text
        return self

    def heading(self, level: int, text: str, kind: str | None = None) -> None:
        """Print a heading on a line of its own."""
        if self.text and not self.text.endswith("\n"):
            self.text += "\n"
        self.headings.append((level, len(self.text), len(self.text) + len(text), text, kind))
        self.text += text + "\n"

    def open(self, kind: SlotKind, row: str, printed: Any, **more: Any) -> Any:
        """A slot, and what is really printed there."""
        slot = Slot(len(self.slots), kind, row, printed, **more)
        self.slots.append(slot)
        override = self.overrides.get(slot.number)
        return override.value if override else printed

    def unit_of_slot(self) -> str | None:
        """The unit that a defect gives the slot just opened."""
        override = self.overrides.get(len(self.slots) - 1)
        return override.unit if override else None

    # ── numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def rounded(self, exact: Decimal, step: Decimal) -> Decimal:
        """An exact number as this document prints it."""
        return (exact / step).quantize(Decimal(1), ROUND_HALF_UP) * step

    @property
    def step(self) -> Decimal:
        """The size of the last printed digit of money, in yuan."""
        return SIZES[self.style.unit] * Decimal(10) ** -self.style.digits

    def money(self, value: Decimal, unit: str | None = None) -> Quantity:
        """Print an amount; trailing zeros stay, as in these documents, except for whole numbers now and then."""
        name = unit or self.style.unit
        size = SIZES[name]
        digits = self.style.digits if name == self.style.unit else 2
        number = value / size
        text = f"{number:,.{digits}f}" if self.style.commas else f"{number:.{digits}f}"
        return self.quantity("amount", value, "CNY", f"{text}{name}", size * Decimal(10) ** -digits)

    def percent(self, value: Decimal, digits: int | None = None) -> Quantity:
        """Print a percentage."""
        digits = self.style.percent_digits if digits is None else digits
        return self.quantity("percent", value, "%", f"{value:.{digits}f}%", Decimal(10) ** -digits)

    def quantity(self, kind: Any, value: Decimal, unit: str, text: str, step: Decimal) -> Quantity:
        """Print a number and say where it stands."""
        start = len(self.text)
        self.text += text
        return Quantity(kind, value, unit, text, start, len(self.text), step)

    # ── rows ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def fact(
        self, concept: str | None, item: str, exact: Decimal, *, glue: str = "", kind: SlotKind = "fact",
        checked: bool = False, **more: Any,
    ) -> str:  # fmt: skip
        """Print "基本支出为702.15万元" and keep the row: its id is the result."""
        row, phrase = f"f{len(self.facts) + 1}", self.phrase(item)
        self.text += glue
        value = self.open(kind, row, self.rounded(exact, self.step), step=self.step, exact=exact, checked=checked)
        number = self.money(value, self.unit_of_slot())
        self.exact[row] = exact
        self.facts.append(Fact(row, phrase, concept, number, "reported" if value else "zero", **more))
        return row

    def count(self, concept: str, item: str, number: Decimal, unit: str, **more: Any) -> str:
        """Print "编制人数小计49人" and keep the row."""
        row, phrase = f"f{len(self.facts) + 1}", self.phrase(item)
        value = self.open("count", row, number, step=Decimal(1), exact=number, checked=True)
        quantity = self.quantity("count", value, unit, f"{value}{unit}", Decimal(1))
        self.facts.append(Fact(row, phrase, concept, quantity, "reported" if value else "zero", **more))
        return row

    def phrase(self, words: str) -> Phrase:
        """Print words and say where they stand."""
        start = len(self.text)
        self.text += words
        return Phrase(words, start, len(self.text))

    def rename(self, row: str, name: str) -> None:
        """Give a fact whose name is only implied by its place the name that a reader gives it."""
        place = next(number for number, fact in enumerate(self.facts) if fact.id == row)
        fact = self.facts[place]
        self.facts[place] = replace(fact, item=Phrase(name, fact.item.start, fact.item.start))

    def none(self, concept: str, item: str, text: str, **more: Any) -> str:
        """Print that there is none."""
        row = f"f{len(self.facts) + 1}"
        start = len(self.text)
        self.text += text
        self.facts.append(Fact(row, Phrase(item, start, start + len(item)), concept, None, "none_stated", **more))
        return row

    def change(
        self,
        fact: str,
        prior: Decimal,
        against: str,
        *,
        lead: str = "，比上年",
        grows: bool = True,
        checked: bool = True,
    ) -> str:
        """Print "，比上年增加104.61万元，增长7.91%"; without `grows` only the amount."""
        row, now, start = f"c{len(self.changes) + 1}", self.exact[fact], len(self.text)
        self.text += lead
        moved = self.rounded(abs(now - prior), self.step)
        if moved == 0:
            self.text += "持平"
            self.changes.append(Change(row, fact, "flat", None, None, against, None, start, len(self.text)))  # type: ignore[arg-type]
            return row
        parts = {"now": now, "prior": prior, "moved": moved}
        right = "increase" if now > prior else "decrease"
        way = self.open("direction", row, right, checked=checked and grows, parts=parts)
        self.text += "增加" if way == "increase" else "减少"
        shown = self.open("amount", row, moved, step=self.step, exact=moved, checked=checked, parts=parts)
        amount, percent = self.money(shown, self.unit_of_slot()), None
        if grows and prior > 0:
            self.text += "，增长" if way == "increase" else "，下降"
            percent = self.percentage("percent", row, abs(now - prior), prior, parts, checked=checked)
        span = (start, len(self.text))
        self.changes.append(Change(row, fact, way, amount, percent, against, None, *span))  # type: ignore[arg-type]
        return row

    def reason(self, row: str, text: str) -> None:
        """Print "，主要原因是压减一般性支出" for a change."""
        self.text += "，主要原因是"
        span = (len(self.text), len(self.text) + len(text))
        self.text += text
        self.reasons.append(Reason(f"reason{len(self.reasons) + 1}", text, *span, "other", (row,)))

    def percentage(
        self, kind: SlotKind, row: str, part: Decimal, whole: Decimal, parts: Mapping[str, Decimal], *, checked: bool
    ) -> Quantity:
        """Print part ÷ whole in percent, rounded or, in a document that truncates, cut."""
        step = Decimal(10) ** -self.style.percent_digits
        exact = HUNDRED * part / whole
        way = ROUND_DOWN if self.style.truncates else ROUND_HALF_UP
        value = exact.quantize(step, way)
        shown = self.open(kind, row, value, step=step, exact=exact, checked=checked, parts=parts)
        return self.percent(shown)

    def share(
        self, part: str, whole: str, *, lead: str = "，占", kind: Any = "share", nudge: Decimal | None = None
    ) -> str:
        """Print "，占47.94%" of another row; `nudge` is what the author added so that all shares make 100."""
        row = f"r{len(self.ratios) + 1}"
        self.text += lead
        values = {"part": self.exact[part], "whole": self.exact[whole]}
        if nudge is not None:
            value = self.open(kind, row, nudge, step=Decimal("0.01"), exact=nudge, parts=values)
            number = self.percent(value, 2)
        else:
            number = self.percentage(kind, row, values["part"], values["whole"], values, checked=True)
        self.ratios.append(Ratio(row, kind, part, whole, None, number))
        return row

    def word(self, row: str, right: str) -> None:
        """Print 大于 or 小于: the word that compares a final figure with its budget."""
        self.text += self.open("wording", row, right, checked=True)

    def flag(self, name: str, usual: bool) -> bool:
        """A switch that a defect may turn: whether the document says that there is none."""
        return bool(self.open("flag", name, usual, checked=True))

    def project(self, name: str) -> str:
        """Print the name of a project and keep the row."""
        row, phrase = f"p{len(self.projects) + 1}", self.phrase(name)
        self.projects.append(Project(row, phrase, None, None, None, None, None, None, None, phrase.start, phrase.end))
        return row

    def budget_of(self, project: str, fact: str) -> None:
        """Say which fact is the budget of a project."""
        self.projects = [replace(p, budget=fact) if p.id == project else p for p in self.projects]

    def cost(self, project: str, name: str, exact: Decimal, comparator: Any = "≤") -> str:
        """Print a cost indicator: name, tab, target."""
        row = f"i{len(self.indicators) + 1}"
        self.text += f"产出指标\t成本指标\t{name}\t"
        value = self.open("fact", row, self.rounded(exact, self.step), step=self.step, exact=exact)
        start = len(self.text)
        number = self.money(value)
        self.text = self.text[:start] + comparator + self.text[start:] + "\n"
        target = Target(
            comparator + number.text, comparator, value, "CNY", "quantitative", start, start + len(number.text) + 1
        )
        levels = ("产出指标", "成本指标", name)
        self.indicators.append(Indicator(row, project, *levels, target, None, None, None, start, target.end))
        return row

    # ── blocks ──────────────────────────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def block(self, name: str) -> Iterator[None]:
        """A stretch that a defect may print twice, rows and all, as a page break does."""
        start, counts = len(self.text), (len(self.facts), len(self.changes), len(self.ratios))
        yield
        if self.open("block", name, "once", checked=True) == "twice":
            self.repeat(start, *counts)

    def repeat(self, start: int, facts: int, changes: int, ratios: int) -> None:
        """Print everything since `start` again; rows of the copy point at each other or at what lies before."""
        shift, copy = len(self.text) - start, self.text[start:]
        names: dict[str, str] = {}
        self.text += copy
        for fact in self.facts[facts:]:
            names[fact.id] = f"f{len(self.facts) + 1}"
            number = moved(fact.quantity, shift) if fact.quantity else None
            item = replace(fact.item, start=fact.item.start + shift, end=fact.item.end + shift)
            part_of = names.get(fact.part_of or "", fact.part_of)
            self.facts.append(replace(fact, id=names[fact.id], item=item, quantity=number, part_of=part_of))
        for change in self.changes[changes:]:
            places = {"start": change.start + shift, "end": change.end + shift}
            numbers = {k: moved(q, shift) for k, q in (("amount", change.amount), ("percent", change.percent)) if q}
            row = f"c{len(self.changes) + 1}"
            self.changes.append(replace(change, id=row, fact=names.get(change.fact, change.fact), **places, **numbers))  # type: ignore[arg-type]
        for ratio in self.ratios[ratios:]:
            ends = {"fact": names.get(ratio.fact, ratio.fact), "of": names.get(ratio.of or "", ratio.of)}
            percent = moved(ratio.percent, shift)
            self.ratios.append(replace(ratio, id=f"r{len(self.ratios) + 1}", percent=percent, **ends))  # type: ignore[arg-type]

    # ── the finished document ───────────────────────────────────────────────────────────────────────────────────────

    def sections(self) -> tuple[Section, ...]:
        """The tree of headings."""
        found: list[Section] = []
        above: list[tuple[int, str]] = []
        for number, (level, start, end, text, kind) in enumerate(self.headings):
            while above and above[-1][0] >= level:
                above.pop()
            stop = next((h[1] for h in self.headings[number + 1 :] if h[0] <= level), len(self.text))
            parent = above[-1][1] if above else None
            found.append(Section(f"s{number + 1}", parent, level, "", text, kind, start, stop, start, end))
            above.append((level, f"s{number + 1}"))
        return tuple(found)

    def rows(self) -> Rows:
        """All rows, each in the section where it stands."""
        tree = self.sections()
        facts = tuple(replace(fact, section=section_at(fact.item.start, tree)) for fact in self.facts)
        lists = (self.changes, self.ratios, self.reasons, self.projects, self.indicators)
        return Rows(facts, *(tuple(rows) for rows in lists))  # type: ignore[arg-type]

    def document(self, kind: Any) -> Document:
        """The document around the text."""
        text = self.text
        return Document("d", "d", "text/plain", text, len(text), (), None, None, kind, self.year, self.organisation)


def moved(quantity: Quantity, shift: int) -> Quantity:
    """The same number further on."""
    return replace(quantity, start=quantity.start + shift, end=quantity.end + shift)


def section_at(position: int, tree: tuple[Section, ...]) -> str | None:
    """The innermost section around a position."""
    inside = [section.id for section in tree if section.start <= position < section.end]
    return inside[-1] if inside else None
