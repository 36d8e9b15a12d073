"""doccano's JSONL with relations (project type "sequence labeling" with "use relation labeling").

    {"text": …, "entities": [{"id": 0, "start_offset": 2, "end_offset": 4, "label": "fact"}],
     "relations": [{"id": 0, "from_id": 0, "to_id": 1, "type": "item"}], "Comments": [], "mingxi": {…}}

doccano counts UTF-16 units, unless a project counts graphemes: then `offset_unit="codepoint"` is right where every
grapheme is one character. It knows neither scores nor values and numbers its spans anew; other keys of a line it keeps,
so ours goes along in `mingxi` and a span that is still in its place is known again.
"""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import IO, Any, Literal

from annotations.formats.documents import Link, Mark, MarkedDocument, Marking, as_table, from_table, verified
from annotations.formats.errors import MalformedError, MismatchError
from annotations.formats.lines import read_lines, write_line

FORM = "doccano"
OWN = "mingxi"
OffsetUnit = Literal["utf16", "codepoint"]
ASTRAL = 0xFFFF  # characters behind it are two units of UTF-16


def units_before(text: str) -> list[int]:
    """How many UTF-16 units stand before each character, and before the end: "𠮷a" -> [0, 2, 3]."""
    return [0, *accumulate(2 if ord(character) > ASTRAL else 1 for character in text)]


def write(documents: Iterable[MarkedDocument], stream: IO[bytes], *, offset_unit: OffsetUnit = "utf16") -> None:
    """Write documents, one a line."""
    for document in documents:
        marking, text = document.final, document.text
        offsets = units_before(text) if offset_unit == "utf16" else range(len(text) + 1)
        numbers = {mark.id: number for number, mark in enumerate(marking.marks)}
        entities = [
            {"id": numbers[m.id], "start_offset": offsets[m.start], "end_offset": offsets[m.end], "label": m.label}
            for m in marking.marks
        ]
        relations = [
            {"id": number, "from_id": numbers[link.source], "to_id": numbers[link.target], "type": link.label}
            for number, link in enumerate(marking.links)
        ]
        own = {**as_table(document, with_text=False), "offset_unit": offset_unit}
        line = {"text": text, "entities": entities, "relations": relations, "Comments": [], OWN: own}
        write_line(line, stream)


def read(stream: IO[bytes]) -> Iterator[MarkedDocument]:
    """The documents of a file as doccano exports it, in the unit in which it was written; raises an `ExchangeError`.

    What stands in it is decided: doccano does not say which documents somebody has looked at.
    """
    for where, line in read_lines(stream, FORM):
        try:
            exported = from_table(line[OWN], line["text"])
            stated, unit = line[OWN]["sha256"], line[OWN]["offset_unit"]
            verified(exported, stated)
            units = units_before(exported.text) if unit == "utf16" else range(len(exported.text) + 1)
            decided = _marking(line, exported, units)
        except MismatchError:
            raise
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise MalformedError(where, FORM, error) from error
        yield replace(exported, decided=decided)


def _marking(line: Mapping[str, Any], exported: MarkedDocument, units: Sequence[int]) -> Marking:
    """The marks of a line; those that stand where they were exported are known again by place and label."""
    text, known = exported.text, defaultdict[tuple[str, int, int], deque[Mark]](deque)
    for mark in exported.final.marks:
        known[mark.label, mark.start, mark.end].append(mark)
    marks: dict[Any, Mark] = {}
    for number, entity in enumerate(line["entities"]):
        start, end = (_character(exported.name, units, entity[key]) for key in ("start_offset", "end_offset"))
        label = str(entity["label"])
        before = known[label, start, end]
        new = Mark(f"doccano.{number}", label, start, end, text[start:end])
        marks[entity["id"]] = before.popleft() if before else new
    links = (Link(marks[each["from_id"]].id, marks[each["to_id"]].id, str(each["type"])) for each in line["relations"])
    return Marking(tuple(marks.values()), tuple(links))


def _character(name: str, units: Sequence[int], offset: int) -> int:
    """The character that begins at an offset of doccano."""
    place = bisect_left(units, offset)
    if place == len(units) or units[place] != offset:
        raise MismatchError(name, f"偏移 {offset} 不在字符边界上", f"the offset {offset} is within a character")
    return place
