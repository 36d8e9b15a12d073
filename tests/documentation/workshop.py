"""Where the blocks of one page run: a folder with samples, a loaded mingxi on the path, a service that answers."""

import io
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.documentation.blocks import Block
from tests.documentation.materials import write_materials

SERVICE = "http://127.0.0.1:8000"
# A command that fails ends its block; `check` and `compare` end with 2 where they find something, as documented.
TRAP = r"""set -uo pipefail
trap 'status=$?; case "$status $BASH_COMMAND" in
  "2 mingxi check"*|"2 mingxi compare"*) ;;
  *) echo "status $status: $BASH_COMMAND" >&2; exit 90;;
esac' ERR
"""
WRONG_USAGE = re.compile(r"（见 mingxi .*--help）")
TIMEOUT = 600  # a block that hangs; commands of a busy machine are slow


@dataclass(slots=True)
class Workshop:
    """One page at work: its folder, the environment of its commands, the names that its Python has defined."""

    folder: Path
    path: str
    service: Callable[[], str]
    names: dict[str, Any] = field(default_factory=dict)

    def run(self, block: Block) -> str:
        """Run one block; what it prints."""
        code = block.text.replace(SERVICE, self.service()) if SERVICE in block.text else block.text
        return self._python(code) if block.language == "python" else self.shell(code)

    def shell(self, code: str) -> str:
        """Run commands; what they print, or an AssertionError with what they complain of."""
        environment = {**os.environ, "PATH": f"{self.path}:{os.environ['PATH']}", "COLUMNS": "120", "LC_ALL": "C.UTF-8"}
        environment.pop("MINGXI_LANG", None)
        environment["XDG_DATA_HOME"] = str(self.folder / ".data")
        done = subprocess.run(
            ["bash", "-c", f"{TRAP}{code}\nexit 0"],
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert not WRONG_USAGE.search(done.stderr), done.stderr
        return done.stdout

    def _python(self, code: str) -> str:
        printed = io.StringIO()
        with chdir(self.folder), redirect_stdout(printed):
            exec(code, self.names)
        return printed.getvalue()


def furnish(folder: Path, page: Path, results: Callable[[], Path], text: str) -> Path:
    """The folder of one page: samples, and results of an archive where the page reads some that it does not make."""
    place = folder / "_".join(page.with_suffix("").parts)
    write_materials(place)
    if "results/" in text:
        shutil.copytree(results(), place / "results")
    return place


def agrees(printed: str, expected: Sequence[str]) -> bool:
    """Whether an output is what a page shows; "…" is any number of lines, and at the end of one its rest."""
    lines = (r"(?:.*\n)*?" if line.strip() == "…" else _line(line) for line in expected)
    return re.fullmatch("".join(lines), _without_ends(printed)) is not None


def _line(line: str) -> str:
    shown = re.escape(line.rstrip().removesuffix("…"))
    return shown + (r".*\n" if line.rstrip().endswith("…") else r"[^\S\n]*\n")


def _without_ends(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())
