"""The numerals in front of headings and list items: 第一部分, 一、, 一问：, （一）, 1., (1), ①."""

import re
from dataclasses import dataclass
from typing import Literal

Style = Literal[
    "part", "chinese", "chinese_bracket", "item", "arabic", "arabic_bracket", "arabic_half_bracket", "circled"
]

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")}
CHINESE = r"[一二三四五六七八九十百]{1,4}"
NUMERAL = re.compile(
    rf"""
      第\s*(?P<part>{CHINESE}|\d{{1,2}})\s*(?:部\s*分|章)\s*[:：、]?
    | 项目\s*(?P<item>{CHINESE}|\d{{1,2}})\s*[：:、]
    | (?P<chinese>{CHINESE})(?:\s*[、．.]|[　]+(?=[一-鿿“])|\s*问\s*[：:])
    | [（(]\s*(?P<chinese_bracket>{CHINESE})\s*[）)]\s*[、．.]?
    | (?P<arabic>\d{{1,2}}|[０-９]{{1,2}})\s*(?:[、．]|\.(?!\d))
    | [（(]\s*(?P<arabic_bracket>\d{{1,2}}|[０-９]{{1,2}})\s*[）)]\s*[、．.]?
    | (?P<arabic_half_bracket>\d{{1,2}})\s*[）)]
    | (?P<circled>[①-⑳])
    """,
    re.VERBOSE,
)
RANKS: dict[Style, int] = {
    "part": 0,
    "chinese": 1,
    "chinese_bracket": 2,
    "item": 3,
    "arabic": 3,
    "arabic_bracket": 4,
    "arabic_half_bracket": 5,
    "circled": 6,
}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A printed numeral: "（二）" -> style chinese_bracket, ordinal 2; `length` counts its characters."""

    style: Style
    ordinal: int
    text: str
    length: int


def read_numeral(text: str) -> Numeral | None:
    """The numeral at the start of a line: "（二）支出" -> Numeral("chinese_bracket", 2, "（二）", 3)."""
    match = NUMERAL.match(text)
    if match is None or match.lastgroup is None:
        return None
    style: Style = match.lastgroup  # type: ignore[assignment]  # every group is named after a style
    return Numeral(style, ordinal_of(match[style]), match[0].strip(), match.end())


def begins_item(text: str) -> bool:
    """Whether a line starts with a numeral: "1.公务接待费" does, "1.5万元" does not."""
    return NUMERAL.match(text.lstrip()) is not None


def ordinal_of(digits: str) -> int:
    """Read a short numeral: "十二" -> 12, "③" -> 3, "７" -> 7."""
    if digits.isdecimal():
        return int(digits)
    if "①" <= digits <= "⑳":
        return ord(digits) - ord("①") + 1
    tens, ten, ones = digits.rpartition("十")
    if not ten:
        return DIGITS.get(digits, 0)
    return (DIGITS.get(tens, 1) if tens else 1) * 10 + DIGITS.get(ones, 0)
