"""Records in the format that a program asks for; the tables themselves are made in extractor.outputs."""

import io
import json
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO

from extractor.data import Record
from extractor.outputs import TABLES, as_csv, as_plain, table
from extractor.outputs.records import adapter

JSON = "application/json"
NDJSON = "application/x-ndjson"
CSV = "text/csv"
HTML = "text/html"
ZIP = "application/zip"
PARQUET = "application/vnd.apache.parquet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIXES = {JSON: "json", NDJSON: "jsonl", CSV: "csv", ZIP: "zip", PARQUET: "parquet", XLSX: "xlsx"}
MOST_IN_TABLES = 2000  # documents whose rows are held in memory together
EXPORTS: dict[str, int | None] = {PARQUET: None, XLSX: None, ZIP: MOST_IN_TABLES, CSV: MOST_IN_TABLES}
AT_ONCE = 100  # documents whose rows are written together
Write = Callable[[Sequence[Record], Sequence[str], Collection[str]], bytes]


def write_records(records: Sequence[Record], form: str, lists: Sequence[str], include: Collection[str]) -> bytes:
    """Some records as a file of a media type, with some of their lists (all if none is named).

    write_records([record], "text/csv", ["changes"], ()) -> b"document,id,fact,…"
    """
    return WRITERS[form](records, lists, include)


def export_records(records: Iterable[Record], form: str, lists: Sequence[str], stream: BinaryIO) -> None:
    """Any number of records as one file: Parquet and workbooks as they come, other tables when all are there."""
    if form == XLSX:
        _write_workbook(records, lists, stream)
    elif form == PARQUET:
        _write_parquet(records, lists, stream)
    else:
        stream.write(write_records(list(records), form, lists, ()))


def _write_workbook(records: Iterable[Record], lists: Sequence[str], stream: BinaryIO) -> None:
    """A sheet a list, every row linked to its sentence, for which the records need their text."""
    from extractor.outputs.excel import write_workbook

    empty = dict.fromkeys([name for name in TABLES if lists and name not in lists], ())
    write_workbook(({**as_plain(record, text=True, blocks=True), **empty} for record in records), stream)


def _write_parquet(records: Iterable[Record], lists: Sequence[str], stream: BinaryIO) -> None:
    """One list as typed columns: the one that was asked for, else the facts."""
    import pyarrow.parquet as pq

    from extractor.outputs.columns import list_schema, record_tables

    name = lists[0] if lists else "facts"
    with pq.ParquetWriter(stream, list_schema(name), compression="zstd") as writer:
        for some in batched(records, AT_ONCE):
            writer.write_table(record_tables(some)[name])


def batched(records: Iterable[Record], size: int) -> Iterator[list[Record]]:
    """Records some at a time."""
    source = iter(records)
    while some := list(islice(source, size)):
        yield some


def plain_of(record: Record, lists: Sequence[str], include: Collection[str]) -> dict[str, Any]:
    """A record as plain values, without the lists that nobody asked for."""
    plain = as_plain(record, text="text" in include, blocks="blocks" in include)
    return {name: value for name, value in plain.items() if name not in TABLES or not lists or name in lists}


def record_of(plain: dict[str, Any]) -> Record:
    """The record that plain values were made of; a text or lists that were left out are empty."""
    lists = dict.fromkeys(TABLES, ())
    return adapter().validate_python({**lists, **plain, "document": {"text": "", "blocks": [], **plain["document"]}})


def dumped(plain: object) -> bytes:
    """Plain values as JSON on one line."""
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def _json(records: Sequence[Record], lists: Sequence[str], include: Collection[str]) -> bytes:
    [record] = records
    return dumped(plain_of(record, lists, include))


def _ndjson(records: Sequence[Record], lists: Sequence[str], include: Collection[str]) -> bytes:
    return b"".join(dumped(plain_of(record, lists, include)) + b"\n" for record in records)


def _csv(records: Sequence[Record], lists: Sequence[str], _: Collection[str]) -> bytes:
    """One list as a table: the one that was asked for, else the facts."""
    return _table(records, lists[0] if lists else "facts")


def _zip(records: Sequence[Record], lists: Sequence[str], _: Collection[str]) -> bytes:
    """Every list as a table of its own."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in lists or TABLES:
            archive.writestr(zipfile.ZipInfo(f"{name}.csv", (1980, 1, 1, 0, 0, 0)), _table(records, name))
    return stream.getvalue()


def _parquet(records: Sequence[Record], lists: Sequence[str], _: Collection[str]) -> bytes:
    stream = io.BytesIO()
    _write_parquet(records, lists, stream)
    return stream.getvalue()


def _xlsx(records: Sequence[Record], lists: Sequence[str], _: Collection[str]) -> bytes:
    stream = io.BytesIO()
    _write_workbook(records, lists, stream)
    return stream.getvalue()


def _table(records: Iterable[Record], name: str) -> bytes:
    rows = [row for record in records for row in table(record, name)]
    return as_csv(rows, name).encode("utf-8-sig")  # the mark by which Excel knows UTF-8


WRITERS: dict[str, Write] = {JSON: _json, NDJSON: _ndjson, CSV: _csv, ZIP: _zip, PARQUET: _parquet, XLSX: _xlsx}
