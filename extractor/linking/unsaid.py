"""Items of which a text tells only how they moved: "工资福利支出较上年增加12万元", without their figure anywhere."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from annotations.catalogue.names import normalise
from extractor.data import Fact, Rows, State
from extractor.linking.clauses import last_of
from extractor.linking.comparisons import Comparison
from extractor.linking.concepts import GENERIC
from extractor.linking.drafts import Drafts, FactDraft
from extractor.linking.facts import add_state
from extractor.linking.names import is_bare, name_before
from extractor.linking.parents import When
from extractor.linking.references import SIDES, find_fact
from extractor.linking.referring import Named
from extractor.linking.segments import AMOUNT, NAMES_MONEY, name_segment
from extractor.linking.walk import Walk

PLAIN = re.compile("(?:支出|预算|决算|安排|经费|数)+$")
OF_ACCOUNTS = re.compile(r"(?:公共预算|财政|税收|非税|基金|经营(?:预算)?)(?:本级)?(?:总)?(?:收入|支出)$")
PARTS_BEHIND = re.compile(r"其中\s*[：:，,]?\s*$")
DIGIT = re.compile(r"\d")
MOVED: State = "blank"
UNMOVED: State = "flat_stated"
UNSAID = (MOVED, UNMOVED)
NAMELESS = (None, *GENERIC)  # concepts that two items may share


def unsaid_item(walk: Walk, comparison: Comparison | None, start: int, end: int, state: State) -> FactDraft | None:
    """The item that the words before a movement name, as a fact without a figure; None where one was told of it.

    Between `start` and `end`, before the base or behind it: "商品和服务支出较上年", "比上年商品和服务支出".
    """
    stated = comparison is not None and comparison.start >= start
    ranges = [(start, comparison.start), (comparison.end, end)] if stated and comparison else [(start, end)]
    for floor, stop in ranges:
        named = _named(walk, floor, stop) if floor < stop else None
        if named is not None:
            return _said_before(walk, named) or add_state(walk, named, state, When(_year(walk)), "role:moved")
    return None


def _named(walk: Walk, floor: int, end: int) -> Named | None:
    """What a clause names, if the catalogue knows it and no figure so far can be meant."""
    clause = max(last_of(walk.text, "，,。；;：:", floor, end), floor)
    stop = walk.cues.first_direction(walk.text, clause, end)
    segment = name_before(walk.text, clause, stop, walk.cues, own=walk.course.own)
    name = walk.text[segment.start : segment.end]
    if segment.is_empty or is_bare(name, walk.cues) or SIDES.search(name) or DIGIT.search(name):
        return None
    named = name_segment(walk, segment, AMOUNT)
    found = find_fact(walk, name) if named is not None else None
    elsewhere = found is not None and found.state in UNSAID and found.section != walk.course.section
    if named is None or (found not in (None, _said_before(walk, named)) and not elsewhere):
        return None
    known = named.meaning.concept is not None or _lists_adjustments(walk) or _is_part(walk, clause, name)
    return named if known or (walk.before is None and OF_ACCOUNTS.search(name)) else None


def _is_part(walk: Walk, clause: int, name: str) -> bool:
    """Whether 其中 stands right in front of money of another name: "支出增长4%，其中民生支出增长5%"."""
    total = walk.scope.parent
    opened = total is not None and walk.scope.frames[-1].sentence == walk.course.sentence
    is_money = NAMES_MONEY.search(name) is not None and total is not None and total.name not in (name, normalise(name))
    return opened and is_money and PARTS_BEHIND.search(walk.text[:clause]) is not None


def _lists_adjustments(walk: Walk) -> bool:
    """Whether 其中 opened what a plan was adjusted by: there movements are told of any item, known or not."""
    return walk.setting.stage == "budget_adjusted" and walk.scope.parent is not None


def _year(walk: Walk) -> int | None:
    return walk.year if walk.year_stated else walk.setting.year


def _said_before(walk: Walk, named: Named) -> FactDraft | None:
    """The fact without a figure that an earlier movement of the same item has made."""
    unsaid = (f for f in reversed(walk.drafts.facts) if f.state in UNSAID and f.year == _year(walk))
    alike = (f for f in unsaid if f.section == walk.course.section or f.basis == walk.setting.basis)
    return next((f for f in alike if f.name == named.meaning.name and f.concept == named.meaning.concept), None)


def settle_unsaid(drafts: Drafts) -> None:
    """Give movements to figures that were told behind them after all, and forget the facts that stood for these."""
    told = {fact: figure for fact in drafts.facts if fact.state in UNSAID for figure in _told(drafts, fact)}
    for change in drafts.changes:
        if change.fact in told:
            change.fact = told[change.fact]
            change.evidence.append("change:named")
    drafts.forget(told)


def _told(drafts: Drafts, unsaid: FactDraft) -> Iterator[FactDraft]:
    """The figure of an item that is told only behind its movement."""
    later = [
        fact
        for fact in drafts.facts[unsaid.place + 1 :]
        if fact.quantity is not None and (fact.year, fact.stage) == (unsaid.year, unsaid.stage)
    ]
    known = (fact for fact in later if fact.concept == unsaid.concept and fact.concept not in NAMELESS)
    found = next(known, None) or next((fact for fact in later if _plain(fact.name) == _plain(unsaid.name)), None)
    if found is not None:
        yield found


def _plain(name: str) -> str:
    """A name without the words that do not change what is measured: 教育支出预算 -> 教育."""
    return PLAIN.sub("", name)


def settle_by_tables(rows: Rows) -> Rows:
    """The rows, with movements given to the figures that only a table tells of their items."""
    tabled = [fact for fact in rows.facts if fact.table is not None and fact.quantity is not None]
    unsaid = [fact for fact in rows.facts if fact.state in UNSAID and fact.table is None]
    told = {fact.id: cell.id for fact in unsaid for cell in _cells_of(fact, tabled)}
    if not told:
        return rows
    return replace(
        rows,
        facts=tuple(fact for fact in rows.facts if fact.id not in told),
        changes=tuple(replace(change, fact=told.get(change.fact, change.fact)) for change in rows.changes),
        reasons=tuple(
            replace(reason, explains=tuple(told.get(id, id) for id in reason.explains)) for reason in rows.reasons
        ),
    )


def _cells_of(unsaid: Fact, tabled: Sequence[Fact]) -> Iterator[Fact]:
    """The cell that states the item of a movement, in the same year and at the same stage."""
    name = _plain(normalise(unsaid.item.text))
    for cell in tabled:
        known = unsaid.concept == cell.concept and unsaid.concept not in NAMELESS
        same = known or _plain(normalise(cell.item.text)) == name
        if same and (cell.year, cell.stage) == (unsaid.year, unsaid.stage):
            yield cell
            return
