"""What a worker does: the documents of a shard, one after the other, and then its part of the results.

The same function runs in a process of this machine and in an actor of a cluster; all it shares with others are the
folder of the results and the journal, from which one can tell what a worker that died was at.
"""

import hashlib
import traceback
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import fields, replace
from functools import partial
from pathlib import Path

from extractor.bulk.data import Counts, Failure, Settings, Shard, Task
from extractor.bulk.errors import LostDocument, MistakeOfOurs, UnreachableSource
from extractor.bulk.journal import Journal
from extractor.bulk.layout import journal_folder, spool_folder
from extractor.bulk.results import stored_failures, write_results
from extractor.bulk.stock import Spool, is_spooled
from extractor.data import Record, Rows
from extractor.errors import MingxiError
from extractor.outputs.parts import stored_readings
from extractor.reading import Limits, Reading, read
from extractor.reading.office import old_word
from extractor.reading.safely import converted_together

UNSURE = 0.8  # below it a row waits for a person
RATED = tuple(each.name for each in fields(Rows))
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
        read_task = _reader(waiting, settings, opened)
        for task in shard.tasks:
            journal.begin(task.document)
            if task.document in failures:
                lost.append(failures[task.document])
                continue
            try:
                reading = kept.get(task.document) or read_task(task)
                with journal.watch(settings.seconds):  # what takes longer ends this process
                    record = extractor.extract_from(reading)
            except Exception as error:
                lost.append(_failure(task, error, shard.attempts + 1))
            else:
                readings.append(reading)
                records.append(record)
    write_results(settings, shard.id, records, readings, lost)
    return count(records, lost)


def _failure(task: Task, error: Exception, attempts: int) -> Failure:
    """What an exception takes out of the results: this document."""
    if isinstance(error, MingxiError):
        return failure_of(task, error, attempts)
    if isinstance(error, MemoryError):
        return failure_of(task, LostDocument(task.name, "memory"), attempts)
    return failure_of(task, MistakeOfOurs(task.name, error), attempts, traceback.format_exc())


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


def _reader(tasks: Sequence[Task], settings: Settings, opened: ExitStack) -> Callable[[Task], Reading]:
    """How to read documents; old Word files among them are converted together, as each start of it is slow."""
    spool, limits = Spool(spool_folder(settings.folder)), replace(Limits(), max_seconds=settings.seconds)
    paths = {task.document: spool.path(task.document) if is_spooled(task) else Path(task.path) for task in tasks}
    files = ((task.name, partial(_bytes_at, paths[task.document])) for task in tasks)
    opened.enter_context(converted_together(list(old_word(files)), limits))

    def read_task(task: Task) -> Reading:
        data = _bytes_at(paths[task.document])
        if data is None:
            raise UnreachableSource(task.name, *GONE)
        if len(data) <= limits.max_bytes and hashlib.sha256(data).hexdigest() != task.document:
            raise UnreachableSource(task.name, *CHANGED)
        return read(data, name=task.name, limits=limits)

    return read_task


def _bytes_at(path: Path) -> bytes | None:
    """A file as far as any document may go and one byte more, which reading will complain about."""
    try:
        with path.open("rb") as stream:
            return stream.read(Limits().max_bytes + 1)
    except OSError:
        return None
