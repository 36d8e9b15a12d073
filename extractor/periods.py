"""Years, dates, months and spans of time, as printed: 2021年度, 截至2020年8月31日, 2021、1--2021、12, 上年."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from extractor.numbering import ordinal_of

PeriodKind = Literal["year", "date", "month", "range", "relative"]

D = "[0-9０-９]"
G = r"[^\S\n\r\t\v\f]{0,4}+"
W = rf"{G}(?:\r?\n{G})?+"  # a gap in which a line may end
TO = rf"{W}(?:[-－−–—―~～〜]{{1,4}}+|至|到){W}"

FULL_YEAR = rf"(?<!{D})(?:19|20|１９|２０){D}{{2}}(?!{D})"
CHINESE_YEAR = "(?:一九|二[〇零○0０])[〇零○0０一二三四五六七八九]{2}"
SHORT_YEAR = (  # 25年 is a year; 满25年, 25年期 and 25年以上 are durations
    rf"(?<![0-9０-９.．,，满达约近历时共长限为过每了第超])[12１２]{D}"
    rf"(?={G}年(?!期(?!间|末|初)|以[上下内来]|左右|[内后前来间多余限]|的(?!预|决|执)))"
)
MONTH = rf"(?:(?<!{D})(?:1[0-2]|０[１-９]|１[０-２]|0?[1-9]|[１-９])(?!{D})|十[一二]?|[一二三四五六七八九])"
DAY = (
    rf"(?:(?<!{D})(?:[12][0-9]|3[01]|0?[1-9]|[１２][０-９]|３[０１]|０?[１-９])(?!{D})"
    "|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
)
MONTHS = rf"{MONTH}(?={TO}{MONTH}{W}月)"  # the 1 of 1-8月
MONTH_AND_DAY = rf"{W}月(?:份|{W}(?P<day>{DAY}){W}[日号])?+"
WRITTEN = (  # 2021年, 2021年度, 2021年3月, 2021年3月1日, 2021年1 of 2021年1-8月
    rf"(?P<year>{FULL_YEAR}|{CHINESE_YEAR}|{SHORT_YEAR}){W}年"
    rf"(?:度(?!假)|{W}(?:(?P<month>{MONTH}){MONTH_AND_DAY}|(?P<months>{MONTHS})))?+"
)
MARKED = (  # 2021-03-04, 2021.3, 2021、1, 2021/12/31; not 2021.3万元
    rf"(?P<year>{FULL_YEAR}){G}(?P<mark>[-－/／.．、]){G}(?P<month>{MONTH})"
    rf"(?:{G}(?P=mark){G}(?P<day>{DAY}))?+(?!(?P=mark)?{D}|{G}[万亿元%％‰个人名])"
    rf"|(?P<dashed>{FULL_YEAR}-{MONTH})(?=-{FULL_YEAR}-{MONTH})"  # 2024-01-2024-12
)
JOINED = rf"(?<!{D})(?P<year>(?:19|20)[0-9]{{2}})(?P<month>0[1-9]|1[0-2])(?P<day>[0-3][0-9])?+(?!{D})"  # 202101
MONTHLY = rf"(?P<month>{MONTH}){MONTH_AND_DAY}|(?P<months>{MONTHS})"
BARE_YEAR = rf"(?P<year>{FULL_YEAR}|{CHINESE_YEAR})"
RELATIVE = {
    -2: "(?<![以之从此])前年",
    -1: "(?<!线)上(?:一|个)?年|(?<!过)去年",
    0: "(?<![基资成])本年|(?<![如当迄])今年|(?<![相适正应恰])当年",
    1: r"(?<![说证声表阐])明年|(?<![以上])下(?:一)?年|(?<![0-9０-９每两几多一二三四五六七八九十])次年(?!会)",
}


def _named(shape: str, prefix: str) -> str:
    """The pattern with its groups renamed, so that several shapes fit in one pattern."""
    return re.sub(r"\(\?P(<|=)", rf"(?P\1{prefix}", shape)


OPENING = re.compile(
    "(?=[0-9０-９一二三四五六七八九十上去本今当前明下次])(?:"
    + "|".join(
        (
            _named(WRITTEN, "w_"),
            _named(MARKED, "m_"),
            _named(rf"{JOINED}(?={TO}{D}{{6}})", "j_"),
            _named(rf"{BARE_YEAR}(?={TO}(?:{FULL_YEAR}|{CHINESE_YEAR}){W}年)", "b_"),
            _named(MONTHLY, "o_"),
            *(f"(?P<r_{number}>(?:{words})(?:度(?!假))?)" for number, words in enumerate(RELATIVE.values())),
        )
    )
    + ")"
)
OFFSETS = {f"r_{number}": offset for number, offset in enumerate(RELATIVE)}
CLOSING = re.compile(
    f"{TO}(?:{_named(WRITTEN, 'w_')}|{_named(MARKED, 'm_')}|{_named(JOINED, 'j_')}|{_named(MONTHLY, 'o_')})"
)
CLOSING_MONTH = re.compile(rf"{TO}(?P<o_month>{MONTH})(?![-－/／.．]?{D}|{G}[万亿元%％‰个人名])")  # 2024.1-12
PART = re.compile(
    rf"{W}(?:(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度|前(?P<quarters>[二三四2-4])个?季度|全年)"
)
YEAR_DIGITS = str.maketrans("０１２３４５６７８９〇零○一二三四五六七八九", "0123456789000123456789")


@dataclass(frozen=True, slots=True)
class Period:
    """A printed time: "2021年1月-12月" -> range of 2021, first "2021-01", last "2021-12".

    `first` and `last` are ISO months, or days where days are printed; None where no year is. `year` is None when the
    period spans several. `offset` is set for relative years only: 上年 -1, 本年 0.
    """

    start: int
    end: int
    kind: PeriodKind
    year: int | None
    text: str
    first: str | None
    last: str | None
    offset: int | None


@dataclass(frozen=True, slots=True)
class _Point:
    """One end of a period: 2021年, 2021-03, 3月1日; `shape` is the first letter of its groups."""

    end: int
    shape: str
    year: int | None
    month: int | None = None
    day: int | None = None

    def iso(self, month: int) -> str | None:
        """The ISO month or day, with `month` where none is printed."""
        if self.year is None:
            return None
        return f"{self.year}-{self.month or month:02}" + (f"-{self.day:02}" if self.day else "")


def find_periods(text: str) -> tuple[Period, ...]:
    """Find years, dates, months, ranges of these, and years told by their distance (上年).

        "截至2020年8月31日，比上年" -> date "2020-08-31", relative -1

    Words such as 截至 or 底 stay outside. Sorted by start, without overlaps; linear in the length of the text.
    """
    return tuple(_scan(text))


def _scan(text: str) -> Iterator[Period]:
    place = 0
    while match := OPENING.search(text, place):
        place = match.end()
        start = match.start()
        if match.lastgroup in OFFSETS:
            yield Period(start, place, "relative", None, match[0], None, None, OFFSETS[match.lastgroup])
        elif (point := _read_point(match)) is not None:
            period = next(
                filter(None, (read(text, start, point) for read in (_read_range, _read_part, _read_single))), None
            )
            if period is not None:
                yield period
                place = period.end


def _read_point(match: re.Match[str]) -> _Point | None:
    """The end of a period that was matched; None for a date that no calendar has."""
    groups = match.groupdict()
    if dashed := groups.get("m_dashed"):
        year, _, month = dashed.partition("-")
        return _Point(match.end(), "m", int(year), int(month))
    shape = next(name[0] for name, value in groups.items() if value is not None)
    day = groups.get(f"{shape}_day")
    month = groups.get(f"{shape}_month") or groups.get(f"{shape}_months")
    year = _year(groups.get(f"{shape}_year"))
    number = ordinal_of(month) if month is not None else None
    end = match.end()
    if day is not None and number is not None and ordinal_of(day) > monthrange(year or 2000, number)[1]:
        if shape not in "wo":
            return None
        day, end = None, match.string.index("月", match.end(f"{shape}_month")) + 1
    return _Point(end, shape, year, number, ordinal_of(day) if day is not None else None)


def _year(printed: str | None) -> int | None:
    """2021, ２０２１, 二〇二一 and 21 -> 2021."""
    if printed is None:
        return None
    number = int(printed.translate(YEAR_DIGITS))
    return number + 2000 if number < 100 else number


def _read_range(text: str, start: int, first: _Point) -> Period | None:
    """A range when a dash and a second point follow; a month without a year is one of the first year."""
    match = CLOSING.match(text, first.end)
    if match is None and first.shape == "m" and first.day is None:
        match = CLOSING_MONTH.match(text, first.end)
    last = _read_point(match) if match else None
    if last is None or (last.shape == "j") != (first.shape == "j"):
        return None
    if last.year is None:
        if first.month is None:
            return None
        last = _Point(last.end, last.shape, first.year, last.month, last.day)
    begin, finish = first.iso(1), last.iso(12)
    if (first.year is None) != (last.year is None) or (begin is not None and finish is not None and begin > finish):
        return None
    year = first.year if first.year == last.year else None
    return Period(start, last.end, "range", year, text[start : last.end], begin, finish, None)


def _read_part(text: str, start: int, point: _Point) -> Period | None:
    """2021年上半年, 2021年第一季度, 2021年前三季度, 2021年全年."""
    match = PART.match(text, point.end) if point.year is not None and point.month is None else None
    if match is None:
        return None
    first, last = 1, 12
    if match["half"]:
        first, last = (1, 6) if match["half"] == "上" else (7, 12)
    elif match["quarter"]:
        last = 3 * ordinal_of(match["quarter"])
        first = last - 2
    elif match["quarters"]:
        last = 3 * ordinal_of(match["quarters"])
    kind: PeriodKind = "year" if (first, last) == (1, 12) else "range"
    year, end = point.year, match.end()
    return Period(start, end, kind, year, text[start:end], f"{year}-{first:02}", f"{year}-{last:02}", None)


def _read_single(text: str, start: int, point: _Point) -> Period | None:
    if point.shape in "bj":
        return None  # 2021 and 202101 are times in a range only
    kind: PeriodKind = "date" if point.day else "month" if point.month else "year"
    return Period(start, point.end, kind, point.year, text[start : point.end], point.iso(1), point.iso(12), None)


BARE = re.compile(FULL_YEAR)
OPEN_END = re.compile(r"\s*(?:[日度]?起|开始|以来|以后|至今|[-－—~～至到]{1,2}\s*(?:今|长期|永久|项目(?:结束|完成)))")
OPEN_START = re.compile(r"(?:至|到|截[至止]|截止[到于]?|止于)\s*$")
BEFORE_END = re.compile(r"\s*(?:年?[底末]?\s*(?:之前|以前|前)|止|年?[底末]完成)")


def parse_project_period(text: str) -> tuple[str | None, str | None]:
    """First and last ISO month or day of a 实施周期 field; None for an end that is open or not stated.

    "2021、1--2021、12" -> ("2021-01", "2021-12");  "2024年3月起" -> ("2024-03", None);  "长期" -> (None, None)
    """
    dated = [period for period in find_periods(text) if period.first is not None]
    if not dated:
        years = sorted(match[0].translate(YEAR_DIGITS) for match in BARE.finditer(text))
        return (f"{years[0]}-01", f"{years[-1]}-12") if years else (None, None)
    first = min(period.first or "" for period in dated)
    last = max(period.last or "" for period in dated)
    if len(dated) > 1 or dated[0].kind == "range":
        return first, last
    period = dated[0]
    if OPEN_END.match(text, period.end):
        return first, None
    if OPEN_START.search(text[: period.start]) or BEFORE_END.match(text, period.end):
        return None, last
    return first, last
