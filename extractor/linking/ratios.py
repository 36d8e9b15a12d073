"""Percentages of one figure in another: shares of a whole, completion of a plan, scores."""

import re
from collections.abc import Mapping

from extractor.data import Phrase, Quantity, RatioKind
from extractor.linking.arithmetic import share_closes
from extractor.linking.bases import PLANS
from extractor.linking.clauses import last_of, quoted_project
from extractor.linking.drafts import FactDraft, RatioDraft
from extractor.linking.levels import read_level
from extractor.linking.listing import run_length
from extractor.linking.names import is_bare, name_before, stage_of
from extractor.linking.references import find_fact
from extractor.linking.roles import Reading, Role
from extractor.linking.walk import Held, Walk
from extractor.linking.wholes import NEAR, completed, granted_that_closes, part_of, plan_that_closes, whole_of

OVERALL, LANDS_ON = r"{overall}", r"{lands_on}"
SOURCE = re.compile(r"\s*(?:来自于?|来源于)(?P<name>[^，。；：、\d（(]{2,20})(?=[（(，,：:])")
SHARE_FIRST = re.compile(r"\s*的(?:是|为)(?P<name>[^，。；：、\d]{2,20})(?=[，,：:])")
RATIO_CUE = re.compile(r"完成|占|执行率|为(?=[^，。]*预算)")
FROM = re.compile(r"[由从](?:上年|去年|年初|(?:19|20)\d{2}\s*年)?度?(?:末|底)?的?\s*$")
PLAN = re.compile("预算|计划|任务|目标")
SPENT = re.compile("预算|执行|支出")
KINDS: Mapping[Role, RatioKind] = {"completion": "completion", "share": "share", "rate": "other", "score": "score"}


def read_ratio(walk: Walk, quantity: Quantity, reading: Reading) -> None:
    """Make a ratio of a percentage or a score."""
    fact = walk.subject()
    if reading.role == "score":
        _read_score(walk, quantity, reading, fact)
        return
    if reading.role == "share" and FROM.search(walk.text[walk.gap_start : quantity.start]):
        _read_earlier_share(walk, quantity, reading)
        return
    listed = _listed(walk, quantity, reading)
    if listed is None and _hold(walk, quantity, reading):
        return
    if reading.role == "share" and reading.evidence == "role:of_amount" and (part := part_of(walk, fact, quantity)):
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
        fact, of = completed(walk, fact)
        of = of or plan_that_closes(walk, fact, quantity)
        if of is None and fact.stage in PLANS and _amount_follows(walk, quantity):
            walk.held = Held(quantity, reading.of_text, "completion")  # 完成预算12万元的98%，决算11.8万元
            return
        if of is None and PLAN.search(reading.of_text or "") is None:
            of = granted_that_closes(walk, fact, quantity)
        evidence = "of:planned" if of else "of:none"
        walk.scope.speak_of(fact)
    elif reading.role == "rate":
        of, evidence = None, "of:none"
    else:
        of, evidence = whole_of(walk, fact, reading.of_text, quantity)
    kind, steps = KINDS[reading.role], [reading.evidence, evidence]
    _add(walk, RatioDraft(kind, fact, of, reading.of_text, walk.locate(quantity), walk.passage.place, steps))


def _read_earlier_share(walk: Walk, quantity: Quantity, reading: Reading) -> None:
    """From where a share rose or fell: a ratio of the year before, if its figure was told: 占比由25.80%上升为26.71%."""
    fact = _named_in_front(walk, quantity) or walk.subject()
    earlier = [f for f in walk.drafts.facts if fact is not None and _comes_before(f, fact)]
    if earlier:
        part, place = earlier[-1], walk.passage.place
        of, evidence = whole_of(walk, part, reading.of_text, quantity)
        of = of if of is not None and (of.year, of.stage) == (part.year, part.stage) else None
        steps = [reading.evidence, evidence if of else "of:none"]
        _add(walk, RatioDraft("share", part, of, reading.of_text, walk.locate(quantity), place, steps))


def _comes_before(earlier: FactDraft, fact: FactDraft) -> bool:
    """Whether a figure is that of the year before, or the first plan of an adjusted one."""
    adjusted = (earlier.stage, fact.stage, earlier.year) == ("budget", "budget_adjusted", fact.year)
    last_year = fact.year is not None and earlier.year == fact.year - 1
    return earlier.name == fact.name and (adjusted or last_year)


def _hold(walk: Walk, quantity: Quantity, reading: Reading) -> bool:
    """Keep a share or completion for a figure that is told behind it, by name or alone; False where none is."""
    named = SHARE_FIRST.match(walk.text, quantity.end) if reading.role == "share" else None
    if named is not None:
        name: Phrase | None = walk.phrase(*named.span("name"))
    else:
        name = _names_next(walk, quantity, reading) if reading.role in ("share", "completion") else None
    if name is None:
        return False
    walk.pending = name
    walk.held = Held(quantity, reading.of_text, reading.role)
    return True


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
    of, evidence = whole_of(walk, fact, None, quantity)
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
    """Put a ratio down, unless the one before it says the same: "占70.61%，占比由77.66%下降到70.61%"."""
    last = walk.drafts.ratios[-1] if walk.drafts.ratios else None
    is_same = last is not None and (last.fact, last.of, last.passage) == (ratio.fact, ratio.of, ratio.passage)
    if not is_same or last is None or last.percent.value != ratio.percent.value:
        walk.drafts.ratios.append(ratio)


def settle_held(walk: Walk, fact: FactDraft) -> None:
    """A share that came before its figure: "占收入总预算66.0%的是财政拨款收入，计3210.8万元".

    A completion waits for both its figures: "公务接待费完成预算的69%（预算1.23万元，决算0.85万元）".
    """
    held = walk.held
    if held is None:
        return
    if held.role == "score" and (fact.stage in PLANS or fact.quantity is None or fact.quantity.kind != "amount"):
        return
    if held.role == "score":
        of, evidence = None, "of:none"
    elif held.role == "share":
        of, evidence = whole_of(walk, fact, held.of_text, held.quantity)
    else:
        fact, of = completed(walk, fact)
        evidence = "of:planned"
        if of is None:
            return
    walk.held = None
    place, steps = walk.passage.place, [f"role:{held.role}", evidence]
    kind = KINDS[held.role]
    _add(walk, RatioDraft(kind, fact, of, held.of_text, walk.locate(held.quantity), place, steps))


def _scores_ahead(walk: Walk, quantity: Quantity) -> bool:
    """Whether a project's score is told before its figures: "“甲”项目自评得分95分，全年预算数118万元，执行数112万元".

    Its name must be quoted in the sentence, without any figure so far.
    """
    begin = last_of(walk.text, "。；;：:", 0, quantity.start)
    if quoted_project(walk.text, begin, quantity.start) is None:
        return False
    told = any(q.kind == "amount" and begin <= q.start < quantity.start for q in walk.passage.quantities)
    following = next((q for q in walk.passage.quantities if q.start >= quantity.end), None)
    if told or following is None or following.kind != "amount":
        return False
    stage = stage_of(walk.text[quantity.end : following.start], walk.setting.stage, walk.cues)
    return stage in PLANS or SPENT.search(walk.text[quantity.end : following.start]) is not None


def _read_score(walk: Walk, quantity: Quantity, reading: Reading, fact: FactDraft | None) -> None:
    """An average is a figure of its own; the score of one item is a ratio of what was spent on it."""
    if _scores_ahead(walk, quantity):
        walk.held = Held(quantity, None, "score")
        return
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
