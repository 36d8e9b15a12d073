"""Names in the words of the clause itself, or of the clause in front: ended where the catalogue knows them best."""

import re
from collections.abc import Sequence
from decimal import Decimal

from annotations.catalogue.names import CLASS_MARK
from extractor.data import Quantity
from extractor.linking.clauses import clause_start
from extractor.linking.concepts import Meaning
from extractor.linking.names import ONE_SIDE, Segment, is_bare, name_before, stage_of
from extractor.linking.referring import Named, counterpart
from extractor.linking.walk import Walk
from extractor.numbering import begins_item

CLASS = "concept:class"
RANKED = {"concept:exact": 3, "concept:weak": 3, CLASS: 3, "concept:like": 2, "concept:filler": 1}
MARK = re.compile(CLASS_MARK)
LEVELS = re.compile(rf"{CLASS_MARK}\s*$")
BEFORE_NAME = r"{before_name}$"
OF_LEVEL = re.compile("(?:级|[乡镇])$")  # 县本级支出 is a part, and not the total of its own
NAMES_MONEY = re.compile(r"(?:收入|支出|经费|费用?|资金|补助|补贴)$")
SIDE = re.compile(r"^(?:收入|支出)(?:预算|决算)$")  # （一）收入预算，年初预算数596万元
SEMICOLONS = "；;"
GLOSS = re.compile(r"[（(]\s*(?:以下)?(?:统称|简称|合称|即)?为?(?P<name>[^（）()\d]{2,14})\s*[）)]")
LIST_MARKS = "，,、和及与"
ABSENT = r"{absent}"
AMOUNT = Quantity("amount", Decimal(0), "CNY", "", 0, 0, Decimal(1))  # any amount: what kind of name is asked for


def name_in_front(walk: Walk, start: int, quantity: Quantity) -> Named | None:
    """What the clause before names: "项目支出：211.11万元", "…（款）住房公积金（项），年初预算84万元"."""
    stop = start
    words = walk.text[clause_start(walk.text, walk.gap_start, quantity.start or start) : quantity.start or start]
    says_stage = stage_of(words, walk.setting.stage, walk.cues) is not None
    while True:
        begin = clause_start(walk.text, walk.gap_start, stop)
        before = walk.text[walk.gap_start : begin].rstrip()
        if not before.endswith(("：", ":", "，", ",")):
            return None
        end = walk.gap_start + len(before) - 1
        segment = name_before(walk.text, walk.gap_start, end, walk.cues, own=walk.course.own)
        name = walk.text[segment.start : segment.end]
        labels = before.endswith(("：", ":"))
        if labels and name in ONE_SIDE and not walk.text[stop : quantity.start].strip():
            other = counterpart(walk, name, quantity)  # 1、收入：612万元; 养老保险基金收入：9亿元；支出：8亿元
            return other or Named(walk.phrase(segment.start, segment.end), walk.meaning(name, quantity), "item:label")
        is_item = begins_item(walk.text[clause_start(walk.text, walk.gap_start, end) : end])
        unnamed = is_bare(name, walk.cues) and not (is_item and SIDE.search(name))
        found = None if unnamed else name_segment(walk, segment, quantity)
        if found is not None:
            certain = labels or LEVELS.search(name) or found.meaning.concept is not None
            certain = certain or is_item
            certain = certain or _goes_on_listing(walk, found.phrase.start)
            certain = certain or (says_stage and NAMES_MONEY.search(name) is not None)
            if certain:
                return Named(found.phrase, found.meaning, "item:label")
            if walk.cues.pattern(ABSENT).search(name) is None:  # 年初未安排预算，决算286.90万元
                return None
        stop = end


def _goes_on_listing(walk: Walk, start: int) -> bool:
    """Whether a name stands where the item before had its own: "小区改造，预算129万元；消防站建设，预算34万元"."""
    last = walk.drafts.facts[-1] if walk.drafts.facts else None
    here = last is not None and walk.speaks_of(last) and "item:label" in last.evidence
    return here and walk.course.document.text[:start].rstrip()[-1:] in SEMICOLONS


def name_segment(walk: Walk, segment: Segment, quantity: Quantity | None) -> Named | None:
    """The words in front of the number, ended where the catalogue knows them best: 三公经费 of 三公经费支出预算数."""
    start = segment.start
    if segment.is_empty:
        return None
    if (glossed := _glossed(walk, segment, quantity)) is not None:
        return glossed
    readings = [(end, walk.meaning(walk.text[start:end], quantity)) for end in segment.ends]
    end, meaning = _best(walk, start, readings)
    if meaning.concept is None:
        if (known := _known_tail(walk, segment, quantity)) is not None:
            return known
        end, meaning = next(
            (r for r in reversed(readings) if not is_bare(walk.text[start : r[0]], walk.cues)), readings[0]
        )
    return Named(walk.phrase(start, end), meaning, "item:own")


def _glossed(walk: Walk, segment: Segment, quantity: Quantity | None) -> Named | None:
    """The total that a bracket behind the last of its parts names: 公车购置费，公车运行费（“三公”经费）总额."""
    match = GLOSS.search(walk.text, segment.start, segment.end)
    if match is None or not _is_last_of_list(walk, segment.start, quantity):
        return None
    total = walk.meaning(match["name"], quantity)
    part = walk.meaning(walk.text[segment.start : match.start()], quantity)
    above = {part.concept}
    while total.concept is not None and total.concept not in above:
        higher = {parent for id in above for parent in walk.course.lexicon.parents(id)} - above
        if not higher:
            return None
        above |= higher
    is_total = total.concept is not None and total.concept != part.concept
    return Named(walk.phrase(*match.span("name")), total, "item:own") if is_total else None


def _is_last_of_list(walk: Walk, start: int, quantity: Quantity | None) -> bool:
    """Whether another name stands in front of one, parted by a comma or a list mark alone."""
    end = len(walk.text[:start].rstrip())
    if end == 0 or walk.text[end - 1] not in LIST_MARKS:
        return False
    begin = clause_start(walk.text, walk.gap_start, end - 1)
    return walk.meaning(walk.text[begin : end - 1], quantity).concept is not None


def _best(walk: Walk, start: int, readings: Sequence[tuple[int, Meaning]]) -> tuple[int, Meaning]:
    """The reading that the catalogue knows best, the longest of several; a class by its mark has no words for a stage.

    行政运行（项） of 行政运行（项）年初预算;  教育支出预算 of 教育支出预算
    """
    best = max(readings, key=lambda reading: RANKED.get(reading[1].evidence, 0))
    if best[1].evidence != CLASS or MARK.search(walk.text, start, best[0]) is None:
        return best
    return [reading for reading in readings if reading[1].evidence == CLASS][-1]


def _known_tail(walk: Walk, segment: Segment, quantity: Quantity | None) -> Named | None:
    """The part of a longer phrase that the catalogue knows: 收入预算总额 of 某街道办收入预算总额."""
    for end in segment.ends:
        spans = (span for span in walk.passage.names if span.end == end and span.start > segment.start)
        for span in sorted(spans, key=lambda span: span.start):
            ahead, known = walk.text[segment.start : span.start], walk.text[span.start : end]
            if _may_precede(walk, ahead, span.start) and not (known in ONE_SIDE and OF_LEVEL.search(ahead)):
                meaning = walk.meaning(walk.text[span.start : end], quantity)
                if meaning.concept is not None:
                    return Named(walk.phrase(span.start, end), meaning, "item:tail")
    return None


def _may_precede(walk: Walk, words: str, edge: int) -> bool:
    """Whether the words in front of a known name are not part of it: an organisation, 的, a date."""
    return walk.cues.pattern(BEFORE_NAME).search(words.rstrip(" 　”）)")) is not None and edge in walk.passage.edges
