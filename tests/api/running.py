"""The command line, called in this process, or in one of its own where the process matters."""

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from api.cli import main

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "api.cli")


def mingxi(*words: str | Path, input: bytes | None = None, env: dict[str, str] | None = None) -> Result:
    """Run a command: its exit_code, stdout and stderr."""
    clean = {"MINGXI_LANG": None, "MINGXI_DEBUG": None, "COLUMNS": None, **(env or {})}
    return CliRunner().invoke(main, [str(word) for word in words], input, clean, prog_name="mingxi")


def start(*words: str | Path, **streams: int) -> subprocess.Popen[bytes]:
    """Start a command in a process of its own, whose streams are pipes unless said otherwise."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    return subprocess.Popen([*COMMAND, *map(str, words)], env=env, **pipes)  # type: ignore[call-overload,no-any-return]
