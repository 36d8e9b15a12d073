"""Workbooks, .xlsx and .xls: every visible sheet as the lines above its table, the table, and the notes below it."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from extractor.data import Warning  # noqa: A004
from extractor.errors import DamagedDocument, EmptyDocument, EncryptedDocument, TooLarge
from extractor.reading.archive import open_parts
from extractor.reading.content import Content, GridCell, Writer
from extractor.reading.limits import Limits
from extractor.reading.sheetformats import (
    GENERAL,
    Formats,
    plainly,
    read_xls_formats,
    read_xlsx_formats,
    show,
)
from extractor.reading.sniff import ZIP

UNNAMED = re.compile(r"(?:Sheet|工作表|表)\s*\d*", re.I)
CAPTION = re.compile(r"[^，。；\n]{2,60}表(?:[（(][^（）()]*[）)])?")
NOTE = re.compile(r"\s*(?:注|备注|说明|注释|填报说明)\s*[:：1１]|.*[。；;]\s*$", re.S)
LABEL = re.compile(r"\s*[^\d\s]{0,12}(?:单位|部门|编制日期|填报人|日期|年度)\s*[:：]")
MOST_FIELDS = 4_000_000  # of a sheet, blank ones included: the library keeps them all in memory
Value = int | float | str | bool | time | date | datetime | timedelta
Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as printed: the text of every field, and how far merged fields reach (rows, columns)."""

    rows: Sequence[Row]
    spans: Mapping[tuple[int, int], tuple[int, int]]

    def filled(self, row: int) -> list[int]:
        """The columns of a row that hold text."""
        return [column for column, text in enumerate(self.rows[row]) if text]


def read_workbook(data: bytes, *, name: str, limits: Limits) -> Content:
    """Read the visible sheets of a workbook, each behind its name.

        a sheet 收入总表 with a title, 单位：元 and 3 rows of 2 fields -> 3 lines, then a table of 6 cells

    Numbers are printed as their formats say, dates in ISO form; a merged field is one cell with its spans. A sheet
    whose rows hold one field each is text, not a table. Hidden sheets are not read, and a warning names them. Raises
    `EncryptedDocument`, `DamagedDocument`, `TooLarge` or `EmptyDocument`.
    """
    format = "xlsx" if data.startswith(ZIP) else "xls"
    formats = _formats(data, name, format, limits)
    writer = Writer(name, limits)
    warnings: list[Warning] = []
    for title, found in _sheets(data, name, format, warnings):
        own = formats.get(title, Formats())
        if own.uncalculated:
            message = f"工作表“{title}”有 {own.uncalculated} 个公式没有计算结果，没有读取"
            warnings.append(Warning("uncalculated_formula", message))
        sheet = _print(found, own)
        if any(any(row) for row in sheet.rows):
            _write(sheet, title, writer)
    content = writer.finish()
    if not content.text.strip():
        raise EmptyDocument(name)
    return Content(content.text, content.blocks, warnings=tuple(warnings))


def _formats(data: bytes, name: str, format: str, limits: Limits) -> dict[str, Formats]:
    """The number formats, read before the values: here the container and the extent of the sheets are checked."""
    if format == "xlsx":
        parts = open_parts(data, name=name, format=format, limits=limits)
        for part in parts.entries:
            if part.startswith("xl/") and not part.startswith(("xl/media/", "xl/worksheets/", "xl/embeddings/")):
                parts.read(part)  # counted, since the library that reads the values does not count
        formats = read_xlsx_formats(parts)
    else:
        formats = read_xls_formats(data)
    for sheet in formats.values():
        if (fields := sheet.rows * sheet.columns) > MOST_FIELDS:
            raise TooLarge(name, "工作表格数", fields, MOST_FIELDS)
    return formats


def _sheets(data: bytes, name: str, format: str, warnings: list[Warning]) -> Iterator[tuple[str, CalamineSheet]]:
    """The visible sheets with their names; the library is written in Rust, and panics come as `BaseException`."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for number, meta in enumerate(workbook.sheets_metadata):
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            if meta.visible != SheetVisibleEnum.Visible:
                warnings.append(Warning("hidden_sheet", f"工作表“{meta.name}”是隐藏的，没有读取"))
                continue
            yield meta.name, workbook.get_sheet_by_index(number)
    except PasswordError as error:
        raise EncryptedDocument(name, format) from error
    except (CalamineError, OSError, ValueError) as error:
        raise DamagedDocument(name, format, str(error)[:100]) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise DamagedDocument(name, format) from error


def _print(found: CalamineSheet, formats: Formats) -> Sheet:
    """The fields of a sheet as text."""
    rows = [
        [_text(value, formats.codes.get((row, column), GENERAL)) for column, value in enumerate(values)]
        for row, values in enumerate(found.to_python(skip_empty_area=False))
    ]
    spans = {
        start: (end[0] - start[0] + 1, end[1] - start[1] + 1)
        for start, end in found.merged_cell_ranges or ()
        if start != end
    }
    return Sheet(rows, spans)


def _text(value: Value, code: str) -> str:
    """One field as printed: 0.1139 under 0.00% -> "11.39%", a date -> "2021-12-31"."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return plainly(value) if code == GENERAL else show(value, code)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%d %H:%M")
    return str(value).strip(" \n")


def _write(sheet: Sheet, title: str, writer: Writer) -> None:
    """The sheet's name, then its lines and tables as they follow each other."""
    if not UNNAMED.fullmatch(title.strip()):
        writer.paragraph(title.strip(), role="title")
    for rows in _parts(sheet):
        texts = [sheet.rows[rows[0]][column] for column in sheet.filled(rows[0])]
        if len(rows) > 1 or not _is_line(texts, in_table=False):
            writer.table(_cells(sheet, rows))
        else:
            writer.paragraph(texts[0] if len(texts) == 1 else "\t".join(" ".join(text.split()) for text in texts))


def _parts(sheet: Sheet) -> Iterator[list[int]]:
    """The rows of a sheet in parts, each a line or a whole table; blank rows count only inside a table."""
    table: list[int] = []
    blank: list[int] = []
    for row in range(len(sheet.rows)):
        texts = [sheet.rows[row][column] for column in sheet.filled(row)]
        if not texts:
            blank.append(row)
        elif _is_line(texts, in_table=bool(table)):
            yield from [table] if table else []
            yield [row]
            table, blank = [], []
        else:
            table += [*blank, row] if table else [row]
            blank = []
    if table:
        yield table


def _is_line(texts: Sequence[str], *, in_table: bool) -> bool:
    """Whether a row stands above or below a table: a title, 单位：元, a note; in a table one field alone is a row."""
    if len(texts) == 1:
        return not in_table or bool(CAPTION.fullmatch(texts[0]) or NOTE.match(texts[0]))
    return not in_table and any(LABEL.match(text) for text in texts)


def _cells(sheet: Sheet, rows: Sequence[int]) -> Iterator[GridCell]:
    """The cells of a table: blank ones too, a merged one once."""
    columns = [column for row in rows for column in sheet.filled(row)]
    first, last = min(columns), max(columns)
    place = {row: number for number, row in enumerate(rows)}
    covered: set[tuple[int, int]] = set()
    for row in rows:
        for column in range(first, last + 1):
            if (row, column) in covered:
                continue
            high, wide = sheet.spans.get((row, column), (1, 1))
            reached = [below for below in range(row, row + high) if below in place]
            wide = min(wide, last - column + 1)
            covered.update((below, beside) for below in reached for beside in range(column, column + wide))
            yield GridCell(place[row], column - first, sheet.rows[row][column], len(reached), wide)
