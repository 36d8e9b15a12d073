"""Numbers that are levels: what each is called, its year and stage, and the total it is part of."""

import re
from dataclasses import replace

from extractor.data import Phrase, Quantity, Stage, State
from extractor.linking.clauses import MARGIN, last_of, strip_range
from extractor.linking.concepts import GENERIC, Meaning
from extractor.linking.drafts import FactDraft
from extractor.linking.names import Segment, is_bare, name_before, stage_of
from extractor.linking.roles import Reading
from extractor.linking.walk import Walk

PRIOR = re.compile(r"(?:上年|去年|上一年)(?:度)?(?!结转|结余|末结转|末结余)")
PRIOR_BASE = re.compile(r"[较比由从](?:上年|去年|上一年)度?(?:同期)?(?:的)?$")
PRIOR_YEAR = re.compile(r"[较比由从]\s*((?:19|20)\d{2})\s*年度?的?\s*$")
COMPARED = re.compile(r"[比较与同和由从为按对]\s*$")
BEHIND_COMPARED = re.compile(r"\s*(?:年)?(?:底|末|度)?\s*(?:的)?(?:相比|预算|决算|执行|增|减)")
CLOSING_TOTAL = re.compile(r"总计|合计|总量|总收入|总支出")
STATED_WINDOW = 400  # earlier facts in which a restatement is looked for
NAME_BEHIND = re.compile(r"\s*(?:为|是|系|属于)\s*(?P<name>[^，。；：、（(\d]{2,20})(?=[，。；、（(]|$)")
OPPOSITE = (("收入", "支出"), ("支出", "收入"))
LIST_HEAD = re.compile(r"(?:分别|各自?|依次)[^，。；]{0,10}$")


def read_level(walk: Walk, quantity: Quantity, reading: Reading) -> FactDraft | None:
    """Make a fact of a number that is a level, or another mention of a fact that said the same."""
    segment = name_before(walk.text, walk.gap_start, quantity.start, own=walk.course.own)
    words = walk.text[segment.start : quantity.start]
    stage = stage_of(words, walk.setting.stage)
    year, prior = year_of(walk, segment.start, quantity.start, segment.lead)
    found = find_name(walk, segment, quantity, reading)
    if found is None:
        return None
    phrase, meaning, source = found
    if not is_fact(walk, quantity, meaning):
        return None
    evidence = [reading.evidence, source]
    fact = add_fact(walk, phrase, meaning, quantity, year=year, stage=stage, prior=prior, evidence=evidence)
    if not prior:
        walk.scope.speak_of(fact)
        walk.series = [*walk.series, fact] if reading.listed else [fact]
        if walk.waiting is None:
            walk.comparison = None
    walk.change = None
    return fact


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
    draft = FactDraft(
        place=len(walk.drafts.facts),
        item=phrase,
        name=meaning.name,
        concept=meaning.concept,
        quantity=located,
        state=state,
        year=year,
        stage=None if meaning.stock else stage or walk.setting.stage,
        basis=meaning.basis or walk.setting.basis,
        dims=dict(meaning.dims),
        parent=None if prior or quantity is None else parent_for(walk, meaning, year),
        section=walk.course.section,
        passage=walk.passage.place,
        sentence=walk.course.sentence,
        project=walk.setting.project,
        evidence=[*evidence, meaning.evidence],
    )
    if located and (again := stated_before(walk, draft)):
        again.mentions.append(located)
        again.evidence.append("mention:restated")
        again.sentence, again.passage = walk.course.sentence, walk.passage.place
        return again
    walk.drafts.facts.append(draft)
    if walk.chain is not None and located:
        _add_to_chain(walk, draft)
    if walk.purpose is not None and located:
        draft.purpose, walk.purpose = walk.purpose, None
    return draft


def is_fact(walk: Walk, quantity: Quantity, meaning: Meaning) -> bool:
    """Amounts are facts; a count is one only when the catalogue or the total it is part of knows it."""
    if meaning.concept is not None:
        return True
    if quantity.kind == "amount":
        return walk.setting.policy == "read"
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
    else:
        walk.chain.append(draft)


# -- names


def find_name(
    walk: Walk, segment: Segment, quantity: Quantity, reading: Reading
) -> tuple[Phrase, Meaning, str] | None:
    """The name of a level: its own words, or what the sentence, the item or the heading named before."""
    if reading.listed and walk.names:
        phrase = walk.names.pop(0)
        return phrase, walk.meaning(phrase.text, quantity), "item:listed"
    if listing := _names_in_list(walk, segment.start, quantity):
        walk.names = listing[1:]
        return listing[0], walk.meaning(listing[0].text, quantity), "item:listed"
    own = walk.text[segment.start : segment.end]
    subject = walk.scope.subject if walk.speaks_of(walk.scope.subject) else None
    if own and not reading.reaches and not _only_repeats(walk, own, subject):
        return _own_name(walk, segment, quantity)
    if not own and (label := _label(walk, segment.start, quantity)):
        return label
    if walk.pending is not None and (subject is None or subject.item.start < walk.pending.start):
        return walk.pending, walk.meaning(walk.pending.text, quantity), "item:pending"
    if subject is None and walk.text[walk.gap_start : quantity.start].strip(MARGIN):
        earlier = walk.subject()
        subject = earlier if earlier is not None and earlier.passage == walk.passage.place else None
    if subject is not None and subject.quantity is not None and subject.quantity.kind == quantity.kind:
        return subject.item, _again(walk, subject), "item:inherited"
    if behind := NAME_BEHIND.match(walk.text, quantity.end):
        meaning = walk.meaning(behind["name"], quantity)
        if meaning.concept is not None:
            return walk.phrase(*behind.span("name")), meaning, "item:behind"
    if walk.setting.heading is not None:
        meaning = walk.meaning(walk.setting.heading.text, quantity)
        if meaning.concept is not None:
            return walk.setting.heading, meaning, "item:heading"
    return _own_name(walk, segment, quantity) if own else None


def _label(walk: Walk, start: int, quantity: Quantity) -> tuple[Phrase, Meaning, str] | None:
    """The label in front of a colon: "项目支出：183.19万元"."""
    before = walk.text[walk.gap_start : start].rstrip()
    if not before.endswith(("：", ":")):
        return None
    segment = name_before(walk.text, walk.gap_start, walk.gap_start + len(before) - 1, own=walk.course.own)
    if segment.is_empty or is_bare(walk.text[segment.start : segment.end]):
        return None
    return _own_name(walk, segment, quantity)


def _only_repeats(walk: Walk, own: str, subject: FactDraft | None) -> bool:
    """Whether words such as 支出决算 only say the stage of an item that was named before."""
    if not is_bare(own):
        return False
    if subject is None and walk.pending is None:
        earlier = walk.scope.subject
        in_passage = earlier is not None and earlier.passage == walk.passage.place
        return in_passage and stage_of(own, walk.setting.stage) is not None and not _names_side(own)
    if subject is not None:
        for mine, other in OPPOSITE:
            if mine in own and other in subject.name and mine not in subject.name:
                return False
    return True


def _names_side(own: str) -> bool:
    return "收入" in own or "支出" in own


RANKED = {"concept:exact": 3, "concept:weak": 3, "concept:class": 3, "concept:like": 2, "concept:filler": 1}


def _own_name(walk: Walk, segment: Segment, quantity: Quantity) -> tuple[Phrase, Meaning, str]:
    """The words in front of the number, ended where the catalogue knows them best: 三公经费 of 三公经费支出预算数."""
    start = segment.start
    readings = [(end, walk.meaning(walk.text[start:end], quantity)) for end in segment.ends]
    end, meaning = max(readings, key=lambda reading: RANKED.get(reading[1].evidence, 0))
    if meaning.concept is None:
        if (known := _known_tail(walk, segment, quantity)) is not None:
            return known
        end, meaning = next((r for r in reversed(readings) if not is_bare(walk.text[start : r[0]])), readings[0])
    return walk.phrase(start, end), meaning, "item:own"


def _known_tail(walk: Walk, segment: Segment, quantity: Quantity) -> tuple[Phrase, Meaning, str] | None:
    """The part of a longer phrase that the catalogue knows: 收入预算总额 of 某街道办收入预算总额."""
    for end in segment.ends:
        spans = (span for span in walk.passage.names if span.end == end and span.start > segment.start)
        for span in sorted(spans, key=lambda span: span.start):
            if _may_precede(walk, walk.text[segment.start : span.start], span.start):
                meaning = walk.meaning(walk.text[span.start : end], quantity)
                if meaning.concept is not None:
                    return walk.phrase(span.start, end), meaning, "item:tail"
    return None


ORGANISATION_END = re.compile(
    r"(?:局|委|办|处|中心|院|校|所|站|镇|乡|街道|厅|会|队|馆|园|部|府|系统|本级|机关|单位|部门|公司|学校|医院|法院|检察院|的|共|年|度|月|日|市|县|区|省|总|口径|后|了)$"
)


def _may_precede(walk: Walk, words: str, edge: int) -> bool:
    """Whether the words in front of a known name are not part of it: an organisation, 的, a date."""
    return bool(ORGANISATION_END.search(words.rstrip(" 　”"))) and edge in walk.passage.edges


def _again(walk: Walk, subject: FactDraft) -> Meaning:
    concept = walk.course.lexicon.concept(subject.concept)
    return Meaning(
        subject.name,
        subject.concept,
        subject.basis,
        bool(concept and concept.stock),
        dict(subject.dims),
        "concept:inherited",
    )


def _names_in_list(walk: Walk, start: int, quantity: Quantity) -> list[Phrase]:
    """The names of "企业所得税、土地增值税分别完成a、b": as many as numbers follow."""
    clause = max(last_of(walk.text, "，,。；;：:", walk.gap_start, start), walk.gap_start)
    head = LIST_HEAD.sub("", walk.text[clause : quantity.start])
    if len(head) == quantity.start - clause:
        return []
    ranges = [(m.start() + clause, m.end() + clause) for m in re.finditer(r"[^、和及与]+", head) if m[0].strip()]
    if len(ranges) < 2 or not _run_follows(walk, quantity, len(ranges)):
        return []
    names = [name_before(walk.text, begin, stop, own=walk.course.own) for begin, stop in ranges]
    shared = _shared_tail(walk, names[-1].start, names[-1].end)
    return [
        walk.phrase(name.start, name.end) if not name.is_empty else walk.phrase(*strip_range(walk.text, *ranges[n], MARGIN))
        for n, name in enumerate(names)
        if shared is not None
    ]


def _shared_tail(walk: Walk, start: int, end: int) -> str | None:
    return walk.text[start:end]


def _run_follows(walk: Walk, quantity: Quantity, count: int) -> bool:
    """Whether as many numbers of one unit stand in a row from here."""
    run = [q for q in walk.passage.quantities if q.start >= quantity.start][:count]
    return len(run) == count and all(q.unit == quantity.unit for q in run)


# -- years


def note_year(walk: Walk, end: int) -> None:
    """A year at the head of a clause holds for the figures that follow; one inside a comparison does not."""
    for period in walk.passage.periods:
        if not walk.gap_start <= period.start < end:
            continue
        ahead, behind = walk.text[max(0, period.start - 3) : period.start], walk.text[period.end : period.end + 6]
        if COMPARED.search(ahead) or (BEHIND_COMPARED.match(behind) and "相比" in behind):
            continue
        if period.kind == "relative":
            if period.offset == 0 and walk.setting.year is not None:
                walk.year = walk.setting.year
        elif period.year is not None:
            walk.year = period.year
            walk.as_of = period.first if period.kind in ("date", "month") else None


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
