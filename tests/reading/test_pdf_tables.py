"""Tables in PDF: cells from rules or from columns of text, whole over pages, with every character kept once."""

from itertools import groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.data import Block, Document
from extractor.reading.readers import read_in_place as read
from tests.reading.documents import Printed, grid, pdf, table

XS, TOP, LEFT = [60.0, 260.0, 360.0], 700.0, 62.0
HEAD = ["项目", "预算数"]
Shown = list[Printed | str]


def rows(document: Document) -> list[list[str]]:
    """The text of every cell, row by row, tables one after the other."""
    cells = [block for block in document.blocks if block.kind == "cell"]
    found = groupby(cells, key=lambda block: (block.table, block.row))
    return [[document.text[b.start : b.end] for b in row] for _, row in found]


def cells(document: Document) -> list[Block]:
    return [block for block in document.blocks if block.kind == "cell"]


def of_pages(*pages: Shown) -> Document:
    return read(pdf(*pages), name="a.pdf").document


def page(*body: list[list[str]], top: float = TOP, number: int | None = None) -> Shown:
    """A page with tables in two columns, its number at the foot."""
    printed: Shown = []
    for each in body:
        printed += table(each, XS, top)
        top -= 20 * len(each) + 40
    return [*printed, *([(290.0, 60.0, 9.0, f"- {number} -")] if number else [])]


def test_a_ruled_table_becomes_cells() -> None:
    document = of_pages([(60, 730, 12, "收入预算表"), *page([HEAD, ["合计", "12.50"]])])
    assert document.text == "收入预算表\n项目\t预算数\n合计\t12.50"
    assert [(b.table, b.row, b.column, b.page) for b in cells(document)] == [
        ("t1", 0, 0, 1),
        ("t1", 0, 1, 1),
        ("t1", 1, 0, 1),
        ("t1", 1, 1, 1),
    ]


def test_blank_cells_keep_their_place() -> None:
    assert rows(of_pages(page([HEAD, ["合计", ""], ["", "3"]]))) == [HEAD, ["合计", ""], ["", "3"]]


def test_what_a_cell_wraps_is_put_together() -> None:
    wrapped = "机关事业单位\n基本养老保险"
    assert rows(of_pages(page([HEAD, [wrapped, "12.50"]])))[1] == ["机关事业单位基本养老保险", "12.50"]


def test_merged_cells_have_spans() -> None:
    ys = [700.0, 680.0, 660.0]
    rules = grid([60, 160, 260, 360], ys, without=[(160, 680, 160, 700), (260, 680, 360, 680)])
    texts: Shown = [(62, 686, 10, "收入"), (262, 676, 10, "备注"), (62, 666, 10, "项目"), (162, 666, 10, "数")]
    found = {
        (b.row, b.column): (b.row_span, b.column_span, document.text[b.start : b.end])
        for document in [of_pages([*rules, *texts])]
        for b in cells(document)
    }
    assert found == {
        (0, 0): (1, 2, "收入"),
        (0, 2): (2, 1, "备注"),
        (1, 0): (1, 1, "项目"),
        (1, 1): (1, 1, "数"),
    }


def test_a_table_open_at_its_sides_is_whole() -> None:
    rules = [f"160 {y} m 260 {y} l S" for y in ()]
    rules += [f"60 {y} m 360 {y} l S" for y in (700, 680, 660)] + ["160 660 m 160 700 l S", "260 660 m 260 700 l S"]
    texts: Shown = [
        (x, y, 10, text)
        for y, row in ((686, "甲乙丙"), (666, "丁戊己"))
        for x, text in zip((62, 162, 262), row, strict=True)
    ]
    assert rows(of_pages([*rules, *texts])) == [list("甲乙丙"), list("丁戊己")]


def test_rules_drawn_as_dashes_are_rules() -> None:
    dashed = [f"{x} {y} 0.5 2 re f" for x in (60, 160, 260) for y in range(660, 700, 4)]
    level = [f"60 {y} 200 0.5 re f" for y in (660, 680, 700)]
    texts: Shown = [(62, 686, 10, "甲"), (162, 686, 10, "乙"), (62, 666, 10, "丙"), (162, 666, 10, "丁")]
    assert rows(of_pages([*dashed, *level, *texts])) == [["甲", "乙"], ["丙", "丁"]]


def test_a_frame_around_text_is_no_table() -> None:
    document = of_pages([*grid([60, 360], [700, 600]), (62, 686, 10, "一、收入"), (62, 666, 10, "二、支出")])
    assert [b.kind for b in document.blocks] == ["line", "line"]


def test_both_halves_of_a_table_keep_their_columns() -> None:
    xs = [60.0, 160.0, 220.0, 320.0, 380.0]
    body = [["项目", "数", "项目", "数"], ["事业收入", "", "教育支出", "3"], ["", "", "农林水支出", "4"]]
    assert rows(of_pages(table(body, xs, TOP))) == body


def test_text_that_sticks_out_of_its_cell_stays_whole() -> None:
    body = [["项目", "数"], ["其他政府办公厅及相关机构事务支出", ""]]
    assert rows(of_pages(table(body, [60, 160, 260], TOP)))[1] == ["其他政府办公厅及相关机构事务支出", ""]


@pytest.mark.parametrize("turn", ["0 1 -1 0 595 0 cm", "0 -1 1 0 0 842 cm"])
def test_a_table_across_the_page_reads_along_its_text(turn: str) -> None:
    body = [HEAD, ["合计", "12.50"]]
    document = of_pages([f"q {turn}", *table(body, [60, 260, 360], 500), "Q"])
    assert rows(document) == body


# -- over pages


def numbered(document: Document) -> list[tuple[str | None, int | None, str]]:
    return [(b.table, b.row, document.text[b.start : b.end]) for b in cells(document) if b.column == 0]


def test_a_table_goes_on_over_the_page() -> None:
    document = of_pages(
        page([HEAD, ["一、甲", "1.00"]], top=120, number=1), page([["二、乙", "2.00"]], top=800, number=2)
    )
    assert numbered(document) == [("t1", 0, "项目"), ("t1", 1, "一、甲"), ("t1", 2, "二、乙")]
    assert [b.role for b in document.blocks if b.kind == "line"] == ["page_number"] * 2
    assert [b.page for b in cells(document)] == [1, 1, 1, 1, 2, 2]


def test_a_head_that_is_printed_again_is_said_once() -> None:
    first, second = page([HEAD, ["一、甲", "1.00"]], top=120), page([HEAD, ["二、乙", "2.00"]], top=800)
    document = of_pages(first, second)
    assert numbered(document) == [("t1", 0, "项目"), ("t1", 1, "一、甲"), ("t1", 2, "二、乙")]
    again = [document.text[b.start : b.end] for b in document.blocks if b.role == "running_head"]
    assert again == ["项目\t预算数"]


def test_a_title_and_unit_printed_again_part_nothing() -> None:
    title: Shown = [(200.0, 780.0, 14.0, "2024年收入预算表"), (300.0, 760.0, 10.0, "单位：元")]
    pages = [[*title, *page([HEAD, [name, "1.00"]], top=740)] for name in ("一、甲", "二、乙")]
    assert {b.table for b in cells(of_pages(*pages))} == {"t1"}


def test_another_title_begins_another_table() -> None:
    pages = [
        [(200.0, 780.0, 14.0, f"2024年{name}预算表"), *page([HEAD, ["一、甲", "1.00"]], top=740)]
        for name in ("收入", "支出")
    ]
    assert {b.table for b in cells(of_pages(*pages))} == {"t1", "t2"}


def test_columns_that_differ_begin_another_table() -> None:
    first, second = page([HEAD, ["一、甲", "1.00"]], top=120), table([["二、乙", "2.00"]], [60, 200, 400], 800)
    assert {b.table for b in cells(of_pages(first, second))} == {"t1", "t2"}


def test_a_page_with_fewer_rules_has_merged_cells() -> None:
    xs = [60.0, 160.0, 260.0, 360.0]
    first = table([["类", "款", "合计"], ["201", "01", "3.00"]], xs, 120)
    second = table([["合计", "3.00"]], [60, 260, 360], 800)
    total = [b for b in cells(of_pages(first, second)) if b.row == 2]
    assert [(b.column, b.column_span) for b in total] == [(0, 2), (2, 1)]


NARROW = [60.0, 142.0, 242.0]  # eight characters of size 10 fill the first column


def cut(upper: list[str], lower: list[str]) -> Document:
    """A table whose last row the page break may have cut."""
    return of_pages(table([HEAD, upper], NARROW, 120), table([lower, ["合计", "9.00"]], NARROW, 800))


# fmt: off
CUT = [
    ("the number above", ["机关事业单位基本", "6.18"], ["养老保险", ""], ["机关事业单位基本养老保险", "6.18"]),
    ("the number below", ["机关事业单位基本", ""], ["养老保险", "6.18"], ["机关事业单位基本养老保险", "6.18"]),
]
WHOLE = [
    ("a word that did not fill its cell", ["基本支出", ""], ["工资福利", "6.18"]),
    ("numbers in both", ["机关事业单位基本", "6.18"], ["养老保险", "6.18"]),
    ("a name that begins with a number", ["一、机关事业单位", ""], ["二、其他", "6.18"]),
    ("no word below", ["机关事业单位基本", "6.18"], ["", "6.18"]),
]
# fmt: on


@pytest.mark.parametrize(("upper", "lower", "row"), [row[1:] for row in CUT], ids=[row[0] for row in CUT])
def test_a_row_cut_by_the_page_break_is_one_row(upper: list[str], lower: list[str], row: list[str]) -> None:
    document = cut(upper, lower)
    assert rows(document) == [HEAD, row, ["合计", "9.00"]]
    assert document.text.count("6.18") == 1
    assert [b.row for b in cells(document)] == [0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize(("upper", "lower"), [row[1:] for row in WHOLE], ids=[row[0] for row in WHOLE])
def test_two_rows_stay_two(upper: list[str], lower: list[str]) -> None:
    assert rows(cut(upper, lower)) == [HEAD, upper, lower, ["合计", "9.00"]]


def test_a_page_printed_twice_is_read_once() -> None:
    text = [(60.0, 700.0 - 20 * n, 10.0, f"第{n}项职能：负责某某方面的管理工作。") for n in range(3)]
    body = page([HEAD, ["合计", "12.50"]], top=600)
    found = read(pdf([*text, *body], [*text, *body], [(60, 700, 10, "下一页")]), name="a.pdf")
    assert [(w.code, w.page) for w in found.warnings] == [("repeated_page", 2)]
    assert len(cells(found.document)) == 4
    assert {b.role for b in found.document.blocks if b.page == 2} == {"running_head"}
    assert found.document.text.count("12.50") == 2


# -- without rules


def aligned(*body: tuple[str, ...], top: float = 700.0, pitch: float = 20.0) -> Shown:
    """Lines whose cells stand in columns, numbers to the right."""
    printed: Shown = []
    for number, row in enumerate(body):
        for place, text in enumerate(row):
            left = 60.0 if place == 0 else 240.0 + 90 * place - 5.0 * len(text)
            printed += [(left, top - pitch * number, 10.0, text)] if text else []
    return printed


MONEY = (
    ("项目", "预算", "决算"),
    ("公务接待费", "2.50", "1.20"),
    ("会议费", "", "0.75"),
    ("合计", "1,200.00", "10.00"),
)


def test_columns_of_text_are_a_table() -> None:
    document = of_pages([(60, 740, 12, "支出情况如下："), *aligned(*MONEY), (60, 600, 10, "注：数字为万元。")])
    assert rows(document) == [list(row) for row in MONEY]
    assert [document.text[b.start : b.end] for b in document.blocks if b.kind == "line"] == [
        "支出情况如下：",
        "注：数字为万元。",
    ]


def test_a_wrapped_name_belongs_to_its_row() -> None:
    printed = aligned(*MONEY)
    printed += [
        (60.0, 612.0, 10.0, "机关事业单位基本"),
        (60.0, 600.0, 10.0, "养老保险缴费"),
        (315.0, 606.0, 10.0, "1.00"),
    ]
    printed += [(405.0, 606.0, 10.0, "2.00")]
    assert rows(of_pages(printed))[-1] == ["机关事业单位基本养老保险缴费", "1.00", "2.00"]


# fmt: off
NOT_TABLES = [
    ("two lines", aligned(("合计", "12.50"), ("会议费", "2.50"))),
    ("a table of contents", aligned(("一、概况", "1"), ("二、收入", "3"), ("三、支出", "8"))),
    ("words without figures", aligned(("甲", "乙"), ("丙", "丁"), ("戊", "己"))),
    ("prose", [(60.0, 700.0 - 20 * n, 10.0, "财政拨款收入预算1,234.50万元") for n in range(4)]),
]
# fmt: on


@pytest.mark.parametrize("printed", [row[1] for row in NOT_TABLES], ids=[row[0] for row in NOT_TABLES])
def test_lines_that_are_no_table(printed: Shown) -> None:
    assert cells(of_pages(printed)) == []


# -- laws

WORD = st.text(st.sampled_from("收入支出预算项目合计甲乙"), max_size=5)
FIGURE = st.sampled_from(["", "0.00", "12.50", "1,234.00", "-3.20", "—"])
TABLE = st.lists(st.tuples(WORD, FIGURE, FIGURE), min_size=1, max_size=5)


@settings(max_examples=60, deadline=None)
@given(st.lists(TABLE, min_size=1, max_size=3), st.booleans())
def test_no_character_is_lost_or_told_twice(tables: list[list[tuple[str, str, str]]], is_ruled: bool) -> None:
    pages: list[Shown] = []
    for body in tables:
        ruled = table(body, [60, 160, 260, 360], TOP)
        pages.append([each for each in ruled if is_ruled or not isinstance(each, str)])
    wanted = sorted("".join(text for body in tables for row in body for text in row))
    if not wanted:
        return
    document = of_pages(*pages)
    assert sorted("".join(document.text.split())) == wanted
    for block in document.blocks:
        assert "\n" not in document.text[block.start : block.end]
        assert block.kind != "cell" or "\t" not in document.text[block.start : block.end]
    assert all(one.end <= other.start for one, other in pairwise(document.blocks))
    places = [(b.table, row, column) for b in cells(document) for row, column in reached(b)]
    assert len(places) == len(set(places))


def reached(block: Block) -> list[tuple[int, int]]:
    assert block.row is not None
    assert block.column is not None
    return [
        (row, column)
        for row in range(block.row, block.row + block.row_span)
        for column in range(block.column, block.column + block.column_span)
    ]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 595), st.floats(0, 842), st.floats(0, 300), st.booleans()), max_size=40))
def test_any_drawing_leaves_the_text_as_it_is(strokes: list[tuple[float, float, float, bool]]) -> None:
    drawn = [
        f"{x:.2f} {y:.2f} m {x + length * is_level:.2f} {y + length * (not is_level):.2f} l S"
        for x, y, length, is_level in strokes
    ]
    texts: Shown = [(100.0, 700.0 - 40 * n, 10.0, text) for n, text in enumerate(["收入预算", "支出预算", "合计"])]
    assert sorted("".join(of_pages([*drawn, *texts]).text.split())) == sorted("收入预算支出预算合计")
