"""Many inputs one after the other: what cannot be read is told in one line, and the rest is still done."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from annotations.catalogue import CatalogueError
from api.texts import say
from extractor.data import Record
from extractor.errors import MingxiError, NoDocuments

SUFFIXES = frozenset([".txt", ".text", ".html", ".htm", ".shtml", ".xhtml", ".docx", ".docm", ".pdf"])
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Input:
    """One document to read: a file, or standard input; `folder` is the one that was named on the command line."""

    path: Path | None
    folder: Path | None = None

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name if self.path else ""

    @property
    def label(self) -> str:
        """How messages call it."""
        return str(self.path) if self.path else "-"

    def read(self) -> bytes:
        """All bytes."""
        return self.path.read_bytes() if self.path else sys.stdin.buffer.read()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an input gives no record, in both languages."""

    message: str
    english: str

    def text(self, lang: str) -> str:
        """The message in one language."""
        return self.message if lang == "zh" else self.english


def inputs_of(paths: Sequence[str]) -> tuple[list[Input], list[Problem]]:
    """The documents that some paths name: files as they are, folders with everything readable in them."""
    inputs: list[Input] = []
    problems: list[Problem] = []
    for text in paths:
        path = Path(text)
        if text == STDIN:
            inputs.append(Input(None))
        elif path.is_dir():
            found = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
            inputs += [Input(file, path) for file in found if not file.name.startswith(("~$", "."))]
            if not found:
                problems.append(_problem(NoDocuments(text)))
        elif path.exists():
            inputs.append(Input(path))
        else:
            problems.append(Problem(say("not_found", "zh", path=text), say("not_found", "en", path=text)))
    return inputs, problems


def _problem(error: MingxiError) -> Problem:
    return Problem(error.message, error.english)


@dataclass(slots=True)
class Batch:
    """Inputs on their way through the extractor; `problems` grows as they fail."""

    inputs: Sequence[Input]
    problems: list[Problem]
    model: str
    lang: str
    done: int = 0
    told: int = field(default=0, init=False)

    def run(self) -> Iterator[tuple[Input, Record]]:
        """Extract every input that can be read, with a progress bar where a person is watching."""
        from rich.console import Console
        from rich.progress import track

        self._tell()
        if not self.inputs:
            return
        from extractor.pipeline import load

        try:
            extractor = load(model=self.model)
        except (CatalogueError, MingxiError) as error:
            self._fail(str(error), getattr(error, "english", str(error)))
            return
        console = Console(stderr=True)
        watching = console.is_terminal and len(self.inputs) > 1
        for source in track(self.inputs, say("working", self.lang), console=console, disable=not watching, transient=True):
            try:
                record = extractor.extract(source.read(), name=source.name)
            except MingxiError as error:
                self._fail(error.message, error.english)
            except OSError as error:
                reason = error.strerror or type(error).__name__
                self._fail(*(say("cannot_open", lang, path=source.label, reason=reason) for lang in ("zh", "en")))
            else:
                self.done += 1
                yield source, record

    def _fail(self, message: str, english: str) -> None:
        self.problems.append(Problem(message, english))
        self._tell()

    def _tell(self) -> None:
        for problem in self.problems[self.told :]:
            click.echo(f"mingxi: {problem.text(self.lang)}", err=True)
        self.told = len(self.problems)

    def report(self) -> int:
        """Say what happened when several inputs were given; the exit status: 1 if any could not be read."""
        if len(self.inputs) + len(self.problems) > 1:
            click.echo(say("summary", self.lang, done=self.done, failed=len(self.problems)), err=True)
        return 1 if self.problems else 0
