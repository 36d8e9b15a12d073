"""What the figures of a column are part of, where that is certain: by code, by 其中：, by number, by the catalogue."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.linking.concepts import GENERIC, Lexicon
from extractor.tables.entries import Entry
from extractor.tables.heads import Half
from extractor.tables.kinds import Kind
from extractor.tables.meanings import NATURE, NATURES

SHORTER = {7: 5, 5: 3}


def find_totals(entries: Sequence[Entry], lexicon: Lexicon, half: Half) -> None:
    """Give each entry of one half its total.

    201 over 20105 over 2010507 -> each part of the one above, 201 of 合计;  购置费 behind 其中： -> of 公务用车费
    """
    columns: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        columns[entry.column.index if half.labels or half.codes else -1].append(entry)
    for column in columns.values():
        _inside(column)
        _of_totals(column, lexicon)
    for row in _rows_of_totals(entries).values():
        for entry in row:
            if entry.whole is None and entry.column.item is not None and entry.concept not in GENERIC:
                entry.whole = _by_concept(entry, row, lexicon)


def _inside(column: Sequence[Entry]) -> None:
    """Parts of an item above: its code is longer, it follows 其中：, or 1. follows 一、."""
    by_code = {entry.code: entry for entry in column if entry.code}
    path: list[Entry] = []
    before: Entry | None = None
    for entry in column:
        if entry.label is None:
            continue
        if entry.code:
            entry.whole = by_code.get(entry.code[: SHORTER.get(len(entry.code), 0)])
        elif entry.label.is_part:
            entry.whole = before
        elif entry.label.rank is not None:
            path = [each for each in path if each.label and (each.label.rank or 0) < entry.label.rank]
            entry.whole = path[-1] if path else None
            path.append(entry)
        if entry.whole is not None and entry.whole.quantity is None:
            entry.whole = None
        if not entry.label.is_part:
            before = entry


def _of_totals(column: Sequence[Entry], lexicon: Lexicon) -> None:
    """The total of what is part of no item above.

    One name that is not understood may be a sum itself. So then nothing is part of a total, but in a plain list, whose
    lines all stand beside each other.
    """
    figures = [entry for entry in column if entry.quantity is not None]
    shortest = min((len(entry.code) for entry in figures if entry.code), default=0)
    items = [e for e in figures if e.whole is None and len(e.code) <= shortest and not (e.label and e.label.is_total)]
    wholes = {entry: _by_concept(entry, figures, lexicon) for entry in items if entry.concept is not None}
    unknown = [entry for entry in items if entry.concept is None]
    if unknown:
        totals = [entry for entry in figures if entry.label is not None and entry.label.is_total]
        is_plain = len(totals) == 1 and totals[0].concept is not None and all(e is totals[0] for e in wholes.values())
        if not is_plain or len(items) + 1 < len(figures):
            return
        wholes.update(dict.fromkeys(unknown, totals[0]))
    for entry, whole in wholes.items():
        entry.whole = whole
    for entry in figures:
        if entry.whole is None and entry not in wholes and entry.concept is not None and not entry.code:
            entry.whole = _by_concept(entry, figures, lexicon)


def _by_concept(entry: Entry, others: Sequence[Entry], lexicon: Lexicon) -> Entry | None:
    """The figure that the catalogue knows an item to be part of; of two, the one that is part of the other.

    A class of the classifications is part of totals only, since it may be divided from any of the others.
    """
    parents = lexicon.parents(entry.concept)
    found = [
        other
        for other in others
        if other.concept in parents
        and other is not entry
        and other.quantity is not None
        and entry.quantity is not None
        and other.quantity.unit == entry.quantity.unit
        and (entry.concept not in GENERIC or (other.label is not None and other.label.is_total))
    ]
    return next((f for f in found if not any(f.concept in lexicon.parents(o.concept) for o in found)), None)


def _rows_of_totals(entries: Sequence[Entry]) -> dict[int, list[Entry]]:
    """The totals of the columns, row by row: 合计 × 基本支出 stands beside 合计."""
    rows: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.label is not None and entry.label.is_total:
            rows[entry.field.row].append(entry)
    return rows


def mark_nature(entries: Sequence[Entry], kind: Kind) -> None:
    """Say of classes that they are of basic or project expenditure only, where their table or the item above says so.

    工资福利支出 in a table of 基本支出, or as 1. under 一、基本支出, is not all of 工资福利支出.
    """
    for entry in entries:
        if entry.concept in GENERIC and NATURE not in entry.sense.meaning.dims:
            above = (each.concept for each in _above(entry) if each.concept in NATURES)
            nature = kind.total if kind.total in NATURES else next(above, None)
            if nature is not None:
                meaning = replace(entry.sense.meaning, dims={**entry.sense.meaning.dims, NATURE: nature})
                entry.sense = replace(entry.sense, meaning=meaning)


def _above(entry: Entry) -> Iterator[Entry]:
    """What an entry is part of, and what that is part of."""
    while entry.whole is not None:
        entry = entry.whole
        yield entry
