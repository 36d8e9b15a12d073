"""What a percentage is of: the whole of a share and the plan of a completion, by name, by place or by arithmetic."""

from collections.abc import Iterator

from annotations.catalogue.names import normalise
from extractor.data import Quantity
from extractor.linking.arithmetic import share_closes
from extractor.linking.bases import PLANS
from extractor.linking.concepts import GENERIC
from extractor.linking.cues import Cues
from extractor.linking.drafts import Drafts, FactDraft
from extractor.linking.names import is_bare
from extractor.linking.references import likeness, refer, scope_of
from extractor.linking.walk import Walk

UNNAMED_WHOLE = r"{unnamed_whole}"

TOTALS = (
    "rev.total",
    "rev.current_total",
    "exp.total",
    "exp.current_total",
    "fiscal.rev_total",
    "fiscal.exp_total",
    "gpb.exp_total",
)
LIKE = 0.7  # least likeness of a name that stands for a whole
FAR = 60  # facts back among which what was granted is looked for
SHORTEST = 3  # characters of a name that begins another
NEAR = 12  # facts back to which a plan may stand


def part_of(walk: Walk, whole: FactDraft | None, percent: Quantity) -> FactDraft | None:
    """The part whose share of the whole just told is given: the figure of this sentence that closes, or the last one.

    None where the whole stood in a bracket, so that the part is spoken of again.
    """
    told = walk.before
    if whole is None or whole.quantity is None or told is None or told.value != whole.quantity.value:
        return None
    beside = [f for f in walk.drafts.facts[-NEAR:] if f is not whole and walk.speaks_of(f) and _may_be_whole(whole, f)]
    closing = [f for f in beside if f.quantity and share_closes(f.quantity, whole.quantity, percent)]
    return next(reversed(closing or beside), None)


def completed(walk: Walk, fact: FactDraft) -> tuple[FactDraft, FactDraft | None]:
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
        near = other.passage >= fact.passage - 1
        unnamed = other.passage == fact.passage and is_bare(other.name, walk.cues) and is_bare(fact.name, walk.cues)
        known = other.concept is not None and other.concept == fact.concept and other.concept not in GENERIC
        if scope_of(other.name, walk.cues) != scope_of(fact.name, walk.cues):
            continue  # 市级一般公共预算支出 is no part of the plan of the whole city
        if known or unnamed or (near and (other.name == fact.name or other.item == fact.item)):
            return other
    return None


def plan_that_closes(walk: Walk, fact: FactDraft, percent: Quantity) -> FactDraft | None:
    """A plan of the paragraph that the percentage closes on: "全年预算2,600万元，支出2,548万元，执行率98.0%"."""
    plans = [plan for plan in reversed(walk.drafts.facts[-NEAR:]) if plan.stage in PLANS and plan is not fact]
    here = (plan for plan in plans if plan.passage == fact.passage)
    above = (plan for plan in plans if walk.setting.is_performance and plan.parent is None and fact.parent is None)
    for plan in (*here, *above):  # an evaluation tells what was granted in one paragraph, what was spent in another
        closes = fact.quantity and plan.quantity and share_closes(fact.quantity, plan.quantity, percent)
        if closes and _may_be_whole(plan, fact):
            return plan
    return None


def granted_that_closes(walk: Walk, fact: FactDraft, percent: Quantity) -> FactDraft | None:
    """The figure that a bare rate closes on: "总投资260万元，已拨付240万元，支出率92.3%".

    It stands in the sentence, or its name begins that of what was spent: 石桥镇 620万元, 石桥镇支出545.6万元.
    """
    for whole in reversed(walk.drafts.facts[-FAR:]):
        meant = walk.speaks_of(whole) or (len(whole.name) >= SHORTEST and fact.name.startswith(whole.name))
        here = whole is not fact and meant and _may_be_whole(whole, fact)
        if here and fact.quantity and whole.quantity and share_closes(fact.quantity, whole.quantity, percent):
            return whole
    return None


def whole_of(walk: Walk, fact: FactDraft, name: str | None, percent: Quantity) -> tuple[FactDraft | None, str]:
    """The whole of a share: by its name, else the total that the fact is part of, else one that closes."""
    if name and not walk.cues.pattern(UNNAMED_WHOLE).fullmatch(name):
        candidates = [f for f in reversed(walk.drafts.facts) if f is not fact and _may_be_named(f, fact)]
        if fact.parent is not None and refer(walk, name, [fact.parent]) is not None:
            return fact.parent, "of:named"
        closing = [
            f for f in candidates if f.quantity and fact.quantity and share_closes(fact.quantity, f.quantity, percent)
        ]
        found = refer(walk, name, closing) or refer(walk, name, candidates)
        if found is None:  # 占总收入的, of what is called 收入合计
            totals = (f for f in closing if f.concept in TOTALS and _one_side(f, fact))
            found = fact.parent if fact.parent in closing else next(totals, None)
            return found, "of:closes" if found else "of:none"
        return found, "of:named"
    if fact.parent is None:
        return _total_that_closes(walk, fact, percent)
    return _above_that_closes(walk, fact, percent) or fact.parent, "of:parent"


def _above_that_closes(walk: Walk, fact: FactDraft, percent: Quantity) -> FactDraft | None:
    """The nearest total above a figure that the share closes on, where it was told first or where it stands now.

    Else a figure of the paragraph: what was told in front of 按经济分类.
    """
    above = [*_upwards(fact.parent), *_upwards(walk.scope.parent)]
    beside = [f for f in reversed(walk.drafts.facts[-NEAR:]) if f.passage == fact.passage and f is not fact]
    for whole in (*above, *(f for f in beside if f.stage == fact.stage and f.parent is not fact)):
        fits = whole is not fact and _may_be_whole(whole, fact) and fact.quantity and whole.quantity
        if fits and fact.quantity and whole.quantity and share_closes(fact.quantity, whole.quantity, percent):
            return whole
    return None


def _upwards(fact: FactDraft | None) -> Iterator[FactDraft]:
    while fact is not None:
        yield fact
        fact = fact.parent


def settle_open(drafts: Drafts, cues: Cues) -> None:
    """Find the wholes that are stated only later: "项目支出占支出预算总额的33.33%。支出预算总额900万元"."""
    _settle_plans(drafts)
    for ratio in drafts.ratios:
        if ratio.of is not None or ratio.of_text is None or ratio.fact.quantity is None:
            continue
        for fact in drafts.facts:
            named = fact is not ratio.fact and likeness(normalise(ratio.of_text), fact.name, cues) >= LIKE
            whole = fact.quantity if named and _may_be_whole(fact, ratio.fact) else None
            if whole is not None and share_closes(ratio.fact.quantity, whole, ratio.percent):
                ratio.of = fact
                ratio.evidence[-1] = "of:closes"
                break


def _settle_plans(drafts: Drafts) -> None:
    """Find the plans that are stated behind their outturn: "完成年初预算的76%。…由年初的8亿元调整为9亿元"."""
    for ratio in drafts.ratios:
        fact = ratio.fact
        if ratio.kind != "completion" or ratio.of is not None or fact.quantity is None or fact.stage in PLANS:
            continue
        for plan in drafts.facts[fact.place + 1 :]:
            is_plan = plan.stage in PLANS and (plan.name, plan.year) == (fact.name, fact.year) and plan.quantity
            if is_plan and plan.quantity and share_closes(fact.quantity, plan.quantity, ratio.percent):
                ratio.of = plan
                ratio.evidence[-1] = "of:closes"
                break


def _may_be_named(whole: FactDraft, fact: FactDraft) -> bool:
    """Whether a figure may be the whole that is named, also of a part of which only a movement was told."""
    if fact.quantity is None and fact.state == "blank":
        return whole.quantity is not None and whole.quantity.kind == "amount" and whole.year == fact.year
    return _may_be_whole(whole, fact)


def _may_be_whole(whole: FactDraft, fact: FactDraft) -> bool:
    return (
        whole.quantity is not None
        and fact.quantity is not None
        and whole.quantity.kind == fact.quantity.kind
        and whole.year == fact.year
    )


def _one_side(total: FactDraft, fact: FactDraft) -> bool:
    return _side(fact) in (None, _side(total))


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
