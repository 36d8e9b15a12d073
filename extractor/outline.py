"""The section tree: headings nested by numeral style, ordinal, caption and order."""

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.data import Document, Section
from extractor.flow import Paragraph
from extractor.headings import Heading, Titles, find_headings
from extractor.numbering import RANKS, Style

UNNUMBERED_RANK = 0.5  # below parts, above 一、
PROJECT = "sec.projects"
PERFORMANCE = "sec.performance"


@dataclass(frozen=True, slots=True)
class Level:
    """One open heading while the tree is built."""

    place: int
    rank: float
    style: Style | None
    ordinal: int
    kind: str | None


def outline(document: Document, paragraphs: Sequence[Paragraph], *, titles: Titles) -> tuple[Section, ...]:
    """Read the tree of headings.

        "第二部分 …" / "一、收支情况" / "（一）收入" -> levels 1, 2, 3, each the child of the one before

    Numerals restart inside quoted plans and repeat by mistake, so a heading is placed by whether its ordinal goes on
    where an open heading of the same style stopped, and by its caption where two places would do.
    """
    headings = find_headings(document, paragraphs, titles)
    parents = nest(headings)
    depths: list[int] = []
    for parent in parents:
        depths.append(1 if parent is None else depths[parent] + 1)
    starts = [paragraphs[heading.index].position(heading.offset) for heading in headings]
    sections: list[Section] = []
    for place, heading in enumerate(headings):
        paragraph = paragraphs[heading.index]
        after = (starts[n] for n in range(place + 1, len(headings)) if depths[n] <= depths[place])
        parent = parents[place]
        sections.append(
            Section(
                id=f"s{place + 1}",
                parent=None if parent is None else f"s{parent + 1}",
                level=depths[place],
                number=heading.numeral.text if heading.numeral else "",
                title=heading.title,
                kind=_kind_of(heading, headings, parents, place),
                start=starts[place],
                end=next(after, document.text_length),
                heading_start=starts[place],
                heading_end=paragraph.range(heading.offset, heading.length)[1],
                confidence=_confidence(heading),
            )
        )
    return tuple(sections)


def nest(headings: Sequence[Heading]) -> list[int | None]:
    """The parent of each heading, as its place in the list; None at the outermost level."""
    parents: list[int | None] = []
    path: list[Level] = []
    for place, heading in enumerate(headings):
        del path[_depth_for(heading, headings, place, path) :]
        parents.append(path[-1].place if path else None)
        path.append(
            Level(
                place,
                _rank(heading, headings, place),
                heading.numeral.style if heading.numeral else None,
                heading.numeral.ordinal if heading.numeral else 0,
                heading.kind,
            )
        )
    return parents


def _rank(heading: Heading, headings: Sequence[Heading], place: int) -> float:
    """How far out a heading stands by its style; an unnumbered one stands just above what it opens."""
    if heading.numeral:
        return RANKS[heading.numeral.style]
    following = next((h.numeral for h in headings[place + 1 :] if h.numeral), None)
    if following and following.ordinal == 1 and following.style != "part":
        return RANKS[following.style] - 1 + UNNUMBERED_RANK
    return UNNUMBERED_RANK


def _depth_for(heading: Heading, headings: Sequence[Heading], place: int, path: Sequence[Level]) -> int:
    """How many open levels stay open above this heading."""
    rank = _rank(heading, headings, place)
    numeral = heading.numeral
    if numeral is None or numeral.style == "part":
        return next((depth for depth, level in enumerate(path) if level.rank >= rank), len(path))
    same = [depth for depth, level in enumerate(path) if level.style == numeral.style]
    if not same:
        return _depth_of_new_style(heading, rank, path)
    if len(same) > 1 and _belongs_outside(heading, path):
        goes_on = [depth for depth in same if path[depth].ordinal + 1 == numeral.ordinal]
        return goes_on[0] if goes_on else same[0]
    inner = same[-1]
    if inner == len(path) - 1:
        return inner
    if numeral.ordinal == 1 and _inside_quoted_plan(path) and not _belongs_outside(heading, path):
        return len(path)  # 一、 starts over inside a project's plan
    return inner


def _depth_of_new_style(heading: Heading, rank: float, path: Sequence[Level]) -> int:
    if _inside_quoted_plan(path) and not _belongs_outside(heading, path):
        return len(path)
    return next((depth for depth, level in enumerate(path) if level.rank >= rank), len(path))


def _inside_quoted_plan(path: Sequence[Level]) -> bool:
    """Whether the innermost open heading is one of a project's seven parts, whose text may be numbered anew."""
    return bool(path) and any((level.kind or "").startswith("project.") for level in path[-2:]) and len(path) > 1


def _belongs_outside(heading: Heading, path: Sequence[Level]) -> bool:
    """A caption of the disclosure itself ends a project, whatever the numerals inside it."""
    kind = heading.kind or ""
    return kind.startswith(("sec.", "part.")) and any((level.kind or "").startswith("project.") for level in path)


def _kind_of(heading: Heading, headings: Sequence[Heading], parents: Sequence[int | None], place: int) -> str | None:
    """The kind of a section where its neighbours have a say.

    A numbered heading whose first part is one of the seven parts of a project names a project; a heading that could be
    such a part but stands alone is about performance (绩效目标) or of no kind.
    """
    if heading.kind is not None and heading.kind.startswith("project.") and _stands_alone(headings, parents, place):
        return PERFORMANCE if heading.kind == "project.goal" else None
    if heading.kind is not None:
        return heading.kind
    if heading.numeral is not None and heading.numeral.style == "item":
        return PROJECT
    child = place + 1
    if child < len(headings) and parents[child] == place and (headings[child].kind or "").startswith("project."):
        return PROJECT
    return None


def _stands_alone(headings: Sequence[Heading], parents: Sequence[int | None], place: int) -> bool:
    """Whether no heading beside a possible part of a project is another part, and none above is about projects."""
    above = parents[place]
    if above is not None and headings[above].kind == PROJECT:
        return False
    beside = (each for each in range(len(headings)) if parents[each] == above and each != place)
    return not any((headings[each].kind or "").startswith("project.") for each in beside)


def _confidence(heading: Heading) -> float:
    """How sure a heading is: a known caption with a numeral most, a short unknown line least."""
    if heading.kind is not None:
        return 0.97 if heading.numeral else 0.9
    return 0.8 if not heading.runs_in else 0.7
