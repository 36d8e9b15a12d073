"""What a level is called: its own words, or what the clause, the sentence, the item or the heading named before."""

import re
from decimal import Decimal

from annotations.catalogue.names import CLASS_MARK
from extractor.data import Quantity
from extractor.linking.clauses import MARGIN, clause_start, last_of
from extractor.linking.concepts import Meaning
from extractor.linking.cues import Cues
from extractor.linking.drafts import FactDraft
from extractor.linking.listing import names_in_list
from extractor.linking.names import Segment, is_bare, name_before, stage_of
from extractor.linking.referring import (
    PROJECT_BUDGET,
    SIDE,
    Named,
    again,
    counterpart,
    name_of_heading,
    quoted_project,
)
from extractor.linking.roles import Reading
from extractor.linking.walk import Walk
from extractor.numbering import begins_item

RANKED = {"concept:exact": 3, "concept:weak": 3, "concept:class": 3, "concept:like": 2, "concept:filler": 1}
OPPOSITE = (("收入", "支出"), ("支出", "收入"))
LEVELS = re.compile(rf"{CLASS_MARK}\s*$")
BEHIND = r"\s*(?P<verb>{behind})\s*(?P<name>[^，。；：、（(\d]{2,24})(?=[，。；、（(]|$)"
NEAR = 8  # facts back to which a count may belong
COUNT_TAIL = re.compile(r"(?:团组|批次|批|人次|人数|次数|数量|数)+$")
NOT_COUNTED = r"{not_counted}"
COUNTED = re.compile(r"(?P<name>[^，。；：、（(\d]{1,24})")
BEFORE_NAME = r"{before_name}$"
PLANS = ("budget", "budget_adjusted")
NAMED_BEFORE = frozenset(["item:label", "item:inherited"])  # of a figure whose stage words stand beside its name
NAMES_MONEY = re.compile(r"(?:收入|支出|经费|费用?|资金)$")
SEMICOLONS = "；;"
ABSENT = r"{absent}"
STAFFING = r"{staffing}"
AMOUNT = Quantity("amount", Decimal(0), "CNY", "", 0, 0, Decimal(1))  # any amount: what kind of name is asked for


def find_name(walk: Walk, segment: Segment, quantity: Quantity, reading: Reading) -> Named | None:
    """The name of the level `quantity`, whose own words are `segment`; None when nothing names it."""
    if reading.listed and walk.names:
        phrase = walk.names.pop(0)
        return Named(phrase, walk.meaning(phrase.text, quantity), "item:listed")
    if listing := list(names_in_list(walk, segment.start, quantity)):
        walk.names = listing[1:]
        return Named(listing[0], walk.meaning(listing[0].text, quantity), "item:listed")
    if quantity.kind == "count":
        return _name_count(walk, segment, quantity)
    own = walk.text[segment.start : segment.end]
    if not own and (behind := _name_behind(walk, quantity)):
        return behind
    subject = walk.scope.subject if walk.speaks_of(walk.scope.subject) else None
    front = name_in_front(walk, segment.start, quantity) if is_bare(own, walk.cues) else None
    if front is None and (other := counterpart(walk, own, quantity)) is not None:
        return other
    if own and not reading.reaches and not _only_repeats(walk, segment, subject, front):
        return name_segment(walk, segment, quantity)
    return front or _inherited(walk, segment, quantity, subject, reading)


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
        if own and named_anew and SIDE.fullmatch(own) is None and not _is_plan(walk, subject, own):
            return Named(walk.phrase(segment.start, segment.end), again(walk, subject), "item:stage_word")
        return Named(subject.item, again(walk, subject), "item:inherited")
    if quantity.kind == "amount" and (of_count := _amount_of_count(walk, subject)) is not None:
        return of_count
    if not own and subject is not None and quantity.kind == "amount" and subject.quantity is not None:
        return Named(subject.item, Meaning(subject.name), "item:inherited")
    project = quoted_project(walk, segment.start) if quantity.kind == "amount" else None
    return project or name_of_heading(walk, quantity) or (name_segment(walk, segment, quantity) if own else None)


def _is_plan(walk: Walk, subject: FactDraft, own: str) -> bool:
    """Whether words only say that the plan of an outturn follows: "税收收入96亿元，为年初预算182亿元的52.8%"."""
    planned = stage_of(own, walk.setting.stage, walk.cues) in PLANS
    return planned and subject.stage not in PLANS and subject.concept != PROJECT_BUDGET


def _amount_of_count(walk: Walk, subject: FactDraft | None) -> Named | None:
    """The expenditure that the count in front belongs to: "国内公务接待46批次、512人次，预算3.95万元"."""
    if subject is None or subject.quantity is None or subject.quantity.kind != "count":
        return None
    for name in (subject.item.text, COUNT_TAIL.sub("", subject.item.text)):
        meaning = walk.meaning(name, AMOUNT)
        if meaning.concept is not None:
            return Named(subject.item, meaning, "item:inherited")
    heading = name_of_heading(walk, AMOUNT)
    is_of_heading = heading is not None and heading.meaning.concept in walk.course.lexicon.parents(subject.concept)
    return heading if is_of_heading else None


def name_in_front(walk: Walk, start: int, quantity: Quantity) -> Named | None:
    """What the clause before names: "项目支出：183.19万元", "…（款）住房公积金（项），年初预算84万元"."""
    stop = start
    words = walk.text[clause_start(walk.text, walk.gap_start, quantity.start or start) : quantity.start or start]
    says_stage = stage_of(words, walk.setting.stage, walk.cues) is not None
    while True:
        begin = clause_start(walk.text, walk.gap_start, stop)
        before = walk.text[walk.gap_start : begin].rstrip()
        if not before.endswith(("：", ":", "，", ",")):
            return None
        end = walk.gap_start + len(before) - 1
        segment = name_before(walk.text, walk.gap_start, end, walk.cues, own=walk.course.own)
        name = walk.text[segment.start : segment.end]
        found = None if is_bare(name, walk.cues) else name_segment(walk, segment, quantity)
        if found is not None:
            certain = before.endswith(("：", ":")) or LEVELS.search(name) or found.meaning.concept is not None
            certain = certain or begins_item(walk.text[clause_start(walk.text, walk.gap_start, end) : end])
            certain = certain or _goes_on_listing(walk, found.phrase.start)
            certain = certain or (says_stage and NAMES_MONEY.search(name) is not None)
            if certain:
                return Named(found.phrase, found.meaning, "item:label")
            if walk.cues.pattern(ABSENT).search(name) is None:  # 年初未安排预算，决算286.90万元
                return None
        stop = end


def _goes_on_listing(walk: Walk, start: int) -> bool:
    """Whether a name stands where the item before had its own: "小区改造，预算129万元；消防站建设，预算34万元"."""
    last = walk.drafts.facts[-1] if walk.drafts.facts else None
    here = last is not None and walk.speaks_of(last) and "item:label" in last.evidence
    return here and walk.course.document.text[:start].rstrip()[-1:] in SEMICOLONS


def _only_repeats(walk: Walk, segment: Segment, subject: FactDraft | None, front: Named | None) -> bool:
    """Whether words such as 支出决算 only say the stage of an item that was named before."""
    own = walk.text[segment.start : segment.end]
    if not is_bare(own, walk.cues):
        return False
    if stage_of(own, walk.setting.stage, walk.cues) is None and walk.meaning(own, AMOUNT).concept is not None:
        return False
    if subject is not None:
        if subject.quantity is not None and subject.quantity.kind != "amount":
            return _amount_of_count(walk, subject) is not None
        return not any(mine in own and other in subject.name and mine not in subject.name for mine, other in OPPOSITE)
    if walk.pending is not None or front is not None:
        return True
    if quoted_project(walk, segment.start) is not None or name_of_heading(walk, AMOUNT) is not None:
        return True
    earlier = walk.scope.subject
    in_passage = earlier is not None and earlier.passage == walk.passage.place
    has_side = "收入" in own or "支出" in own
    has_stage = stage_of(own, walk.setting.stage, walk.cues) is not None
    return has_stage and in_passage and not has_side


def name_segment(walk: Walk, segment: Segment, quantity: Quantity | None) -> Named | None:
    """The words in front of the number, ended where the catalogue knows them best: 三公经费 of 三公经费支出预算数."""
    start = segment.start
    if segment.is_empty:
        return None
    readings = [(end, walk.meaning(walk.text[start:end], quantity)) for end in segment.ends]
    end, meaning = max(readings, key=lambda reading: RANKED.get(reading[1].evidence, 0))
    if meaning.concept is None:
        if (known := _known_tail(walk, segment, quantity)) is not None:
            return known
        end, meaning = next(
            (r for r in reversed(readings) if not is_bare(walk.text[start : r[0]], walk.cues)), readings[0]
        )
    return Named(walk.phrase(start, end), meaning, "item:own")


def _known_tail(walk: Walk, segment: Segment, quantity: Quantity | None) -> Named | None:
    """The part of a longer phrase that the catalogue knows: 收入预算总额 of 某街道办收入预算总额."""
    for end in segment.ends:
        spans = (span for span in walk.passage.names if span.end == end and span.start > segment.start)
        for span in sorted(spans, key=lambda span: span.start):
            if _may_precede(walk, walk.text[segment.start : span.start], span.start):
                meaning = walk.meaning(walk.text[span.start : end], quantity)
                if meaning.concept is not None:
                    return Named(walk.phrase(span.start, end), meaning, "item:tail")
    return None


def _may_precede(walk: Walk, words: str, edge: int) -> bool:
    """Whether the words in front of a known name are not part of it: an organisation, 的, a date."""
    return edge in walk.passage.edges and walk.cues.pattern(BEFORE_NAME).search(words.rstrip(" 　”")) is not None


def _name_behind(walk: Walk, quantity: Quantity) -> Named | None:
    """A name that follows its number: "2918.1万元为基本支出", "312.4万元用于社会保障和就业支出"."""
    match = walk.cues.pattern(BEHIND).match(walk.text, quantity.end)
    if match is None:
        return None
    meaning = walk.meaning(match["name"], quantity)
    if meaning.concept is None and match["verb"] == "用于":
        return None
    return Named(walk.phrase(*match.span("name")), meaning, "item:behind")


# -- counts


def _name_count(walk: Walk, segment: Segment, quantity: Quantity) -> Named | None:
    """Counts are named in front (编制49人), behind (3个预算单位) or by the figure they belong to (公务接待…，8批次)."""
    own = walk.text[segment.start : segment.end]
    named = name_segment(walk, segment, quantity) if own else None
    if named is not None and named.meaning.evidence == "concept:weak" and is_bare(own, walk.cues):
        named = _counted_of(walk, quantity) or named  # 团组1个、累计2人次
    if named is not None and named.meaning.concept is not None:
        return named
    if (match := COUNTED.match(walk.text, quantity.end)) is not None:
        return _counted_with(walk, segment, match, quantity) or _counted_behind(walk, match, quantity) or named
    if named is not None and not is_bare(own, walk.cues):
        return _counted_near(walk, named, quantity) or named
    return (
        _counted_of(walk, quantity)
        or name_in_front(walk, segment.start, quantity)
        or _counted_in_sentence(walk, quantity)
        or named
    )


def _counted_in_sentence(walk: Walk, quantity: Quantity) -> Named | None:
    """What a sentence counts that lists it in full: "二级预算单位包括：局机关、市图书馆，共2个"."""
    begin = last_of(walk.text, "。；;", 0, quantity.start)
    for span in walk.passage.names:
        if begin <= span.start and span.end <= quantity.start:
            meaning = walk.meaning(walk.text[span.start : span.end], quantity)
            if meaning.concept is not None:
                return Named(walk.phrase(span.start, span.end), meaning, "item:inherited")
    return None


def _counted_of(walk: Walk, quantity: Quantity) -> Named | None:
    """The item whose other counts stand in front: "国内公务接待14批次、96人次" -> 国内公务接待 for both."""
    facts = [
        f for f in walk.drafts.facts[-NEAR:] if f.section == walk.course.section and f.passage == walk.passage.place
    ]
    for fact in reversed(facts):
        for name in (fact.item.text, COUNT_TAIL.sub("", fact.item.text)):
            meaning = walk.meaning(name, quantity)
            if meaning.concept is not None and meaning.concept != fact.concept:
                return Named(fact.item, meaning, "item:inherited")
        if (concept := walk.course.lexicon.sibling(fact.concept, quantity, fact.name)) is not None:
            return Named(fact.item, Meaning(fact.name, concept.id, None, concept.stock), "item:inherited")
        if fact.quantity is not None and fact.quantity.unit == quantity.unit:
            return Named(fact.item, again(walk, fact), "item:inherited")
    return None


def _counted_near(walk: Walk, named: Named, quantity: Quantity) -> Named | None:
    """A count whose name repeats that of the amount in front: "公务接待费3万元，国内公务接待14批次"."""
    for fact in reversed(walk.drafts.facts[-NEAR:]):
        concept = walk.course.lexicon.sibling(fact.concept, quantity, named.phrase.text)
        if fact.passage == walk.passage.place and concept is not None and shares_word(named.phrase.text, fact.name):
            meaning = Meaning(named.meaning.name, concept.id, None, concept.stock, {}, "concept:inherited")
            return Named(named.phrase, meaning, named.source)
    return None


def shares_word(name: str, text: str) -> bool:
    """Whether two characters in a row of a name stand in a text."""
    return any(name[i : i + 2] in text for i in range(len(name) - 1))


def _counted_with(walk: Walk, segment: Segment, match: re.Match[str], quantity: Quantity) -> Named | None:
    """A name that the number stands inside: "因公出国（境）共计0个团组" is 因公出国（境）团组."""
    if segment.is_empty:
        return None
    own = walk.text[segment.start : segment.end]
    for end in sorted(
        {match.end("name"), *(e for e in walk.passage.edges if match.start("name") < e <= match.end("name"))}
    ):
        meaning = walk.meaning(own + walk.text[match.start("name") : end], quantity)
        if meaning.concept is not None:
            return Named(walk.phrase(segment.start, segment.end), meaning, "item:own")
    return None


def _counted_behind(walk: Walk, match: re.Match[str], quantity: Quantity) -> Named | None:
    """What is counted, when it stands behind the number: "9个科室", "34个项目开展了绩效自评"."""
    if walk.cues.pattern(NOT_COUNTED).match(match["name"]):
        return None
    start, end = match.span("name")
    ends = [end, *(span.end for span in walk.passage.names if span.start == start and span.end < end)]
    if (cut := walk.text.find("的", start, end)) > start:
        ends.append(cut)
    for stop in sorted({stop for stop in ends if stop == end or stop in walk.passage.edges}, reverse=True):
        meaning = walk.meaning(walk.text[start:stop], quantity)
        if meaning.concept is not None:
            return Named(walk.phrase(start, stop), meaning, "item:behind")
    return None


def is_staffing(name: str, cues: Cues) -> bool:
    """Whether a count of people belongs to the staff of the organisation: 事业编制, 编外用工."""
    return cues.pattern(STAFFING).search(name) is not None
