"""Percentages of one figure in another: shares of a whole, completion of a plan, scores."""

import re

from extractor.data import Quantity
from extractor.linking.drafts import FactDraft, RatioDraft
from extractor.linking.levels import read_level
from extractor.linking.names import name_before
from extractor.linking.references import refer
from extractor.linking.roles import Reading
from extractor.linking.walk import Walk

UNNAMED_WHOLE = re.compile(r"比|比重|比例|总|的|总额|总数|全部|其|总量|合计|总计|总体")
PLANS = ("budget", "budget_adjusted")
NEAR = 12  # facts back to which a plan may stand


def read_ratio(walk: Walk, quantity: Quantity, reading: Reading) -> None:
    """Make a ratio of a percentage or a score."""
    fact = walk.subject()
    if reading.role == "score":
        _read_score(walk, quantity, reading, fact)
        return
    if fact is None:
        return
    if reading.role == "completion":
        fact, of = _completed(walk, fact)
        evidence = "of:planned" if of else "of:none"
    else:
        of, evidence = _whole(walk, fact, reading.of_text)
    kind = "completion" if reading.role == "completion" else "share"
    _add(walk, RatioDraft(kind, fact, of, reading.of_text, walk.locate(quantity), walk.passage.place, [reading.evidence, evidence]))


def _add(walk: Walk, ratio: RatioDraft) -> None:
    walk.drafts.ratios.append(ratio)


def _read_score(walk: Walk, quantity: Quantity, reading: Reading, fact: FactDraft | None) -> None:
    """A score is a figure of its own where the catalogue knows it, else a ratio of the item before it."""
    segment = name_before(walk.text, walk.gap_start, quantity.start, own=walk.course.own)
    name = walk.text[segment.start : segment.end]
    meaning = walk.meaning(name, quantity)
    is_own = meaning.concept is not None and (meaning.evidence != "concept:weak" or not walk.speaks_of(fact))
    if name and is_own:
        read_level(walk, quantity, Reading("level", evidence="role:score"))
    elif fact is not None:
        _add(walk, RatioDraft("score", fact, None, None, walk.locate(quantity), walk.passage.place, [reading.evidence]))


def _completed(walk: Walk, fact: FactDraft) -> tuple[FactDraft, FactDraft | None]:
    """The outturn and the plan it is measured against: the nearest ones of the same item."""
    if fact.stage in PLANS:
        done = _twin(walk, fact, planned=False)
        if done is not None:
            return done, fact
    return fact, _twin(walk, fact, planned=True)


def _twin(walk: Walk, fact: FactDraft, *, planned: bool) -> FactDraft | None:
    for other in reversed(walk.drafts.facts[-NEAR:]):
        if other is fact or (other.stage in PLANS) != planned or other.section != fact.section:
            continue
        same = other.name == fact.name or (other.concept is not None and other.concept == fact.concept and other.item == fact.item)
        if other.passage >= fact.passage - 1 and other.year == fact.year and same:
            return other
    return None


def _whole(walk: Walk, fact: FactDraft, name: str | None) -> tuple[FactDraft | None, str]:
    """The whole of a share: by its name, else the total that the fact is part of."""
    if name and not UNNAMED_WHOLE.fullmatch(name):
        candidates = [f for f in reversed(walk.drafts.facts) if f is not fact and f.quantity and f.quantity.kind == "amount" and f.year == fact.year]
        if fact.parent is not None and refer(walk, name, [fact.parent]) is not None:
            return fact.parent, "of:named"
        if (found := refer(walk, name, candidates)) is not None:
            return found, "of:named"
        return None, "of:none"
    return fact.parent, "of:parent" if fact.parent else "of:none"
