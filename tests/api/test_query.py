"""mingxi query reads an archive, in every format, and can do nothing else to it."""

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from rich.cells import cell_len

from api.cli import ANSWERS
from api.querying import FORMATS, SHOWN
from extractor.querying import LISTED
from tests.api.running import mingxi
from tests.comparing.datasets import write_dataset

TEXT = "柳溪县文化馆2021年部门预算公开\n一、收入预算情况\n2021年收入预算总额为913.26万元，其中：事业收入1.50万元。\n"
NAMES = "select name, fiscal_year as year, pages, region from documents"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_dataset(tmp_path_factory.mktemp("archive"), [("文化馆.txt", TEXT)])


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_without_sql_every_list_is_told_with_its_columns(folder):
    result = mingxi("query", folder)
    assert result.exit_code == 0
    heads = [line.split()[0] for line in result.stdout.splitlines() if line.endswith("行")]
    assert heads == list(LISTED)
    assert "documents 1行" in result.stdout
    assert "fiscal_year" in result.stdout


def test_a_table_is_aligned_where_characters_are_wide(folder):
    result = mingxi("query", folder, "select unnest(['文化馆', 'ab']) as name, unnest([1.50, 22.25]) as value")
    head, _, *rows = result.stdout.splitlines()
    ends = {cell_len(line.rstrip()) for line in (head, *rows)}
    assert [row.split() for row in rows] == [["文化馆", "1.5"], ["ab", "22.25"]]
    assert len(ends) == 1


def test_a_long_table_says_that_there_is_more(folder):
    result = mingxi("query", folder, f"from range({SHOWN + 1})")
    assert len(result.stdout.splitlines()) == SHOWN + 2
    assert f"只显示前{SHOWN}行" in result.stderr
    assert mingxi("query", folder, f"from range({SHOWN})").stderr == ""


def test_sql_is_read_from_standard_input(folder):
    result = mingxi(
        "query", folder, "-", "--format", "csv", input=b"select count(*) as n from facts where quantity.value = 15000"
    )
    assert result.stdout == "n\n1\n"


def test_csv_holds_nested_values_as_json_and_decimals_exactly(folder):
    sql = "select quantity.value as value, quantity, dims from facts where concept = 'rev.total'"
    rows = list(csv.DictReader(io.StringIO(mingxi("query", folder, sql, "--format", "csv").stdout)))
    assert rows[0]["value"] == "9132600"
    assert json.loads(rows[0]["quantity"])["step"] == "100"
    assert json.loads(rows[0]["dims"]) == {}


def test_json_lines_are_one_object_a_row(folder):
    result = mingxi("query", folder, NAMES, "--format", "jsonl")
    assert json.loads(result.stdout) == {"name": "文化馆.txt", "year": 2021, "pages": None, "region": None}


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_an_answer_goes_into_a_file(form, folder, tmp_path):
    out = tmp_path / f"answer.{form}"
    before = contents(folder)
    assert mingxi("query", folder, NAMES, "--format", form, "--out", out).exit_code == 0
    assert contents(folder) == before
    if form == "parquet":
        assert pq.read_table(out).column("name").to_pylist() == ["文化馆.txt"]
    else:
        assert "文化馆.txt" in out.read_text("utf-8")
    assert list(tmp_path.iterdir()) == [out]


def test_csv_in_a_file_opens_in_a_spreadsheet(folder, tmp_path):
    mingxi("query", folder, NAMES, "--format", "csv", "--out", tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfname,")


# fmt: off
REFUSED = [
    ("copy (select 1) to '{folder}/x.csv'", "只能查询"),
    ("copy (pivot facts on concept) to '{folder}/x.csv'", "只能查询"),
    ("explain analyze copy (select 1) to '{folder}/x.csv'", "只能查询"),
    ("/* */ copy (select 1) to '{folder}/x.csv'", "只能查询"),
    ("export database '{folder}'", "只能查询"),
    ("attach '{folder}/x.db'", "只能查询"),
    ("create table x (a int)", "只能查询"),
    ("delete from facts", "只能查询"),
    ("drop view facts", "只能查询"),
    ("set threads = 1", "只能查询"),
    ("install httpfs", "只能查询"),
    ("select 1; select 2", "只写一条"),
    ("", "只写一条"),
    ("select nothing from facts", "SQL 有误：Binder Error"),
    ("selec 1", "SQL 有误：Parser Error"),
    ("select cast(name as int) from documents", "SQL 有误：Conversion Error"),
    ("select * from read_csv('/etc/hostname')", "SQL 有误：Permission Error"),
    ("from '/etc/hostname'", "SQL 有误：Catalog Error"),
    ("select * from connection", "SQL 有误：Catalog Error"),
]
READ = [
    "from facts",
    "select 1",
    "with a as (select 1 as b) from a",
    "describe facts",
    "show tables",
    "summarize documents",
    "values (1)",
    "explain select 1",
    "explain analyze select 1",
    "pivot facts on stage using count(*) group by year",
    "select 1 -- 说明",
]
# fmt: on


@pytest.mark.parametrize(("sql", "words"), REFUSED)
@pytest.mark.parametrize("form", ["table", "csv"])
def test_what_does_not_only_read_is_one_line_and_changes_nothing(sql, words, form, folder):
    before = contents(folder)
    result = mingxi("query", folder, sql.format(folder=folder), "--format", form)
    assert result.exit_code == 1
    assert result.stderr.startswith("mingxi: ")
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert contents(folder) == before


@pytest.mark.parametrize("sql", READ)
def test_everything_that_reads_is_allowed(sql, folder):
    result = mingxi("query", folder, sql)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.strip()


def test_complaints_are_english_on_request(folder):
    assert "only statements that read" in mingxi("--lang", "en", "query", folder, "drop view facts").stderr


def test_a_folder_without_results_is_told(tmp_path):
    result = mingxi("query", tmp_path, "select 1")
    assert result.exit_code == 1
    assert "不是批量处理" in result.stderr


@pytest.mark.parametrize("words", [("query", "select count(*) from facts"), ("compare",)])
def test_damaged_results_are_told(words, tmp_path):
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "part-000001.parquet").write_bytes(b"PAR1 and no more")
    result = mingxi(words[0], tmp_path, *words[1:])
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith("mingxi: 结果目录不能读取")


def test_nothing_is_written_into_the_results(folder):
    before = contents(folder)
    result = mingxi("query", folder, "select 1", "--format", "csv", "--out", folder / "facts" / "part-1.csv")
    assert result.exit_code == 1
    assert "不能写入结果目录" in result.stderr
    assert contents(folder) == before


@pytest.mark.parametrize("words", [("--format", "parquet"), ("--out", "answer.txt")])
def test_a_format_that_does_not_fit_its_place_is_wrong_usage(words, folder):
    assert mingxi("query", folder, "select 1", *words).exit_code == 2


def test_a_place_that_cannot_be_written_is_told(folder, tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    result = mingxi("query", folder, "select 1", "--format", "csv", "--out", tmp_path / "file" / "a.csv")
    assert result.exit_code == 1
    assert "无法写入" in result.stderr


def test_the_command_offers_the_formats_that_there_are():
    assert ANSWERS == FORMATS
