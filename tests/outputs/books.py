"""Workbooks opened back: the values as a spreadsheet has them, and the XML where values do not tell."""

import io
import re
import zipfile
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from lxml import etree
from python_calamine import CalamineWorkbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
TARGET = re.compile(r"'(?P<sheet>[^']+)'!A(?P<row>\d+)")


class Link(NamedTuple):
    """A cell that leads to a row of a sheet; rows count from 1."""

    row: int
    sheet: str
    to: int


class Opened:
    """A workbook that was written."""

    def __init__(self, data: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        self.values = CalamineWorkbook.from_filelike(io.BytesIO(data))

    @property
    def names(self) -> list[str]:
        """The sheets in their order."""
        return list(self.values.sheet_names)

    def rows(self, sheet: str) -> list[list[Any]]:
        """The values of a sheet, its captions first."""
        return list(self.values.get_sheet_by_name(sheet).to_python())

    def dicts(self, sheet: str) -> list[dict[str, Any]]:
        """The rows of a sheet by caption."""
        captions, *rows = self.rows(sheet)
        return [dict(zip(captions, row, strict=True)) for row in rows]

    def xml(self, sheet: str) -> Any:
        """The XML of a sheet."""
        book = etree.fromstring(self.archive.read("xl/workbook.xml"))
        ids = {each.get("name"): each.get(RELATED) for each in book.iter(f"{MAIN}sheet")}
        relations = etree.fromstring(self.archive.read("xl/_rels/workbook.xml.rels"))
        targets = {each.get("Id"): each.get("Target") for each in relations}
        return etree.fromstring(self.archive.read(f"xl/{targets[ids[sheet]]}"))

    def links(self, sheet: str) -> Iterator[Link]:
        """The links of a sheet."""
        for each in self.xml(sheet).iter(f"{MAIN}hyperlink"):
            target = TARGET.fullmatch(each.get("location"))
            assert target is not None
            yield Link(int(each.get("ref").lstrip("A")), target["sheet"], int(target["row"]))

    def bold(self, sheet: str) -> dict[int, str]:
        """The bold words in the second column of a sheet, by row."""
        found = {}
        for cell in self.xml(sheet).iter(f"{MAIN}c"):
            if cell.get("r").startswith("B"):
                runs = [run for run in cell.iter(f"{MAIN}r") if run.find(f"{MAIN}rPr/{MAIN}b") is not None]
                found[int(cell.get("r")[1:])] = "".join(run.findtext(f"{MAIN}t") or "" for run in runs)
        return found

    def format(self, sheet: str, cell: str) -> tuple[str, str]:
        """The ground and the number format of a cell: ("FCE4E4", "General")."""
        (found,) = (each for each in self.xml(sheet).iter(f"{MAIN}c") if each.get("r") == cell)
        style = self.styles.find(f"{MAIN}cellXfs")[int(found.get("s", 0))]
        fill = self.styles.find(f"{MAIN}fills")[int(style.get("fillId"))]
        colour = fill.find(f"{MAIN}patternFill/{MAIN}fgColor")
        formats = {each.get("numFmtId"): each.get("formatCode") for each in self.styles.iter(f"{MAIN}numFmt")}
        number = style.get("numFmtId")
        ground = "" if colour is None else (colour.get("rgb") or "")[2:]
        return ground, {**BUILT_IN, **formats}.get(number, number)

    @cached_property
    def styles(self) -> Any:
        """The styles of the workbook."""
        return etree.fromstring(self.archive.read("xl/styles.xml"))


BUILT_IN = {"0": "General", "1": "0", "3": "#,##0", "9": "0%", "49": "@"}
