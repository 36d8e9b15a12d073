"""The figures of a report: the rows of report.toml, asked of a dataset and put into words."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import duckdb

from extractor.language import ERRORS, LANGUAGES, one_line, pick, word
from extractor.outputs.cells import concept_names

FILE = "report.toml"
TEN_THOUSAND = Decimal(10_000)
CENTS = Decimal("0.01")
OUTCOMES = frozenset(["error", "warning", "info"])
Chart = Literal["bars", "gaps", "columns", "stacked", "matrix", ""]
# fmt: off
TEXTS: Mapping[str, tuple[str, str]] = {
    "report": ("预算、决算公开归档报告", "Report on an archive of disclosures"),
    "overview": ("概况", "Overview"),
    "contents": ("目录", "Contents"),
    "table": ("数据表", "Figures as a table"),
    "nothing": ("没有内容。", "Nothing."),
    "violated": ("不符 · ", "violated: "),
    "money": ("单位：万元", "in 10,000 yuan"),
    "described": ("共{count}行。{label}：{value}。", "{count} rows. {label}: {value}."),
    "made": (
        "由程序版本 {code}、模型 {model}、目录 {catalogue} 生成的记录",
        "Records made by code {code}, model {model}, catalogue {catalogue}",
    ),
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of report.toml."""

    id: str
    zh: str
    en: str
    chart: Chart
    label: tuple[str, ...]
    value: str
    columns: tuple[tuple[str, str, str, str], ...]
    form: str
    sql: str
    series: str = ""
    series_form: str = "text"
    order: tuple[str, ...] = ()
    note_zh: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a chart: what it is of, in which series, and how it is printed."""

    label: str
    value: Decimal
    printed: str
    series: str = ""
    kind: str = ""  # the series or status as the dataset has it


@dataclass(frozen=True)
class Shown:
    """A figure with what a dataset says."""

    figure: Figure
    points: tuple[Point, ...]
    kinds: tuple[str, ...]  # the series as the dataset has them, in their order
    headings: tuple[tuple[str, bool], ...]  # of the table; true for numbers
    rows: tuple[tuple[str, ...], ...]
    lang: str

    @property
    def caption(self) -> str:
        """What stands above it."""
        return self.figure.zh if self.lang == "zh" else self.figure.en

    @property
    def note(self) -> str:
        """What one must know to read it."""
        note = self.figure.note_zh if self.lang == "zh" else self.figure.note_en
        unit = said("money", self.lang) if self.figure.form == "money" else ""
        return " ".join(part for part in (note, unit) if part)

    @property
    def described(self) -> str:
        """The chart in one sentence, for those who do not see it."""
        if not self.points:
            return said("nothing", self.lang)
        most = max(self.points, key=lambda point: abs(point.value))
        label = " ".join(part for part in (most.label, most.series) if part)
        return said("described", self.lang, count=len(self.rows), label=label, value=most.printed)


def said(key: str, lang: str, **values: object) -> str:
    """A text of the report in one language."""
    return TEXTS[key][LANGUAGES.index(lang)].format(**values)


@cache
def load_figures() -> tuple[Figure, ...]:
    """The figures in the order of the page."""
    content = _content()
    return tuple(_figure(row, content["parts"]) for row in content["figure"])


def overview(dataset: duckdb.DuckDBPyConnection, lang: str) -> list[tuple[str, str, int]]:
    """How much there is: the first is ("documents", "文件", 86)."""
    content = _content()["overview"]
    row = _asked(dataset, content["sql"])[0]
    return [(key, (zh, en)[LANGUAGES.index(lang)], row[key]) for key, zh, en in content["columns"]]


def ask(dataset: duckdb.DuckDBPyConnection, figure: Figure, lang: str) -> Shown:
    """Ask a dataset for one figure."""
    rows = _asked(dataset, figure.sql)
    kinds = _kinds(figure, rows)
    points = tuple(_points(figure, rows, lang))
    if not figure.series:
        headings = tuple((_heading(column, lang), column[3] in NUMERIC) for column in figure.columns)
        table = tuple(tuple(printed(row[key], form, lang) for key, *_, form in figure.columns) for row in rows)
        return Shown(figure, points, kinds, headings, table, lang)
    return Shown(figure, points, kinds, *_crossed(figure, rows, kinds, lang), lang)


NUMERIC = frozenset(["count", "money", "percent"])


def printed(value: Any, form: str, lang: str) -> str:
    """A value as the report prints it: (Decimal(9132600), "money", "zh") -> "913.26"."""
    if value is None:
        return ""
    match form:
        case "count":
            return f"{value:,}"
        case "money":
            return f"{(value / TEN_THOUSAND).quantize(CENTS, ROUND_HALF_UP):,}"
        case "percent":
            return f"{value.quantize(CENTS, ROUND_HALF_UP):,}%"
        case "word":
            return word(value, lang)
        case "outcome":
            return f"{said('violated', lang)}{word(value, lang)}" if value in OUTCOMES else word(value, lang)
        case "concept":
            return concept_names().get(value, value) if lang == "zh" else str(value)
        case "error":
            return pick(ERRORS, value, lang) if value in ERRORS else str(value)
    return one_line(str(value))


def _points(figure: Figure, rows: Sequence[Mapping[str, Any]], lang: str) -> Iterator[Point]:
    forms = {key: form for key, *_, form in figure.columns}
    for row in rows:
        label = " ".join(part for key in figure.label if (part := printed(row[key], forms.get(key, "text"), lang)))
        value, kind = row[figure.value], str(row[figure.series]) if figure.series else ""
        series = printed(row[figure.series], figure.series_form, lang) if figure.series else ""
        if figure.chart == "matrix":
            yield Point(label, Decimal(0), printed(value, figure.form, lang), series, str(value))
        elif value is not None:
            yield Point(label, Decimal(value), printed(value, figure.form, lang), series, kind)


def _kinds(figure: Figure, rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The series that there are, in the order of the figure, else in that of the rows."""
    found = dict.fromkeys(row[figure.series] for row in rows) if figure.series else {}
    return tuple(
        sorted(found, key=lambda kind: figure.order.index(kind) if kind in figure.order else len(figure.order))
    )


def _crossed(
    figure: Figure, rows: Sequence[Mapping[str, Any]], kinds: Sequence[str], lang: str
) -> tuple[tuple[tuple[str, bool], ...], tuple[tuple[str, ...], ...]]:
    """The table of a figure with series: a row a label, a column a series."""
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for row in rows:
        label = tuple(printed(row[key], form, lang) for key, *_, form in figure.columns)
        found.setdefault(label, {})[row[figure.series]] = printed(row[figure.value], figure.form, lang)
    captions = tuple((_heading(column, lang), False) for column in figure.columns)
    named = tuple((printed(each, figure.series_form, lang), figure.form in NUMERIC) for each in kinds)
    return (*captions, *named), tuple(
        (*label, *(cells.get(one, "") for one in kinds)) for label, cells in found.items()
    )


def _heading(column: tuple[str, str, str, str], lang: str) -> str:
    return column[1 + LANGUAGES.index(lang)]


def _asked(dataset: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    asked = dataset.sql(sql)
    return [dict(zip(asked.columns, row, strict=True)) for row in asked.fetchall()]


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / FILE).read_text("utf-8"))


def _figure(row: Mapping[str, Any], parts: Mapping[str, Any]) -> Figure:
    columns = tuple(tuple(column) for column in row["columns"])
    order = tuple(parts[row["order"]]) if "order" in row else ()
    sql = row["sql"].format(**parts)  # a list prints as SQL writes one
    return Figure(**{**row, "label": tuple(row["label"]), "columns": columns, "order": order, "sql": sql})
