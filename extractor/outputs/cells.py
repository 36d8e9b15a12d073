"""How one value becomes a cell: numbers with all their digits, words in the reader's language, nothing computed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from annotations.catalogue import load as load_catalogue
from extractor.language import one_line, word
from extractor.outputs.sheets import Column

DIGITS = 15  # that a spreadsheet's number keeps
CUT = "…"
RED, AMBER, BLUE, GREEN, GREY = "#C00000", "#8A5A00", "#1F5C99", "#1E6B34", "#6B6B6B"
# The ink and the ground of a status; a violation goes by its severity.
COLOURS: Mapping[str, tuple[str, str]] = {
    "error": (RED, "#FCE4E4"),
    "warning": (AMBER, "#FFF2CC"),
    "info": (BLUE, "#E4EEF8"),
    "exact": (GREEN, "#E2F3E4"),
    "within_rounding": (GREEN, "#EFF7E9"),
    "truncation": ("#5F6B1E", "#F4F6DC"),
    "not_evaluable": (GREY, "#EFEFEF"),
    "present": (GREEN, "#E2F3E4"),
    "stated_empty": (BLUE, "#E4EEF8"),
    "attached": (AMBER, "#FFF2CC"),
    "missing": (RED, "#FCE4E4"),
}
NUMBERS: Mapping[str, str] = {
    "amount": "#,##0.00######",
    "percent": "0.00####%",
    "points": "0.00######",
    "whole": "#,##0",
    "fraction": "#,##0.00######",
    "year": "0",
    "share": "0%",
}
HUNDRED = Decimal(100)
GAPS = ("difference", "tolerance")  # between percentages they are percentage points


@dataclass
class Styles:
    """The formats of one workbook, each made once."""

    workbook: Workbook
    made: dict[str, Format] = field(default_factory=dict)

    def get(self, name: str, **properties: Any) -> Format:
        """A format by name, made of these properties when it is first wanted."""
        if name not in self.made:
            self.made[name] = self.workbook.add_format(properties)
        return self.made[name]

    @property
    def header(self) -> Format:
        """Of captions."""
        return self.get("header", bold=True, bg_color="#E7EAEE", bottom=1, text_wrap=True, valign="vcenter")

    @property
    def link(self) -> Format:
        """Of what leads elsewhere."""
        return self.get("link", font_color="#0B57D0", underline=1)

    @property
    def mark(self) -> Format:
        """Of the words that are cited."""
        return self.get("mark", bold=True, font_color=RED)

    @property
    def prose(self) -> Format:
        """Of whole sentences."""
        return self.get("prose", text_wrap=True, valign="top")

    @property
    def digits(self) -> Format:
        """Of numbers that are written as text."""
        return self.get("digits", align="right", num_format="@")

    def number(self, kind: str) -> Format:
        """Of a number."""
        return self.get(kind, num_format=NUMBERS[kind])

    def status(self, name: str) -> Format | None:
        """Of a status, in its colours."""
        if name not in COLOURS:
            return None
        ink, ground = COLOURS[name]
        return self.get(f"status {name}", font_color=ink, bg_color=ground, bold=name == "error")


@dataclass
class Cells:
    """Writes values into sheets; `cut` counts the texts that no cell could hold whole."""

    styles: Styles
    lang: str
    characters: int
    cut: int = 0

    def write(self, sheet: Worksheet, at: tuple[int, int], column: Column, row: Mapping[str, Any]) -> None:
        """Write what one column shows of a flat row; what is absent leaves its cell empty."""
        value = row.get(column.key)
        if value is None or value == "":
            return
        match column.form:
            case "figure":
                self._figure(sheet, at, column.key, Decimal(value), row)
            case "number":
                self.number(sheet, at, Decimal(value), "whole" if _is_whole(Decimal(value)) else "fraction")
            case "integer":
                self.number(sheet, at, Decimal(value), "year" if column.key.endswith("year") else "whole")
            case "share":
                self.number(sheet, at, Decimal(str(value)), "share")
            case "status":
                state = row.get("severity") if value == "violated" else value
                self.text(sheet, at, word(value, self.lang), self.styles.status(str(state)))
            case "word":
                self.text(sheet, at, word(value, self.lang))
            case _:
                self.text(sheet, at, one_line(str(value)))

    def text(self, sheet: Worksheet, at: tuple[int, int], text: str, style: Format | None = None) -> None:
        """Write a text as text, whatever it begins with."""
        if len(text) * 2 > self.characters and _length(text) > self.characters:
            text = _shortened(text, self.characters)
            self.cut += 1
        sheet.write_string(*at, text, style)

    def number(self, sheet: Worksheet, at: tuple[int, int], value: Decimal, kind: str) -> None:
        """Write a number, or its digits as text where a spreadsheet would round it."""
        if _significant(value) > DIGITS:
            self.text(sheet, at, f"{value:f}", self.styles.digits)
        else:
            sheet.write_number(*at, float(value), self.styles.number(kind))

    def _figure(self, sheet: Worksheet, at: tuple[int, int], key: str, value: Decimal, row: Mapping[str, Any]) -> None:
        """Write a number as its unit wants it: 11.62% becomes a percentage that a formula may multiply by."""
        kind, unit = (row.get(_beside(key, name)) for name in ("kind", "unit"))
        if kind == "percent" and unit == "%" and key not in GAPS:
            if _significant(value) > DIGITS:
                self.text(sheet, at, f"{value:f}%", self.styles.digits)
            else:
                self.number(sheet, at, value / HUNDRED, "percent")
        elif kind in ("amount", "percent"):
            self.number(sheet, at, value, "amount" if kind == "amount" else "points")
        else:
            self.number(sheet, at, value, "whole" if _is_whole(value) else "fraction")


@cache
def concept_names() -> Mapping[str, str]:
    """What the catalogue calls each concept: {"rev.total": "收入预算总额"}."""
    return {concept.id: concept.name for concept in load_catalogue().concepts}


def _beside(key: str, name: str) -> str:
    return f"{key.rpartition('.')[0]}.{name}" if "." in key else f"figure.{name}"


def _significant(value: Decimal) -> int:
    """How many digits a number has from its first to its last that is not 0."""
    return len("".join(map(str, value.as_tuple().digits)).strip("0"))


def _is_whole(value: Decimal) -> bool:
    return value == value.to_integral_value()


def _length(text: str) -> int:
    """The length of a text as a spreadsheet counts it, in units of UTF-16."""
    return len(text) + sum(char > "\uffff" for char in text)


def _shortened(text: str, limit: int) -> str:
    units = text.encode("utf-16-le")[: (limit - len(CUT)) * 2]
    return units.decode("utf-16-le", errors="ignore") + CUT
