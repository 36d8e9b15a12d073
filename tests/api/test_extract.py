"""mingxi extract: which documents, in which format, to which place, with which exit status."""

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from extractor.data import Record
from extractor.pipeline import Extractor
from tests.api.running import mingxi
from tests.api.samples import BUDGET, WORD

SHORT = "2024年收入预算总额640万元。"


def write(folder: Path, *names: str) -> None:
    """Write a small budget under each name."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(WORD if name.endswith(".docx") else SHORT.encode())


def files(folder: Path) -> list[str]:
    """Every file under a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_one_file_is_one_record(tmp_path: Path) -> None:
    (tmp_path / "预算.txt").write_text(BUDGET, "utf-8")
    result = mingxi("extract", tmp_path / "预算.txt")
    record = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "")
    assert list(record)[:2] == ["schema", "document"]
    assert (record["schema"], record["document"]["name"]) == ("mingxi/1", "预算.txt")
    assert record["facts"][0]["quantity"]["text"] == "640万元"
    assert "text" not in record["document"]


def test_standard_input_is_a_document_without_a_name() -> None:
    record = json.loads(mingxi("extract", "-", input=SHORT.encode("gbk")).stdout)
    assert record["document"]["name"] == ""
    assert record["facts"][0]["quantity"]["value"] == "6400000"


def test_the_text_and_its_blocks_come_on_request() -> None:
    document = json.loads(mingxi("extract", "-", "--text", input=SHORT.encode()).stdout)["document"]
    assert document["text"] == SHORT
    assert document["blocks"]


# fmt: off
FORMS: list[tuple[list[str], int, str]] = [
    ([],                    1, "object"),  # a person looks at one record
    ([],                    2, "lines"),   # a program goes through many
    (["--format", "json"],  1, "object"),
    (["--format", "json"],  2, "array"),   # so that what is printed is one JSON text
    (["--format", "jsonl"], 1, "lines"),
]
# fmt: on


@pytest.mark.parametrize(("options", "count", "shape"), FORMS)
def test_json_is_an_object_an_array_or_lines(options: list[str], count: int, shape: str, tmp_path: Path) -> None:
    write(tmp_path, *(f"{number}.txt" for number in range(count)))
    printed = mingxi("extract", tmp_path, *options).stdout
    if shape == "lines":
        names = [json.loads(line)["document"]["name"] for line in printed.splitlines()]
    else:
        assert printed.startswith("{\n" if shape == "object" else "[\n")
        read = json.loads(printed)
        names = [record["document"]["name"] for record in (read if shape == "array" else [read])]
    assert names == [f"{number}.txt" for number in range(count)]


def test_an_array_of_nothing_is_an_array(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(b"")
    assert json.loads(mingxi("extract", tmp_path, "--format", "json").stdout) == []


def test_csv_has_one_header_and_the_facts_of_all(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "b.docx")
    rows = list(csv.DictReader(io.StringIO(mingxi("extract", tmp_path, "--format", "csv").stdout)))
    assert [(row["document"], row["quantity.value"]) for row in rows] == [
        ("a.txt", "6400000"),
        ("b.docx", "6400000"),
    ]


def test_a_table_is_for_the_screen(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    shown = mingxi("extract", tmp_path / "a.txt", "--format", "table").stdout
    assert shown.splitlines()[0] == "a.txt"
    assert "640万元" in shown
    refused = mingxi("extract", tmp_path / "a.txt", "--format", "table", "--out", tmp_path / "o")
    assert refused.exit_code == 2
    assert "table 只能显示在屏幕上" in refused.stderr


# fmt: off
PLACES: list[tuple[str, list[str], list[str], list[str]]] = [
    ("a stem of its own", ["d/a.txt"], ["d/a.txt"], ["a.json"]),
    ("two suffixes, one stem", ["d/a.docx", "d/a.txt"], ["d"], ["a.json", "a.txt.json"]),
    ("a stem that looks like another name", ["d/a.docx", "d/a.txt", "d/a.txt.txt"], ["d"],
     ["a.json", "a.txt.json", "a.txt.txt.json"]),
    ("dots in the name", ["d/2024.01.txt", "d/2024.02.txt"], ["d"], ["2024.01.json", "2024.02.json"]),
    ("capitals, which some disks do not tell apart", ["d/A.txt", "d/a.docx"], ["d"], ["A.json", "a.docx.json"]),
    ("folders inside a folder", ["d/a.txt", "d/x/a.txt", "d/x/y/a.txt"], ["d"], ["a.json", "x/a.json", "x/y/a.json"]),
    ("two folders", ["d/a.txt", "e/a.txt"], ["d", "e"], ["d/a.json", "e/a.json"]),
    ("two folders of one name", ["1/d/a.txt", "2/d/a.txt"], ["1/d", "2/d"], ["d/a.json", "d/a.txt.json"]),
    ("three files of one name", ["1/a.txt", "2/a.txt", "3/a.txt"], ["1/a.txt", "2/a.txt", "3/a.txt"],
     ["a.json", "a.txt-2.json", "a.txt.json"]),
    ("a file named twice", ["d/a.txt"], ["d", "d/a.txt", "d/../d/a.txt"], ["d/a.json"]),
    ("standard input beside a file of that name", ["d/stdin.txt"], ["-", "d/stdin.txt"],
     ["stdin.json", "stdin.txt.json"]),
]
# fmt: on


@pytest.mark.parametrize(("inputs", "named", "written"), [row[1:] for row in PLACES], ids=[row[0] for row in PLACES])
def test_results_never_overwrite_each_other(
    inputs: list[str], named: list[str], written: list[str], tmp_path: Path
) -> None:
    write(tmp_path, *inputs)
    paths = [name if name == "-" else str(tmp_path / name) for name in named]
    result = mingxi("extract", *paths, "--out", tmp_path / "o", input=SHORT.encode())
    assert (result.exit_code, result.stdout) == (0, "")
    assert files(tmp_path / "o") == written


def test_a_result_never_overwrites_an_input(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(SHORT, "utf-8")
    assert mingxi("extract", tmp_path / "a.json", "--out", tmp_path).exit_code == 0
    assert (tmp_path / "a.json").read_text("utf-8") == SHORT
    assert files(tmp_path) == ["a.json", "a.json.json"]


def test_a_second_run_replaces_the_results_of_the_first(tmp_path: Path) -> None:
    write(tmp_path, "d/a.txt")
    for _ in range(2):
        assert mingxi("extract", tmp_path / "d", "--out", tmp_path / "d").exit_code == 0
    assert files(tmp_path / "d") == ["a.json", "a.txt"]


@pytest.mark.parametrize(("form", "written"), [("json", "a.json"), ("jsonl", "a.jsonl")])
def test_a_file_holds_one_record(form: str, written: str, tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    mingxi("extract", tmp_path / "a.txt", "--format", form, "--out", tmp_path / "o")
    content = (tmp_path / "o" / written).read_text("utf-8")
    assert json.loads(content)["document"]["name"] == "a.txt"
    assert (content.count("\n") == 1) == (form == "jsonl")


def test_csv_files_are_one_a_list_and_open_in_excel(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BUDGET, "utf-8")
    mingxi("extract", tmp_path / "a.txt", "--format", "csv", "--out", tmp_path / "o")
    assert {"a.facts.csv", "a.changes.csv", "a.ratios.csv", "a.sections.csv"} <= set(files(tmp_path / "o"))
    assert (tmp_path / "o/a.facts.csv").read_bytes().startswith("\ufeffdocument,id,item.text".encode())


def test_what_a_folder_cannot_give_does_not_stop_the_rest(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "c.docx", "d.mp4")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 cut")
    result = mingxi("extract", tmp_path, tmp_path / "nix.txt")
    assert result.exit_code == 1
    assert [json.loads(line)["document"]["name"] for line in result.stdout.splitlines()] == ["a.txt", "c.docx"]
    assert result.stderr.splitlines() == [
        f"mingxi: {tmp_path}/nix.txt：没有这个文件或文件夹，请检查路径",
        f"mingxi: {tmp_path}：跳过 1 个不能处理的文件（.mp4 1）",
        f"mingxi: {tmp_path}/b.pdf：PDF 文件已损坏或不完整，请重新下载（文件结尾缺失）",
        "完成 2 个，未完成 2 个",
    ]


def test_many_good_files_are_counted(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "b.txt")
    result = mingxi("--lang", "en", "extract", tmp_path)
    assert (result.exit_code, result.stderr) == (0, "2 done, 0 failed\n")


@pytest.fixture
def a_mistake_in_b(monkeypatch: pytest.MonkeyPatch) -> None:
    """An extractor that fails at b.txt in a way that nobody foresaw."""
    extract = Extractor.extract

    def failing(self: Extractor, data: bytes, *, name: str = "", **more: Any) -> Record:
        if name == "b.txt":
            raise KeyError("x\ny")
        return extract(self, data, name=name, **more)

    monkeypatch.setattr(Extractor, "extract", failing)


@pytest.mark.usefixtures("a_mistake_in_b")
def test_a_mistake_of_ours_in_one_document_does_not_lose_the_others(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "b.txt", "c.txt")
    result = mingxi("extract", tmp_path)
    assert result.exit_code == 1
    assert [json.loads(line)["document"]["name"] for line in result.stdout.splitlines()] == ["a.txt", "c.txt"]
    assert result.stderr.splitlines() == [
        f"mingxi: {tmp_path}/b.txt：程序内部错误（KeyError: 'x\\ny'），请把文件和这一行报告给维护者",
        "完成 2 个，未完成 1 个",
    ]


@pytest.mark.usefixtures("a_mistake_in_b")
def test_who_looks_for_a_mistake_sees_its_traceback(tmp_path: Path) -> None:
    write(tmp_path, "b.txt")
    result = mingxi("--lang", "en", "extract", tmp_path / "b.txt", env={"MINGXI_DEBUG": "1"})
    assert result.exit_code == 1
    line, *traceback = result.stderr.splitlines()
    assert line.endswith("b.txt: internal error (KeyError: 'x\\ny'), please report the file and this line")
    assert traceback[0] == "Traceback (most recent call last):"
    assert traceback[-1] == "KeyError: 'x\\ny'"


def test_a_catalogue_that_does_not_load_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def failing(*, model: str) -> Extractor:
        raise ValueError(f"concepts.toml, row 3: {model}")

    monkeypatch.setattr("extractor.pipeline.load", failing)
    write(tmp_path, "a.txt")
    result = mingxi("extract", tmp_path / "a.txt")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "mingxi: 无法启动（ValueError: concepts.toml, row 3: default），请重新安装\n"


def test_a_result_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "b.txt")
    (tmp_path / "o").mkdir()
    (tmp_path / "o" / "a.json").mkdir()  # where the result should go
    result = mingxi("extract", tmp_path / "a.txt", tmp_path / "b.txt", "--out", tmp_path / "o")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"mingxi: {tmp_path}/a.txt：结果无法写入（")
    assert files(tmp_path / "o") == ["b.json"]


def test_a_name_in_another_encoding_is_kept_on_disk_and_legible_in_the_record(tmp_path: Path) -> None:
    name = os.fsdecode("预算.txt".encode("gbk"))
    (tmp_path / name).write_text(SHORT, "utf-8")
    result = mingxi("extract", tmp_path, "--out", tmp_path / "o")
    assert (result.exit_code, result.stderr) == (0, "")
    [written] = (tmp_path / "o").iterdir()
    assert os.fsencode(written.name) == "预算".encode("gbk") + b".json"
    assert "\ufffd" in json.loads(written.read_text("utf-8"))["document"]["name"]


def test_a_name_cannot_command_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[2J\nb.txt"
    path.write_bytes(b"")
    told = mingxi("extract", path).stderr
    assert told == f"mingxi: {tmp_path}/a\ufffd[2J b.txt：文件是空的，请检查是否上传完整\n"
