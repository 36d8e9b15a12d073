"""How a document is set: the width at which its lines are cut, and whether its paragraphs begin with an indent."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from operator import add

from extractor.data import Block
from extractor.numbering import begins_item, read_numeral
from extractor.reading.script import PINYIN

RESIDUE = re.compile(  # what Word leaves behind when a file is copied as text, and what a site's conversion does
    rf"\[bookmark: [^\]\n]{{0,200}}\]|{PINYIN.pattern}"
)
NUMERAL = r"[（(][一二三四五六七八九十\d]{1,3}[）)]"
FINISHED = re.compile(rf"[。！？!?…](?:['\"”’）)]*|(?!{NUMERAL})[（(][^（()）]*[）)])$")
IDEOGRAPH = r"[\u3400-\u9fff]"
PROSE = re.compile(  # many type half-width stops, but not in 1,024
    rf"[，。；]|[,;](?={IDEOGRAPH})|(?<={IDEOGRAPH})[,;]"
)
DEFINES = re.compile(r"[：:]\s*(?:是|系)?指")
LEAD_INS = "；;：:"
TITLE_END = re.compile(
    r"(?:情况|说明|概况|职责|职能|设置|构成|部分|目标|依据|主体|方案|周期|表|报告|公开|预算|决算|解释|附件|工作|任务|原则|措施|意义|方式|名称|指标|单位|项目)$"
)
SURE_TITLE_END = re.compile(r"(?:情况|说明|概况|职责|职能|设置|构成|解释)$")  # the others end many a line of prose
SENTENCE_LEAD = re.compile(r"根据|按照|截至|从|其中|为|在|经")  # opens sentences, hardly ever headings
LIST_MARK = re.compile(r"[⑴-⒛㈠-㈩❶-❿●•◆■▪★※]|[—─]{2}")
SUBTITLE = "——"
IDEOGRAPHS = "\u3400", "\u9fff"
UNPARTED = re.compile(r"[!-~]+|.[，。；：、）”》％]*")  # what stays on one line: a number, a character and its stop
LONGEST_UNPARTED = 12  # columns: 1,234,567.89
NEARLY_FULL = 0.93  # share of the wrap width that a line cut by the margin and what did not fit on it exceed
NEAR = 0.85  # share of the wrap width from which lines are about as long
SHORTEST_WRAP = 16  # characters; narrower lines are cells, not wrapped prose
FEWEST_WRAPS = 3
WRAPPED_SHARE = 0.5  # of the unfinished lines, cut at one width: the document is wrapped there
BEYOND = 1.1  # times the width; punctuation and Latin letters make some lines a little wider
BEYOND_SHARE = 0.1
OPENING = 2  # characters
STOP_INSIDE = re.compile(rf"[。！？](?=([^”’）)].{{{OPENING - 1}}}))")
INDENTED = 2  # columns from which a line counts as indented
CENTRED = 10  # columns; what is set further in is a title or stands at the right
HABIT_SHARE = 0.75  # of the lines that tell, for a habit
ALMOST_ALL = 0.9
UNWRAPPED = float("inf")


@dataclass(frozen=True, slots=True)
class Printed:
    """A line as printed: `text` without margins, `indent` and `width` in columns of half an ideograph."""

    text: str
    indent: int
    width: int
    has_cells: bool
    is_tabbed: bool
    is_prose: bool  # has the punctuation of a sentence, or explains a word
    is_finished: bool  # ends a sentence
    begins_item: bool  # with a numeral or the mark of a list


def printed(line: str) -> Printed:
    """Measure one line: "　　2024年 " has indent 4 and width 10, no cells and no prose."""
    line = RESIDUE.sub("", line)
    text = line.strip()
    margin = columns(line[: len(line) - len(line.lstrip())].expandtabs(4))
    return Printed(
        text,
        indent=margin,
        width=margin + columns(text),
        has_cells=has_cells(line),
        is_tabbed=line.startswith("\t"),
        is_prose=bool(PROSE.search(text) or DEFINES.search(text)),
        is_finished=bool(FINISHED.search(text)),
        begins_item=begins_item(text) or bool(LIST_MARK.match(text)),
    )


def has_cells(line: str) -> bool:
    """Whether tabs or bars part a line into cells, blank ones included; a single tab at either end is only a margin."""
    return "\t" in line.strip(" 　").removeprefix("\t").removesuffix("\t") or "|" in line or "｜" in line


def columns(text: str) -> int:
    """How wide a text prints, in columns of half an ideograph; GB 18030 happens to spend a byte on each."""
    return len(text.encode("gb18030", errors="replace"))


class Pairs:
    """The neighbours of a text: how often characters stand in it, and how often side by side."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _singles(self) -> Counter[str]:
        return Counter(self._text)

    @cached_property
    def _pairs(self) -> Counter[str]:
        return Counter(map(add, self._text, self._text[1:]))

    def tie(self, before: str, after: str) -> float:
        """How closely the ideographs at a cut belong together: 1.0 where the rarer one is nowhere without the other.

        主|要 where the document is full of 主要 is close to 1.0; 化|城 is near 0.0 even if 现代化城市 is in it once.
        """
        first, last = IDEOGRAPHS
        pair = before[-1] + after[0]
        if not all(first <= char <= last for char in pair):
            return 0.0
        return self._pairs[pair] / (1 + min(self._singles[pair[0]], self._singles[pair[1]]))


@dataclass(frozen=True, slots=True)
class Setting:
    """How a document is set: where its lines are cut, and whether it indents the first lines of paragraphs."""

    pairs: Pairs
    is_caption: Callable[[str], bool]
    widths: Mapping[int | None, float] = field(default_factory=dict)
    indents: bool = False
    indents_items: bool = False
    openings: Mapping[bool, Counter[str]] = field(default_factory=lambda: {True: Counter(), False: Counter()})

    def fill(self, block: Block, line: Printed, after: Printed) -> float:
        """The share of the width that a line and what begins the next would take: over 1.0 where it did not fit.

        0.0 where no margin cuts such lines.
        """
        width = self.widths.get(block.page, UNWRAPPED)
        if line.indent > CENTRED or line.width > BEYOND * width:
            return 0.0
        unparted = UNPARTED.match(after.text)
        return (line.width + (min(LONGEST_UNPARTED, columns(unparted[0])) if unparted else 0)) / width

    def is_full(self, block: Block, line: Printed, after: Printed) -> bool:
        """Whether the margin, and not its sense, ended a line."""
        return self.fill(block, line, after) >= NEARLY_FULL

    def opens_paragraph(self, line: str) -> bool:
        """Whether what opens like this behind a sentence at the margin is more likely a paragraph than a sentence.

        Lines that open alike tell, else all: a margin cuts behind a sentence as easily as behind a paragraph.
        """
        as_paragraph, as_sentence = (self.openings[each][line[:OPENING]] for each in (True, False))
        if as_paragraph == as_sentence:
            as_paragraph, as_sentence = (self.openings[each].total() for each in (True, False))
        return as_paragraph >= as_sentence

    def is_title(self, line: str) -> bool:
        """Whether a line reads like a heading."""
        if PROSE.search(line) or line[-1] in "：:、" or SENTENCE_LEAD.match(line) or DEFINES.search(line):
            return False
        return bool(TITLE_END.search(line)) or line.startswith(SUBTITLE) or _is_part(line) or self.is_caption(line)

    def is_sure_title(self, line: str) -> bool:
        """Whether what reads like a heading is one even if it fills its line."""
        if line.startswith(SUBTITLE) or SURE_TITLE_END.search(line):
            return True
        numeral = read_numeral(line)
        return numeral is not None and (numeral.style == "part" or self.is_caption(line))


def _is_part(line: str) -> bool:
    """Whether a line is numbered like the parts of a document: 第二部分 …."""
    numeral = read_numeral(line)
    return numeral is not None and numeral.style == "part"


def measure(text: str, lines: Sequence[tuple[Block, Printed]], is_caption: Callable[[str], bool]) -> Setting:
    """Find out how a document is set, from its prose: lines without cells that are longer than cells are."""
    prose = [(block, line) for block, line in lines if len(line.text) >= SHORTEST_WRAP and not line.has_cells]
    setting = Setting(Pairs(text), is_caption, wrap_widths(prose))
    openings: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for opening, begins_paragraph in _openings(lines, setting):
        openings[begins_paragraph][opening] += 1
    items = [line.indent >= INDENTED for _, line in lines if line.begins_item]
    return replace(
        setting,
        indents=_indents(text, lines, setting),
        indents_items=_is_habit(items, ALMOST_ALL),
        openings=openings,
    )


def wrap_widths(prose: Sequence[tuple[Block, Printed]]) -> dict[int | None, float]:
    """The width at which lines are cut, page by page; a page with little prose is taken to be like the others.

    That is the 90th percentile of the lines that end in the middle of a sentence, where most of them are about as
    long and hardly any line is longer: a document whose lines are whole paragraphs has no such width.
    """
    pages: dict[int | None, list[tuple[int, bool]]] = defaultdict(list)
    for block, line in prose:
        pages[block.page].append((line.width, line.is_finished or line.text[-1] in LEAD_INS))
    common = _wrap_width([width for widths in pages.values() for width in widths])
    own = {page: _wrap_width(widths) for page, widths in pages.items()}
    return {page: common if width == UNWRAPPED else width for page, width in own.items()}


def _wrap_width(widths: Sequence[tuple[int, bool]]) -> float:
    """The width at which lines are cut, from the width of each and whether it is finished."""
    unfinished = sorted(width for width, is_finished in widths if not is_finished)
    if len(unfinished) < FEWEST_WRAPS:
        return UNWRAPPED
    width = unfinished[len(unfinished) * 9 // 10]
    near = len(unfinished) - bisect_left(unfinished, NEAR * width)
    beyond = sum(each > BEYOND * width for each, _ in widths)
    is_cut = near >= max(FEWEST_WRAPS, WRAPPED_SHARE * len(unfinished)) and beyond <= BEYOND_SHARE * len(widths)
    return width if is_cut else UNWRAPPED


def _indents(text: str, lines: Sequence[tuple[Block, Printed]], setting: Setting) -> bool:
    """Whether paragraphs begin with an indent and go on without: told where the text alone leaves no doubt."""
    begun, going_on = [], []
    for (block, before), (following, after) in pairwise(lines):
        if before.has_cells or after.has_cells or after.indent > CENTRED:
            continue
        is_full = setting.is_full(block, before, after)
        if before.is_finished:
            begun += [] if is_full else [after.indent >= INDENTED]
        elif is_full and not after.begins_item and text.count("\n", block.end, following.start) == 1:
            going_on.append(after.indent < INDENTED)
    return _is_habit(begun) and _is_habit(going_on)


def _openings(lines: Sequence[tuple[Block, Printed]], setting: Setting) -> Iterator[tuple[str, bool]]:
    """How sentences open, and whether one begins a paragraph, where the lines leave no doubt.

    That is inside a line, and behind the last, short line of a paragraph.
    """
    for (block, before), (_, after) in pairwise(lines):
        if before.has_cells or setting.widths.get(block.page, UNWRAPPED) == UNWRAPPED:
            continue
        yield from ((match[1], False) for match in STOP_INSIDE.finditer(before.text))
        if before.is_finished and not setting.is_full(block, before, after) and not after.begins_item:
            yield after.text[:OPENING], True


def _is_habit(cases: list[bool], share: float = HABIT_SHARE) -> bool:
    return bool(cases) and sum(cases) >= share * len(cases)
