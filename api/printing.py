"""Records on standard output or in a folder, in the format that was asked for."""

import os
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path

import click

from api.inputs import Input
from api.problems import CannotWrite
from extractor.data import Record
from extractor.outputs import TABLES, as_csv, as_json, table


@dataclass(slots=True)
class StreamPrinter:
    """Writes records to standard output; CSV waits for the end, since its columns belong to all documents.

    One record as json is an object, several are one array; jsonl is one object a line. Where no `form` is asked for,
    one record is json and several are jsonl. A single input may be an archive, so that its first record waits for
    the second one to tell.
    """

    form: str | None
    text: bool
    lang: str
    documents: int
    written: int = 0
    rows: list[dict[str, object]] = field(default_factory=list)
    first: Record | None = None

    def write(self, _: Input, record: Record) -> None:
        """Write one record."""
        if self.form == "csv":
            self.rows += table(record, "facts")
        elif self.form == "table":
            from api.showing import show_facts

            show_facts(record, self.lang)
        elif self.documents == 1 and not self.written and self.first is None:
            self.first = record
        else:
            for each in filter(None, (self.first, record)):
                self._write_next(each)
            self.first = None

    def _write_next(self, record: Record) -> None:
        """One of several records."""
        if self.form == "json":
            click.echo((",\n" if self.written else "[\n") + _json(record, self.text, indent=2), nl=False)
        else:
            click.echo(_json(record, self.text, indent=None))
        self.written += 1

    def close(self) -> None:
        """Write what waited, and end what was begun."""
        if self.form == "csv":
            click.echo(as_csv(self.rows, "facts"), nl=False)
        elif self.first is not None:
            click.echo(_json(self.first, self.text, indent=None if self.form == "jsonl" else 2))
        elif self.form == "json" and (self.written or self.documents != 1):
            click.echo("\n]" if self.written else "[]")


@dataclass(slots=True)
class FolderPrinter:
    """Writes each record into files of its own; `taken` are those that must not be overwritten, inputs among them."""

    out: Path
    form: str
    text: bool
    taken: set[str]

    def write(self, source: Input, record: Record) -> None:
        """Write one record: 县/决算.pdf -> OUT/县/决算.json, or a 决算.facts.csv, 决算.checks.csv, … each."""
        base = self._place(source)
        if self.form == "csv":
            # Excel takes a file without the mark for GBK.
            files = {f".{name}.csv": "\ufeff" + as_csv(rows, name) for name in TABLES if (rows := table(record, name))}
        else:
            indent = None if self.form == "jsonl" else 2
            files = {f".{self.form}": _json(record, self.text, indent=indent) + "\n"}
        try:
            base.parent.mkdir(parents=True, exist_ok=True)
            for suffix, content in files.items():
                write_whole(base.with_name(base.name + suffix), content)
        except OSError as error:
            raise CannotWrite(source.name, error) from error

    def close(self) -> None:
        """Nothing waits."""

    def _place(self, source: Input) -> Path:
        """Where a record goes: the input's stem; a stem that is taken gets its suffix, then a number.

        决算.pdf and 决算.docx beside each other give 决算.json and 决算.docx.json.
        """
        place = source.place
        numbered = (place.with_name(f"{place.name}-{number}") for number in count(2))
        bases = (self.out / name for name in chain([place.with_suffix(""), place], numbered))
        base = next(base for base in bases if self._key(base) not in self.taken)
        self.taken.add(self._key(base))
        return base

    def _key(self, base: Path) -> str:
        """What a record at this place would overwrite, also where upper and lower case are the same file."""
        return os.path.abspath(f"{base}.{self.form}").casefold()


def _json(record: Record, text: bool, *, indent: int | None) -> str:
    return as_json(record, text=text, blocks=text, indent=indent)


def write_whole(path: Path, content: str) -> None:
    """Write a file whole or not at all: what is interrupted leaves the one that was there."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(content, "utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
