"""What a text says is not there: 没有政府性基金预算, 未安排, 详见附件, and figures that were left as XX."""

from extractor.data import State
from extractor.linking.drafts import FactDraft
from extractor.linking.facts import add_state
from extractor.linking.levels import note_year
from extractor.linking.names import name_before
from extractor.linking.naming import name_segment
from extractor.linking.referring import Named
from extractor.linking.signals import Signal
from extractor.linking.walk import Walk
from extractor.quantities import find_quantities

FILLED_IN = "1"  # put in the place of XX, to see what would be counted there


def read_absence(walk: Walk, signal: Signal) -> None:
    """没有政府性基金预算: a fact without a number."""
    assert signal.name is not None
    note_year(walk, signal.start)
    start, end = signal.name
    segment = name_before(walk.text, start, end, walk.cues, own=walk.course.own)
    meaning = walk.meaning(walk.text[segment.start : segment.end], None)
    if signal.state == "see_attachment":
        if "part.tables" not in walk.setting.kinds or walk.setting.heading is None:
            return
        phrase = walk.setting.heading
    elif meaning.concept is None:
        return  # 年初未安排预算，决算238万元: the words stay with the next figure
    else:
        phrase = walk.phrase(segment.start, segment.end)
    assert signal.state is not None
    named = Named(phrase, meaning, "item:own")
    fact = _said_before(walk, meaning.concept, signal.state) or add_state(walk, named, signal.state)
    walk.scope.speak_of(fact)
    walk.gap_start = max(walk.gap_start, signal.end)


def _said_before(walk: Walk, concept: str | None, state: State | None) -> FactDraft | None:
    """The fact that already says that there is none of this in this year."""
    for fact in walk.drafts.facts:
        if (
            fact.quantity is None
            and concept is not None
            and (fact.concept, fact.state, fact.year) == (concept, state, walk.year)
        ):
            fact.sentence, fact.passage = walk.course.sentence, walk.passage.place
            return fact
    return None


def read_placeholder(walk: Walk, signal: Signal) -> None:
    """XX万元: a figure that the author of the form left to be filled in."""
    note_year(walk, signal.start)
    segment = name_before(walk.text, walk.gap_start, signal.start, walk.cues, own=walk.course.own)
    filled = next(iter(find_quantities(FILLED_IN + walk.text[signal.end : signal.end + 4].lstrip())), None)
    named = name_segment(walk, segment, filled)
    if named is not None and named.meaning.concept is not None:
        fact = add_state(walk, named, "placeholder")
        walk.scope.speak_of(fact)
