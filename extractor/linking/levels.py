"""Numbers that are levels: their year and stage, the total they are part of, and whether they were stated before."""

import re

from extractor.data import Against, Phrase, Quantity, Stage, State
from extractor.linking.clauses import last_of
from extractor.linking.comparisons import Comparison
from extractor.linking.concepts import GENERIC, Meaning
from extractor.linking.drafts import FactDraft
from extractor.linking.names import is_bare, name_before, stage_of
from extractor.linking.naming import Named, again, find_name, is_staffing
from extractor.linking.references import find_fact
from extractor.linking.roles import Reading
from extractor.linking.walk import Walk

PRIOR = re.compile(r"(?:上年|去年|上一年)(?:度)?(?!结转|结余|末结转|末结余)")
PRIOR_BASE = re.compile(r"[比较与同和由从](?:上年|去年|上一年)度?(?:同期)?(?:的)?$")
PRIOR_YEAR = re.compile(r"[较比由从]\s*((?:19|20)\d{2})\s*年度?的?\s*$")
COMPARED = re.compile(r"[比较与同和由从为按对]\s*$")
BASE_TAIL = re.compile(r"(?:的|为|是|数|：|\s)*$")
CLOSING_TOTAL = re.compile(r"总计|合计|总量|总收入|总支出")
AS_OF_BEHIND = re.compile(
    r"(?:以上|上述)[^。，]{0,8}(?:为|截至)\s*(?P<year>(?:19|20)\d{2})\s*年\s*(?:末|底|\d{1,2}\s*月)"
)
PEOPLE = ("人", "名")
NO_STAFF = ("sec.performance", "sec.projects", "profile.tasks")
STAFF = ("staff.", "profile.")
STATED_WINDOW = 400  # earlier facts in which a restatement is looked for
STAGE_OF_BASE: dict[Against | None, Stage] = {
    "last_year_budget": "budget",
    "last_year_execution": "budget_execution",
    "last_year_final": "final",
    "budget_initial": "budget",
    "budget_adjusted": "budget_adjusted",
}


def read_level(walk: Walk, quantity: Quantity, reading: Reading) -> FactDraft | None:
    """Make a fact of a number that is a level, or another mention of a fact that said the same."""
    if (base := _read_base(walk, quantity, reading)) is not None:
        return base
    segment = name_before(walk.text, walk.gap_start, quantity.start, own=walk.course.own)
    is_amount = quantity.kind == "amount"
    stage = stage_of(walk.text[segment.start : quantity.start], walk.setting.stage) if is_amount else None
    year, prior = year_of(walk, segment.start, quantity.start, segment.lead)
    named = find_name(walk, segment, quantity, reading)
    if named is None or not is_fact(walk, quantity, named):
        return None
    if named.meaning.stock and walk.stock_year is not None:
        year = walk.stock_year
    elif (
        (not prior
        and (named.meaning.concept or "").startswith(STAFF))
        or (quantity.unit in PEOPLE and is_staffing(named.phrase.text))
    ):
        year = walk.setting.year  # a budget lists the staff of its own year, whatever day it was counted
    fact = add_fact(
        walk,
        named.phrase,
        named.meaning,
        quantity,
        year=year,
        stage=stage,
        prior=prior,
        evidence=[reading.evidence, named.source],
    )
    if not prior:
        walk.scope.speak_of(fact)
        walk.series = [*walk.series, fact] if reading.listed else [fact]
        walk.row = []
        if walk.waiting is None:
            walk.comparison = None
    elif named.source in ("item:own", "item:tail"):
        walk.pending, walk.year = named.phrase, walk.setting.year  # "财政拨款收入去年11515.26万元，今年12082.07万元"
    walk.change = None
    return fact


def _read_base(walk: Walk, quantity: Quantity, reading: Reading) -> FactDraft | None:
    """The figure that a change starts from: "比上年的436.55万元", "较年初预算26万元"; it is the subject's, at another stage."""
    comparison = walk.comparison
    subject = _compared(walk) or walk.subject()
    if comparison is None or comparison.start < walk.gap_start or subject is None or subject.quantity is None:
        return None
    if (
        subject.quantity.unit != quantity.unit
        or BASE_TAIL.fullmatch(walk.text[comparison.end : quantity.start]) is None
    ):
        return None
    stage = STAGE_OF_BASE.get(comparison.against, subject.stage or "budget")
    fact = add_fact(
        walk,
        walk.phrase(comparison.start, comparison.end) if is_bare(subject.name) else subject.item,
        again(walk, subject),
        quantity,
        year=_year_of_base(comparison, subject),
        stage=stage,
        prior=True,
        evidence=[reading.evidence, "item:base"],
    )
    walk.base, walk.change = fact, None
    walk.scope.speak_of(subject)
    return fact


def _compared(walk: Walk) -> FactDraft | None:
    """The fact that the clause names in front of its base: "公务用车运行维护费比2022年预算30.1万元减少"."""
    if walk.comparison is None or walk.comparison.start <= walk.gap_start:
        return None
    clause = max(last_of(walk.text, "，,。；;：:", walk.gap_start, walk.comparison.start), walk.gap_start)
    segment = name_before(walk.text, clause, walk.comparison.start, own=walk.course.own)
    name = walk.text[segment.start : segment.end]
    return find_fact(walk, name, year=walk.year) if name and not is_bare(name) else None


def _year_of_base(comparison: Comparison, subject: FactDraft) -> int | None:
    if not comparison.earlier:
        return subject.year
    stated = comparison.year
    return stated if stated is not None else (subject.year - 1 if subject.year else None)


def add_fact(
    walk: Walk,
    phrase: Phrase,
    meaning: Meaning,
    quantity: Quantity | None,
    *,
    year: int | None,
    stage: Stage | None,
    prior: bool = False,
    state: State | None = None,
    evidence: list[str],
) -> FactDraft:
    """Put a fact down, unless an earlier one already says the same: then this is a mention of that."""
    located = walk.locate(quantity) if quantity else None
    if state is None:
        state = "zero" if quantity is not None and quantity.value == 0 else "reported"
    parent = None if prior or quantity is None else parent_for(walk, meaning, year)
    if parent is not None and not walk.year_stated and not meaning.stock and parent.year is not None:
        year = parent.year
    draft = FactDraft(
        place=len(walk.drafts.facts),
        item=phrase,
        name=meaning.name,
        concept=meaning.concept,
        quantity=located,
        state=state,
        year=year,
        stage=None
        if meaning.stock and not _is_planned(parent)
        else stage or _stage_of_parts(walk, parent) or walk.setting.stage,
        basis=meaning.basis or walk.setting.basis,
        dims=dict(meaning.dims),
        parent=parent,
        section=walk.course.section,
        passage=walk.passage.place,
        sentence=walk.course.sentence,
        project=walk.setting.project,
        evidence=[*evidence, meaning.evidence],
    )
    if located and (known := stated_before(walk, draft)):
        known.mentions.append(located)
        known.evidence.append("mention:restated")
        known.sentence, known.passage = walk.course.sentence, walk.passage.place
        return known
    walk.drafts.facts.append(draft)
    if walk.chain is not None and located:
        _add_to_chain(walk, draft)
    if walk.purpose is not None and located:
        draft.purpose, walk.purpose = walk.purpose, None
    return draft


def _is_planned(parent: FactDraft | None) -> bool:
    """Kinds of vehicles under 安排购置车辆 are plans and no stock."""
    return parent is not None and parent.stage is not None


def _stage_of_parts(walk: Walk, parent: FactDraft | None) -> Stage | None:
    """Parts are figures of the same stage as the total they were opened under in this sentence."""
    return parent.stage if parent is not None and walk.speaks_of(parent) else None


def is_fact(walk: Walk, quantity: Quantity, named: Named) -> bool:
    """Amounts are facts; a count is one only when the catalogue, its total or the staff list knows it."""
    if named.meaning.concept is not None:
        return True
    if quantity.kind == "amount":
        return walk.setting.policy == "read"
    if quantity.unit in PEOPLE and is_staffing(named.phrase.text):
        return not any(kind in NO_STAFF for kind in walk.setting.kinds)
    parent = walk.scope.parent
    return parent is not None and parent.quantity is not None and parent.quantity.unit == quantity.unit


def stated_before(walk: Walk, draft: FactDraft) -> FactDraft | None:
    """The earlier fact that this one only repeats: same name or concept, figure, year, stage and money."""
    for fact in reversed(walk.drafts.facts[-STATED_WINDOW:]):
        if fact.quantity is None or draft.quantity is None:
            continue
        if (fact.quantity.value, fact.quantity.unit) != (draft.quantity.value, draft.quantity.unit):
            continue
        if (fact.year, fact.stage) != (draft.year, draft.stage) or not _one_basis(fact, draft):
            continue
        same_concept = draft.concept is not None and draft.concept == fact.concept and draft.concept not in GENERIC
        if same_concept and draft.quantity.value == 0 and fact.section != draft.section:
            continue
        if same_concept or (fact.concept == draft.concept and _same_name(fact.name, draft.name)):
            return fact
    return None


def _one_basis(one: FactDraft, other: FactDraft) -> bool:
    return one.basis == other.basis or (one.concept == other.concept and one.concept not in GENERIC)


def _same_name(one: str, other: str) -> bool:
    return one.removesuffix("支出") == other.removesuffix("支出")


def parent_for(walk: Walk, meaning: Meaning, year: int | None) -> FactDraft | None:
    """The total a figure is part of: by the frame it stands in, corrected by what the catalogue knows."""
    parent = walk.scope.parent
    known = walk.course.lexicon.parents(meaning.concept)
    if parent is not None and (not known or parent.concept in known or parent.concept is None):
        return parent
    if known and walk.scope.frames:
        for fact in reversed(walk.drafts.facts[-60:]):
            if fact.section == walk.course.section and fact.concept in known and fact.year == year and fact.quantity:
                return fact
    return parent


def _add_to_chain(walk: Walk, draft: FactDraft) -> None:
    """The last figure of "A加上B、C，总计D" is the total of all before it."""
    assert walk.chain is not None
    if CLOSING_TOTAL.search(draft.name):
        for fact in walk.chain:
            fact.parent = draft
        walk.chain = None
    elif not walk.scope.frames or not walk.scope.frames[-1].bracket:
        walk.chain.append(draft)


# -- years


def note_year(walk: Walk, end: int) -> None:
    """A year at the head of a clause holds for the figures that follow; one inside a comparison does not."""
    for period in walk.passage.periods:
        if not walk.gap_start <= period.start < end:
            continue
        ahead, behind = walk.text[max(0, period.start - 3) : period.start], walk.text[period.end : period.end + 8]
        if COMPARED.search(ahead) or "相比" in behind:
            continue
        if period.kind == "relative":
            if period.offset == 0 and walk.setting.year is not None:
                walk.year = walk.setting.year
        elif period.year is not None:
            walk.year, walk.year_stated = period.year, True
            walk.as_of = period.last if period.kind in ("date", "month") else None


def date_behind(text: str) -> int | None:
    """The year of the stocks in a paragraph that only its end dates: "以上为2018年末数"."""
    match = AS_OF_BEHIND.search(text)
    return int(match["year"]) if match else None


def year_of(walk: Walk, start: int, end: int, lead: str) -> tuple[int | None, bool]:
    """The year of a level, and whether it is an earlier one than the sentence speaks of."""
    words = lead + walk.text[start:end]
    ahead = walk.text[max(walk.gap_start, end - 30) : end]
    base = walk.setting.year
    if PRIOR.search(words) or PRIOR_BASE.search(ahead):
        return (base - 1 if base else None), True
    if compared := PRIOR_YEAR.search(ahead):
        return int(compared[1]), True
    subject = walk.scope.subject
    if walk.year is not None and base is not None and walk.year < base and subject is not None:
        return walk.year, walk.speaks_of(subject) and subject.year == base
    return walk.year, False
