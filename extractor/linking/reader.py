"""Reading one paragraph after the other: numbers become levels, changes and ratios of what was named before them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from annotations.catalogue.names import CLASS_MARK
from extractor.data import Quantity
from extractor.goals import BUDGETS, PERFORMANCE, find_goals, goal_ranges
from extractor.linking.absences import read_absence, read_placeholder
from extractor.linking.adjusted import EVIDENCE as MOVED_FIRST
from extractor.linking.adjusted import moves_first, read_moved
from extractor.linking.attachment import read_reason, settle_early, settle_leading
from extractor.linking.changes import read_change, read_listed_change
from extractor.linking.clauses import COMMAS
from extractor.linking.comparisons import find_comparison
from extractor.linking.completing import completes
from extractor.linking.drafts import FactDraft
from extractor.linking.flats import read_flat, settle_item, settle_unmoved
from extractor.linking.framing import (
    begin_chain,
    close_bracket,
    end_item,
    end_parts,
    is_earlier,
    open_bracket,
    open_partition,
    open_parts,
)
from extractor.linking.levels import read_level
from extractor.linking.names import name_before
from extractor.linking.ratios import read_ratio, read_source, settle_held
from extractor.linking.roles import Reading, read_role
from extractor.linking.scope import Scope
from extractor.linking.settings import Setting
from extractor.linking.signals import Signal, SignalKind, find_signals, note_ranges
from extractor.linking.waiting import await_level, hold_change, settle_waiting
from extractor.linking.walk import Course, Walk
from extractor.linking.years import date_behind, note_year, tells_one_year
from extractor.mentions import Passage
from extractor.pieces import Goal

LISTS = ("：", ":", "；", ";")  # what ends a line that the next one goes on
AFTER = 24  # characters behind a number that may say what it is
WHOLE = re.compile(r"占(?P<name>[^，。；（(\d]{2,30})[（(][^，。；（(]*$")  # 占政府采购支出（6.08万元）的81.74%
PLAIN_WHOLE = re.compile(r"占(?P<name>(?:(?!预算|计划|任务)[^，。；（(\d]){2,30})$")  # 占本级支出37亿元的8.64%
AS_OF = re.compile(r"截[至止]\s*(?P<year>(?:19|20)\d{2})\s*年\s*(?:底|末|\d{1,2}\s*月)")
NAMED_ITEM = re.compile(CLASS_MARK)
Event = Signal | Quantity


def read_passage(course: Course, passage: Passage, setting: Setting) -> None:
    """Read one paragraph under the year, stage and basis that its headings set."""
    section = passage.section.id if passage.section else None
    if section != course.section:
        course.section, course.carried = section, None
        course.scope = Scope()
    lists = not setting.is_item and passage.text.rstrip().endswith(LISTS)
    course.scope.end_paragraph(goes_on=setting.is_item or course.lists, last=not setting.is_item and not lists)
    walk = Walk(course, passage, setting, gap_start=setting.floor, year=setting.year, pending=course.carried)
    walk.stock_year = date_behind(passage.text) or _dated_above(course)
    for event in events(walk):
        if isinstance(event, Quantity):
            read_quantity(walk, event)
        else:
            read_signal(walk, event)
    end_sentence(walk, len(passage.text))
    course.lists = lists
    course.carried = walk.pending if walk.before is None else None
    if walk.before is None and (dated := AS_OF.search(passage.text)) is not None:
        course.dated = section, int(dated["year"])  # 截至2022年底，占用国有资产情况为


def _dated_above(course: Course) -> int | None:
    """The year as of which a paragraph without figures said that the section counts."""
    return course.dated[1] if course.dated is not None and course.dated[0] == course.section else None


def events(walk: Walk) -> Iterator[Event]:
    """The numbers and marks of a paragraph in the order in which they are met, without those in a reason or note."""
    text, passage, setting = walk.text, walk.passage, walk.setting
    notes = (*note_ranges(text, walk.cues), *goal_ranges(goals_of(walk)))
    quantities = [q for q in passage.quantities if q.start >= setting.floor and not _inside(q.start, notes)]
    title = setting.heading.text if setting.heading is not None else ""
    found = find_signals(text, quantities, walk.cues, title=title)
    signals = [signal for signal in found if signal.end > setting.floor and not _inside(signal.start, notes)]
    zones = [(signal.start, signal.end) for signal in signals if signal.zone is not None]
    kept = [quantity for quantity in quantities if not _inside(quantity.start, zones)]
    met: list[Event] = [*signals, *kept]
    yield from sorted(met, key=lambda event: (event.start, event.end))


def goals_of(walk: Walk) -> tuple[Goal, ...]:
    """The performance targets in a paragraph: their numbers are no figures."""
    setting = walk.setting
    in_performance = setting.is_performance or any(kind in PERFORMANCE for kind in setting.kinds)
    if not in_performance:
        return ()
    planned = walk.course.document.kind in BUDGETS
    return find_goals(walk.text, walk.course.indicators, of_project=True, planned=planned)


def _inside(position: int, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in ranges)


def read_quantity(walk: Walk, quantity: Quantity) -> None:
    """Read one number by the words in front of it."""
    gap = walk.text[walk.gap_start : quantity.start]
    note_year(walk, quantity.start)
    walk.comparison = (
        find_comparison(walk.text, walk.gap_start, quantity.start, _year_compared(walk), walk.cues) or walk.comparison
    )
    after = walk.text[quantity.end : quantity.end + AFTER]
    if completes(walk, quantity, gap, after):
        walk.before, walk.gap_start = quantity, quantity.end
        return
    is_named_behind = walk.before is not None and walk.read_until > walk.before.end
    before = None if is_named_behind or (gap.strip() in COMMAS and not _lists(walk)) else walk.before
    reading = read_role(quantity, gap, after, walk.cues, before=before, compared=_is_compared(walk))
    reading = moves_first(walk, quantity) or _as_met(walk, reading)
    match reading.role:
        case "level":
            if (fact := read_level(walk, quantity, reading)) is not None and fact is not walk.base:
                settle_waiting(walk, fact, quantity)
                settle_held(walk, fact)
        case "change" if reading.evidence == MOVED_FIRST:
            read_moved(walk, quantity, reading)
        case "change" if reading.listed and reading.direction:
            read_listed_change(walk, quantity, reading.direction)
        case "change" if hold_change(walk, quantity, reading):
            pass
        case "change":
            read_change(walk, quantity, reading)
            await_level(walk, quantity)
        case "share" | "completion" | "rate" | "score":
            read_ratio(walk, quantity, reading)
    walk.reading = reading
    walk.before = quantity
    if quantity.kind == "percent" and reading.role == "none" and read_source(walk, quantity):
        return
    if reading.evidence != "role:bound":
        walk.gap_start = max(quantity.end, walk.read_until)


def _year_compared(walk: Walk) -> int | None:
    """The year that 上年 lies before: that of the section, or a later one with which the paragraph began."""
    year = walk.setting.year
    return walk.year if walk.year_stated and walk.year is not None and year is not None and walk.year > year else year


def _as_met(walk: Walk, reading: Reading) -> Reading:
    """What a number is by its words, seen beside what was read before it."""
    if reading.listed:
        reading = _as_listed(walk, reading)
    if reading.role == "share" and reading.reaches and (walk.reading is None or walk.reading.role != "share"):
        return Reading("none", evidence="role:percent")  # 结算率由71%提高到88%
    if reading.evidence == "role:of_amount" and (whole := _whole_in_front(walk)) is not None:
        return replace(reading, role="share", of_text=whole)
    return reading


def _whole_in_front(walk: Walk) -> str | None:
    """The whole of a share whose figure stands between them: "占本级支出37亿元的8.64%", "占采购支出（6万元）的81%"."""
    bracketed = WHOLE.search(walk.text[: walk.gap_start])
    plain = PLAIN_WHOLE.search(walk.text[: walk.before.start]) if walk.before is not None else None
    found = bracketed or plain
    return found["name"] if found is not None else None


def _is_compared(walk: Walk) -> bool:
    """Whether a base was named, or the figure of the year before stated: "上年是341.15万元，多了45.37万元"."""
    if walk.comparison is not None or walk.change is not None:
        return True
    last = walk.drafts.facts[-1] if walk.drafts.facts else None
    if last is None or not walk.speaks_of(last):
        return False
    return is_earlier(walk, last) or _stands_beside_plan(walk, last)


def _stands_beside_plan(walk: Walk, fact: FactDraft) -> bool:
    """Whether the plan of an outturn was told just before it: "体育场馆年初146万元，决算129万元，少17万元"."""
    before = walk.drafts.facts[-2] if len(walk.drafts.facts) > 1 else None
    beside = before is not None and walk.speaks_of(before) and before.name == fact.name
    return beside and before is not None and before.stage != fact.stage


def _lists(walk: Walk) -> bool:
    """Whether numbers are being listed, so that a comma alone may stand between two of them: "分别为3万元，2万元"."""
    return bool(walk.names) or bool(walk.reading and walk.reading.listed) or len(walk.series) > 1 or len(walk.row) > 1


def _as_listed(walk: Walk, reading: Reading) -> Reading:
    """A number that only follows another one plays the same role for the next in line."""
    if walk.reading is None:
        return reading
    return Reading(walk.reading.role, walk.reading.direction, walk.reading.of_text, True, False, "role:list")


def read_signal(walk: Walk, signal: Signal) -> None:
    """React to one mark."""
    REACTIONS[signal.kind](walk, signal)
    if signal.kind not in ("partition", "chain", "absent"):
        walk.gap_start = max(walk.gap_start, signal.end)


def _read_stop(walk: Walk, signal: Signal) -> None:
    end_sentence(walk, signal.start)


def _read_semicolon(walk: Walk, signal: Signal) -> None:
    settle_item(walk)
    end_item(walk, signal)


def end_sentence(walk: Walk, end: int) -> None:
    """A full stop: its frames end, and a sentence without a figure may have named the next one."""
    settle_unmoved(walk)
    settle_leading(walk)
    settle_early(walk)
    _name_for_later(walk, end)
    walk.course.sentence += 1
    walk.scope.end_sentence()
    walk.comparison, walk.change, walk.chain, walk.base = None, None, None, None
    if walk.held is not None and walk.held.role != "score":
        walk.held = None  # 自评得分95分。全年预算数118万元，执行数112万元
    walk.series, walk.row, walk.waiting = [], [], []
    if walk.as_of is None and not tells_one_year(walk):
        walk.year, walk.year_stated = walk.setting.year, False


def _name_for_later(walk: Walk, end: int) -> None:
    """A sentence without a figure that ends in a name: "…（款）行政运行（项）。年初预算为…"."""
    if walk.before is not None and walk.before.end > walk.gap_start:
        return
    segment = name_before(walk.text, walk.gap_start, end, walk.cues, own=walk.course.own)
    name = walk.text[segment.start : segment.end]
    if name and (NAMED_ITEM.search(name) or walk.course.lexicon.knows(name)):
        walk.pending = walk.phrase(segment.start, segment.end)


def _read_purpose(walk: Walk, signal: Signal) -> None:
    """主要用于…: what the figure before, or the one that follows, is for."""
    assert signal.zone is not None
    phrase = walk.phrase(signal.zone.start, signal.zone.end)
    subject = walk.scope.subject
    if subject is not None and phrase.start <= subject.item.start < phrase.end:
        return  # 51万元用于基本支出 says what the money is
    if subject is not None and subject.passage == walk.passage.place and subject.purpose is None:
        subject.purpose = phrase
    else:
        walk.purpose = phrase


REACTIONS: Mapping[SignalKind, Callable[[Walk, Signal], None]] = {
    "stop": _read_stop,
    "semicolon": _read_semicolon,
    "parts": open_parts,
    "ends": end_parts,
    "within": open_parts,
    "partition": open_partition,
    "opens": open_bracket,
    "closes": close_bracket,
    "chain": begin_chain,
    "flat": read_flat,
    "absent": read_absence,
    "placeholder": read_placeholder,
    "reason": read_reason,
    "purpose": _read_purpose,
}
