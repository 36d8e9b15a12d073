"""`mingxi bulk` as a person and a script meet it: status, summary, log, a kill and what comes after it."""

import json
import signal
import time
from pathlib import Path

import pytest

from extractor.workers import descendants
from tests.api.running import mingxi, start
from tests.bulk.archives import rows, sorted_bytes, write_archive

NO_MODEL = ("--model", "none", "--workers", "1")


@pytest.fixture
def archive(tmp_path):
    return write_archive(tmp_path / "县级", 3)


def test_an_archive_becomes_a_folder_of_lists(archive, tmp_path):
    out = tmp_path / "结果"
    result = mingxi("bulk", archive, "--out", out, *NO_MODEL)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    assert "共 3 份文件（本次 3 份）" in result.stderr
    assert str(out) in result.stderr
    assert len(rows(out, "documents")) == 3
    again = mingxi("bulk", archive, "--out", out, *NO_MODEL, "--lang", "en")
    assert "3 documents (0 by this run)" in again.stderr


def test_what_has_no_record_is_told_and_shows_in_the_status(archive, tmp_path):
    (archive / "空.txt").write_bytes(b"")
    (archive / "说明.md").write_text("no document")
    result = mingxi("bulk", archive, tmp_path / "没有", "--out", tmp_path / "out", *NO_MODEL)
    assert result.exit_code == 1
    assert "2 份没有结果" in result.stderr
    assert ".md 1" in result.stderr
    assert "--retry-failed" in result.stderr


def test_the_log_is_lines_of_json(archive, tmp_path):
    log = tmp_path / "进度.jsonl"
    result = mingxi("bulk", archive, "--out", tmp_path / "out", *NO_MODEL, "--quiet", "--log", log)
    assert result.exit_code == 0
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert lines[0]["phase"] == "stock"
    assert lines[-1]["phase"] == "end"
    assert lines[-1]["documents"] == lines[-1]["total"] == 3
    assert {"rate", "rows", "failures", "unsure", "under_way", "time"} <= set(lines[0])


def test_paths_come_from_standard_input(archive, tmp_path):
    listed = "".join(f"{path}\n" for path in archive.iterdir()).encode()
    result = mingxi("bulk", "-", "--out", tmp_path / "out", *NO_MODEL, input=listed)
    assert result.exit_code == 0, result.stderr
    assert len(rows(tmp_path / "out", "documents")) == 3


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["--engine", "spark"], 2, "local, ray"),
        (["--workers", "0"], 2, "1"),
        (["--model", "没有这个模型"], 1, "没有这个模型"),
    ],
)
def test_what_is_wrong_is_one_line(archive, tmp_path, words, status, told):
    result = mingxi("bulk", archive, "--out", tmp_path / "out", *words)
    assert result.exit_code == status
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_folder_in_another_form_is_refused(archive, tmp_path):
    mingxi("bulk", archive, "--out", tmp_path / "out", *NO_MODEL)
    result = mingxi("bulk", archive, "--out", tmp_path / "out", *NO_MODEL, "--format", "jsonl")
    assert result.exit_code == 1
    assert "--format parquet" in result.stderr


@pytest.mark.parametrize(
    ("engine", "signal_number"),
    [
        ("local", signal.SIGKILL),
        ("local", signal.SIGINT),
        pytest.param("ray", signal.SIGKILL, marks=pytest.mark.slow),
    ],
)
def test_a_run_that_is_killed_goes_on_and_gives_the_same(tmp_path, engine, signal_number):
    archive = write_archive(tmp_path / "县级", 60)
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    assert mingxi("bulk", archive, "--out", whole, *NO_MODEL).exit_code == 0
    process = start("bulk", archive, "--out", broken, *NO_MODEL, "--engine", engine)
    wait_for(lambda: list(broken.glob("facts/part-*.parquet")), process)
    below = [
        pid for pid in descendants(process.pid)[1:] if b"Agent" not in command_of(pid)
    ]  # Ray's take a minute, and do no work
    process.send_signal(signal_number)
    process.wait(30)
    assert process.returncode in (-signal.SIGKILL, 130)
    wait_for(lambda: not any(is_alive(pid) for pid in below))
    process.communicate()
    result = mingxi("bulk", archive, "--out", broken, *NO_MODEL)
    assert result.exit_code == 0, result.stderr
    assert sorted_bytes(broken) == sorted_bytes(whole)


def wait_for(condition, process=None):
    """Until something is so, or the process has ended before it."""
    for _ in range(2400):  # a cluster beside other tests takes half a minute to start
        if condition():
            return
        assert process is None or process.poll() is None
        time.sleep(0.05)
    raise AssertionError("it never came")


def command_of(pid):
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def is_alive(pid):
    """Whether a process runs; one that has ended and is not yet waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
