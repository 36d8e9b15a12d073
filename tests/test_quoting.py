"""Sentences as a person quotes them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.data import Block, Section
from extractor.quoting import Source, merged, tidy, trimmed


def quote(text: str, *figures: str, blocks: tuple[Block, ...] = (), sections: tuple[Section, ...] = ()) -> list[str]:
    """The sentences around some figures, the figures in ⟨⟩."""
    marks = [(text.index(figure), text.index(figure) + len(figure)) for figure in figures]
    quotes = Source(text, sections, blocks).quotes(marks)
    return ["".join(f"⟨{piece.text}⟩" if piece.marked else piece.text for piece in one.pieces) for one in quotes]


# fmt: off
SENTENCES = [
    ("a sentence ends at its full stop", "甲为1元。乙为2元，丙为3元。丁为4元。", ["2元"], ["乙为⟨2元⟩，丙为3元。"]),
    ("figures of one sentence are quoted together", "甲为1元，乙为2元。", ["2元", "1元"],
     ["甲为⟨1元⟩，乙为⟨2元⟩。"]),
    ("figures of two sentences are two quotations", "甲为1元。乙为2元。", ["2元", "1元"],
     ["甲为⟨1元⟩。", "乙为⟨2元⟩。"]),
    ("a wrapped line goes on", "本单位二〇二一年收入预算总额包括各项财政拨款共计\n1元，乙为2元。", ["1元"],
     ["本单位二〇二一年收入预算总额包括各项财政拨款共计⟨1元⟩，乙为2元。"]),
    ("a number may be broken by a line end", "本单位二〇二一年收入预算总额包括各项财政拨款共计12\n3元。", ["12\n3元"],
     ["本单位二〇二一年收入预算总额包括各项财政拨款共计⟨123元⟩。"]),
    ("a short line is a heading", "二、支出情况\n支出为1元。", ["1元"], ["支出为⟨1元⟩。"]),
    ("a table row stands alone", "项目\t预算数\n基本支出\t1元\n项目支出\t2元\n", ["1元"], ["基本支出 ⟨1元⟩"]),
    ("a numbered line begins anew", "本单位二〇二一年收入预算总额包括各项财政拨款\n（二）乙为2元", ["2元"],
     ["（二）乙为⟨2元⟩"]),
    ("blanks before a sentence are left out", "甲。　　乙为2元。", ["2元"], ["乙为⟨2元⟩。"]),
    ("control characters are shown as broken", "甲\x1b[31m为1元。", ["1元"], ["甲\ufffd[31m为⟨1元⟩。"]),
]
# fmt: on


@pytest.mark.parametrize(
    ("text", "figures", "quoted"), [row[1:] for row in SENTENCES], ids=[row[0] for row in SENTENCES]
)
def test_a_sentence_is_quoted(text: str, figures: list[str], quoted: list[str]) -> None:
    assert quote(text, *figures) == quoted


def test_a_paragraph_of_a_format_that_has_them_ends_at_its_line_end() -> None:
    first, second = "本单位二〇二一年一般公共预算财政拨款支出情况", "共计1元。"
    text = f"{first}\n{second}"
    assert quote(text, "1元") == [f"{first}共计⟨1元⟩。"]
    assert quote(text, "1元", blocks=(Block(0, len(first), "paragraph"),)) == ["共计⟨1元⟩。"]


def test_a_heading_is_no_part_of_the_sentence_below_it() -> None:
    title = "本单位二〇二一年一般公共预算财政拨款支出情况"
    text = f"{title}\n共计1元。"
    section = Section("s1", None, 1, "", title, None, 0, len(text), 0, len(title))
    assert quote(text, "1元", sections=(section,)) == ["共计⟨1元⟩。"]


def test_a_long_sentence_is_cut_around_its_figures() -> None:
    text = "甲" * 130 + "1元" + "乙" * 130
    shown = quote(text, "1元")[0]
    assert shown == "…" + "甲" * 60 + "⟨1元⟩" + "乙" * 60 + "…"


def test_a_quotation_says_where_it_stands() -> None:
    text = "第一部分 概况\n一、收入 情况\n甲为1元。"
    outer = Section("s1", None, 1, "第一部分", "概况", None, 0, len(text), 0, 7)
    inner = Section("s2", "s1", 2, "一、", "收入 情况", None, 8, len(text), 8, 15)
    page = Block(16, len(text), "line", page=3)
    found = next(Source(text, (outer, inner), (page,)).quotes([(18, 20)]))
    assert (found.path, found.page, found.start, found.end) == (("第一部分概况", "一、收入情况"), 3, 18, 20)


TEXTS = st.text(alphabet="甲乙1元。\n\t 、（二", max_size=300)


@given(text=TEXTS, data=st.data())
def test_a_quotation_holds_its_figure_and_stays_in_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    low, high = Source(text, (), ()).sentence(start, end)
    assert 0 <= low <= start <= end <= high <= len(text)
    for one in Source(text, (), ()).quotes([(start, end)]):
        assert [piece.text for piece in one.pieces if piece.marked] == [tidy(text[start:end])] or not tidy(
            text[start:end]
        )


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20)).map(lambda pair: (pair[0], sum(pair)))))
def test_merged_ranges_cover_the_same_and_never_overlap(ranges: list[tuple[int, int]]) -> None:
    found = merged(ranges)
    assert {at for start, end in found for at in range(start, end)} == {
        at for start, end in ranges for at in range(start, end)
    }
    assert all(one[1] <= two[0] for one, two in pairwise(found))


def test_a_sentence_of_usual_length_is_quoted_whole() -> None:
    assert trimmed(0, 240, [(100, 110)]) == (0, 240)
