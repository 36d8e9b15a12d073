"""Totals that close a list: "培训费3万元，会议费2万元，合计5万元" makes parts of what was listed, where they add up."""

from collections.abc import Sequence

from extractor.data import Quantity
from extractor.linking.arithmetic import sum_closes
from extractor.linking.clauses import last_of
from extractor.linking.concepts import Meaning
from extractor.linking.drafts import FactDraft
from extractor.linking.names import Segment
from extractor.linking.referring import Named
from extractor.linking.walk import Walk

LISTED = 40  # facts back among which the parts of a total are looked for
SUMS_UP = r"{sums_up}"
ONLY_SUMS_UP = r"(?P<word>{sums_up})(?:约?为|达|[：:])?\s*$"


def closing_name(walk: Walk, segment: Segment, quantity: Quantity) -> Named | None:
    """The name of a total that is called nothing but 合计: that word, with what its parts have in common.

    "购置费18万元、运行费10万元，合计28万元" -> 合计, tp.vehicle;  None where nothing before adds up to it
    """
    gap = walk.text[walk.gap_start : quantity.start]
    match = walk.cues.pattern(ONLY_SUMS_UP).search(gap)
    if match is None:
        return None
    start, end = (walk.gap_start + at for at in match.span("word"))
    has_name = not segment.is_empty and segment.start < start
    parts = () if has_name else listed_parts(walk, quantity)
    if not parts:
        return None
    phrase = walk.phrase(start, end)
    meaning = walk.meaning(phrase.text, quantity)
    common = _whole_of(walk, parts)
    return Named(phrase, Meaning(meaning.name, common or meaning.concept, meaning.basis), "item:own")


def take_parts(walk: Walk, total: FactDraft, quantity: Quantity) -> None:
    """Make parts of the figures that a named total closes: "局机关187万元、下属单位182万元，合计支出369万元"."""
    if walk.cues.pattern(SUMS_UP).search(walk.text, walk.gap_start, quantity.start) is None:
        return
    for part in listed_parts(walk, quantity, total):
        part.parent = total


def listed_parts(walk: Walk, quantity: Quantity, total: FactDraft | None = None) -> Sequence[FactDraft]:
    """The latest figures of this item that are part of nothing yet and add up to a number, two of them or more."""
    begin = walk.passage.paragraph.position(last_of(walk.text, "。；;", 0, quantity.start))
    listed = [
        fact
        for fact in walk.drafts.facts[-LISTED:]
        if fact is not total and fact.parent is None and _stands_behind(fact, begin) and _counts_alike(fact, quantity)
    ]
    for first in range(len(listed) - 1):
        run = listed[first:]
        if sum_closes(quantity, [fact.quantity for fact in run if fact.quantity is not None]):
            return run
    return ()


def _stands_behind(fact: FactDraft, begin: int) -> bool:
    return fact.quantity is not None and fact.quantity.start >= begin


def _counts_alike(fact: FactDraft, quantity: Quantity) -> bool:
    return fact.quantity is not None and fact.quantity.unit == quantity.unit


def _whole_of(walk: Walk, parts: Sequence[FactDraft]) -> str | None:
    """The nearest concept that all of some figures are parts of: exp.total for exp.basic and exp.project."""
    above = [walk.course.lexicon.parents(part.concept) for part in parts]
    return next((id for id in above[0] if all(id in parents for parents in above)), None)
