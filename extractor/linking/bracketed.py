"""Names whose amount stands alone in the bracket behind them: 茶园提质改造（200万元）、便民桥2座（80万元）."""

import re

from extractor.data import Phrase, Quantity
from extractor.linking.clauses import clause_start
from extractor.linking.names import is_bare, name_before
from extractor.linking.signals import Signal
from extractor.linking.walk import Walk

SOLE = re.compile(r"\s*(?:共计?|合计|计|约)?\s*$")
CLOSES = re.compile(r"\s*[）)]")
MEASURE = re.compile(r"(?:约|共|各)?\d[\d.,]*\s*[^\d，。；：、（）()\s]{1,4}$")  # 产业路硬化3.2公里
RATE = re.compile(r"每|人均|标准|单价|以[上下]|[一二三四五六七八九十\d][期批次]$|^[^\u3400-\u9fff]*$")
MOVED = r"(?:{decrease}|{increase})"
SHORTEST = 2


def name_of_sole(walk: Walk, signal: Signal) -> Phrase | None:
    """The name in front of a bracket that holds an amount and nothing else; of a heading, where one ends there."""
    following = next((q for q in walk.passage.quantities if q.start >= signal.end), None)
    if following is None or not _is_alone(walk, signal, following):
        return None
    heading = walk.setting.heading
    if walk.setting.floor and not walk.text[walk.setting.floor : signal.start].strip():
        return heading
    begin = clause_start(walk.text, walk.setting.floor, signal.start)
    stop = _without_measure(walk.text, begin, signal.start)
    if any(begin <= q.start < stop for q in walk.passage.quantities):
        return None  # a figure stands between: 收入3万元比上年增加（0.2万元）
    segment = name_before(walk.text, begin, stop, walk.cues, own=walk.course.own)
    name = walk.text[segment.start : segment.end]
    if len(name) < SHORTEST or is_bare(name, walk.cues) or RATE.search(name):
        return None
    moved = walk.cues.pattern(MOVED).search(name) is not None
    return None if moved else walk.phrase(segment.start, segment.end)


def _is_alone(walk: Walk, signal: Signal, following: Quantity) -> bool:
    """Whether the bracket opened here is that of one amount."""
    before = walk.text[signal.end : following.start]
    return (
        following.kind == "amount"
        and SOLE.fullmatch(before) is not None
        and CLOSES.match(walk.text, following.end) is not None
    )


def _without_measure(text: str, begin: int, end: int) -> int:
    """Where a name ends in front of how much of it there is: "便民桥2座" -> behind 桥."""
    match = MEASURE.search(text, begin, end)
    return match.start() if match is not None and match.start() > begin else end
