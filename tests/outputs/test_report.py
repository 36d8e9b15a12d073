"""The report: one page without a script or a request, every chart with its words and its table, its figures SQL's."""

import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from extractor.outputs.charts import bars, columns, gaps, shortened, stacked
from extractor.outputs.figures import Point, load_figures, printed
from extractor.outputs.report import write_report
from extractor.querying import open_dataset

DRAWN = [figure.id for figure in load_figures() if figure.chart]


@pytest.fixture(scope="session")
def dataset(archive: Path) -> duckdb.DuckDBPyConnection:
    return open_dataset(archive)


def page_of(dataset: duckdb.DuckDBPyConnection, lang: str = "zh") -> str:
    """The report as text."""
    stream = io.BytesIO()
    write_report(dataset, stream, lang=lang)
    return stream.getvalue().decode()


@pytest.fixture(scope="session")
def page(dataset: duckdb.DuckDBPyConnection) -> str:
    return page_of(dataset)


@pytest.fixture(scope="session")
def tree(page: str) -> Any:
    return html.document_fromstring(page)


def cells(tree: Any, figure: str) -> list[list[str]]:
    """The table behind a figure."""
    return [[cell.text_content() for cell in row] for row in tree.xpath(f"//table[@id='{figure}-table']/tbody/tr")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_asks_for_nothing_and_runs_nothing(dataset: duckdb.DuckDBPyConnection, lang: str) -> None:
    page = page_of(dataset, lang)
    tree = html.document_fromstring(page)
    assert not re.search(r"https?://|//[a-z]|@import|url\(", page)
    assert not tree.xpath("//script | //link | //img | //iframe | //object | //form")
    assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on") or name == "style"]
    assert tree.xpath("//meta[@http-equiv]/@content") == ["default-src 'none'; style-src 'unsafe-inline'"]
    assert all(address.startswith("#") for address in tree.xpath("//@href"))
    assert tree.get("lang") == ("zh-CN" if lang == "zh" else "en")


def test_every_address_leads_somewhere_and_no_id_is_there_twice(tree: Any) -> None:
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {address.removeprefix("#") for address in tree.xpath("//@href")} <= set(ids)
    for labels in tree.xpath("//@aria-labelledby"):
        assert set(labels.split()) <= set(ids)


@pytest.mark.parametrize("figure", DRAWN)
def test_a_chart_has_a_title_a_description_and_its_table(tree: Any, figure: str) -> None:
    (section,) = tree.xpath(f"//section[@id='{figure}']")
    (chart,) = section.xpath(".//svg[@role='img']")
    title, description = chart.xpath("./title")[0], chart.xpath("./desc")[0]
    assert chart.get("aria-labelledby").split() == [title.get("id"), description.get("id")]
    assert title.text == section.xpath("./h2")[0].text
    assert description.text
    assert section.xpath(".//details//table/thead/tr/th")
    assert cells(tree, figure)


def test_shapes_are_plain_and_inside_their_chart(tree: Any) -> None:
    assert {each.tag for each in tree.xpath("//svg//*")} == {"svg", "title", "desc", "text", "rect", "g", "line"}
    bars = tree.xpath("//svg[@role='img']//rect[contains(@width, '%')]")
    assert bars
    for bar in bars:
        start, length = (Decimal(bar.get(name, "0").rstrip("%")) for name in ("x", "width"))
        assert 0 <= start <= 100
        assert 0 <= length <= Decimal("100.01") - start


def money(value: Decimal) -> str:
    """An amount as the report prints it."""
    return printed(value, "money", "zh")


def test_income_is_the_sum_of_what_documents_state(dataset: duckdb.DuckDBPyConnection, tree: Any) -> None:
    headings = [each.text_content() for each in tree.xpath("//table[@id='income-table']/thead//th")]
    rows = [dict(zip(headings, row, strict=True)) for row in cells(tree, "income")]
    asked = dataset.execute(
        """
        select sum(value) from (
          select distinct on (f.document) f.quantity.value as value
            from facts f join documents d on d.id = f.document
           where f.concept = 'rev.fiscal' and f.year = d.fiscal_year and f.quantity.kind = 'amount'
             and d.kind = 'unit_budget' and d.fiscal_year = 2024 and f.stage = 'budget'
           order by f.document, f.quantity.start)
        """
    ).fetchone()
    assert asked is not None
    (row,) = (row for row in rows if (row["年度"], row["文件类型"]) == ("2024", "单位预算"))
    assert row["财政拨款收入"] == money(asked[0]) == "600.00"


# A table of the page, and the same asked of the dataset in another way.
# fmt: off
EQUAL = [
    ("reasons", 1, "select count(*) from reasons group by category order by count(*) desc, category"),
    ("failures", 1, "select count(*) from failures group by error"),
    ("findings", 1, "select count(*) from findings where status = 'violated' and severity = 'error'"),
    ("confidence", 1, """
        select sum((confidence >= low and (confidence < low + 0.1 or low = 0.9))::int)
          from (values (0.0), (0.1), (0.2), (0.3), (0.4), (0.5), (0.6), (0.7), (0.8), (0.9)) r(low),
               (select confidence from facts union all select confidence from changes union all
                select confidence from ratios union all select confidence from reasons union all
                select confidence from indicators) group by low order by low"""),
]
# fmt: on


@pytest.mark.parametrize(("figure", "column", "sql"), EQUAL, ids=[row[0] for row in EQUAL])
def test_the_table_is_what_sql_says(
    dataset: duckdb.DuckDBPyConnection, tree: Any, figure: str, column: int, sql: str
) -> None:
    asked = [f"{value:,}" for (value,) in dataset.execute(sql).fetchall()]
    assert [row[column] for row in cells(tree, figure)] == asked


def test_checks_of_a_rule_add_up(dataset: duckdb.DuckDBPyConnection, tree: Any) -> None:
    asked = dict(dataset.execute("select rule, count(*) from checks group by rule").fetchall())
    rows = cells(tree, "checks")
    assert len(rows) == min(25, len(asked))
    for rule, _, *counts in rows:
        assert sum(int(count.replace(",", "")) for count in counts if count) == asked[rule]


def test_the_largest_change_is_first_and_has_its_reason(tree: Any) -> None:
    row = next(row for row in cells(tree, "changes") if row[0] == "云岭市茶山区水务局")
    assert row[1:4] == ["收入总计", "2023", "上年决算"]
    assert row[4:] == ["-65.50", "-5.04%", "压缩一般性支出"]
    amounts = [abs(Decimal(row[4].replace(",", ""))) for row in cells(tree, "changes")]
    assert amounts == sorted(amounts, reverse=True)


def test_changes_in_percent_are_all_counted(dataset: duckdb.DuckDBPyConnection, tree: Any) -> None:
    (count,) = dataset.execute(
        "select count(*) from changes"
        " where against like 'last_year%' and (percent.kind = 'percent' or direction = 'flat')"
    ).fetchall()[0]
    assert sum(int(row[1]) for row in cells(tree, "growth")) == count > 0


def test_the_tiles_count(dataset: duckdb.DuckDBPyConnection, tree: Any) -> None:
    asked = dataset.execute("select count(*) from facts").fetchall()[0][0]
    assert tree.xpath("//div[@id='tile-facts']/dd")[0].text == f"{asked:,}"
    assert tree.xpath("//div[@id='tile-findings']/@class") == ["bad"]


def test_an_archive_without_anything_has_a_report(tmp_path: Path) -> None:
    tree = html.document_fromstring(page_of(open_dataset(tmp_path)))
    assert tree.xpath("//div[@id='tile-documents']/dd")[0].text == "0"
    assert "没有内容。" in tree.text_content()


def test_what_strangers_write_is_text(archive: Path) -> None:
    dataset = open_dataset(archive)
    dataset.execute("create temp table failures as select '<script>x' as error, '\x1b\"><b>' as source")
    tree = html.document_fromstring(page_of(dataset))
    assert cells(tree, "failures") == [["<script>x", "1", '�"><b>']]
    assert not tree.xpath("//script | //b")


POINTS = st.lists(
    st.builds(Point, st.sampled_from("甲乙丙丁"), st.integers(0, 10**12).map(Decimal), st.just("1"),
              st.sampled_from("xyz"), st.sampled_from(["s", "t", "error"])),
    min_size=1, max_size=12,
)  # fmt: skip


@given(POINTS)
def test_no_shape_leaves_its_chart(points: list[Point]) -> None:
    for chart in (bars(points), gaps(points), stacked(points, ("s", "t", "error"), str)):
        for line in chart.lines:
            assert all(Decimal(shape.start) >= 0 and Decimal(shape.length) >= 0 for shape in line.shapes)
            assert sum(Decimal(shape.length) for shape in line.shapes) <= Decimal("100.01")
    assert all(0 <= Decimal(each.height) <= 120 for each in columns(points))


@given(st.text(), st.integers(12, 60))
def test_a_label_fits_and_keeps_its_end(label: str, longest: int) -> None:
    short = shortened(label, longest)
    assert sum(2 if char >= "\u2e80" else 1 for char in short) <= longest
    assert short == label or label.startswith(short.partition("…")[0])
