"""Workbooks: sheets as tables between lines, numbers as their formats print them, what is hidden said."""

import io
from collections.abc import Sequence
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.data import Document
from extractor.errors import DamagedDocument, EmptyDocument, EncryptedDocument, TooLarge, UnreadableDocument
from extractor.reading import Limits
from extractor.reading.readers import read_in_place as read
from extractor.reading.sheetformats import plainly, show
from tests.reading.documents import SHEET, CellText, xlsx, zipped

TITLE, UNIT = "2026年收入预算总表", "单位：万元"
HEAD: list[CellText] = ["项目", "预算数"]


def lines(document: Document) -> list[str]:
    return document.text.split("\n")


def rows(document: Document) -> list[list[str]]:
    cells = [block for block in document.blocks if block.kind == "cell"]
    return [
        [document.text[b.start : b.end] for b in row]
        for _, row in groupby(cells, key=lambda block: (block.table, block.row))
    ]


def test_a_sheet_is_its_name_its_lines_and_its_table() -> None:
    document = read(xlsx({"收入总表": [[TITLE], [None, UNIT], HEAD, ["合计", 12.5], ["注：含上年结转。"]]})).document
    assert document.media_type == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert lines(document) == ["收入总表", TITLE, UNIT, "项目\t预算数", "合计\t12.5", "注：含上年结转。"]
    assert [b.kind for b in document.blocks] == [*["paragraph"] * 3, *["cell"] * 4, "paragraph"]
    assert document.blocks[0].role == "title"


def test_a_label_beside_the_unit_is_no_row() -> None:
    document = read(xlsx({"Sheet1": [["编制单位：某某局", UNIT], HEAD, ["合计", 1]]})).document
    assert lines(document) == ["编制单位：某某局\t单位：万元", "项目\t预算数", "合计\t1"]
    assert len(rows(document)) == 2


def test_merged_fields_are_one_cell() -> None:
    data = xlsx({"Sheet1": [["收入", None, "支出", None], ["项目", "数", "项目", "数"]]}, merged=["A1:B1", "C1:D1"])
    cells = [b for b in read(data).document.blocks if b.row == 0]
    assert [(b.column, b.column_span) for b in cells] == [(0, 2), (2, 2)]


def test_a_field_merged_over_blank_rows_keeps_its_span() -> None:
    data = xlsx({"Sheet1": [["一级指标", "名称"], ["产出", "甲"], [None, "乙"], [None, "丙"]]}, merged=["A2:A4"])
    found = [b for b in read(data).document.blocks if b.row_span > 1]
    assert [(b.row, b.column, b.row_span) for b in found] == [(1, 0, 3)]


def test_a_sheet_of_single_fields_is_text() -> None:
    document = read(xlsx({"说明": [["一、收入情况"], [None], ["2026年收入12万元。\n其中：财政拨款12万元。"]]})).document
    assert lines(document) == ["说明", "一、收入情况", "2026年收入12万元。", "其中：财政拨款12万元。"]
    assert {b.kind for b in document.blocks} == {"paragraph", "line"}


def test_two_tables_of_one_sheet_are_told_by_their_titles() -> None:
    data = xlsx({"Sheet1": [HEAD, ["合计", 1], [None], ["支出预算表"], HEAD, ["合计", 2]]})
    assert len({b.table for b in read(data).document.blocks if b.table}) == 2


def test_blank_rows_inside_a_table_stay_and_those_below_go() -> None:
    document = read(xlsx({"Sheet1": [HEAD, ["事业收入", None], [None], ["合计", 1], [None]]})).document
    assert rows(document) == [["项目", "预算数"], ["事业收入", ""], ["", ""], ["合计", "1"]]


def test_hidden_sheets_are_named_and_not_read() -> None:
    found = read(xlsx({"甲": [HEAD, ["合计", 1]], "乙": [HEAD, ["合计", 999]]}, hidden=["乙"]))
    assert "999" not in found.document.text
    assert [(w.code, "乙" in w.message) for w in found.warnings] == [("hidden_sheet", True)]


def test_formulas_without_a_result_are_told() -> None:
    found = read(xlsx({"Sheet1": [HEAD, ["合计", "=SUM(A1)"], ["其中", 1]]}))
    assert [w.code for w in found.warnings] == ["uncalculated_formula"]


# fmt: off
SHOWN = [
    ("as it is", 205.0, "General", "205"),
    ("the digits that Excel keeps", 25741666.439999998, "General", "25741666.44"),
    ("two decimals", 12.5, "0.00", "12.50"),
    ("thousands", 8241300.5, "#,##0.00", "8,241,300.50"),
    ("rounded half up", 0.125, "0.00", "0.13"),
    ("percent", 0.1162, "0.00%", "11.62%"),
    ("a whole percent", 1.0, "0%", "100%"),
    ("a minus", -204.61, "#,##0.00", "-204.61"),
    ("brackets for a minus", -204.61, "#,##0.00_);(#,##0.00)", "(204.61)"),
    ("a dash for nothing", 0.0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
    ("an accounting format", 1234.5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1,234.50"),
    ("its own unit", 12.0, '0"万元"', "12万元"),
    ("a currency", 12.0, "[$¥-804]#,##0.00", "¥12.00"),
    ("a colour", -12.0, "0.00;[Red]-0.00", "-12.00"),
    ("leading zeros", 5.0, "00", "05"),
    ("optional decimals", 12.5, "#,##0.##", "12.5"),
    ("in thousands", 8241300.0, "#,##0,", "8,241"),
    ("a date is not imitated", 44561.0, "yyyy/m/d", "44561"),
    ("a fraction is not imitated", 0.5, "# ?/?", "0.5"),
    ("a power of ten is not imitated", 12000.0, "0.00E+00", "12000"),
]
# fmt: on


@pytest.mark.parametrize(("value", "code", "printed"), [row[1:] for row in SHOWN], ids=[row[0] for row in SHOWN])
def test_numbers_are_printed_as_their_formats_say(value: float, code: str, printed: str) -> None:
    assert show(value, code) == printed


def test_formats_come_from_the_workbook() -> None:
    data = xlsx({"Sheet1": [["项目", "比例", "金额"], ["甲", (0.1162, "0.00%"), (8241300.5, "#,##0.00")]]})
    assert rows(read(data).document)[1] == ["甲", "11.62%", "8,241,300.50"]


@given(st.floats(min_value=-1e12, max_value=1e12, allow_nan=False))
def test_a_plain_number_is_the_same_number(value: float) -> None:
    assert float(plainly(value)) == pytest.approx(value, rel=1e-14)
    assert "e" not in plainly(value).lower()


TEXTS = st.text(st.sampled_from("收支合计预算项目甲乙12.5 "), max_size=6)


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=6))
def test_every_field_is_in_the_text_once_and_where_its_block_says(table: list[list[str]]) -> None:
    data = xlsx({"Sheet1": table})
    wanted = sorted("".join("".join(cell.split()) for row in table for cell in row))
    if not wanted:
        with pytest.raises(EmptyDocument):
            read(data)
        return
    document = read(data).document
    assert sorted("".join(document.text.split())) == wanted
    for block in document.blocks:
        assert "\n" not in document.text[block.start : block.end]
        assert block.kind != "cell" or "\t" not in document.text[block.start : block.end]
    ends = [0, *(block.end for block in document.blocks)]
    assert all(end <= block.start for end, block in zip(ends, document.blocks, strict=False))


def far(place: str) -> bytes:
    """A workbook with one number in its first field and one at a place far away."""
    body = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="{place}"><v>1</v></c></row>'
    sheet = f'<worksheet xmlns="{SHEET}"><sheetData>{body}</sheetData></worksheet>'
    return xlsx({"Sheet1": [["甲"]]}, extra={"xl/worksheets/s1.xml": sheet})


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'
FAULTS: Sequence[tuple[str, bytes, type[UnreadableDocument], str]] = [
    ("nothing in it", xlsx({"Sheet1": [[None]]}), EmptyDocument, ""),
    (
        "a document type",
        xlsx({"Sheet1": [["甲"]]}, extra={"xl/worksheets/s1.xml": DOCTYPE}),
        DamagedDocument,
        "DOCTYPE",
    ),
    ("a field at the end of the world", far("XFD1048576"), TooLarge, "工作表格数"),
    ("no sheets", zipped({"xl/workbook.xml": "<workbook/>"}), DamagedDocument, "xlsx"),
    (
        "an old one cut short",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"),
        DamagedDocument,
        "xls",
    ),
]


@pytest.mark.parametrize(("data", "error", "words"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_faults(data: bytes, error: type[UnreadableDocument], words: str) -> None:
    with pytest.raises(error) as caught:
        read(data, name="a.xlsx")
    assert words in caught.value.message


def test_what_is_unpacked_is_counted() -> None:
    data = xlsx({"Sheet1": [["甲"]]}, extra={"xl/sharedStrings.xml": f"<sst>{' ' * 2_000_000}</sst>"})
    with pytest.raises(TooLarge, match="解压"):
        read(data, limits=Limits(max_inflated=1_000_000))


def test_a_password_is_told() -> None:
    with pytest.raises(EncryptedDocument):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), name="a.xlsx")


def test_a_workbook_cut_anywhere_has_one_error() -> None:
    data = xlsx({"Sheet1": [HEAD, ["合计", (12.5, "0.00")]]})
    for end in range(4, len(data) - 1, 97):
        with pytest.raises(UnreadableDocument):
            read(io.BytesIO(data).read(end), name="a.xlsx")
