"""What belongs to a list beside or against its links: the author's words weigh more than a link that may be wrong.

- 3.按经济分类划分。工资福利支出2468.15万元；… was stated above as part of 基本支出, and is part of 支出总额 here.
- 收入方由结转516.58万元和拨款6248.90万元组成，支出方由…组成: two lists in a row, each of which makes up the total.
- 2.社会保障和就业支出612.55万元，占10.97%: the share says of which total this is part, whatever it was linked to.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from operator import itemgetter

from extractor.data import Fact
from extractor.reconciliation.figures import plain_name
from extractor.reconciliation.intervals import HALF, ZERO
from extractor.reconciliation.ledger import Ledger, Printing, place
from extractor.reconciliation.readings import Parts, addable, amount

CLAUSE = 40  # characters before a figure in which its name stands
BOUNDARY = re.compile(r"[，。；：、,;:\n]")
TELLING = 1000  # steps from which on a difference that equals a figure is no chance


def telling(part: Fact) -> bool:
    """True for an amount with so many digits that a difference of just this amount is about this figure."""
    return part.quantity is not None and part.quantity.kind == "amount" and amount(part) >= part.quantity.step * TELLING


def with_restated(ledger: Ledger, total: Fact, parts: Parts) -> Parts:
    """The list, in the order of the text, with figures stated elsewhere that are said again inside it."""
    again = restated(ledger, total, parts)
    placed = [(place(part), part) for part in parts] + [(one.start, one.fact) for one in again]
    return tuple(part for _, part in sorted(placed, key=itemgetter(0)))


def by_name(ledger: Ledger, total: Fact, parts: Parts) -> Parts:
    """Of the figures said again inside a list those that are called by their own name there."""
    again = ((one.fact, called(ledger, one.start)) for one in restated(ledger, total, parts))
    return tuple(fact for fact, name in again if name.endswith(plain_name(fact.item.text) or "?"))


def called(ledger: Ledger, start: int) -> str:
    """The words just before a figure, in plain form."""
    return plain_name(BOUNDARY.split(ledger.text[max(0, start - CLAUSE) : start])[-1])


def restated(ledger: Ledger, total: Fact, parts: Parts) -> list[Printing]:
    """What is printed again inside a list and is no part of it as linked.

    A list begins after the figure before its first part, and ends with the sentence of its last part.
    """
    first, last = ledger.index[parts[0].id], ledger.index[parts[-1].id]
    low = ledger.place_at(first - 1) if first else 0
    high = min(ledger.place_at(last + 1), max(ledger.text.find("。", place(parts[-1])), place(parts[-1])))
    known = {total.id, *ancestors(ledger, total), *(part.id for part in parts)}
    return [one for one in ledger.mentioned(low, high) if one.fact.id not in known and addable(total, one.fact)]


def ancestors(ledger: Ledger, fact: Fact) -> set[str]:
    """The totals that a fact is part of, however far up."""
    found: set[str] = set()
    above = fact.part_of
    while above and above not in found:
        found.add(above)
        above = ledger.facts[above].part_of if above in ledger.facts else None
    return found


def divided(total: Fact, parts: Parts) -> list[Parts]:
    """The list cut into lists that each make up the total, when it is nothing but several of them in a row."""
    found: list[list[Fact]] = [[]]
    running, slack = ZERO, _step(total) * HALF
    for part in parts:
        if running and abs(running - amount(total)) <= slack:
            found.append([])
            running, slack = ZERO, _step(total) * HALF
        found[-1].append(part)
        running, slack = running + amount(part), slack + _step(part) * HALF
    whole = len(found) > 1 and telling(total) and abs(running - amount(total)) <= slack
    return [tuple(piece) for piece in found] if whole else []


def peeled(ledger: Ledger, total: Fact, parts: Parts) -> tuple[Parts, Parts]:
    """The first parts that make up the total by themselves, and what a new sentence lists: another way to divide it.

    按级次分，县本级36.15亿元，镇级7.12亿元。民生类支出33.84亿元: the first two are all of 43.27亿元.
    """
    running, slack = ZERO, _step(total) * HALF
    for count, part in enumerate(parts, start=1):
        running, slack = running + amount(part), slack + _step(part) * HALF
        whole = 1 < count < len(parts) and telling(total) and abs(running - amount(total)) <= slack
        if whole and "。" in ledger.between(part, parts[count]):
            return parts[:count], parts[count:]
    return (), parts


def _step(fact: Fact) -> Decimal:
    return fact.quantity.step if fact.quantity else ZERO


def with_overlooked(ledger: Ledger, total: Fact, parts: Parts) -> Parts:
    """The list with the one figure in its midst that it lacks, if the figure is exactly what is missing."""
    missing = amount(total) - sum((amount(part) for part in parts), ZERO)
    first, last = ledger.index[parts[0].id], ledger.index[parts[-1].id]
    known = {total.id, *ancestors(ledger, total), *(part.id for part in parts)}
    for fact in ledger.numbered[first : last + 2] if missing > 0 else ():
        near = fact.section == parts[-1].section and "。" not in ledger.between(parts[-1], fact)
        if fact.id not in known and amount(fact) == missing and near and telling(fact) and addable(total, fact):
            return tuple(sorted((*parts, fact), key=lambda part: ledger.index[part.id]))
    return parts


def of_its_own(total: Fact, parts: Parts, wholes: Mapping[str, str]) -> Parts:
    """The parts whose printed share is not one of another total."""
    return tuple(part for part in parts if wholes.get(part.id, total.id) == total.id)
