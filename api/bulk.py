"""`mingxi bulk`: a whole archive into one folder, watched by a person, by a dashboard, or by nobody."""

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from api.batch import Teller
from api.inputs import skipped_note
from api.problems import UnusableModel
from api.texts import say
from extractor.bulk.data import Settings
from extractor.bulk.engines import open_engine
from extractor.bulk.engines.engine import EngineName
from extractor.bulk.errors import BulkError
from extractor.bulk.running import Progress as Stand
from extractor.bulk.running import Summary, run
from extractor.bulk.sources import Passed, find_sources
from models.errors import ModelError

LINE_S = 1.0  # seconds between two lines of the log

Follow = Callable[[Stand], None]


@dataclass(frozen=True, slots=True)
class Workers:
    """Who does the work: so many processes of this machine, or actors of the cluster at an address."""

    engine: EngineName
    count: int
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Watching:
    """How a run is followed: a bar for a person unless it should be quiet, and lines of JSON for a program."""

    lang: str
    is_quiet: bool = False
    log: Path | None = None


def run_bulk(
    words: Sequence[str], settings: Settings, workers: Workers, watching: Watching, *, is_retry: bool = False
) -> int:
    """Extract everything that some words name; the exit status, 1 where a document has no record."""
    teller, passed = Teller(watching.lang), Passed()
    sources = find_sources(words, _stdin(), passed)
    try:
        with _followed(teller, watching) as follow:
            summary = run(
                sources,
                settings,
                lambda: open_engine(workers.engine, settings, workers.count, workers.address),
                follow,
                passed=passed,
                is_retry=is_retry,
            )
    except ModelError as error:
        teller.tell(UnusableModel(error.name, error.reason, error.english_reason), error.name)
        return 1
    except BulkError as error:
        teller.tell(error, error.name)
        return 1
    except KeyboardInterrupt:
        teller.line(say("bulk_stopped", watching.lang))
        raise
    for note in skipped_note("", passed.suffixes):
        teller.tell(note, "")
    _tell_summary(teller, summary, settings.folder)
    return 1 if summary.counts.failures or summary.lost else 0


def _stdin() -> Iterator[str]:
    yield from sys.stdin


def _tell_summary(teller: Teller, summary: Summary, folder: Path) -> None:
    """What the folder holds now, and how to go on."""
    counts, lang = summary.counts, teller.lang
    teller.line(
        say(
            "bulk_summary",
            lang,
            documents=counts.documents,
            new=summary.new.documents,
            rows=counts.rows,
            unsure=counts.unsure,
            violated=counts.violated,
            folder=folder,
        )
    )
    if summary.contradictions:
        teller.line(say("bulk_contradictions", lang, count=summary.contradictions, folder=folder))
    if counts.failures or summary.lost:
        teller.line(say("bulk_failures", lang, failures=counts.failures + summary.lost, folder=folder))


@contextmanager
def _followed(teller: Teller, watching: Watching) -> Iterator[Follow]:
    """What a run calls as it goes on."""
    with ExitStack() as opened:
        followers: list[Follow] = []
        if watching.log:
            followers.append(_log_to(opened.enter_context(_stream(watching.log))))
        if teller.console.is_terminal and not watching.is_quiet:
            followers.append(opened.enter_context(_bar(teller)))

        def follow(stand: Stand) -> None:
            for each in followers:
                each(stand)

        yield follow


def _stream(path: Path) -> AbstractContextManager[TextIO]:
    return nullcontext(sys.stderr) if str(path) == "-" else path.open("a", encoding="utf-8")


def _log_to(stream: TextIO) -> Follow:
    """One line of JSON a second, and one for each change of phase."""
    begun, last, phase, before = time.monotonic(), 0.0, "", 0

    def follow(stand: Stand) -> None:
        nonlocal last, phase, before
        now = time.monotonic()
        if stand.phase == phase and now - last < LINE_S:
            return
        if stand.phase != phase:
            before = stand.done.documents
        last, phase = now, stand.phase
        rate = (stand.done.documents + stand.under_way - before) / (now - begun or 1)
        told = {"time": time.strftime("%Y-%m-%dT%H:%M:%S%z"), "phase": stand.phase, "seen": stand.seen}
        counted = {"total": stand.documents, "under_way": stand.under_way, "rate": round(rate, 2)}
        print(json.dumps({**told, **counted, **asdict(stand.done)}), file=stream, flush=True)

    return follow


@contextmanager
def _bar(teller: Teller) -> Iterator[Follow]:
    """A bar with rate and remaining time, and what has been found so far."""
    lang = teller.lang
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[found]}"),
    )
    with Progress(
        *columns, console=teller.console, transient=True, redirect_stdout=False, redirect_stderr=False
    ) as bar:
        task = bar.add_task(say("bulk_stock", lang), total=None, rate="", found="")

        def follow(stand: Stand) -> None:
            if stand.phase == "stock":
                bar.update(task, description=say("bulk_stock", lang), completed=stand.seen)
                return
            counts = stand.done
            speed = bar.tasks[task].speed
            bar.update(
                task,
                description=say("working", lang),
                total=stand.documents,
                completed=counts.documents + stand.under_way,
                rate=say("bulk_rate", lang, rate=f"{speed:.1f}") if speed else "",
                found=say("bulk_found", lang, rows=counts.rows, failures=counts.failures, unsure=counts.unsure),
            )

        yield follow
