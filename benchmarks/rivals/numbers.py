"""Readers of numbers against each other: on cases of phenomena, on annotated documents, on the public suites."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from annotations.markup import GoldDocument, GoldQuantity
from annotations.markup.numbers import read_number
from benchmarks.rivals.readers import Reader
from benchmarks.rivals.results import Case, Phenomenon, Reading, Suite
from extractor.data import Quantity, trimmed
from tests.test_suites import JUDGES, SUITES, scored, suite

CASES = Path(__file__).with_name("phenomena.toml")
COUNT = "count"
RATES = ("%", "pp")
FOUND, SPAN, VALUE, ALL, AMISS = "found", "span", "value", "all", "amiss"


class Wanted(NamedTuple):
    """A number that is printed: its place, value and unit; the unit of what is counted is `count`."""

    start: int
    end: int
    text: str
    value: Decimal
    unit: str

    @property
    def kind(self) -> str:
        """What a reader must offer to be asked for it."""
        return {"%": "percent", "pp": "percent", COUNT: COUNT}.get(self.unit, "amount")

    @property
    def digits(self) -> int:
        """Where the number itself ends: what is counted may be left out."""
        return self.start + len(self.text.rstrip().rstrip(_letters(self.text))) if self.unit == COUNT else self.end


def _letters(text: str) -> str:
    return "".join({letter for letter in text if not letter.isdigit() and letter not in ".．"})


def has_value(wanted: Wanted, found: Quantity) -> bool:
    """Whether a reader's number is the printed one in value and unit."""
    return found.value == wanted.value and wanted.unit in (COUNT, found.unit)


def meets(wanted: Wanted, found: Quantity) -> bool:
    """Whether both share a character."""
    return min(wanted.end, found.end) > max(wanted.start, found.start)


# ---- cases of phenomena


def phenomena(readers: Sequence[Reader]) -> list[Phenomenon]:
    """Each phenomenon with its cases: what each reader says there, and whether it passes.

    A reader is not asked for what it does not offer.
    """
    rows = tomllib.loads(CASES.read_text("utf-8"))["phenomenon"]
    return [Phenomenon(row["en"], row["zh"], [judged(readers, case) for case in row["cases"]]) for row in rows]


def judged(readers: Sequence[Reader], case: Mapping[str, Any]) -> Case:
    """One case: its text, and by reader what it read and whether that passes."""
    text, wanted = str(case["text"]), list(_printed(case))
    asked = [reader for reader in readers if all(each.kind in reader.kinds for each in wanted)]
    found = {reader.name: reader.read(text) for reader in asked}
    said = {
        name: [f"{one.text} = {trimmed(one.value)} {one.unit}".strip() for one in row] for name, row in found.items()
    }
    return Case(text, said, {name: _passes(row, wanted) for name, row in found.items()})


def _printed(case: Mapping[str, Any]) -> Iterator[Wanted]:
    text, at = str(case["text"]), 0
    for printed, value, unit in case["found"]:
        at = text.index(printed, at)
        yield Wanted(at, at + len(printed), printed, Decimal(value), unit)
        at += len(printed)


def _passes(found: Sequence[Quantity], wanted: Sequence[Wanted]) -> bool:
    is_whole = all(any(meets(each, one) and has_value(each, one) for one in found) for each in wanted)
    others = [
        one
        for one in found
        if one.kind in ("amount", "percent") and not any(meets(each, one) and has_value(each, one) for each in wanted)
    ]
    return is_whole and not others


# ---- annotated documents


def on_documents(readers: Sequence[Reader], documents: Sequence[GoldDocument]) -> Reading:
    """Counts by reader and unit over the marked numbers whose unit is printed beside them.

    `found`: something meets the number; `value`: with its value and unit; `span`: with exactly its characters; `all`:
    both. `amiss`: money or percentages that a reader reads there with another value.
    """
    counts: dict[str, dict[str, Counter[str]]] = {reader.name: {} for reader in readers}
    total: Counter[str] = Counter()
    for document in documents:
        wanted = list(marked(document))
        total.update(each.kind for each in wanted)
        for reader in readers:
            found = sorted(reader.read(document.text), key=lambda one: one.start)
            for each in wanted:
                if each.kind in reader.kinds:
                    here = [one for one in found if meets(each, one)]
                    counts[reader.name].setdefault(each.kind, Counter()).update(verdicts(each, here))
    shown = {name: {kind: dict(count) for kind, count in kinds.items()} for name, kinds in counts.items()}
    return Reading(len(documents), dict(total), shown)


def marked(document: GoldDocument) -> Iterator[Wanted]:
    """The numbers of facts, changes and ratios that read by themselves as what they were marked with."""
    numbers = [fact.quantity for fact in document.facts] + [mention.quantity for mention in document.mentions]
    numbers += [number for change in document.changes for number in (change.amount, change.percent)]
    numbers += [ratio.percent for ratio in document.ratios if ratio.kind != "score"]
    for number in sorted({each for each in numbers if each is not None}, key=lambda each: each.start):
        if (wanted := _wanted(number)) is not None:
            yield wanted


def _wanted(number: GoldQuantity) -> Wanted | None:
    alone = read_number(number.text)
    if alone is None or alone.value != number.value or (number.unit in ("CNY", *RATES) and alone.unit != number.unit):
        return None
    unit = number.unit if number.unit in ("CNY", *RATES) else COUNT
    return Wanted(number.start, number.end, number.text, number.value, unit)


def verdicts(wanted: Wanted, here: Sequence[Quantity]) -> Iterator[str]:
    """What is true of the numbers that a reader found at the place of a printed one."""
    right = [one for one in here if has_value(wanted, one)]
    exact = [one for one in here if one.start == wanted.start and one.end in (wanted.end, wanted.digits)]
    if here:
        yield FOUND
    if exact:
        yield SPAN
    if right:
        yield VALUE
    if any(one in exact for one in right):
        yield ALL
    if any(one.kind in ("amount", "percent") and one not in right for one in here):
        yield AMISS


# ---- public suites


def on_suites(readers: Sequence[Reader]) -> list[Suite]:
    """How many of the cases that matter for budgets each reader passes, and of all cases of the suite."""
    if not SUITES.is_dir():
        return []
    matter = scored()
    rows = []
    for name, kind in (("CurrencyModel", "amount"), ("PercentModel", "percent"), ("NumberModel", COUNT)):
        chosen = [index for suite_name, index in matter if suite_name == name]
        every = [number for number, case in enumerate(suite(name)) if "python" not in case.get("NotSupported", "")]
        results = {
            reader.name: {
                "chosen": sum(_agrees(reader, name, index) for index in chosen),
                "every": sum(_agrees(reader, name, index) for index in every),
            }
            for reader in readers
            if kind in reader.kinds
        }
        rows.append(Suite(name, len(chosen), len(every), results))
    return rows


def _agrees(reader: Reader, name: str, index: int) -> bool:
    case = suite(name)[index]
    results = [row for row in case["Results"] if row["Resolution"] and row["Resolution"].get("value")]
    found = reader.read(case["Input"])
    if name == "NumberModel":
        found = plain_numbers(found)
    return bool(JUDGES[name](tuple(found), results))


def plain_numbers(found: Sequence[Quantity]) -> list[Quantity]:
    """One quantity a place: of a number, and of the money or percentage that it is part of, the number."""
    bare = [one for one in found if one.kind == "number"]
    taken = [range(one.start, one.end) for one in bare]
    rest = (one for one in found if one.kind != "number")
    return sorted(
        [*bare, *(one for one in rest if not any(one.start < each.stop and one.end > each.start for each in taken))],
        key=lambda one: one.start,
    )
