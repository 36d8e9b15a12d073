"""Whether every number was found, and taken for what it is: a level, a change or a ratio."""

from collections.abc import Iterator
from typing import NamedTuple

from annotations.markup import GoldDocument, GoldQuantity
from annotations.scoring.likeness import Row, is_same_quantity, overlap, printed
from annotations.scoring.sheet import Sheet, rows

ROLES = {"fact": "level", "mention": "level", "change": "change", "ratio": "ratio"}


class _Found(NamedTuple):
    """A predicted number and the row it is of; one of a table need not be marked."""

    quantity: Row
    row: str
    is_of_table: bool = False


def score_numbers(gold: GoldDocument, record: Row, sheet: Sheet) -> None:
    """Count numbers and their roles; a number is paired with the first predicted one of its place and value.

    Mistakes are noted for mentions alone: the others are those of the rows that the numbers belong to.
    """
    free = list(_found(record))
    for quantity, row in _wanted(gold):
        hit = next((number for number, found in enumerate(free) if is_same_quantity(quantity, found.quantity)), None)
        if hit is not None:
            sheet.count("number", right=1)
            sheet.agree("role", ROLES[free.pop(hit).row] == ROLES[row])
            continue
        sheet.count("number", missed=1)
        if row == "mention":
            sheet.note("mention", "missed", quantity.text, quantity.start)
    for found in free:
        if found.is_of_table or is_of_indicator(gold, found.quantity):
            continue
        sheet.count("number", false=1)
        if found.row == "mention":
            sheet.note("mention", "false", printed(found.quantity), found.quantity.get("start"))


def is_of_indicator(gold: GoldDocument, quantity: Row) -> bool:
    """Whether a number stands in the target of an indicator, where it may be a fact as well."""
    return any(overlap(indicator, quantity) for indicator in gold.indicators)


def _wanted(gold: GoldDocument) -> Iterator[tuple[GoldQuantity, str]]:
    """The marked numbers and the rows they are of."""
    yield from ((fact.quantity, "fact") for fact in gold.facts if fact.quantity)
    yield from ((mention.quantity, "mention") for mention in gold.mentions)
    for change in gold.changes:
        yield from ((number, "change") for number in (change.amount, change.percent) if number)
    yield from ((ratio.percent, "ratio") for ratio in gold.ratios)


def _found(record: Row) -> Iterator[_Found]:
    """The predicted numbers and the rows they are of, in the same order."""
    facts, changes = rows(record, "facts"), rows(record, "changes")
    yield from (_Found(fact["quantity"], "fact", bool(fact.get("table"))) for fact in facts if fact.get("quantity"))
    yield from (_Found(mention, "mention") for fact in facts for mention in fact.get("mentions") or ())
    for change in changes:
        yield from (_Found(change[part], "change") for part in ("amount", "percent") if change.get(part))
    yield from (_Found(ratio["percent"], "ratio") for ratio in rows(record, "ratios") if ratio.get("percent"))
