"""Performance indicators of a document: from real tables, from what is left of flattened ones, and from sentences."""

from collections.abc import Collection, Iterator, Sequence

from annotations.catalogue.indicators import IndicatorWords
from extractor.bounds import read_target
from extractor.cells import TableCell, is_row, read_cells
from extractor.data import Document, Indicator, Section
from extractor.goals import BUDGETS, find_goals
from extractor.indicators import Row, by_path, decimal_of, read_grid, read_rows
from extractor.mentions import Passage
from extractor.projects import Stretch
from extractor.tables.fields import Field
from extractor.tables.grids import Grid
from extractor.telling import is_about_performance


def read_targets(
    document: Document,
    passages: Sequence[Passage],
    sections: Sequence[Section],
    stretches: Sequence[Stretch],
    grids: Sequence[Grid],
    words: IndicatorWords,
) -> tuple[Indicator, ...]:
    """All indicators in the order of the text, each with the project that it stands under.

    "产出指标 | 数量指标 | 保洁道路 | ≥12条" -> one indicator 产出指标 / 数量指标 / 保洁道路, target ≥ 12 条
    """
    headings = {section.start for section in sections}
    tables = [grid for grid in grids if words.heads_targets(each.text for each in grid.row(0))]
    rows = [*_rows(document, passages, headings, tables, words), *_told(document, passages, sections, words)]
    indicators = []
    rows = sorted((by_path(row, words) for row in rows), key=lambda row: row.start)
    for number, row in enumerate(rows, start=1):
        owner = next((each.project for each in reversed(stretches) if each.start <= row.start < each.end), None)
        indicators.append(_indicator(f"i{number}", owner, row))
    return tuple(indicators)


def _told(
    document: Document, passages: Sequence[Passage], sections: Sequence[Section], words: IndicatorWords
) -> Iterator[Row]:
    """The targets that sentences tell, in sections about performance."""
    by_id = {section.id: section for section in sections}
    for passage in passages:
        if (
            passage.paragraph.block.role is None
            and not is_row(passage.paragraph.text)
            and (document.kind == "performance" or is_about_performance(passage.section, by_id))
        ):
            above, planned = passage.section.title if passage.section else "", document.kind in BUDGETS
            for goal in find_goals(passage.text, words, of_project=True, planned=planned, above=above):
                name, target = (_cell(document, passage, *span) for span in (goal.name, goal.target))
                cells = {"target": target}
                if goal.actual is not None:
                    cells["actual"] = _cell(document, passage, *goal.actual)
                level1, level2 = (
                    TableCell(level, name.start, name.start) if level else None for level in (goal.level1, goal.level2)
                )
                yield Row(level1, level2, name, cells, is_told=True)


def _cell(document: Document, passage: Passage, start: int, end: int) -> TableCell:
    begin, stop = passage.paragraph.range(start, end)
    return TableCell(document.text[begin:stop], begin, stop)


def _rows(
    document: Document,
    passages: Sequence[Passage],
    headings: Collection[int],
    grids: Sequence[Grid],
    words: IndicatorWords,
) -> Iterator[Row]:
    """The rows of real tables, of lines of columns, and of flattened ones, which end where a heading stands."""
    taken = [(grid.start, max(each.end for each in grid.fields)) for grid in grids]
    for grid in grids:
        yield from read_grid([_of_grid(each) for each in grid.fields], words)
    flat: list[list[TableCell]] = [[]]
    tables: dict[str, list[TableCell]] = {}
    for passage, found in read_cells(document, passages, words):
        block = passage.paragraph.block
        if any(start <= passage.paragraph.start < end for start, end in taken):
            continue
        if block.table is not None:
            tables.setdefault(block.table, []).extend(found)
        elif passage.paragraph.start in headings:
            flat.append([])
        else:
            flat[-1].extend(found)
    for run in flat:
        yield from read_rows(run, words)
    for cells in tables.values():
        yield from read_grid(cells, words)


def _of_grid(each: Field) -> TableCell:
    return TableCell(each.text, each.start, each.end, each.row, each.column, each.row_span)


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
        evidence=("indicator:text" if row.is_told else "indicator:table",),
    )
