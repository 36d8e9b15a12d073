"""What a workbook shows of each list: the rows of sheets.toml, checked when they are loaded."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from extractor.bulk.layout import FAILURES, FINDINGS, SOURCES
from extractor.language import LANGUAGES

FILE = "sheets.toml"
QUOTES = "quotes"  # the sheet of the sentences
OF_THE_ARCHIVE = (FINDINGS, FAILURES, SOURCES)  # lists whose rows belong to no single document
Form = Literal["text", "word", "status", "figure", "number", "integer", "share", "dimension"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: what it shows, under which captions, how wide, and in which form."""

    key: str
    captions: tuple[str, str]
    width: int
    form: Form

    def caption(self, lang: str) -> str:
        """What stands above it."""
        return self.captions[LANGUAGES.index(lang)]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet of one list; `left_out` names the columns of the list that it does not show."""

    list: str
    captions: tuple[str, str]
    columns: tuple[Column, ...]
    left_out: tuple[str, ...]

    def caption(self, lang: str) -> str:
        """What its tab says."""
        return self.captions[LANGUAGES.index(lang)]


@cache
def load_sheets() -> Mapping[str, Sheet]:
    """The sheets by the list that they show: `load_sheets()["facts"].caption("zh")` -> "指标"."""
    rows = tomllib.loads((files(__package__) / FILE).read_text("utf-8"))["sheet"]
    return {row["list"]: _sheet(row) for row in rows}


def _sheet(row: Mapping[str, Any]) -> Sheet:
    columns = tuple(_column(*cells) for cells in row["columns"])
    return Sheet(row["list"], (row["zh"], row["en"]), columns, tuple(row["left_out"]))


def _column(key: str, chinese: str, english: str, width: int, form: str) -> Column:
    if form not in get_args(Form):
        raise ValueError(f"{FILE}: {key} has no form {form}")
    return Column(key, (chinese, english), width, form)  # type: ignore[arg-type]
