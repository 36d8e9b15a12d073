"""How a workbook prints its numbers: 0.1139 under 0.00% is 11.39%, 9132600.5 under #,##0.00 is 9,132,600.50.

The library that reads the values does not tell their formats, so the parts of an .xlsx that hold them are read here,
and the records of an .xls by xlrd. A workbook whose formats cannot be read still has its values.
"""

import io
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

import xlrd

from extractor.reading.archive import Parts
from extractor.reading.xml import Element, parse_xml

GENERAL = "General"
BUILT_IN: Mapping[int, str] = {  # ECMA-376 part 1, 18.8.30; the others are General or dates
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    41: '#,##0;-#,##0;"-"',
    42: '#,##0;-#,##0;"-"',
    43: '#,##0.00;-#,##0.00;"-"',
    44: '#,##0.00;-#,##0.00;"-"',
}
XLS_ERRORS = (  # what xlrd lets out of damaged files
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    struct.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    UnicodeError,
    ValueError,
)
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
LITERAL = re.compile(r'"([^"]*)"|[\\!](.)|_.|\*.|\[(?:\$([^\]\-]*)[^\]]*|[^\]]*)\]')
DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?,*|\.[#0?]+")
UNKNOWN = re.compile(r"[A-Za-z@/]")  # dates, fractions, powers of ten
SIGNIFICANT = 15  # digits that Excel keeps: 31862207.349999998 is 31862207.35
Place = tuple[int, int]


@dataclass(slots=True)
class Formats:
    """Of one sheet: the format code of each number by row and column, the extent, formulas never calculated."""

    codes: dict[Place, str] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0
    uncalculated: int = 0

    def reach(self, place: Place) -> None:
        """Note a field that holds something."""
        self.rows, self.columns = max(self.rows, place[0] + 1), max(self.columns, place[1] + 1)


def show(value: float, code: str) -> str:
    """Print a number as its cell does: 0.1139 with format 0.00% -> "11.39%"; without its own format, plainly.

    Formats of dates, fractions and powers of ten are not imitated. Spaces that only align are left out.
    """
    section = _section(value, code)
    literals: list[str] = []

    def hide(match: re.Match[str]) -> str:
        literals.append(match[1] or match[2] or match[3] or "")
        return "\ue000"

    bare = LITERAL.sub(hide, section)
    groups = DIGITS.findall(bare)
    if UNKNOWN.search(bare) or len(groups) > 1:
        return plainly(value)
    number = _digits(value, groups[0], bare.count("%")) if groups else ""
    printed = DIGITS.sub("\ue001", bare).replace(" ", "")
    printed = "".join(literals.pop(0) if char == "\ue000" else char for char in printed)
    return printed.replace("\ue001", number) or plainly(value)


def plainly(value: float) -> str:
    """A number without a format: 31862207.349999998 -> "31862207.35", 205.0 -> "205"."""
    return format(_decimal(value), "f")


def _decimal(value: float) -> Decimal:
    number = Decimal(format(value, f".{SIGNIFICANT}g"))
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _section(value: float, code: str) -> str:
    """The part of a format for a number of this sign; a minus is put back where one part serves both."""
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)
    if value < 0 and len(sections) > 1 and DIGITS.search(LITERAL.sub("", sections[1])):
        return sections[1]
    if value == 0 and len(sections) > 2:
        return sections[2]
    return ("-" if value < 0 else "") + sections[0]


def _digits(value: float, group: str, percents: int) -> str:
    """The digits of a number in a group of placeholders such as #,##0.00."""
    whole, point, decimals = group.rstrip(",").partition(".")
    if not set(group) & {"0", "#"}:
        return ""  # ??? only aligns
    scale = len(group) - len(group.rstrip(","))
    number = abs(_decimal(value)) * Decimal(100) ** percents / Decimal(1000) ** scale
    number = number.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    integer, _, fraction = format(number, f"{',' if ',' in whole else ''}f").partition(".")
    optional = len(decimals) - len(decimals.rstrip("#?"))
    while optional and fraction.endswith("0"):
        fraction, optional = fraction[:-1], optional - 1
    needed = whole.count("0")
    integer = "" if integer == "0" and not needed else integer.rjust(needed, "0")
    return integer + (point + fraction if fraction else "")


# -- .xlsx


def read_xlsx_formats(parts: Parts) -> dict[str, Formats]:
    """The formats of each sheet by its name, from the parts of a container, within its limits."""
    if "xl/workbook.xml" not in parts or "xl/_rels/workbook.xml.rels" not in parts:
        return {}
    styles = _styles(_parse(parts, "xl/styles.xml")) if "xl/styles.xml" in parts else []
    targets = {str(each.get("Id")): str(each.get("Target")) for each in _parse(parts, "xl/_rels/workbook.xml.rels")}
    found: dict[str, Formats] = {}
    for sheet in _every(_parse(parts, "xl/workbook.xml"), "sheet"):
        link = next((str(value) for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
        target = targets.get(link, "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path in parts and path.endswith(".xml"):
            found[sheet.get("name", "")] = _sheet_formats(_parse(parts, path), styles)
    return found


def _parse(parts: Parts, part: str) -> Element:
    return parse_xml(parts.read(part), name=parts.name, format=parts.format, part=part, limits=parts.limits)


def _every(root: Element, tag: str) -> Iterator[Element]:
    return root.iter(f"{{*}}{tag}")


def _styles(root: Element) -> list[str]:
    """The format code of each cell style, by its number."""
    own = {str(each.get("numFmtId")): str(each.get("formatCode", GENERAL)) for each in _every(root, "numFmt")}
    styles = next(_every(root, "cellXfs"), None)
    keys = [str(each.get("numFmtId", "0")) for each in styles] if styles is not None else []
    return [own.get(key) or BUILT_IN.get(int(key) if key.isdecimal() else 0, GENERAL) for key in keys]


def _sheet_formats(root: Element, styles: list[str]) -> Formats:
    formats = Formats()
    for cell in _every(root, "c"):
        match = REFERENCE.fullmatch(cell.get("r", ""))
        if match is None:
            continue
        place = int(match[2]) - 1, _column(match[1])
        tags = {str(child.tag).rpartition("}")[2] for child in cell}
        formats.uncalculated += "f" in tags and "v" not in tags
        if tags:
            formats.reach(place)
        style = cell.get("s", "0")
        if "v" in tags and cell.get("t", "n") == "n" and style.isdecimal() and int(style) < len(styles):
            formats.codes[place] = styles[int(style)]
    return formats


def _column(letters: str) -> int:
    """The number of a column, counted from 0: "A" -> 0, "AB" -> 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


# -- .xls


def read_xls_formats(data: bytes) -> dict[str, Formats]:
    """The formats of each sheet of an old workbook; none where xlrd cannot read it."""
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO(), on_demand=True)
        return {name: _xls_sheet(book, book.sheet_by_name(name)) for name in book.sheet_names()}
    except XLS_ERRORS:
        return {}


def _xls_sheet(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> Formats:
    formats = Formats()
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                formats.reach((row, column))
            if kind == xlrd.XL_CELL_NUMBER:
                style = book.xf_list[sheet.cell_xf_index(row, column)]
                formats.codes[row, column] = book.format_map[style.format_key].format_str
    return formats
