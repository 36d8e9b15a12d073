"""From text to printed numbers: each numeral with the unit behind it, before the neighbours have had their say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from annotations.catalogue.units import Unit
from extractor.quantities.grammar import DASHES, DIGIT, D, G, Grammar
from extractor.quantities.numerals import DIGITS, FOLD, ONE, SCALES, Numeral, read_arabic, read_numeral

MYRIAD = SCALES["万"]
PARTS_OF_YUAN = re.compile(rf"{G}(?:({D}|{DIGIT}){G}[角毛])?+(?:{G}({D}|{DIGIT}){G}分)?+")
RENMINBI = re.compile(rf"{G}人民币(?!{G}{D})")
LINKS = frozenset(f"{DASHES}至到、和与及或,， \u3000\xa0分又")  # what may follow a numeral that borrows its unit
# 0.00 万， and 1600万左右, but neither 5万党员 nor 500万美元
NO_NOUN = re.compile(
    r"\s*(?:$|[^\w\s]|[0-9０-９]|以上|以下|以内|左右|上下|至|到|和|与|及|或|的|用于|用作|资金|专项|补助|经费)"
)


@dataclass(slots=True)
class Printed:
    """A numeral found in the text, with what is known about it so far.

    `value` and `step` do not yet count the unit; `scale` is the worth of the scale words that a list may share;
    `few` is the word that makes it inexact (余, 多, 几); a `bare` numeral lacks its first digit (百万元); a `bracketed`
    one fills a pair of brackets; `before` is the number that a range or list joins it to, `ranged` when by a range.
    """

    start: int
    end: int
    value: Decimal
    step: Decimal
    unit: Unit | None = None
    scale: Decimal = ONE
    few: str = ""
    chinese: bool = False
    bare: bool = False
    bracketed: bool = False
    assumed: bool = False  # the unit was not printed: 万 for 万元
    before: "Printed | None" = None
    ranged: bool = False


def scan(text: str, grammar: Grammar, *, every: bool = False) -> Iterator[Printed]:
    """Yield the numerals of the text in order; the ranges do not overlap.

    Chinese numerals that neither have a unit nor stand in a list are left out unless `every` one is wanted: nearly all
    are the 一 of 一般 or the number of an article of law.
    """
    length = len(text)
    previous = 0
    for match in grammar.pattern.finditer(text):
        if match.start() < previous:
            continue  # the 6角 of 50元6角
        chinese, unit, few, per = match.group("chinese", "unit", "few", "per")
        if chinese and not (every or unit or few or per):
            end = match.end()
            if chinese[-1] not in "万亿萬億" and not (end < length and text[end] in LINKS):
                previous = end
                continue
        printed = _read(text, match, grammar, previous)
        if printed is not None:
            yield printed
        previous = printed.end if printed is not None else match.end()


def _read(text: str, match: re.Match[str], grammar: Grammar, previous: int) -> Printed | None:
    """The number of one match, with its sign, its 余 or 多 and its unit; None when its numeral contradicts itself."""
    numeral, start, width = _read_numeral(match)
    if numeral is None:
        return None
    printed = Printed(start, start + numeral.length, numeral.value, numeral.step, scale=numeral.scale)
    if match["chinese"] is not None:
        printed.chinese = True
        printed.bare = text[start] in "百佰千仟" and match["per"] is None
    _add_front(text, match, printed, previous)
    if match["per"] is not None:
        _read_as_share(printed, match["per"], grammar)
        return printed
    if numeral.length < width:
        return printed
    if match["bracket"] is not None and match["closed"] is not None:
        printed.bracketed, printed.start, printed.end = True, match.start("bracket"), match.end("closed")
        _add_scales(printed, match["closed_scale"])
    if numeral.few or match["few"] is not None:
        _add_few(match, printed, match["few"] or "几")
    if match["unit"] is not None:
        _add_unit(text, match, printed, grammar)
    elif match["currency"] is not None:
        printed.unit = grammar.units["元"]
    elif printed.scale >= MYRIAD and not printed.bracketed and NO_NOUN.match(text, printed.end):
        printed.unit, printed.assumed = grammar.units["元"], True
    return printed


def _read_numeral(match: re.Match[str]) -> tuple[Numeral | None, int, int]:
    """The numeral of a match, where it starts and how many characters it has, scale words included."""
    arabic, scales, chinese = match.group("arabic", "scales", "chinese")
    if chinese is not None:
        return read_numeral(chinese), match.start("chinese"), len(chinese)
    start, width = match.start("arabic"), len(arabic) + len(scales or "")
    scale = ONE if scales is None else SCALES.get(scales.lstrip())
    if scale is not None:  # nearly always: digits, and at most one 万 or 亿
        number = read_arabic(arabic)
        return None if number is None else Numeral(number[0] * scale, number[1] * scale, width, scale), start, width
    compact = "".join(arabic.split())
    numeral = read_numeral(compact + scales)
    if numeral is not None:
        numeral = replace(numeral, length=numeral.length + len(arabic) - len(compact))
    return numeral, start, width


def _add_front(text: str, match: re.Match[str], printed: Printed, previous: int) -> None:
    """Move the start to the currency, the sign or the 百分之 before the numeral."""
    if match["per"] is not None:
        printed.start = match.start("per")
    sign = match["sign"]
    if sign is not None and _is_minus(text, match.start("sign"), previous) and not _is_page(text, match, sign):
        printed.value, printed.start = -printed.value, match.start("sign")
    if match["currency"] is not None:
        printed.start = match.start("currency")


def _is_minus(text: str, place: int, previous: int) -> bool:
    """Whether the mark at `place` is a minus, not the dash of a range, a date or a code."""
    if place == 0 or text[place] in "负負":
        return True
    if text[previous:place].strip(" ") == "" and previous > 0:
        return False
    before = text[place - 1]
    return not (before.isascii() and before.isalnum()) and before not in f"{DASHES}%％‰年月日号期)）]］〕"


def _is_page(text: str, match: re.Match[str], sign: str) -> bool:
    """Whether a dash before and a dash behind frame a page number: - 4 -."""
    return sign != sign.rstrip() and text[match.end() : match.end() + 2].lstrip(" ")[:1] in tuple(DASHES)


def _read_as_share(printed: Printed, per: str, grammar: Grammar) -> None:
    """百分之 -> %, 千分之 -> 0.1 %, 万分之 -> 0.01 %."""
    whole = ONE
    for word in per.translate(FOLD):
        whole *= SCALES.get(word, ONE)
    factor = 100 / whole
    printed.value, printed.step, printed.unit = printed.value * factor, printed.step * factor, grammar.units["%"]


def _add_few(match: re.Match[str], printed: Printed, few: str) -> None:
    """余, 多, 几 between numeral and unit, and the scale words behind them: 500余 + 万; not the 多 of 四百多 alone."""
    scales = match["few_scale"]
    if match["few"] is not None and scales is None and match["unit"] is None:
        return
    _add_scales(printed, scales)
    if scales is not None:
        printed.end = match.end("few_scale")
    printed.few = few


def _add_scales(printed: Printed, words: str | None) -> None:
    """Scale words that stand apart from the numeral: (204.61)万, 500余万."""
    for word in (words or "").translate(FOLD):
        printed.value, printed.step = printed.value * SCALES[word], printed.step * SCALES[word]
        printed.scale *= SCALES[word]


def _add_unit(text: str, match: re.Match[str], printed: Printed, grammar: Grammar) -> None:
    unit = grammar.unit(match["unit"])
    if unit.digits_only and printed.chinese:
        return
    if "\n" in match["wrap"] and unit.kind == "count" and begins_cell(text, printed.start):
        return  # the number fills its line, and the next line begins with 项 or 人
    printed.unit, printed.end = unit, match.end()
    if unit.name == "元":
        _add_parts_of_yuan(text, printed)
    elif unit.kind == "count" and (doubled := grammar.doubled.match(text, printed.end)):
        printed.end = doubled.end()


def _add_parts_of_yuan(text: str, printed: Printed) -> None:
    """The 角 and 分 of 五元三毛 and 50元6角三分, and a 人民币 behind the unit."""
    parts = PARTS_OF_YUAN.match(text, printed.end)
    if parts is not None and parts.end() > printed.end and (parts[1] or parts[2]):
        for digit, worth in ((parts[1], Decimal("0.1")), (parts[2], Decimal("0.01"))):
            if digit is not None:
                folded = digit.translate(FOLD)
                part = (DIGITS[folded] if folded in DIGITS else Decimal(folded)) * worth
                printed.value += part if printed.value >= 0 else -part
                printed.step = worth
        printed.end = parts.end()
    if behind := RENMINBI.match(text, printed.end):
        printed.end = behind.end()


def begins_cell(text: str, place: int) -> bool:
    """Whether nothing but a few spaces stands between this place and the tab, line end or text start before it."""
    before = text[max(place - 9, 0) : place].rstrip(" \u3000\xa0")
    return before[-1] in "\t\n\r" if before else place < 9
