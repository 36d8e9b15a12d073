"""Pages of government sites: the article and nothing around it, with the blocks that a browser shows."""

from typing import Any

import pytest

from extractor.errors import DamagedDocument, EmptyDocument, TooLarge, UnknownEncoding, UnsupportedFormat
from extractor.reading import Limits
from extractor.reading.readers import read_in_place as read
from tests.reading.documents import page_html

TITLE = "站点名称\n"


def text_of(article: str) -> str:
    """The text of a page with this article, behind the title of the page."""
    text = read(page_html(article).encode(), name="a.html").document.text
    assert text.startswith(TITLE)
    return text.removeprefix(TITLE)


# fmt: off
ARTICLES = [
    ("paragraphs", "<p>一、收入</p><p>二、支出</p>", "一、收入\n二、支出"),
    ("text between paragraphs", "甲<p>乙</p>丙", "甲\n乙\n丙"),
    ("inline elements do not part words", "<p>共<b>82</b><span>4.13</span>万元</p>", "共824.13万元"),
    ("Word's own tags neither", "<p>2024<st1:chsdate>年</st1:chsdate><o:p></o:p>度</p>", "2024年度"),
    ("a break ends a line", "<p>甲<br>乙<br/>丙</p>", "甲\n乙\n丙"),
    ("white space collapses", "<p>  支出\t 12  万元 </p>", "支出 12 万元"),
    ("a line end of the source between ideographs is nothing", "<p>财政拨款支\n  出预算</p>", "财政拨款支出预算"),
    ("and beside a digit it is a space", "<p>支出\n12万元</p>", "支出 12万元"),
    ("hard spaces stay", "<p>&nbsp;&nbsp;收入</p>", "\xa0\xa0收入"),
    ("entities", "<p>&ge;95% &lt;100 &#26412;</p>", "≥95% <100 本"),
    ("preformatted text keeps its lines", "<pre>甲  1\n乙  2</pre>", "甲  1\n乙  2"),
    ("a heading is one block", "<h2>第一部分<br>概况</h2>", "第一部分 概况"),
    ("an ordered list is numbered", "<ol><li>甲</li><li value=5>乙</li><li>丙</li></ol>", "1. 甲\n5. 乙\n6. 丙"),
    ("with letters too", '<ol type="a" start="2"><li>甲</li></ol>', "b. 甲"),
    ("a bullet is no text", "<ul><li>甲</li></ul>", "甲"),
    ("scripts and styles are no text", "<p>甲</p><script>var 乙;</script><style>p{}</style>", "甲"),
    ("what is hidden is no text", '<p>甲</p><p style="display: none">乙</p><p hidden>丙</p>', "甲"),
    ("text behind what is dropped stays", "<p>甲<script>x</script>乙</p>", "甲乙"),
    ("a comment is no text", "<p>甲<!-- 乙 -->丙</p>", "甲丙"),
    ("share bars go", '<p>甲甲甲</p><div class="bdsharebuttonbox">分享</div>', "甲甲甲"),
]
# fmt: on


@pytest.mark.parametrize(("article", "text"), [row[1:] for row in ARTICLES], ids=[row[0] for row in ARTICLES])
def test_articles(article: str, text: str) -> None:
    assert text_of(article) == text


# fmt: off
TABLES = [
    (
        "cells and rows",
        "<table><tr><th>项目</th><th>金额</th></tr><tr><td>合计</td><td>1</td></tr></table>",
        "项目\t金额\n合计\t1",
        [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)],
    ),
    (
        "a blank cell is a cell",
        "<table><tr><td>合计<td><td>3</table>",
        "合计\t\t3",
        [(0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 1)],
    ),
    (
        "spans",
        "<table><tr><td rowspan=2>甲<td colspan=2>乙<tr><td>1<td>2</table>",
        "甲\t乙\n1\t2",
        [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1)],
    ),
    (
        "paragraphs of a cell",
        "<table><tr><td><p>甲</p><p>乙<br>丙</p></td><td>1</td></tr></table>",
        "甲 乙 丙\t1",
        [(0, 0, 1, 1), (0, 1, 1, 1)],
    ),
    (
        "a span that makes no sense",
        "<table><tr><td colspan=x rowspan=-1>甲<td>乙</table>",
        "甲\t乙",
        [(0, 0, 1, 1), (0, 1, 1, 1)],
    ),
    (
        "bodies and heads",
        "<table><thead><tr><td>a<td>b</thead><tbody><tr><td>1<td>2</tbody></table>",
        "a\tb\n1\t2",
        [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)],
    ),
]
# fmt: on


@pytest.mark.parametrize(("table", "text", "places"), [row[1:] for row in TABLES], ids=[row[0] for row in TABLES])
def test_tables(table: str, text: str, places: list[tuple[int, int, int, int]]) -> None:
    document = read(page_html(table).encode()).document
    assert document.text == TITLE + text
    assert [(b.row, b.column, b.row_span, b.column_span) for b in document.blocks[1:]] == places


def test_a_caption_stands_before_its_table() -> None:
    assert text_of("<table><caption>收支总表</caption><tr><td>a<td>b</table>") == "收支总表\na\tb"


def test_a_table_that_only_arranges_the_page_is_no_table() -> None:
    article = "<table><tr><td><p>甲</p><table><tr><td>a<td>b</table></td></tr></table>"
    document = read(page_html(article).encode()).document
    assert document.text == TITLE + "甲\na\tb"
    assert [b.kind for b in document.blocks] == ["paragraph", "paragraph", "cell", "cell"]


def test_headings_have_levels() -> None:
    document = read(page_html("<h1>部门预算</h1><h2>一、收入</h2><p>甲</p>").encode()).document
    assert document.text == "部门预算\n一、收入\n甲"  # the page's own title gives way to the article's
    assert [b.level for b in document.blocks] == [1, 2, None]


def test_lines_that_the_page_breaks_are_lines() -> None:
    kinds = [b.kind for b in read(page_html("<p>甲<br>乙</p><p>丙</p>").encode()).document.blocks]
    assert kinds == ["paragraph", "line", "line", "paragraph"]


# fmt: off
TITLES = [
    ('<meta name="ArticleTitle" content="部门 预算">', "", "部门 预算"),
    ("", "<h1>部门预算</h1>", "部门预算"),
    ("", '<div class="article-title">部门预算</div>', "部门预算"),
]
# fmt: on


@pytest.mark.parametrize(("head", "before", "title"), TITLES)
def test_titles(head: str, before: str, title: str) -> None:
    document = read(page_html("<p>一、收入</p>", head=head, around=(before, "")).encode()).document
    assert document.text == f"{title}\n一、收入"
    assert document.blocks[0].role == "title"


# fmt: off
CONTAINERS = [
    ("a container known by its class", '<div class="TRS_Editor"><p>{}</p></div><div>联系我们 12345</div>'),
    ("an article element", "<article class=article><p>{}</p></article><p>联系我们</p>"),
    ("no container that is known", "<div id=wrap><div class=x1><p>{}</p></div><div>版权所有 2024</div></div>"),
]
# fmt: on


@pytest.mark.parametrize("page", [row[1] for row in CONTAINERS], ids=[row[0] for row in CONTAINERS])
def test_the_article_is_found(page: str) -> None:
    sentence = "2024年收入预算824.13万元，比上年减少108.39万元。" * 5
    html = f"<html><body><div class=nav><a href=/>首页</a></div>{page.format(sentence)}</body></html>"
    assert read(html.encode()).document.text == sentence


def test_a_short_notice_is_not_outweighed_by_what_stands_around_it() -> None:
    around = "<p>主管单位：某某市人民政府办公厅 承办单位：某某市大数据局</p>" * 5
    assert text_of(f"<p>本表无数据。</p></div><div>{around}") == "本表无数据。"


def test_a_second_section_is_not_taken_for_a_footer() -> None:
    first, last = "<p>" + "收入预算。" * 60 + "</p>", "<p>支出预算。</p>"
    html = f"<html><body><div class=WordSection1>{first}</div><div class=WordSection2>{last}</div></body></html>"
    assert read(html.encode()).document.text.endswith("\n支出预算。")


def test_attachments_are_reported_and_not_read() -> None:
    article = (
        '<p>一、收入</p><p>附件：<a href="/a/b.xls">1.收支总表.xls</a></p>'
        '<ul><li><a href="c.pdf?x=1">说明</a></li></ul>'
        '<p>十张表（<a href="d.docx">详见附件</a>）。</p>'
    )
    document, warnings = read(page_html(article).encode())
    assert document.text == TITLE + "一、收入\n十张表（详见附件）。"
    assert [w.message for w in warnings] == ["网页有 3 个附件没有读取：1.收支总表.xls、说明、详见附件"]


# fmt: off
ENCODED = [
    ("declared as gb2312 and beyond it", '<meta charset="gb2312"><p>镕铸厂</p>', "gbk", "镕铸厂"),
    (
        "declared in the old way",
        '<meta http-equiv="Content-Type" content="text/html; charset=GBK"><p>收入</p>',
        "gbk",
        "收入",
    ),
    ("declared wrongly", '<meta charset="utf-8"><p>收入预算</p>', "gb18030", "收入预算"),
    ("not declared", "<html><p>收入预算</p></html>", "gb18030", "收入预算"),
    ("XHTML", '<?xml version="1.0" encoding="GB2312"?><html><body><p>收入</p></body></html>', "gbk", "收入"),
    ("UTF-16", "<html><p>收入</p></html>", "utf-16", "收入"),
    ("Big5", '<meta charset="big5"><p>收入預算</p>', "big5", "收入預算"),
]
# fmt: on


@pytest.mark.parametrize(("html", "encoding", "text"), [row[1:] for row in ENCODED], ids=[row[0] for row in ENCODED])
def test_encodings(html: str, encoding: str, text: str) -> None:
    assert read(html.encode(encoding), name="a.html").document.text == text


FAULTS: list[tuple[str, bytes, type[Exception]]] = [
    ("a page without text", b"<html><body><script>x</script></body></html>", EmptyDocument),
    ("a page of spaces", "<html><body><p>&nbsp;　</p></body></html>".encode(), EmptyDocument),
    ("nested too deep", b"<html>" + b"<div>" * 5000 + "收入".encode(), DamagedDocument),
    ("tables nested too deep", b"<html>" + b"<table><tr><td>a<td>" * 5000, DamagedDocument),
    ("zero bytes", b"<html><p>\0\0\0</p></html>", UnknownEncoding),
    ("only attachments", page_html('<p><a href="a.pdf">2024年预算.pdf</a></p>').encode(), UnsupportedFormat),
]


@pytest.mark.parametrize(("data", "error"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_faults(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        read(data, name="a.html")
    assert type(caught.value) is error


LIMITS: list[tuple[dict[str, Any], str, str]] = [
    ({"max_text": 100}, "<p>" + "预" * 101 + "</p>", "字符数"),
    ({"max_cells": 100}, "<table><tr><td colspan=500>甲<td>乙</table>", "表格单元格数"),
    ({"max_blocks": 10}, "<p>甲" * 12, "段落数"),
    ({"max_tags": 10}, "<p>甲" * 12, "标签数"),
]


@pytest.mark.parametrize(("limits", "article", "words"), LIMITS)
def test_limits(limits: dict[str, Any], article: str, words: str) -> None:
    with pytest.raises(TooLarge, match=words):
        read(page_html(article).encode(), limits=Limits(**limits))


@pytest.mark.parametrize("length", range(1, 400, 7))
def test_a_page_cut_anywhere_reads_or_says_why(length: int) -> None:
    data = page_html("<h2>一、收入</h2><table><tr><td>合计<td>1</table><p>共1万元。</p>").encode()[:length]
    try:
        text = read(data, name="a.html").document.text
    except EmptyDocument:
        return
    assert text.strip()


def test_comments_that_lead_nowhere_cost_linear_time() -> None:
    assert read(b"<!---->" * 500 + b"x", name="a.html").document.media_type == "text/plain"
