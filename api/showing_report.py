"""A report on a terminal: what does not hold, sentence by sentence, and what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import zip_longest

from rich.text import Text

from api.findings import Finding, Report
from api.folding import Folded
from api.screen import Screen
from api.showing import show_title
from api.showing_checks import STYLES, counts
from api.texts import one_line, say, word
from extractor.data import Record
from extractor.quoting import Quote

INDENT = 2
NAMED = ("missing", "attached", "stated_empty")  # what a person asks about; what is there is only counted


@dataclass(slots=True)
class ScreenReport:
    """Prints reports as they come."""

    lang: str
    everything: bool
    screen: Screen = field(default_factory=Screen)

    def add(self, report: Report) -> None:
        """Print one report."""
        show_title(report.record, self.screen, self.lang)
        self.screen.print(counts(report.record, self.lang) or Text(say("nothing_to_check", self.lang)))
        for finding in report.told:
            self._show(finding)
        self._show_coverage(report)
        for warning in report.warnings:
            self.screen.print(Folded(warning.message, "yellow", INDENT))
        self.screen.print()

    def _show(self, finding: Finding) -> None:
        """One check: its rule, the sentences, what they come to, and what would mend it."""
        check, lang = finding.check, self.lang
        status = check.severity if check.status == "violated" else check.status
        times = f" ×{finding.times}" if finding.times > 1 else ""
        self.screen.print()
        self.screen.print(Text(f"{word(status, lang)} {check.rule} {check.name}{times}", STYLES.get(status, "dim")))
        self.screen.print(Folded(check.message, "", INDENT))
        quotes = finding.quotes if check.status == "violated" else finding.quotes[:1]
        for quote, after in zip_longest(quotes, quotes[1:]):
            self._quote(quote)
            where = place(quote, lang)
            if where and not (after and place(after, lang) == where):
                self.screen.print(Folded(where, "dim", INDENT * 2))
        if finding.more and check.status == "violated":
            self.screen.print(Folded(say("more_places", lang, count=finding.more), "dim", INDENT * 2))
        for line in explained(finding, lang):
            self.screen.print(Folded(line, "dim", INDENT))

    def _quote(self, quote: Quote) -> None:
        """One sentence with its figures told apart."""
        marks, at = [], 1  # after the quotation mark
        for piece in quote.pieces:
            marks += [(at, at + len(piece.text))] if piece.marked else []
            at += len(piece.text)
        self.screen.print(Folded(f"“{quote.text}”", "", INDENT * 2, tuple(marks)))

    def _show_coverage(self, report: Report) -> None:
        """What the profile expects and how it is disclosed."""
        found = report.coverage
        if not found:
            return
        self.screen.print()
        present = say("counts", self.lang, name=word("present", self.lang), count=len(found.get("present", ())))
        self.screen.print(Text(f"{say('coverage', self.lang)}  {present}", style="bold"))
        names = ("present", *NAMED) if self.everything else NAMED
        for status in (name for name in names if name in found):
            self.screen.print(Folded(f"{word(status, self.lang)}  {'、'.join(found[status])}", "", INDENT))


def explained(finding: Finding, lang: str) -> Iterable[str]:
    """The figures of a finding, its cause and its hint, a line each where there are any."""
    if figures := compared(finding, lang):
        yield figures
    if finding.check.cause:
        yield say("cause", lang, cause=word(finding.check.cause, lang))
    if finding.check.hint:
        yield say("hint", lang, reason=finding.check.hint.reason)


def compared(finding: Finding, lang: str) -> str:
    """Both figures, how far they are apart, and how far they may be: "文中37.5%，对照35.94%，…", or ""."""
    if finding.check.status != "violated" or not finding.expected:
        return ""
    values = {name: getattr(finding, name) for name in ("actual", "expected", "difference", "tolerance")}
    return say("also", lang).join(say(f"its_{name}", lang, value=value) for name, value in values.items() if value)


def place(quote: Quote, lang: str) -> str:
    """Where a sentence stands: "第二部分单位预算情况说明 › 二、支出预算情况 › 第3页"."""
    page = (say("page", lang, number=quote.page),) if quote.page else ()
    return one_line(" › ".join((*quote.path, *page)))


def name_of(record: Record, lang: str) -> str:
    """What a document is called."""
    return one_line(record.document.title or record.document.name or say("standard_input", lang))
