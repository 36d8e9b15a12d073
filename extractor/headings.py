"""Which paragraphs are headings: by caption, numeral, shape and neighbours, never by the numeral alone."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from annotations.catalogue.names import CLASS_MARK, simplify
from extractor.data import Document
from extractor.flow import Paragraph
from extractor.numbering import Numeral, Style, read_numeral

KindOf = Callable[[str], str | None]

LONGEST_PART = 60
LONGEST_TITLE = 42
LONGEST_CLASS = 90  # 社会保障和就业支出（类）…（款）…（项）
CLASS_NAME = re.compile(rf"{CLASS_MARK}$")
LONGEST_UNNUMBERED = 45
LONGEST_UNKNOWN = 26  # a numbered line without a known caption must be short to be a heading
RUN_IN = re.compile(r"(?P<title>[^：:。，；,;]{2,24}?)\s*(?P<stop>[：:。])")
WITH_SUM = re.compile(  # 一、中央资金（360万元）
    r"\s*(?P<title>[^，。；：:,;（(\d]{2,28}?)\s*[（(]\s*(?:共计?|合计|计|约)?\s*\d[\d.,，]*\s*[亿万千]?元\s*[）)]\s*[：:]?\s*$"
)
STATES = re.compile(r"(?:情况|说明|情况分析|概况|构成|调整|使用|安排)$")
OUTER_LEVEL = re.compile(r"(?:产出|效益|满意度|成本)指标(?:完成情况)?$")  # what indicators below it are of
OF_YEAR = re.compile(
    r"(?P<title>[^：:。，；,;\d]{2,14}?)\s*[，,：:]\s*(?:(?:19|20)\d{2}\s*年|本年|当年)"
)  # （一）收入预算，2018年
DUTY = re.compile(r"^(?:承办|承担|完成|负责)|交办")  # （十三）承办区政府交办的其他事项 is no 其他事项
SENTENCE_END = re.compile("[。；;：:]")
SENTENCE = re.compile(r"[。；;]|[，,].*[，,]")
CELL_BEHIND = re.compile(r"\s*\d[\d,]*(?:\.\d+)?\s*[|｜]?\s*")  # 二、外交支出 / 30: cells of a table, one a line
FIGURE = re.compile(r"\d\s*(?:亿|万|千|百)*元|\d\s*[%％]|\d\s*(?:人|辆|台|套|家|名|批)")
PROSE = re.compile(r"[，。；]")
UNNUMBERED_END = re.compile(r"(?:说明|情况|概况|职责|职能|解释|设置|构成|附件|基本情况|工作任务|附表|预算表|决算表)$")
DEFINES = re.compile(r"\s*(?:是指|系指|指|反映|填列)")
FREE_STYLES: frozenset[Style] = frozenset({"chinese", "chinese_bracket"})


@dataclass(frozen=True, slots=True)
class Titles:
    """What titles mean: the kind of section of a caption, and whether a line is nothing but the name of an item."""

    kind_of: KindOf
    is_name: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Heading:
    """A paragraph, or a part of it, that is a heading: offsets are into the paragraph's joined text.

    `offset` is where it begins and `length` where it ends; `runs_in` says that text goes on behind it, `has_sum` that
    it is nothing but the sum of what stands below.
    """

    index: int
    numeral: Numeral | None
    title: str
    kind: str | None
    length: int
    runs_in: bool = False
    offset: int = 0
    has_sum: bool = False


def find_headings(document: Document, paragraphs: Sequence[Paragraph], titles: Titles) -> tuple[Heading, ...]:
    """The headings of a document in order, before they are nested.

        "（一）收入预算情况" -> Heading(numeral chinese_bracket 1, title "收入预算情况", kind "sec.revenue")
        "（1）项目概述：以网格为单元…" -> a heading that runs in: title "项目概述", the text goes on behind it

    Consecutive short items of one style without text between them are a list, not headings.
    """
    body = [i for i, paragraph in enumerate(paragraphs) if paragraph.block.role is None]
    found: dict[int, Heading] = {}
    behind: dict[int, Heading] = {}
    lead = True
    glossary = False
    for place, index in enumerate(body):
        paragraph = paragraphs[index]
        numeral = read_numeral(paragraph.text)
        lead = lead and numeral is None and not PROSE.search(paragraph.text) and place < 6 and index == place
        if not _can_be_heading(document, paragraph, numeral):
            continue
        following = simplify(paragraphs[body[place + 1]].text) if place + 1 < len(body) else ""
        text = simplify(paragraph.text)
        if numeral and CELL_BEHIND.fullmatch(following):
            continue
        heading = (
            _read_numbered(index, text, numeral, titles, glossary)
            if numeral
            else _read_unnumbered(index, text, titles.kind_of, following, lead)
        )
        if heading is None:
            continue
        found[index] = _as_printed(heading, paragraph.text, text)
        if heading.runs_in and (second := _read_behind(index, text, heading.length, titles)):
            behind[index] = _as_printed(second, paragraph.text, text)
        if heading.kind is not None and (heading.numeral is None or heading.numeral.style in ("part", "chinese")):
            glossary = heading.kind == "part.glossary" or (glossary and not _leaves_glossary(heading))
    listed = _listed(body, found)
    kept = [heading for index, heading in found.items() if index not in listed]
    return tuple(each for heading in kept for each in (heading, behind.get(heading.index)) if each is not None)


def _as_printed(heading: Heading, printed: str, simplified: str) -> Heading:
    """A heading with its title in the script of the text."""
    begin = simplified.index(heading.title, heading.offset)
    return replace(heading, title=printed[begin : begin + len(heading.title)])


def _read_behind(index: int, text: str, start: int, titles: Titles) -> Heading | None:
    """A heading that stands on the line of the one before: "（4）实施方案： 一、总体目标"."""
    offset = start + len(text[start:]) - len(text[start:].lstrip("：: 　\t"))
    numeral = read_numeral(text[offset:])
    if numeral is None or numeral.style not in FREE_STYLES:
        return None
    heading = _read_numbered(index, text[offset:], numeral, titles, False)
    if heading is None or heading.runs_in:
        return None
    return replace(heading, length=len(text), offset=offset)


def _leaves_glossary(heading: Heading) -> bool:
    return heading.numeral is None or heading.numeral.style == "part"


def _can_be_heading(document: Document, paragraph: Paragraph, numeral: Numeral | None) -> bool:
    if paragraph.block.kind == "cell":
        return False
    if "\t" in paragraph.text:
        return False
    printed = document.text[paragraph.block.start : paragraph.block.start + 2]
    return not printed.startswith("\t") or numeral is not None


def _read_numbered(index: int, text: str, numeral: Numeral, titles: Titles, glossary: bool) -> Heading | None:
    rest = text[numeral.length :]
    title = _without_stop(rest.strip().rstrip("：: "), titles)
    if not title or DUTY.search(SENTENCE_END.split(title)[0]):
        return None
    if numeral.style == "part":
        return Heading(index, numeral, title, titles.kind_of(title), len(text)) if len(title) <= LONGEST_PART else None
    longest = LONGEST_CLASS if CLASS_NAME.search(title) else LONGEST_TITLE
    if len(title) <= longest and not SENTENCE.search(title) and not FIGURE.search(title) and title[-1] not in "，、":
        kind = titles.kind_of(title)
        colon = re.search(r"[：:]", title)
        if (kind is not None or _short_title(title, numeral)) and not colon:
            return Heading(index, numeral, title, kind, len(text))
    if glossary:
        return None
    return _read_with_sum(index, text, numeral, titles) or _read_run_in(index, text, numeral, titles)


def _read_with_sum(index: int, text: str, numeral: Numeral, titles: Titles) -> Heading | None:
    """A heading with the sum of its part in brackets: "（一）石桥镇（1,120万元）"."""
    match = WITH_SUM.match(text, numeral.length) if numeral.style in FREE_STYLES else None
    if match is None:
        return None
    title = match["title"]
    return Heading(index, numeral, title, titles.kind_of(title), match.end("title"), runs_in=True, has_sum=True)


def _without_stop(title: str, titles: Titles) -> str:
    """A caption without the full stop that it ends with: "二、“三公”经费支出决算具体情况说明。"."""
    plain = title.removesuffix("。")
    return plain if plain != title and STATES.search(plain) and titles.kind_of(plain) is not None else title


def _short_title(title: str, numeral: Numeral) -> bool:
    if CLASS_NAME.search(title):
        return True
    if numeral.style in FREE_STYLES:
        return len(title) <= LONGEST_UNKNOWN + 4
    return len(title) <= LONGEST_UNKNOWN and not re.search(r"[，,]", title)


def _read_run_in(index: int, text: str, numeral: Numeral, titles: Titles) -> Heading | None:
    if (dated := _read_dated(index, text, numeral, titles)) is not None:
        return dated
    match = RUN_IN.match(text, numeral.length)
    if match is None or FIGURE.search(match["title"]) or DEFINES.match(text, match.end()):
        return None
    title = match["title"].strip()
    kind = titles.kind_of(title)
    if kind is None and not (match["stop"] == "。" and _is_title(title, numeral, titles)):
        return None
    return Heading(index, numeral, title, kind, match.end("title"), runs_in=True)


def _read_dated(index: int, text: str, numeral: Numeral, titles: Titles) -> Heading | None:
    """A heading that runs into a sentence which begins with its year: "（一）收入预算，2018年年初预算数6万元"."""
    match = OF_YEAR.match(text, numeral.length) if numeral.style in FREE_STYLES else None
    kind = titles.kind_of(match["title"]) if match is not None else None
    if match is None or not (kind or titles.is_name(match["title"])):
        return None
    return Heading(index, numeral, match["title"].strip(), kind, match.end("title"), runs_in=True)


def _is_title(title: str, numeral: Numeral, titles: Titles) -> bool:
    """Whether words in front of a full stop are a title though no caption, such as 收入构成 or 公务接待费."""
    is_item = title.endswith("项目") or titles.is_name(title)
    return bool(STATES.search(title) or OUTER_LEVEL.fullmatch(title)) or (numeral.style in FREE_STYLES and is_item)


def _read_unnumbered(index: int, text: str, kind_of: KindOf, following: str, lead: bool) -> Heading | None:
    title = text.strip()
    if len(title) > LONGEST_UNNUMBERED or PROSE.search(title) or re.search(r"[：:]", title) or FIGURE.search(title):
        return None
    if not UNNUMBERED_END.search(title):
        return None
    kind = kind_of(title)
    if kind is None or kind.startswith(("project.", "bt.", "ft.")):
        return None
    if lead and not kind.startswith("profile."):
        return None  # the title of the document, not of a part of it
    opens = read_numeral(following)
    if not (PROSE.search(following) or (opens and opens.ordinal == 1) or "项目名称" in following):
        return None
    return Heading(index, None, title, kind, len(text))


def _listed(body: Sequence[int], found: dict[int, Heading]) -> set[int]:
    """The items of plain lists: neighbours of one style with nothing between them and no caption of their own."""
    listed: set[int] = set()
    run: list[int] = []
    for index in (*body, -1):
        heading = found.get(index)
        plain = heading is not None and (heading.has_sum or not heading.runs_in) and _is_plain(heading)
        if plain and heading and (not run or _same_style(found[run[-1]], heading)):
            run.append(index)
            continue
        if len(run) >= 2 and not _is_first_with_text(found, run):
            listed.update(run)
        run = [index] if plain else []
    return listed


def _is_plain(heading: Heading) -> bool:
    if heading.numeral is None or heading.numeral.style == "part":
        return False
    return heading.kind is None or heading.kind.startswith(("bt.", "ft."))


def _same_style(one: Heading, other: Heading) -> bool:
    return bool(one.numeral and other.numeral and one.numeral.style == other.numeral.style)


def _is_first_with_text(found: dict[int, Heading], run: list[int]) -> bool:
    """Two neighbours of which the second starts over ("一、…" under "一、…") are a heading and its first part."""
    first, second = found[run[0]].numeral, found[run[1]].numeral
    return len(run) == 2 and bool(first and second and second.ordinal <= first.ordinal)
