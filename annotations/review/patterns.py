"""Which rows are alike: the same sentence but for its figures and names, read in the same way.

Archives follow templates. Where a thousand documents write one sentence with other figures, one decision is enough.
"""

import hashlib
import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotations.catalogue.names import fold
from annotations.review.gaps import Gap
from annotations.review.rows import KINDS, LISTS, REFERENCES, Kind, Row, place, quoted

STOP = re.compile(r"[。；！？\n]")
FIGURE = re.compile(r"\d[\d,.]*")
BLANK = re.compile(r"\s+")
LEAST_NAME = 3  # characters of a name that is masked: a shorter one may be a word like any other
READ: Mapping[Kind, tuple[str, ...]] = {  # how a row was read, apart from its figures and places
    "fact": ("concept", "state", "stage", "basis"),
    "change": ("direction", "against"),
    "ratio": ("kind",),
    "reason": ("category",),
    "project": (),
    "indicator": ("level1", "level2", "level3"),
}
YEARS: Mapping[Kind, str] = {"fact": "year", "change": "against_year"}


@dataclass(frozen=True, slots=True)
class Patterns:
    """The rows of one document, ready to be asked what they are like."""

    text: str
    names: tuple[str, ...]
    year: int | None
    places: Mapping[str, tuple[int, int]]
    stops: Sequence[int]

    @classmethod
    def of(cls, text: str, record: Row) -> "Patterns":
        """Those of a record; the names of its body and region are masked, its year is the one to count from."""
        document = record["document"]
        region = (document.get("region") or {}).get("name")
        names = sorted(filter(None, (document.get("organisation"), region)), key=len, reverse=True)
        places = {row["id"]: place(kind, row) for kind in KINDS for row in record.get(LISTS[kind]) or ()}
        kept = tuple(fold(name) for name in names if len(name) >= LEAST_NAME)
        stops = [*(stop.start() for stop in STOP.finditer(text)), len(text)]
        return cls(fold(text), kept, document.get("fiscal_year"), places, stops)

    def of_row(self, kind: Kind, row: Row, checks: Iterable[str] = ()) -> str:
        """The pattern of a row: 32 characters that are the same for rows that one decision may settle.

        Alike are the words around, where in them the row and all that it quotes and names stands, how it was read, and
        which `checks` it violates.
        """
        start, end = self._sentence(*place(kind, row))
        year = row.get(YEARS[kind]) if kind in YEARS else None
        parts = {
            "kind": kind,
            "words": self.masked(start, end),
            "quotes": sorted(self._seat(quote["start"], start, end) for quote in quoted(row)),
            "read": [row.get(field) for field in READ[kind]],
            "year": None if year is None or self.year is None else year - self.year,
            "names": list(self._named(kind, row, start, end)),
            "numbers": sorted(name for name, value in row.items() if isinstance(value, Mapping) and "value" in value),
            "checks": sorted(checks),
        }
        return _digest(parts)

    def of_gap(self, gap: Gap) -> str:
        """The pattern of a stretch without rows."""
        words = self.masked(gap.start, gap.end)
        return _digest({"kind": "gap", "words": words, "seen": dict(sorted(gap.seen.items()))})

    def masked(self, start: int, end: int) -> str:
        """The words of a range without figures, names and white space: "2024年收入640万元" -> "#年收入#万元"."""
        words = self.text[start:end]
        for name in self.names:
            words = words.replace(name, "@")
        return BLANK.sub("", FIGURE.sub("#", words))

    def passage(self, position: int) -> int:
        """Which sentence of the document a character is in, counted from 0."""
        return bisect_left(self.stops, position)

    def _sentence(self, start: int, end: int) -> tuple[int, int]:
        """The sentence around a range, or the line where that is shorter; more than one where the range is longer."""
        first, last = self.passage(start), self.passage(max(start, end - 1))
        return self.stops[first - 1] + 1 if first else 0, self.stops[last]

    def _seat(self, position: int, start: int, end: int) -> str:
        """Where in a sentence something stands, as the masked words before it count."""
        if not start <= position < end:
            return "before" if position < start else "behind"
        return str(len(self.masked(start, position)))

    def _named(self, kind: Kind, row: Row, start: int, end: int) -> Iterator[str]:
        """Where the rows stand that a row names."""
        for reference in REFERENCES[kind]:
            value = row.get(reference.field)
            ids = value if isinstance(value, list | tuple) else (value,) if value else ()
            seats = sorted(self._seat(self.places[id][0], start, end) for id in ids if id in self.places)
            yield f"{reference.field}:{','.join(seats)}"


def reading_of(kind: str, steps: Iterable[str]) -> str:
    """The name of a way of reading: the kind of an item and the steps that led to it, or what was seen in a gap."""
    return _digest({"kind": kind, "steps": list(steps)})


def _digest(parts: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:32]
