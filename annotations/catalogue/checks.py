"""Checks of single rows and cells, shared by all readers of data files: what is wrong is named with file and row."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, get_args

from annotations.catalogue.names import expand, normalise
from annotations.catalogue.rows import CatalogueError

Row = Mapping[str, Any]


def rows_by_id(rows: Sequence[Row], fields: Iterable[str], file: str) -> Iterator[tuple[str, Row]]:
    """Each row with its id, after a look at its fields: no id missing, none twice, no field that is not known."""
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        name = row.get("id")
        if not isinstance(name, str) or not name:
            raise CatalogueError(file, str(number), "id is missing")
        if name in seen:
            raise CatalogueError(file, name, "stands twice")
        seen.add(name)
        refuse_unknown(row, fields, file, name)
        yield name, row


def refuse_unknown(row: Row, fields: Iterable[str], file: str, id: str) -> None:
    """Raise for a field that rows of this kind do not have, most often a misspelt one."""
    if unknown := set(row) - set(fields):
        raise CatalogueError(file, id, f"unknown field {', '.join(sorted(unknown))}")


def text(row: Row, key: str, file: str, id: str) -> str:
    """A text that must be there."""
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise CatalogueError(file, id, f"{key} is missing")
    return value


def flag(row: Row, key: str, file: str, id: str) -> bool:
    """True or false, false when absent."""
    value = row.get(key, False)
    if not isinstance(value, bool):
        raise CatalogueError(file, id, f"{key} must be true or false")
    return value


def choice(row: Row, key: str, choices: Any, file: str, id: str) -> Any:
    """One word of a Literal type."""
    value = row.get(key)
    if value not in get_args(choices):
        raise CatalogueError(file, id, f"{key} must be one of {', '.join(get_args(choices))}, not {value!r}")
    return value


def texts(row: Row, key: str, file: str, id: str) -> tuple[str, ...]:
    """A list of texts, none empty, none twice; absent is empty."""
    values = row.get(key, ())
    if not isinstance(values, list | tuple) or not all(isinstance(value, str) and value.strip() for value in values):
        raise CatalogueError(file, id, f"{key} must be a list of words, none of them empty")
    if len(set(values)) != len(values):
        raise CatalogueError(file, id, f"{key} names something twice")
    return tuple(values)


def words(row: Row, key: str, file: str, id: str) -> tuple[str, ...]:
    """A list of texts with its alternatives written out: ["{比|较}上年"] -> ("比上年", "较上年")."""
    expanded = [word for pattern in texts(row, key, file, id) for word in expand(pattern)]
    if not all(expanded):
        raise CatalogueError(file, id, f"{key} holds an empty word")
    return tuple(dict.fromkeys(expanded))


def names(row: Row, key: str, file: str, id: str) -> tuple[str, ...]:
    """A list of names, written out and in the form in which names are compared."""
    found = [name for pattern in texts(row, key, file, id) for name in expand(normalise(pattern))]
    if not all(found):
        raise CatalogueError(file, id, f"{key} holds an empty name")
    return tuple(dict.fromkeys(found))


def longest_first(values: Sequence[str]) -> tuple[str, ...]:
    """Words in the order in which they must be tried; words of one length stay as they stood."""
    return tuple(sorted(values, key=len, reverse=True))


def read_cells(content: str, file: str, columns: Sequence[str]) -> Iterator[dict[str, str]]:
    """The rows of a CSV file with exactly these columns; no code and no name may be empty."""
    lines = csv.reader(io.StringIO(content))
    if next(lines, None) != list(columns):
        raise CatalogueError(file, "1", f"the columns must be {','.join(columns)}")
    for cells in lines:
        row = dict(zip(columns, cells, strict=False))
        code = row.get("code", "")
        if len(cells) != len(columns):
            raise CatalogueError(file, code or str(lines.line_num), f"must have {len(columns)} cells, not {len(cells)}")
        if not code.isdecimal() or not row["name"]:
            raise CatalogueError(file, code or str(lines.line_num), "code or name is missing")
        yield row


def year(row: Mapping[str, str], key: str, file: str) -> int | None:
    """A year, or None for an open end."""
    cell = row[key]
    if cell and not (cell.isdecimal() and len(cell) == 4):
        raise CatalogueError(file, row["code"], f"{key} must be a year, not {cell}")
    return int(cell) if cell else None


def refuse_orphans(codes: Sequence[tuple[str, str | None]], file: str) -> None:
    """Raise for a code whose parent does not stand above it."""
    known: set[str] = set()
    for code, parent in codes:
        if parent is not None and parent not in known:
            raise CatalogueError(file, code, f"{parent} must stand above it")
        known.add(code)
