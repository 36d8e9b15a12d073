"""How much two documents have in common: the candidates are compared character by character."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from extractor.comparing.candidates import FIGURE, candidate_pairs
from extractor.outputs.columns import typed_table

SAME_WORDS = 0.8  # of the shingles; tables are laid out anew in another format, and pages get numbers
SHINGLE = 5  # characters
BATCH = 500  # texts that are fetched at a time
HELD = 32  # documents whose shingles are held
MEANT = re.compile(FIGURE)
LETTERS = re.compile(r"[\W_]+")

TEXTS = """
    with members as (select distinct unnest([first, second]) as id, cluster from pairs)
    select cluster, id, text from members join texts using (id) order by cluster, id
"""


class Pair(NamedTuple):
    """Two documents with most of their wording in common; `common` of their `figures` stand in both."""

    first: str
    second: str
    wording: float
    common: int
    figures: int

    @property
    def figure_share(self) -> float:
        """The share of the printed figures in common; all, where there are none."""
        return self.common / self.figures if self.figures else 1.0


class Features(NamedTuple):
    """What of a text is compared: stretches of five characters, and the figures printed in it."""

    shingles: frozenset[str]
    figures: frozenset[str]


def features_of(text: str) -> Features:
    """What two texts are compared by: spaces, punctuation and the width of characters do not matter."""
    even = unicodedata.normalize("NFKC", text)
    letters = LETTERS.sub("", even)
    found = (re.sub("[,万亿千元]", "", figure) for figure in MEANT.findall(even))
    shingles = (letters[at : at + SHINGLE] for at in range(max(1, len(letters) - SHINGLE + 1)))
    return Features(frozenset(shingles), frozenset(figure for figure in found if figure.strip("0.")))


def likeness(one: Features, other: Features) -> tuple[float, int, int]:
    """The share of the wording in common, the figures in common, and all figures of both."""
    shared = len(one.shingles & other.shingles)
    wording = shared / (len(one.shingles) + len(other.shingles) - shared)
    return wording, len(one.figures & other.figures), len(one.figures | other.figures)


def tabulate_alike(connection: DuckDBPyConnection) -> None:
    """Write the table `alike`: the candidates that have their wording in common indeed. Needs `owners`."""
    pairs = candidate_pairs(connection)
    connection.register("pairs", pairs)
    wanted: dict[int, list[tuple[str, str]]] = {}
    for row in pairs.to_pylist():
        wanted.setdefault(row["cluster"], []).append((row["first"], row["second"]))
    found = [pair for cluster, texts in _clusters(connection) for pair in _verified(wanted[cluster], texts)]
    connection.unregister("pairs")
    connection.register("alike", typed_table(Pair, found))


def _verified(pairs: Sequence[tuple[str, str]], texts: Mapping[str, str]) -> Iterator[Pair]:
    """The pairs of one cluster with the same wording; few features are held, however many texts there are."""

    @lru_cache(HELD)
    def features(document: str) -> Features:
        return features_of(texts[document])

    for first, second in pairs:
        wording, common, figures = likeness(features(first), features(second))
        if wording >= SAME_WORDS:
            yield Pair(first, second, wording, common, figures)


def _clusters(connection: DuckDBPyConnection) -> Iterator[tuple[int, dict[str, str]]]:
    """The texts of every cluster, one cluster at a time."""
    rows = connection.execute(TEXTS)
    current, texts = -1, {}  # type: int, dict[str, str]
    while batch := rows.fetchmany(BATCH):
        for cluster, document, text in batch:
            if cluster != current and texts:
                yield current, texts
                texts = {}
            current = cluster
            texts[document] = text
    if texts:
        yield current, texts
