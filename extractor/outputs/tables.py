"""The lists of a record as flat tables: one row a row, nested values under dotted columns."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from extractor.data import Record
from extractor.outputs.records import as_plain

TABLES = ("sections", "facts", "changes", "ratios", "reasons", "projects", "indicators", "checks", "coverage", "warnings")
LEFT_OUT = frozenset(["evidence"])


def table(record: Record, name: str) -> list[dict[str, Any]]:
    """One list of a record as flat rows, each with the document it comes from.

    table(record, "facts")[0]["quantity.value"] -> "8241300.00"
    """
    document = record.document.name or record.document.id[:12]
    return [{"document": document, **dict(flatten(row))} for row in as_plain(record)[name]]


def flatten(value: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Nested values with dotted names; lists of ids joined by spaces, lists of rows counted."""
    for key, inner in value.items():
        if key in LEFT_OUT:
            continue
        if isinstance(inner, Mapping):
            yield from flatten(inner, f"{prefix}{key}.")
        elif isinstance(inner, list):
            plain = all(isinstance(each, str) for each in inner)
            yield f"{prefix}{key}", " ".join(inner) if plain else len(inner)
        else:
            yield f"{prefix}{key}", inner


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as CSV text, with every column that any row has, in order of first appearance."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()
