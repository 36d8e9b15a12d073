"""Archives on the command line: every document in one is a document of its own, and no path leads out of the folder."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.inputs import LONGEST_PART, Input, safe_parts
from api.opening import prepared
from extractor.errors import NoDocuments
from extractor.reading.formats import SUFFIXES
from extractor.reading.sandbox import Sandbox
from tests.api.running import ROOT, mingxi
from tests.reading.documents import docx, gbk_zip, p, rar, zipped

TEXT = "2024年收入预算总额640万元。".encode()
WORD = docx(p("2024年收入预算总额640万元。"))
OLD_WORD = ROOT / "tests" / "reading" / "files" / "budget.doc"


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


# fmt: off
PLACES: list[tuple[str, dict[str, list[str]], list[str], list[str]]] = [
    ("folders inside", {"公开.zip": ["预算/a.txt", "决算/a.txt"]}, ["公开.zip"],
     ["公开/决算/a.json", "公开/预算/a.json"]),
    ("two suffixes, one stem", {"z.zip": ["a.txt", "a.docx"]}, ["z.zip"], ["z/a.docx.json", "z/a.json"]),
    ("one path twice", {"z.zip": ["a.txt", "b/../a.txt", "./a.txt"]}, ["z.zip"], ["z/a.json", "z/a.txt.json"]),
    ("capitals, which some disks do not tell apart", {"z.zip": ["A.txt", "a.txt"]}, ["z.zip"],
     ["z/A.json", "z/a.txt.json"]),
    ("names that no file may have", {"z.zip": ["a:b?.txt", ". /c.txt", "长" * 90 + ".txt"]}, ["z.zip"],
     ["z/a_b_.json", "z/c.json", f"z/{'长' * 60}.json"]),
    ("paths that climb", {"z.zip": ["../a.txt", "/b.txt", "C:/c.txt", "d/../../e.txt", "f.txt"]}, ["z.zip"],
     ["z/f.json"]),
    ("two archives of one name", {"1/z.zip": ["a.txt"], "2/z.zip": ["a.txt"]}, ["1/z.zip", "2/z.zip"],
     ["z/a.json", "z/a.txt.json"]),
    ("an archive in a folder", {"d/x/z.zip": ["a.txt"]}, ["d"], ["x/z/a.json"]),
]
# fmt: on


@pytest.mark.parametrize(("archives", "named", "written"), [row[1:] for row in PLACES], ids=[row[0] for row in PLACES])
def test_results_of_an_archive_stay_in_its_folder_and_apart(
    archives: dict[str, list[str]], named: list[str], written: list[str], tmp_path: Path
) -> None:
    for name, members in archives.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(zipped({member: WORD if member.endswith(".docx") else TEXT for member in members}))
    mingxi("extract", *(tmp_path / name for name in named), "--out", tmp_path / "o")
    assert files(tmp_path / "o") == written


@given(st.text(st.characters(codec="utf-8"), max_size=80))
def test_a_safe_path_has_parts_and_none_of_them_leads_away(path: str) -> None:
    parts = safe_parts(path)
    assert parts
    assert not {"", ".", ".."} & set(parts)
    assert all(len(part) <= LONGEST_PART and not set(part) & set('/\\:\x00\n<>"|?*') for part in parts)


def test_a_member_is_called_by_its_path_and_what_is_wrong_with_it_is_told(tmp_path: Path) -> None:
    path = tmp_path / "公开.zip"
    path.write_bytes(
        gbk_zip({"预算/a.txt": TEXT, "内.zip": gbk_zip({"b.docx": WORD}), "c.pdf": b"%PDF-1.7", "d.mp4": b"x"})
    )
    result = mingxi("extract", path)
    names = [json.loads(line)["document"]["name"] for line in result.stdout.splitlines()]
    assert names == ["公开.zip/预算/a.txt", "公开.zip/内.zip/b.docx"]
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"mingxi: {path}/c.pdf：PDF 文件已损坏或不完整，请重新下载（文件结尾缺失）",
        f"mingxi: {path}：跳过 1 个不能处理的文件（.mp4 1）",
        "完成 2 个，未完成 1 个",
    ]


def test_what_an_archive_gave_before_it_breaks_off_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "z.rar"
    path.write_bytes(rar({"a.txt": TEXT, "b.txt": TEXT, "c.txt": TEXT * 9})[:-60])
    result = mingxi("extract", path)
    names = [json.loads(line)["document"]["name"] for line in result.stdout.splitlines()]
    assert names == ["z.rar/a.txt", "z.rar/b.txt"]
    assert (result.exit_code, result.stderr.splitlines()[0][: len(f"mingxi: {path}")]) == (1, f"mingxi: {path}")


# fmt: off
FORMS: list[tuple[list[str], int, str]] = [
    ([],                    1, "object"),  # as for a file
    ([],                    2, "lines"),   # as for several files
    (["--format", "json"],  1, "object"),
    (["--format", "json"],  2, "array"),
    (["--format", "jsonl"], 1, "lines"),
]
# fmt: on


@pytest.mark.parametrize(("options", "count", "shape"), FORMS)
def test_the_documents_of_an_archive_decide_the_form(options: list[str], count: int, shape: str) -> None:
    archive = zipped({f"{number}.txt": TEXT for number in range(count)})
    printed = mingxi("extract", "-", *options, input=archive).stdout
    if shape == "lines":
        records = [json.loads(line) for line in printed.splitlines()]
    else:
        assert printed.startswith("{\n" if shape == "object" else "[\n")
        read = json.loads(printed)
        records = read if shape == "array" else [read]
    assert [record["document"]["name"] for record in records] == [f"{number}.txt" for number in range(count)]


def test_a_table_of_an_archive_has_the_facts_of_all_its_documents() -> None:
    printed = mingxi("extract", "-", "--format", "csv", input=rar({"a.txt": TEXT, "b.docx": WORD})).stdout
    assert [row["document"] for row in csv.DictReader(io.StringIO(printed))] == ["a.txt", "b.docx"]


@pytest.mark.parametrize("members", [{}, {"a.mp4": b"x"}, {"空/": b""}], ids=str)
def test_an_archive_without_documents_is_told_and_fails(members: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "z.zip"
    path.write_bytes(zipped(members))
    result = mingxi("extract", path)
    assert result.exit_code == 1
    assert NoDocuments(str(path)).message in result.stderr


def test_a_folder_gives_every_format_that_is_read(tmp_path: Path) -> None:
    from api.inputs import find_inputs

    for suffix in (*SUFFIXES, ".mp4"):
        (tmp_path / f"a{suffix.upper()}").write_bytes(b"")
    found = find_inputs([str(tmp_path)])
    assert {each.path.suffix.lower() for each in found.inputs if each.path} == SUFFIXES
    assert [note.reason for note in found.notes] == ["跳过 1 个不能处理的文件（.mp4 1）"]


@pytest.mark.parametrize("count", [0, 1, 31, 32, 33, 64])
def test_inputs_before_an_error_are_given(count: int) -> None:
    inputs = [Input(None, Path(str(number)), content=b"") for number in range(count)]

    def broken() -> Iterator[Input]:
        yield from inputs
        raise NoDocuments("z")

    assert list(prepared(inputs)) == inputs
    given = prepared(broken())
    assert list(islice(given, count)) == inputs
    with pytest.raises(NoDocuments):
        next(given)


def test_old_word_files_are_converted_many_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def convert(_: Sandbox, given: list[Any], **__: Any) -> dict[bytes, bytes]:
        asked.append(len(given))
        return {}

    monkeypatch.setattr(Sandbox, "convert", convert)
    inputs = [Input(Path(f"{number}.{kind}"), Path()) for number in range(20) for kind in ("doc", "txt")]
    inputs = [Input(each.path, each.place, "", OLD_WORD.read_bytes()) for each in inputs]
    assert list(prepared(inputs)) == inputs
    assert asked == [16, 4]  # of batches of 32 documents, half of them old Word files


def test_plain_text_waits_for_no_parser(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT)
    parsers = ["lxml.etree", "pypdfium2", "python_calamine", "xlrd", "multiprocessing", "extractor.reading.sandbox"]
    code = (
        "import sys; from extractor.reading import read; read(open(sys.argv[1], 'rb').read());"
        f"print(sorted(set({parsers}) & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, check=True, timeout=60
    )
    assert done.stdout == b"[]\n"
