"""What an encoder reads of a paragraph, and what people have marked in it: characters, numbers as shapes, links.

No digit reaches an encoder: a number of the text is one unit that says its shape, any other digit is `<digit>`. So
nothing can be learned of a figure itself, and two paragraphs that differ in figures alone are one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

SHAPES = ("<amount>", "<percent>", "<count>", "<number>", "<digit>")
ROLES = ("other", "level", "prior", "amount", "percent", "share", "completion", "score")
TAGS = ("O", "B-item", "I-item", "B-reason", "I-reason")
RELATIONS = ("moves", "part", "whole", "explains")  # change → fact, ratio → fact, ratio → its whole, reason → row
LONGEST = 510  # units of context and paragraph together
CONTEXT = 48  # units of the titles above a paragraph


class Number(NamedTuple):
    """Where a number stands in a text, and its kind: amount, percent, count or number."""

    start: int
    end: int
    kind: str


class Link(NamedTuple):
    """One row points at another: the units at which both stand."""

    relation: str
    head: int
    tail: int


@dataclass(frozen=True, slots=True)
class Sample:
    """One paragraph in units, the titles above it, and its labels, empty where it is only to be read.

    `numbers` are the units that are numbers, `starts` where each unit begins in the text. `roles` has a role for every
    number that was judged, `tags` a tag for every unit.
    """

    units: tuple[str, ...]
    context: tuple[str, ...]
    numbers: tuple[int, ...]
    starts: tuple[int, ...]
    roles: Mapping[int, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    document: str = ""


def read_units(text: str, numbers: Sequence[Number], titles: Sequence[str] = ()) -> Sample:
    """A paragraph as an encoder sees it.

        read_units("收入3万元", [Number(2, 5, "amount")]).units -> ("收", "入", "<amount>")

    White space is left out, and so is what goes beyond the longest sequence.
    """
    units: list[str] = []
    starts: list[int] = []
    places: list[int] = []
    position = 0
    context = tuple("/".join(titles)[-CONTEXT:])
    for number in (*sorted(numbers), Number(len(text), len(text), "")):
        for at in range(position, number.start):
            if not text[at].isspace():
                units.append("<digit>" if text[at].isdigit() else text[at])
                starts.append(at)
        if number.kind and number.start >= position:
            places.append(len(units))
            units.append(f"<{number.kind}>")
            starts.append(number.start)
        position = max(position, number.end)
    room = LONGEST - len(context)
    return Sample(tuple(units[:room]), context, tuple(at for at in places if at < room), tuple(starts[:room]))
