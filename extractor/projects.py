"""Projects: a name and up to seven parts, from headings, labels or table cells, with the indicators under them."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotations.catalogue.indicators import IndicatorWords
from annotations.catalogue.names import normalise
from extractor.data import Cell, Document, Fact, Indicator, Phrase, Project, ProjectPeriod, Section
from extractor.flow import Paragraph
from extractor.goals import PERFORMANCE, find_goals
from extractor.indicators import Row, TableCell, decimal_of, read_grid, read_rows, read_target
from extractor.mentions import Passage
from extractor.periods import parse_project_period
from extractor.quantities import find_quantities

PROJECTS = "sec.projects"
PREFIX = "project."
PARTS = ("overview", "basis", "implementer", "plan", "period", "goal")
LONGEST_LABEL = 24
FARTHEST_VALUE = 40  # characters between a label and its value: blank cells lie between
LABEL = re.compile(r"(?P<label>[^：:，。；\n]{2,16})[：:]\s*")
NAME_NOISE = re.compile(r"^[“\"《]|[”\"》]$")
NAME_TAIL = re.compile(r"(?:专项)?项目$")
UNIT_IN_LABEL = re.compile(r"[（(](?:单位[:：])?\s*(?P<unit>亿元|万元|千元|元)\s*[）)]")
PROJECT_ITEM = re.compile(r"项目$")
OPENS_PROJECT = re.compile(r"\s*(?:由|为|是|主要|计划|拟|全年|年度|总投资|安排|实施)")
MARGIN = " \t\n　：:，,。；;"


@dataclass(frozen=True, slots=True)
class Part:
    """One labelled stretch: "实施主体" -> kind implementer; `start` is where its label stands."""

    kind: str
    start: int
    phrase: Phrase
    unit: str = ""
    cell: Cell | None = None


@dataclass(slots=True)
class Gathered:
    """One project while its parts come in."""

    name: Phrase | None
    start: int
    parts: dict[str, Part] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProjectRows:
    """What the project parts of a document give: projects, indicators, and budgets that only a table cell states."""

    projects: tuple[Project, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    facts: tuple[Fact, ...] = ()


def read_projects(
    document: Document,
    passages: Sequence[Passage],
    sections: Sequence[Section],
    facts: Sequence[Fact],
    words: IndicatorWords,
) -> ProjectRows:
    """Find the projects of a document, their parts and their indicators.

    "1.保洁项目 / （3）实施主体：城管办 / （6）年度预算安排：30万元" -> one project with implementer and budget
    """
    parts = sorted(
        (*_from_sections(document, sections), *_from_labels(document, passages, words)), key=lambda p: p.start
    )
    gathered = _gather(parts)
    gathered += _from_facts(document, passages, facts, gathered)
    gathered.sort(key=lambda project: project.start)
    ends = [*(project.start for project in gathered), document.text_length][1:]
    projects: list[Project] = []
    extra: list[Fact] = []
    for number, (project, end) in enumerate(zip(gathered, ends, strict=True), start=1):
        budget, fact = _budget(document, project, facts, len(facts) + len(extra))
        if fact is not None:
            extra.append(fact)
        projects.append(_finish(f"p{number}", project, end, budget, sections))
    rows = [
        *_rows(document, passages, {section.start for section in sections}, words),
        *_told(document, passages, sections, words),
    ]
    indicators = _indicators(rows, projects)
    return ProjectRows(tuple(projects), tuple(indicators), tuple(extra))


# -- where parts come from


def _from_sections(document: Document, sections: Sequence[Section]) -> Iterator[Part]:
    by_id = {section.id: section for section in sections}
    for section in sections:
        kind = section.kind or ""
        if kind.startswith(PREFIX):
            yield Part(kind.removeprefix(PREFIX), section.start, _body(document, section.heading_end, section.end))
        elif (
            kind == PROJECTS
            and section.number
            and any(
                by_id.get(each.parent or "") is section and (each.kind or "").startswith(PREFIX) for each in sections
            )
        ):
            yield Part("title", section.start, _title(section))


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


def _from_labels(document: Document, passages: Sequence[Passage], words: IndicatorWords) -> Iterator[Part]:
    """Labels in front of their text ("实施单位：城管办"), and cells of a form ("实施单位" | "城管办")."""
    cells = [cell for passage in passages for cell in cells_of(document, passage.paragraph)]
    skip = -1
    for place, cell in enumerate(cells):
        if place == skip:
            continue
        if (match := LABEL.match(cell.text)) and (kind := _field(match["label"], words)):
            if body := cell.text[match.end() :].strip():
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


def _field(label: str, words: IndicatorWords) -> str | None:
    """The field that a label names, its unit aside: "年度资金总额（万元）" -> budget."""
    return words.field(UNIT_IN_LABEL.sub("", label)) if len(label) <= LONGEST_LABEL else None


def _unit(label: str) -> str:
    match = UNIT_IN_LABEL.search(label)
    return match["unit"] if match else ""


def cells_of(document: Document, paragraph: Paragraph) -> Iterator[TableCell]:
    """The cells of one paragraph: itself, or what tabs separate."""
    block = paragraph.block
    if block.role is not None:
        return
    if "\t" not in paragraph.text:
        yield TableCell(paragraph.text, paragraph.start, paragraph.end, block.row, block.column, block.row_span)
        return
    for match in re.finditer(r"[^\t]+", paragraph.text):
        stripped = match[0].strip()
        if stripped:
            begin = match.start() + match[0].index(stripped)
            start, end = paragraph.range(begin, begin + len(stripped))
            yield TableCell(document.text[start:end], start, end, line=paragraph.start)


# -- putting parts together


def _gather(parts: Iterable[Part]) -> list[Gathered]:
    """A title or name begins a project; so does a part that the one at hand already has."""
    projects: list[Gathered] = []
    for part in parts:
        if part.kind in ("title", "name"):
            current = projects[-1] if projects else None
            if part.kind == "name" and current is not None and current.name is None and not current.parts:
                current.name = part.phrase
            elif (
                part.kind == "name"
                and current
                and current.name
                and not current.parts
                and _same(current.name, part.phrase)
            ):
                continue
            else:
                projects.append(Gathered(part.phrase, part.start))
        elif projects and part.kind not in projects[-1].parts:
            projects[-1].parts[part.kind] = part
    return [project for project in projects if project.name is not None]


def _same(one: Phrase, other: Phrase) -> bool:
    first, second = normalise(one.text), normalise(other.text)
    return first in second or second in first


def _from_facts(
    document: Document, passages: Sequence[Passage], facts: Sequence[Fact], known: Sequence[Gathered]
) -> list[Gathered]:
    """Paragraphs that tell of one project by name, where only its money was named before."""
    names = {
        normalise(fact.item.text): fact
        for fact in facts
        if fact.concept == "project.annual_budget" and PROJECT_ITEM.search(fact.item.text)
    }
    found = []
    taken = [normalise(project.name.text) for project in known if project.name]
    for passage in passages:
        for name in names:
            if passage.text.startswith(name) and OPENS_PROJECT.match(passage.text, len(name)) and name not in taken:
                start, end = passage.paragraph.range(0, len(name))
                found.append(Gathered(Phrase(document.text[start:end], start, end), start))
                taken.append(name)
    return found


def _budget(document: Document, project: Gathered, facts: Sequence[Fact], count: int) -> tuple[str | None, Fact | None]:
    """The fact that a project's budget part states; a bare number in a form becomes a fact of the table."""
    part = project.parts.get("budget")
    if part is None:
        return None, None
    inside = (f for f in facts if f.quantity and f.quantity.kind == "amount")
    for fact in inside:
        assert fact.quantity is not None
        if any(part.phrase.start <= q.start < part.phrase.end for q in (fact.quantity, *fact.mentions)):
            return fact.id, None
    quantity = next(iter(find_quantities(part.phrase.text, default_unit=part.unit or None)), None)
    if quantity is None or quantity.kind != "amount":
        return None, None
    located = replace(quantity, start=quantity.start + part.phrase.start, end=quantity.end + part.phrase.start)
    item = Phrase(document.text[part.start : part.phrase.start].strip(MARGIN), part.start, part.start)
    item = replace(item, end=item.start + len(item.text))
    fact = Fact(
        id=f"f{count + 1}",
        item=item,
        concept="project.annual_budget",
        quantity=located,
        state="zero" if quantity.value == 0 else "reported",
        year=document.fiscal_year,
        stage="budget",
        table=part.cell,
        evidence=("role:form", "concept:exact"),
    )
    return fact.id, fact


def _finish(id: str, project: Gathered, end: int, budget: str | None, sections: Sequence[Section]) -> Project:
    assert project.name is not None
    phrases = {kind: part.phrase for kind, part in project.parts.items()}
    period = phrases.get("period")
    if period is not None:
        first, last = parse_project_period(period.text)
        stated = ProjectPeriod(first, last, period)
    own = next((s.end for s in sections if s.start == project.start), None)
    end = min(end, own) if own is not None and own > project.start else end
    return Project(
        id=id,
        name=project.name,
        overview=phrases.get("overview"),
        basis=phrases.get("basis"),
        implementer=phrases.get("implementer"),
        plan=phrases.get("plan"),
        period=stated if period is not None else None,
        budget=budget,
        goal=phrases.get("goal"),
        start=project.start,
        end=end,
        evidence=tuple(f"part:{kind}" for kind in sorted(project.parts)),
    )


# -- indicators


def _indicators(rows: Sequence[Row], projects: Sequence[Project]) -> Iterator[Indicator]:
    for number, row in enumerate(sorted(rows, key=lambda row: row.start), start=1):
        owner = next((p.id for p in reversed(projects) if p.start <= row.start < p.end), None)
        yield _indicator(f"i{number}", owner, row)


def _told(
    document: Document, passages: Sequence[Passage], sections: Sequence[Section], words: IndicatorWords
) -> Iterator[Row]:
    """The targets that sentences tell, in sections about performance."""
    by_id = {section.id: section for section in sections}
    for passage in passages:
        if (
            passage.paragraph.block.role is None
            and passage.quantities
            and (document.kind == "performance" or is_about_performance(passage.section, by_id))
        ):
            for goal in find_goals(passage.text, words, of_project=True):
                name, target = (_cell(document, passage, *span) for span in (goal.name, goal.target))
                level2 = TableCell(goal.level2, name.start, name.start) if goal.level2 else None
                yield Row(None, level2, name, {"target": target})


def is_about_performance(section: Section | None, by_id: Mapping[str, Section]) -> bool:
    """Whether a section or one around it is about performance or projects."""
    while section is not None:
        if section.kind in PERFORMANCE:
            return True
        section = by_id.get(section.parent or "")
    return False


def _cell(document: Document, passage: Passage, start: int, end: int) -> TableCell:
    begin, stop = passage.paragraph.range(start, end)
    return TableCell(document.text[begin:stop], begin, stop)


def _rows(
    document: Document, passages: Sequence[Passage], headings: Collection[int], words: IndicatorWords
) -> Iterator[Row]:
    """The rows of real tables, and of flattened ones, which end where a heading stands."""
    flat: list[list[TableCell]] = [[]]
    tables: dict[str, list[TableCell]] = {}
    for passage in passages:
        block = passage.paragraph.block
        cells = list(cells_of(document, passage.paragraph))
        if block.table is not None:
            tables.setdefault(block.table, []).extend(cells)
        elif passage.paragraph.start in headings:
            flat.append([])
        else:
            flat[-1].extend(cells)
    for run in flat:
        yield from read_rows(run, words)
    for cells in tables.values():
        yield from read_grid(cells, words)


def _indicator(id: str, project: str | None, row: Row) -> Indicator:
    assert row.level3 is not None
    unit = row.cells["unit"].text if "unit" in row.cells else ""
    sign = row.cells["comparator"].text if "comparator" in row.cells else ""
    actual = row.cells.get("actual")
    return Indicator(
        id=id,
        project=project,
        level1=row.level1.text if row.level1 else None,
        level2=row.level2.text if row.level2 else None,
        level3=row.level3.text,
        target=read_target(row.cells["target"], row.level3.text, unit=unit, comparator=sign),
        actual=read_target(actual, row.level3.text, unit=unit) if actual else None,
        weight=decimal_of(row.cells.get("weight")),
        score=decimal_of(row.cells.get("score")),
        start=row.start,
        end=row.end,
        evidence=("indicator:table",),
    )
