"""How the process itself behaves: closed pipes, Ctrl-C, full disks, progress bars, encodings."""

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.running import COMMAND, ROOT, start
from tests.api.samples import BUDGET

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and terminals of POSIX")
WAIT_S = 120


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with more results than a pipe holds."""
    for number in range(12):
        (tmp_path / f"{number}.txt").write_text(BUDGET, "utf-8")
    return tmp_path


def seen(terminal: int) -> str:
    """Everything that a terminal was sent until the process closed it."""
    sent = b""
    while True:
        try:
            more = os.read(terminal, 65536)
        except OSError:  # which is how Linux says that the other side is gone
            more = b""
        if not more:
            os.close(terminal)
            return sent.decode()
        sent += more


@pytest.mark.parametrize("words", [["extract"], ["extract", "--format", "table"], ["show"]], ids=" ".join)
def test_a_closed_pipe_ends_it_quietly(words: list[str], folder: Path) -> None:
    paths = sorted(folder.iterdir()) if words == ["show"] else [folder]
    with start(*words, *paths) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 128 + signal.SIGPIPE


@pytest.fixture
def heeding_ctrl_c() -> Iterator[None]:
    """A shell that starts the tests in the background lets its children ignore Ctrl-C; ours must not."""
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, former)


@pytest.mark.usefixtures("heeding_ctrl_c")
def test_ctrl_c_ends_it_quietly_and_keeps_what_is_done(folder: Path) -> None:
    process = start("extract", folder, "-", stdin=subprocess.PIPE)  # which waits for us when all files are done
    assert process.stdout
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    rest, complaints = process.communicate(timeout=WAIT_S)
    assert process.returncode == 128 + signal.SIGINT
    assert complaints == b""
    assert [json.loads(line)["schema"] for line in (first + rest).splitlines()].count("mingxi/1") >= 1


def test_a_full_disk_is_one_line(folder: Path) -> None:
    with open("/dev/full", "wb") as full:
        process = start("extract", folder, stdout=full.fileno())
        _, complaints = process.communicate(timeout=WAIT_S)
    assert process.returncode == 1
    assert complaints.decode() == "mingxi: 结果无法写入（磁盘已满），请检查磁盘\n"


def test_a_bar_shows_progress_while_results_go_to_a_file(folder: Path, tmp_path: Path) -> None:
    (folder / "bad.txt").write_bytes(b"")
    ours, theirs = pty.openpty()
    with (tmp_path / "out.jsonl").open("wb") as out:
        process = start("extract", folder, stdout=out.fileno(), stderr=theirs)
        os.close(theirs)
        told = seen(ours)
    assert process.wait(WAIT_S) == 1
    assert "提取" in told
    assert "/13" in told
    assert "bad.txt：文件是空的，请检查是否上传完整\r\n" in told
    assert told.endswith("完成 12 个，未完成 1 个\r\n")
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert len(records) == 12


def test_no_bar_disturbs_results_on_the_same_terminal(folder: Path) -> None:
    ours, theirs = pty.openpty()
    process = start("extract", folder, stdout=theirs, stderr=theirs)
    os.close(theirs)
    told = seen(ours)
    assert process.wait(WAIT_S) == 0
    assert "提取" not in told
    assert "\x1b" not in told
    assert [json.loads(line)["schema"] for line in told.splitlines()[:-1]] == ["mingxi/1"] * 12


def test_what_is_piped_is_utf_8_whatever_the_locale(folder: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "gbk"}
    printed = subprocess.run(
        [*COMMAND, "extract", str(folder / "0.txt")], env=env, capture_output=True, check=True, timeout=WAIT_S
    ).stdout
    assert json.loads(printed.decode("utf-8"))["document"]["organisation"] == "云岭市茶山区档案馆"


def test_results_come_through_a_real_pipe(folder: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = f"cat {folder}/0.txt | {' '.join(COMMAND)} extract - | head -n 1"
    shell = subprocess.run(["sh", "-c", command], env=env, capture_output=True, check=True, timeout=WAIT_S)
    assert (shell.stdout, shell.stderr) == (b"{\n", b"")
