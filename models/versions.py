"""Every model that was ever learned from reviews, and which of them is in use: a folder that only grows.

    models/
      current              the name of the version in use; no file where it is the shipped model
      history.jsonl        what was promoted, refused and taken back, and when
      reviewed-3f9a1c2b/   model.json, its sum, report.md

`current` is replaced in one step, so a reader finds one version or the other and never half of one.
"""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from models.acceptance import Acceptance
from models.errors import UnknownModelError
from models.registry import CURRENT, DEFAULT, WEIGHTS, in_use, load_model, save_model

HISTORY, REPORT = "history.jsonl", "report.md"
NAME = "reviewed"
PROMOTED, REFUSED, ROLLED_BACK = "promoted", "refused", "rolled_back"


class Event(NamedTuple):
    """One line of the history: what happened to a version, and which one was in use before."""

    at: float
    event: str
    version: str
    before: str


class Versions:
    """The versions of a folder, which is made when the first is added."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def current(self) -> str:
        """The version in use: "default" for the shipped model."""
        return Path(in_use(self.folder)).name

    def path(self, version: str) -> str:
        """What `load_model` loads a version by; raises `UnknownModelError`."""
        if version == DEFAULT:
            return DEFAULT
        if version not in self.names():
            raise UnknownModelError(version, (DEFAULT, *self.names()))
        return str(self.folder / version)

    def names(self) -> tuple[str, ...]:
        """The versions that are kept, the oldest first."""
        found = self.folder.glob(f"*/{WEIGHTS}") if self.folder.is_dir() else ()
        return tuple(path.parent.name for path in sorted(found, key=lambda path: (path.stat().st_mtime_ns, path)))

    def add(self, model: Acceptance) -> str:
        """Keep a model under a name of its content, and return it: the same model is one version."""
        beside = self.folder / f".{os.getpid()}"
        save_model(model, beside)
        loaded = load_model(str(beside))
        assert loaded is not None
        place = self.folder / loaded.version
        if place.exists():
            for path in beside.iterdir():
                path.unlink()
            beside.rmdir()
        else:
            beside.rename(place)
        return loaded.version

    def report(self, version: str) -> str:
        """What was written when a version was compared; nothing where it was not."""
        path = Path(self.path(version)) / REPORT
        return path.read_text("utf-8") if path.is_file() else ""

    def keep_report(self, version: str, text: str) -> None:
        """Write what a person is to read about a version."""
        (Path(self.path(version)) / REPORT).write_text(text, "utf-8")

    def promote(self, version: str) -> None:
        """Take a version into use."""
        self.path(version)
        self._switch(PROMOTED, version)

    def refuse(self, version: str) -> None:
        """Write down that a version was not good enough."""
        self._tell(REFUSED, version, self.current)

    def rollback(self) -> str | None:
        """Take back into use what was so before the current version was promoted; None where nothing was."""
        now = self.current
        promoted = [event for event in self.history() if event.event == PROMOTED and event.version == now]
        if now == DEFAULT or not promoted:
            return None
        self._switch(ROLLED_BACK, promoted[-1].before)
        return self.current

    def history(self) -> Iterator[Event]:
        """What has happened, the oldest first."""
        path = self.folder / HISTORY
        for line in path.read_text("utf-8").splitlines() if path.is_file() else ():
            table: dict[str, Any] = json.loads(line)
            yield Event(table["at"], table["event"], table["version"], table["before"])

    def _switch(self, event: str, version: str) -> None:
        before, target = self.current, self.folder / CURRENT
        beside = self.folder / f".{CURRENT}-{os.getpid()}"
        with beside.open("w", encoding="utf-8") as stream:
            stream.write(f"{version}\n")
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(target)
        self._tell(event, version, before)

    def _tell(self, event: str, version: str, before: str) -> None:
        line = json.dumps(Event(round(time.time(), 3), event, version, before)._asdict())
        with (self.folder / HISTORY).open("a", encoding="utf-8") as stream:
            stream.write(f"{line}\n")
