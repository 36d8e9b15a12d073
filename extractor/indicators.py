"""Performance indicators: the rows of target tables, however flat the table has become."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from annotations.catalogue.indicators import IndicatorWords
from extractor.cells import TableCell

PLAIN = re.compile(r"\d{1,3}(?:\.\d+)?")
SPACE = re.compile(r"\s+")
GLUED_TARGET = re.compile(r"(?:[≥≤=＝><＞＜]|不低于|不少于|达到|不超过)?\s*\d[\d,.]*\s*(?:%|％|[一-鿿]{0,4})?$")
LONGEST_NAME = 80  # characters of a 三级指标; what is longer is prose
PATH = re.compile(r"(?P<one>[^/／—－-]{2,8})[/／—－-]+(?P<two>[^/／—－\s-]{2,12})[/／—－\s-]+(?P<three>.{2,})")
SUM = re.compile(r"总分|合计|总计|得分合计|总得分")
TITLE = re.compile(r"(?:绩效|目标|自评)[^，。]*表$")  # of the next table
REMARK = re.compile(
    r"原因|偏差|措施|说明|^无$|^[-—/]+$"
)  # what a remarks column holds; often it is empty and leaves no line
SIGN = re.compile(
    r"(?:[≥≤=＝><＞＜≧≦]|>=|<=|(?:[大小]于)?等于|[大小]于|不低于|不少于|不超过|不高于|定[性量]|其他|[正反]向|--?|/)(?:指标)?"
)
TARGET_LIKE = re.compile(r"\s*(?:[≥≤=＝><＞＜≧≦]|不低于|不少于|不超过|\d)")
UNFILLED = re.compile(r"指标\s*\d{1,2}\s*[：:]?|[…．.]{2,}")  # what a form prints where no indicator was entered
REST = "指标"  # of 经济效益 / 指标, a name that its column cut
NUMERIC = frozenset(["weight", "score"])


@dataclass(slots=True)
class Row:
    """One indicator while its cells are being put together; `is_told` where a sentence states it."""

    level1: TableCell | None = None
    level2: TableCell | None = None
    level3: TableCell | None = None
    cells: dict[str, TableCell] = field(default_factory=dict)
    is_told: bool = False

    @property
    def start(self) -> int:
        """Where its own cells begin."""
        assert self.level3 is not None
        return self.level3.start

    @property
    def end(self) -> int:
        """Where its last cell ends."""
        assert self.level3 is not None
        return max([self.level3.end, *(cell.end for cell in self.cells.values())])


def read_rows(cells: Sequence[TableCell], words: IndicatorWords) -> Iterator[Row]:
    """The indicator rows in a sequence of cells, with 一级 and 二级 carried down where they are printed once.

    一级指标 二级指标 三级指标 指标值 | 产出指标 数量指标 天数 =365天 | 次数 10次 -> two rows of 产出指标 / 数量指标
    """
    columns: tuple[str, ...] = ("level1", "level2", "level3", "target")
    cells = _filled(cells, words)
    position = 0
    while position < len(cells):
        if _opens_table(cells, position, words):
            columns, position = _read_header(cells, position, words)
            rows, position = _read_body(cells, position, words, columns)
        elif (
            words.is_first(cells[position].text)
            and position + 1 < len(cells)
            and words.is_second(cells[position + 1].text)
        ):
            rows, position = _read_body(cells, position, words, columns)
        else:
            position += 1
            continue
        yield from rows


def _filled(cells: Sequence[TableCell], words: IndicatorWords) -> list[TableCell]:
    """The cells in which something was entered, and a level whose last word went on the next line as one."""
    found: list[TableCell] = []
    for cell in cells:
        level = found[-1] if found and words.is_level(found[-1].text) else None
        if cell.text == REST and level is not None and not level.text.endswith(REST):
            found[-1] = replace(level, text=level.text + REST, end=cell.end)
        elif not UNFILLED.fullmatch(cell.text):
            found.append(cell)
    return found


def _opens_table(cells: Sequence[TableCell], position: int, words: IndicatorWords) -> bool:
    """Whether a header begins: with 一级指标, or with 三级指标 where a form has no upper levels."""
    column = words.column(cells[position].text)
    following = [words.column(cell.text) for cell in cells[position + 1 : position + 4]]
    return column == "level1" or (column == "level3" and "target" in following and "level1" not in following)


def _read_header(cells: Sequence[TableCell], position: int, words: IndicatorWords) -> tuple[tuple[str, ...], int]:
    columns: list[str] = []
    while position < len(cells):
        column, taken = words.column(cells[position].text), 1
        if column is None and position + 1 < len(cells):  # 年度 / 指标值
            column, taken = words.column(cells[position].text + cells[position + 1].text), 2
        if column is None or (column in columns and column != "other"):
            break
        columns.append(column)
        position += taken
    return tuple(columns), position


def _read_body(
    cells: Sequence[TableCell], position: int, words: IndicatorWords, columns: Sequence[str]
) -> tuple[list[Row], int]:
    """Rows from `position` on, until a cell that cannot go on the table."""
    own = [column for column in columns if column not in ("level1", "level2", "level3")]
    rows: list[Row] = []
    level1: TableCell | None = None
    level2: TableCell | None = None
    while position < len(cells):
        here = cells[position]
        if words.is_first(here.text) and (level1 is None or not _only_second(cells, position, words, level1)):
            level1, level2 = here, None
            position += 1
            continue
        is_name = position + 1 < len(cells) and TARGET_LIKE.match(cells[position + 1].text)
        if words.is_second(here.text) and not is_name:
            level2 = here
            position += 1
            continue
        if (level1 is None and "level1" in columns) or _ends_table(here, words):
            break
        row, position = _read_row(cells, position, own, words, level1, level2)
        if row is None and position < len(cells) and words.is_level(cells[position].text):
            continue  # a name without a target: nothing was entered
        if row is None:
            break
        level2 = row.level2
        rows.append(row)
    return rows, position


def _only_second(cells: Sequence[TableCell], position: int, words: IndicatorWords, level1: TableCell) -> bool:
    """Whether a cell that may be of either level is of the second: 满意度指标 under 满意度指标."""
    here = cells[position]
    if not words.is_second(here.text):
        return False
    follows = cells[position + 1].text if position + 1 < len(cells) else ""
    return cells[position - 1] is level1 or not words.is_second(follows)


def _ends_table(cell: TableCell, words: IndicatorWords) -> bool:
    text = cell.text
    ends = len(text) > LONGEST_NAME or text.endswith("。") or SUM.fullmatch(SPACE.sub("", text)) is not None
    ends = ends or TITLE.search(text) is not None
    return ends or words.column(text) is not None or words.field(text) is not None


def _read_row(
    cells: Sequence[TableCell],
    position: int,
    own: Sequence[str],
    words: IndicatorWords,
    level1: TableCell | None,
    level2: TableCell | None,
) -> tuple[Row | None, int]:
    """One row: its 三级指标 and what the header says follows it; numbers that are missing are skipped."""
    row = Row(level1, level2, cells[position])
    line = cells[position].line
    position += 1
    if glued := _unglue(row, words):
        return glued, position
    described = own[: own.index("target")] if "target" in own else ()
    for column in own:
        if position >= len(cells):
            break
        cell = cells[position]
        if cell.line != line or words.is_level(cell.text):
            break
        if column == "unit" and PLAIN.fullmatch(cell.text):
            continue  # a blank cell leaves no line: the number is the next column's
        if column == "comparator" and not SIGN.fullmatch(cell.text):
            return None, position
        if column in NUMERIC and not PLAIN.fullmatch(cell.text.rstrip("分%")):
            continue
        is_described = column in described  # 绩效指标描述 in front of the target is never blank, remarks behind it are
        if column == "other" and line is None and not is_described and not _is_remark(cells, position, words):
            continue
        row.cells[column] = cell
        position += 1
    while line is not None and position < len(cells) and cells[position].line == line:
        position += 1
    return (row if "target" in row.cells else None), position


def _is_remark(cells: Sequence[TableCell], position: int, words: IndicatorWords) -> bool:
    """Whether a cell is a remark and not the next name: no target follows it, but a level or a name with one."""
    if REMARK.search(cells[position].text):
        return True
    following = [cell.text for cell in cells[position + 1 : position + 3]]
    if not following or TARGET_LIKE.match(following[0]):
        return False
    return (
        words.is_first(following[0])
        or words.is_second(following[0])
        or (len(following) > 1 and TARGET_LIKE.match(following[1]) is not None)
    )


def _unglue(row: Row, words: IndicatorWords) -> Row | None:
    """Take apart "数量指标改造覆盖率100%", where a copy lost the borders of its cells."""
    cell = row.level3
    assert cell is not None
    second = next(
        (cell.text[:n] for n in range(min(14, len(cell.text) - 2), 3, -1) if words.is_second(cell.text[:n])), None
    )
    target = GLUED_TARGET.search(cell.text)
    if second is None or target is None or target.start() <= len(second) + 1:
        return None
    level2 = TableCell(second, cell.start, cell.start + len(second))
    level3 = TableCell(cell.text[len(second) : target.start()], level2.end, cell.start + target.start())
    value = TableCell(target[0], level3.end, cell.end)
    return Row(row.level1, level2, level3, {"target": value})


def read_grid(cells: Sequence[TableCell], words: IndicatorWords) -> Iterator[Row]:
    """The indicator rows of a table whose cells know their place; merged cells hold for all rows they reach."""
    grid: dict[tuple[int, int], TableCell] = {}
    for cell in cells:
        for row in range(cell.row or 0, (cell.row or 0) + cell.row_span):
            grid[row, cell.column or 0] = cell
    columns: dict[int, str] = {}
    carried: dict[str, TableCell] = {}
    for row in sorted({row for row, _ in grid}):
        here = {column: cell for (at, column), cell in grid.items() if at == row}
        header = {column: name for column, cell in here.items() if (name := words.column(cell.text)) is not None}
        if "level1" in header.values() or {"level3", "target"} <= set(header.values()):
            columns, carried = header, {}
            continue
        found = {name: here[column] for column, name in columns.items() if column in here and here[column].text}
        if "level1" in found and "level1" in carried and found["level1"].text != carried["level1"].text:
            carried.pop("level2", None)
        carried |= {level: found[level] for level in ("level1", "level2") if level in found}
        if columns and "level3" in found and "target" in found:
            cells_of = {name: cell for name, cell in found.items() if not name.startswith("level")}
            yield Row(carried.get("level1"), carried.get("level2"), found["level3"], cells_of)


def by_path(row: Row, words: IndicatorWords) -> Row:
    """Take apart a name that holds all three levels: "产出—数量—新建书房", "产出/数量　新建书房"."""
    cell = row.level3
    match = PATH.fullmatch(cell.text) if cell is not None and row.level1 is None else None
    if cell is None or match is None or not (words.is_first(match["one"]) and words.is_second(match["two"])):
        return row
    levels = (replace(cell, text=match[n], start=cell.start + match.start(n)) for n in ("one", "two", "three"))
    level1, level2, level3 = (replace(level, end=level.start + len(level.text)) for level in levels)
    return Row(level1, level2, level3, row.cells)


def decimal_of(cell: TableCell | None) -> Decimal | None:
    """A weight or score: "15", "10分" -> Decimal."""
    text = SPACE.sub("", cell.text).rstrip("分%") if cell else ""
    return Decimal(text) if PLAIN.fullmatch(text) else None
