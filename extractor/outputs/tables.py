"""The lists of a record as flat tables: one row a row, nested values under dotted columns."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from extractor.data import Record
from extractor.outputs.records import as_plain, schema

TABLES = (
    "sections",
    "facts",
    "changes",
    "ratios",
    "reasons",
    "projects",
    "indicators",
    "checks",
    "coverage",
    "warnings",
)
LEFT_OUT = frozenset(["evidence"])
FORMULA = re.compile(r"[=+\-@\t\r]")  # how a spreadsheet knows that a cell is to be computed
PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@cache
def columns(name: str) -> tuple[str, ...]:
    """The columns of one list, the same for every document: ("document", "id", "item.text", "item.start", …).

    Open mappings (`dims`) have no fixed columns; `as_csv` adds theirs where a row has them.
    """
    found = schema()
    return ("document", *_columns(found["properties"][name]["items"], found["$defs"]))


def _columns(node: Mapping[str, Any], kinds: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """The columns of one kind of row, whose nested values may be null."""
    for key, inner in kinds[_kind(node)]["properties"].items():
        nested = next((each for each in (inner, *inner.get("anyOf", ())) if "$ref" in each), None)
        if nested:
            yield from _columns(nested, kinds, f"{prefix}{key}.")
        elif key not in LEFT_OUT and "additionalProperties" not in inner:
            yield f"{prefix}{key}"


def _kind(node: Mapping[str, Any]) -> str:
    return str(node["$ref"]).rpartition("/")[2]


def table(record: Record, name: str) -> list[dict[str, Any]]:
    """One list of a record as flat rows, each with the document it comes from.

    table(record, "facts")[0]["quantity.value"] -> "9132600.00"
    """
    document = record.document.name or record.document.id[:12]
    return [{"document": document, **dict(flatten(row))} for row in as_plain(record)[name]]


def flatten(value: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Nested values with dotted names; ids joined by spaces, lists of rows counted, what is absent left out."""
    for key, inner in value.items():
        if key in LEFT_OUT or inner is None:
            continue
        if isinstance(inner, Mapping):
            yield from flatten(inner, f"{prefix}{key}.")
        elif isinstance(inner, list):
            plain = all(isinstance(each, str) for each in inner)
            yield f"{prefix}{key}", " ".join(inner) if inner and plain else len(inner) or ""
        else:
            yield f"{prefix}{key}", inner


def as_csv(rows: Sequence[Mapping[str, Any]], name: str) -> str:
    """Rows of one list as CSV text: its fixed columns, then those that only some rows have.

    A text that a spreadsheet would compute gets an apostrophe before it ("=365天" -> "'=365天"): documents come from
    strangers, and Excel shows an error where the target of an indicator should stand.
    """
    fixed = columns(name)
    more = sorted({key for row in rows for key in row} - set(fixed))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, [*fixed, *more], restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _inert(value) for key, value in row.items()} for row in rows)
    return stream.getvalue()


def _inert(value: object) -> object:
    is_formula = isinstance(value, str) and FORMULA.match(value) and not PLAIN_NUMBER.fullmatch(value)
    return f"'{value}" if is_formula else value
