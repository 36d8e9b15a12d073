"""Projects: a name and up to seven parts, put together from wherever a document states them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from annotations.catalogue.indicators import IndicatorWords
from annotations.catalogue.names import normalise
from extractor.budgets import BUDGET, PROJECT_ITEM, find_budget, index, key_of, name_budgets
from extractor.data import Document, Fact, Phrase, Project, ProjectPeriod, Section
from extractor.forms import find_parts
from extractor.mentions import Passage
from extractor.periods import parse_project_period
from extractor.tables.grids import Grid
from extractor.telling import Part

OPENS_PROJECT = re.compile(r"\s*(?:由|为|是|主要|计划|拟|全年|年度|总投资|安排|实施)")


@dataclass(slots=True)
class Gathered:
    """One project while its parts come in; `reach` is how far its name goes, if that is known."""

    name: Phrase | None
    start: int
    reach: int | None = None
    parts: dict[str, Part] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the text that is about one project: what stands in it is of the project."""

    start: int
    end: int
    project: str


@dataclass(frozen=True, slots=True)
class ProjectRows:
    """The projects of a document, where it speaks of each, and the facts with their budgets among them.

    Budgets that only the cell of a form states are facts behind the others.
    """

    projects: tuple[Project, ...]
    stretches: tuple[Stretch, ...]
    facts: tuple[Fact, ...]


def read_projects(
    document: Document,
    passages: Sequence[Passage],
    sections: Sequence[Section],
    facts: Sequence[Fact],
    grids: Sequence[Grid],
    words: IndicatorWords,
) -> ProjectRows:
    """Find the projects of a document and their parts; one that is named again is the same.

    "1.保洁项目 / （3）实施主体：城管办 / （6）年度预算安排：30万元" -> one project with implementer and budget
    """
    told = _gather(find_parts(document, passages, sections, grids, words))
    told += _from_facts(document, passages, facts, told)
    told.sort(key=lambda project: project.start)
    own = {section.start: section.end for section in reversed(sections)}
    following = _following(told, document.text_length)
    ends = {id(each): _end(each, end, own) for each, end in zip(reversed(told), following, strict=True)}
    amounts = index(facts)
    projects: list[Project] = []
    stretches: list[Stretch] = []
    extra: list[Fact] = []
    for number, alike in enumerate(_alike(told), start=1):
        best = max(alike, key=lambda each: len(each.parts))
        parts = {kind: part for each in (*alike, best) for kind, part in each.parts.items()}
        stated = [part for each in alike if (part := each.parts.get("budget")) is not None]
        assert best.name is not None
        budget, fact = find_budget(document, best.name, stated, amounts, len(extra))
        extra += [fact] if fact is not None else []
        projects.append(_finish(f"p{number}", best, parts, ends[id(best)], budget))
        stretches += [Stretch(each.start, ends[id(each)], f"p{number}") for each in alike]
    stretches.sort(key=lambda each: each.start)
    return ProjectRows(
        tuple(projects), tuple(stretches), (*name_budgets(facts, {project.budget for project in projects}), *extra)
    )


def _gather(parts: Iterable[Part]) -> list[Gathered]:
    """A title or name begins a project; so does a part that the one at hand already has."""
    projects: list[Gathered] = []
    for part in parts:
        current = projects[-1] if projects else None
        if part.kind in ("title", "name"):
            is_open = part.kind == "name" and current is not None and not current.parts
            if is_open and current is not None and current.name is None:
                current.name = part.phrase
            elif is_open and current is not None and current.name is not None and _same(current.name, part.phrase):
                continue
            else:
                projects.append(Gathered(part.phrase, part.start, part.reach))
        elif current is not None and part.kind not in current.parts and _reaches(current, part):
            current.parts[part.kind] = part
    return [project for project in projects if project.name is not None]


def _reaches(project: Gathered, part: Part) -> bool:
    return project.reach is None or part.start < project.reach


def _same(one: Phrase, other: Phrase) -> bool:
    first, second = normalise(one.text), normalise(other.text)
    return first in second or second in first


def _alike(told: Sequence[Gathered]) -> list[list[Gathered]]:
    """The projects by name, each with all the places that tell of it: 场馆维修 and “场馆维修”项目 are one."""
    groups: dict[str, list[Gathered]] = {}
    for project in told:
        assert project.name is not None
        groups.setdefault(key_of(project.name), []).append(project)
    return list(groups.values())


def _following(told: Sequence[Gathered], length: int) -> Iterator[int]:
    """Where for each, from the last to the first, the next other project begins."""
    end, after, key = length, length, None
    for project in reversed(told):
        assert project.name is not None
        own = key_of(project.name)
        end = end if own == key else after
        yield end
        after, key = project.start, own


def _end(project: Gathered, following: int, own: Mapping[int, int]) -> int:
    """Where the text about a project ends: with its section, or where the next project begins."""
    ends = [following, project.reach, own.get(project.start)]
    return min(end for end in ends if end is not None and end > project.start)


def _from_facts(
    document: Document, passages: Sequence[Passage], facts: Sequence[Fact], known: Sequence[Gathered]
) -> list[Gathered]:
    """Paragraphs that tell of one project by name, where only its money was named before."""
    names = {
        normalise(fact.item.text): fact
        for fact in facts
        if fact.concept == BUDGET and PROJECT_ITEM.search(fact.item.text)
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


def _finish(id: str, project: Gathered, parts: Mapping[str, Part], end: int, budget: str | None) -> Project:
    assert project.name is not None
    phrases = {kind: part.phrase for kind, part in parts.items()}
    period = phrases.get("period")
    if period is not None:
        first, last = parse_project_period(period.text)
        stated = ProjectPeriod(first, last, period)
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
        evidence=tuple(f"part:{kind}" for kind in sorted(parts)),
    )
