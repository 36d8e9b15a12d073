"""mingxi check: reports on documents as they are read, on the screen or in files, and whether any has an error."""

from dataclasses import dataclass, field
from pathlib import Path

import click
from rich.text import Text

from api.findings import SEVERITIES, Report, report_of
from api.inputs import Input
from api.screen import Screen, make_table
from api.showing_report import ScreenReport, name_of
from api.texts import say
from extractor.data import Record
from extractor.outputs.files import write_content

STDOUT = Path("-")


@dataclass(slots=True)
class Checker:
    """Takes records and tells what is wrong with them: on the screen at once, in files when all are there."""

    lang: str
    everything: bool
    html: Path | None = None
    json: Path | None = None
    reports: list[Report] = field(default_factory=list)

    @property
    def on_screen(self) -> bool:
        """True unless the reports go somewhere else."""
        return self.html is None and self.json is None

    def add(self, _: Input, record: Record) -> None:
        """Take one record."""
        report = report_of(record, everything=self.everything)
        self.reports.append(report)
        if self.on_screen:
            ScreenReport(self.lang, self.everything).add(report)

    def count(self, name: str) -> int:
        """How many checks of all documents came out in one way."""
        return sum(report.counts.get(name, 0) for report in self.reports)

    @property
    def total(self) -> str:
        """All documents in one line."""
        values = {name: self.count(name) for name in SEVERITIES}
        return say("check_total", self.lang, documents=len(self.reports), **values)

    def close(self, failures: list[str]) -> None:
        """Write what goes into files, and on the screen what all documents come to."""
        if self.html:
            from api.report_html import as_html

            write_content(self.html, as_html(self.reports, failures, self.total, self.lang))
        if self.json:
            from api.report_json import as_json

            content = as_json(self.reports, failures)
            if self.json == STDOUT:
                click.echo(content, nl=False)
            else:
                write_content(self.json, content)
        if self.on_screen and len(self.reports) > 1:
            self._show_all()
        elif self.json != STDOUT and not self.on_screen:
            click.echo(self.total)

    def _show_all(self) -> None:
        """Each document in one row."""
        screen = Screen()
        rows = (
            [Text(name_of(report.record, self.lang)), *(Text(str(report.counts.get(name, 0))) for name in SEVERITIES)]
            for report in self.reports
        )
        screen.heading(self.total)
        screen.print(make_table(("document", *SEVERITIES), rows, self.lang))
