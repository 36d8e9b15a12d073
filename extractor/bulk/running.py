"""A bulk run from beginning to end: take stock, hand out shards, note what is done, put aside what kills its worker.

Whatever ends a run, the same call goes on where it stopped: what is done is never done again, and what was begun is
overwritten.
"""

import errno
import fcntl
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from annotations.catalogue import load as load_catalogue
from extractor.bulk.assigning import Assignment
from extractor.bulk.data import Counts, Settings, Source
from extractor.bulk.engines import Engine
from extractor.bulk.errors import OtherForm, OutputInUse, OutputUnwritable
from extractor.bulk.layout import FAILURES, RUN, journal_folder, ledger_path, lock_path, spool_folder
from extractor.bulk.ledger import COMPARED, Ledger
from extractor.bulk.results import write_lost_sources, write_sources
from extractor.bulk.sharding import groups
from extractor.bulk.sources import Passed
from extractor.bulk.stock import Spool, take_stock
from extractor.comparing.running import compare
from extractor.data import SCHEMA, Producer
from extractor.outputs.files import write_content
from extractor.outputs.parts import part_path, stray_parts
from extractor.pipeline import VERSION
from models.registry import NONE, load_model

TICK_S = 0.5
FULL = frozenset([errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM])

Phase = Literal["stock", "work", "end"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: `seen` sources, `documents` in all, `done` of them by this and earlier runs.

    `under_way` counts what workers have finished of shards that are not written yet.
    """

    phase: Phase
    seen: int = 0
    documents: int = 0
    done: Counts = field(default_factory=Counts)
    under_way: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """What is in the folder at the end of a run, `new` by this one.

    `lost` counts the sources without bytes, `contradictions` what documents say wrongly of each other.
    """

    documents: int
    counts: Counts
    new: Counts
    lost: int
    contradictions: int


Report = Callable[[Progress], None]


def run(
    sources: Iterable[Source],
    settings: Settings,
    open_workers: Callable[[], Engine],
    report: Report = lambda _: None,
    *,
    passed: Passed | None = None,
    is_retry: bool = False,
) -> Summary:
    """Extract everything that some sources name into a folder of results.

        run(find_sources(["县级"], sys.stdin, Passed()), settings, lambda: open_engine("local", settings, 2))

    With `is_retry` documents that failed are tried again. Raises a `BulkError` or a `ModelError` for what stops the
    whole run.
    """
    folder = settings.folder
    with _locked(folder), _writing(folder), closing(Ledger(ledger_path(folder))) as ledger:
        producer = _producer(settings)
        _check_form(ledger, settings)
        spool = Spool(spool_folder(folder))
        take_stock(ledger, spool, sources, passed or Passed(), lambda seen: report(Progress("stock", seen)))
        retried = _plan(ledger, settings, producer, is_retry)
        assignment = Assignment(ledger, settings, spool, producer, retried)
        _clear_away(folder, ledger)
        _work(assignment, open_workers, report)
        report(Progress("end", documents=ledger.size(), done=ledger.totals()))
        return _finish(ledger, settings, producer, assignment.new)


def _producer(settings: Settings) -> Producer:
    acceptance = load_model(settings.model)
    return Producer(VERSION, acceptance.version if acceptance else NONE, load_catalogue().version)


def _plan(ledger: Ledger, settings: Settings, producer: Producer, is_retry: bool) -> frozenset[int]:
    """Decide what there is to do; the shards whose failures are to be tried again."""
    ledger.drop_orphans()
    ledger.plan(groups(ledger.unplanned(), ledger.count_unplanned()))
    ledger.reopen(producer)
    retried = ledger.reopen_failed() if is_retry else []
    for shard in retried:
        part_path(settings.folder, FAILURES, shard, settings.form).unlink(missing_ok=True)
    return frozenset(retried)


def _work(assignment: Assignment, open_workers: Callable[[], Engine], report: Report) -> None:
    """Have everything that waits done; a cluster is not even started for nothing."""
    if not assignment.waiting:
        return
    documents = assignment.ledger.size()
    with closing(open_workers()) as engine:
        while assignment.hand_out(engine):
            for outcome in engine.outcomes(TICK_S):
                assignment.settle(outcome)
            report(Progress("work", documents=documents, done=assignment.done, under_way=assignment.under_way()))


def _finish(ledger: Ledger, settings: Settings, producer: Producer, new: Counts) -> Summary:
    """Write the lists that belong to the whole run, and what made it; clear away what only a run needs."""
    folder, lost = settings.folder, list(ledger.lost())
    write_sources(folder, settings.form, ledger.found())
    write_lost_sources(folder, settings.form, lost)
    summary = Summary(ledger.size(), ledger.totals(), new, len(lost), _compare(ledger, settings))
    told = {
        "schema": SCHEMA,
        "format": settings.form,
        "produced_by": asdict(producer),
        "sources_lost": summary.lost,
        "contradictions": summary.contradictions,
        **asdict(summary.counts),
    }
    written = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    write_content(folder / RUN, written)
    for state in (journal_folder(folder), spool_folder(folder)):
        shutil.rmtree(state, ignore_errors=True)
    return summary


def _compare(ledger: Ledger, settings: Settings) -> int:
    """Compare the documents with each other, unless nothing has changed since; how many contradictions there are."""
    if settings.form == "jsonl":
        return 0
    known = ledger.setting(COMPARED)
    if known is None:
        known = str(sum(each.count for each in compare(settings.folder) if each.is_error))
        ledger.set(COMPARED, known)
    return int(known)


def _check_form(ledger: Ledger, settings: Settings) -> None:
    found = ledger.setting("format")
    if found is None:
        ledger.set("format", settings.form)
    elif found != settings.form:
        raise OtherForm(str(settings.folder), found)


def _clear_away(folder: Path, ledger: Ledger) -> None:
    """Remove the parts of shards that are no more, and what a run that died was writing."""
    for path in stray_parts(folder, ledger.shards()):
        path.unlink(missing_ok=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder; the system lets go of it when this process ends, however it ends."""
    path = lock_path(folder)
    with _writing(folder):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.open("wb")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OutputInUse(str(folder)) from error
        yield


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Say in one line that the folder takes no more."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OutputUnwritable(str(folder), str(error)) from error
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise OutputUnwritable(str(folder), error.strerror or str(error)) from error
