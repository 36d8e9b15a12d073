"""What cannot be read gets one clear line and an error of its own, on the command line and over HTTP."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from api.problems import NotFound
from extractor.errors import MingxiError, NoDocuments
from tests.api.running import COMMAND, ROOT, mingxi
from tests.api.samples import BAD, BUDGET, Bad
from tests.reading.documents import zipped

every_bad_document = pytest.mark.parametrize("bad", BAD, ids=[bad.what for bad in BAD])


@every_bad_document
def test_the_command_line_says_what_to_do(bad: Bad, tmp_path: Path) -> None:
    path = tmp_path / bad.name
    path.write_bytes(bad.make())
    for lang, line in (("zh", f"mingxi: {path}：{bad.chinese}"), ("en", f"mingxi: {path}: {bad.english}")):
        result = mingxi("--lang", lang, "extract", path)
        told = result.stderr.splitlines()
        assert (result.exit_code, result.stdout, len(told)) == (1, "", 1)
        assert told[0].startswith(line)


@every_bad_document
def test_standard_input_is_treated_alike(bad: Bad) -> None:
    result = mingxi("extract", "-", input=bad.make())
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("mingxi: 标准输入：")
    assert result.stderr.count("\n") == 1
    assert "未命名文件" not in result.stderr


@pytest.mark.parametrize("bad", [bad for bad in BAD if bad.what in ("an empty file", "a truncated docx")])
def test_a_process_of_its_own_ends_without_a_traceback(bad: Bad, tmp_path: Path) -> None:
    path = tmp_path / bad.name
    path.write_bytes(bad.make())
    ended = subprocess.run([*COMMAND, "extract", str(path)], cwd=ROOT, capture_output=True, timeout=60, check=False)
    told = ended.stderr.decode()
    assert (ended.returncode, ended.stdout, told.count("\n")) == (1, b"", 1)
    assert told.startswith(f"mingxi: {path}：{bad.chinese}")


def test_a_wrong_extension_is_read_for_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_text(BUDGET, "utf-8")
    result = mingxi("extract", path)
    record = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "")
    assert record["facts"]
    assert [warning["code"] for warning in record["warnings"]] == ["extension_mismatch"]


@pytest.mark.parametrize(("name", "error"), [("nix.txt", NotFound), ("empty", NoDocuments)])
def test_what_is_not_there(name: str, error: Callable[[str], MingxiError], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    path = tmp_path / name
    told = error(str(path))
    assert mingxi("extract", path).stderr == f"mingxi: {told.message}\n"
    result = mingxi("--lang", "en", "extract", path)
    assert (result.exit_code, result.stderr) == (1, f"mingxi: {told.english}\n")
    assert told.english.isascii()


def test_a_folder_without_documents_says_what_it_holds(tmp_path: Path) -> None:
    for name in ("a.mp4", "b.mp4", "c", "~$d.docx", ".e.txt"):
        (tmp_path / name).write_bytes(zipped({"a": "b"}))
    result = mingxi("extract", tmp_path)
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"mingxi: {NoDocuments(str(tmp_path)).message}",
        f"mingxi: {tmp_path}：跳过 3 个不能处理的文件（.mp4 2, 无扩展名 1）",
    ]


def test_a_device_that_never_ends_is_too_large() -> None:
    result = mingxi("extract", "/dev/zero")
    assert result.exit_code == 1
    assert result.stderr.startswith("mingxi: /dev/zero：超出限制：文件字节数 100000001")
