"""A workbook holds every row, leads from each to its sentence and back, and computes nothing."""

import io
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter.workbook import Workbook

from extractor.data import Phrase, Record
from extractor.outputs import as_plain
from extractor.outputs.cells import Cells, Styles
from extractor.outputs.columns import LISTS
from extractor.outputs.excel import Limits, workbook_of, write_workbook
from extractor.outputs.flat import FLAT, flat_columns
from extractor.outputs.sheets import OF_THE_ARCHIVE, QUOTES, Column, load_sheets
from extractor.outputs.stored import Plain, stored_records, stored_rows
from extractor.querying import open_dataset
from extractor.quoting import tidy
from tests.outputs.archive import FOUND, LOST
from tests.outputs.books import MAIN, Opened

SHEETS = load_sheets()
ZH = {name: sheet.caption("zh") for name, sheet in SHEETS.items()}


def opened(folder: Path, **settings: Any) -> Opened:
    """The workbook of an archive."""
    stream = io.BytesIO()
    more = {name: stored_rows(folder, name) for name in OF_THE_ARCHIVE}
    write_workbook(stored_records(folder), stream, more=more, **settings)
    return Opened(stream.getvalue())


@pytest.fixture(scope="session")
def book(archive: Path) -> Opened:
    return opened(archive)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_list_is_a_sheet_with_its_captions(archive: Path, lang: str) -> None:
    book = opened(archive, lang=lang)
    assert book.names == ["总览" if lang == "zh" else "Overview", *(SHEETS[name].caption(lang) for name in SHEETS)]
    for sheet in SHEETS.values():
        captions = [column.caption(lang) for column in sheet.columns]
        assert book.rows(sheet.caption(lang))[0][-len(captions) :] == captions
        if lang == "en":
            assert all(caption.isascii() for caption in captions)


@pytest.mark.parametrize("name", LISTS)
def test_every_row_of_the_archive_is_there(book: Opened, records: list[Record], name: str) -> None:
    assert len(book.dicts(ZH[name])) == sum(len(getattr(record, name)) for record in records)


def test_what_belongs_to_no_document_is_there(book: Opened) -> None:
    assert [row["文件"] for row in book.dicts(ZH["failures"])] == [LOST.source]
    (found,) = book.dicts(ZH["findings"])
    assert (found["类别"], found["指标"], found["文中"], found["说明"]) == (
        "与上年文件对照", "收入预算总额", float(FOUND.actual or 0), FOUND.message,
    )  # fmt: skip


def test_a_fact_reads_as_a_person_would_say_it(book: Opened) -> None:
    row = next(
        row for row in book.dicts(ZH["facts"]) if row["原文数字"] == "1,234.50万元" and row["项目"] == "收入总计"
    )
    told = {name: row[name] for name in ("单位", "数值", "计量单位", "年度", "阶段", "文件", "规范名称")}
    assert told == {
        "单位": "云岭市茶山区水务局", "数值": 12345000.0, "计量单位": "元", "年度": 2023.0, "阶段": "决算",
        "文件": "水务局.txt", "规范名称": "收入预算总额",
    }  # fmt: skip
    change = next(row for row in book.dicts(ZH["changes"]) if row["原文增减额"] == "65.50万元")
    assert (change["项目"], change["方向"], change["增减幅度"]) == ("收入总计", "减", pytest.approx(0.0504))


def test_a_row_leads_to_its_sentence_and_the_sentence_back(book: Opened) -> None:
    back = {link.row: (link.sheet, link.to) for link in book.links(ZH[QUOTES])}
    there = [(name, link) for name in LISTS for link in book.links(ZH[name])]
    assert len(there) == len(back) == len(book.dicts(ZH[QUOTES]))
    for name, link in there:
        assert link.sheet == ZH[QUOTES]
        assert back[link.to] == (ZH[name], link.row)


def test_every_stated_figure_is_marked_in_its_sentence(archive: Path, book: Opened) -> None:
    facts = [fact for record in stored_records(archive) for fact in record["facts"]]
    bold, sentences = book.bold(ZH[QUOTES]), book.rows(ZH[QUOTES])
    linked = {link.row: link.to for link in book.links(ZH["facts"])}
    assert len(linked) == len(facts)
    for row, fact in enumerate(facts, start=2):
        printed = tidy((fact["quantity"] or fact["item"])["text"])
        sentence = sentences[linked[row] - 1][1]
        assert printed in (bold[linked[row]] or sentence)


def test_rows_without_a_place_have_no_link(book: Opened) -> None:
    linked = {link.row for link in book.links(ZH["checks"])}
    rows = book.dicts(ZH["checks"])
    assert all((row["原文"] == "见原文") == (number in linked) for number, row in enumerate(rows, start=2))
    assert 0 < len(linked) < len(rows)


# fmt: off
COLOURS = [
    ("不符", "错误", "FCE4E4"),
    ("不符", "提示", "FFF2CC"),
    ("相符", "说明", "E2F3E4"),
    ("无法核对", "说明", "EFEFEF"),
]
# fmt: on


@pytest.mark.parametrize(("status", "severity", "ground"), COLOURS)
def test_a_check_has_the_colour_of_its_outcome(book: Opened, status: str, severity: str, ground: str) -> None:
    rows = enumerate(book.dicts(ZH["checks"]), start=2)
    number = next(number for number, row in rows if (row["结果"], row["程度"]) == (status, severity))
    column = "ABC"[book.rows(ZH["checks"])[0].index("结果")]
    assert book.format(ZH["checks"], f"{column}{number}")[0] == ground


@pytest.mark.parametrize("name", list(SHEETS))
def test_captions_stay_in_view_and_filter(book: Opened, name: str) -> None:
    sheet = book.xml(ZH[name])
    assert sheet.find(f".//{MAIN}pane").get("ySplit") == "1"
    assert sheet.find(f"{MAIN}autoFilter") is not None


# What a figure becomes: kind, unit, value, key; the cell, and how it is shown.
# fmt: off
FIGURES = [
    ("amount", "CNY", "9132600", "quantity.value", 9132600.0, "#,##0.00######"),
    ("amount", "CNY", "0.01", "quantity.value", 0.01, "#,##0.00######"),
    ("percent", "%", "11.39", "quantity.value", 0.1139, "0.00####%"),
    ("percent", "pp", "1.56", "quantity.value", 1.56, "0.00######"),
    ("count", "人", "49", "quantity.value", 49.0, "#,##0"),
    ("count", "公里", "1.5", "quantity.value", 1.5, "#,##0.00######"),
    ("amount", "CNY", "123456789012345", "quantity.value", 123456789012345.0, "#,##0.00######"),
    ("amount", "CNY", "1234567890123456", "quantity.value", "1234567890123456", "@"),
    ("amount", "CNY", "12345678901234.56", "quantity.value", "12345678901234.56", "@"),
    ("amount", "CNY", "1000000000000000000", "quantity.value", 1e18, "#,##0.00######"),
    ("percent", "%", "11.12345678901234567", "quantity.value", "11.12345678901234567%", "@"),
    ("percent", "%", "35.94", "expected", 0.3594, "0.00####%"),
    ("percent", "%", "1.56", "difference", 1.56, "0.00######"),
]
# fmt: on


@pytest.mark.parametrize(("kind", "unit", "value", "key", "cell", "shown"), FIGURES)
def test_a_figure_keeps_its_digits(kind: str, unit: str, value: str, key: str, cell: object, shown: str) -> None:
    stream = io.BytesIO()
    with Workbook(stream) as workbook:
        sheet = workbook.add_worksheet("表")
        row = {key: value, "quantity.kind": kind, "quantity.unit": unit, "figure.kind": kind, "figure.unit": unit}
        Cells(Styles(workbook), "zh", 100).write(sheet, (0, 0), Column(key, ("数", "n"), 9, "figure"), row)
    book = Opened(stream.getvalue())
    assert book.rows("表") == [[cell]]
    assert book.format("表", "A1")[1] == shown


def test_a_stranger_computes_nothing(records: list[Record]) -> None:
    formula = Phrase('=HYPERLINK("http://example.org","收入")', 0, 4)
    facts = (replace(records[0].facts[0], item=formula), *records[0].facts[1:])
    book = Opened(workbook_of(replace(records[0], facts=facts)))
    assert book.dicts(ZH["facts"])[0]["项目"] == formula.text
    assert not [name for name in book.names for _ in book.xml(name).iter(f"{MAIN}f")]
    assert all(link.get("location") for name in book.names for link in book.xml(name).iter(f"{MAIN}hyperlink"))


def test_control_characters_do_not_break_the_file(records: list[Record]) -> None:
    facts = (replace(records[0].facts[0], item=Phrase("收\x00入\x1b[31m总\ud800计", 0, 4)), *records[0].facts[1:])
    assert Opened(workbook_of(replace(records[0], facts=facts))).dicts(ZH["facts"])[0]["项目"] == "收�入�[31m总�计"


def test_one_record_is_a_workbook_of_its_own(records: list[Record]) -> None:
    book = Opened(workbook_of(records[1]))
    assert book.names == ["总览", *(ZH[name] for name in SHEETS if name not in OF_THE_ARCHIVE)]
    assert len(book.dicts(ZH["facts"])) == len(records[1].facts)


def test_what_excel_cannot_hold_goes_on_elsewhere_and_is_told(archive: Path) -> None:
    book = opened(archive, limits=Limits(rows=40, links=10, characters=30))
    pages = [name for name in book.names if name == ZH["facts"] or name.startswith(f"{ZH['facts']} ")]
    facts = sum(len(record["facts"]) for record in stored_records(archive))
    assert len(pages) == -(-facts // 39) > 1
    assert [len(book.rows(page)) for page in pages] == [*[40] * (len(pages) - 1), facts - 39 * (len(pages) - 1) + 1]
    assert all(len(list(book.links(name))) <= 10 for name in book.names if name != "总览")
    for name in (name for name in book.names if name != "总览"):
        for link in book.links(name):
            assert link.to <= len(book.rows(link.sheet))
    cells = [cell for name in book.names for row in book.rows(name)[1:] for cell in row if isinstance(cell, str)]
    cut = sum(cell.endswith("…") and len(cell) == 30 for cell in cells)
    assert max(map(len, cells)) == 30
    notes = "\n".join(str(row[0]) for row in book.rows("总览"))
    assert f"“指标”超过一张表的行数，接续在后面的 {len(pages) - 1} 张表中。" in notes
    assert f"“指标”有 {facts - 10 * len(pages)} 行超过一张表的链接上限" in notes
    assert f"有 {cut} 个单元格的文字过长" in notes


def test_the_overview_counts_what_is_there(book: Opened, records: list[Record]) -> None:
    told = {str(row[0]): row[1] for row in book.rows("总览")}
    assert told["文件"] == len(records)
    assert told["指标"] == sum(len(record.facts) for record in records)
    violated = [check for record in records for check in record.checks if check.status == "violated"]
    assert told["不符 · 错误"] == sum(check.severity == "error" for check in violated)
    charts = [name for name in book.archive.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 4


def test_a_workbook_that_was_given_up_leaves_nothing(
    records: list[Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    stream = io.BytesIO()

    def interrupted() -> Iterator[Plain]:
        yield as_plain(records[0], text=True, blocks=True)
        assert list(tmp_path.iterdir())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_workbook(interrupted(), stream)
    assert stream.getvalue() == b""
    assert not list(tmp_path.iterdir())


def test_the_disk_is_to_blame_where_it_is_full(records: list[Record]) -> None:
    class Full(io.BytesIO):
        def write(self, _: Any) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        write_workbook([as_plain(records[0], text=True, blocks=True)], Full())


DERIVED: tuple[Callable[[Column], bool], ...] = (
    lambda column: column.key.startswith(("document.", "rows.")),
    lambda column: column.key.endswith(("@", ":")),
    lambda column: column.form == "dimension",
)


@pytest.mark.parametrize("name", FLAT)
def test_a_sheet_shows_or_names_every_column(archive: Path, name: str) -> None:
    with open_dataset(archive) as dataset:
        keys = [key for key, *_ in flat_columns(dataset, name) if not key.startswith("dims.") and key != "document"]
    own = [column.key for column in SHEETS[name].columns if not any(is_derived(column) for is_derived in DERIVED)]
    listed = [key for key in (*own, *SHEETS[name].left_out) if key != "document"]
    assert sorted(listed) == sorted(keys)


def test_decimals_are_never_floats(archive: Path) -> None:
    facts = [fact for record in stored_records(archive) for fact in record["facts"] if fact["quantity"]]
    assert facts
    assert {type(fact["quantity"]["value"]) for fact in facts} == {str}
