"""The cells of a form that follow each other: which are labels, and which of the cells behind belongs to which."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotations.catalogue.indicators import IndicatorWords
from extractor.cells import TableCell
from extractor.data import Cell, Phrase
from extractor.telling import Part, is_project_name

LONGEST_LABEL = 24
FARTHEST_VALUE = 40  # characters between a label and its value: blank cells lie between
BRACKETS = re.compile(r"[（(][^（）()]*[）)]\s*[:：]?$|[:：]$")  # 年度资金总额（万元）：
UNIT_IN_LABEL = re.compile(r"(?:[（(](?:单位[:：])?|单位[:：])\s*(?:人民币)?(?P<unit>亿元|万元|千元|元)\s*[）)]?")
FUNDS = re.compile(r"(?:年初|全年|调整后?|当年|本年)?(?:预算|执行|决算|支出)数")  # columns of a table of funds
FULL_YEAR = re.compile(r"全年预算数|调整后?预算数")
FIGURE = re.compile(r"[-－—–]*\d[\d,， ]*(?:\.\d+)?\s*(?:亿|万|千)?元?|[-－—–]{1,3}|/")
STATED = re.compile(r"\d|长期|每年|常年")
GOES_ON = re.compile(r"目标\s*\d|[（(]?\d{1,2}[)）、．.](?!\d)|[①-⑳]")
UNFINISHED = re.compile(r"[；;，,、：:]$")
TEXTS = frozenset(["overview", "basis", "plan", "goal"])


def unit_of_label(label: str) -> str:
    """The unit of money that a label names: "项目资金（万元）" -> "万元"."""
    match = UNIT_IN_LABEL.search(label)
    return match["unit"] if match else ""


@dataclass(slots=True)
class Labels:
    """Reads the labels of a sequence of cells one after the other; `read` is the first cell not yet taken.

    `text` is the document's; `unit` is the unit that the form named last, `funds` the place of 全年预算数 among the
    figures of its lines.
    """

    text: str
    words: IndicatorWords
    read: int = 0
    unit: str = ""
    funds: int = 0
    is_full_year: bool = False

    def at(self, cells: Sequence[TableCell], place: int) -> Iterator[Part]:
        """The part that begins at a cell, if it is a label: 实施单位 | 城管办 -> implementer."""
        if place < self.read:
            return
        run = self._run(cells, place)
        if not run:
            self.unit = unit_of_label(cells[place].text) or self.unit
            return
        self.read = place + len(run)
        label = cells[place + len(run) - 1]
        self.unit = next((unit for each in reversed(run) if (unit := unit_of_label(each.text))), self.unit)
        funds = [n for n, each in enumerate(run) if FUNDS.fullmatch(_bare(each.text))]
        if len(funds) > 1:
            full = [n for n, at in enumerate(funds) if FULL_YEAR.match(run[at].text)]
            self.funds, self.is_full_year = next(iter(full), 0), bool(full)
            self.read = place + funds[-1] + 1
            return
        kinds = [self._kind(each) for each in run]
        if "name" in kinds[:-1] and self._opens_columns(cells, self.read):
            yield from self._columns(cells, run)
            return
        if len(run) > 1 and (column := _goal_column(kinds[-2:])) is not None:
            yield from self._side_by_side(cells, run[-2:], column)
            return
        kind = kinds[-1]
        if self.read < len(cells) and kind is not None:
            yield from self._value(cells, label, kind)

    def _opens_columns(self, cells: Sequence[TableCell], place: int) -> bool:
        return place < len(cells) and self.words.column(cells[place].text) == "level1"

    def _columns(self, cells: Sequence[TableCell], labels: Sequence[TableCell]) -> Iterator[Part]:
        """Projects in a flattened table of targets, with their columns in front of 一级指标: 项目名称 预算数 一级指标.

        Where as many cells as there are such columns stand in front of a 一级指标, they are a project.
        """
        kinds = [self._kind(each) for each in labels]
        place, width = self.read, len(kinds)
        while place < len(cells) and self.words.column(cells[place].text) is not None:
            place += 1
        figures = [n for n, kind in enumerate(kinds) if kind == "budget"]
        name = kinds.index("name")
        while place + width < len(cells) and self._kind(cells[place]) is None:
            row = cells[place : place + width]
            is_row = self.words.is_first(cells[place + width].text) and is_project_name(row[name].text, self.words)
            if not is_row or any(not FIGURE.fullmatch(row[n].text) for n in figures):
                place += 1
                continue
            begin = row[name].start
            for kind, cell, label in sorted(zip(kinds, row, labels, strict=True), key=lambda each: each[0] != "name"):
                if kind not in (None, "other"):
                    where = Cell("form", place, kinds.index(kind))
                    phrase, named = self._quote(cell.start, cell.end), self._label(label)
                    yield Part(str(kind), max(begin, cell.start), phrase, self.unit, where, label=named)
            place += width
        self.read = place

    def _kind(self, cell: TableCell) -> str | None:
        if len(cell.text) > LONGEST_LABEL:
            return None
        return self.words.field(cell.text) or self.words.field(BRACKETS.sub("", cell.text))

    def _run(self, cells: Sequence[TableCell], place: int) -> list[TableCell]:
        """The labels that follow each other from a cell on."""
        run: list[TableCell] = []
        for cell in cells[place : place + 12]:
            if self._kind(cell) is None:
                break
            run.append(cell)
        return run

    def _value(self, cells: Sequence[TableCell], label: TableCell, kind: str) -> Iterator[Part]:
        value = cells[self.read]
        if label.line is not None and value.line != label.line:
            return
        if kind == "other" or value.start - label.end >= FARTHEST_VALUE:
            self.read += kind == "other"
            return
        if kind == "name":
            self.funds, self.is_full_year = 0, False
        if kind == "budget":
            value = self._figure(cells)
        if not self._fits(kind, value):
            return
        where = Cell("form", self.read, 1)
        self.read += 1
        while kind in TEXTS and self._goes_on(cells, label):
            self.read += 1
        last = cells[self.read - 1] if kind in TEXTS else value
        phrase = self._quote(value.start, last.end)
        full = kind == "budget" and self.is_full_year
        yield Part(kind, label.start, phrase, self.unit, where, label=self._label(label), is_full_year=full)

    def _figure(self, cells: Sequence[TableCell]) -> TableCell:
        """The figure of the full year among those behind a label, where the form has columns of funds."""
        figures = []
        for cell in cells[self.read : self.read + 3]:
            if not FIGURE.fullmatch(cell.text):
                break
            figures.append(cell)
        return figures[self.funds] if self.funds < len(figures) else cells[self.read]

    def _fits(self, kind: str, value: TableCell) -> bool:
        """Whether a cell may be what the label asks for: no column of a table, an amount or a time where one is due."""
        if self.words.column(value.text) is not None or UNIT_IN_LABEL.fullmatch(value.text):
            return False
        if kind == "name":
            return is_project_name(value.text, self.words)
        return kind not in ("budget", "period") or STATED.search(value.text) is not None

    def _goes_on(self, cells: Sequence[TableCell], label: TableCell) -> bool:
        """Whether the next cell is another line of the text just read."""
        if self.read >= len(cells):
            return False
        last, here = cells[self.read - 1], cells[self.read]
        is_line = here.line is None or here.line == label.line
        is_more = UNFINISHED.search(last.text) or GOES_ON.match(here.text)
        return bool(is_line and is_more and here.row is None and self._kind(here) is None and not self._heads(here))

    def _heads(self, cell: TableCell) -> bool:
        return self.words.column(cell.text) is not None or self.words.is_first(cell.text)

    def _side_by_side(self, cells: Sequence[TableCell], labels: Sequence[TableCell], column: int) -> Iterator[Part]:
        """Goals in two columns, of which one is wanted: 预期目标 | 实际完成情况."""
        values: list[TableCell] = []
        for cell in cells[self.read : self.read + 12]:
            if self._kind(cell) is not None or self._heads(cell):
                break
            values.append(cell)
        if len(values) < 2:
            wanted = values[:1] if column == 0 else []
        else:
            mark = values[0].text[:3]
            again = next((n for n, cell in enumerate(values[1:], 1) if cell.text[:3] == mark), 0)
            middle = again or (len(values) // 2 if len(values) % 2 == 0 else 1)
            wanted = values[:middle] if column == 0 else values[middle:]
        self.read += len(values)
        if wanted:
            yield Part("goal", labels[column].start, self._quote(wanted[0].start, wanted[-1].end))

    def _label(self, cell: TableCell) -> Phrase:
        """What a label says, without the colon behind it."""
        end = cell.start + len(cell.text.rstrip(" ：:"))
        return self._quote(cell.start, end)

    def _quote(self, start: int, end: int) -> Phrase:
        return Phrase(self.text[start:end], start, end)


def _goal_column(kinds: Sequence[str | None]) -> int | None:
    """Which of two neighbouring labels is the goal, where the other is none of the parts."""
    return kinds.index("goal") if sorted(map(str, kinds)) == ["goal", "other"] else None


def _bare(label: str) -> str:
    return BRACKETS.sub("", label).strip()
