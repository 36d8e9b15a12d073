"""Lines that belong to no sentence, told by their neighbours: page numbers and the table of contents."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from extractor.data import Block, Document
from extractor.numbering import begins_item, read_numeral
from extractor.reading.setting import PROSE, RESIDUE, SHORTEST_WRAP

STATED_PAGE = re.compile(
    r"[-—–－―]+\s*\d{1,4}\s*[-—–－―]+|第\s*\d+\s*页.{0,12}|[-—–－―]{2,} .{1,20} [-—–－―]{2,}|Page \d+(?: of \d+)?", re.I
)
BARE_PAGE = re.compile(r"\d{1,4}(?:\s*[/／]\s*\d{1,4})?")
FIGURE = re.compile(r"[≥≤＝=]?\s*\d[\d,，]*(?:\.\d+)?\s*[%％]?")
CONTENTS_TITLE = re.compile(r"[【\[（(]?目\s*录[】\])）]?")
DOTS = frozenset(".．…·_")
LEADERS = ".．…·_。-— \t　"
MOST_BETWEEN = 2  # lines of a table of contents without leaders between lines that have them
CONTENTS_LINES = 160  # a longer list of headings is no table of contents
FEWEST_LISTED = 3  # headings numbered on; two could be the first headings of the text
PART = re.compile(r"第\s*[一二三四五六七八九十\d]{1,3}\s*部\s*分")
LAST_NUMBER = re.compile(r"\s\d{1,3}$")
DIGITS = re.compile(r"\d+")
SHORTEST_HEAD = 8  # characters; the header of a table that goes on, 一级指标, is shorter
SENTENCE_ENDS = "。！？!?；;：:"


def mark_roles(document: Document) -> Iterator[Block]:
    """Yield the blocks in order, those that only their neighbours give away with their role.

        "…比上年", "", "12", "", "增加3.2万元" -> the third line is a page_number

    A role that the reader gave stays.
    """
    texts = [RESIDUE.sub("", document.text[block.start : block.end]).strip() for block in document.blocks]
    lines = [index for index, block in enumerate(document.blocks) if block.kind == "line" and block.role is None]
    numbers = {index for index in lines if _is_page_number(document, texts, index)}
    heads = _running_heads(document, texts, numbers)
    contents = _contents_range(texts)
    for index, block in enumerate(document.blocks):
        if block.role is not None:
            yield block
        elif index in numbers:
            yield replace(block, role="page_number")
        elif index in heads:
            yield replace(block, role="running_head")
        else:
            yield replace(block, role="contents") if index in contents else block


def _is_page_number(document: Document, texts: list[str], index: int) -> bool:
    if STATED_PAGE.fullmatch(texts[index]):
        return True
    if not BARE_PAGE.fullmatch(texts[index]):
        return False
    apart = _blank_before(document, index) and _blank_before(document, index + 1)
    return (apart and not _stands_among_cells(texts, index)) or _cuts_prose(texts, index)


def _stands_among_cells(texts: list[str], index: int) -> bool:
    """Whether the next line but for blank ones, before or behind, is a number, too: a table of one cell a line."""
    beside = texts[max(0, index - 1) : index] + texts[index + 1 : index + 2]
    return any(FIGURE.fullmatch(text) for text in beside)


def _blank_before(document: Document, index: int) -> bool:
    """Whether an empty line, or nothing at all, stands before block `index`."""
    if index in (0, len(document.blocks)):
        return True
    return document.text.count("\n", document.blocks[index - 1].end, document.blocks[index].start) > 1


def _cuts_prose(texts: list[str], index: int) -> bool:
    """Whether a number stands alone between two halves of a sentence: "…财政拨款支", "12", "出预算中，…"."""
    if not 0 < index < len(texts) - 1:
        return False
    before, after = texts[index - 1], texts[index + 1]
    goes_on = bool(PROSE.search(after)) and not begins_item(after) and not after[0].isdecimal()
    return goes_on and len(before) >= SHORTEST_WRAP and before[-1] not in SENTENCE_ENDS and bool(PROSE.search(before))


def _running_heads(document: Document, texts: list[str], numbers: set[int]) -> set[int]:
    """Lines beside page numbers that stand, digits aside, beside other page numbers too."""
    beside = [near for index in numbers for near in (index - 1, index + 1) if 0 <= near < len(texts)]
    keys = {near: _head_key(texts[near]) for near in beside if document.blocks[near].role is None}
    counts = Counter(key for key in keys.values() if key)
    return {near for near, key in keys.items() if counts[key] > 1}


def _head_key(text: str) -> str:
    """A running head as it can be compared; empty for what is no head: cells, sentences, single words."""
    key = DIGITS.sub("", text)
    return "" if len(key) < SHORTEST_HEAD or "\t" in text or PROSE.search(text) else key


def _contents_range(texts: list[str]) -> range:
    """The blocks of the table of contents, its title included; empty when there is none.

    It ends before the heading that it lists first, else behind the last line with leaders or a page number, else behind
    the last of its numbered lines.
    """
    title = next((i for i, text in enumerate(texts[:CONTENTS_LINES]) if CONTENTS_TITLE.fullmatch(text)), None)
    if title is None:
        return _untitled_contents(texts)
    if title + 1 >= len(texts):
        return range(0)
    window = range(title + 1, min(len(texts), title + CONTENTS_LINES))
    listed = title
    for index in window:
        if index - listed > MOST_BETWEEN + 1:
            break
        if _is_listed(texts[index]):
            listed = index
    first = next((texts[i] for i in range(title + 1, listed + 1) if has_leader(texts[i])), texts[title + 1])
    if listed == title:
        listed = max(title, _count_on(texts, title + 1) - 1)
    again = next((i for i in window[1:] if i > listed and _is_same_heading(first, texts[i])), None)
    if again is None:
        return range(title, listed + 1)
    return range(title, again)


def _untitled_contents(texts: list[str]) -> range:
    """Parts listed one below the other, 第一部分 to 第四部分, all of which come again as headings further down."""
    first = next((i for i, text in enumerate(texts[:CONTENTS_LINES]) if PART.match(text)), len(texts))
    end = _count_on(texts, first)
    rest = [text for text in texts[end:] if PART.match(text)]
    again = [any(_is_same_heading(text, other) for other in rest) for text in texts[first:end]]
    return range(first, end) if again and again[0] and sum(again) > 1 else range(0)


def _count_on(texts: list[str], start: int) -> int:
    """Where a list of short lines numbered 1, 2, 3 ends that begins at `start`; `start` where there is none.

    Lines in between may be numbered in another style: 一、 and 二、 below 第一部分.
    """
    first = read_numeral(texts[start]) if start < len(texts) else None
    count = 0
    end = start
    for text in texts[start : start + CONTENTS_LINES]:
        numeral = read_numeral(text)
        if first is None or numeral is None or PROSE.search(text):
            break
        if numeral.style == first.style:
            if numeral.ordinal != count + 1:
                break
            count += 1
        end += 1
    return end if count >= FEWEST_LISTED else start


def _is_listed(text: str) -> bool:
    return has_leader(text) or bool(BARE_PAGE.fullmatch(text)) or _without_page(text) != text


def _without_page(text: str) -> str:
    """A numbered line without a page number that only a space sets apart: 第一部分  概况 1."""
    return LAST_NUMBER.sub("", text) if begins_item(text) and not PROSE.search(text) else text


def _is_same_heading(listed: str, printed: str) -> bool:
    """Whether a heading is the one listed, which may be shorter: 第一部分 概况 for 第一部分 榆林街办概况."""
    one, other = _bare(_without_page(listed)), _bare(printed)
    numeral, again = read_numeral(one), read_numeral(other)
    if numeral is None or again is None:
        return one == other or (numeral is not None and one[numeral.length :] == other)
    name = one[numeral.length :]
    is_shorter = (numeral.style, numeral.ordinal) == (again.style, again.ordinal) and other.endswith(name)
    return one == other or (is_shorter and bool(name))


def has_leader(text: str) -> bool:
    r"""Whether a line of contents ends in leaders, a page number or both: "收入预算 …… 12", "收入预算\t12"."""
    heading, gap, number = _split_leader(text)
    if "\t" in heading:
        return False  # a row of a table
    return (len(gap) >= 2 or "\t" in gap) if 0 < len(number) <= 4 else sum(c in DOTS for c in gap) >= 4


def _bare(text: str) -> str:
    """A heading as it can be compared: without leaders, page number and spaces."""
    return "".join((_split_leader(text)[0] if has_leader(text) else text).split())


def _split_leader(text: str) -> tuple[str, str, str]:
    """A line as heading, leaders, page number; stripped, since a pattern would go back and forth over leaders."""
    line = text.rstrip()
    rest = line.rstrip("0123456789")
    heading = rest.rstrip(LEADERS)
    return heading, rest[len(heading) :], line[len(rest) :]
