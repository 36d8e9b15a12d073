"""Automatic numbers: every format that Chinese documents use, and what counting needs beside it."""

import pytest

from extractor.reading.numbering import format_number
from extractor.reading.readers import read_in_place as read
from tests.reading.documents import docx, numbered

# fmt: off
FORMATS = [
    ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 105: "一百零五", 110: "一百一十"}),
    ("chineseCounting", {2024: "二千零二十四"}),
    ("chineseCountingThousand", {10_000: "一万", 10_500: "一万零五百", 99_999: "九万九千九百九十九"}),
    ("japaneseCounting", {21: "二十一"}),
    ("ideographDigital", {10: "一〇", 2024: "二〇二四"}),
    ("chineseLegalSimplified", {11: "壹拾壹", 305: "叁佰零伍"}),
    ("ideographLegalTraditional", {3: "參"}),
    ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
    ("ideographZodiac", {12: "亥"}),
    ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "21"}),
    ("decimalEnclosedParen", {3: "⑶"}),
    ("decimalEnclosedFullstop", {3: "⒊"}),
    ("ideographEnclosedCircle", {2: "㊁"}),
    ("decimalFullWidth", {12: "１２"}),
    ("upperRoman", {4: "IV", 1999: "MCMXCIX", 4000: "4000", 0: "0"}),
    ("lowerRoman", {9: "ix"}),
    ("upperLetter", {1: "A", 27: "AA"}),
    ("lowerLetter", {26: "z", 28: "bb", 781: "781"}),
    ("decimalZero", {7: "07"}),
    ("numberInDash", {3: "- 3 -"}),
    ("none", {3: ""}),
    ("decimal", {3: "3", 123_456: "123456"}),
    ("nothingWeKnow", {3: "3"}),
    ("chineseCounting", {0: "〇", 100_000: "100000"}),
]
# fmt: on


@pytest.mark.parametrize(("format", "written"), FORMATS)
def test_format_number(format: str, written: dict[int, str]) -> None:
    assert {number: format_number(number, format) for number in written} == written


def level(index: int, properties: str) -> str:
    return f'<w:lvl w:ilvl="{index}">{properties}</w:lvl>'


def printed(levels: str, *items: int, number: str = "") -> list[str]:
    """The lines that a list with these levels numbers, each item on its level."""
    part = (
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/>{number}</w:num>'
    )
    body = "".join(numbered("甲", level=item) for item in items)
    return read(docx(body, numbering=part)).document.text.split("\n")


CHINESE = level(0, '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/>')
LEGAL = level(1, '<w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2"/>')
THIRD = level(0, '<w:start w:val="3"/><w:lvlText w:val="%1、"/>')
CLOSE = level(0, '<w:suff w:val="nothing"/><w:lvlText w:val="%1."/>')
ARTICLE = level(0, '<w:lvlText w:val="第%1条"/>')
STAYING = level(1, '<w:numFmt w:val="decimal"/><w:lvlRestart w:val="0"/><w:lvlText w:val="（%2）"/>')
# fmt: off
LISTS: list[tuple[str, str, tuple[int, ...], str, list[str]]] = [
    ("legal numbering writes all levels in digits", CHINESE + LEGAL, (0, 1), "", ["一、甲", "1.1 甲"]),
    ("a level that never starts over", CHINESE + STAYING, (0, 1, 0, 1), "", ["一、甲", "（1）甲", "二、甲", "（2）甲"]),
    ("a start other than one", THIRD, (0, 0), "", ["3、甲", "4、甲"]),
    ("nothing between number and text", CLOSE, (0,), "", ["1.甲"]),
    ("a level of its own", CHINESE, (0,), f'<w:lvlOverride w:ilvl="0">{ARTICLE}</w:lvlOverride>', ["第1条甲"]),
    ("leading zeros of a format of its own",
     level(0, '<mc:AlternateContent><mc:Choice><w:numFmt w:val="custom" w:format="001, 002"/></mc:Choice>'
              '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1、"/>'),
     (0,), "", ["001、甲"]),
    ("a level that is not defined", CHINESE, (5,), "", ["甲"]),
]
# fmt: on


@pytest.mark.parametrize(
    ("levels", "items", "number", "lines"), [row[1:] for row in LISTS], ids=[row[0] for row in LISTS]
)
def test_lists(levels: str, items: tuple[int, ...], number: str, lines: list[str]) -> None:
    assert printed(levels, *items, number=number) == lines


def test_a_list_borrows_the_levels_of_a_numbering_style() -> None:
    part = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="S"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="S"/>{CHINESE}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    )
    style = '<w:style w:type="numbering" w:styleId="S"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    assert read(docx(numbered("甲"), numbering=part, styles=style)).document.text == "一、甲"
