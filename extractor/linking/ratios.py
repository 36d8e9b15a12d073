"""Percentages of one figure in another: shares of a whole, completion of a plan, scores."""

import re
from collections.abc import Mapping

from annotations.catalogue.names import normalise
from extractor.data import Phrase, Quantity, RatioKind
from extractor.linking.arithmetic import share_closes
from extractor.linking.clauses import last_of
from extractor.linking.concepts import GENERIC
from extractor.linking.cues import Cues
from extractor.linking.drafts import Drafts, FactDraft, RatioDraft
from extractor.linking.levels import read_level
from extractor.linking.listing import run_length
from extractor.linking.names import is_bare, name_before, stage_of
from extractor.linking.references import find_fact, likeness, refer, scope_of
from extractor.linking.roles import Reading, Role
from extractor.linking.walk import Held, Walk

UNNAMED_WHOLE, OVERALL, LANDS_ON = r"{unnamed_whole}", r"{overall}", r"{lands_on}"
SOURCE = re.compile(r"\s*(?:来自于?|来源于)(?P<name>[^，。；：、\d（(]{2,20})(?=[（(，,：:])")
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
KINDS: Mapping[Role, RatioKind] = {"completion": "completion", "share": "share", "rate": "other"}
PLANS = ("budget", "budget_adjusted")
LIKE = 0.7  # least likeness of a name that stands for a whole
NEAR = 12  # facts back to which a plan may stand


def read_ratio(walk: Walk, quantity: Quantity, reading: Reading) -> None:
    """Make a ratio of a percentage or a score."""
    fact = walk.subject()
    if reading.role == "score":
        _read_score(walk, quantity, reading, fact)
        return
    if reading.role == "share" and (named := SHARE_FIRST.match(walk.text, quantity.end)):
        walk.pending = walk.phrase(*named.span("name"))
        walk.held = Held(quantity, reading.of_text, "share")
        return
    listed = _listed(walk, quantity, reading)
    is_held = listed is None and reading.role in ("share", "completion")
    if is_held and (name := _names_next(walk, quantity, reading)) is not None:
        walk.pending = name
        walk.held = Held(quantity, reading.of_text, reading.role)
        return
    if reading.role == "share" and reading.evidence == "role:of_amount" and (part := _part_of(walk, fact, quantity)):
        _add(walk, _share_of_amount(walk, part, fact, quantity, reading))
        return
    named_fact = _named_in_front(walk, quantity)
    fact = listed or named_fact or fact
    if fact is None:
        return
    if named_fact is not None and fact is named_fact:
        fact.sentence, fact.passage = walk.course.sentence, walk.passage.place
        walk.scope.speak_of(fact)  # 公用经费占25%，比上年提高1个百分点
    if reading.role == "completion":
        fact, of = _completed(walk, fact)
        of = of or _plan_that_closes(walk, fact, quantity)
        if of is None and fact.stage in PLANS and _amount_follows(walk, quantity):
            walk.held = Held(quantity, reading.of_text, "completion")  # 完成预算12万元的98%，决算11.8万元
            return
        evidence = "of:planned" if of else "of:none"
        walk.scope.speak_of(fact)
    elif reading.role == "rate":
        of, evidence = None, "of:none"
    else:
        of, evidence = _whole(walk, fact, reading.of_text, quantity)
    kind = KINDS[reading.role]
    _add(
        walk,
        RatioDraft(
            kind, fact, of, reading.of_text, walk.locate(quantity), walk.passage.place, [reading.evidence, evidence]
        ),
    )


def _names_next(walk: Walk, quantity: Quantity, reading: Reading) -> Phrase | None:
    """An item whose share or completion comes before its own figure: "基本支出占支出的9.4%，金额3,102,000元"."""
    following = next((q for q in walk.passage.quantities if q.start >= quantity.end), None)
    if following is None or following.kind != "amount":
        return None
    between = walk.text[quantity.end : following.start].strip("，, （(即")
    begin = max(last_of(walk.text, "，,。；;：:", walk.gap_start, quantity.start), walk.gap_start)
    cue = RATIO_CUE.search(walk.text, begin, quantity.start)
    if cue is None or not (is_bare(between, walk.cues) or walk.cues.pattern(LANDS_ON).fullmatch(between)):
        return None
    if reading.role == "completion" and stage_of(between, walk.setting.stage, walk.cues) is None:
        return None
    segment = name_before(walk.text, begin, cue.start(), walk.cues, own=walk.course.own)
    name = walk.text[segment.start : segment.end]
    if segment.is_empty or is_bare(name, walk.cues) or walk.meaning(name, following).concept is None:
        return None
    known = find_fact(walk, name, year=walk.year)
    if reading.role == "completion" and known is not None and walk.speaks_of(known):
        return None
    return walk.phrase(segment.start, segment.end)


def _amount_follows(walk: Walk, quantity: Quantity) -> bool:
    """Whether the next number of the sentence is an amount."""
    following = next((q for q in walk.passage.quantities if q.start >= quantity.end), None)
    if following is None or following.kind != "amount":
        return False
    return not any(mark in walk.text[quantity.end : following.start] for mark in "。；;")


def _part_of(walk: Walk, whole: FactDraft | None, percent: Quantity) -> FactDraft | None:
    """The part whose share of the whole just told is given: the figure of this sentence that closes, or the last one.

    None where the whole stood in a bracket, so that the part is spoken of again.
    """
    told = walk.before
    if whole is None or whole.quantity is None or told is None or told.value != whole.quantity.value:
        return None
    beside = [f for f in walk.drafts.facts[-NEAR:] if f is not whole and walk.speaks_of(f) and _may_be_whole(whole, f)]
    closing = [f for f in beside if f.quantity and share_closes(f.quantity, whole.quantity, percent)]
    return next(reversed(closing or beside), None)


def _share_of_amount(
    walk: Walk, part: FactDraft, whole: FactDraft | None, percent: Quantity, reading: Reading
) -> RatioDraft:
    walk.scope.speak_of(part)
    steps = [reading.evidence, "of:named"]
    return RatioDraft("share", part, whole, reading.of_text, walk.locate(percent), walk.passage.place, steps)


def read_source(walk: Walk, quantity: Quantity) -> bool:
    """A share told by where the money comes from: "70.75%来自财政拨款（37,356,000元）"."""
    match = SOURCE.match(walk.text, quantity.end)
    if match is None:
        return False
    walk.pending = walk.phrase(*match.span("name"))
    walk.held = Held(quantity, None, "share")
    walk.gap_start = match.end("name")
    return True


def _listed(walk: Walk, quantity: Quantity, reading: Reading) -> FactDraft | None:
    """The n-th of the levels that were listed: "支出分别为402万元、461万元，完成预算的112%、109%"."""
    if len(walk.series) < 2:
        return None
    if not reading.listed:
        walk.rated = 0 if run_length(walk, quantity) == len(walk.series) else None
    elif walk.rated is not None:
        walk.rated += 1
    return walk.series[walk.rated] if walk.rated is not None and walk.rated < len(walk.series) else None


def read_bracketed_share(walk: Walk, quantity: Quantity) -> bool:
    """A percentage in a bracket behind a level, where it closes on the level's total: "基本支出600万元（66.7%）"."""
    fact = walk.subject()
    if fact is None or fact.quantity is None or walk.change is not None:
        return False
    of, evidence = _whole(walk, fact, None, quantity)
    if of is None or of.quantity is None or not share_closes(fact.quantity, of.quantity, quantity):
        return False
    _add(walk, RatioDraft("share", fact, of, None, walk.locate(quantity), walk.passage.place, ["role:share", evidence]))
    return True


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
    """A share that came before its figure: "占收入总预算66.0%的是财政拨款收入，计3210.8万元".

    A completion waits for both its figures: "公务接待费完成预算的69%（预算1.23万元，决算0.85万元）".
    """
    held = walk.held
    if held is None:
        return
    if held.role == "share":
        of, evidence = _whole(walk, fact, held.of_text, held.quantity)
    else:
        fact, of = _completed(walk, fact)
        evidence = "of:planned"
        if of is None:
            return
    walk.held = None
    place, steps = walk.passage.place, [f"role:{held.role}", evidence]
    kind = KINDS[held.role]
    _add(walk, RatioDraft(kind, fact, of, held.of_text, walk.locate(held.quantity), place, steps))


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
        if scope_of(other.name, walk.cues) != scope_of(fact.name, walk.cues):
            continue  # 市级一般公共预算支出 is no part of the plan of the whole city
        if known or unnamed or (near and (other.name == fact.name or other.item == fact.item)):
            return other
    return None


def _plan_that_closes(walk: Walk, fact: FactDraft, percent: Quantity) -> FactDraft | None:
    """A plan of the paragraph that the percentage closes on: "全年预算2,600万元，支出2,548万元，执行率98.0%"."""
    for plan in reversed(walk.drafts.facts[-NEAR:]):
        is_plan = plan.passage == fact.passage and plan.stage in PLANS and plan is not fact
        closes = fact.quantity and plan.quantity and share_closes(fact.quantity, plan.quantity, percent)
        if is_plan and closes and _may_be_whole(plan, fact):
            return plan
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
        if found is None and fact.parent in closing:
            return fact.parent, "of:closes"  # 占总收入的, of what is called 收入合计
        return found, "of:named" if found else "of:none"
    if fact.parent is not None:
        return _above_that_closes(fact, percent), "of:parent"
    return _total_that_closes(walk, fact, percent)


def _above_that_closes(fact: FactDraft, percent: Quantity) -> FactDraft:
    """Of the totals above a figure, the nearest that the share closes on, or else the nearest."""
    assert fact.parent is not None
    above: FactDraft | None = fact.parent
    while above is not None:
        if fact.quantity and above.quantity and share_closes(fact.quantity, above.quantity, percent):
            return above
        above = above.parent
    return fact.parent


def settle_open(drafts: Drafts, cues: Cues) -> None:
    """Find the wholes that are stated only later: "项目支出占支出预算总额的33.33%。支出预算总额900万元"."""
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
