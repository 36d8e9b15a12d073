"""Opening and closing the frames of a paragraph: 其中, 按…划分, 支出中, brackets, and chains of sums."""

import re
from collections.abc import Sequence
from itertools import pairwise

from annotations.catalogue.names import normalise
from extractor.data import Phrase, Quantity
from extractor.linking.arithmetic import sum_closes
from extractor.linking.bracketed import name_of_sole
from extractor.linking.clauses import first_of, last_of
from extractor.linking.drafts import FactDraft
from extractor.linking.names import ONE_SIDE, is_bare, name_before
from extractor.linking.references import SIDES, find_fact
from extractor.linking.scope import Frame
from extractor.linking.signals import Signal
from extractor.linking.walk import Walk

TOTALS = ("exp.total", "exp.current_total", "fiscal.exp_total", "gpb.exp_total", "rev.total", "rev.current_total")
KINDS = re.compile("分为|分成")
FIGURE = re.compile(r"\d")
MANNER = re.compile("(?:具体|主要|分别|共)$")  # 决算数具体包括：
YEAR_TOLD = re.compile(r"((?:19|20)\d{2})\s*年度?\s*$")  # 2020年“三公”经费决算数具体包括：
SEMICOLON = re.compile("[；;]")


def end_item(walk: Walk, signal: Signal) -> None:
    """A semicolon ends an item, and with it what was opened inside."""
    walk.scope.end_item()
    if walk.scope.frames and _lists_words(walk, walk.scope.frames[-1]):
        walk.scope.frames.pop()
    if walk.scope.frames and _is_complete(walk, walk.scope.frames[-1]) and not _nought_follows(walk, signal.end):
        walk.scope.frames.pop()
    walk.comparison, walk.change, walk.base = None, None, None
    walk.series, walk.row = [], []


def end_parts(walk: Walk, _: Signal) -> None:
    """组成 ends the parts that 由 opened."""
    if walk.scope.frames and not walk.scope.frames[-1].bracket:
        walk.scope.frames.pop()


def _lists_words(walk: Walk, frame: Frame) -> bool:
    """Whether a list up to its semicolon told no figure: "人员经费300万元，包括基本工资、奖金；公用经费80万元"."""
    begun = frame.sentence == walk.course.sentence and not frame.bracket
    return begun and frame.parent is not None and frame.parent is walk.scope.subject


def _is_complete(walk: Walk, frame: Frame) -> bool:
    """Whether a semicolon ends a list: its parts were parted by commas, or they add up to their total already."""
    total = frame.parent
    if frame.bracket or total is None or total.quantity is None:
        return False
    found = [f for f in walk.drafts.facts if f.parent is total and f.sentence == walk.course.sentence and f.quantity]
    parts, names = [f.quantity for f in found if f.quantity], {f.name for f in found}
    return len(names) > 1 and ((frame.runs_on and not _by_semicolons(walk, found)) or sum_closes(total.quantity, parts))


def _by_semicolons(walk: Walk, found: Sequence[FactDraft]) -> bool:
    """Whether a list has one part in each of its items: "其中甲120万元；乙80万元；丙50万元"."""
    text = walk.course.document.text
    return all(SEMICOLON.search(text, a.item.start, b.item.start) is not None for a, b in pairwise(found))


def _nought_follows(walk: Walk, position: int) -> bool:
    """Whether another part follows that adds nothing: "单位3个，其中：全额单位3个；差额单位0个；自收自支单位0个"."""
    following = next((q for q in walk.passage.quantities if q.start >= position), None)
    before = walk.before
    return following is not None and before is not None and following.value == 0 and following.unit == before.unit


def open_bracket(walk: Walk, signal: Signal) -> None:
    """A bracket breaks down the figure in front of it, or holds that of the name in front: 政府采购支出（6万元）."""
    sole = None
    if (name := _name_in_front(walk, signal) or (sole := name_of_sole(walk, signal))) is not None:
        walk.pending = name
    walk.scope.open_bracket(walk.course.sentence, names=sole is not None)
    walk.years.append((walk.year, walk.year_stated, walk.as_of))
    walk.change = None


def _name_in_front(walk: Walk, signal: Signal) -> Phrase | None:
    """The name right in front of a bracket that begins with a figure, if it is one of the catalogue's."""
    following = next((q for q in walk.passage.quantities if q.start >= signal.end), None)
    if following is None or walk.text[signal.end : following.start].strip() or following.kind != "amount":
        return None
    begin = last_of(walk.text, "占", walk.gap_start, signal.start)
    segment = name_before(walk.text, begin, signal.start, walk.cues, own=walk.course.own)
    known = not segment.is_empty and walk.meaning(walk.text[segment.start : segment.end], following).concept is not None
    return walk.phrase(segment.start, segment.end) if known else None


def close_bracket(walk: Walk, _: Signal) -> None:
    """What follows is about the figure in front of the bracket again, and of its year."""
    walk.scope.close_bracket()
    if walk.years:
        walk.year, walk.year_stated, walk.as_of = walk.years.pop()
    if walk.change is not None and walk.change.fact is not walk.scope.subject:
        walk.change = None
    walk.comparison = None


def begin_chain(walk: Walk, signal: Signal) -> None:
    """加上: the figures up to the next total are its parts, with the one in front or the sentence before."""
    begins = walk.text[: signal.start].rstrip().endswith("。") and walk.before is not None
    subject = walk.scope.previous if begins else walk.scope.subject
    is_part = subject is not None and subject.parent is not None and walk.speaks_of(subject.parent)
    is_first = subject is not None and (begins or walk.speaks_of(subject)) and not is_part
    first = [subject] if subject is not None and is_first else []
    walk.chain = walk.chain or first


def open_parts(walk: Walk, signal: Signal) -> None:
    """其中, 包括, 如下, 支出中: the figures that follow are parts of what stands before or is named."""
    scope = walk.scope
    if signal.name is None and _awaits_parts(walk):
        return
    parent: FactDraft | None
    if signal.name is not None:
        parent = find_fact(walk, walk.text[slice(*signal.name)], year=walk.year)
        if parent is None:
            return
    else:
        named = _named_in_front(walk, signal)
        parent = named or _both_sides(walk, signal) or walk.subject()
        if parent is not None and parent is not named and not walk.speaks_of(parent) and is_earlier(walk, parent):
            parent = _total(walk) or parent
    nested = bool(scope.frames) and signal.name is None
    trails = FIGURE.search(walk.text, signal.end) is None
    runs_on = not walk.text[: signal.end].rstrip().endswith(("：", ":"))
    scope.open(Frame(parent, walk.course.sentence, nested=nested, trails=trails, runs_on=runs_on))
    walk.comparison = None
    walk.series, walk.row = [], []


def _awaits_parts(walk: Walk) -> bool:
    """Whether a partition told no figure so far: "按项目类型，分为货物、服务两类。其中：货物3万元"."""
    frame = walk.scope.frames[-1] if walk.scope.frames else None
    subject = walk.scope.subject
    if frame is None or subject is None or not frame.divides or walk.speaks_of(subject):
        return False
    return subject.sentence < frame.sentence == walk.course.sentence - 1


def is_earlier(walk: Walk, fact: FactDraft) -> bool:
    """Whether a figure is of a year before the one that the section is about."""
    year = walk.setting.year
    return fact.year is not None and year is not None and fact.year < year and not walk.year_stated


def _named_in_front(walk: Walk, signal: Signal) -> FactDraft | None:
    """The total that the words before name themselves: "一般公共预算支出主要用于以下方面"."""
    segment = name_before(walk.text, walk.gap_start, signal.start, walk.cues, own=walk.course.own)
    name = MANNER.sub("", walk.text[segment.start : segment.end])
    year = YEAR_TOLD.search(segment.lead)
    told = int(year[1]) if year is not None else walk.year
    return find_fact(walk, name, year=told) if len(name) > 2 and not is_bare(name, walk.cues) else None


def _both_sides(walk: Walk, signal: Signal) -> FactDraft | None:
    """The total that one side is broken down of: both of "收支总预算900万元。收入包括：…；支出包括：…"."""
    begin = last_of(walk.text, "，,。；;", walk.gap_start, signal.start)
    if walk.text[begin : signal.start].strip() not in ONE_SIDE:
        return None
    totals = (walk.scope.head, walk.scope.previous)
    return next((total for total in totals if total is not None and SIDES.search(total.name)), None)


def open_partition(walk: Walk, signal: Signal) -> None:
    """按支出功能分类划分: another breakdown of the section's total."""
    stop = first_of(walk.text, "。", signal.end, len(walk.text))
    names_kinds = KINDS.search(walk.text, signal.start, stop) is not None  # 按项目类型，分为货物、服务两类。其中：
    trails = FIGURE.search(walk.text, signal.end, stop if names_kinds else len(walk.text)) is None
    walk.scope.frames = [Frame(_total(walk), walk.course.sentence, trails=trails, divides=True)]
    walk.gap_start = max(walk.gap_start, signal.end)


def _total(walk: Walk) -> FactDraft | None:
    """The total that a new partition breaks down: the section's, else the document's latest, of this year if it can."""
    stated = [fact for fact in walk.drafts.facts if fact.parent is None and fact.quantity]
    for facts in ([fact for fact in stated if fact.year == walk.year], stated):
        here = [fact for fact in facts if fact.section == walk.course.section]
        if totals := [fact for fact in here if fact.concept in TOTALS]:
            return totals[0]
        if here:
            return _latest_lead(walk, here) or here[0]
        if latest := next((fact for fact in reversed(facts) if fact.concept in TOTALS), None):
            return latest
    return None


def _latest_lead(walk: Walk, facts: Sequence[FactDraft]) -> FactDraft | None:
    """The latest figure that what follows can be parts of: one whose name they repeat, else one that led its sentence.

    "收入90亿元，…分级次看，市级收入20亿元" -> 收入, and not what was told of 支出 in between
    """
    end = first_of(walk.text, "。", walk.gap_start, len(walk.text))
    words = normalise(walk.text[walk.gap_start : end])
    following = next((q for q in walk.passage.quantities if q.start >= walk.gap_start), None)
    sides = {side for side in ONE_SIDE if side in words}
    leads = [fact for n, fact in enumerate(facts) if n == 0 or facts[n - 1].sentence != fact.sentence]
    stages = (None, walk.setting.stage)
    fitting = [fact for fact in facts if fact.stage in stages and (following is None or _holds(fact, following))]
    repeated = [fact for fact in fitting if len(fact.name) > len("收入") and fact.name in words]
    plain = [fact for fact in fitting if fact in leads and (len(sides) != 1 or sides & _sides(fact.name) == sides)]
    return next(reversed(repeated or plain), None)


def _holds(total: FactDraft, part: Quantity) -> bool:
    """Whether a figure is as large as another of its unit."""
    quantity = total.quantity
    return quantity is not None and quantity.unit == part.unit and quantity.value >= part.value


def _sides(name: str) -> set[str]:
    """Which sides of an account a name is of; both, where it does not say."""
    return {side for side in ONE_SIDE if side in name} or {*ONE_SIDE}
