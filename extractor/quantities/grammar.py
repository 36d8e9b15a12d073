"""The shape of a printed number with its unit, as one pattern made from the unit table.

Every repetition is possessive or bounded, and every numeral that is looked at is also consumed, so that a search costs
time in proportion to the text whatever stands in it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from annotations.catalogue.names import load_script
from annotations.catalogue.units import Unit, load_units

D = "[0-9０-９]"
S = r"[^\S\t\n\r\v\f]"  # white space within a line; a tab is the border of a cell
G = rf"{S}{{0,8}}+"  # a gap
W = rf"{G}(?:\r?\n{G})?+"  # a gap in which a line may end

DIGIT = "[零〇一二三四五六七八九两兩俩倆壹贰貳叁參肆伍陆陸柒捌玖]"
POINTED = "[零〇一二三四五六七八九壹贰貳叁參肆伍陆陸柒捌玖]"  # 两 is never a decimal
WORD = "(?:[零〇一二三四五六七八九两兩俩倆壹贰貳叁參肆伍陆陸柒捌玖十拾百佰千仟万萬亿億兆几幾]|半(?=[百佰]))"
# not the 百 of 0.8百分点, the 千 of 5千克, the 兆 of 100兆瓦
SCALE = rf"(?:[万萬亿億]|兆(?![瓦帕])|[百佰](?!{S}?分)|[千仟](?![克瓦米])|[kKｋＫ](?![A-Za-z]))"

# 1,234,567 with one kind of comma throughout, 5 , 320; not 12,34 and not 1,234,5678
GROUPED = rf"{D}{{1,3}}(?P<comma>[,，]){D}{{3}}(?:(?P=comma){D}{{3}}){{0,5}}+(?!{D}|(?P=comma){D})"
SPACED = rf"{D}{{1,3}}(?:{S}{{1,2}}[,，]{S}{{1,2}}{D}{{3}}(?!{D})){{1,6}}+"
DECIMALS = rf"[.．]{D}++(?![.．]{D})"  # 2021.3.4 has none
# 3,\n196.86万元 and 5, 320.75万元: only before 元, where a list of numbers is less likely than a broken one
MONEY = rf"(?={W}[百千万亿]{{0,2}}{W}元)"
BROKEN = rf"{D}{{1,3}}(?:{S}?\n?[,，]{S}?\n?{D}\n?{D}\n?{D}){{1,6}}+(?!{D}|[,，]{D})(?:\n?[.．]\n?{D}{{1,6}}+)?+{MONEY}"
# 支出 42\n8.57万元 and 减少3\n.50%: only at the end of a line of prose, never between the lines of a flattened table
WHOLE = rf"(?:{D}{{1,3}}(?:[,，]{D}{{3}}){{1,5}}+|{D}{{1,12}}+)"
WRAPPED = (
    rf"(?<=[^\n\r\t]{{12}})(?<!{D}|[.．,，])(?:{D}{{1,7}}+\n{D}{{1,7}}+(?:[.．]{D}{{1,6}}+)?+"
    rf"|{WHOLE}(?:\n[.．]|[.．]\n){D}{{1,6}}+|{WHOLE}[.．]{D}{{1,3}}+\n{D}{{1,3}}+)"
    rf"(?![.．,，]?{D})(?:{MONEY}|(?={W}[%％]))"
)
# 总预算1 368.20万元, ≥1 500元
PARTED = rf"(?<=[㐀-鿿）):：≥≤]){D}{{1,3}}(?:{S}{D}{{3}}){{1,4}}+(?:[.．]{D}{{1,6}}+)?+(?![.．]?{D}){MONEY}"
ARABIC = (
    rf"(?:{BROKEN}|{WRAPPED}|{PARTED}|(?<!{D}[.．])(?:{GROUPED}|{SPACED}|{D}++){DECIMALS}"
    rf"|{GROUPED.replace('comma', 'mark')}|{SPACED}|{D}++|(?<![0-9０-９.．])[.．]{D}++(?![.．]{D}))"
)
# what may follow 3亿: 5000万, 1万4千6百, 零20, and the rest in full: 3万4000
MORE_PARTS = rf"(?:{G}[零〇]?{G}(?:{D}{{1,4}}+(?:[.．]{D}{{1,6}}+)?+|{DIGIT}){G}{SCALE}{{1,2}}+){{1,6}}+"
REST = (
    rf"(?:{G}[零〇]{G}{D}{{1,4}}+|(?<=[万萬]){D}{{4}}|(?<=[千仟]){D}{{3}}|(?<=[亿億]){D}{{8}})"
    rf"(?!{D}|[.．,，]{D}|{G}[年月日号])"
)
SCALES = rf"(?:{G}{SCALE}|{W}(?=[百千万亿]{{1,2}}{W}元){SCALE}){SCALE}{{0,2}}+(?:{MORE_PARTS})?+(?:{REST})?+"
CHINESE = (
    rf"{WORD}(?:{S}{{0,2}}{WORD})*+"
    rf"(?:{S}{{0,2}}[点點]{S}{{0,2}}{POINTED}(?:{S}{{0,2}}{POINTED})*+(?!{S}?[十拾百佰千仟])(?:{S}?[万萬亿億]{{1,2}})?)?"
)
PER = rf"(?:[百佰千仟万萬]{S}{{0,2}}){{1,3}}分{S}{{0,2}}之{S}{{0,2}}"  # 百分之, 百 分 之
FEW = r"(?:余(?![额款下])|餘|多(?![媒功边]|元[化素性主])|几|幾|来)"

DASHES = "-－−–—―~～〜"
VARIANTS = {"（": "[（(]", "）": "[）)]", "%": "[%％﹪]"}
SCALED = ("万", "亿", "千", "百")


@dataclass(frozen=True, slots=True)
class Grammar:
    """The compiled pattern, and the units by every printed form."""

    pattern: re.Pattern[str]
    units: Mapping[str, Unit]
    doubled: re.Pattern[str]

    def unit(self, printed: str) -> Unit:
        """The unit as printed, with spaces, line breaks or traditional characters in it: "百分 點" -> pp."""
        found = self.units.get(printed)
        return found or self.units[plain_unit(printed)]


def plain_unit(printed: str) -> str:
    """The form of the unit table: "％" -> "%", "個百分 點" -> "个百分点", "人(次)" -> "人（次）"."""
    text = "".join(printed.split()).translate(load_script())
    return text.replace("％", "%").replace("﹪", "%").replace("(", "（").replace(")", "）")


@cache
def load_grammar(*, durations: bool = False) -> Grammar:
    """The grammar of all units, compiled once; 年, 月, 日 and 周 are units only where `durations` are asked for."""
    return build_grammar(unit for unit in load_units() if durations or not unit.asked_only)


def build_grammar(table: Iterable[Unit]) -> Grammar:
    """The grammar of some units."""
    units = {name: unit for unit in table for name in unit.names}
    return Grammar(
        pattern=re.compile(
            rf"""
            (?=[0-9０-９.．\-－−零〇一二三四五六七八九十百千万亿兆两兩俩倆壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億半负負人￥¥（(])
            (?P<currency>人民币{G}|[￥¥]{G})?+
            (?P<bracket>[（(])?+
            (?P<sign>[-－−]{S}?|[负負]{G})?+
            (?P<per>{PER})?
            (?:(?P<arabic>{ARABIC})(?P<scales>{SCALES})?+|(?P<chinese>{CHINESE}))
            (?(bracket)(?P<closed>[）)](?:{G}(?P<closed_scale>{SCALE}{{1,2}}+))?+)?+)
            (?:{G}(?P<few>{FEW}){G}(?P<few_scale>{SCALE}{{1,2}}+)?+)?
            (?P<wrap>{W}(?P<unit>{_alternatives(units)}))?+
            """,
            re.VERBOSE,
        ),
        units=units,
        doubled=re.compile(
            "[（(](?:" + "|".join(n for n, u in units.items() if len(n) == 1 and u.kind == "count") + ")[）)]"
        ),
    )


def _alternatives(units: Mapping[str, Unit]) -> str:
    """The units as alternatives, longest first; 万元 is left to the scale words of the numeral."""
    names = [name for name, unit in units.items() if not (unit.kind == "amount" and name.startswith(SCALED))]
    names.sort(key=len, reverse=True)
    firsts = "".join(sorted({variant for name in names for variant in _variants(name[0])}))
    return f"(?=[{re.escape(firsts)}])(?:{'|'.join(_spell(name, units[name]) for name in names)})"


def _spell(name: str, unit: Unit) -> str:
    """The pattern of one unit: its characters in either script, with a line break between any two."""
    gap = r"\n?" if unit.kind == "count" else rf"{S}?\n?{S}?"  # "人 次" may be 5 persons, then 次年
    characters = (VARIANTS.get(c) or f"[{''.join(_variants(c))}]" for c in name)
    return gap.join(characters) + (f"(?!{unit.not_before})" if unit.not_before else "")


@cache
def _traditional() -> Mapping[str, str]:
    """Simplified characters and every traditional form of them."""
    forms: dict[str, str] = {}
    for code, simplified in load_script().items():
        forms[simplified] = forms.get(simplified, "") + chr(code)
    return forms


def _variants(character: str) -> str:
    return "%％﹪" if character == "%" else character + _traditional().get(character, "")
