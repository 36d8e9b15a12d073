"""Where the parts of projects stand: under headings, behind labels, in the cells of a form, or told in a sentence."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotations.catalogue.indicators import IndicatorWords
from extractor.data import Cell, Document, Phrase, Section
from extractor.flow import Paragraph
from extractor.goals import PERFORMANCE
from extractor.indicators import TableCell, is_target_table
from extractor.linking.clauses import first_of, quoted_project
from extractor.mentions import Passage
from extractor.tables.grids import Grid
from extractor.tables.heads import unit_in

PROJECTS = "sec.projects"
GLOSSARY = "part.glossary"
PREFIX = "project."
LONGEST_LABEL = 24
LONGEST_TITLE = 30
FARTHEST_VALUE = 40  # characters between a label and its value: blank cells lie between
LABEL = re.compile(r"(?P<label>[^：:，。；\n]{2,16})[：:]\s*")
PIECE = re.compile(r"[^，,；;。]+")
IS = re.compile(r"\s*(?:[为是](?=[^，。；]{2})|(?=\d))")
IMPLEMENTER = re.compile(
    r"由(?P<who>[^，。；“”、]{2,24}?)(?:具体|组织|负责|牵头|承担|统一)*(?:实施|承办|承担|负责)(?=[，。；]|[一-鿿]{0,4}[，。；])"
)
ITEM = re.compile(  # ①农村公路养护补助8,600.00万元，由市公路中心组织实施，目标：…
    r"\s*(?:[①-⑳]|[（(]?\d{1,2}[）)、．.])\s*(?P<name>[^，。；：\d]{3,30}?)\s*(?P<budget>\d[\d,，.]*\s*(?:亿|万)?元)"
    r"(?=[，,；;](?:由|目标|计划|主要|预期))"
)
LONG = frozenset(["overview", "basis", "plan"])  # parts that may hold commas
TOLD = frozenset(["overview", "basis", "implementer", "plan", "period", "budget"])  # parts that a sentence may tell
NAME_TAIL = re.compile(r"(?:专项)?项目$")
UNIT_IN_LABEL = re.compile(r"[（(](?:单位[:：])?\s*(?P<unit>亿元|万元|千元|元)\s*[）)]")
MARGIN = " \t\n　：:，,。；;|｜"
CELL = re.compile(r"[^\t|｜]+")
SEPARATORS = ("\t", "|", "｜")


@dataclass(frozen=True, slots=True)
class Part:
    """One labelled stretch: "实施主体" -> kind implementer; `start` is where its label stands."""

    kind: str
    start: int
    phrase: Phrase
    unit: str = ""
    cell: Cell | None = None


def find_parts(
    document: Document,
    passages: Sequence[Passage],
    sections: Sequence[Section],
    grids: Sequence[Grid],
    words: IndicatorWords,
) -> tuple[Part, ...]:
    """All parts in the order of the text; a part of kind `title` or `name` begins a project.

    "1.保洁项目 / （3）实施主体：城管办" -> title 保洁, implementer 城管办
    """
    by_id = {section.id: section for section in sections}
    told = [(passage, part) for passage in passages for part in _told(passage, by_id, words)]
    titled = {passage.section.id for passage, _ in told if passage.section is not None}
    parts = [
        *_from_sections(document, sections, titled),
        *_from_grids(grids, words),
        *_from_cells(document, passages, words),
        *(part for _, part in told),
    ]
    return tuple(sorted(parts, key=lambda part: part.start))


# -- headings


def _from_sections(document: Document, sections: Sequence[Section], titled: set[str]) -> Iterator[Part]:
    above = {section.parent for section in sections if (section.kind or "").startswith(PREFIX)}
    for section in sections:
        kind = section.kind or ""
        if kind.startswith(PREFIX):
            yield Part(kind.removeprefix(PREFIX), section.start, _body(document, section.heading_end, section.end))
        elif section.number and _is_title(section, above | titled):
            yield Part("title", section.start, _title(section))


def _is_title(section: Section, with_parts: set[str | None]) -> bool:
    """Whether a numbered heading names a project: its parts follow, or its numeral says so (项目一：)."""
    if section.kind == PROJECTS:
        return section.id in with_parts or section.number.startswith("项目")
    return section.kind is None and section.id in with_parts and len(section.title) <= LONGEST_TITLE


def _title(section: Section) -> Phrase:
    start = section.heading_end - len(section.title)
    name = NAME_TAIL.sub("", section.title) or section.title
    return Phrase(name, start, start + len(name))


def _body(document: Document, start: int, end: int) -> Phrase:
    text = document.text
    while start < end and text[start] in MARGIN:
        start += 1
    while end > start and text[end - 1] in " \t\n　":
        end -= 1
    return Phrase(text[start:end], start, end)


# -- tables of projects and their targets


def _from_grids(grids: Sequence[Grid], words: IndicatorWords) -> Iterator[Part]:
    """Projects that are columns of a table of targets: 项目名称 | 资金总额 | 一级指标 | …, printed once each."""
    for grid in grids:
        header = {each.column: each.text for each in grid.row(0)}
        columns = {column: kind for column, text in header.items() if (kind := _field(text, words)) is not None}
        if "name" not in columns.values() or not is_target_table(list(header.values()), words):
            continue
        above = next((unit for line in grid.above if (unit := unit_in(line.text))), "")
        for each in grid.fields:
            kind = columns.get(each.column)
            if each.row and each.text and kind not in (None, "other"):
                unit = _unit(header[each.column]) or above
                yield Part(str(kind), each.start, each.phrase, unit, Cell(grid.id, each.row, each.column))


# -- labels and cells


def _from_cells(document: Document, passages: Sequence[Passage], words: IndicatorWords) -> Iterator[Part]:
    """Labels in front of their text ("实施单位：城管办"), and cells of a form ("实施单位" | "城管办")."""
    read = (p for p in passages if p.section is None or p.section.kind != GLOSSARY)
    cells = [cell for passage in read for cell in cells_of(document, passage.paragraph)]
    skip = -1
    for place, cell in enumerate(cells):
        if place == skip:
            continue
        if (match := LABEL.match(cell.text)) and (kind := _field(match["label"], words)):
            body = cell.text[match.end() :].strip()
            if kind == "implementer":
                body = body.rstrip("。；;")
            if body:
                start = cell.start + match.end()
                yield Part(kind, cell.start, Phrase(body, start, start + len(body)), _unit(match["label"]))
        elif (kind := _field(cell.text, words)) and place + 1 < len(cells):
            value = cells[place + 1]
            if kind == "other":
                skip = place + 1
            elif _field(value.text, words) is None and value.start - cell.end < FARTHEST_VALUE:
                where = Cell("form", place, 1)
                yield Part(kind, cell.start, Phrase(value.text, value.start, value.end), _unit(cell.text), where)
                skip = place + 1


def cells_of(document: Document, paragraph: Paragraph) -> Iterator[TableCell]:
    """The cells of one paragraph: itself, or what tabs or bars separate."""
    block = paragraph.block
    if block.role is not None:
        return
    if not any(separator in paragraph.text for separator in SEPARATORS):
        yield TableCell(paragraph.text, paragraph.start, paragraph.end, block.row, block.column, block.row_span)
        return
    for match in CELL.finditer(paragraph.text):
        stripped = match[0].strip()
        if stripped:
            begin = match.start() + match[0].index(stripped)
            start, end = paragraph.range(begin, begin + len(stripped))
            yield TableCell(document.text[start:end], start, end, line=paragraph.start)


def _field(label: str, words: IndicatorWords) -> str | None:
    """The field that a label names, its unit aside: "年度资金总额（万元）" -> budget."""
    return words.field(UNIT_IN_LABEL.sub("", label)) if len(label) <= LONGEST_LABEL else None


def _unit(label: str) -> str:
    match = UNIT_IN_LABEL.search(label)
    return match["unit"] if match else ""


# -- sentences


def _told(passage: Passage, sections: Mapping[str, Section], words: IndicatorWords) -> Iterator[Part]:
    """Parts that one paragraph tells one after the other: "项目内容为…；年度预算462万元；由区图书馆实施"."""
    paragraph = passage.paragraph
    if paragraph.block.role is not None or not is_about_performance(passage.section, sections):
        return
    parts = list(_labelled(paragraph, words))
    if (who := IMPLEMENTER.search(paragraph.text)) is not None:
        parts.append(_part("implementer", paragraph, who.start(), *who.span("who")))
    if (item := ITEM.match(paragraph.text)) is not None:
        yield _part("name", paragraph, item.start(), *item.span("name"))
        yield _part("budget", paragraph, item.start(), *item.span("budget"))
        yield from parts
        return
    quoted = quoted_project(paragraph.text, 0, len(paragraph.text)) if parts else None
    if quoted is not None:
        begin, name = quoted
        yield _part("name", paragraph, begin, *name)
    yield from parts


def _labelled(paragraph: Paragraph, words: IndicatorWords) -> Iterator[Part]:
    """Labels that a verb ties to their text: "项目内容为食品抽样检验", "实施期为2023年3月至12月"."""
    text = paragraph.text
    for piece in PIECE.finditer(text):
        begin = piece.start() + len(piece[0]) - len(piece[0].lstrip())
        label = words.label_at(piece[0].strip())
        if label is None or label.kind not in TOLD:
            continue
        verb = IS.match(text, begin + label.length)
        if verb is None or (not verb[0].strip() and label.kind != "budget"):
            continue
        end = first_of(text, "；;。", verb.end(), len(text)) if label.kind in LONG else piece.end()
        yield _part(label.kind, paragraph, begin, verb.end(), end)


def _part(kind: str, paragraph: Paragraph, label: int, first: int, last: int) -> Part:
    """A part by offsets into a paragraph."""
    start, end = paragraph.range(first, last)
    return Part(kind, paragraph.position(label), Phrase(paragraph.text[first:last], start, end))


def is_about_performance(section: Section | None, by_id: Mapping[str, Section]) -> bool:
    """Whether a section or one around it is about performance or projects."""
    while section is not None:
        if section.kind in PERFORMANCE:
            return True
        section = by_id.get(section.parent or "")
    return False
