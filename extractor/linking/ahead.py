"""Names that are told only later in the sentence: "年初预算15万元，全年预算18万元，公务接待费决算14万元"."""

from itertools import islice

from extractor.data import Quantity
from extractor.linking.bases import PLANS
from extractor.linking.clauses import MARGIN
from extractor.linking.names import Segment, is_bare, name_before, stage_of
from extractor.linking.referring import Named
from extractor.linking.segments import name_segment
from extractor.linking.walk import Walk

COMPARING = "与和同较比"
FARTHEST = 3  # numbers ahead among which the one with a name is looked for


def name_ahead(walk: Walk, segment: Segment, quantity: Quantity) -> Named | None:
    """The item of a plan that stands in front of its outturn, which alone names it; None elsewhere.

    Both must say their stage, the later one an outturn or an adjusted plan, with commas alone between them.
    """
    own = walk.text[segment.start : quantity.start]
    if stage_of(own, walk.setting.stage, walk.cues) not in PLANS or not is_bare(_words(walk, segment), walk.cues):
        return None
    end = quantity.end
    following = (each for each in walk.passage.quantities if each.start >= quantity.end)
    for each in islice(following, FARTHEST):
        if any(mark in walk.text[end : each.start] for mark in "。；;：:") or "其中" in walk.text[end : each.start]:
            return None
        ahead = name_before(walk.text, end, each.start, walk.cues, own=walk.course.own)
        words = _words(walk, ahead)
        if each.unit == quantity.unit and not is_bare(words, walk.cues):
            return _known(walk, ahead, each)
        end = each.end
    return None


def _words(walk: Walk, segment: Segment) -> str:
    return walk.text[segment.start : segment.end].strip(MARGIN).lstrip(COMPARING)


def _known(walk: Walk, ahead: Segment, each: Quantity) -> Named | None:
    """The name ahead, if it is one of the catalogue's and says that it is what became of a plan."""
    stage = stage_of(walk.text[ahead.start : each.start], walk.setting.stage, walk.cues)
    if stage in (None, "budget"):
        return None
    named = name_segment(walk, ahead, each)
    if named is None or named.meaning.concept is None:
        return None
    meanings = ((end, walk.meaning(walk.text[ahead.start : end], each)) for end in reversed(ahead.ends))
    for end, meaning in meanings:  # 公务接待费 of 公务接待费决算: the stage is the outturn's alone
        if meaning.concept == named.meaning.concept:
            return Named(walk.phrase(ahead.start, end), meaning, "item:pending")
    return Named(named.phrase, named.meaning, "item:pending")
