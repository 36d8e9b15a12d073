"""Changes told before the level that moved: "公务接待费较上年减少0.3万元，为2.4万元"."""

from extractor.data import Direction, Quantity
from extractor.linking.bases import add_change
from extractor.linking.changes import complete_change
from extractor.linking.clauses import MARGIN, OPENING, last_of
from extractor.linking.concepts import GENERIC
from extractor.linking.drafts import Drafts, FactDraft
from extractor.linking.flats import add_flat
from extractor.linking.names import Segment, is_bare, name_before
from extractor.linking.references import find_fact
from extractor.linking.roles import Reading
from extractor.linking.segments import AMOUNT, NAMES_MONEY
from extractor.linking.walk import Waiting, Walk

MOVES = r"{increase}|{decrease}|(?:{more}|{less})(?=[了约\s]*$)"
LANDS_ON = r"{lands_on}"
STARTS_FROM = ("由", "从")


def hold_change(walk: Walk, quantity: Quantity, reading: Reading) -> bool:
    """Keep a change whose item the clause names, but whose level is told only behind it; False where it need not wait.

    "机关运行经费较上年预算增加5.9万元，较上年执行数减少1.7万元，安排15.1万元" -> two changes wait for 15.1万元
    """
    direction = reading.direction
    if direction is None:
        return False
    if not any(waiting.quantity for waiting in walk.waiting):
        segment = _named(walk, quantity)
        if segment is None or not _level_follows(walk, quantity):
            return False
        walk.pending = walk.phrase(segment.start, segment.end)
    start = walk.comparison.start if walk.comparison else quantity.start
    walk.waiting.append(Waiting(direction, start, quantity.end, walk.comparison, quantity))
    return True


def _named(walk: Walk, quantity: Quantity) -> Segment | None:
    """What a change says that it is of, before its base or behind it, unless this sentence has told its figure."""
    comparison = walk.comparison
    if comparison is None or comparison.start < walk.gap_start:
        return _named_between(walk, walk.gap_start, quantity.start)
    before = _named_between(walk, walk.gap_start, comparison.start)
    return before or _named_between(walk, comparison.end, quantity.start)


def _named_between(walk: Walk, floor: int, end: int) -> Segment | None:
    clause = max(last_of(walk.text, "，,。；;：:", floor, end), floor)
    match = walk.cues.pattern(MOVES).search(walk.text, clause, end)
    segment = name_before(walk.text, clause, match.start() if match else end, walk.cues, own=walk.course.own)
    name = walk.text[segment.start : segment.end]
    if segment.is_empty or is_bare(name, walk.cues):
        return None
    if walk.meaning(name, AMOUNT).concept is None and NAMES_MONEY.search(name) is None:
        return None
    found = find_fact(walk, name, year=walk.year)
    return None if found is not None and walk.speaks_of(found) else segment


def _level_follows(walk: Walk, quantity: Quantity) -> bool:
    """Whether the next number but for changes is a level that nothing else names: "，为2.4万元", "（2.4万元）"."""
    position = quantity.end
    for following in walk.passage.quantities:
        if following.start < position:
            continue
        between = walk.text[position : following.start]
        words = between.strip(MARGIN + OPENING)
        if following.kind == "amount" and walk.cues.pattern(LANDS_ON).fullmatch(words):
            return bool(words) or between.endswith(tuple(OPENING))
        if any(mark in between for mark in "。；;") or walk.cues.direction_before(between) is None:
            return False
        position = following.end
    return False


def settle_waiting(walk: Walk, fact: FactDraft, quantity: Quantity) -> None:
    """The level of changes and of a 持平 that came before it: "由16亿元减至12亿元" lands on the second."""
    if not walk.waiting or walk.text[walk.gap_start : quantity.start].strip(MARGIN) in STARTS_FROM:
        return
    held, walk.waiting = walk.waiting, []
    for waiting in held:
        walk.comparison = waiting.comparison
        if waiting.quantity is None:
            add_flat(walk, fact, waiting.start, waiting.end)
        elif not (_goes_with(walk, waiting.direction) and complete_change(walk, waiting.quantity)):
            walk.change = add_change(walk, fact, waiting.quantity, waiting.direction, "role:direction")
            walk.row = [walk.change]
    walk.comparison = None


def await_level(walk: Walk, quantity: Quantity) -> None:
    """Note which item a change names whose figure comes later: "其中：基本支出增加29万元。…基本支出421万元"."""
    change = walk.change
    if change is None or (change.amount or change.percent) is None or change.end != walk.locate(quantity).end:
        return
    floor = max(walk.gap_start, walk.comparison.end if walk.comparison else 0)
    if quantity.start < floor:
        floor = walk.gap_start
    clause = max(last_of(walk.text, "，,。；;：:", floor, quantity.start), floor)
    segment = name_before(
        walk.text, clause, walk.cues.first_direction(walk.text, clause, quantity.start), walk.cues, own=walk.course.own
    )
    name = walk.text[segment.start : segment.end]
    if segment.is_empty or is_bare(name, walk.cues) or find_fact(walk, name, year=walk.year) is not None:
        return
    meaning = walk.meaning(name, AMOUNT)
    if meaning.concept not in (None, change.fact.concept, *GENERIC):
        change.awaits = meaning.name, meaning.concept


def settle_awaited(drafts: Drafts) -> None:
    """Give changes to the figures that they named before these were told."""
    for change in drafts.changes:
        if change.awaits is None:
            continue
        name, concept = change.awaits
        later = [
            fact
            for fact in drafts.facts[change.fact.place + 1 :]
            if (fact.year, fact.stage) == (change.fact.year, change.fact.stage) and fact.quantity is not None
        ]
        known = (fact for fact in later if fact.concept == concept)
        if (told := next(known, None) or next((fact for fact in later if fact.name == name), None)) is not None:
            change.fact = told
            change.evidence.append("change:named")


def _goes_with(walk: Walk, direction: Direction) -> bool:
    return walk.change is not None and walk.change.direction == direction
