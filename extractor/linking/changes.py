"""Numbers and words that say how a level moved, and whose movement it is."""

import re

from extractor.data import Direction, Quantity
from extractor.linking.arithmetic import change_closes, sum_closes
from extractor.linking.bases import ASSETS, RECENT, add_change, unsigned
from extractor.linking.clauses import COMMAS, last_of
from extractor.linking.drafts import ChangeDraft, FactDraft
from extractor.linking.listing import run_length
from extractor.linking.names import ONE_SIDE, is_bare, name_before
from extractor.linking.references import SIDES, find_fact, total_of
from extractor.linking.roles import BOTH_DIRECTIONS, Reading
from extractor.linking.unsaid import MOVED, unsaid_item
from extractor.linking.walk import Walk

BOTH = re.compile(r"各|均|收[、]?支|收入[、和]?支出")
EACH_OF = re.compile("分别|依次")
COMPARES = re.compile(r"(?<!同)[比较](?!例|大|多|少|快|高|低)")
LIST_MARKS = ("、", "和", "及", "与")
SIGN_IN_BRACKET = re.compile(r"[（(]\s*(?P<sign>[-－−﹣+＋])\d?$")
REACH = 4  # characters in front of a number that may hold its sign and bracket
LISTED = 40  # and that may hold the name of a part and the mark in front of it
TOLD = 40  # changes back to which a summary may return
FIRST_OF = re.compile(r"前[两二三四五六\d]")


def read_change(walk: Walk, quantity: Quantity, reading: Reading) -> None:
    """Make a change of a number, or give the change before it the number that it lacks."""
    assert reading.direction is not None
    gap = walk.text[walk.gap_start : quantity.start]
    direction = reading.direction
    if direction != "flat" and walk.cues.pattern(BOTH_DIRECTIONS).search(gap):  # 增加（减少）0万元 is no movement
        direction = _said_behind(walk, quantity) or _by_figures(walk, reading.direction)
    if _goes_on(walk, quantity, direction, gap):
        _complete(walk, quantity)
    elif len(walk.series) < 2 and (members := _members(walk, quantity, gap)):
        walk.series, walk.row = members, []
        read_listed_change(walk, quantity, direction)
    elif len(walk.series) > 1 and (_run_follows(walk, quantity) or (walk.row and gap.strip().startswith(LIST_MARKS))):
        if not walk.row or not gap.strip().startswith(LIST_MARKS):
            walk.row = []
        read_listed_change(walk, quantity, direction)
    elif (fact := _changed_fact(walk, quantity)) is not None:
        walk.change = add_change(walk, fact, quantity, direction, reading.evidence)
        walk.row = [walk.change]
        if fact.state == MOVED:
            walk.scope.speak_of(fact)  # 其中民生支出增长5%，占支出的80%


def read_listed_change(walk: Walk, quantity: Quantity, direction: Direction) -> None:
    """One of several listed changes: the n-th belongs to the n-th of the listed levels."""
    if quantity.kind == "percent" and any(change.percent is None and change.amount for change in walk.row):
        _complete(walk, quantity)
        return
    if len(walk.row) >= len(walk.series):
        return
    change = add_change(walk, walk.series[len(walk.row)], quantity, direction, "role:list")
    walk.row.append(change)
    for member in walk.row:
        member.listed = walk.row[0].place
    walk.change = change


def _goes_on(walk: Walk, quantity: Quantity, direction: Direction, gap: str) -> bool:
    """Whether a number completes the change just before: 减少117.42万元，减少11.39%, or the other way round."""
    change = walk.change
    if change is None or quantity.unit == "pp" or "。" in gap or "其中" in gap or COMPARES.search(gap):
        return False
    if quantity.kind == "percent" and len(walk.row) > 1:
        return any(member.percent is None for member in walk.row)
    if "flat" not in (direction, change.direction) and direction != change.direction:
        return False
    if _names_another(walk, quantity, change.fact):
        return False
    if quantity.kind == "percent":
        return change.percent is None and change.amount is not None
    return quantity.kind == "amount" and change.amount is None and change.percent is not None


def _names_another(walk: Walk, quantity: Quantity, fact: FactDraft) -> bool:
    """Whether the clause of a number says that another item moved: "增长16%，其中公务接待费增加2万元"."""
    named = _named_before(walk, quantity.start)
    return named is not None and named is not fact and named.name != fact.name


def _complete(walk: Walk, quantity: Quantity) -> None:
    located = unsigned(walk.locate(quantity))
    if quantity.kind == "percent":
        target = next((change for change in walk.row if change.percent is None), walk.change)
        assert target is not None
        target.percent = located
        if target.listed is None:
            _settle(walk, target)
    else:
        target = walk.change
        assert target is not None
        target.amount = located
    target.end = max(target.end, located.end)


def _said_behind(walk: Walk, quantity: Quantity) -> Direction | None:
    """The direction of the percentage behind an amount: "增加（减少）96.15万元，下降4.22%" is a decrease."""
    following = next((q for q in walk.passage.quantities if q.start >= quantity.end), None)
    if following is None or following.kind != "percent":
        return None
    return walk.cues.direction_before(walk.text[quantity.end : following.start].strip("，, "))


def _by_figures(walk: Walk, printed: Direction) -> Direction:
    """The direction of "增加（减少）", an alternative that nobody struck out: as the two levels say."""
    subject = walk.subject()
    base = walk.base or _prior_beside(walk, subject)
    if base is None or base.quantity is None or subject is None or subject.quantity is None or printed == "flat":
        return printed
    return "increase" if subject.quantity.value > base.quantity.value else "decrease"


def _prior_beside(walk: Walk, subject: FactDraft | None) -> FactDraft | None:
    """The earlier level of the same item in the same sentence: "公务接待费2.40万元，上年2.70万元"."""
    if subject is None or subject.year is None:
        return None
    for fact in reversed(walk.drafts.facts[-RECENT:]):
        if fact.sentence == subject.sentence and fact.name == subject.name and fact.year == subject.year - 1:
            return fact
    return None


def complete_change(walk: Walk, quantity: Quantity) -> bool:
    """Give the change before its percentage that stands in a bracket, "增支2575万元（5.28%）"; False without one."""
    if walk.change is None or walk.change.percent is not None or walk.change.amount is None:
        return False
    _complete(walk, quantity)
    return True


def complete_amount(walk: Walk, quantity: Quantity) -> bool:
    """Give the change before the amount that its percentage comes to: "下降2.36%，即6.92万元"; False without one."""
    if walk.change is None or walk.change.amount is not None or walk.change.percent is None:
        return False
    _complete(walk, quantity)
    return True


def read_signed(walk: Walk, quantity: Quantity) -> bool:
    """A change told by its sign alone, in a bracket behind its level: "税收收入412（-16）"; False for other numbers."""
    fact = walk.scope.subject
    sign = SIGN_IN_BRACKET.search(walk.text, max(0, quantity.start - REACH), quantity.start + 1)
    if sign is None or fact is None or not walk.speaks_of(fact) or fact.quantity is None:
        return False
    if complete_amount(walk, quantity):
        return True
    direction: Direction = "increase" if sign["sign"] in "+＋" else "decrease"
    walk.change = add_change(walk, fact, quantity, direction, "role:direction")
    walk.row = [walk.change]
    return True


def _run_follows(walk: Walk, quantity: Quantity) -> bool:
    """Whether as many numbers follow as the series has members."""
    run = [q for q in walk.passage.quantities if q.start >= quantity.start][: len(walk.series)]
    return len(run) == len(walk.series) and all(q.unit == quantity.unit for q in run)


def _members(walk: Walk, quantity: Quantity, gap: str) -> list[FactDraft]:
    """The levels that 分别 tells of where they were not listed themselves: the last n of the sentence, or 前n项."""
    count = run_length(walk, quantity, moving=True)
    if count == 2 and SIDES.search(gap) and (income := total_of(walk, "收入")) and (spent := total_of(walk, "支出")):
        return [income, spent]  # 收、支总计各减少a、b
    if not EACH_OF.search(gap):
        return []
    amounts = [f for f in walk.drafts.facts[-RECENT:] if f.quantity and f.quantity.kind == "amount"]
    levels = [f for f in amounts if f.sentence == walk.course.sentence]
    if not levels and amounts:  # …公务接待费2万元。与上年相比，分别减少a、b、c
        last = amounts[-1]
        levels = [f for f in amounts if last.passage == walk.passage.place and f.sentence == last.sentence]
        levels = [f for f in levels if f.parent is last.parent] if len(levels) > count else levels
    if count < 2 or len(levels) < count:
        return []
    return levels[:count] if FIRST_OF.search(gap) else levels[-count:]


def _settle(walk: Walk, change: ChangeDraft) -> None:
    """Both numbers are known now: where the words leave the owner open, the level that they close on is the owner."""
    if change.amount is None or change.percent is None or change.amount.value == 0 or "change:named" in change.evidence:
        return
    own = change.fact.quantity
    if own is None or change_closes(own, change.amount, change.percent, change.direction):
        return
    near = [
        f for f in walk.drafts.facts[-RECENT:] if f.passage == walk.passage.place and f.section == walk.course.section
    ]
    closing = [
        fact
        for fact in near
        if fact.quantity
        and fact.year == change.fact.year
        and fact.stage == change.fact.stage
        and change_closes(fact.quantity, change.amount, change.percent, change.direction)
    ]
    if len({fact.name for fact in closing}) == 1 and closing[-1].sentence == change.fact.sentence:
        change.fact = closing[-1]
        change.evidence.append("change:closes")


def _changed_fact(walk: Walk, quantity: Quantity) -> FactDraft | None:
    """Whose change it is: a fact named before the comparison, the figure before, or the sentence before."""
    comparison = walk.comparison
    stated = comparison.start if comparison and comparison.start >= walk.gap_start else None
    if stated is not None and (named := _named_before(walk, stated)):
        return named
    if named := _named_before(walk, quantity.start, comparison.end if comparison else 0):
        return named
    if (unsaid := unsaid_item(walk, comparison, walk.gap_start, quantity.start, MOVED)) is not None:
        return unsaid
    if walk.base is not None and walk.base.sentence == walk.course.sentence:
        subject = walk.subject()
        return subject if subject is not walk.base else None
    if walk.unmoved is not None:
        return walk.unmoved
    subject = walk.scope.subject
    if not walk.speaks_of(subject) and (told := _told_before(walk, quantity)) is not None:
        return told
    if not walk.speaks_of(subject):
        subject = _listed_before(walk, subject) or walk.scope.previous or subject
    elif BOTH.search(walk.text[walk.gap_start : quantity.start]) and walk.scope.head is not None:
        subject = walk.scope.head
    if subject is not None and subject.quantity and quantity.kind == "amount" and subject.quantity.kind != "amount":
        subject = next(
            (f for f in reversed(walk.drafts.facts[-8:]) if f.quantity and f.quantity.kind == "amount"), None
        )
    if quantity.kind == "count" and (subject is None or not subject.quantity or subject.quantity.unit != quantity.unit):
        return None
    return _closed_list(walk, subject) or subject


def _told_before(walk: Walk, quantity: Quantity) -> FactDraft | None:
    """Whose change this very number was where it was told first: "…减少343.6万元。…决算数比预算数少343.6万元"."""
    if walk.before is not None:
        return None  # the paragraph has a figure of its own
    for change in reversed(walk.drafts.changes[-TOLD:]):
        number = change.percent if quantity.kind == "percent" and quantity.step < 1 else change.amount
        told = number if change.section == walk.course.section else None
        if told is not None and (told.value, told.unit) == (quantity.value, quantity.unit) and told.value:
            return change.fact
    return None


def _closed_list(walk: Walk, part: FactDraft | None) -> FactDraft | None:
    """The total of a list that is complete: "编制50人，其中：行政30人、事业20人，较上年增加2人" speaks of 编制."""
    whole = part.parent if part is not None else None
    if part is None or whole is None or whole.quantity is None or not walk.speaks_of(whole):
        return None
    parts = [f for f in walk.drafts.facts[-RECENT:] if f.parent is whole and f.sentence == part.sentence and f.quantity]
    figures = [f.quantity for f in parts if f.quantity is not None]
    before = walk.before
    if len(figures) < 2 or part is not parts[-1] or before is None or not sum_closes(whole.quantity, figures):
        return None
    start = max(0, before.start - LISTED)
    listed = last_of(walk.text, "、", start, before.start) > last_of(walk.text, "，,；;：:", start, before.start)
    return whole if listed and walk.text[before.end : before.end + 1] in COMMAS else None


def _listed_before(walk: Walk, part: FactDraft | None) -> FactDraft | None:
    """The total of a list in a sentence of its own: "收入100万元。其中：甲60万元，乙40万元。比上年增加5万元"."""
    whole = part.parent if part is not None else None
    if part is None or whole is None or whole.quantity is None or whole.sentence != part.sentence - 1:
        return None
    parts = [f for f in walk.drafts.facts[-RECENT:] if f.parent is whole and f.sentence == part.sentence]
    figures = [f.quantity for f in parts if f.quantity is not None]
    moved = any(change.fact in (whole, *parts) for change in walk.drafts.changes[-RECENT:])
    return whole if len(figures) > 1 and not moved and sum_closes(whole.quantity, figures) else None


def _named_before(walk: Walk, start: int, floor: int = 0) -> FactDraft | None:
    """The fact that the clause itself names: "财政拨款收、支总计各增加", "支出减少"."""
    clause = max(last_of(walk.text, "，,。；;：:", walk.gap_start, start), walk.gap_start, floor)
    end = walk.cues.first_direction(walk.text, clause, start)
    segment = name_before(walk.text, clause, end, walk.cues, own=walk.course.own)
    name = walk.text[segment.start : segment.end]
    if name and not is_bare(name, walk.cues):
        named = find_fact(walk, name, year=walk.year) or (total_of(walk, name) if SIDES.search(name) else None)
        if named is None and walk.year != walk.setting.year:  # 支出预算2022年增加3万元，主要是教育支出增加3万元
            named = find_fact(walk, name, year=walk.setting.year)
        return named or (find_fact(walk, name) if ASSETS in walk.setting.kinds else None)  # counted a year before
    return total_of(walk, name) if name in ONE_SIDE else None
