"""Help at once, in the language of the user; wrong commands in one line; the version whether installed or not."""

import importlib.metadata
import re
import subprocess
import sys
import time

import pytest
from rich.cells import cell_len

from api.texts import HELP, SYSTEM, TEXTS, VALUES, Rows
from tests.api.running import ROOT, mingxi

HEAVY = ("spacy", "jieba", "fastapi", "pydantic", "rich", "lxml", "pypdfium2", "uvicorn", "sqlalchemy", "numpy")
GAP = re.compile(r"\{\w+\}")
COMMANDS: tuple[list[str], ...] = (
    *([name] for name in ("extract", "show", "check", "bulk", "compare", "query", "convert", "report", "serve")),
    *([name] for name in ("annotations", "retrain", "models", "rollback")),
    *(["annotations", name] for name in ("export", "import", "config")),
    [],
)


def test_help_loads_nothing_heavy() -> None:
    code = f"import sys, api.cli; print(sorted(set({HEAVY}) & set(sys.modules)))"
    started = time.perf_counter()
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, timeout=60)
    assert loaded.stdout == b"[]\n"
    assert time.perf_counter() - started < 5  # it takes 0.1 s; what is heavy takes seconds


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_help_is_in_one_language_and_fits_a_terminal(command: list[str], lang: str) -> None:
    result = mingxi("--lang", lang, *command, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith("用法: mingxi" if lang == "zh" else "Usage: mingxi")
    assert max(map(cell_len, result.stdout.splitlines())) <= 80
    english = result.stdout.replace("…", "")
    assert english.isascii() == (lang == "en")


# fmt: off
LANGUAGE = [
    ([], None, "用法"),
    ([], "en", "Usage"),
    (["--lang", "zh"], "en", "用法"),
    (["--lang", "en"], None, "Usage"),
    (["extract"], "en", "Usage"),
    (["extract", "--lang", "en"], None, "Usage"),
    (["--lang", "en", "extract"], "zh", "Usage"),
    (["--lang", "en", "extract", "--lang", "zh"], None, "用法"),
]
# fmt: on


@pytest.mark.parametrize(("words", "variable", "first"), LANGUAGE)
def test_the_nearest_choice_of_a_language_wins(words: list[str], variable: str | None, first: str) -> None:
    env = {"MINGXI_LANG": variable} if variable else None
    assert mingxi(*words, "--help", env=env).stdout.startswith(first)


# fmt: off
WRONG = [
    (["extract"],
     "缺少参数 PATH…（见 mingxi extract --help）",
     "missing PATH… (see mingxi extract --help)"),
    (["extract", "--forma", "csv", "x"],
     "没有选项 --forma，是否要写 --format（见 mingxi extract --help）",
     "no such option --forma; did you mean --format (see mingxi extract --help)"),
    (["extrakt", "x"],
     "没有命令 extrakt，是否要写 extract, export（见 mingxi --help）",
     "no such command extrakt; did you mean extract, export (see mingxi --help)"),
    (["frobnicate"],
     "没有命令 frobnicate（见 mingxi --help）",
     "no such command frobnicate (see mingxi --help)"),
    (["extract", "x", "--format", "xml"],
     "参数 --format 的值不对：应为 json, jsonl, csv, table, xlsx 之一（见 mingxi extract --help）",
     "bad value for --format: one of json, jsonl, csv, table, xlsx is wanted (see mingxi extract --help)"),
    (["extract", "x", "--out", __file__],
     "参数 --out 的值不对：这是文件，应为文件夹（见 mingxi extract --help）",
     "bad value for --out: this is a file, a folder is wanted (see mingxi extract --help)"),
    (["serve", "--port", "http"],
     "参数 --port 的值不对：应为 1 到 65535 的整数（见 mingxi serve --help）",
     "bad value for --port: a number from 1 to 65535 is wanted (see mingxi serve --help)"),
    (["extract", "x", "--out"],
     "选项 --out 缺少值，或不应有值（见 mingxi extract --help）",
     "--out lacks a value, or must have none (see mingxi extract --help)"),
]
# fmt: on


@pytest.mark.parametrize(("words", "chinese", "english"), WRONG)
def test_a_wrong_command_is_one_line(words: list[str], chinese: str, english: str) -> None:
    for lang, line in (("zh", chinese), ("en", english)):
        result = mingxi("--lang", lang, *words)
        assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"mingxi: {line}\n")


def test_no_command_is_the_help() -> None:
    result = mingxi()
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == mingxi("--help").stdout


@pytest.mark.parametrize("is_installed", [True, False])
def test_the_version_is_known_whether_installed_or_not(is_installed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        if is_installed:
            return "9.8.7"
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", version)
    result = mingxi("--version")
    assert result.exit_code == 0
    assert result.stdout == ("mingxi 9.8.7\n" if is_installed else "mingxi 0.1.0\n")


@pytest.mark.parametrize("rows", [HELP, SYSTEM, TEXTS, VALUES])
def test_every_text_is_there_in_both_languages_with_the_same_gaps(rows: Rows) -> None:
    for key, (chinese, english) in rows.items():
        assert english.isascii(), key
        assert chinese, key
        assert sorted(GAP.findall(chinese)) == sorted(GAP.findall(english)), key
