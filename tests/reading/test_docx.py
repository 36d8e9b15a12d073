"""Word documents: every part of a paragraph that prints, and nothing that does not."""

from typing import Any

import pytest

from extractor.data import Block
from extractor.errors import (
    DamagedDocument,
    EmptyDocument,
    EncryptedDocument,
    NoTextLayer,
    TooLarge,
    UnreadableDocument,
)
from extractor.reading import Limits
from extractor.reading.readers import read_in_place as read
from tests.reading.documents import STRICT, docx, numbered, numbering, p, part_xml, r, relations, tbl, tc, tr, zipped

CHINESE = numbering(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))


def text_of(data: bytes) -> str:
    return read(data, name="a.docx").document.text


def field(code: str, result: str) -> str:
    """A field as Word writes it: its code, then the result that prints."""
    kinds = ("begin", "separate", "end")
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in kinds)
    return f"{begin}<w:r><w:instrText> {code} </w:instrText></w:r>{separate}{result}{end}"


def box(content: str, kind: str = "drawing") -> str:
    """A run that anchors a text box, in the new way or the old one."""
    if kind == "drawing":
        inner = (
            f"<w:drawing><wps:wsp><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx></wps:wsp></w:drawing>"
        )
    else:
        inner = f"<w:pict><v:shape><v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></v:shape></w:pict>"
    return f"<w:r>{inner}</w:r>"


# fmt: off
PARAGRAPHS = [
    ("paragraphs in order", p("一、收入") + p("二、支出"), "一、收入\n二、支出"),
    ("a paragraph without text leaves nothing", p("一") + p() + p(" ") + p("二"), "一\n二"),
    ("runs are joined without a space", p("824", r(".13", "<w:b/>"), "万元"), "824.13万元"),
    ("a soft break ends a line", p(r("一"), "<w:r><w:br/></w:r>", r("二")), "一\n二"),
    ("a tab is a tab", p(r("项目"), "<w:r><w:tab/></w:r>", r("金额")), "项目\t金额"),
    ("a line end in the file's own layout is a space", p(r("预算\n数")), "预算 数"),
    ("a hyphen that does not break", p(r("2021"), "<w:r><w:noBreakHyphen/></w:r>", r("12")), "2021-12"),
    ("an insertion is kept", p("共", f"<w:ins>{r('12')}</w:ins>", "万元"), "共12万元"),
    ("a deletion is dropped", p("共", "<w:del><w:r><w:delText>99</w:delText></w:r></w:del>", "万元"), "共万元"),
    (
        "moved text stands where it went",
        p("甲", f"<w:moveFrom>{r('乙')}</w:moveFrom>") + p(f"<w:moveTo>{r('乙')}</w:moveTo>"),
        "甲\n乙",
    ),
    (
        "a deleted paragraph mark joins two paragraphs",
        p("支出", properties="<w:rPr><w:del/></w:rPr>") + p("预算"),
        "支出预算",
    ),
    ("a deleted mark at the end loses no text", p("支出", properties="<w:rPr><w:del/></w:rPr>"), "支出"),
    ("a link prints its text", p("见", f"<w:hyperlink>{r('附件')}</w:hyperlink>"), "见附件"),
    ("a content control in a line", p("共", f"<w:sdt><w:sdtContent>{r('5')}</w:sdtContent></w:sdt>", "辆"), "共5辆"),
    (
        "a content control around paragraphs",
        f"<w:sdt><w:sdtContent>{p('甲')}{p('乙')}</w:sdtContent></w:sdt>",
        "甲\n乙",
    ),
    ("a smart tag", p(f"<w:smartTag>{r('南昌')}</w:smartTag>", "市"), "南昌市"),
    ("a field prints its result and not its code", p("第", field("PAGE", r("3")), "页"), "第3页"),
    ("a field in a field", p(field("IF ", field("MERGEFIELD a", r("1")))), "1"),
    ("a simple field", p(f'<w:fldSimple w:instr="DATE">{r("2024年")}</w:fldSimple>'), "2024年"),
    (
        "a field whose code never ends swallows one paragraph at most",
        p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>') + p("收入"),
        "收入",
    ),
    ("hidden text does not print", p("收入", r("秘密", "<w:vanish/>")), "收入"),
    ("text whose hiding is switched off prints", p(r("收入", '<w:vanish w:val="0"/>')), "收入"),
    ("a symbol of a symbol font", p('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>', "95%"), "≥95%"),
    (
        "ruby prints its base",
        p(f"<w:r><w:ruby><w:rt>{r('yu')}</w:rt><w:rubyBase>{r('预')}</w:rubyBase></w:ruby></w:r>"),
        "预",
    ),
    (
        "a formula prints its letters, fractions too",
        p("<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath>"),
        "ab",
    ),
    ("a text box comes after its paragraph", p("甲", box(p("框内"))) + p("乙"), "甲\n框内\n乙"),
    ("an old text box", p("甲", box(p("框内"), "pict")), "甲\n框内"),
    (
        "of two versions of a box the first prints",
        p(
            f"<mc:AlternateContent><mc:Choice>{box(p('新'))}</mc:Choice>"
            f"<mc:Fallback>{box(p('旧'), 'pict')}</mc:Fallback></mc:AlternateContent>"
        )
        + p("乙"),
        "新\n乙",
    ),
    ("a box in a box", p("甲", box(p("外", box(p("内"))))), "甲\n外\n内"),
    (
        "a deleted mark does not run into a box",
        p("甲", box(p("框")), properties="<w:rPr><w:del/></w:rPr>") + p("乙"),
        "框\n甲乙",
    ),
    ("a table in a box becomes lines", p("甲", box(tbl(["a", "b"], ["1", "2"]))), "甲\na\tb\n1\t2"),
]
# fmt: on


@pytest.mark.parametrize(("body", "expected"), [row[1:] for row in PARAGRAPHS], ids=[row[0] for row in PARAGRAPHS])
def test_paragraphs(body: str, expected: str) -> None:
    assert text_of(docx(body)) == expected


# fmt: off
NUMBERS = [
    (
        "levels count on their own and start over under a new number",
        CHINESE,
        [("收入", 0), ("财政", 1), ("事业", 1), ("支出", 0), ("基本", 1)],
        ["一、收入", "（一）财政", "（二）事业", "二、支出", "（一）基本"],
    ),
    ("eleven is 十一", CHINESE, [(str(n), 0) for n in range(11)], [*[""] * 10, "十一、10"]),
    (
        "a number of several levels",
        numbering(("decimal", "%1."), ("decimal", "%1.%2")),
        [("甲", 0), ("乙", 1), ("丙", 1)],
        ["1. 甲", "1.1 乙", "1.2 丙"],
    ),
    (
        "a level that was skipped shows its start",
        numbering(("decimal", "%1."), ("decimal", "%1.%2")),
        [("乙", 1)],
        ["1.1 乙"],
    ),
    ("a bullet is no text", numbering(("bullet", "")), [("甲", 0)], ["甲"]),
    (
        "an ASCII number is set off, a Chinese one is not",
        numbering(("decimal", "(%1)"), ("decimalEnclosedCircle", "%2")),
        [("甲", 0), ("乙", 1)],
        ["(1) 甲", "①乙"],
    ),
]
# fmt: on


@pytest.mark.parametrize(("part", "items", "printed"), [row[1:] for row in NUMBERS], ids=[row[0] for row in NUMBERS])
def test_automatic_numbers(part: str, items: list[tuple[str, int]], printed: list[str]) -> None:
    body = "".join(numbered(text, level=level) for text, level in items)
    lines = text_of(docx(body, numbering=part)).split("\n")
    assert [line if expected else "" for line, expected in zip(lines, printed, strict=True)] == printed


def test_a_start_of_its_own_begins_a_list_again() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    second = f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{override}</w:num>'
    body = numbered("甲") + numbered("乙", 2) + numbered("丙", 2)
    assert text_of(docx(body, numbering=numbering(("decimal", "%1、"), extra=second))) == "1、甲\n5、乙\n6、丙"


def test_a_style_gives_number_and_level() -> None:
    style = (
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr>'
        '<w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="2"><w:basedOn w:val="1"/><w:name w:val="own"/></w:style>'
    )
    without = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = p("收入", style="1") + p("支出", style="2") + p("附", style="1", properties=without)
    document = read(docx(body, styles=style, numbering=CHINESE)).document
    assert document.text == "一、收入\n二、支出\n附"
    assert [block.level for block in document.blocks] == [1, 1, 1]


def test_a_heading_keeps_its_line_breaks_as_spaces() -> None:
    body = p(r("第一部分"), "<w:r><w:br/></w:r>", r("概况"), properties='<w:outlineLvl w:val="0"/>')
    assert text_of(docx(body)) == "第一部分 概况"


def test_styles_name_title_and_contents() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="C"><w:name w:val="toc 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="Hid"/><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    body = p("部门预算", style="T") + p("一、收入 1", style="C") + p("秘密", style="H") + p("一、收入")
    document = read(docx(body, styles=styles)).document
    assert [(block.role, document.text[block.start : block.end]) for block in document.blocks] == [
        ("title", "部门预算"),
        ("contents", "一、收入 1"),
        (None, "一、收入"),
    ]


def test_a_contents_field_reaches_over_paragraphs() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o</w:instrText></w:r>'
    separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("separate", "end"))
    body = p(begin, separate, "一、收入 1") + p("二、支出 2", end) + p("一、收入")
    assert [block.role for block in read(docx(body)).document.blocks] == ["contents", "contents", None]


def test_notes_stand_at_the_end_in_the_order_of_their_references() -> None:
    notes = f'<w:footnote w:id="1">{p("甲注")}</w:footnote><w:footnote w:id="2">{p("乙注")}</w:footnote>'
    body = p("乙", '<w:r><w:footnoteReference w:id="2"/></w:r>', "。") + p(
        "甲", '<w:r><w:footnoteReference w:id="1"/></w:r>'
    )
    assert text_of(docx(body, footnotes=notes)) == "乙。\n甲\n乙注\n甲注"


GRID = '<w:gridSpan w:val="2"/>'
DOWN, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


# fmt: off
TABLES = [
    (
        "cells are joined by tabs and rows by line ends",
        tbl(["项目", "金额"], ["合计", "12.50"]),
        "项目\t金额\n合计\t12.50",
        [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)],
    ),
    ("a blank cell is a cell", tbl(["合计", "", "3"]), "合计\t\t3", [(0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 1)]),
    (
        "a cell over two columns",
        tbl([tc("甲", GRID), "乙"], ["1", "2", "3"]),
        "甲\t乙\n1\t2\t3",
        [(0, 0, 1, 2), (0, 2, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1), (1, 2, 1, 1)],
    ),
    (
        "a cell over two rows comes once",
        tbl([tc("甲", DOWN), "1"], [tc("", GOES_ON), "2"]),
        "甲\t1\n2",
        [(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)],
    ),
    (
        "paragraphs of a cell are set apart by a space",
        tbl([tc(p("甲") + p("乙")), "1"]),
        "甲 乙\t1",
        [(0, 0, 1, 1), (0, 1, 1, 1)],
    ),
    (
        "a table in a cell is part of its text",
        tbl([tc(p("甲") + tbl(["a", "b"]) + p()), "1"]),
        "甲 a b\t1",
        [(0, 0, 1, 1), (0, 1, 1, 1)],
    ),
    (
        "a deleted row is dropped",
        f"<w:tbl>{tr('甲', '1', properties='<w:del/>')}{tr('乙', '2')}</w:tbl>",
        "乙\t2",
        [(0, 0, 1, 1), (0, 1, 1, 1)],
    ),
    (
        "a content control around a row",
        f"<w:tbl><w:sdt><w:sdtContent>{tr('甲', '1')}</w:sdtContent></w:sdt></w:tbl>",
        "甲\t1",
        [(0, 0, 1, 1), (0, 1, 1, 1)],
    ),
    (
        "a tab in a cell is no cell",
        tbl([tc(p(r("甲"), "<w:r><w:tab/></w:r>", r("乙"))), "1"]),
        "甲 乙\t1",
        [(0, 0, 1, 1), (0, 1, 1, 1)],
    ),
    (
        "a deleted mark does not run into the next cell",
        tbl([tc(p("甲", properties="<w:rPr><w:del/></w:rPr>")), "1"]),
        "甲\t1",
        [(0, 0, 1, 1), (0, 1, 1, 1)],
    ),
]
# fmt: on


@pytest.mark.parametrize(("body", "text", "places"), [row[1:] for row in TABLES], ids=[row[0] for row in TABLES])
def test_tables(body: str, text: str, places: list[tuple[int, int, int, int]]) -> None:
    document = read(docx(body)).document
    assert document.text == text
    assert [(b.row, b.column, b.row_span, b.column_span) for b in document.blocks] == places
    assert {(b.kind, b.table) for b in document.blocks} == {("cell", "t1")}


def test_a_table_of_one_cell_is_a_frame_around_paragraphs() -> None:
    document = read(docx(tbl([tc(p("甲") + p("乙"))]))).document
    assert document.blocks == (Block(0, 1, "paragraph"), Block(2, 3, "paragraph"))


def test_strict_documents_read_the_same() -> None:
    formula = '<m:oMath xmlns:m="http://purl.oclc.org/ooxml/officeDocument/math"><m:r><m:t>x</m:t></m:r></m:oMath>'
    assert text_of(docx(p("一、收入", formula) + tbl(["a", "b"]), namespace=STRICT)) == "一、收入x\na\tb"


def test_the_package_says_where_the_text_is() -> None:
    parts = {
        "_rels/.rels": relations({"officeDocument": "/word/other.xml"}),
        "word/other.xml": part_xml("document", f"<w:body>{p('收入')}</w:body>"),
    }
    assert text_of(zipped(parts)) == "收入"


def test_pictures_charts_and_objects_are_reported() -> None:
    picture = "<w:r><w:drawing><a:graphic><pic:pic/></a:graphic></w:drawing></w:r>"
    chart = "<w:r><w:drawing><a:graphic><c:chart/></a:graphic></w:drawing></w:r>"
    warnings = read(docx(p("收入", picture, chart, "<w:r><w:object/></w:r>"))).warnings
    assert [(w.code, w.message[:4]) for w in warnings] == [("picture", "有 1 "), ("embedded_object", "有 2 ")]


def without(part: str) -> bytes:
    """A sound document that lacks one part."""
    parts = {
        "_rels/.rels": relations({"officeDocument": "word/document.xml"}),
        "word/document.xml": part_xml("document", f"<w:body>{p('收入')}</w:body>"),
        "word/styles.xml": part_xml("styles", ""),
    }
    return zipped({path: content for path, content in parts.items() if path != part})


DOCTYPE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
WITH_DOCTYPE = zipped({"word/document.xml": DOCTYPE + part_xml("document", p("&x;")).split("?>")[1]})
HIDDEN_DOCTYPE = zipped(
    {"word/document.xml": f'<?xml version="1.0" encoding="UTF-16"?>{DOCTYPE}<a>&x;</a>'.encode("utf-16")}
)
# fmt: off
FAULTS: list[tuple[str, bytes, type[UnreadableDocument], str]] = [
    ("no text at all", docx(p()), EmptyDocument, "空的"),
    (
        "only a picture",
        docx(p("<w:r><w:drawing><a:graphic><pic:pic/></a:graphic></w:drawing></w:r>")),
        NoTextLayer,
        "只有 1 张图片，没有文字，请另存为 PDF",
    ),
    ("the main part is missing", without("word/document.xml"), DamagedDocument, "缺少 word/document.xml"),
    ("no body", zipped({"word/document.xml": part_xml("document", "")}), DamagedDocument, "没有正文"),
    ("no XML", zipped({"word/document.xml": "预算"}), DamagedDocument, "word/document.xml"),
    ("a document type", WITH_DOCTYPE, DamagedDocument, "DOCTYPE"),
    ("a document type in UTF-16", HIDDEN_DOCTYPE, DamagedDocument, "DOCTYPE"),
    ("a path that leads out", zipped({"word/document.xml": "", "word/../../x": ""}), DamagedDocument, "不安全的路径"),
    ("an absolute path", zipped({"word/document.xml": "", "/etc/x": ""}), DamagedDocument, "不安全的路径"),
    ("too deep", docx("<w:ins>" * 300 + p("x") + "</w:ins>" * 300), DamagedDocument, "depth"),
]
# fmt: on


@pytest.mark.parametrize(("data", "error", "words"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_faults(data: bytes, error: type[UnreadableDocument], words: str) -> None:
    with pytest.raises(error) as caught:
        read(data, name="a.docx")
    assert type(caught.value) is error
    assert words in caught.value.message
    assert caught.value.english.isascii() or error is DamagedDocument  # which quotes a part or a parser


LIMITS: list[tuple[str, bytes, dict[str, Any], str]] = [
    ("unpacked bytes", docx(p("预" * 10_000)), {"max_inflated": 20_000}, "解压后字节数"),
    ("parts", docx(p("预算")), {"max_entries": 2}, "压缩包条目数"),
    ("characters", docx(p("预" * 101)), {"max_text": 100}, "字符数"),
    ("cells", docx(tbl([tc("甲", '<w:gridSpan w:val="900"/>'), "1"])), {"max_cells": 800}, "表格单元格数"),
    ("paragraphs", docx(p("甲") * 11), {"max_blocks": 10}, "段落数"),
    ("tags", docx(p("甲") * 11), {"max_tags": 10}, "标签数"),
]


@pytest.mark.parametrize(("data", "limits", "words"), [row[1:] for row in LIMITS], ids=[row[0] for row in LIMITS])
def test_limits(data: bytes, limits: dict[str, Any], words: str) -> None:
    with pytest.raises(TooLarge, match=words):
        read(data, limits=Limits(**limits))


def test_a_lying_directory_is_found_out_while_unpacking() -> None:
    data = docx(p("预" * 100_000))
    size = len(part_xml("document", f"<w:body>{p('预' * 100_000)}</w:body>").encode())
    lying = data.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != data
    with pytest.raises((DamagedDocument, TooLarge)):
        read(lying, limits=Limits(max_inflated=100_000))


def test_a_password_on_a_part() -> None:
    data = bytearray(docx(p("预算")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(mark, place + 4)
    with pytest.raises(EncryptedDocument):
        read(bytes(data))


def test_many_fields_in_fields_cost_linear_time() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert text_of(docx(p(*[begin] * 3000, "收入", *[end] * 3000) + p("支出") * 3000)).startswith("收入\n支出")
