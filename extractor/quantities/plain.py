"""Numbers without a unit: which of them stand for a number, and fractions."""

import re
from collections.abc import Sequence

from extractor.periods import find_periods
from extractor.quantities.numerals import ONE
from extractor.quantities.scanning import Printed, begins_cell

LIST_MARK = re.compile(r"[、．)）]|\.(?![0-9０-９])")
NUMBER_MARK = re.compile(r"\s?[号號〕〉\]]")
OPENING_MARK = re.compile(r"[〔〈]\s?$")
CODE_BEFORE = re.compile(r"(?:[A-Za-z_#＃]|[A-Za-z][-－/.]|[0-9０-９][-－/])$")
PADDED = re.compile(r"[0０][0-9０-９]")  # 0791-8665: the parts of a telephone number
LETTER_BEHIND = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]")
FUNCTION_CODE = re.compile(r"2[0-3][0-9]{5}$")  # 2080505, as in 政府收支分类科目
FRACTION = re.compile(r"\s{0,2}分\s{0,2}之\s{0,2}")
SLASH = re.compile(r"[/／]")
AND_FRACTION = re.compile(r"\s{0,2}又\s{0,2}")
WORDS = re.compile(  # 一切, 四川, 十足, and foreign money: 一美元
    "一[切看般定些样起直旦律并致向体边旁同再经方折]|四川|十[足分]|[一两二三五十百][美欧日港英韩]|万|亿"
)
FINANCIAL = frozenset("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟")
HAN = re.compile(r"[㐀-鿿]")
BEFORE_FINANCIAL = frozenset("是为為即")


def keep_plain(numbers: Sequence[Printed], text: str) -> list[Printed]:
    """Join fractions and leave out the numerals without unit that are dates, list marks, codes or parts of words.

    "三分之一" is one number; "2021年", "1、", "〔2014〕2066号" and the 四 of 四川 are none.
    """
    dates = iter(find_periods(text))
    date = next(dates, None)
    kept = []
    for number in _join_fractions(numbers, text):
        while date is not None and date.end <= number.start:
            date = next(dates, None)
        dated = date is not None and date.start < number.end
        if number.unit is None and (dated or number.bracketed or _is_mark(number, text) or _is_word(number, text)):
            continue
        kept.append(number)
    return kept


def _is_mark(number: Printed, text: str) -> bool:
    """Whether the number names a place in a list, a document or a code list."""
    start, end = number.start, number.end
    if NUMBER_MARK.match(text, end) or OPENING_MARK.search(text[max(start - 2, 0) : start]):
        return True
    if LETTER_BEHIND.match(text, end) or FUNCTION_CODE.fullmatch(text, start, end):
        return True
    first = number.before or number
    if PADDED.match(text, first.start) or (first is number and CODE_BEFORE.search(text[max(start - 4, 0) : start])):
        return True
    return number.step == ONE and begins_cell(text, start) and LIST_MARK.match(text, end) is not None


def _is_word(number: Printed, text: str) -> bool:
    """Whether Chinese numerals are part of a word: 四川, 一切, 陆地."""
    if not number.chinese:
        return False
    if text[number.start] in FINANCIAL and number.end - number.start == 1:
        before, behind = text[number.start - 1 : number.start], text[number.end : number.end + 1]
        return bool(HAN.match(behind) or (HAN.match(before) and before not in BEFORE_FINANCIAL))
    return WORDS.match(text, number.end - 1) is not None


def _join_fractions(numbers: Sequence[Printed], text: str) -> list[Printed]:
    """Read 三分之一, 三又三分之一 and 1/3 as one number."""
    joined: list[Printed] = []
    for number in numbers:
        if joined and number.unit is None and joined[-1].unit is None:
            first = joined[-1]
            if FRACTION.fullmatch(text, first.end, number.start) and first.value != 0:
                number.value, number.start, number.step = number.value / first.value, joined.pop().start, ONE
                if joined and AND_FRACTION.fullmatch(text, joined[-1].end, number.start):
                    whole = joined.pop()
                    part = -number.value if whole.value < 0 else number.value
                    number.value, number.start = whole.value + part, whole.start
            elif SLASH.fullmatch(text, first.end, number.start) and number.value != 0:
                number.value, number.start, number.step = first.value / number.value, joined.pop().start, ONE
        joined.append(number)
    return joined
