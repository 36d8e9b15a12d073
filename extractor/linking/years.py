"""Which year a figure is of: stated in front of it, compared with, or that of its paragraph."""

import re

from extractor.linking.bases import PLANS
from extractor.linking.walk import Walk
from extractor.periods import Period

PRIOR = re.compile(r"(?:上年|去年|上一年)(?:度)?(?!结转|结余|末结转|末结余)")
PRIOR_BASE = re.compile(r"[比较与同和由从](?:上年|去年|上一年)度?(?:同期)?(?:的)?$")
PRIOR_YEAR = re.compile(r"[较比由从与和同]\s*((?:19|20)\d{2})\s*年度?(?:预算|决算|执行)?数?的?\s*$")
YEAR_AHEAD = re.compile(r"(?:19|20)\d{2}\s*年度?\s*$")
COMPARED = re.compile(r"[比较与同和由从为按对]\s*$")
AS_OF_BEHIND = re.compile(
    r"(?:以上|上述)[^。，]{0,8}(?:为|截至)\s*(?P<year>(?:19|20)\d{2})\s*年\s*(?:末|底|\d{1,2}\s*月)"
)
ITEM_MARK = re.compile(r"(?:^|[（(，。；：;])\s*[（(]?\d{1,2}[)）、.．]\s*$")
STAGED = re.compile("预算|决算|执行")
END_OF_YEAR = ("底", "末")
REACH = 8  # characters behind a year that may say the stage


def note_year(walk: Walk, end: int) -> None:
    """A year at the head of a clause holds for the figures that follow; one inside a comparison does not."""
    for period in walk.passage.periods:
        if not walk.gap_start <= period.start < end:
            continue
        behind = walk.text[period.end : period.end + 8]
        if _is_compared(walk, period) or "相比" in behind:
            continue
        if period.kind == "relative":
            if YEAR_AHEAD.search(walk.text[max(0, period.start - 8) : period.start]):  # 2025年当年
                continue
            if period.offset == 0 and walk.setting.year is not None:
                walk.year = walk.setting.year
            elif period.offset == -1 and behind[:1] in END_OF_YEAR and behind and walk.setting.year is not None:
                walk.year, walk.year_stated = walk.setting.year - 1, True
                walk.as_of = str(walk.year)
        elif period.year is not None and not _is_of_item(walk, period):
            walk.year, walk.year_stated = period.year, True
            is_date = period.kind in ("date", "month") or walk.text[period.end : period.end + 1] in END_OF_YEAR
            walk.as_of = period.last if is_date else None


def tells_one_year(walk: Walk) -> bool:
    """Whether a paragraph that begins with a year speaks of that one alone: "2021年采购64亿元。货物、服务分别为…"."""
    if not walk.year_stated or walk.year is None or walk.year == walk.setting.year:
        return False
    first = walk.passage.quantities[0].start if walk.passage.quantities else 0
    opens = [period for period in walk.passage.periods if period.start < first and period.year == walk.year]
    others = (period for period in walk.passage.periods if period not in opens)
    return bool(opens) and all(_is_compared(walk, period) for period in others)


def _is_compared(walk: Walk, period: Period) -> bool:
    """Whether a year is only compared with: 比上年."""
    return COMPARED.search(walk.text[max(0, period.start - 3) : period.start]) is not None


def _is_of_item(walk: Walk, period: Period) -> bool:
    """Whether an earlier year belongs to the name of what this year's budget pays: "其中：1、2017年报刊款3万元"."""
    total, year = walk.scope.parent, walk.setting.year
    planned = walk.setting.stage in PLANS and total is not None and total.year == year
    mark = ITEM_MARK.search(walk.text, max(0, period.start - len("（10、")), period.start)
    past = period.year is not None and year is not None and period.year < year
    return planned and past and mark is not None and STAGED.search(walk.text, period.end, period.end + REACH) is None


def date_behind(text: str) -> int | None:
    """The year of the stocks in a paragraph that only its end dates: "以上为2018年末数"."""
    match = AS_OF_BEHIND.search(text)
    return int(match["year"]) if match else None


def year_of(walk: Walk, start: int, end: int, lead: str) -> tuple[int | None, bool]:
    """The year of a level, and whether it is an earlier one than the sentence speaks of."""
    words = lead + walk.text[start:end]
    ahead = walk.text[max(walk.gap_start, end - 30) : end]
    base = walk.setting.year
    if PRIOR.search(words) or PRIOR_BASE.search(ahead):
        return (base - 1 if base else None), True
    if compared := PRIOR_YEAR.search(ahead):
        return int(compared[1]), True
    subject = walk.scope.subject
    if walk.year is not None and base is not None and walk.year < base and subject is not None:
        return walk.year, walk.speaks_of(subject) and subject.year == base
    return walk.year, False
