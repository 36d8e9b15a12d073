"""Stretches that no row uses although they look as if one should: what rules may have missed.

A stretch is a sentence, or a line of a table, with a number, a cue of a reason or words of absence outside every row.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from annotations.catalogue import load
from annotations.catalogue.names import fold
from annotations.catalogue.units import load_units
from annotations.review.rows import KINDS, LISTS, Row, quoted

STOP = re.compile(r"[。；！？\n]|[.;](?!\d)")
NOT_COUNTED = re.compile(r"\s*(?:年|月|日|号|时|点|分(?!之)|级|届|条|款|表|部分|章|[.、）)]\s*\D)")
YEAR = re.compile(r"(?:19|20)\d\d")
CUES: Mapping[str, tuple[str, ...]] = {  # lists of wording.toml that say something without a number
    "reason": ("reason",),
    "absent": ("absent", "absent_behind", "not_applicable"),
    "attached": ("attached",),
    "flat": ("flat",),
    "hint": ("reason_hint",),
}
SPANNED, MENTIONED, WITHIN, QUOTED = 1, 2, 3, 4  # how rows use characters, the closest last
PART: Mapping[str, int] = {"mentions": MENTIONED, "purpose": WITHIN}
RANGES: Mapping[str, int] = {"change": SPANNED, "reason": QUOTED, "indicator": QUOTED}  # rows that use all of it
AGAIN: Mapping[int, str] = {MENTIONED: "mention", WITHIN: "within"}  # a figure that may well be a row of its own
BEHIND = 12  # characters behind a cue in which its reason would begin
TELLING = 6  # characters behind the last number of a change that may be a reason without any cue
LETTER = re.compile(r"[^\W\d_]")
CLAUSE = re.compile(r"[，,、]")


class Gap(NamedTuple):
    """A stretch without rows: what was seen in it, by name, and how often."""

    start: int
    end: int
    seen: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Words:
    number: re.Pattern[str]
    kinds: Mapping[str, str]
    cues: Mapping[str, re.Pattern[str]]


@cache
def _words() -> _Words:
    """The numbers and cues of the catalogue, ready to be looked for."""
    kinds = {name: unit.kind for unit in load_units() if not unit.asked_only for name in unit.names}
    names = "|".join(map(re.escape, sorted(kinds, key=len, reverse=True)))
    wording = load().wording
    cues = {
        cue: re.compile("|".join(f"(?:{row.match})" for name in lists for row in wording[name]))
        for cue, lists in CUES.items()
    }
    return _Words(re.compile(rf"(?<![\d.])\d[\d,]*(?:\.\d+)?\s*(?P<unit>{names})?"), kinds, cues)


def find_gaps(text: str, record: Row) -> Iterator[Gap]:
    """The stretches of a document that no row of its record uses, in the order of the text.

        "收入640万元，其中上缴12万元。" with a row for 640万元 alone -> Gap(0, 17, {"amount": 1})

    Headings are left out. Linear in the text and the rows.
    """
    page, start = _Page.of(fold(text), record), 0
    for stop in (*STOP.finditer(page.text), None):
        end = stop.start() if stop is not None else len(text)
        if seen := page.seen(start, end):
            yield Gap(*_trimmed(text, start, end), seen)
        start = end + 1


@dataclass(frozen=True, slots=True)
class _Page:
    """A text, for each of its characters how rows use it, and the ends of changes that nothing explains."""

    text: str
    used: bytearray
    unexplained: Sequence[int]

    @classmethod
    def of(cls, text: str, record: Row) -> "_Page":
        used = bytearray(len(text))
        for start, end, how in sorted(_uses(record), key=lambda use: use[2]):
            used[start:end] = bytes([how]) * (min(end, len(text)) - start)
        explained = {id for reason in record.get("reasons") or () for id in reason["explains"]}
        changes = [c for c in record.get("changes") or () if not {c["id"], c["fact"]} & explained]
        return cls(text, used, sorted(change["end"] for change in changes))

    def seen(self, start: int, end: int) -> dict[str, int]:
        """What of a stretch looks as if it should be in a row."""
        words, seen = _words(), Counter[str]()
        for number in words.number.finditer(self.text, start, end):
            how = max(self.used[number.start() : number.end()])
            if how < QUOTED:
                seen[AGAIN.get(how) or _number(number, self.text, words)] += 1
        for cue, pattern in words.cues.items():
            found = pattern.search(self.text, start, end)
            if found is not None and not any(self.used[slice(*self._reach(cue, found, start, end))]):
                seen[cue] += 1
        if self._has_untold(start, end):
            seen["unexplained"] += 1
        del seen[""]
        if seen and "\t" in self.text[start:end]:
            seen["table"] += 1
        return dict(seen)

    def _reach(self, cue: str, found: re.Match[str], start: int, end: int) -> tuple[int, int]:
        """Where the row would be that a cue announces: a reason behind it, a statement in the same clause."""
        if cue in ("reason", "hint"):
            return found.end(), min(end, found.end() + BEHIND)
        opening = max((each.end() for each in CLAUSE.finditer(self.text, start, found.start())), default=start)
        closing = CLAUSE.search(self.text, found.end(), end)
        return opening, closing.start() if closing else end

    def _has_untold(self, start: int, end: int) -> bool:
        """Whether words that no row uses stand behind a change that nothing explains."""
        last = max((place for place in self.unexplained if start < place <= end), default=end)
        free = (match.start() for match in LETTER.finditer(self.text, last, end))
        return sum(not self.used[place] for place in free) >= TELLING


def _uses(record: Row) -> Iterator[tuple[int, int, int]]:
    """The stretches that rows quote and headings have, and how."""
    for kind in KINDS:
        for row in record.get(LISTS[kind]) or ():
            for name, value in row.items():
                how = PART.get(name, QUOTED)
                yield from ((quote["start"], quote["end"], how) for quote in quoted(value))
            if kind in RANGES:
                yield row["start"], row["end"], RANGES[kind]
    for section in record.get("sections") or ():
        yield section["heading_start"], section["heading_end"], QUOTED


def _number(found: re.Match[str], text: str, words: _Words) -> str:
    """What a number is: of a kind of unit, with decimals, bare, or "" for one that is no figure (a date, a mark)."""
    if found["unit"]:
        return words.kinds[found["unit"]]
    printed = found[0].strip()
    if "." in printed or "," in printed:
        return "decimal"
    is_mark = len(printed) < 2 or YEAR.fullmatch(printed) or NOT_COUNTED.match(text, found.end())
    return "" if is_mark else "bare"


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A range without the white space at its ends."""
    stretch = text[start:end]
    return start + len(stretch) - len(stretch.lstrip()), start + len(stretch.rstrip())
