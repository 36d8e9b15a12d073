"""Records on standard output or in a folder, in the format that was asked for."""

import os
import shutil
import sys
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

import click

from api.inputs import Input
from api.problems import CannotWrite
from extractor.data import Record
from extractor.outputs import TABLES, as_csv, as_json, as_plain, table
from extractor.outputs.files import with_folder, write_content, write_whole

if TYPE_CHECKING:
    from extractor.outputs.excel import Book


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
    lang: str = "zh"

    def write(self, source: Input, record: Record) -> None:
        """Write one record: 县/决算.pdf -> OUT/县/决算.json, or a 决算.facts.csv, 决算.checks.csv, … each."""
        base = self._place(source)
        files: dict[str, str | bytes]
        if self.form == "xlsx":
            from extractor.outputs.excel import workbook_of

            files = {".xlsx": workbook_of(record, lang=self.lang)}
        elif self.form == "csv":
            # Excel takes a file without the mark for GBK.
            files = {f".{name}.csv": "\ufeff" + as_csv(rows, name) for name in TABLES if (rows := table(record, name))}
        else:
            indent = None if self.form == "jsonl" else 2
            files = {f".{self.form}": _json(record, self.text, indent=indent) + "\n"}
        try:
            base.parent.mkdir(parents=True, exist_ok=True)
            for suffix, content in files.items():
                write_content(base.with_name(base.name + suffix), content)
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


class BookPrinter:
    """Writes all records into one workbook: a file, or standard output where there is none.

    It grows in a file that has no name, so that nothing is left of one that was given up.
    """

    def __init__(self, out: Path | None, lang: str) -> None:
        self.out, self.lang = out, lang
        self.stream = TemporaryFile()  # noqa: SIM115, it lives as long as the printer
        self.book: Book | None = None

    def write(self, _: Input, record: Record) -> None:
        """Write one record."""
        if self.book is None:
            from extractor.outputs.excel import Book

            self.book = Book(self.stream, lang=self.lang)
        self.book.add(as_plain(record, text=True, blocks=True))

    def close(self) -> None:
        """End the workbook and put it where it belongs; without one record there is none."""
        with self.stream:
            if self.book is None:
                return
            with self.book:
                pass
            self.stream.seek(0)
            if self.out is None:
                shutil.copyfileobj(self.stream, sys.stdout.buffer)
            else:
                write_whole(with_folder(self.out), lambda target: shutil.copyfileobj(self.stream, target))


def _json(record: Record, text: bool, *, indent: int | None) -> str:
    return as_json(record, text=text, blocks=text, indent=indent)
