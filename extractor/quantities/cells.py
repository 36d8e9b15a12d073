"""Numbers that fill a cell: the unit of the table's head, and brackets as a minus."""

import re
from collections.abc import Sequence

from annotations.catalogue.units import Unit, load_units
from extractor.quantities.grammar import G
from extractor.quantities.numerals import ONE
from extractor.quantities.scanning import Printed, begins_cell

BORDER = re.compile(rf"{G}(?:[\t\n\r]|$)")
OPERATOR = re.compile(r"(?:[≥≧⩾≤≦⩽=＝]|[>＞<＜]\s?[=＝]?)\s?$")
PADDED = re.compile(r"[0０][0-9０-９]")  # 0305, 01: codes and months
SMALLEST_IN_BRACKETS = 100  # below, a whole number in brackets is a list mark: （5）
YEARS = range(1900, 2100)  # （2024）


def settle_cells(numbers: Sequence[Printed], text: str, default_unit: str | None) -> None:
    """Give numbers that fill a cell the default unit, and decide what brackets mean.

    "(204.61)" with default 万元, or "(204.61)万元" anywhere -> -2046100 CNY;  "（5）" -> none, a list mark
    """
    default = None if default_unit is None else unit_named(default_unit)
    for number in numbers:
        if number.bracketed:
            _settle_brackets(number, text, default)
        elif default is not None:
            _settle_cell(number, text, default)


def unit_named(name: str) -> Unit:
    """The unit of that name or printed form; ValueError when the table has none."""
    unit = next((unit for unit in load_units() if name in unit.names), None)
    if unit is None:
        raise ValueError(f"{name!r} is no unit of units.toml")
    return unit


def _settle_brackets(number: Printed, text: str, default: Unit | None) -> None:
    fills = _fills_cell(text, number.start, number.end)
    marks = number.step == ONE and (abs(number.value) < SMALLEST_IN_BRACKETS or number.value in YEARS)
    if (number.unit is not None or fills) and not marks:
        number.value, number.bracketed = -abs(number.value), False
        if number.unit is None and default is not None:
            number.unit = default
    else:
        number.unit = None


def _settle_cell(number: Printed, text: str, default: Unit) -> None:
    start, end = number.start, number.end
    if number.unit is not None:
        in_brackets = text[start - 1 : start] in ("(", "（") and text[end : end + 1] in (")", "）")
        if in_brackets and _fills_cell(text, start - 1, end + 1):  # (7.03%)
            number.start, number.end, number.value = start - 1, end + 1, -abs(number.value)
    elif not PADDED.match(text, start):
        operator = OPERATOR.search(text[max(start - 3, 0) : start])
        if _fills_cell(text, start - len(operator[0]) if operator else start, end):
            number.unit = default


def _fills_cell(text: str, start: int, end: int) -> bool:
    return begins_cell(text, start) and BORDER.match(text, end) is not None
