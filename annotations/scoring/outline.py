"""Headings: found, and hung under the right one; how a record counts its levels does not matter."""

from collections.abc import Iterator, Mapping

from annotations.markup import GoldDocument
from annotations.markup.documents import GoldHeading
from annotations.scoring.likeness import Row
from annotations.scoring.results import Difference
from annotations.scoring.sheet import Sheet, rows

TOLERANCE = 3  # characters between two starts of one heading: "一、" may be left out


def score_headings(gold: GoldDocument, record: Row, sheet: Sheet) -> None:
    """Compare headings by where they start; a section may only answer for one place."""
    sections = rows(record, "sections")
    by_start = {start: section for section in sections if (start := _start(section)) is not None}
    by_id = {section["id"]: section for section in sections}
    for heading, parent in _with_parents(gold):
        section = next((by_start[start] for start in by_start if _is_near(start, heading.start)), None)
        if section is None:
            sheet.missed("heading", heading.text, heading.start)
            continue
        sheet.count("heading", right=1)
        above = by_id.get(section.get("parent"))
        found = _start(above) if above else None
        is_right = found is None if parent is None else found is not None and _is_near(parent.start, found)
        sheet.agree("heading.parent", is_right)
        sheet.judge("heading", section, is_right)
        if not is_right:
            wrong = Difference("parent", parent.text if parent else "-", _title(above) if above else "-")
            sheet.note("heading.parent", "wrong", heading.text, heading.start, (wrong,))
    for start, section in by_start.items():
        if not any(_is_near(start, heading.start) for heading in gold.headings):
            sheet.made_up("heading", section, _title(section), start)


def _with_parents(gold: GoldDocument) -> Iterator[tuple[GoldHeading, GoldHeading | None]]:
    """Each heading, with the last one before it of a level above its own."""
    above: list[GoldHeading] = []
    for heading in gold.headings:
        while above and above[-1].level >= heading.level:
            above.pop()
        yield heading, above[-1] if above else None
        above.append(heading)


def _start(section: Mapping[str, int | None]) -> int | None:
    """Where the heading of a section begins."""
    return section.get("heading_start", section.get("start"))


def _title(section: Row) -> str:
    """A section's heading as printed."""
    return f"{section.get('number') or ''}{section.get('title') or ''}"


def _is_near(one: int, other: int) -> bool:
    """Whether two headings begin at one place."""
    return abs(one - other) <= TOLERANCE
