"""The checks of a record as a report to people: each with its sentences and its figures in printed units."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from extractor.data import Check, Quantity, Record, Warning  # noqa: A004
from extractor.quoting import Quote, Range, Source
from extractor.reading.confinement import NOTE_CODES
from extractor.reconciliation.figures import UNITS
from extractor.reconciliation.intervals import nearest, scale

SEVERITIES = ("error", "warning", "info")
HOLDING = ("exact", "within_rounding", "truncation")
ERRORS = 2  # the exit status where a document contradicts itself
MOST_QUOTES = 6  # sentences quoted for one check; a table may hold dozens of its figures
DIGITS, POINTS = Decimal("0.000001"), Decimal("0.0001")  # of an amount and of a percentage that were computed


@dataclass(frozen=True, slots=True)
class Finding:
    """One check for a person; `times` how often a document is told the very same.

    `actual` is the judged figure as printed, `expected` what the others give, in the same unit; `more` is the number of
    sentences that are not quoted.
    """

    check: Check
    quotes: tuple[Quote, ...] = ()
    more: int = 0
    actual: str = ""
    expected: str = ""
    difference: str = ""
    tolerance: str = ""
    times: int = 1


@dataclass(frozen=True, slots=True)
class Report:
    """What is said about one document: the violated checks, the worst first, then those that were asked for besides."""

    record: Record
    source: Source
    violated: tuple[Finding, ...]
    others: tuple[Finding, ...] = ()

    @property
    def told(self) -> tuple[Finding, ...]:
        """The findings to be told one by one: what is missing is told in one line, by the coverage."""
        listed = (*self.violated, *self.others)
        return tuple(finding for finding in listed if finding.check.cause != "missing")

    @property
    def warnings(self) -> tuple[Warning, ...]:
        """What could not be read of the document; how the machine shuts its reader in is no news about it."""
        return tuple(warning for warning in self.record.warnings if warning.code not in NOTE_CODES)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many violations weigh how much, and how many checks came out otherwise."""
        return counted(self.record)

    @property
    def coverage(self) -> Mapping[str, tuple[str, ...]]:
        """The names of what is expected, by how it is disclosed."""
        found: dict[str, list[str]] = defaultdict(list)
        for item in self.record.coverage:
            found[item.status].append(item.name)
        return {status: tuple(names) for status, names in found.items()}


def report_of(record: Record, *, everything: bool = False) -> Report:
    """The report on one document; with `everything` also what holds and what could not be evaluated."""
    document = record.document
    source = Source(document.text, record.sections, document.blocks)
    places = Places(record)
    violated = tuple(replace(finding(places, source, check), times=times) for check, times in worst_first(record))
    others = (check for check in record.checks if check.status != "violated") if everything else ()
    return Report(record, source, violated, tuple(finding(places, source, check) for check in others))


def worst_first(record: Record) -> list[tuple[Check, int]]:
    """The violations with how often each is told: a form left empty says 空格未填写：“XX万元” dozens of times."""
    told: dict[tuple[str, str, str, str], list[Check]] = defaultdict(list)
    violations = (check for check in record.checks if check.status == "violated")
    for check in sorted(violations, key=lambda check: SEVERITIES.index(check.severity)):
        told[check.severity, check.rule, check.message, check.hint.reason if check.hint else ""].append(check)
    return [(same[0], len(same)) for same in told.values()]


def counted(record: Record) -> Mapping[str, int]:
    """Violations by severity and all other checks by status: {"error": 2, "exact": 50}."""
    found = Counter[str](check.severity if check.status == "violated" else check.status for check in record.checks)
    order = (*SEVERITIES, *HOLDING, "not_evaluable")
    return {name: found[name] for name in order if found[name]}


@dataclass(frozen=True)
class Places:
    """Where the rows of a record are printed, and the figure that stands at a place."""

    record: Record

    @cached_property
    def numbers(self) -> Mapping[str, tuple[Quantity, ...]]:
        """The numbers of every row that has any, by its id."""
        record = self.record
        found = {fact.id: (fact.quantity,) for fact in record.facts if fact.quantity}
        found |= {ratio.id: (ratio.percent,) for ratio in record.ratios}
        pairs = ((change.id, (change.amount, change.percent)) for change in record.changes)
        return found | {row: tuple(number for number in pair if number) for row, pair in pairs}

    @cached_property
    def words(self) -> Mapping[str, Range]:
        """The places of rows without a number: the names of facts, the targets of indicators."""
        found = {fact.id: (fact.item.start, fact.item.end) for fact in self.record.facts if not fact.quantity}
        targets = ((indicator.id, indicator.target) for indicator in self.record.indicators)
        return found | {row: (target.start, target.end) for row, target in targets if target}

    def marks(self, check: Check) -> Iterator[Range]:
        """The stretches that a check is about: its main figure, then those of its rows."""
        if check.start is not None and check.end is not None:
            yield check.start, check.end
        for row in check.rows:
            yield from ((number.start, number.end) for number in self.numbers.get(row, ()))
            if row in self.words:
                yield self.words[row]

    def quantity(self, check: Check) -> Quantity | None:
        """The judged figure of a check."""
        numbers = (number for row in check.rows for number in self.numbers.get(row, ()))
        return next((number for number in numbers if (number.start, number.end) == (check.start, check.end)), None)


def finding(places: Places, source: Source, check: Check) -> Finding:
    """One check with what a person needs to judge it."""
    quotes = tuple(source.quotes(places.marks(check)))
    main = next((quote for quote in quotes if check.start is not None and quote.start <= check.start < quote.end), None)
    ordered = (main, *(quote for quote in quotes if quote is not main)) if main else quotes
    shown, more = ordered[:MOST_QUOTES], max(0, len(ordered) - MOST_QUOTES)
    like = places.quantity(check) if check.expected is not None else None
    if like is None:
        return Finding(check, shown, more)
    actual, expected = (in_unit(number, like) for number in (check.actual, check.expected))
    difference, tolerance = (in_unit(number, like, is_gap=True) for number in (check.difference, check.tolerance))
    return Finding(check, shown, more, actual, expected, difference, tolerance)


def in_unit(value: Decimal | None, like: Quantity, *, is_gap: bool = False) -> str:
    """A computed value in the printed unit of a figure: (9000000, "263.47亿元") -> "0.09亿元".

    A gap between two percentages is one of percentage points, and without sign.
    """
    if value is None:
        return ""
    size = scale(like)
    unit = UNITS[size] if like.kind == "amount" else "%" if like.kind == "percent" else like.unit
    number = nearest(abs(value) / size if is_gap else value / size, DIGITS if like.kind == "amount" else POINTS)
    return f"{format(number.normalize(), 'f')}{'个百分点' if is_gap and unit == '%' else unit}"
