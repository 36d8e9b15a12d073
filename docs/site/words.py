"""What the reference says of things that code only names: the rows of words.toml."""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROWS = Path(__file__).with_suffix(".toml")
LANGUAGES = ("zh", "en")


class Undocumented(LookupError):  # noqa: N818
    """Names of code that words.toml does not describe, or rows that describe nothing."""


@cache
def tables() -> dict[str, dict[str, tuple[str, str]]]:
    """Every table of words.toml."""
    return tomllib.loads(ROWS.read_text("utf-8"))


def describe(table: str, name: str, lang: str) -> str:
    """What one thing is; raises `Undocumented` for one without a row."""
    row = tables()[table].get(name)
    if row is None:
        raise Undocumented(f'no row "{name}" in [{table}] of docs/site/words.toml: add its Chinese and its English')
    return row[LANGUAGES.index(lang)]


def compare(table: str, names: Iterable[str]) -> None:
    """Hold a table against the names of code; raises `Undocumented` for what only one of them has."""
    there, wanted = set(tables()[table]), set(names)
    if missing := sorted(wanted - there):
        raise Undocumented(f"[{table}] of docs/site/words.toml lacks {', '.join(missing)}")
    if stale := sorted(there - wanted):
        raise Undocumented(f"[{table}] of docs/site/words.toml describes what is no more: {', '.join(stale)}")
