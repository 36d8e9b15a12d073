"""What a count is called: it is named in front (编制49人), behind (3个预算单位) or by the figure it belongs to."""

import re

from extractor.data import Quantity
from extractor.linking.clauses import last_of
from extractor.linking.concepts import Meaning
from extractor.linking.cues import Cues
from extractor.linking.names import Segment, is_bare
from extractor.linking.referring import Named, again
from extractor.linking.segments import name_in_front, name_segment
from extractor.linking.walk import Walk

NEAR = 8  # facts back to which a count may belong
COUNT_TAIL = re.compile(r"(?:团组|批次|批|人次|人数|次数|数量|数)+$")
NOT_COUNTED = r"{not_counted}"
COUNTED = re.compile(r"(?P<name>[^，。；：、（(\d]{1,24})")
STAFFING = r"{staffing}"
FOUND = re.compile(r"[^，。；：、（(\d]{0,8}?问题")  # 发现的86项具体问题


def name_count(walk: Walk, segment: Segment, quantity: Quantity) -> Named | None:
    """Counts are named in front (编制49人), behind (3个预算单位) or by the figure they belong to (公务接待…，8批次)."""
    own = walk.text[segment.start : segment.end]
    named = name_segment(walk, segment, quantity) if own else None
    names_unit = is_bare(own, walk.cues) or COUNT_TAIL.fullmatch(own) is not None
    if named is not None and named.meaning.evidence == "concept:weak" and names_unit:
        other = _counted_of(walk, quantity)  # 团组1个、累计2人次; 团组1个，人数2人
        named = other if other is not None and other.meaning.concept is not None else named
    if named is not None and named.meaning.concept is not None:
        return _told_again(walk, named, quantity) or named
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
    subject = walk.scope.subject
    for fact in reversed(facts):
        if fact.parent is not None and fact.parent is subject and walk.scope.parent is not subject:
            continue  # 接待14批次（其中外事接待1批次），96人次
        for name in (fact.item.text, COUNT_TAIL.sub("", fact.item.text)):
            meaning = walk.meaning(name, quantity)
            if meaning.concept is not None and meaning.concept != fact.concept:
                return Named(fact.item, meaning, "item:inherited")
        if (concept := walk.course.lexicon.sibling(fact.concept, quantity, fact.name)) is not None:
            return Named(fact.item, Meaning(fact.name, concept.id, None, concept.stock), "item:inherited")
        if fact.quantity is not None and fact.quantity.unit == quantity.unit:
            return Named(fact.item, again(walk, fact), "item:inherited")
    return None


def _told_again(walk: Walk, named: Named, quantity: Quantity) -> Named | None:
    """A count whose name another of its sentence has: "国内接待8批、接待人次96人；外宾接待2批、接待人次9人"."""
    last = walk.drafts.facts[-1] if walk.drafts.facts else None
    told = [fact for fact in walk.drafts.facts[-NEAR:] if fact.sentence == walk.course.sentence and fact.quantity]
    if last is None or not any(fact.concept == named.meaning.concept for fact in told) or not walk.speaks_of(last):
        return None
    concept = walk.course.lexicon.sibling(last.concept, quantity)
    if concept is None or any(fact.concept == concept.id for fact in told):
        return None
    return Named(named.phrase, Meaning(named.meaning.name, concept.id, None, concept.stock), named.source)


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
        behind = walk.text[match.start("name") : end]
        meaning = walk.meaning(own + behind, quantity)
        if meaning.concept is not None and walk.meaning(behind, quantity).concept != meaning.concept:
            return Named(walk.phrase(segment.start, segment.end), meaning, "item:own")
    return None


def _counted_behind(walk: Walk, match: re.Match[str], quantity: Quantity) -> Named | None:
    """What is counted, when it stands behind the number: "9个科室", "34个项目开展了绩效自评"."""
    if walk.setting.is_audit and (found := FOUND.match(match["name"])) is not None:
        phrase = walk.phrase(match.start("name"), match.start("name") + found.end())
        return Named(phrase, Meaning(phrase.text), "item:behind")
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
