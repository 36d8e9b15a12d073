"""Long documents in pieces that tools can hold: cut at line ends, never through a mark."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from annotations.formats.documents import Mark, Marking

LEAST = 500  # characters of a piece, unless the text ends before: some paragraphs each


class Chunk(NamedTuple):
    """A piece of a text: text[start:end]."""

    start: int
    end: int


def chunks(text: str, marks: Iterable[Mark], *, least: int = LEAST) -> Iterator[Chunk]:
    """The pieces of a text, one behind the other, together all of it; an empty text is one empty piece.

    A piece ends at the first line end behind `least` characters that no mark goes over.
    """
    reach = sorted((mark.start, mark.end) for mark in marks)
    start, place, number, furthest = 0, 0, 0, 0
    while (place := text.find("\n", place)) != -1:
        place += 1
        while number < len(reach) and reach[number][0] < place:
            furthest = max(furthest, reach[number][1])
            number += 1
        if place - start >= least and furthest <= place < len(text):
            yield Chunk(start, place)
            start = place
    yield Chunk(start, len(text))


def marks_within(marking: Marking, chunk: Chunk) -> list[Mark]:
    """The marks of a piece, in their order."""
    return [mark for mark in marking.marks if chunk.start <= mark.start and mark.end <= chunk.end]
