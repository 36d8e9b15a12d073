"""What looks like a quantity and is none: ordinals, codes, clock times, words that begin with a numeral."""

import re
from collections.abc import Sequence

from annotations.catalogue.units import Unit
from extractor.quantities.numerals import ONE
from extractor.quantities.scanning import Printed

LOOK_BACK = 6
ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]{1,2000}+")  # %20 in it is a space
ORDINAL = re.compile(r"(?:第|届[^，。；、\s]{0,4}|№|[Nn][Oo]\.?)\s{0,3}$")  # 第3名, 十届人大五次会议
PLACE = re.compile(r"前\s?$")  # 全国前8位, 前两项
CODE = re.compile(r"(?:[A-Za-z_#＃]|[A-Za-z0-9][-－–/.])$")  # A15个, COVID-19例
BROKEN = re.compile(r"[0-9０-９],$")  # 12,34元 has lost a digit
CLASS_LEVEL = re.compile(r"[（(]\s*$"), re.compile(r"\s*[）)]")  # （204类）…（06款）, where no number of things stands
CLOCK = re.compile(r"[0-9０-９]\s?[点时:：]$")  # 9时30分
WORD_BEFORE_ONE = re.compile(r"[统第之进唯同单万其某这那每任另哪逐专整不上下新]$")  # 统一, 每一个, 上一次
ARTICLES = frozenset("批种")  # 一批 and 一种 say "some", not 1
AFTER_YUAN = re.compile(r"\s*(?:$|[^\w\s]|[以左钱整的和至及到起])")  # 二元结构 and 三元区 are words
COUNTED_BY_TWO = frozenset("人名位")  # 二人; elsewhere two is 两, and 二次 is the second time
FINANCIAL = frozenset("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟")  # alone they begin names: 陆家, 伍家


def drop_misread(numbers: Sequence[Printed], text: str) -> list[Printed]:
    """Leave out numbers whose unit is none in its context; those without a unit stay for others to judge."""
    kept = [number for number in numbers if number.unit is None or not _is_misread(number, number.unit, text)]
    if "://" not in text and "www." not in text:
        return kept
    inside = bytearray(len(text) + 1)
    for address in ADDRESS.finditer(text):
        inside[address.start() : address.end()] = b"\1" * len(address[0])
    return [number for number in kept if not inside[number.start]]


def _is_misread(number: Printed, unit: Unit, text: str) -> bool:
    """Whether a numeral with a unit is no quantity: "第3名" is a rank, "A15个" a code, "统一" a word."""
    if _is_ordinal(number, unit, text) or _is_class_level(number, unit, text):
        return True
    return _is_word(number, unit, text) if number.chinese else _is_code(number, unit, text)


def _is_ordinal(number: Printed, unit: Unit, text: str) -> bool:
    """Whether the number, or the one that a list or range joins it to, counts a place in a row: 第3-5名."""
    ahead = _ahead(number, text)
    if ORDINAL.search(ahead) or (number.before is not None and ORDINAL.search(_ahead(number.before, text))):
        return True
    return unit.name in ("位", "名", "项") and PLACE.search(ahead) is not None


def _is_class_level(number: Printed, unit: Unit, text: str) -> bool:
    """Whether digits in brackets are the code of a class: 公共安全支出（204类）司法（06款）."""
    before, behind = CLASS_LEVEL
    inside = before.search(_ahead(number, text)) and behind.match(text, number.end)
    return unit.name in ("类", "款", "项") and bool(inside)


def _is_code(number: Printed, unit: Unit, text: str) -> bool:
    """Whether digits are part of a code, a date, a broken number, a clock time or a title that begins with a year."""
    ahead = _ahead(number, text)
    first = number.before or number
    if first.before is None and (first is number or number.ranged) and CODE.search(_ahead(first, text)):
        return True
    if number.before is None and BROKEN.search(ahead):
        return True
    if unit.name in ("分", "秒") and CLOCK.search(ahead):
        return True
    after_year = number.scale in (100, 1000) and 1900 <= number.value / number.scale < 2100
    return after_year and unit.kind == "count"  # 2021千人计划


def _ahead(number: Printed, text: str) -> str:
    return text[max(number.start - LOOK_BACK, 0) : number.start]


def _is_word(number: Printed, unit: Unit, text: str) -> bool:
    """Whether Chinese characters that could be a numeral and a unit belong to words."""
    numeral = text[number.start]
    if numeral == "一" and WORD_BEFORE_ONE.search(text[max(number.start - 1, 0) : number.start]):
        return True
    single = number.step == number.scale == ONE and text[number.start + 1 : number.end] == unit.name
    if not single:
        return False
    if unit.name == "元":
        return AFTER_YUAN.match(text, number.end) is None
    if unit.kind != "count":
        return False
    if numeral == "一":
        return unit.name in ARTICLES
    return numeral in FINANCIAL or numeral == "零" or (numeral == "二" and unit.name not in COUNTED_BY_TWO)
