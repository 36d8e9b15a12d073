"""How a document is set: the width at which its lines are cut, and whether its paragraphs begin with an indent."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from extractor.data import Block
from extractor.numbering import begins_item

NUMERAL = r"[（(][一二三四五六七八九十\d]{1,3}[）)]"
FINISHED = re.compile(rf"[。！？!?…](?:['\"”’）)]*|(?!{NUMERAL})[（(][^（()）]*[）)])$")
PROSE = re.compile(r"[，。；]")
LEAD_INS = "；;：:"
TITLE_END = re.compile(
    r"(?:情况|说明|概况|职责|职能|设置|构成|部分|目标|依据|主体|方案|周期|表|报告|公开|预算|决算|解释|附件|工作|任务|原则|措施|意义|方式|名称|指标|单位|项目)$"
)
SURE_TITLE_END = re.compile(r"(?:情况|说明|概况|职责|职能|设置|构成|解释)$")  # the others end many a line of prose
SENTENCE_LEAD = re.compile(r"根据|按照|截至|从|其中|为|在|经")  # opens sentences, hardly ever headings
SUBTITLE = "——"
IDEOGRAPHS = "\u3400", "\u9fff"
NEARLY_FULL = 0.85  # share of the wrap width from which a line counts as cut by the margin
SHORTEST_WRAP = 16  # characters; narrower lines are cells, not wrapped prose
FEWEST_WRAPS = 3
WRAPPED_SHARE = 0.5  # of the unfinished lines, cut at one width: the document is wrapped there
BEYOND = 1.1  # times the width; punctuation and Latin letters make some lines a little wider
BEYOND_SHARE = 0.1
INDENTED = 2  # columns from which a line counts as indented
CENTRED = 10  # columns; what is set further in is a title or stands at the right
HABIT_SHARE = 0.75  # of the lines that tell, for a habit
UNWRAPPED = float("inf")


@dataclass(frozen=True, slots=True)
class Printed:
    """A line as printed: `text` without margins, `indent` and `width` in columns of half an ideograph."""

    text: str
    indent: int
    width: int
    has_cells: bool
    is_tabbed: bool
    is_prose: bool  # has the punctuation of a sentence
    is_finished: bool  # ends a sentence


def printed(line: str) -> Printed:
    """Measure one line: "　　2024年 " has indent 4 and width 10, no cells and no prose."""
    text = line.strip()
    margin = columns(line[: len(line) - len(line.lstrip())].expandtabs(4))
    return Printed(
        text,
        indent=margin,
        width=margin + columns(text),
        has_cells=has_cells(line),
        is_tabbed=line.startswith("\t"),
        is_prose=bool(PROSE.search(text)),
        is_finished=bool(FINISHED.search(text)),
    )


def has_cells(line: str) -> bool:
    """Whether tabs or bars part a line into cells, blank ones included; a single tab at either end is only a margin."""
    return "\t" in line.strip(" 　").removeprefix("\t").removesuffix("\t") or "|" in line


def columns(text: str) -> int:
    """How wide a text prints, in columns of half an ideograph; GB 18030 happens to spend a byte on each."""
    return len(text.encode("gb18030", errors="replace"))


class Pairs:
    """The neighbours of a text: characters that stand side by side somewhere in it."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _known(self) -> frozenset[tuple[str, str]]:
        return frozenset(zip(self._text, self._text[1:], strict=False))

    def join(self, before: str, after: str) -> bool:
        """Whether the ideographs at a cut are neighbours elsewhere: 主|要 where the document also has 主要."""
        first, last = IDEOGRAPHS
        last_char, first_char = before[-1], after[0]
        both = first <= last_char <= last and first <= first_char <= last
        return both and (last_char, first_char) in self._known


@dataclass(frozen=True, slots=True)
class Setting:
    """How a document is set: where its lines are cut, and whether it indents the first lines of paragraphs."""

    pairs: Pairs
    is_caption: Callable[[str], bool]
    widths: Mapping[int | None, float] = field(default_factory=dict)
    indents: bool = False

    def is_full(self, block: Block, line: Printed) -> bool:
        """Whether the margin, and not its sense, ended a line."""
        return line.indent <= CENTRED and line.width >= NEARLY_FULL * self.widths.get(block.page, UNWRAPPED)

    def is_title(self, line: str) -> bool:
        """Whether a line reads like a heading."""
        if PROSE.search(line) or line[-1] in "：:、" or SENTENCE_LEAD.match(line):
            return False
        return self.is_sure_title(line) or bool(TITLE_END.search(line))

    def is_sure_title(self, line: str) -> bool:
        """Whether what reads like a heading is one even if it fills its line."""
        return line.startswith(SUBTITLE) or bool(SURE_TITLE_END.search(line)) or self.is_caption(line)


def measure(text: str, lines: Sequence[tuple[Block, Printed]], is_caption: Callable[[str], bool]) -> Setting:
    """Find out how a document is set, from its prose: lines without cells that are longer than cells are."""
    prose = [(block, line) for block, line in lines if len(line.text) >= SHORTEST_WRAP and not line.has_cells]
    setting = Setting(Pairs(text), is_caption, wrap_widths(prose))
    return replace(setting, indents=_indents(text, lines, setting))


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
    near = len(unfinished) - bisect_left(unfinished, NEARLY_FULL * width)
    beyond = sum(each > BEYOND * width for each, _ in widths)
    is_cut = near >= max(FEWEST_WRAPS, WRAPPED_SHARE * len(unfinished)) and beyond <= BEYOND_SHARE * len(widths)
    return width if is_cut else UNWRAPPED


def _indents(text: str, lines: Sequence[tuple[Block, Printed]], setting: Setting) -> bool:
    """Whether paragraphs begin with an indent and go on without: told where the text alone leaves no doubt."""
    begun, going_on = [], []
    for (block, before), (following, after) in pairwise(lines):
        if before.has_cells or after.has_cells or after.indent > CENTRED:
            continue
        is_full = setting.is_full(block, before)
        if before.is_finished:
            begun += [] if is_full else [after.indent >= INDENTED]
        elif is_full and not begins_item(after.text) and text.count("\n", block.end, following.start) == 1:
            going_on.append(after.indent < INDENTED)
    return _is_habit(begun) and _is_habit(going_on)


def _is_habit(cases: list[bool]) -> bool:
    return bool(cases) and sum(cases) >= HABIT_SHARE * len(cases)
