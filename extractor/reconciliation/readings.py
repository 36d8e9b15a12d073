"""The honest ways to read one list of parts: a list may repeat a page, nest sub-items, or hold two ways of dividing.

A breakdown is only called wrong after every other reading of it has been tried.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.data import Fact
from extractor.reconciliation.figures import plain_name
from extractor.reconciliation.intervals import ZERO
from extractor.reconciliation.ledger import Ledger, together
from extractor.reconciliation.relations import Concepts, matches

SPLIT = re.compile(r"按[^，。；]{0,12}(?:划分|分类|科目|性质|类别|用途|分为)")
FLOW = re.compile(r"收入(?=$|预算|决算|合计)|支出(?=$|预算|决算|合计)")
NESTED_LIMIT = 60  # parts of a list in which sub-lists are looked for; longer lists are tables, whose levels have codes
ACCOUNTS = frozenset({"general_public", "gov_fund", "state_capital"})
Parts = tuple[Fact, ...]


def addable(total: Fact, part: Fact) -> bool:
    """True when the two can stand in one sum: same kind of number, same year and stage, neither an estimate."""
    a, b = total.quantity, part.quantity
    if a is None or b is None or a.kind != b.kind or b.qualifier or a.qualifier:
        return False
    return together(total, part) and b.unit not in ("%", "pp")


def readings(parts: Parts, key: Concepts, complete: tuple[Concepts, ...]) -> Iterator[Parts]:
    """Each reading of one list once, the likeliest first: an empty one is no reading."""
    seen: set[tuple[str, ...]] = {()}
    for reading in every_reading(parts, key, complete):
        mark = tuple(part.id for part in reading)
        if mark not in seen:
            yield reading
        seen.add(mark)


def every_reading(parts: Parts, key: Concepts, complete: tuple[Concepts, ...]) -> Iterator[Parts]:
    """The list without repeated pages, as printed, and without what may be more than parts.

    That is: sub-items, items of another level (运行费 beside 公务用车费), a second value under one name, items of an
    unknown concept, other money.
    """
    once = unrepeated(parts)
    yield once
    yield parts
    yield top_level(once)
    for concepts in complete:
        yield (named := tuple(part for part in once if part.concept in concepts))
        yield first_of_each_concept(named)
    yield tuple(part for part in once if key and (matches(part.concept, key) or not part.concept))
    yield first_of_each(once)
    yield tuple(part for part in once if part.concept)
    for basis in sorted({part.basis or "" for part in once}):
        yield tuple(part for part in once if (part.basis or "") == basis)


def first_of_each(parts: Parts) -> Parts:
    """The first part of each name: a second one says again, and differently, what the item is."""
    found: dict[str, Fact] = {}
    for part in parts:
        found.setdefault(plain_name(part.item.text) or part.id, part)
    return tuple(found.values())


def first_of_each_concept(parts: Parts) -> Parts:
    """The first part of each concept: 公务接待费 and then 国内公务接待, which is most of it."""
    found: dict[str | None, Fact] = {}
    for part in parts:
        found.setdefault(part.concept, part)
    return tuple(found.values())


def unrepeated(parts: Sequence[Fact]) -> Parts:
    """Each item once: the same name with the same value under the same total is a page printed twice."""
    seen: set[tuple[str, Decimal]] = set()
    found = []
    for part in parts:
        mark = (plain_name(part.item.text), amount(part))
        if not mark[0] or mark not in seen:
            found.append(part)
        seen.add(mark)
    return tuple(found)


def top_level(parts: Parts) -> Parts:
    """The list without sub-items: parts that follow a part and add up to exactly that part."""
    if len(parts) > NESTED_LIMIT:
        return parts
    found, index = [], 0
    while index < len(parts):
        found.append(parts[index])
        index = after_children(parts, index)
    return tuple(found)


def after_children(parts: Parts, index: int) -> int:
    """The index after the run that adds up to the part at `index`, or simply the next."""
    whole, running = amount(parts[index]), ZERO
    for end in range(index + 1, len(parts)):
        running += amount(parts[end])
        if running == whole and whole != 0 and end > index + 1:
            return end + 1
        if running > whole:
            break
    return index + 1


def runs(ledger: Ledger, parts: Parts) -> list[Parts]:
    """The list cut where another section begins or the text announces another way of dividing."""
    found: list[list[Fact]] = []
    for part in parts:
        last = found[-1][-1] if found else None
        if last is None or last.section != part.section or SPLIT.search(ledger.between(last, part)):
            found.append([])
        found[-1].append(part)
    return [tuple(run) for run in found]


def unmixed(parts: Parts) -> Parts:
    """Parts of one kind of money only: items of different basis, or income and outgo, are never added up."""
    flows = [flow for part in parts if (flow := flow_of(part))]
    if len(set(flows)) > 1:
        parts = tuple(part for part in parts if flow_of(part) in (flows[0], ""))
    bases = [part.basis for part in parts if part.basis]
    if len(set(bases)) < 2 or set(bases) <= ACCOUNTS:
        return parts
    return tuple(part for part in parts if part.basis in (bases[0], None))


def flow_of(fact: Fact) -> str:
    """Which way the money of a fact goes by its name: "收入", "支出", or "" when the name does not say."""
    match = FLOW.search("".join(fact.item.text.split()))
    return match[0] if match else ""


def amount(fact: Fact) -> Decimal:
    """The value of a fact that has one, else zero."""
    return fact.quantity.value if fact.quantity else ZERO
