"""Which documents may be the same: those whose printed figures, whose wording, or whose owner and year meet.

Budgets of one template differ in little but their figures, so wording alone would make a whole county one cluster;
what tells documents apart are the amounts and percentages printed in them. MinHash over these finds the pairs that have
most of them in common in one pass, in memory that is some hundred bytes a document.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import pyarrow as pa
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

Numbers: TypeAlias = "NDArray[np.uint64]"
BANDS, ROWS = 12, 5  # figures in common -> found: 50 % -> 0.32, 80 % -> 0.99, 95 % -> 1 - 1e-8
FEWEST = 10  # figures without which their agreement says little
BATCH = 2_000  # documents that are held at a time
SEED = 20140831
NONE = 0  # no key

# An amount or a percentage as printed, without separators; whole numbers only where they are money: codes, years and
# the numbers of pages are the same in every document of a template.
FIGURE = r"[0-9][0-9,]*\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{3,}[万亿千]?元"
PLAIN = "translate(text, '０１２３４５６７８９．，', '0123456789.,')"
SIGNED = rf"""
    select texts.id, texts.name,
           list_transform(
               list_distinct(list_filter(regexp_extract_all({PLAIN}, '{FIGURE}'),
                                         lambda figure: regexp_matches(figure, '[1-9]'))),
               lambda figure: hash(regexp_replace(figure, '[,万亿千元]', '', 'g'))
           ) as figures,
           hash(regexp_replace(text, '[^\p{{L}}\p{{N}}]+', '', 'g')) as wording
    from texts where text is not null and length(text) > 0
"""
PLACES = "select document, hash(concat_ws('|', owner, scope, stage, year)) from owners"


def candidate_pairs(connection: DuckDBPyConnection) -> pa.Table:
    """Pairs of documents that may be the same: `first` and `second` (ids, in the order of names) and their `cluster`.

    A pair shares a band of its signature, its wording, or its owner, year and stage. In a group that shares one,
    every document is paired with the first and with the one before it: a thousand copies are two thousand pairs. Pairs
    that hang together have the same cluster. Needs `owners`.
    """
    ids, keys = _keys(connection)
    order = sorted(range(len(ids)), key=ids.__getitem__)
    places = np.empty(len(ids), np.int64)
    places[order] = np.arange(len(ids))
    ranked = [ids[at][1] for at in order]
    pairs = np.unique(np.concatenate([np.zeros((0, 2), np.int64), *_meeting(keys, places)]), axis=0)
    clusters = _clusters(pairs, len(ids))
    names = pa.array(ranked, pa.string())
    columns = {
        "first": names.take(pa.array(pairs[:, 0])),
        "second": names.take(pa.array(pairs[:, 1])),
        "cluster": pa.array(clusters[pairs[:, 0]]),
    }
    return pa.table(columns)


def _keys(connection: DuckDBPyConnection) -> tuple[list[tuple[str, str]], Numbers]:
    """The names and ids of all documents, and a row of keys for each."""
    factors, ids, rows = _factors(), list[tuple[str, str]](), [np.zeros((0, BANDS + 1), np.uint64)]
    for batch in connection.sql(SIGNED).to_arrow_reader(BATCH):
        ids += zip(batch.column("name").to_pylist(), batch.column("id").to_pylist(), strict=True)
        figures = batch.column("figures")
        ends, values = figures.offsets.to_numpy(), figures.values.to_numpy()
        bands = [_bands(values[start:end], factors) for start, end in pairwise(ends)]
        wordings = batch.column("wording").to_numpy()
        rows.append(np.column_stack([np.array(bands, np.uint64).reshape(-1, BANDS), wordings]))
    known = dict(connection.execute(PLACES).fetchall())
    owned = np.array([known.get(document, NONE) for _, document in ids], np.uint64)
    return ids, np.column_stack([np.concatenate(rows), owned])


def _factors() -> tuple[Numbers, Numbers]:
    """The hash functions of the signature: x -> a·x + b modulo 2**64, of which the upper half counts."""
    random = np.random.default_rng(SEED)
    size = (2, BANDS * ROWS)
    multiply, add = random.integers(1, 2**63, size, dtype=np.uint64)
    return multiply * np.uint64(2) + np.uint64(1), add


def _bands(figures: Numbers, factors: tuple[Numbers, Numbers]) -> Numbers:
    """The signature of some hashed figures, each band of it made one number."""
    if len(figures) < FEWEST:
        return np.full(BANDS, NONE, np.uint64)
    multiply, add = factors
    least = ((figures[:, None] * multiply + add) >> np.uint64(32)).min(axis=0)
    powers = multiply[:ROWS]  # any odd numbers will do
    keys: Numbers = (least.reshape(BANDS, ROWS) * powers).sum(axis=1, dtype=np.uint64)
    return keys | np.uint64(1)


def _meeting(keys: Numbers, places: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """The pairs that share a key, one kind after the other; a document is its place in the order of names."""
    for column in keys.T:
        there = column != NONE
        values, members = column[there], places[there]
        order = np.lexsort((members, values))
        values, members = values[order], members[order]
        same = np.concatenate([[False], values[1:] == values[:-1]]) if len(values) else np.zeros(0, bool)
        at = np.flatnonzero(same)
        begins = np.maximum.accumulate(np.where(same, 0, np.arange(len(values))))
        yield np.column_stack([members[begins[at]], members[at]])
        yield np.column_stack([members[at - 1], members[at]])


def _clusters(pairs: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """The least member of everything that a document hangs together with."""
    least = np.arange(size)
    while True:
        lower = np.minimum(least[pairs[:, 0]], least[pairs[:, 1]])
        settled = least.copy()
        np.minimum.at(settled, pairs[:, 0], lower)
        np.minimum.at(settled, pairs[:, 1], lower)
        settled = settled[settled]
        if np.array_equal(settled, least):
            return least
        least = settled
