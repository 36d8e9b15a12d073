"""The records of a dataset on disk, one after the other, in the shape in which `as_plain` gives a single one."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extractor.data import trimmed
from extractor.outputs.columns import DOCUMENTS, KEY, LISTS
from extractor.outputs.parts import TEXTS

Plain = Mapping[str, Any]


def stored_records(folder: Path) -> Iterator[Plain]:
    """Every record of a dataset with its text and blocks; one part is held at a time, whatever the size of the whole.

    next(stored_records(out))["facts"][0]["quantity"]["value"] -> "9132600"

    Numbers are equal to what was printed, but without the zeros behind their last digit, which a table does not keep.
    """
    for path in sorted((folder / DOCUMENTS).glob("part-*.parquet")):
        yield from _records_of(folder, path.name)


def stored_record(folder: Path, part: str, id: str) -> Plain | None:
    """One record of a dataset, from the part (`part-000001.parquet`) that holds it; none where it does not."""
    return next(_records_of(folder, part, id), None)


def stored_rows(folder: Path, name: str) -> Iterator[Plain]:
    """The rows of one list as plain values, in batches that fit into memory."""
    for path in sorted((folder / name).glob("part-*.parquet")):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches():
                yield from map(_plain, batch.to_pylist(maps_as_pydicts="strict"))


def _records_of(folder: Path, part: str, only: str | None = None) -> Iterator[Plain]:
    """The records of a part, or the one with an id, of which nothing else is read."""
    texts = _table(folder / TEXTS / part, ["id", "text", "blocks"], only=("id", only))
    found = {text["id"]: text for text in _rows(texts, 0, texts.num_rows)} if texts else {}
    lists = {name: _table(folder / name / part, only=(KEY, only)) for name in LISTS}
    ranges = {name: _ranges(table) for name, table in lists.items()}
    documents = _table(folder / DOCUMENTS / part, only=("id", only))
    for document in _rows(documents, 0, documents.num_rows) if documents else ():
        id, schema, producer = document["id"], document.pop("schema"), document.pop("produced_by")
        text = found.get(id, {"text": "", "blocks": []})
        rows = {name: _rows(lists[name], *ranges[name].get(id, (0, 0)), is_keyed=True) for name in LISTS}
        whole = {**document, "text": text["text"], "blocks": text["blocks"]}
        yield {"schema": schema, "document": whole, **rows, "produced_by": producer}


def _table(path: Path, columns: list[str] | None = None, *, only: tuple[str, str | None]) -> pa.Table | None:
    """A file of a list, of which `only` may name a column and the one value that is wanted there."""
    wanted = None if only[1] is None else [(only[0], "=", only[1])]
    return pq.read_table(path, columns=columns, filters=wanted, partitioning=None) if path.exists() else None


def _ranges(table: pa.Table | None) -> dict[str, tuple[int, int]]:
    """Where the rows of each document begin, and how many they are: a part holds them document by document."""
    found: dict[str, tuple[int, int]] = {}
    start = 0
    for id, group in groupby(table.column(KEY).to_pylist() if table else ()):
        count = sum(1 for _ in group)
        found[id] = (start, count)
        start += count
    return found


def _rows(table: pa.Table | None, start: int, count: int, *, is_keyed: bool = False) -> list[dict[str, Any]]:
    if table is None or not count:
        return []
    kept = table.drop_columns([KEY]) if is_keyed else table
    return [_plain(row) for row in kept.slice(start, count).to_pylist(maps_as_pydicts="strict")]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return trimmed(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value
