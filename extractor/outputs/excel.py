"""Records as one Excel workbook: a sheet a list, every row linked to its sentence, an overview in front.

Rows are written as they come and never held, so that a workbook of an archive needs no more memory than one of a page.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Self

from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from extractor.data import Record
from extractor.outputs.cells import Cells, Styles, concept_names
from extractor.outputs.citing import Cited
from extractor.outputs.columns import DOCUMENTS, LISTS
from extractor.outputs.links import Links
from extractor.outputs.outlet import Outlet
from extractor.outputs.overview import Told, write_overview
from extractor.outputs.records import as_plain
from extractor.outputs.sheets import QUOTES, Sheet, load_sheets
from extractor.outputs.stored import Plain
from extractor.outputs.tables import flatten
from extractor.quoting import Quote

LINK = ("原文", "Sentence")
ROW = ("所属行", "Row")
SEE = ("见原文", "see")
LINK_WIDTH = 9
ROW_WIDTH = 22
PATH = " › "


@dataclass(frozen=True, slots=True)
class Limits:
    """What Excel can hold: rows of a sheet, links of a sheet, characters of a cell."""

    rows: int = 1_048_576
    links: int = 65_530
    characters: int = 32_767


@dataclass
class Series:
    """The sheet of one list, and those that go on where it is full."""

    workbook: Workbook
    sheet: Sheet
    cells: Cells
    limits: Limits
    lang: str
    links: str = ""  # the caption of the column of links, where there is one
    page: Worksheet = field(init=False)
    pages: int = 0
    row: int = 0  # the last one that was written
    rows: int = 0
    unlinked: int = 0

    def __post_init__(self) -> None:
        self._open()

    @property
    def first(self) -> int:
        """The first column behind the links."""
        return 1 if self.links else 0

    def add(self, row: Mapping[str, Any]) -> tuple[str, int]:
        """Write one flat row; the address of its page, and its number on it."""
        if self.row + 1 >= self.limits.rows:
            self._close_page()
            self._open()
        self.row += 1
        self.rows += 1
        for number, column in enumerate(self.sheet.columns, start=self.first):
            self.cells.write(self.page, (self.row, number), column, row)
        return self.page.get_name(), self.row

    def link(self, text: str, page: str, row: int) -> None:
        """Lead from the row that was written last to another; where the page has no more links, only say so."""
        is_linked = len(self.page.hyperlinks) < self.limits.links
        if is_linked:
            self.page.hyperlinks.add(self.row, page, row)
        else:
            self.unlinked += 1
        self.cells.text(self.page, (self.row, 0), text, self.cells.styles.link if is_linked else None)

    def next_place(self) -> tuple[str, int]:
        """Where the next row will stand."""
        is_full = self.row + 1 >= self.limits.rows
        return (self._name(self.pages + 1), 1) if is_full else (self.page.get_name(), self.row + 1)

    def close(self) -> None:
        """Give the last page its filter."""
        self._close_page()

    def _name(self, number: int) -> str:
        caption = self.sheet.caption(self.lang)
        return caption if number == 1 else f"{caption} {number}"

    def _open(self) -> None:
        self.pages += 1
        self.page = self.workbook.add_worksheet(self._name(self.pages))
        self.page.hyperlinks = Links()
        self.row = 0
        self.page.freeze_panes(1, 0)
        self.page.repeat_rows(0)
        self.page.set_landscape()
        self.page.fit_to_pages(1, 0)  # printed, it is as wide as one page
        if self.links:
            self.page.set_column(0, 0, ROW_WIDTH if self.sheet.list == QUOTES else LINK_WIDTH)
            self.page.write_string(0, 0, self.links, self.cells.styles.header)
        for number, column in enumerate(self.sheet.columns, start=self.first):
            self.page.set_column(number, number, column.width)
            self.page.write_string(0, number, column.caption(self.lang), self.cells.styles.header)

    def _close_page(self) -> None:
        self.page.autofilter(0, 0, max(self.row, 1), len(self.sheet.columns) - 1 + self.first)


class Book:
    """A workbook that grows record by record, and is written to its stream when its block ends well.

        with open("明细.xlsx", "wb") as stream, Book(stream) as book:
            book.add(as_plain(record, text=True, blocks=True))

    `more` names lists that belong to no document, whose rows come by `add_rows`. Raises OSError where the disk takes
    no more.
    """

    def __init__(
        self, stream: BinaryIO, *, lang: str = "zh", more: Iterable[str] = (), limits: Limits | None = None
    ) -> None:
        self.limits, self.lang = limits or Limits(), lang
        self.rows = TemporaryDirectory(prefix="mingxi-")  # where they wait for the end, and vanish however it comes
        self.outlet = Outlet(stream)
        self.workbook = Workbook(self.outlet, {"constant_memory": True, "use_zip64": True, "tmpdir": self.rows.name})
        self.overview = self.workbook.add_worksheet("总览" if lang == "zh" else "Overview")
        self.cells = Cells(Styles(self.workbook), lang, self.limits.characters)
        self.told = Told()
        self.series = {name: self._series(name) for name in (DOCUMENTS, *_in_order(), *more, QUOTES)}

    def add(self, record: Plain) -> None:
        """Write the rows of one record, which must have its text and blocks."""
        cited = Cited(record)
        document = {f"document.{key}": value for key, value in flatten(record["document"])}
        name = record["document"]["name"] or record["document"]["id"][:12]
        document["document.name"] = name
        own = dict(flatten({**record["document"], "text": None, "blocks": None}))
        self.series[DOCUMENTS].add({**own, **counted(record), "name": name})
        for list in _in_order():
            for row in record[list]:
                self._write(cited, list, row, document)
        self.told.add(record)

    def add_rows(self, name: str, rows: Iterable[Plain]) -> None:
        """Write rows of a list that belongs to no document."""
        for row in rows:
            flat = dict(flatten(row))
            self.series[name].add({**flat, "concept:": concept_names().get(row.get("concept") or "")})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._close()
        finally:
            for page in self.workbook.worksheets():  # one that is given up leaves its rows open
                with suppress(OSError):
                    page.row_data_fh.close()
            self.rows.cleanup()

    def _close(self) -> None:
        for series in self.series.values():
            series.close()
        write_overview(self.workbook, self.overview, self.cells, self.told, self.series.values())
        try:
            self.workbook.close()
        except FileCreateError as error:
            raise error.args[0] from error
        if self.outlet.error:
            raise self.outlet.error

    def _series(self, name: str) -> Series:
        pair = ROW if name == QUOTES else LINK if name in LISTS else ("", "")
        caption = pair[self.lang != "zh"]
        return Series(self.workbook, load_sheets()[name], self.cells, self.limits, self.lang, caption)

    def _write(self, cited: Cited, list: str, row: Plain, document: Mapping[str, Any]) -> None:
        """Write one row, and the sentence that it rests on: each leads to the other."""
        series, quotes = self.series[list], self.series[QUOTES]
        page, number = series.add({**document, **shown(cited, series.sheet, row)})
        quote = cited.quote(list, row)
        if quote is None:
            return
        series.link(SEE[self.lang != "zh"], *quotes.next_place())
        label = f"{series.sheet.caption(self.lang)} {row.get('id', number)}"
        quotes.add({"document.name": document["document.name"], "path": PATH.join(quote.path), "page": quote.page})
        quotes.link(label, page, number)
        self._write_sentence(quotes, quote)

    def _write_sentence(self, quotes: Series, quote: Quote) -> None:
        """The words that are cited in bold red, in the sentence around them."""
        pieces = [(one, piece.marked) for piece in quote.pieces if (one := piece.text)]
        styles = self.cells.styles
        if len(pieces) == 1 or len(quote.text) * 2 > self.limits.characters:
            style = styles.get("marked", bold=True, font_color="#C00000", text_wrap=True, valign="top")
            self.cells.text(quotes.page, (quotes.row, 1), quote.text, style if pieces[0][1] else styles.prose)
            return
        fragments = [part for text, is_marked in pieces for part in ((styles.mark, text) if is_marked else (text,))]
        quotes.page.write_rich_string(quotes.row, 1, *fragments, styles.prose)


def write_workbook(
    records: Iterable[Plain],
    stream: BinaryIO,
    *,
    more: Mapping[str, Iterable[Plain]] | None = None,
    lang: str = "zh",
    limits: Limits | None = None,
) -> None:
    """Write records, and the lists that belong to none of them, as one workbook.

    write_workbook(stored_records(out), stream, more={"failures": stored_rows(out, "failures")})
    """
    others = more or {}
    with Book(stream, lang=lang, more=others, limits=limits) as book:
        for record in records:
            book.add(record)
        for name, rows in others.items():
            book.add_rows(name, rows)


def workbook_of(record: Record, *, lang: str = "zh") -> bytes:
    """One record as a workbook: `Path("决算.xlsx").write_bytes(workbook_of(record))`."""
    stream = BytesIO()
    write_workbook([as_plain(record, text=True, blocks=True)], stream, lang=lang)
    return stream.getvalue()


def shown(cited: Cited, sheet: Sheet, row: Plain) -> dict[str, Any]:
    """What a sheet shows of one row: its flat columns, the names of the rows it points at, and its dimensions."""
    flat = dict(flatten(row))
    for column in sheet.columns:
        if column.key.endswith("@"):
            flat[column.key] = cited.names(row[column.key.removesuffix("@")])
        elif column.key == "concept:":
            flat[column.key] = concept_names().get(row["concept"] or "")
        elif column.form == "dimension":
            flat[column.key] = row["dims"].get(column.key)
    if sheet.list == "checks" and (judged := cited.quantity(row)):
        flat |= {"figure.kind": judged["kind"], "figure.unit": judged["unit"]}
    return flat


def counted(record: Plain) -> dict[str, int]:
    """How much there is of one document, and how much of it wants a look."""
    violated = Counter(check["severity"] for check in record["checks"] if check["status"] == "violated")
    missing = sum(item["status"] == "missing" for item in record["coverage"])
    return {
        "rows.facts": len(record["facts"]),
        "rows.errors": violated["error"],
        "rows.warnings": violated["warning"],
        "rows.missing": missing,
    }


def _in_order() -> Iterator[str]:
    """The lists of a record in the order of their sheets."""
    return (name for name in load_sheets() if name in LISTS)
