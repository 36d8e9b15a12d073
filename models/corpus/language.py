"""The language of written patterns: gold markup with slots, read into nodes.

    {year}年<a rev.total|收入[总计|总额]>{a}，比上年{more a}{by a}，因{why a}。其中：<b:a|其他收入>{b}，占{share b}。

`[甲|乙]` is a choice, `<…|…>` introduces an entry (something that is measured) and prints its name, `{…}` is a slot.
The whole language, with every slot, is described in models/corpus/README.md.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from random import Random

ENTRY = re.compile(
    r"""
    (?P<quiet>~)?                                   # introduced without being printed
    (?P<id>[a-z]\d*)
    (?: : (?P<parent>[a-z]\d*) (?P<group>/\d)? (?P<open>~)? )?  # part of; /2: of its second partition; ~: with others
    (?: \# (?P<unit>[^-+=*?!:\s]+) )?                 # what is counted; money without one
    (?P<sign>[-+=*?])?                              # must fall, rise, stay as it was, be nothing, may be
    (?: ! (?P<base>[a-z]+) )?                       # its own level is that of another stage or date
    (?: \s+ (?P<kind>@?[a-z_.0-9]+) )?              # a concept, or @pool to draw the name from
    """,
    re.VERBOSE,
)
REFERENCE = re.compile(r"(?P<id>[a-z]\d*)(?:\.(?P<base>[a-z]+))?")
MONEY_UNITS = ("亿元", "万元", "元", "亿", "万")
NOTHING = 0.5  # how often what may be nothing is
RESERVED = frozenset("hnx")  # one-letter slots, so that no entry may be named like them
CLOSERS = {"[": "]", "<": ">", "{": "}"}
SPECIAL = frozenset("[]<>{}|")


class PatternError(ValueError):
    """A pattern cannot be read or filled, because of `reason`."""

    code = "pattern"

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"{reason}: {text[:60]!r}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Reference:
    """A level of an entry: "a" is its own, "a.last" that of the year before."""

    id: str
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several wordings."""

    options: tuple[tuple["Node", ...], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that is measured; without a `name` one is drawn for its concept or from its pool."""

    id: str
    parent: str | None
    group: str
    is_open: bool
    unit: str | None
    sign: str | None
    base: str | None
    kind: str | None
    is_quiet: bool
    name: tuple["Node", ...] | None

    @property
    def classifier(self) -> str | None:
        """What it counts; None for money, in whatever unit."""
        return None if self.unit in MONEY_UNITS else self.unit


@dataclass(frozen=True, slots=True)
class Slot:
    """Something to fill: {by a.plan} is Slot("by", ("a.plan",), ()), {a} is Slot("level", ("a",), ())."""

    verb: str
    arguments: tuple[str, ...]
    bodies: tuple[tuple["Node", ...], ...]


Node = str | Choice | Entry | Slot


@cache
def parse(text: str) -> tuple[Node, ...]:
    """Read one pattern: "共{a}。" -> ("共", Slot("level", ("a",), ()), "。"). Raises PatternError."""
    nodes, end = _nodes(text, 0, "")
    if end < len(text):
        raise PatternError(text[max(0, end - 20) :], f"{text[end]} closes nothing")
    return nodes


def reference(said: str) -> Reference:
    """Read which level is meant: "a.last" -> Reference("a", "last")."""
    match = REFERENCE.fullmatch(said)
    if match is None:
        raise PatternError(said, "not a reference to an entry")
    return Reference(match["id"], match["base"])


def choose(nodes: Iterable[Node], random: Random) -> tuple[Node, ...]:
    """Decide every choice, so that only text, entries and slots are left."""
    chosen: list[Node] = []
    for node in nodes:
        match node:
            case Choice(options):
                chosen.extend(choose(random.choice(options), random))
            case Entry(name=name, sign=sign):
                decided = ("*" if random.random() < NOTHING else None) if sign == "?" else sign
                chosen.append(replace(node, name=None if name is None else choose(name, random), sign=decided))
            case Slot(bodies=bodies):
                chosen.append(replace(node, bodies=tuple(choose(body, random) for body in bodies)))
            case _:
                chosen.append(node)
    return tuple(chosen)


def walk(nodes: Iterable[Node]) -> Iterator[Entry | Slot]:
    """All entries and slots, those inside others too, in the order of the text."""
    for node in nodes:
        match node:
            case Choice(options):
                yield from (inner for option in options for inner in walk(option))
            case Entry(name=name):
                yield node
                yield from walk(name or ())
            case Slot(bodies=bodies):
                yield node
                yield from (inner for body in bodies for inner in walk(body))


def _nodes(text: str, start: int, closer: str) -> tuple[tuple[Node, ...], int]:
    """The nodes up to `closer` or a bar; the position of what ended them."""
    found: list[Node] = []
    at = start
    while at < len(text):
        character = text[at]
        if character in CLOSERS:
            node, at = _node(text, at)
            found.append(node)
        elif character in SPECIAL and (closer or character != "|"):
            break
        elif character in SPECIAL:
            raise PatternError(text[at:], "a bar outside of brackets")
        else:
            end = next((i for i in range(at, len(text)) if text[i] in SPECIAL), len(text))
            found.append(text[at:end])
            at = end
    return tuple(found), at


def _node(text: str, start: int) -> tuple[Node, int]:
    """The choice, entry or slot that opens here, and the position behind it."""
    opener, closer = text[start], CLOSERS[text[start]]
    head, at = ("", start) if opener == "[" else _head(text, start + 1)
    bodies = []
    while at == start or (at < len(text) and text[at] == "|"):
        body, at = _nodes(text, at + 1, closer)
        bodies.append(body)
    if at >= len(text) or text[at] != closer:
        raise PatternError(text[start:], f"{opener} is never closed")
    return _built(opener, head, tuple(bodies)), at + 1


def _head(text: str, start: int) -> tuple[str, int]:
    """What stands before the first bar."""
    end = next((i for i in range(start, len(text)) if text[i] in SPECIAL), len(text))
    return text[start:end], end


def _built(opener: str, head: str, bodies: tuple[tuple[Node, ...], ...]) -> Node:
    """A node from what stands between its brackets."""
    if opener == "[":
        return Choice(bodies)
    if opener == "<":
        return _entry(head, bodies)
    words = head.split()
    if not words:
        raise PatternError(head, "an empty slot")
    is_level = REFERENCE.fullmatch(words[0]) and words[0] not in RESERVED
    return Slot("level", tuple(words), bodies) if is_level else Slot(words[0], tuple(words[1:]), bodies)


def _entry(head: str, bodies: tuple[tuple[Node, ...], ...]) -> Entry:
    """An entry from its head: "b:a~#人- staff.retired" is the falling number of pensioners, one part of a."""
    match = ENTRY.fullmatch(head.strip())
    if match is None or match["id"] in RESERVED or len(bodies) > 1:
        raise PatternError(head, "not an entry")
    if not bodies and not match["kind"]:
        raise PatternError(head, "an entry without a name, a concept or a pool")
    return Entry(
        match["id"],
        match["parent"],
        match["group"] or "",
        bool(match["open"]),
        match["unit"],
        match["sign"],
        match["base"],
        match["kind"],
        bool(match["quiet"]),
        bodies[0] if bodies else None,
    )
