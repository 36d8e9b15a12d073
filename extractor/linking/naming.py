"""What a level is called: its own words, or what the clause, the sentence, the item or the heading named before."""

import re

from extractor.data import Quantity
from extractor.linking.ahead import name_ahead
from extractor.linking.bases import PLANS
from extractor.linking.clauses import MARGIN
from extractor.linking.concepts import Meaning
from extractor.linking.counting import COUNT_TAIL, name_count
from extractor.linking.drafts import FactDraft
from extractor.linking.listing import name_in_full, names_in_list, years_in_list
from extractor.linking.names import TOTAL, Segment, is_bare, stage_of
from extractor.linking.referring import (
    PROJECT_BUDGET,
    SIDE,
    Named,
    again,
    counterpart,
    name_of_heading,
    project_of_sentence,
)
from extractor.linking.roles import Reading
from extractor.linking.segments import AMOUNT, NAMES_MONEY, name_in_front, name_segment
from extractor.linking.walk import Walk

OPPOSITE = (("收入", "支出"), ("支出", "收入"))
BEHIND = (
    r"\s*(?:[（(]占?[\d.,]+[%％][）)])?\s*(?P<verb>{behind})\s*"
    r"(?P<name>[^，。；：、（(\d]{2,24}?)(?=[，。；、（(]|[和及与]\s*\d|$)"
)
SUM = r"(?:金额|资金|投资|经费|补助)(?:共|计|合计)?|价值"  # what a count cost
ONLY_SUM = re.compile(SUM)
GOES_TO = re.compile(r"\s*(?:用于|投向)")
DONE, NAMED_BEHIND = r"{done_with}\s*$", r"\s*(?P<name>{named_behind})"
LABEL = re.compile(r"\s*(?P<name>(?:项目)?(?:资金|投资)(?:规模|总额|额度|总量|金额)|(?:项目)?总投资)\s*[：:]\s*")
TRAVEL = "tp."
COMMAS_OR_ITEMS = ("，", ",", "、", "；", ";")
NAMED_BEFORE = frozenset(["item:label", "item:inherited"])  # of a figure whose stage words stand beside its name


def find_name(walk: Walk, segment: Segment, quantity: Quantity, reading: Reading) -> Named | None:
    """The name of the level `quantity`, whose own words are `segment`; None when nothing names it."""
    if reading.listed and walk.names:
        phrase = walk.names.pop(0)
        return Named(phrase, walk.meaning(name_in_full(walk, phrase), quantity), "item:listed")
    if (dated := years_in_list(walk, segment.start, quantity)) is not None:
        phrase, walk.dates = dated
        walk.names = [phrase] * (len(walk.dates) - 1)
        return Named(phrase, walk.meaning(phrase.text, quantity), "item:listed")
    if listing := list(names_in_list(walk, segment.start, quantity)):
        walk.names, walk.dates = listing[1:], []
        return Named(listing[0], walk.meaning(listing[0].text, quantity), "item:listed")
    if (sum_behind := _sum_named_behind(walk, quantity)) is not None:
        return sum_behind
    if quantity.kind == "count":
        return name_count(walk, segment, quantity)
    own = walk.text[segment.start : segment.end]
    if not own and (behind := _name_behind(walk, quantity)):
        return behind
    if own and "占" in segment.lead and stage_of(own, walk.setting.stage, walk.cues) is None:
        return name_segment(walk, segment, quantity)  # 占本级支出37亿元的: a whole is not what was spoken of
    subject = walk.scope.subject if walk.speaks_of(walk.scope.subject) else None
    front = name_in_front(walk, segment.start, quantity) if is_bare(own, walk.cues) else None
    if front is None and (other := counterpart(walk, own, quantity)) is not None:
        return other
    if subject is None and front is None and walk.pending is None and (ahead := name_ahead(walk, segment, quantity)):
        return ahead
    if (
        own
        and not (reading.reaches and not _names_money(walk, segment))
        and not _only_repeats(walk, segment, subject, front)
    ):
        return name_segment(walk, segment, quantity)
    return front or _inherited(walk, segment, quantity, subject, reading)


def _names_money(walk: Walk, segment: Segment) -> bool:
    """Whether words that lead to a level name what is moved, and not only that it is: "基金总支出调整为4亿元"."""
    names = (walk.text[segment.start : end] for end in segment.ends)
    money = (name for name in names if not is_bare(name, walk.cues))
    return any(NAMES_MONEY.search(name) or walk.cues.pattern(TOTAL).search(name) for name in money)


def _inherited(
    walk: Walk, segment: Segment, quantity: Quantity, subject: FactDraft | None, reading: Reading
) -> Named | None:
    """A name from before: a sentence that only named, the figure spoken of, the heading."""
    own = walk.text[segment.start : segment.end]
    if walk.pending is not None and (subject is None or subject.item.start < walk.pending.start):
        return Named(walk.pending, walk.meaning(walk.pending.text, quantity), "item:pending")
    if subject is None and walk.text[walk.gap_start : quantity.start].strip(MARGIN):
        earlier = walk.subject()
        subject = earlier if earlier is not None and earlier.passage == walk.passage.place else None
    if subject is not None and subject.quantity is not None and subject.quantity.kind == quantity.kind:
        named_anew = subject.concept in (None, PROJECT_BUDGET) and not reading.reaches
        named_anew = named_anew and not NAMED_BEFORE.intersection(subject.evidence)
        named_anew = named_anew and not _is_outturn(walk, subject, own)
        if own and named_anew and SIDE.fullmatch(own) is None and not _is_plan(walk, subject, own):
            return Named(walk.phrase(segment.start, segment.end), again(walk, subject), "item:stage_word")
        return Named(subject.item, again(walk, subject), "item:inherited")
    says_stage = quantity.kind == "amount" and stage_of(own, walk.setting.stage, walk.cues) is not None
    if says_stage and subject is not None and subject.quantity is None and subject.is_nothing:
        return Named(subject.item, again(walk, subject), "item:inherited")  # 无年初预算，决算22.9万元
    if quantity.kind == "amount" and (of_count := _amount_of_count(walk, subject)) is not None:
        return of_count
    unnamed = not own or (ONLY_SUM.fullmatch(own) and subject is not None and _is_count(subject))
    if unnamed and subject is not None and quantity.kind == "amount" and subject.quantity is not None:
        return Named(subject.item, Meaning(subject.name), "item:inherited")
    project = project_of_sentence(walk, segment.start) if quantity.kind == "amount" else None
    own_name = name_segment(walk, segment, quantity) if own else _label_of_line(walk, quantity)
    return project or name_of_heading(walk, quantity) or own_name


def _label_of_line(walk: Walk, quantity: Quantity) -> Named | None:
    """Plain words that label a line, for want of any other name: "资金规模：120万元"、"总投资：30万元"."""
    match = LABEL.fullmatch(walk.text, 0, quantity.start) if quantity.kind == "amount" else None
    if match is None:
        return None
    phrase = walk.phrase(*match.span("name"))
    return Named(phrase, walk.meaning(phrase.text, quantity), "item:label")


def _is_count(fact: FactDraft) -> bool:
    return fact.quantity is not None and fact.quantity.kind == "count"


def _is_plan(walk: Walk, subject: FactDraft, own: str) -> bool:
    """Whether words only say that the plan of an outturn follows: "税收收入96亿元，为年初预算182亿元的52.8%"."""
    planned = stage_of(own, walk.setting.stage, walk.cues) in PLANS
    return planned and subject.stage not in PLANS and subject.concept != PROJECT_BUDGET


def _is_outturn(walk: Walk, subject: FactDraft, own: str) -> bool:
    """Whether words only say that the outturn of a plan follows: "群众体育年初56万元，决算58万元"."""
    outturn = stage_of(own, walk.setting.stage, walk.cues) in ("final", "budget_execution")
    planned = subject.stage in PLANS and subject.concept != PROJECT_BUDGET
    return outturn and planned and not is_bare(subject.name, walk.cues)


def _amount_of_count(walk: Walk, subject: FactDraft | None) -> Named | None:
    """The expenditure that the count in front belongs to: "国内公务接待46批次、512人次，预算3.95万元"."""
    if subject is None or subject.quantity is None or subject.quantity.kind != "count":
        return None
    for name in (subject.item.text, COUNT_TAIL.sub("", subject.item.text)):
        meaning = walk.meaning(name, AMOUNT)
        if meaning.concept is not None:
            return Named(subject.item, meaning, "item:inherited")
    if (spent := _spent_on(walk, subject)) is not None:
        return Named(subject.item, again(walk, spent), "item:inherited")
    heading = name_of_heading(walk, AMOUNT)
    is_of_heading = heading is not None and heading.meaning.concept in walk.course.lexicon.parents(subject.concept)
    return heading if is_of_heading else None


def _spent_on(walk: Walk, count: FactDraft) -> FactDraft | None:
    """The expenditure told before that a count belongs to: "因公出国费12万元，拟出国6人，共计12万元"."""
    concepts = walk.course.lexicon.parents(count.concept) if (count.concept or "").startswith(TRAVEL) else ()
    told = (f for f in reversed(walk.drafts.facts) if f.passage == walk.passage.place and f.year == walk.year)
    return next((f for f in told if f.concept in concepts and f.quantity and f.quantity.kind == "amount"), None)


def _only_repeats(walk: Walk, segment: Segment, subject: FactDraft | None, front: Named | None) -> bool:
    """Whether words such as 支出决算 only say the stage of an item that was named before."""
    own = walk.text[segment.start : segment.end]
    if own == "价值" and walk.pending is not None and subject is None:
        return True  # 接受捐赠物资19批次，价值269万元
    if not is_bare(own, walk.cues):
        return False
    if stage_of(own, walk.setting.stage, walk.cues) is None and walk.meaning(own, AMOUNT).concept is not None:
        return False
    if subject is not None:
        if _is_count(subject) and ONLY_SUM.fullmatch(own):
            return True  # 道路16条，金额480万元
        if subject.quantity is not None and subject.quantity.kind != "amount":
            return _amount_of_count(walk, subject) is not None
        return not any(mine in own and other in subject.name and mine not in subject.name for mine, other in OPPOSITE)
    if walk.pending is not None or front is not None:
        return True
    if project_of_sentence(walk, segment.start) is not None or name_of_heading(walk, AMOUNT) is not None:
        return True
    earlier = walk.scope.subject
    in_passage = earlier is not None and earlier.passage == walk.passage.place
    has_side = "收入" in own or "支出" in own
    has_stage = stage_of(own, walk.setting.stage, walk.cues) is not None
    return has_stage and in_passage and not has_side


def _is_divided(walk: Walk, quantity: Quantity, end: int) -> bool:
    """Whether a sum is told by what its parts went to: "收回资金中，860万元用于甲，345万元用于乙"."""
    alike = [q for q in walk.passage.quantities if q.unit == quantity.unit]
    after = next((q for q in alike if q.start >= quantity.end), None)
    before = next((q for q in reversed(alike) if q.end <= quantity.start), None)
    goes_on = after is not None and GOES_TO.match(walk.text, after.end) is not None
    went_before = before is not None and GOES_TO.match(walk.text, before.end) is not None
    follows = after is not None and goes_on and walk.text[end : after.start].strip() in COMMAS_OR_ITEMS
    precedes = went_before and before is not None and walk.text[quantity.start - 1] in COMMAS_OR_ITEMS
    return follows or precedes


def _sum_named_behind(walk: Walk, quantity: Quantity) -> Named | None:
    """Money whose name stands right behind what was done with it: "投入300万元福彩公益金用于养老院"."""
    if quantity.kind != "amount" or walk.cues.pattern(DONE).search(walk.text, walk.gap_start, quantity.start) is None:
        return None
    match = walk.cues.pattern(NAMED_BEHIND).match(walk.text, quantity.end)
    if match is None or is_bare(match["name"], walk.cues):
        return None
    walk.read_until = match.end("name")
    return Named(walk.phrase(*match.span("name")), walk.meaning(match["name"], quantity), "item:behind")


def _name_behind(walk: Walk, quantity: Quantity) -> Named | None:
    """A name that follows its number: "2918.1万元为基本支出", "312.4万元用于社会保障和就业支出", "3万元的培训费"."""
    match = walk.cues.pattern(BEHIND).match(walk.text, quantity.end)
    if match is None:
        return None
    meaning = walk.meaning(match["name"], quantity)
    is_money = match["verb"] == "的" and NAMES_MONEY.search(match["name"]) is not None
    is_money = is_money or (match["verb"] == "用于" and _is_divided(walk, quantity, match.end()))
    if meaning.concept is None and match["verb"] in ("用于", "的") and not is_money:
        return None
    if not walk.text[quantity.end : match.start("verb")].strip():
        walk.read_until = match.end("name")
    return Named(walk.phrase(*match.span("name")), meaning, "item:behind")
