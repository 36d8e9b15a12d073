"""The results of whole archives as files for people: converted, or reported on."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import duckdb
import pyarrow as pa

from api.batch import Teller
from api.problems import CannotWrite, Failure
from api.texts import say
from extractor.bulk.layout import RUN, STATE
from extractor.errors import MingxiError
from extractor.outputs.excel import write_workbook
from extractor.outputs.figures import load_figures
from extractor.outputs.files import with_folder, write_whole
from extractor.outputs.flat import FLAT
from extractor.outputs.folders import write_csvs
from extractor.outputs.package import write_package
from extractor.outputs.report import write_report
from extractor.outputs.sheets import OF_THE_ARCHIVE
from extractor.outputs.stored import Plain, stored_records, stored_rows
from extractor.querying import open_dataset

Advance = Callable[[], None]


class Unconvertible(Failure):
    """Results that nothing can be made of, or a place that is taken; `code` says why."""

    def __init__(self, name: str, code: str, cause: BaseException | None = None) -> None:
        self.code = code
        super().__init__(name, cause)


def convert_archive(folder: Path, form: str, out: Path, lang: str) -> int:
    """Write the results of an archive in another form; the exit status."""

    def write(advance: Advance) -> None:
        if form in ("csv", "package"):
            write_folder = write_csvs if form == "csv" else write_package
            with open_dataset(folder) as dataset:
                write_folder(dataset, out, step=lambda _: advance())
            return
        records = _watched(stored_records(folder), advance)
        if form == "xlsx":
            more = {name: stored_rows(folder, name) for name in OF_THE_ARCHIVE}
            write_whole(with_folder(out), lambda stream: write_workbook(records, stream, more=more, lang=lang))
        else:
            write_whole(with_folder(out), lambda stream: _write_lines(records, stream))

    def count() -> int:
        return len(FLAT) if form in ("csv", "package") else _documents(folder)

    return _make(folder, out, lang, "converting", count, write)


def report_archive(folder: Path, out: Path, lang: str) -> int:
    """Write the report on an archive; the exit status."""

    def write(advance: Advance) -> None:
        with open_dataset(folder) as dataset:
            write_whole(
                with_folder(out), lambda stream: write_report(dataset, stream, lang=lang, step=lambda _: advance())
            )

    return _make(folder, out, lang, "reporting", lambda: len(load_figures()), write)


def _make(
    folder: Path, out: Path, lang: str, doing: str, count: Callable[[], int], write: Callable[[Advance], None]
) -> int:
    """Make one file or folder of some results, with a bar where a person waits; what is wrong is told in one line."""
    teller = Teller(lang)
    try:
        _check(folder, out)
        with _explained(folder, out):
            if teller.console.is_terminal:
                with teller.watch(count(), doing) as advance:
                    write(advance)
            else:
                write(lambda: None)
    except MingxiError as error:
        teller.tell(error, error.name)
        return 1
    teller.line(say("written", lang, path=out))
    return 0


def _check(folder: Path, out: Path) -> None:
    """Refuse what is no folder of results, and a place where something is already."""
    if not (folder / RUN).is_file():
        raise Unconvertible(str(folder), "unfinished_results" if (folder / STATE).is_dir() else "not_results")
    try:
        form = json.loads((folder / RUN).read_text("utf-8"))["format"]
    except (ValueError, KeyError, TypeError) as error:
        raise Unconvertible(str(folder), "not_results", error) from error
    if form != "parquet":
        raise Unconvertible(str(folder), "lines_of_results")
    if out.exists():
        raise Unconvertible(str(out), "exists")


@contextmanager
def _explained(folder: Path, out: Path) -> Iterator[None]:
    """Say what the disk does not take, and what the results are not."""
    try:
        yield
    except (duckdb.Error, pa.ArrowInvalid) as error:
        raise Unconvertible(str(folder), "damaged_results", error) from error
    except OSError as error:
        raise CannotWrite(str(out), error) from error


def _documents(folder: Path) -> int:
    with open_dataset(folder) as dataset:
        return int(dataset.execute("select count(*) from documents").fetchall()[0][0])


def _watched(records: Iterable[Plain], advance: Advance) -> Iterator[Plain]:
    for record in records:
        yield record
        advance()


def _write_lines(records: Iterable[Plain], stream: BinaryIO) -> None:
    """Records as JSON, one a line, without their texts: as `mingxi extract --format jsonl` prints them."""
    for record in records:
        document = {key: value for key, value in record["document"].items() if key not in ("text", "blocks")}
        line = json.dumps({**record, "document": document}, ensure_ascii=False, separators=(",", ":"))
        stream.write(f"{line}\n".encode())
