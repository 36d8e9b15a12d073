"""What the figures of a column are part of: by their codes, by 其中：, by what the catalogue knows, where that is certain."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from extractor.linking.concepts import ECONOMIC, FUNCTION, Lexicon
from extractor.tables.entries import Entry
from extractor.tables.heads import Half

SHORTER = {7: 5, 5: 3}


def find_totals(entries: Sequence[Entry], lexicon: Lexicon, half: Half) -> None:
    """Give each entry of one half its total.

    201 over 20105 over 2010507 -> each part of the one above, 201 of 合计;  购置费 behind 其中： -> of 公务用车费
    """
    columns: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        columns[entry.column.index if half.labels or half.codes else -1].append(entry)
    for column in columns.values():
        _within(column, lexicon)
    if half.labels:
        _across(entries, lexicon)


def _within(column: Sequence[Entry], lexicon: Lexicon) -> None:
    """The totals among the figures of one column."""
    by_code = {entry.code: entry for entry in column if entry.code}
    figures = [entry for entry in column if entry.quantity is not None]
    is_known = all(entry.concept is not None for entry in figures)
    before: Entry | None = None
    for entry in column:
        above = by_code.get(entry.code[: SHORTER.get(len(entry.code), 0)]) if entry.code else None
        if above is not None and above is not entry:
            entry.whole = above
        elif entry.label is not None and entry.label.is_part and before is not None:
            entry.whole = before
        elif (is_known and len(entry.code) <= min(map(len, by_code), default=0)) or not entry.code:
            entry.whole = _by_concept(entry, figures, lexicon) if is_known else None
        if entry.label is not None and not entry.label.is_part and entry.quantity is not None:
            before = entry


def _by_concept(entry: Entry, others: Iterable[Entry], lexicon: Lexicon) -> Entry | None:
    """The figure that the catalogue knows an item to be part of; of two, the one that is part of the other."""
    if entry.concept is None:
        return None
    parents = lexicon.parents(entry.concept)
    found = [
        other for other in others if other.concept in parents and other is not entry and _is_one_kind(entry, other)
    ]
    return next((f for f in found if not any(f.concept in lexicon.parents(o.concept) for o in found)), None)


def _is_one_kind(entry: Entry, other: Entry) -> bool:
    """Whether two figures can stand in one sum: the same unit and no column of their own."""
    if entry.quantity is None or other.quantity is None:
        return False
    same = (
        entry.sense.meaning.dims.get("nature") == other.sense.meaning.dims.get("nature")
        or other.label is None
        or other.label.is_total
    )
    return same and entry.quantity.unit == other.quantity.unit and other.quantity.value >= entry.quantity.value


def _across(entries: Sequence[Entry], lexicon: Lexicon) -> None:
    """The total of a column is part of the total beside it: 合计 × 基本支出 of 合计."""
    rows: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.label is not None and entry.label.is_total:
            rows[entry.field.row].append(entry)
    for row in rows.values():
        for entry in row:
            if entry.whole is None and entry.column.item is not None and entry.concept not in (FUNCTION, ECONOMIC):
                entry.whole = _by_concept(entry, row, lexicon)
