"""mingxi convert, mingxi report and workbooks of mingxi extract: what is written, and every refusal in one line."""

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.bulk.layout import RUN, STATE
from extractor.data import Record
from extractor.outputs import as_plain
from extractor.pipeline import Extractor
from tests.api.running import COMMAND, ROOT, mingxi
from tests.api.samples import BUDGET
from tests.outputs.archive import records_of, write_archive
from tests.outputs.books import Opened


@pytest.fixture(scope="module")
def records(extractor: Extractor) -> list[Record]:
    return records_of(extractor)


@pytest.fixture
def archive(records: list[Record], tmp_path: Path) -> Path:
    write_archive(tmp_path / "结果", records)
    return tmp_path / "结果"


# fmt: off
WRITTEN: list[tuple[str, str, Callable[[Path], bool]]] = [
    ("xlsx", "明细.xlsx", lambda path: Opened(path.read_bytes()).names[:3] == ["总览", "文件", "指标"]),
    ("csv", "表格", lambda path: (path / "facts.csv").read_text("utf-8").startswith("\ufeff")),
    ("package", "数据包", lambda path: json.loads((path / "datapackage.json").read_text("utf-8"))["name"] == "mingxi"),
    ("jsonl", "明细.jsonl", lambda path: len(path.read_text("utf-8").splitlines()) == 5),
]
# fmt: on


@pytest.mark.parametrize(("form", "name", "is_right"), WRITTEN, ids=[row[0] for row in WRITTEN])
def test_results_are_converted(
    archive: Path, tmp_path: Path, form: str, name: str, is_right: Callable[[Path], bool]
) -> None:
    out = tmp_path / name
    result = mingxi("convert", archive, "--to", form, "--out", out)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", f"已写入 {out}\n")
    assert is_right(out)
    assert {path.name for path in tmp_path.iterdir()} == {archive.name, name}


def test_lines_are_those_of_extract(archive: Path, records: list[Record], tmp_path: Path) -> None:
    mingxi("convert", archive, "--to", "jsonl", "--out", tmp_path / "a.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()]
    for line, record in zip(lines, records, strict=True):
        plain = as_plain(record)
        assert list(line) == list(plain)
        assert line["document"] == plain["document"]
        assert [fact["item"] for fact in line["facts"]] == [fact["item"] for fact in plain["facts"]]


def test_a_report_is_written(archive: Path, tmp_path: Path) -> None:
    result = mingxi("report", archive, "--out", tmp_path / "报告.html", "--lang", "en")
    assert (result.exit_code, result.stderr) == (0, f"written to {tmp_path / '报告.html'}\n")
    assert (tmp_path / "报告.html").read_text("utf-8").startswith('<!doctype html>\n<html lang="en">')


def unfinished(folder: Path) -> None:
    """A run that has not ended."""
    (folder / RUN).unlink()
    (folder / STATE).mkdir()


def damaged(folder: Path) -> None:
    """A part that is cut off."""
    part = folder / "facts" / "part-000001.parquet"
    part.write_bytes(part.read_bytes()[:100])


# fmt: off
REFUSED: list[tuple[str, Callable[[Path], object], str, str]] = [
    ("no results", lambda folder: (folder / RUN).unlink(),
     "这不是 mingxi bulk 的结果目录，请检查路径", "this is no folder of results of mingxi bulk; check the path"),
    ("a run that has not ended", unfinished,
     "这批处理还没有完成，请先用同一条 mingxi bulk 命令继续",
     "this run has not ended; go on with the same command of mingxi bulk first"),
    ("results in lines", lambda folder: (folder / RUN).write_text('{"format": "jsonl"}'),
     "其中的结果是 jsonl 格式，请用 mingxi bulk --format parquet 另存一份再转换",
     "its results are JSON lines; run mingxi bulk --format parquet into another folder and convert that"),
    ("a strange run.json", lambda folder: (folder / RUN).write_text("[]"),
     "这不是 mingxi bulk 的结果目录，请检查路径", "this is no folder of results of mingxi bulk; check the path"),
]
# fmt: on


@pytest.mark.parametrize(("what", "spoil", "chinese", "english"), REFUSED, ids=[row[0] for row in REFUSED])
@pytest.mark.parametrize("command", [["convert", "--to", "xlsx"], ["convert", "--to", "csv"], ["report"]], ids=" ".join)
def test_what_is_no_folder_of_results_is_told_in_one_line(
    archive: Path,
    tmp_path: Path,
    command: list[str],
    what: str,
    spoil: Callable[[Path], object],
    chinese: str,
    english: str,
) -> None:
    spoil(archive)
    for lang, line in (("zh", f"{archive}：{chinese}"), ("en", f"{archive}: {english}")):
        result = mingxi("--lang", lang, *command, archive, "--out", tmp_path / "out")
        assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"mingxi: {line}\n"), what
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("form", ["xlsx", "csv", "package", "jsonl"])
def test_damaged_results_leave_nothing_behind(archive: Path, tmp_path: Path, form: str) -> None:
    damaged(archive)
    result = mingxi("convert", archive, "--to", form, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"mingxi: {archive}：结果文件已损坏（")
    assert result.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == [archive.name]


@pytest.mark.parametrize("is_folder", [True, False])
def test_what_exists_is_not_overwritten(archive: Path, tmp_path: Path, is_folder: bool) -> None:
    out = tmp_path / "out"
    if is_folder:
        out.mkdir()
    else:
        out.write_text("mine")
    for words in (["convert", archive, "--to", "csv"], ["convert", archive, "--to", "xlsx"], ["report", archive]):
        result = mingxi(*words, "--out", out)
        assert (result.exit_code, result.stderr) == (1, f"mingxi: {out}：已经存在，请换一个名字，或先把它移走\n")
    assert out.is_dir() or out.read_text() == "mine"


@pytest.mark.parametrize("words", [["convert", "--to", "xlsx"], ["convert", "--to", "csv"], ["report"]], ids=" ".join)
def test_a_full_disk_is_one_line_and_leaves_nothing(archive: Path, tmp_path: Path, words: list[str]) -> None:
    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    command = [*COMMAND, *words, str(archive), "--out", str(tmp_path / "out")]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, preexec_fn=fill, timeout=120, check=False)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith(f"mingxi: {tmp_path / 'out'}：结果无法写入（")
    assert ran.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == [archive.name]


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "公开"
    folder.mkdir()
    (folder / "甲.txt").write_text(BUDGET, "utf-8")
    (folder / "乙.txt").write_text(BUDGET.replace("640", "650"), "utf-8")
    return folder


def test_documents_become_one_workbook(documents: Path, tmp_path: Path) -> None:
    result = mingxi("extract", documents, "--out", tmp_path / "明细.XLSX", "--model", "none")
    assert result.exit_code == 0
    assert len(Opened((tmp_path / "明细.XLSX").read_bytes()).dicts("文件")) == 2


def test_documents_become_a_workbook_each(documents: Path, tmp_path: Path) -> None:
    mingxi("extract", documents, "--format", "xlsx", "--out", tmp_path / "out", "--lang", "en", "--model", "none")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["乙.xlsx", "甲.xlsx"]
    assert Opened((tmp_path / "out" / "甲.xlsx").read_bytes()).names[:2] == ["Overview", "Documents"]


def test_a_workbook_goes_to_standard_output(documents: Path) -> None:
    result = mingxi("extract", documents, "--format", "xlsx", "--model", "none")
    assert len(Opened(result.stdout_bytes).dicts("文件")) == 2


def test_without_a_record_there_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_bytes(b"")
    result = mingxi("extract", tmp_path / "空.txt", "--out", tmp_path / "a.xlsx", "--model", "none")
    assert result.exit_code == 1
    assert not (tmp_path / "a.xlsx").exists()


def test_a_workbook_does_not_overwrite_its_document(tmp_path: Path) -> None:
    (tmp_path / "甲.xlsx").write_bytes(b"x")
    result = mingxi("extract", tmp_path / "甲.xlsx", "--out", tmp_path / "甲.xlsx", "--model", "none")
    assert result.exit_code == 2
    assert (tmp_path / "甲.xlsx").read_bytes() == b"x"


def test_one_file_has_one_format(documents: Path, tmp_path: Path) -> None:
    result = mingxi("extract", documents, "--format", "csv", "--out", tmp_path / "a.xlsx")
    assert result.exit_code == 2
    assert "写成一个 .xlsx 文件时格式只能是 xlsx" in result.stderr


@pytest.mark.parametrize("command", ["convert", "report"])
def test_help_loads_nothing_heavy(command: str) -> None:
    code = "import sys; from api.cli import main; main(sys.argv[1:])"
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code, command, "--help"],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert not [name for name in (b"duckdb", b"pyarrow", b"xlsxwriter", b"jinja2") if name in ran.stderr]
