"""A unit printed once for several numbers: 812.40,815.02万元, 3-5万元, 100、200和300人."""

import re
from collections.abc import Sequence
from itertools import pairwise

from extractor.quantities.grammar import DASHES
from extractor.quantities.numerals import ONE
from extractor.quantities.scanning import Printed

LONGEST_LINK = 5
RANGE = re.compile(rf"\s*(?:[{DASHES}]{{1,2}}|至|到)\s*")
LIST = re.compile(r"\s*(?:、|和|与|及|或|以及)\s*")
COMMA = re.compile(r"\s*[,，]\s*")
MOVED = re.compile(r"\s*(?:减少|增加|下降|上升|压减|降低|提高)了?\s*")
YEAR_BEFORE = re.compile(r"[比较](?:上年|去年|\d{4}\s*年)度?(?:的|数|预算|决算){0,2}\s*$")
BEFORE_MARK = re.compile(r"(?:^|[\n\r\t。；;：:])\s{0,8}$")


def share_units(numbers: Sequence[Printed], text: str) -> None:
    """Join the numbers of lists and ranges, and let those without a unit take that of the next.

        "各是812.40,815.02万元" -> both 万元;  "3万-5万人" -> both 人;  "5千至1万元" -> 5000 元, 10000 元

    A number that has scale words of its own takes only the unit, any other the scale words too. Works from the right,
    so that a whole list is served in one pass.
    """
    for one, two in reversed(list(pairwise(numbers))):
        if _leads_from(one, two, text):
            _take_unit(one, two)
        if not 0 < two.start - one.end <= LONGEST_LINK:
            continue
        link = text[one.end : two.start]
        ranged = RANGE.fullmatch(link) is not None
        if not (ranged or LIST.fullmatch(link) or COMMA.fullmatch(link)):
            continue
        if two.unit is not None and (one.unit is None or (one.assumed and not two.assumed)):
            if not _may_take(one, two, link, text, ranged=ranged):
                continue
            _take_unit(one, two)
        if one.unit == two.unit:
            two.before, two.ranged = one, ranged
    for one, two, three in zip(numbers, numbers[1:], numbers[2:], strict=False):
        if two.ranged and three.ranged and two.before is one and three.before is two:
            one.unit = two.unit = three.unit = None  # 2026-02-24: no range has three ends


def _take_unit(one: Printed, two: Printed) -> None:
    """Give a number the unit of the next, and its scale words unless it has some."""
    one.unit, one.assumed = two.unit, two.assumed
    if one.scale == ONE:
        one.value, one.step, one.scale = one.value * two.scale, one.step * two.scale, two.scale


def _leads_from(one: Printed, two: Printed, text: str) -> bool:
    """Whether a number is the level of the year before from which the next one leads: 较上年2.5减少1.95万元."""
    bare = one.unit is None and two.unit is not None and two.unit.kind == "amount" and not one.chinese
    if not bare or MOVED.fullmatch(text, one.end, two.start) is None:
        return False
    return YEAR_BEFORE.search(text[max(one.start - 8, 0) : one.start]) is not None


def _may_take(one: Printed, two: Printed, link: str, text: str, *, ranged: bool) -> bool:
    """Whether two neighbours are one list or range, and the first no list mark, year or broken number."""
    if one.bracketed or two.bracketed:
        return False
    if ranged:
        if one.value >= 1900 and one.value > two.value * two.scale:
            return False  # 2021-3个
        return one.chinese == two.chinese and (not one.chinese or link.strip() in "至到")
    if one.chinese or two.chinese:
        return False  # 一、三个中心
    if COMMA.fullmatch(link):
        return one.step < one.scale  # with decimals; else it is 12,34元, a number with a digit lost
    small = one.step == ONE and one.value < 100
    return not (small and "、" in link and BEFORE_MARK.search(text[max(one.start - 9, 0) : one.start]))
