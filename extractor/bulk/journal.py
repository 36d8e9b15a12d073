"""The journal of a worker: which document of a shard it is at, readable by others when it has died.

A document that takes too long ends its worker from outside Python, whatever it is stuck in; where that was is left in
the journal too.
"""

import faulthandler
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Self


class Ending(NamedTuple):
    """How far a worker came: the documents that it began, and where it was stuck if it was ended for that."""

    begun: tuple[str, ...]
    stuck: str | None


class Journal:
    """Writes what `ending_of` reads: one line a document, as it is begun."""

    def __init__(self, folder: Path, shard: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path, self._stuck = _paths(folder, shard)

    def __enter__(self) -> Self:
        self._lines = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o644)
        self._trace = self._stuck.open("wb")
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._lines)
        self._trace.close()

    def begin(self, document: str) -> None:
        """Say that a document is begun; what a dead process has written stays."""
        os.write(self._lines, f"{document}\n".encode("ascii"))

    @contextmanager
    def watch(self, seconds: int) -> Iterator[None]:
        """End this process if what is done within takes longer, and leave where it was."""
        faulthandler.dump_traceback_later(seconds, exit=True, file=self._trace)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


def ending_of(folder: Path, shard: int) -> Ending:
    """What the last worker on a shard has left behind: `ending_of(folder, 7).begun[-1]` -> "9f86…"."""
    lines, stuck = _paths(folder, shard)
    trace = stuck.read_text("utf-8", "replace") if stuck.exists() else ""
    return Ending(tuple(_lines(lines)), trace or None)


def begun(folder: Path, shard: int) -> int:
    """How many documents of a shard a worker has begun."""
    return len(_lines(_paths(folder, shard)[0]))


def clear(folder: Path, shard: int) -> None:
    """Forget what was written about a shard."""
    for path in _paths(folder, shard):
        path.unlink(missing_ok=True)


def _paths(folder: Path, shard: int) -> tuple[Path, Path]:
    return folder / f"{shard}.begun", folder / f"{shard}.stuck"


def _lines(path: Path) -> list[str]:
    return path.read_text("ascii").split("\n")[:-1] if path.exists() else []
