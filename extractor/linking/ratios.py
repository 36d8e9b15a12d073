"""Percentages of one figure in another: shares of a whole, completion of a plan, scores."""

import re

from extractor.data import Quantity, RatioKind
from extractor.linking.arithmetic import share_closes
from extractor.linking.clauses import last_of
from extractor.linking.concepts import GENERIC
from extractor.linking.drafts import FactDraft, RatioDraft
from extractor.linking.levels import read_level
from extractor.linking.names import is_bare, name_before
from extractor.linking.references import find_fact, refer
from extractor.linking.roles import Reading
from extractor.linking.walk import Walk

UNNAMED_WHOLE, OVERALL = r"{unnamed_whole}", r"{overall}"
SHARE_FIRST = re.compile(r"\s*的(?:是|为)(?P<name>[^，。；：、\d]{2,20})(?=[，,：:])")
RATIO_CUE = re.compile(r"完成|占|执行率|为(?=[^，。]*预算)")
TOTALS = (
    "rev.total",
    "rev.current_total",
    "exp.total",
    "exp.current_total",
    "fiscal.rev_total",
    "fiscal.exp_total",
    "gpb.exp_total",
)
PLANS = ("budget", "budget_adjusted")
NEAR = 12  # facts back to which a plan may stand


def read_ratio(walk: Walk, quantity: Quantity, reading: Reading) -> None:
    """Make a ratio of a percentage or a score."""
    fact = walk.subject()
    if reading.role == "score":
        _read_score(walk, quantity, reading, fact)
        return
    if reading.role == "share" and (named := SHARE_FIRST.match(walk.text, quantity.end)):
        walk.pending = walk.phrase(*named.span("name"))
        walk.held = (quantity, reading.of_text)
        return
    fact = _named_in_front(walk, quantity) or fact
    if fact is None:
        return
    if reading.role == "completion":
        fact, of = _completed(walk, fact)
        evidence = "of:planned" if of else "of:none"
        walk.scope.speak_of(fact)
    else:
        of, evidence = _whole(walk, fact, reading.of_text, quantity)
    kind: RatioKind = "completion" if reading.role == "completion" else "share"
    _add(
        walk,
        RatioDraft(
            kind, fact, of, reading.of_text, walk.locate(quantity), walk.passage.place, [reading.evidence, evidence]
        ),
    )


def _named_in_front(walk: Walk, quantity: Quantity) -> FactDraft | None:
    """The fact that the clause itself names, stated elsewhere: "财政拨款支出完成年初预算的112%"."""
    begin = max(last_of(walk.text, "，,。；;：:", walk.gap_start, quantity.start), walk.gap_start)
    cue = RATIO_CUE.search(walk.text, begin, quantity.start)
    if cue is None or cue.start() - begin < 2:
        return None
    segment = name_before(walk.text, begin, cue.start(), walk.cues, own=walk.course.own)
    name = walk.text[segment.start : segment.end]
    return find_fact(walk, name, year=walk.year) if name and not is_bare(name, walk.cues) else None


def _add(walk: Walk, ratio: RatioDraft) -> None:
    walk.drafts.ratios.append(ratio)


def settle_held(walk: Walk, fact: FactDraft) -> None:
    """A share that came before its figure: "占收入总预算66.0%的是财政拨款收入，计3210.8万元"."""
    if walk.held is not None:
        (quantity, of_text), walk.held = walk.held, None
        of, evidence = _whole(walk, fact, of_text, quantity)
        _add(
            walk,
            RatioDraft("share", fact, of, of_text, walk.locate(quantity), walk.passage.place, ["role:share", evidence]),
        )


def _read_score(walk: Walk, quantity: Quantity, reading: Reading, fact: FactDraft | None) -> None:
    """An average is a figure of its own; the score of one item is a ratio of what was spent on it."""
    segment = name_before(walk.text, walk.gap_start, quantity.start, walk.cues, own=walk.course.own)
    name = walk.text[segment.start : segment.end]
    spent = fact if fact is not None and fact.quantity and fact.quantity.kind == "amount" else None
    if spent is None and fact is not None:
        spent = next(
            (
                f
                for f in reversed(walk.drafts.facts[-NEAR:])
                if f.passage == walk.passage.place and f.quantity and f.quantity.kind == "amount"
            ),
            None,
        )
    if (
        name
        and (walk.cues.pattern(OVERALL).search(name) or spent is None)
        and walk.meaning(name, quantity).concept is not None
    ):
        read_level(walk, quantity, Reading("level", evidence="role:score"))
    elif spent is not None:
        _add(
            walk, RatioDraft("score", spent, None, None, walk.locate(quantity), walk.passage.place, [reading.evidence])
        )


def _completed(walk: Walk, fact: FactDraft) -> tuple[FactDraft, FactDraft | None]:
    """The outturn and the plan it is measured against: the nearest ones of the same item."""
    if fact.stage in PLANS:
        done = _twin(walk, fact, planned=False)
        if done is not None:
            return done, fact
    return fact, _twin(walk, fact, planned=True)


def _twin(walk: Walk, fact: FactDraft, *, planned: bool) -> FactDraft | None:
    """The same item of the same year at the other stage: in this paragraph by name, elsewhere by concept."""
    for other in reversed(walk.drafts.facts):
        if other is fact or other.quantity is None or (other.stage in PLANS) != planned or other.year != fact.year:
            continue
        near = other.section == fact.section and other.passage >= fact.passage - 1
        unnamed = other.passage == fact.passage and is_bare(other.name, walk.cues) and is_bare(fact.name, walk.cues)
        known = other.concept is not None and other.concept == fact.concept and other.concept not in GENERIC
        if known or unnamed or (near and (other.name == fact.name or other.item == fact.item)):
            return other
    return None


def _whole(walk: Walk, fact: FactDraft, name: str | None, percent: Quantity) -> tuple[FactDraft | None, str]:
    """The whole of a share: by its name, else the total that the fact is part of, else one that closes."""
    if name and not walk.cues.pattern(UNNAMED_WHOLE).fullmatch(name):
        candidates = [f for f in reversed(walk.drafts.facts) if f is not fact and _may_be_whole(f, fact)]
        if fact.parent is not None and refer(walk, name, [fact.parent]) is not None:
            return fact.parent, "of:named"
        closing = [
            f for f in candidates if f.quantity and fact.quantity and share_closes(fact.quantity, f.quantity, percent)
        ]
        found = refer(walk, name, closing) or refer(walk, name, candidates)
        return found, "of:named" if found else "of:none"
    if fact.parent is not None:
        return fact.parent, "of:parent"
    return _total_that_closes(walk, fact, percent)


def _may_be_whole(whole: FactDraft, fact: FactDraft) -> bool:
    return (
        whole.quantity is not None
        and fact.quantity is not None
        and whole.quantity.kind == fact.quantity.kind
        and whole.year == fact.year
    )


def _side(fact: FactDraft) -> bool | None:
    """Whether a figure is income; None when its concept does not say."""
    concept = fact.concept or ""
    return True if concept.startswith("rev.") or concept.endswith("rev_total") else False if concept else None


def _total_that_closes(walk: Walk, fact: FactDraft, percent: Quantity) -> tuple[FactDraft | None, str]:
    """Of the totals so far, the latest that the share closes on; for want of one, the latest of the same money."""
    totals = [
        f
        for f in reversed(walk.drafts.facts)
        if f.concept in TOTALS and f.stage == fact.stage and _may_be_whole(f, fact)
    ]
    totals.sort(key=lambda total: _side(total) != _side(fact))  # income is a part of income
    assert fact.quantity is not None or not totals
    beside = [
        f for f in reversed(walk.drafts.facts) if f.passage == fact.passage and f is not fact and _may_be_whole(f, fact)
    ]
    for total in (*totals, *beside):
        if total.quantity and fact.quantity and share_closes(fact.quantity, total.quantity, percent):
            return total, "of:closes"
    same = [total for total in totals if total.basis == walk.setting.basis]
    return (same[0], "of:section") if same else (None, "of:none")
