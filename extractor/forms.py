"""Where the parts of projects stand: under headings, behind labels, and in the cells of a form or table."""

import re
from collections.abc import Iterator, Sequence

from annotations.catalogue.indicators import IndicatorWords
from extractor.cells import TableCell, read_cells
from extractor.data import Cell, Document, Phrase, Section
from extractor.labels import BRACKETS, Labels, unit_of_label
from extractor.linking.clauses import strip_range
from extractor.mentions import Passage
from extractor.numbering import read_numeral
from extractor.tables.fields import Field
from extractor.tables.grids import Grid
from extractor.tables.heads import unit_in
from extractor.telling import Part, is_about_performance, is_project_name, tell

PROJECTS = "sec.projects"
GLOSSARY = "part.glossary"
PREFIX = "project."
LONGEST_TITLE = 30
LONGEST_NAME = 60
LOOK_AHEAD = 4  # passages between the title of a form and the first of its labels
LABEL = re.compile(r"(?P<label>[^：:，。；\n]{2,20})[：:]\s*")
NAME_TAIL = re.compile(r"(?:专项)?项目$")
TABLE_TITLE = re.compile(  # 附：2020年度档案加工项目自评表
    r"(?:附[件表]?\s*\d{0,2}(?:[-—.]\d{1,2})?\s*[:：、]?\s*)?(?:(?:19|20)\d{2}\s*年度?)?\s*[“《]?(?P<name>[^，。；“”《》]{3,40}?)[”》]?"
    r"(?:项目)?(?:支出)?(?:绩效(?:目标)?(?:自评|申报)?|自评)表(?:[（(][^（）()]*[）)])?\s*$"
)
REPORT = re.compile(  # …局2023年度管网改造项目支出绩效自评报告
    r"(?:19|20)\d{2}\s*年度?(?P<name>[^，。]{3,40}?项目)(?:支出)?(?:绩效)?(?:自评|评价|自我评价)*(?:情况)?报告"
)
MONEY_LINE = re.compile(r"\n\s*(?:项目)?(?:资金|投资)规模[：:]")
FARTHEST_TITLE = 400
LISTED = frozenset(["overview", "basis", "implementer", "plan", "period", "goal"])
FEWEST_LISTED = 2  # such columns that make a table one of projects, where no goal is among them
MARGIN = " \t\n　：:，,。；;|｜"


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
    told = [(passage, part) for passage in passages for part in tell(document, passage, by_id, words)]
    titled = {
        passage.section.id
        for passage, part in told
        if passage.section is not None and part.kind != "name" and is_about_performance(passage.section, by_id)
    }
    tables = [grid for grid in grids if _is_of_projects(grid, words)]
    rows = list(read_cells(document, passages, words))
    parts = [
        *_from_title(document),
        *_from_items(rows, sections, words),
        *_from_sections(document, sections, titled, words),
        *_from_captions(rows, words),
        *(part for grid in tables for part in _from_grid(grid, words)),
        *_from_cells(document, rows, tables, by_id, words),
        *(part for _, part in told),
    ]
    return tuple(sorted(parts, key=lambda part: part.start))


# -- headings


def _from_sections(
    document: Document, sections: Sequence[Section], titled: set[str], words: IndicatorWords
) -> Iterator[Part]:
    by_id = {section.id: section for section in sections}
    above = {section.parent for section in sections if (section.kind or "").startswith(PREFIX)}
    for section in sections:
        kind = section.kind or ""
        if kind.startswith(PREFIX):
            yield Part(kind.removeprefix(PREFIX), section.start, _body(document, section.heading_end, section.end))
        elif section.number and not TABLE_TITLE.match(section.title):
            above_it = by_id.get(section.parent or "")
            about = is_about_performance(above_it, by_id)
            is_named = section.title.endswith("项目") and (about or _tells_money(document, section))
            if (_has_parts(section, above | titled) or is_named) and is_project_name(section.title, words):
                yield Part("title", section.start, _title(section), reach=section.end)


def _tells_money(document: Document, section: Section) -> bool:
    """Whether a line under a heading labels the money of one project: "（一）渠道改造项目 / 资金规模：206万元"."""
    return MONEY_LINE.search(document.text, section.heading_end, section.end) is not None


def _has_parts(section: Section, with_parts: set[str | None]) -> bool:
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


def _from_title(document: Document) -> Iterator[Part]:
    """The project that a report on it names in its title: 2023年度管网改造项目支出绩效自评报告."""
    match = REPORT.search(document.title or "")
    start = document.text.find(match["name"], 0, FARTHEST_TITLE) if match is not None else -1
    if match is not None and start >= 0:
        yield Part("title", start, Phrase(match["name"], start, start + len(match["name"])))


def _from_items(
    rows: Sequence[tuple[Passage, tuple[TableCell, ...]]], sections: Sequence[Section], words: IndicatorWords
) -> Iterator[Part]:
    """Projects by number on lines that are no headings: 项目一：场馆维修."""
    headings = {section.start for section in sections}
    for passage, cells in rows:
        numeral = read_numeral(passage.text)
        if numeral is None or numeral.style != "item" or len(cells) != 1 or passage.paragraph.start in headings:
            continue
        first, last = strip_range(passage.text, numeral.length, len(passage.text))
        if is_project_name(passage.text[first:last], words) and not re.search("[，。；：]", passage.text[first:last]):
            start, end = passage.paragraph.range(first, last)
            yield Part("title", passage.paragraph.start, Phrase(passage.paragraph.text[first:last], start, end))


def _from_captions(rows: Sequence[tuple[Passage, tuple[TableCell, ...]]], words: IndicatorWords) -> Iterator[Part]:
    """Projects named by the title of their form, "审计业务经费绩效目标表", where labels or columns follow."""
    for place, (passage, cells) in enumerate(rows):
        if len(cells) != 1 or passage.paragraph.block.kind == "cell":
            continue
        numeral = read_numeral(passage.text)
        match = TABLE_TITLE.match(passage.text, numeral.length if numeral else 0)
        if match is None or not is_project_name(match["name"], words):
            continue
        ahead = (cell for _, following in rows[place + 1 : place + 1 + LOOK_AHEAD] for cell in following)
        if any(words.field(cell.text) or words.column(cell.text) or words.is_first(cell.text) for cell in ahead):
            start, end = passage.paragraph.range(*match.span("name"))
            name = passage.paragraph.text[slice(*match.span("name"))]
            yield Part("title", passage.paragraph.start, Phrase(name, start, end))


# -- tables of projects and their targets


def _is_of_projects(grid: Grid, words: IndicatorWords) -> bool:
    """Whether projects are the rows of a table: beside their names stand targets, goals, or other parts."""
    header = [each.text for each in grid.row(0)]
    kinds = {words.plain_field(BRACKETS.sub("", text)) for text in header}
    has_parts = "goal" in kinds or len(kinds & LISTED) >= FEWEST_LISTED
    return "name" in kinds and (has_parts or words.heads_targets(header))


def _from_grid(grid: Grid, words: IndicatorWords) -> Iterator[Part]:
    """Projects that are rows of a table: 项目名称 | 资金总额 | 一级指标 | …, printed once each."""
    header = {each.column: each for each in grid.row(0)}
    columns = {column: words.plain_field(BRACKETS.sub("", label.text)) for column, label in header.items()}
    above = next((unit for line in grid.above if (unit := unit_in(line.text))), "")
    rows: dict[int, list[Field]] = {}
    for each in grid.fields:
        if each.row and each.text and columns.get(each.column) not in (None, "other"):
            rows.setdefault(each.row, []).append(each)
    for fields in rows.values():
        name = next((each for each in fields if columns[each.column] == "name"), None)
        if name is not None and not is_project_name(name.text, words):
            continue
        first = name.start if name else 0
        for each in sorted(fields, key=lambda each: each is not name):
            unit = unit_of_label(header[each.column].text) or above
            where = Cell(grid.id, each.row, each.column)
            kind, label = str(columns[each.column]), header[each.column]
            yield Part(kind, max(first, each.start), each.phrase, unit, where, label=label.phrase)


# -- labels and cells


def _from_cells(
    document: Document,
    rows: Sequence[tuple[Passage, tuple[TableCell, ...]]],
    tables: Sequence[Grid],
    by_id: dict[str, Section],
    words: IndicatorWords,
) -> Iterator[Part]:
    """Labels in front of their text ("实施单位：城管办"), and cells of a form ("实施单位" | "城管办")."""
    cells: list[TableCell] = []
    plain: set[int] = set()  # where everyday words are labels
    form = False
    for passage, found in rows:
        in_glossary = passage.section is not None and passage.section.kind == GLOSSARY
        # behind the glossary stand forms without a heading of their own: the first name opens them
        form = in_glossary and (form or any(words.field(cell.text) == "name" for cell in found))
        if any(grid.start <= passage.paragraph.start < grid.end for grid in tables):
            continue
        cells += [cell for cell in found if form or not in_glossary or unit_of_label(cell.text)]
        if _tells_of_one(passage.section, by_id):
            plain |= {cell.start for cell in found}
    labels = Labels(document.text, words)
    for place, cell in enumerate(cells):
        inline = _inline(cell, words, plain=cell.start in plain)
        if inline is not None and place >= labels.read:
            if _follows_name(cells, place, words):
                yield Part("name", cells[place - 1].start, _phrase(cells[place - 1]))
            yield inline
        else:
            yield from labels.at(cells, place)


def _follows_name(cells: Sequence[TableCell], place: int, words: IndicatorWords) -> bool:
    """Whether a line begins with the name of a project and goes on with labels: 场馆维修　实施单位：文化馆."""
    if place == 0 or cells[place].line is None or cells[place - 1].start != cells[place].line:
        return False
    label = LABEL.match(cells[place].text)
    is_implementer = label is not None and words.field(label["label"]) == "implementer"
    name = cells[place - 1].text
    return is_implementer and LABEL.match(name) is None and is_project_name(name, words)


def _phrase(cell: TableCell) -> Phrase:
    return Phrase(cell.text, cell.start, cell.end)


def _tells_of_one(section: Section | None, by_id: dict[str, Section]) -> bool:
    """Whether a section tells of one project: 项目一：…, or a numbered heading under a section of projects."""
    if section is None or not section.number:
        return False
    above = by_id.get(section.parent or "")
    return section.number.startswith("项目") or (above is not None and above.kind == PROJECTS and section.kind is None)


def _inline(cell: TableCell, words: IndicatorWords, *, plain: bool) -> Part | None:
    """A label and its text in one cell: "（一）项目名称：保洁经费"."""
    numeral = read_numeral(cell.text)
    match = LABEL.match(cell.text, numeral.length if numeral else 0)
    if match is None:
        return None
    label = BRACKETS.sub("", match["label"])
    kind = words.plain_field(label) if plain else words.field(label)
    body = cell.text[match.end() :].strip()
    if kind in (None, "other") or not body or (kind == "name" and not is_project_name(body, words)):
        return None
    if kind in ("implementer", "name"):
        body = body.rstrip("。；;")
    start = cell.start + match.end()
    return Part(str(kind), cell.start, Phrase(body, start, start + len(body)), unit_of_label(match["label"]))
