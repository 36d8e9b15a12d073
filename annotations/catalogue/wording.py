"""Reading wording.toml: the wordings by which sentences are read, one row each with the example that it must match."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from annotations.catalogue.rows import CatalogueError, Wording

FILE = "wording.toml"
EXAMPLE = re.compile(r"([^〔〕]*)〔([^〔〕]*)〕([^〔〕]*)")
LIST_NAME = re.compile(r"[a-z]+(?:_[a-z]+)*")


def read_wording(table: Mapping[str, Any]) -> dict[str, tuple[Wording, ...]]:
    """Check wording.toml: {"share": [["占比", "其中〔占比〕"]]} -> one list "share" of one row.

    Raises CatalogueError for a row that is no expression, has no example, or does not occur in its example.
    """
    if wrong := next((name for name in table if not LIST_NAME.fullmatch(name)), None):
        raise CatalogueError(FILE, wrong, "a list is named in small letters")
    return {name: tuple(_row(name, row) for row in rows) for name, rows in table.items()}


def _row(name: str, row: Sequence[Any]) -> Wording:
    if not (isinstance(row, list) and len(row) == 2 and all(isinstance(part, str) for part in row)):
        raise CatalogueError(FILE, name, "a row is a match and an example")
    match, example = row
    parts = EXAMPLE.fullmatch(example)
    if parts is None:
        raise CatalogueError(FILE, name, f"{example} must show its match in one pair of 〔〕")
    try:
        pattern = re.compile(match)
    except re.error as error:
        raise CatalogueError(FILE, name, f"{match} is no expression: {error}") from error
    before, marked, after = parts.groups()
    wording = Wording(match, before + marked + after, len(before), len(before) + len(marked))
    if pattern.search(wording.example) is None:
        raise CatalogueError(FILE, name, f"{match} does not occur in {wording.example}")
    return wording
