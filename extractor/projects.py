"""Projects: a name and up to seven parts, put together from wherever a document states them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from annotations.catalogue.indicators import IndicatorWords
from annotations.catalogue.names import normalise
from extractor.data import Document, Fact, Phrase, Project, ProjectPeriod, Section
from extractor.forms import MARGIN, Part, find_parts
from extractor.mentions import Passage
from extractor.periods import parse_project_period
from extractor.quantities import find_quantities
from extractor.tables.grids import Grid

PROJECT_ITEM = re.compile(r"项目$")
OPENS_PROJECT = re.compile(r"\s*(?:由|为|是|主要|计划|拟|全年|年度|总投资|安排|实施)")


@dataclass(slots=True)
class Gathered:
    """One project while its parts come in."""

    name: Phrase | None
    start: int
    parts: dict[str, Part] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProjectRows:
    """The projects of a document, and budgets that only the cell of a form states."""

    projects: tuple[Project, ...] = ()
    facts: tuple[Fact, ...] = ()


def read_projects(
    document: Document,
    passages: Sequence[Passage],
    sections: Sequence[Section],
    facts: Sequence[Fact],
    grids: Sequence[Grid],
    words: IndicatorWords,
) -> ProjectRows:
    """Find the projects of a document and their parts.

    "1.保洁项目 / （3）实施主体：城管办 / （6）年度预算安排：30万元" -> one project with implementer and budget
    """
    gathered = _gather(find_parts(document, passages, sections, grids, words))
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
    return ProjectRows(tuple(projects), tuple(extra))


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
