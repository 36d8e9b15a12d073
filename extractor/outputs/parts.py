"""Datasets on disk: a folder a list, in it one file a part, which is there whole or not at all.

    OUT/facts/part-000001.parquet  OUT/texts/part-000001.parquet  …

A part is written beside its place, forced to disk and renamed, so that a program that dies leaves the old part or the
new one; what it was writing is overwritten by whoever comes next.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from extractor.data import Block, Document, Record, Warning  # noqa: A004
from extractor.outputs.columns import record_tables, typed_table
from extractor.outputs.files import with_folder, write_whole
from extractor.outputs.records import as_json
from extractor.reading import Reading

PART = re.compile(r"part-(?P<part>[0-9]+)\..+")
TEXTS = "texts"
RECORDS = "records"


def part_path(folder: Path, name: str, part: int | str, suffix: str = "parquet") -> Path:
    """The place of one part of a list: `part_path(out, "facts", 7)` -> out/facts/part-000007.parquet."""
    number = f"{part:06}" if isinstance(part, int) else part
    return folder / name / f"part-{number}.{suffix}"


def write_part(folder: Path, part: int, tables: Mapping[str, pa.Table]) -> None:
    """Write one part of every list; a list without rows has no file, not even an older one."""
    for name, table in tables.items():
        write_table(part_path(folder, name, part), table)


def remove_part(folder: Path, part: int) -> None:
    """Take one part of every list away."""
    for path in folder.glob(f"*/part-{part:06}.*"):
        path.unlink(missing_ok=True)


def stray_parts(folder: Path, parts: Container[int]) -> Iterator[Path]:
    """The files of a dataset that are of no such part, and those that were begun and never ended."""
    for path in folder.glob("*/*part-*"):
        number = PART.fullmatch(path.name)
        if path.name.startswith(".") or (number and int(number["part"]) not in parts):
            yield path


def write_table(path: Path, table: pa.Table) -> None:
    """Write one file of a dataset, or take it away where there are no rows."""
    if table.num_rows == 0:
        path.unlink(missing_ok=True)
        return
    write_whole(with_folder(path), lambda stream: pq.write_table(table, stream, compression="zstd"))


def write_tables(path: Path, schema: pa.Schema, tables: Iterable[pa.Table | pa.RecordBatch]) -> None:
    """Write tables of the same columns, one after the other and each only held while it is written, as one file."""

    def write(stream: BinaryIO) -> None:
        with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
            for table in tables:
                writer.write(table)

    write_whole(with_folder(path), write)


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines of text as one file of a dataset, or take it away where there are none."""
    remaining = iter(lines)
    first = next(remaining, None)
    if first is None:
        path.unlink(missing_ok=True)
        return
    encoded = (f"{line}\n".encode() for line in chain([first], remaining))
    write_whole(with_folder(path), lambda stream: stream.writelines(encoded))


def dataset_tables(records: Sequence[Record], readings: Sequence[Reading]) -> dict[str, pa.Table]:
    """The lists of some records, and `texts`: what was read of each, so that a later model need not read it again."""
    return {**record_tables(records), TEXTS: texts_table(readings)}


def texts_table(readings: Sequence[Reading]) -> pa.Table:
    """What was read of some documents, with its blocks and warnings."""
    documents = typed_table(Document, [reading.document for reading in readings])
    kept = documents.select(["id", "name", "media_type", "text", "text_length", "blocks", "pages"])
    warnings = typed_table(Reading, readings).column("warnings")
    return kept.append_column("warnings", warnings)


def stored_readings(folder: Path, part: int) -> dict[str, Reading]:
    """What an earlier run has read, by document; nothing where that part has not been written.

    stored_readings(out, 7)["9f86…"].document.text -> "2021年收入预算总额913.26万元。"
    """
    path = part_path(folder, TEXTS, part)
    if not path.exists():
        return {}
    rows = pq.read_table(path, partitioning=None).to_pylist()
    return {row["id"]: _reading(**row) for row in rows}


def _reading(*, blocks: list[dict[str, object]], warnings: list[dict[str, object]], **fields: object) -> Reading:
    read = tuple(Block(**block) for block in blocks)  # type: ignore[arg-type]
    noted = tuple(Warning(**warning) for warning in warnings)  # type: ignore[arg-type]
    return Reading(Document(blocks=read, **fields), noted)  # type: ignore[arg-type]


def record_lines(records: Sequence[Record]) -> list[str]:
    """Records as JSON, one a line, as `mingxi extract --format jsonl` prints them."""
    return [as_json(record, indent=None) for record in records]
