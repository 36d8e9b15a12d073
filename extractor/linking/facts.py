"""Levels put down as facts, unless they were stated before."""

import re
from dataclasses import replace

from extractor.confidence import ASSUMED
from extractor.data import Quantity, Stage, State
from extractor.linking.chains import add_to_chain
from extractor.linking.concepts import GENERIC, Meaning
from extractor.linking.drafts import FactDraft
from extractor.linking.parents import PEOPLE, When, find_parent
from extractor.linking.referring import PROJECT_BUDGET, Named
from extractor.linking.scope import PLANS
from extractor.linking.walk import Walk

PROJECT_ITEM = re.compile(r"[^，。；]{2,}项目$")
CURRENT_AND_TOTAL = ({"rev.current_total", "rev.total"}, {"exp.current_total", "exp.total"})
INLAND = re.compile("国内|国（境）外|外宾|外事")
STATED_WINDOW = 400  # earlier facts in which a restatement is looked for


def add_level(walk: Walk, named: Named, quantity: Quantity, when: When, role: str) -> FactDraft:
    """Put a number down as a fact, unless an earlier fact says the same: then this is a mention of that."""
    parent = find_parent(walk, named.meaning, quantity, when)
    if parent is not None and not walk.year_stated and not named.meaning.stock and parent.year is not None:
        when = When(parent.year, when.stage, prior=when.prior)
    if named.meaning.concept is None and quantity.kind == "amount" and PROJECT_ITEM.search(named.phrase.text):
        named = replace(named, meaning=replace(named.meaning, concept=PROJECT_BUDGET, evidence="concept:like"))
    draft = _draft(walk, named, when, "zero" if quantity.value == 0 else "reported", role)
    draft.parent = parent
    draft.quantity = located = walk.locate(quantity)
    _set_stage(walk, draft, named.meaning, when.stage)
    if known := stated_before(walk, draft):
        known.mentions.append(located)
        known.evidence.append("mention:restated")
        known.sentence, known.passage = walk.course.sentence, walk.passage.place
        known.told.append((walk.passage.place, walk.course.section, len(walk.drafts.facts)))
        return known
    draft.told.append((walk.passage.place, walk.course.section, draft.place))
    walk.drafts.add(draft)
    if walk.chain is not None:
        add_to_chain(walk, draft)
    if walk.purpose is not None:
        draft.purpose, walk.purpose = walk.purpose, None
    return draft


def add_state(walk: Walk, named: Named, state: State, when: When, role: str = "role:absent") -> FactDraft:
    """Put down what a text says of an item without a number: that there is none, or that it is left to be filled in."""
    draft = _draft(walk, named, when, state, role)
    _set_stage(walk, draft, named.meaning, when.stage)
    walk.drafts.add(draft)
    return draft


def _draft(walk: Walk, named: Named, when: When, state: State, role: str) -> FactDraft:
    return FactDraft(
        place=len(walk.drafts.facts),
        item=named.phrase,
        name=named.meaning.name,
        concept=named.meaning.concept,
        quantity=None,
        state=state,
        year=when.year,
        stage=None,
        basis=named.meaning.basis or walk.setting.basis,
        dims=dict(named.meaning.dims),
        parent=None,
        section=walk.course.section,
        passage=walk.passage.place,
        sentence=walk.course.sentence,
        project=walk.setting.project,
        evidence=[role, named.source, named.meaning.evidence],
    )


def _opened_now(walk: Walk, total: FactDraft) -> bool:
    """Whether a sentence begins with the parts of a plan just told: "年初预算9万元。其中：接待费3万元"."""
    frame = walk.scope.frames[-1] if walk.scope.frames else None
    opened = frame is not None and frame.parent is total and frame.sentence == walk.course.sentence
    told = (f for f in walk.drafts.facts[total.place + 1 :] if f.passage == total.passage and f.parent is not total)
    plan_alone = walk.setting.is_performance and all(fact.stage in PLANS for fact in told)
    return opened and (walk.setting.stage in PLANS or plan_alone)


def _set_stage(walk: Walk, draft: FactDraft, meaning: Meaning, stated: Stage | None) -> None:
    """Give a figure its stage: the one stated, else that of its total where both are told together, else the setting's.

    A stock at a date has none, unless it is part of a plan: kinds of vehicles under 安排购置车辆.
    """
    parent = draft.parent
    planned = parent is not None and parent.stage is not None
    if meaning.stock and not planned:
        return
    told = parent is not None and (walk.speaks_of(parent) or _opened_now(walk, parent))
    total = parent if parent is not None and parent.stage is not None and told else None
    draft.stage = stated or (total.stage if total is not None else walk.setting.stage)
    is_assumed = ASSUMED in total.evidence if total is not None else walk.setting.is_assumed
    if stated is None and is_assumed:
        draft.evidence.append(ASSUMED)


def stated_before(walk: Walk, draft: FactDraft) -> FactDraft | None:
    """The earlier fact that this one only repeats: same name or concept, figure, year, stage and money."""
    if draft.quantity is None:
        return None
    for fact in walk.drafts.of_figure(draft.quantity, STATED_WINDOW):
        if (fact.year, fact.stage) != (draft.year, draft.stage) or not _one_basis(fact, draft):
            continue
        if fact is draft.parent and fact.name != draft.name and _is_own_part(walk, fact, draft):
            continue  # 公务接待费3万元，其中：国内接待3万元
        if fact.passage == draft.passage and draft.quantity.unit in PEOPLE:
            continue  # 甲院编制20名，实有18人；乙院编制20名，实有17人
        same_concept = _one_concept(fact, draft)
        if same_concept and draft.quantity.value == 0 and _each_may_be_nought(fact, draft):
            continue
        if same_concept or (fact.concept == draft.concept and _same_name(fact.name, draft.name)):
            return fact
    return None


def _is_own_part(walk: Walk, whole: FactDraft, part: FactDraft) -> bool:
    """Whether a figure equal to its total is a part of it all the same, and not the total by another name."""
    if whole.concept == part.concept:
        return INLAND.search(part.name) is not None
    return walk.scope.parent is whole and walk.speaks_of(whole)  # 收支总预算900万元，其中：本年收入900万元


def _one_concept(one: FactDraft, other: FactDraft) -> bool:
    """Whether two equal figures measure the same; a budget's 本年收入合计 repeats its 收入总计 when they are equal."""
    if one.concept is None or one.concept in GENERIC or other.concept is None:
        return False
    budget = one.stage == other.stage == "budget"
    return one.concept == other.concept or (budget and {one.concept, other.concept} in CURRENT_AND_TOTAL)


def _each_may_be_nought(one: FactDraft, other: FactDraft) -> bool:
    """Whether two noughts of one concept are two statements: in two sections, or counts of things named differently."""
    assert other.quantity is not None
    return one.section != other.section or (other.quantity.kind == "count" and one.name != other.name)


def _one_basis(one: FactDraft, other: FactDraft) -> bool:
    return one.basis == other.basis or _one_concept(one, other)


def _same_name(one: str, other: str) -> bool:
    return one.removesuffix("支出") == other.removesuffix("支出")
