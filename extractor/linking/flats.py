"""持平, 无增减变化: words that say that figures did not move, and which figures."""

import re

from extractor.data import Against
from extractor.linking.bases import RECENT, compared_stage, draft_change
from extractor.linking.clauses import COMMAS, first_of, last_of
from extractor.linking.comparisons import Comparison, find_comparison, resolve_against
from extractor.linking.drafts import FactDraft
from extractor.linking.names import is_bare, name_before
from extractor.linking.references import find_fact
from extractor.linking.segments import AMOUNT
from extractor.linking.signals import Signal
from extractor.linking.unsaid import UNMOVED, UNSAID, unsaid_item
from extractor.linking.walk import Waiting, Walk

REASON_FOLLOWS = re.compile(r"的?(?:主要)?原因")
ITEM_ENDS = "。；;！？!?\n"
EACH = re.compile(r"均|都|各|分别")
TWO_BASES = re.compile(
    r"(?:上年|去年)[^，。；]{0,6}(?:和|及|、|与)[^，。；]{0,4}预算|[与和较比同][^，。；]{0,6}预算数?[^，。；]{0,4}(?:和|及|、|与)(?:上年|去年)"
)


def read_flat(walk: Walk, signal: Signal) -> None:
    """持平, 无增减变化: no change, stated."""
    if _only_repeats(walk, signal):
        return
    comparison = find_comparison(walk.text, walk.gap_start, signal.end, walk.setting.year, walk.cues) or walk.comparison
    start = min(comparison.start, signal.start) if comparison and comparison.start >= walk.gap_start else signal.start
    clause = max(last_of(walk.text, "，,。；;：:", walk.gap_start, start), walk.gap_start)
    segment = name_before(walk.text, clause, start, walk.cues, own=walk.course.own)
    name = walk.text[segment.start : segment.end]
    named = find_fact(walk, name, year=walk.year) if name and not is_bare(name, walk.cues) else None
    if named is not None and named.state in UNSAID and named.section != walk.course.section:
        named = None  # of another account, which has items of the same names
    named = named or _named_behind(walk, comparison, signal)
    waits = named is None and name and not is_bare(name, walk.cues) and not walk.speaks_of(walk.scope.subject)
    if waits and (_figure_follows(walk, signal.end) or walk.meaning(name, AMOUNT).concept is None):
        walk.pending = walk.phrase(segment.start, segment.end)
        walk.waiting = [Waiting("flat", start, signal.end, comparison, floor=clause)]
        return
    unsaid = None if named else unsaid_item(walk, comparison, walk.gap_start, signal.start, UNMOVED)
    fact = named or unsaid or walk.unmoved or walk.subject()
    if fact is None:
        return
    walk.comparison = comparison
    of_each = named is None and unsaid is None and EACH.search(walk.text, clause, signal.end)
    several = _told_together(walk) if of_each else []
    for each in several if len(several) > 1 else [fact]:
        add_flat(walk, each, start, signal.end)
    if TWO_BASES.search(walk.text, clause, signal.end) and comparison is not None:
        other: Against | None = "budget_initial" if comparison.earlier else None
        walk.comparison = Comparison(other, None, other is None, comparison.start, comparison.end)
        add_flat(walk, fact, start, signal.end)
    walk.comparison = None


def _named_behind(walk: Walk, comparison: Comparison | None, signal: Signal) -> FactDraft | None:
    """The figure that the words between base and mark name: "与上年预算对比，在职人员无变化"."""
    if comparison is None or comparison.end > signal.start or comparison.start < walk.gap_start:
        return None
    floor = max(last_of(walk.text, "，,。；;：:", comparison.end, signal.start), comparison.end)
    segment = name_before(walk.text, floor, signal.start, walk.cues, own=walk.course.own)
    name = walk.text[segment.start : segment.end]
    return find_fact(walk, name, year=walk.year) if name and not is_bare(name, walk.cues) else None


def _only_repeats(walk: Walk, signal: Signal) -> bool:
    """Whether the word only takes up again what was said, to explain it: "与上年持平，持平的原因是"."""
    bare = walk.text[: signal.start].rstrip()[-1:] in COMMAS and REASON_FOLLOWS.match(walk.text, signal.end)
    last = walk.change
    return bool(bare) and last is not None and last.direction == "flat" and last.sentence == walk.course.sentence


def _figure_follows(walk: Walk, position: int) -> bool:
    """Whether the item goes on to a figure, which may be that of what was named; another movement is none."""
    end = first_of(walk.text, ITEM_ENDS, position, len(walk.text))
    following = next((q for q in walk.passage.quantities if position <= q.start < end), None)
    return following is not None and walk.cues.direction_before(walk.text[position : following.start]) is None


def settle_unmoved(walk: Walk) -> None:
    """At a full stop, put down what was said not to have moved and whose figure did not follow."""
    for waiting in walk.waiting:
        if waiting.quantity is None:
            fact = unsaid_item(walk, waiting.comparison, waiting.floor, waiting.start, UNMOVED)
            if fact is not None:
                walk.comparison = waiting.comparison
                add_flat(walk, fact, waiting.start, waiting.end)


def settle_item(walk: Walk) -> None:
    """At a semicolon, put down a part that 其中 named only to say that it did not move: "其中：本级收入不变；"."""
    last = walk.waiting[-1] if walk.waiting else None
    if last is None or last.quantity is not None or not walk.scope.frames:
        return
    fact = unsaid_item(walk, last.comparison, last.floor, last.start, UNMOVED)
    if fact is None:
        return
    walk.comparison, walk.waiting, walk.pending = last.comparison, [], None
    add_flat(walk, fact, last.start, last.end)
    walk.scope.speak_of(fact)


def _told_together(walk: Walk) -> list[FactDraft]:
    """The figures of a sentence that stand beside each other: both of "收入842万元、支出800万元，均与上年相同"."""
    facts = [f for f in walk.drafts.facts[-RECENT:] if walk.speaks_of(f) and f.quantity]
    together = [f for f in facts if f.parent is facts[-1].parent and f.year == facts[-1].year]
    whole = facts[-1].parent if facts else None
    return [*([whole] if whole in facts and len(together) > 1 else []), *together]


def add_flat(walk: Walk, fact: FactDraft, start: int, end: int) -> None:
    """Put down that a fact did not move, once for each base."""
    against = resolve_against(walk.comparison, compared_stage(walk, fact))
    last = walk.change
    if last is not None and last.fact is fact and last.direction == "flat" and last.against == against:
        return
    begin, stop = walk.passage.paragraph.range(start, end)
    walk.change = draft_change(walk, fact, "flat", begin, stop, "role:flat")
    walk.row = [walk.change]
