"""Changes: a change is right when it has every printed number, and moves the right fact the right way."""

from collections.abc import Iterator, Mapping
from functools import partial

from annotations.markup import GoldDocument, GoldQuantity
from annotations.markup.documents import GoldChange
from annotations.scoring.likeness import Row, is_same_quantity, overlap, printed
from annotations.scoring.sheet import Part, Pool, Sheet, rows


def score_changes(gold: GoldDocument, record: Row, sheet: Sheet, facts: Mapping[str, str]) -> dict[str, str]:
    """Compare changes, given the predicted id of each fact; returns the predicted id of each change that was found."""
    pool = Pool(rows(record, "changes"))
    known = {found: name for name, found in facts.items()}
    ids: dict[str, str] = {}
    for change in gold.changes:
        quote, start = "、".join(place.text for place in change.evidence), change.evidence[0].start
        row = pool.take(partial(_fits, change, known))
        if row is None:
            sheet.missed("change", quote, start)
        else:
            ids[change.id] = row["id"]
            sheet.compare("change", row, quote, start, _parts(change, known, row))
    for row in pool.rest:
        quote = "、".join(printed(row[part]) for part in ("amount", "percent") if row.get(part))
        sheet.made_up("change", row, quote or str(row.get("direction")), row.get("start"))
    return ids


def _fits(change: GoldChange, known: Mapping[str, str], row: Row) -> bool:
    """Whether a row speaks of a change: by one of its numbers, or as the same 持平."""
    amount, percent = row.get("amount"), row.get("percent")
    if change.amount and is_same_quantity(change.amount, amount):
        return True
    if change.percent and is_same_quantity(change.percent, percent):
        return True
    if change.direction != "flat" or row.get("direction") != "flat":
        return False
    is_there = change.flat is not None and overlap(change.flat, row) > 0
    return is_there or known.get(row.get("fact") or "") == change.fact


def _parts(change: GoldChange, known: Mapping[str, str], row: Row) -> Iterator[Part]:
    """The fields of a change that was found."""
    amount, percent = row.get("amount"), row.get("percent")
    has_numbers = _agrees(change.amount, amount) and _agrees(change.percent, percent)
    wanted = "、".join(number.text for number in (change.amount, change.percent) if number)
    found = "、".join(printed(number) for number in (amount, percent) if number)
    yield Part("numbers", has_numbers, wanted, found)
    fact = known.get(row.get("fact") or "")
    yield Part("fact", fact == change.fact, change.fact, fact or row.get("fact"))
    yield Part("direction", row.get("direction") == change.direction, change.direction, row.get("direction"))
    against = row.get("against")
    yield Part("against", change.against is None or against == change.against, change.against, against)


def _agrees(wanted: GoldQuantity | None, found: Row | None) -> bool:
    """Whether a number is there if it is marked, and not there if it is not."""
    return found is None if wanted is None else is_same_quantity(wanted, found)
