"""The part of a shard in either form, and the list of sources, which belongs to the run as a whole."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from extractor.bulk.data import Failure, Form, Settings, Source
from extractor.bulk.layout import FAILURES, SOURCES
from extractor.data import Record
from extractor.outputs.columns import typed_table
from extractor.outputs.parts import (
    RECORDS,
    dataset_tables,
    part_path,
    record_lines,
    write_lines,
    write_part,
    write_table,
    write_tables,
)
from extractor.reading import Reading
from extractor.reading.formats import utf8_name

SOURCE_COLUMNS = ("name", "document", "path", "member", "size", "url", "organisation", "year")
BATCH = 10_000  # sources that are held at a time


def write_results(
    settings: Settings, shard: int, records: Sequence[Record], readings: Sequence[Reading], lost: Sequence[Failure]
) -> None:
    """Write the part of a shard: the lists of its records, and what has none."""
    failures = sorted(lost, key=lambda each: (each.document or "", each.source))
    if settings.form == "jsonl":
        write_lines(part_path(settings.folder, RECORDS, shard, "jsonl"), record_lines(records))
        write_lines(part_path(settings.folder, FAILURES, shard, "jsonl"), map(_line, failures))
    else:
        tables = {**dataset_tables(records, readings), FAILURES: typed_table(Failure, failures)}
        write_part(settings.folder, shard, tables)


def stored_failures(settings: Settings, shard: int) -> dict[str, Failure]:
    """The failures of an earlier run, by document: what has failed with the same code would only fail again."""
    path = part_path(settings.folder, FAILURES, shard, settings.form)
    if not path.exists():
        return {}
    if settings.form == "jsonl":
        rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
    else:
        rows = pq.read_table(path, partitioning=None).to_pylist()
    return {row["document"]: Failure(**row) for row in rows}


def write_sources(folder: Path, form: Form, found: Iterable[Source]) -> None:
    """Write where every document was found, by name; any number of them."""
    path = part_path(folder, SOURCES, SOURCES, form)
    if form == "jsonl":
        write_lines(path, (_line({name: getattr(each, name) for name in SOURCE_COLUMNS}) for each in _printable(found)))
        return
    write_tables(path, source_table([]).schema, map(source_table, _batches(_printable(found))))


def write_lost_sources(folder: Path, form: Form, lost: Iterable[Source]) -> None:
    """Write the sources of which no bytes could be had, as failures of no document."""
    failures = [
        Failure(None, each.name, each.error or "", each.message or "", each.english or "") for each in _printable(lost)
    ]
    path = part_path(folder, FAILURES, SOURCES, form)
    if form == "jsonl":
        write_lines(path, map(_line, failures))
    else:
        write_table(path, typed_table(Failure, failures))


def source_table(sources: Sequence[Source]) -> pa.Table:
    """Where some documents were found."""
    return typed_table(Source, sources).select(SOURCE_COLUMNS)


def _printable(sources: Iterable[Source]) -> Iterator[Source]:
    return (replace(each, path=utf8_name(each.path)) for each in sources)


def _batches(sources: Iterator[Source]) -> Iterator[list[Source]]:
    while batch := list(islice(sources, BATCH)):
        yield batch


def _line(row: Failure | Mapping[str, object]) -> str:
    plain = asdict(row) if isinstance(row, Failure) else row
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
