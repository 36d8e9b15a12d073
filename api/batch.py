"""Many documents one after the other: what cannot be read is told in one line, and the rest is still done."""

import os
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from api.inputs import Found, Input, skipped_note
from api.opening import members, prepared
from api.problems import FAILED_TO_LOAD, CannotLoad, Failure, InternalError, Unusable, UnusableModel
from api.texts import one_line, say
from extractor.data import Record
from extractor.errors import MingxiError
from extractor.reading.members import archive_format
from models.errors import ModelError

if TYPE_CHECKING:
    from extractor.pipeline import Extractor

DEBUG = "MINGXI_DEBUG"
TRAINING = ("sklearn", "scipy")  # what the extra `train` installs
Deliver = Callable[[Input, Record], None]


def load_extractor(model: str) -> "Extractor":
    """The extractor; whatever is wrong with it is a `CannotLoad`."""
    try:
        from extractor.pipeline import load

        return load(model=model)
    except ModelError as error:
        raise UnusableModel(error.name, error.reason, error.english_reason) from error
    except Exception as error:
        raise CannotLoad("", error) from error


def tell_failure(run: Callable[[], object], lang: str) -> int:
    """Run a command that needs a model or annotations; the exit status, one line told of what is wrong with them."""
    try:
        run()
    except ModelError as error:
        Teller(lang).tell(UnusableModel(error.name, error.reason, error.english_reason), error.name)
        return 1
    except Unusable as error:
        Teller(lang).tell(error, error.name)
        return 1
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in TRAINING:
            raise
        Teller(lang).tell(Unusable("", "needs_train", error), "")
        return 1
    return 0


@dataclass(slots=True)
class Teller:
    """Writes single lines on standard error, above a progress bar if there is one."""

    lang: str
    console: Console = field(default_factory=lambda: Console(stderr=True))

    def tell(self, error: MingxiError, label: str) -> str:
        """Say what went wrong with what, and return what was said.

        The traceback of a mistake of ours goes with it, for those who want to see it.
        """
        told = MingxiError(one_line(label), one_line(error.reason), one_line(error.english_reason))
        said = told.message if self.lang == "zh" else told.english
        self.line(f"mingxi: {said}")
        if isinstance(error, Failure) and error.cause and os.environ.get(DEBUG):
            self.print("".join(traceback.format_exception(error.cause)))
        return said

    def line(self, text: str) -> None:
        """One line, whatever its length."""
        self.print(text + "\n")

    def print(self, text: str) -> None:
        """Print as it is: no wrapping, no markup, no highlighting."""
        self.console.print(Text(text), soft_wrap=True, end="")

    @contextmanager
    def watch(self, count: int, doing: str = "working") -> Iterator[Callable[[], None]]:
        """A progress bar; what it yields is called when one of so many documents is done."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        # The bar must leave the streams alone: results that go to a file pass through standard output.
        with Progress(
            *columns, console=self.console, transient=True, redirect_stdout=False, redirect_stderr=False
        ) as bar:
            task = bar.add_task(say(doing, self.lang), total=count)
            yield lambda: bar.advance(task)


@dataclass(slots=True)
class Batch:
    """The documents of one command on their way through the extractor."""

    found: Found
    model: str
    lang: str
    done: int = 0
    failures: list[str] = field(default_factory=list)  # the name of each input that could not be read, and why
    teller: Teller = field(init=False)

    def __post_init__(self) -> None:
        self.teller = Teller(self.lang)

    def run(self, deliver: Deliver, *, on_screen: bool = True) -> None:
        """Extract and deliver every document that can be read; a bar where a person waits and sees nothing else."""
        for error in self.found.problems:
            self._fail(error, error.name)
        for note in self.found.notes:
            self.teller.tell(note, note.name)
        if not self.found.inputs:
            return
        try:
            extractor = load_extractor(self.model)
        except FAILED_TO_LOAD as error:
            self._fail(error, error.name)
            return
        is_silent = not (on_screen and sys.stdout.isatty())
        if is_silent and self.teller.console.is_terminal and len(self.found.inputs) > 1:
            with self.teller.watch(len(self.found.inputs)) as advance:
                self._go_through(self.found.inputs, extractor, deliver, advance)
        else:
            self._go_through(self.found.inputs, extractor, deliver)

    def _go_through(
        self,
        inputs: Iterable[Input],
        extractor: "Extractor",
        deliver: Deliver,
        advance: Callable[[], None] = lambda: None,
    ) -> None:
        for source in prepared(inputs):
            try:
                data = source.read()
                if archive_format(data) is not None:
                    self._go_into(source, data, extractor, deliver)
                else:
                    deliver(source, _extract(extractor, source, data))
                    self.done += 1
            except MingxiError as error:
                self._fail(error, source.label(self.lang))
            except OSError:  # standard output is closed or full, and nothing more can be delivered
                raise
            except Exception as error:
                self._fail(InternalError(source.name, error), source.label(self.lang))
            advance()

    def _go_into(self, source: Input, data: bytes, extractor: "Extractor", deliver: Deliver) -> None:
        """The documents of an archive, each as if it were a file; what is wrong with the archive itself is raised."""
        others: Counter[str] = Counter()
        try:
            self._go_through(members(source, data, others), extractor, deliver)
        finally:
            for note in skipped_note(source.label(self.lang), others):
                self.teller.tell(note, note.name)

    def _fail(self, error: MingxiError, label: str) -> None:
        self.failures.append(self.teller.tell(error, label))

    @property
    def failed(self) -> int:
        """How many inputs could not be read."""
        return len(self.failures)

    def report(self) -> int:
        """Say what happened when there were several documents; the exit status: 1 if any failed."""
        if self.done + self.failed > 1:
            self.teller.line(say("summary", self.lang, done=self.done, failed=self.failed))
        return 1 if self.failed else 0


def _extract(extractor: "Extractor", source: Input, data: bytes) -> Record:
    """The record of one document; an exception of the system is a mistake of ours here, since the bytes are read."""
    try:
        return extractor.extract(data, name=source.name)
    except OSError as error:
        raise InternalError(source.name, error) from error
