"""Automatic list numbers: Word stores how to count, not what it prints, so the counting is done again here."""

import re
from dataclasses import dataclass, field

from extractor.reading.numbering import format_number
from extractor.reading.wordml import MC, W, is_on, number, value, word
from extractor.reading.xml import Element

LEVELS = 9
PLACE = re.compile(r"%([1-9])")
BULLET = "bullet"
CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts and prints: `text` "（%1）" with `format` "chineseCounting" gives （一）."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    is_legal: bool = False
    style: str | None = None
    digits: int = 0


@dataclass(frozen=True, slots=True)
class List:
    """One w:num: the counting that it shares with others, and the starts that are its own."""

    shared: str
    levels: dict[int, Level]
    starts: dict[int, int]


@dataclass(slots=True)
class Counter:
    """Counts through a document, in order, as Word does."""

    lists: dict[int, List] = field(default_factory=dict)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _used: set[int] = field(default_factory=set)

    def level_of(self, list_id: int, style: str) -> int:
        """The level that a paragraph style stands for, when the style names only the list."""
        levels = self.lists[list_id].levels if list_id in self.lists else {}
        return next((index for index, level in levels.items() if level.style == style), 0)

    def next(self, list_id: int, index: int) -> str:
        """Count one paragraph on and return its number as printed: "（二）", "1.2 "; empty for bullets."""
        found = self.lists.get(list_id)
        if found is None or index not in found.levels:
            return ""
        counts = self._counts.setdefault(found.shared, [None] * LEVELS)
        if list_id not in self._used:
            self._used.add(list_id)
            for begun in found.starts:
                counts[begun] = None
        last = counts[index]
        counts[index] = _start(found, index) if last is None else last + 1
        for deeper in range(index + 1, LEVELS):
            if _restarts(found.levels.get(deeper), index):
                counts[deeper] = None
        return _label(found, index, counts)


def _start(found: List, index: int) -> int:
    return found.starts.get(index, found.levels[index].start if index in found.levels else 1)


def _restarts(deeper: Level | None, index: int) -> bool:
    """Whether a number on level `index` sends a deeper level back to its start."""
    return deeper is None or deeper.restart is None or index < deeper.restart


def _label(found: List, index: int, counts: list[int | None]) -> str:
    level = found.levels[index]
    if level.format == BULLET:
        return ""

    def place(match: re.Match[str]) -> str:
        shown = int(match[1]) - 1
        count = counts[shown]
        return _count_text(found.levels.get(shown, Level()), _start(found, shown) if count is None else count, level)

    label = PLACE.sub(place, level.text)
    gap = level.suffix != "nothing" and bool(label) and label[-1].isascii()
    return label + " " if gap else label


def _count_text(shown: Level, count: int, level: Level) -> str:
    if level.is_legal:
        return str(count)
    if shown.format == CUSTOM:
        return f"{count:0{shown.digits}d}"
    return format_number(count, shown.format)


def read_lists(root: Element | None, style_lists: dict[str, int]) -> Counter:
    """Read the numbering part; `style_lists` gives the list of each numbering style, which lists may borrow."""
    if root is None:
        return Counter()
    shared = {element.get(W + "abstractNumId"): element for element in root.iterchildren(W + "abstractNum")}
    links = {element.get(W + "numId"): value(element, "abstractNumId") for element in root.iterchildren(W + "num")}
    lists = {}
    for element in root.iterchildren(W + "num"):
        key, list_id = value(element, "abstractNumId"), element.get(W + "numId") or ""
        borrowed = value(shared.get(key), "numStyleLink")
        if borrowed in style_lists:
            key = links.get(str(style_lists[borrowed])) or key
        if key in shared and list_id.isdecimal():
            lists[int(list_id)] = _list(element, str(key), shared[key])
    return Counter(lists)


def _list(element: Element, key: str, shared: Element) -> List:
    levels = dict(_level(level) for level in shared.iterchildren(W + "lvl"))
    starts = {}
    for override in element.iterchildren(W + "lvlOverride"):
        index, start = _index(override), number(override, "startOverride")
        own = word(override, "lvl")
        if own is not None:
            levels[index] = _level(own)[1]
        if start is not None:
            starts[index] = start
    return List(key, levels, starts)


def _level(element: Element) -> tuple[int, Level]:
    formats = list(element.iter(W + "numFmt"))
    chosen = next((each for each in formats if each.getparent() is element), formats[0] if formats else None)
    custom = next(element.iterfind(f"{MC}AlternateContent/{MC}Choice/{W}numFmt"), None)
    if custom is not None:
        chosen = custom
    start = number(element, "start")
    sample = (chosen.get(W + "format") or "").split(",")[0] if chosen is not None else ""
    return _index(element), Level(
        start=1 if start is None else start,
        format=(value(chosen) or "decimal") if chosen is not None else "decimal",
        text=value(element, "lvlText") or "",
        suffix=value(element, "suff") or "tab",
        restart=number(element, "lvlRestart"),
        is_legal=is_on(element, "isLgl"),
        style=value(element, "pStyle"),
        digits=len(sample.strip()),
    )


def _index(element: Element) -> int:
    text = element.get(W + "ilvl") or "0"
    return min(int(text), LEVELS - 1) if text.isdecimal() else 0
