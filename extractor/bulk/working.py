"""What a worker does: the documents of a shard, one after the other, and then its part of the results.

The same function runs in a process of this machine and in an actor of a cluster; all it shares with others are the
folder of the results and the journal, from which one can tell what a worker that died was at.
"""

import hashlib
import traceback
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.bulk.data import Counts, Failure, Settings, Shard, Task
from extractor.bulk.errors import LostDocument, MistakeOfOurs, UnreachableSource
from extractor.bulk.journal import Journal
from extractor.bulk.layout import journal_folder, spool_folder
from extractor.bulk.results import stored_failures, write_results
from extractor.bulk.stock import Spool, is_spooled
from extractor.data import Record
from extractor.errors import MingxiError
from extractor.outputs.parts import stored_readings
from extractor.reading import Limits, Reading, read
from extractor.reading.office import is_convertible
from extractor.reading.safely import converted_together

if TYPE_CHECKING:
    from extractor.pipeline import Extractor

UNSURE = 0.8  # below it a row waits for a person
RATED = ("facts", "changes", "ratios", "reasons", "projects", "indicators")
COUNTED = ("sections", *RATED, "checks")
CHANGED = ("文件在运行中被修改", "the file was changed during the run")
GONE = ("文件已不在原处", "the file is no longer there")


def work(shard: Shard, settings: Settings) -> Counts:
    """Extract the documents of a shard and write their part.

        work(Shard(7, (Task("9f86…", "/a/决算.docx"),)), settings) -> Counts(documents=1, rows=310, …)

    A document that cannot be read or extracted is a failure among the results. Raises `ModelError` for a model that
    cannot be used and `OSError` where the part cannot be written.
    """
    from extractor.pipeline import load

    extractor = load(model=settings.model)
    kept = stored_readings(settings.folder, shard.id) if shard.is_read else {}
    failures = stored_failures(settings, shard.id) if shard.is_read else {}
    readings: list[Reading] = []
    records: list[Record] = []
    lost: list[Failure] = []
    with Journal(journal_folder(settings.folder), shard.id) as journal, ExitStack() as opened:
        waiting = [task for task in shard.tasks if task.document not in kept and task.document not in failures]
        bytes_of = _prepare(waiting, settings, opened)
        for task in shard.tasks:
            journal.begin(task.document)
            if task.document in failures:
                lost.append(failures[task.document])
                continue
            try:
                reading = kept.get(task.document) or _read(task, bytes_of, settings)
                records.append(_extract(extractor, reading, journal, settings))
                readings.append(reading)
            except MingxiError as error:
                lost.append(failure_of(task, error, shard.attempts + 1))
            except MemoryError:
                lost.append(failure_of(task, LostDocument(task.name, "memory"), shard.attempts + 1))
            except Exception as error:
                mistake = MistakeOfOurs(task.name, error)
                lost.append(replace(failure_of(task, mistake), detail=traceback.format_exc()))
    write_results(settings, shard.id, records, readings, lost)
    return count(records, lost)


def failure_of(task: Task, error: MingxiError, attempts: int = 1, detail: str | None = None) -> Failure:
    """A document without a record."""
    return Failure(task.document, task.name, error.code, error.reason, error.english_reason, attempts, detail)


def count(records: Sequence[Record], lost: Sequence[Failure]) -> Counts:
    """What came of some documents."""
    rated = [row for record in records for name in RATED for row in getattr(record, name)]
    return Counts(
        documents=len(records) + len(lost),
        failures=len(lost),
        rows=sum(len(getattr(record, name)) for record in records for name in COUNTED),
        unsure=sum(row.confidence < UNSURE for row in rated),
        violated=sum(check.severity == "error" and check.status == "violated" for r in records for check in r.checks),
    )


def _prepare(tasks: Sequence[Task], settings: Settings, opened: ExitStack) -> Callable[[Task], bytes]:
    """How to get the bytes of documents; old Word files among them are converted together, as one start is slow."""
    spool = Spool(spool_folder(settings.folder))
    paths = {task.document: spool.path(task.document) if is_spooled(task) else Path(task.path) for task in tasks}
    old_word = [data for data in map(_bytes_at, paths.values()) if data is not None and is_convertible(data)]
    opened.enter_context(converted_together(old_word, _limits(settings)))

    def bytes_of(task: Task) -> bytes:
        data = _bytes_at(paths[task.document])
        if data is None:
            raise UnreachableSource(task.name, *GONE)
        if hashlib.sha256(data).hexdigest() != task.document:
            raise UnreachableSource(task.name, *CHANGED)
        return data

    return bytes_of


def _bytes_at(path: Path) -> bytes | None:
    """A file; one that is over the limit is read as far as it takes to see that."""
    try:
        with path.open("rb") as stream:
            return stream.read()
    except OSError:
        return None


def _limits(settings: Settings) -> Limits:
    return replace(Limits(), max_seconds=settings.seconds)


def _read(task: Task, bytes_of: Callable[[Task], bytes], settings: Settings) -> Reading:
    return read(bytes_of(task), name=task.name, limits=_limits(settings))


def _extract(extractor: "Extractor", reading: Reading, journal: Journal, settings: Settings) -> Record:
    """The record of a document that has been read, unless it takes too long: then this process ends."""
    with journal.watch(settings.seconds):
        return extractor.extract_from(reading)
