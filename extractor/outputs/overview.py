"""The first sheet of a workbook: how much there is of what, how the checks came out, and what Excel could not hold."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from extractor.language import word
from extractor.outputs.cells import COLOURS, Cells
from extractor.outputs.sheets import QUOTES, Sheet

if TYPE_CHECKING:
    from extractor.outputs.stored import Plain

STATUSES = ("error", "warning", "info", "exact", "within_rounding", "truncation", "not_evaluable")
MOST_RULES = 12
CHART_COLUMN = 3
NAME_WIDTH = 44  # of the first column, in halves of a Chinese character
LINE_POINTS = 15
# fmt: off
TEXTS: Mapping[str, tuple[str, str]] = {
    "title": ("明细总览", "Overview"),
    "lists": ("内容", "What there is"),
    "rows": ("行数", "Rows"),
    "checks": ("核对结果", "How the checks came out"),
    "count": ("数量", "Count"),
    "rules": ("不符最多的规则", "Rules that are violated most"),
    "coverage": ("应公开内容", "What has to be disclosed"),
    "violated": ("不符 · ", "violated · "),
    "notes": ("说明", "Notes"),
    "yuan": (
        "金额以元为单位，原文的数字和单位在“原文数字”一列；百分数是可以直接计算的百分比。",
        "Amounts are in yuan, and stand as printed in a column of their own; percentages can be used in formulas.",
    ),
    "digits": (
        "超过15位有效数字的数写成文本，以免表格软件四舍五入。",
        "Numbers of more than 15 significant digits are written as text, since a spreadsheet would round them.",
    ),
    "links": (
        "每行第一列链接到“原文”表中的句子，句子再链接回来。",
        "The first column of a row leads to its sentence, and the sentence leads back.",
    ),
    "split": (
        "“{name}”超过一张表的行数，接续在后面的 {count} 张表中。",
        "{name} has more rows than a sheet holds and goes on in sheets behind: {count}.",
    ),
    "unlinked": (
        "“{name}”有 {count} 行超过一张表的链接上限，没有链接，请按编号查找。",
        "{name} has rows without a link, beyond what a sheet holds: {count}. Find them by their ids.",
    ),
    "cut": (
        "有 {count} 个单元格的文字过长，已截短，以“…”结尾。",
        "Texts too long for a cell, which end with an ellipsis: {count}.",
    ),
}
# fmt: on


class Written(Protocol):
    """The sheets of one list as they were written."""

    sheet: Sheet
    pages: int
    rows: int
    unlinked: int


@dataclass
class Told:
    """What the overview tells, counted while the rows go by."""

    statuses: Counter[str] = field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    coverage: Counter[str] = field(default_factory=Counter)

    def add(self, record: "Plain") -> None:
        """Count one record."""
        for check in record["checks"]:
            is_violated = check["status"] == "violated"
            self.statuses[check["severity"] if is_violated else check["status"]] += 1
            if is_violated:
                self.rules[check["rule"], check["name"]] += 1
        self.coverage.update(item["status"] for item in record["coverage"])


@dataclass
class Overview:
    """The sheet while it is written, from top to bottom."""

    workbook: Workbook
    page: Worksheet
    cells: Cells
    row: int = 0
    charts: int = 0

    def say(self, key: str, **values: Any) -> str:
        """A text in the language of the workbook."""
        return TEXTS[key][self.cells.lang != "zh"].format(**values)

    def line(self, text: str) -> None:
        """One line of prose."""
        halves = sum(2 if char > "\u2e7f" else 1 for char in text)
        self.page.set_row(self.row, LINE_POINTS * -(-halves // (NAME_WIDTH - 4)))
        self.cells.text(self.page, (self.row, 0), text, self.cells.styles.prose)
        self.row += 1

    def table(self, captions: Sequence[str], rows: Sequence[tuple[str, int, str]]) -> None:
        """A table of names, counts and statuses, and a chart beside it."""
        for number, caption in enumerate(captions):
            self.page.write_string(self.row, number, caption, self.cells.styles.header)
        first = self.row + 1
        for self.row, (name, count, status) in enumerate(rows, start=first):
            self.cells.text(self.page, (self.row, 0), name, self.cells.styles.status(status))
            self.page.write_number(self.row, 1, count, self.cells.styles.number("whole"))
        self.row += 2
        if rows:
            self._chart(captions[0], first, rows)

    def _chart(self, title: str, first: int, rows: Sequence[tuple[str, int, str]]) -> None:
        last, name = first + len(rows) - 1, self.page.get_name()
        chart = self.workbook.add_chart({"type": "bar"})
        points = [{"fill": {"color": COLOURS[status][0] if status else "#4A6FA5"}} for *_, status in rows]
        chart.add_series({
            "categories": [name, first, 0, last, 0], "values": [name, first, 1, last, 1], "points": points,
            "gap": 40, "data_labels": {"value": True},
        })  # fmt: skip
        chart.set_title({"name": title, "name_font": {"size": 11}})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True, "interval_unit": 1, "major_gridlines": {"visible": False}})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        chart.set_size({"width": 520, "height": max(160, 60 + 24 * len(rows))})
        place = (1 + self.charts, CHART_COLUMN)
        self.charts += 1 + max(8, (60 + 24 * len(rows)) // 20)
        self.page.insert_chart(*place, chart, {"description": title})


def write_overview(workbook: Workbook, page: Worksheet, cells: Cells, told: Told, series: Collection[Written]) -> None:
    """Write the first sheet, when everything else has been."""
    view = Overview(workbook, page, cells)
    page.set_column(0, 0, NAME_WIDTH)
    page.set_column(1, 1, 12)
    page.set_landscape()
    page.fit_to_pages(1, 1)
    page.write_string(0, 0, view.say("title"), cells.styles.get("title", bold=True, font_size=16))
    view.row = 2
    counts = [(each.sheet.caption(cells.lang), each.rows, "") for each in series if each.sheet.list != QUOTES]
    view.table((view.say("lists"), view.say("rows")), counts)
    statuses = [(_status(view, name), told.statuses[name], name) for name in STATUSES if told.statuses[name]]
    view.table((view.say("checks"), view.say("count")), statuses)
    rules = [(f"{rule} {name}", count, "") for (rule, name), count in told.rules.most_common(MOST_RULES)]
    view.table((view.say("rules"), view.say("count")), rules)
    coverage = [(word(name, cells.lang), count, name) for name, count in sorted(told.coverage.items())]
    view.table((view.say("coverage"), view.say("count")), coverage)
    view.page.write_string(view.row, 0, view.say("notes"), cells.styles.header)
    view.row += 1
    for note in _notes(view, series):
        view.line(note)


def _status(view: Overview, name: str) -> str:
    said = word(name, view.cells.lang)
    return view.say("violated") + said if name in ("error", "warning", "info") else said


def _notes(view: Overview, series: Iterable[Written]) -> Iterable[str]:
    yield from (view.say(key) for key in ("yuan", "digits", "links"))
    for each in series:
        name = each.sheet.caption(view.cells.lang)
        if each.pages > 1:
            yield view.say("split", name=name, count=each.pages - 1)
        if each.unlinked:
            yield view.say("unlinked", name=name, count=each.unlinked)
    if view.cells.cut:
        yield view.say("cut", count=view.cells.cut)
