"""Reports as one page that needs nothing else: no script, no style or picture from elsewhere, everything escaped."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from api.findings import SEVERITIES, Report
from api.pages.shell import assets, environment
from api.showing_report import NAMED, name_of, place
from api.texts import one_line, say, word
from extractor.quoting import Range, merged

KEPT = "\n\t"  # characters that do not print and are text all the same


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the full text; `check` is the first check about it, where there is one."""

    text: str
    start: int
    check: str = ""


@dataclass(frozen=True)
class Page:
    """One report as the template needs it."""

    report: Report
    lang: str

    @property
    def name(self) -> str:
        """What the document is called."""
        return name_of(self.report.record, self.lang)

    @property
    def about(self) -> str:
        """Whose document it is, of which year and kind, and the name of its file."""
        document = self.report.record.document
        year = str(document.fiscal_year or "")
        parts = (document.organisation, year, word(document.kind, self.lang), document.name)
        return "  ".join(one_line(part) for part in parts if part)

    @cached_property
    def marks(self) -> tuple[Range, ...]:
        """The stretches of the text that a violated check is about."""
        return merged(mark for finding in self.report.violated for quote in finding.quotes for mark in quote.marks)

    def anchor(self, position: int) -> int | None:
        """Where the marked stretch begins that holds a position."""
        rank = bisect_right(self.marks, position, key=lambda mark: mark[0]) - 1
        return self.marks[rank][0] if rank >= 0 and position < self.marks[rank][1] else None

    @property
    def stretches(self) -> Iterator[Stretch]:
        """The full text, what checks are about apart from the rest."""
        text, at, checks = self.report.record.document.text, 0, self.checks
        for start, end in self.marks:
            yield Stretch(printable(text[at:start]), at)
            yield Stretch(printable(text[start:end]), start, checks[start])
            at = end
        yield Stretch(printable(text[at:]), at)

    @cached_property
    def checks(self) -> dict[int | None, str]:
        """The first check about each marked stretch, by where the stretch begins."""
        found: dict[int | None, str] = {}
        for finding in self.report.violated:
            for quote in finding.quotes:
                for start, _ in quote.marks:
                    found.setdefault(self.anchor(start), finding.check.id)
        return found


def as_html(reports: Sequence[Report], failures: Sequence[str], total: str, lang: str) -> str:
    """One page about all documents: an overview, then each with its checks, what is missing, and its text.

    `failures` says which documents could not be read and why, `total` how many errors there are in all.
    """
    pages = [Page(report, lang) for report in reports]
    return environment().get_template("check.html").render(
        lang=lang, pages=pages, tokens=assets()["tokens.css"].body.decode(),
        failures=failures, total=total, say=say, word=word, place=place,
        severities=SEVERITIES, statuses=("present", *NAMED),
    )  # fmt: skip


def printable(text: str) -> str:
    """A text without characters that a page must not have: control characters become the sign for a broken one."""
    return "".join(char if char.isprintable() or char in KEPT or char == "\u3000" else "\ufffd" for char in text)
