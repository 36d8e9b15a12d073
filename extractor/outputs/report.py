"""An archive as one page for people: charts that are drawn before it is sent, a table behind each, no script."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import BinaryIO

import duckdb
from jinja2 import DictLoader, Environment, StrictUndefined, Template

from extractor.language import printable
from extractor.outputs import charts
from extractor.outputs.charts import Chart, Matrix, Pillar
from extractor.outputs.figures import Shown, ask, load_figures, overview, printed, said

TEMPLATE = "report.html"
Drawn = Chart | Matrix | tuple[Pillar, ...] | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure and its chart."""

    shown: Shown
    chart: Drawn


def write_report(
    dataset: duckdb.DuckDBPyConnection, stream: BinaryIO, *, lang: str = "zh", step: Callable[[str], object] = len
) -> None:
    """Write the report on a dataset: `write_report(open_dataset(out), stream)`.

    `step` is told the id of each figure when it is asked for.
    """
    drawings = []
    for figure in load_figures():
        step(figure.id)
        shown = ask(dataset, figure, lang)
        drawings.append(Drawing(shown, drawn(shown)))
    page = _template().render(
        lang=lang, say=said, drawings=drawings, tiles=overview(dataset, lang), producers=_producers(dataset, lang)
    )
    stream.write(printable_page(page).encode())


def drawn(shown: Shown) -> Drawn:
    """The chart of a figure; none where there is nothing to draw."""
    figure, points = shown.figure, shown.points
    if not points:
        return None

    def total(value: Decimal) -> str:
        return printed(value, figure.form, shown.lang)

    match figure.chart:
        case "bars":
            return charts.bars(points)
        case "gaps":
            return charts.gaps(points)
        case "columns":
            return charts.columns(points)
        case "stacked":
            return charts.stacked(points, shown.kinds, total)
        case "matrix":
            return charts.matrix(points)
    return None


def printable_page(page: str) -> str:
    """A page without characters that HTML must not have."""
    return "\n".join(map(printable, page.split("\n")))


def _producers(dataset: duckdb.DuckDBPyConnection, lang: str) -> list[str]:
    """What made the records, each version once."""
    found = dataset.sql(
        "select distinct produced_by.code, produced_by.model, produced_by.catalogue from documents order by all"
    )
    return [said("made", lang, code=code, model=model, catalogue=kept) for code, model, kept in found.fetchall()]


def _template() -> Template:
    source = (files(__package__) / TEMPLATE).read_text("utf-8")
    environment = Environment(
        loader=DictLoader({TEMPLATE: source}), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=StrictUndefined,
    )  # fmt: skip
    return environment.get_template(TEMPLATE)
