"""Names listed together, for numbers that follow in the same order."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from extractor.data import Phrase, Quantity
from extractor.linking.clauses import MARGIN, last_of, strip_range
from extractor.linking.names import name_before
from extractor.linking.walk import Walk

BETWEEN = re.compile(r"\s*[、，,和及与]\s*")
BETWEEN_MOVES = r"\s*[、，,和及与]\s*(?:{increase}|{decrease})?\s*"
OTHER_SIDE = {"收入": "支出", "支出": "收入"}  # 社会保险基金收入、支出分别为a、b
BOTH_TOTALS = re.compile(  # 收、支总计分别为a、b
    r"收(?:入)?[、和及与](?P<other>支(?:出)?(?:决算|预算)?(?:总|合计)[^，。；]*)$"
)
YEAR = re.compile(r"\s*((?:19|20)\d{2})\s*年度?\s*")
YEARS = re.compile(r"\s*((?:19|20)\d{2})\s*年?\s*[至到—~－-]\s*((?:19|20)\d{2})\s*年度?\s*")
LIST_HEAD = re.compile(r"(?:分别|各自?|依次)[^，。；]{0,10}$")


def names_in_list(walk: Walk, start: int, quantity: Quantity) -> Iterator[Phrase]:
    """The names of "企业所得税、土地增值税分别完成a、b": as many as numbers follow."""
    clause, head = _list_head(walk, start, quantity)
    if not head:
        return
    count = run_length(walk, quantity)
    if count == 2 and (both := BOTH_TOTALS.search(head)) is not None:
        for begin in (clause, clause + both.start("other")):
            name = name_before(walk.text, begin, clause + len(head), walk.cues, own=walk.course.own)
            yield walk.phrase(name.start, name.end)
        return
    for marks in ("、", "、和及与"):
        pieces = [m.span() for m in re.finditer(f"[^{marks}]+", head) if m[0].strip()]
        if 1 < len(pieces) == count:
            break
    else:
        return
    first: Phrase | None = None
    for begin, stop in pieces:
        name = name_before(walk.text, clause + begin, clause + stop, walk.cues, own=walk.course.own)
        side = walk.text[name.start : name.end]
        if first is not None and side in OTHER_SIDE and first.text.endswith(OTHER_SIDE[side]):
            yield Phrase(first.text[: -len(side)], first.start, first.end - len(side))
        elif name.is_empty:
            yield walk.phrase(*strip_range(walk.text, clause + begin, clause + stop, MARGIN))
        else:
            first = first or walk.phrase(name.start, name.end)
            yield walk.phrase(name.start, name.end)


def years_in_list(walk: Walk, start: int, quantity: Quantity) -> tuple[Phrase, list[int]] | None:
    """The item and the years of "2021年、2022年、2023年培训费支出依次为a、b、c", as many as numbers follow."""
    clause, head = _list_head(walk, start, quantity)
    dates = _dates(head)
    if dates is None or len(dates.years) != run_length(walk, quantity):
        return None
    for begin, end in ((dates.end, len(head)), (0, dates.start)):
        item = name_before(walk.text, clause + begin, clause + end, walk.cues, own=walk.course.own)
        if not item.is_empty:
            return walk.phrase(item.start, item.end), dates.years
    return None


def _list_head(walk: Walk, start: int, quantity: Quantity) -> tuple[int, str]:
    """Where the clause of a number begins, and its words in front of 分别, 依次 or 各; no words without one."""
    clause = max(last_of(walk.text, "，,。；;：:", walk.gap_start, start), walk.gap_start)
    mark = LIST_HEAD.search(walk.text, clause, quantity.start)
    return clause, walk.text[clause : mark.start()] if mark is not None else ""


class Dates(NamedTuple):
    """Years that stand together, and where."""

    years: list[int]
    start: int
    end: int


def _dates(head: str) -> Dates | None:
    """The years of "2021年、2022年和2023年培训费" or "2021至2023年培训费"."""
    if match := YEARS.search(head):
        return Dates([*range(int(match[1]), int(match[2]) + 1)], *match.span())
    years = [*YEAR.finditer(head)]
    if len(years) < 2 or any(BETWEEN.fullmatch(head, a.end(), b.start()) is None for a, b in pairwise(years)):
        return None
    return Dates([int(year[1]) for year in years], years[0].start(), years[-1].end())


def name_in_full(walk: Walk, phrase: Phrase) -> str:
    """The name that a listed phrase stands for: of the account that a second side shares, with that side.

    财政拨款 in front of 收入、支出 -> 财政拨款支出;  any other phrase -> itself
    """
    if phrase.text.startswith("支") and not phrase.text.startswith(("支出", "支付")):
        return "支出" + phrase.text[1:]  # 支总计 of 收、支总计
    behind = walk.course.document.text[phrase.end : phrase.end + 2]
    return phrase.text + OTHER_SIDE[behind] if behind in OTHER_SIDE else phrase.text


def run_length(walk: Walk, quantity: Quantity, *, moving: bool = False) -> int:
    """How many numbers of one unit stand in a row from here, with nothing but list marks between them.

    With `moving`, a word of growth or decline may follow the mark: 分别减少1万元、增加1.30万元.
    """
    between = walk.cues.pattern(BETWEEN_MOVES) if moving else BETWEEN
    count, last = 0, None
    for each in walk.passage.quantities:
        if each.start < quantity.start:
            continue
        if last is not None and (each.unit != quantity.unit or not between.fullmatch(walk.text, last, each.start)):
            break
        count, last = count + 1, each.end
    return count
