"""What the rows of one record are called, and the sentence in which each of them stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from extractor.data import Block, Section
from extractor.language import one_line
from extractor.outputs.columns import LISTS
from extractor.outputs.stored import Plain
from extractor.quoting import LONGEST, Quote, Range, Source

# Where the words of a row stand, the figure that it is about first; a row of its own place has `start` and `end`.
PLACES: Mapping[str, tuple[str, ...]] = {
    "facts": ("quantity", "item"),
    "changes": ("",),
    "ratios": ("percent",),
    "reasons": ("",),
    "projects": ("name",),
    "indicators": ("target", "actual", ""),
    "checks": ("",),
    "warnings": ("",),
}
NAMES: Mapping[str, tuple[str, ...]] = {
    "sections": ("title",),
    "facts": ("item", "text"),
    "projects": ("name", "text"),
    "indicators": ("level3",),
}
OPERANDS = ("facts", "changes", "ratios", "indicators")  # the rows that a check is about
JOINED = "、"


@dataclass(frozen=True)
class Cited:
    """One record in plain values, with its rows by id."""

    record: Plain

    @cached_property
    def rows(self) -> Mapping[str, tuple[str, Plain]]:
        """The rows that have an id, each with its list."""
        return {row["id"]: (name, row) for name in LISTS for row in self.record[name] if "id" in row}

    @cached_property
    def source(self) -> Source:
        """Its text, to quote from."""
        sections = [Section(**{**row, "confidence": 0.0}) for row in self.record["sections"]]
        blocks = [Block(**block) for block in self.record["document"]["blocks"]]
        return Source(self.record["document"]["text"], sections, blocks)

    def name(self, id: str) -> str:
        """What a person calls a row: the item of a fact, and that of the fact whose change or share it is."""
        if id not in self.rows:
            return id
        kind, row = self.rows[id]
        if "fact" in row:
            return self.name(row["fact"])
        found: Any = row
        for key in NAMES.get(kind, ()):
            found = found and found[key]
        return one_line(found) if found else id

    def names(self, ids: str | Sequence[str] | None) -> str:
        """The names of some rows, each once: ("f1", "c1") -> "收入预算总额"."""
        listed = [ids] if isinstance(ids, str) else ids or ()
        return JOINED.join(dict.fromkeys(map(self.name, listed)))

    def quantity(self, check: Plain) -> Plain | None:
        """The figure that a check judges, where it is one of its rows."""
        found = [number for id in _operands(check) for number in self._numbers(id)]
        return next((each for each in found if (each["start"], each["end"]) == (check["start"], check["end"])), None)

    def quote(self, list: str, row: Plain) -> Quote | None:
        """The sentence of a row with its words marked; nothing where the row stands nowhere."""
        marks = [(start, min(end, start + LONGEST)) for start, end in self._places(list, row)]
        quotes = [*self.source.quotes(marks)] if marks else []
        return next((quote for quote in quotes if quote.start <= marks[0][0] < quote.end), None)

    def _places(self, list: str, row: Plain) -> tuple[Range, ...]:
        """The stretches of the text that a row rests on, the one that tells which sentence is meant first."""
        if list == "sections":
            return ((row["heading_start"], row["heading_end"]),)
        own = tuple(_range(row[key] if key else row) for key in PLACES.get(list, ()) if not key or row[key])
        found = tuple(place for place in own if place)
        if list in ("checks", "coverage") and not found:
            above = [id for id in (*_operands(row), row.get("section") or "") if id in self.rows]
            return self._places(*self.rows[above[0]]) if above else ()
        return found if list == "facts" else found[:1]

    def _numbers(self, id: str) -> Iterator[Plain]:
        _, row = self.rows.get(id, ("", {}))
        yield from (row[key] for key in ("quantity", "amount", "percent") if row.get(key))


def _operands(row: Plain) -> tuple[str, ...]:
    return tuple(id for key in OPERANDS for id in row.get(key, ()))


def _range(place: Plain) -> Range | None:
    start, end = place["start"], place["end"]
    return None if start is None or end is None or start >= end else (start, end)
