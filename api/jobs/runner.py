"""Works on the jobs of the queue: takes a lease, keeps every worker busy, and keeps what they find.

Several servers on one database share the jobs; one that is killed loses its leases, and another one goes on.
"""

import shutil
import threading
import time
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath

from api.jobs.loop import owner_name
from api.refusals import Problem, Refusal, StorageFull, StoreUnavailable
from api.service import Service
from api.store import jobs as queue
from api.store.jobs import MOST_ATTEMPTS
from api.store.tables import Item, Job
from api.work.pool import Timed
from api.work.tasks import Answer, Opened, Outcome, Task, Together
from extractor.reading.office import CONVERTED_SUFFIXES

MOST_JOBS = 4  # that one server works on at the same time, so that a small one need not wait for a large one
MOST_TOGETHER = 15  # old Word files beside one
AHEAD = 50  # files of a job that are looked up together
MOST_TRIES = 2  # of a file whose worker is lost
TURN_S = 0.25
LOOK_S = 1.0  # after so long at most a job that was cancelled through another server is noticed
PAUSE_S = 1.0  # before a database that is gone, or a disk that is full, is tried again
GRACE_S = 20.0  # for what runs to end when the server stops; the rest is done again
STALE_S = 3600.0  # folders of this age whose request or job is gone belong to nobody


@dataclass(slots=True, eq=False)
class Active:
    """A job that this server works on."""

    job: Job
    left: deque[Item] = field(default_factory=deque)
    running: "dict[Future[Timed], tuple[Item, ...]]" = field(default_factory=dict)
    found: list[tuple[Item, Answer]] = field(default_factory=list)  # not yet kept
    is_cancelled: bool = False


class Runner:
    """One thread that works on jobs until it is stopped."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.store = service.store
        self.owner = owner_name()
        self.active: dict[str, Active] = {}
        self._lease = service.settings.lease_seconds
        self._renewed = 0.0
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Begin nothing new, keep what ends in time, and leave the jobs to whoever comes next."""
        self._is_stopping.set()
        self.service.wake.set()
        self._thread.join(2 * GRACE_S)

    def _work(self) -> None:
        with suppress(OSError, Refusal):
            sweep(self.service)
        while not self._is_stopping.is_set():
            try:
                self._turn()
            except (StoreUnavailable, StorageFull) as error:
                self.service.log.warning("jobs_wait", problem=error.code)
                self._is_stopping.wait(PAUSE_S)
            except Exception as error:
                self.service.log.mistake(error)
                self._is_stopping.wait(PAUSE_S)
        self._leave()

    def _turn(self) -> None:
        """Keep what was found, renew the leases, take new jobs, give the workers something to do, and wait a little."""
        for active in list(self.active.values()):
            self._keep(active)
        if self.service.wake.is_set() or time.monotonic() - self._renewed > min(LOOK_S, self._lease / 3):
            self.service.wake.clear()
            self._renew()
        self._claim()
        self._feed()
        for active in list(self.active.values()):
            self._finish(active)
        self._wait(TURN_S)

    def _wait(self, seconds: float) -> None:
        running = [future for active in self.active.values() for future in active.running]
        if running:
            wait(running, timeout=seconds, return_when=FIRST_COMPLETED)
        elif not any(active.left or active.found for active in self.active.values()):
            self.service.wake.wait(seconds)
        for active in self.active.values():
            for future in [each for each in active.running if each.done()]:
                self._collect(active, future)

    # -- leases

    def _renew(self) -> None:
        for id, active in list(self.active.items()):
            state = queue.renew_lease(self.store, id, self.owner, self._lease)
            if state is None:
                self._drop(active)
            elif state == "cancelling":
                active.is_cancelled = True
        self._renewed = time.monotonic()

    def _claim(self) -> None:
        while len(self.active) < MOST_JOBS:
            job = queue.claim_job(self.store, self.owner, self._lease)
            if job is None:
                return
            if job.attempts > MOST_ATTEMPTS:
                queue.finish_job(self.store, job.id, self.owner, "failed")
            else:
                self.active[job.id] = Active(job, is_cancelled=job.state == "cancelling")

    def _drop(self, active: Active) -> None:
        """Another server has this job."""
        for future in active.running:
            future.cancel()
        del self.active[active.job.id]

    # -- files

    def _feed(self) -> None:
        """Give each worker a file, in turn from each job."""
        for active in self.active.values():
            if not active.left and not active.is_cancelled:
                busy = [item.id for items in active.running.values() for item in items]
                busy += [item.id for item, _ in active.found]
                active.left.extend(queue.waiting_items(self.store, active.job.id, busy, AHEAD))
        free = self.service.pool.size - sum(len(active.running) for active in self.active.values())
        for _ in range(free):
            ready = [active for active in self.active.values() if active.left and not active.is_cancelled]
            if not ready:
                return
            self._submit(min(ready, key=lambda active: len(active.running)))

    def _submit(self, active: Active) -> None:
        items = _together(active.left, self.service.pool.size)
        tasks = tuple(self._task(active.job, item) for item in items)
        seconds = self.service.settings.job_document_seconds
        work = tasks[0] if len(tasks) == 1 else Together(tasks)
        active.running[self.service.pool.submit(work, seconds=seconds, is_job=True)] = items

    def _task(self, job: Job, item: Item) -> Task:
        folder = self.service.settings.job_files / job.id
        return Task(
            path=str(folder / item.file),
            name=item.name,
            model=job.options["model"],
            limits=self.service.job_limits,
            wish=None,
            keep=True,
            members=None if "/" in item.file else str(folder / f"{item.file}.members"),
        )

    def _collect(self, active: Active, future: "Future[Timed]") -> None:
        """Take what a worker has found, or why it has not."""
        items = active.running.pop(future)
        if future.cancelled():
            return
        try:
            timed = future.result()
        except Exception as error:
            self._fail(active, items, error)
            return
        answers = [timed.value] if len(items) == 1 else timed.value
        for item, answer in zip(items, answers, strict=True):
            self.service.metrics.document(answer, timed.waited)
            active.found.append((item, answer))

    def _fail(self, active: Active, items: tuple[Item, ...], error: Exception) -> None:
        """A worker has ended, or made a mistake: files that were together are tried alone, others once more if lost."""
        code = error.code if isinstance(error, Refusal) else ""
        if code == "not_ready":  # the workers stop; the files wait for their next start
            return
        if not code:
            self.service.log.mistake(error, job=active.job.id)
        for item in reversed(items):
            is_left = len(items) > 1 or code == "worker_lost"
            if is_left and (tries := queue.count_try(self.store, item)) < MOST_TRIES:
                item.tries = tries
                active.left.appendleft(item)
            else:
                active.found.append((item, Problem.of(error)))

    def _keep(self, active: Active) -> None:
        """Keep what was found; where that fails it is tried again, since nothing is forgotten before."""
        while active.found:
            item, answer = active.found[0]
            if isinstance(answer, Opened):
                queue.open_item(self.store, item, answer.uploads)
            else:
                kept = answer.kept if isinstance(answer, Outcome) else None
                problem = asdict(answer) if isinstance(answer, Problem) else None
                queue.finish_item(self.store, active.job.project, item, kept, problem)
            active.found.pop(0)

    def _finish(self, active: Active) -> None:
        """End a job that has nothing left."""
        if active.running or active.found or (active.left and not active.is_cancelled):
            return
        if not active.is_cancelled and queue.waiting_items(self.store, active.job.id, (), 1):
            return
        shutil.rmtree(self.service.settings.job_files / active.job.id, ignore_errors=True)
        queue.finish_job(self.store, active.job.id, self.owner, "cancelled" if active.is_cancelled else "done")
        del self.active[active.job.id]
        self.service.log.info("job_ended", job=active.job.id, cancelled=active.is_cancelled)

    def _leave(self) -> None:
        end = time.monotonic() + GRACE_S
        while any(active.running for active in self.active.values()) and time.monotonic() < end:
            self._wait(TURN_S)
        with suppress(Refusal):
            for active in self.active.values():
                self._keep(active)
                queue.release_job(self.store, active.job.id, self.owner)


def _together(left: deque[Item], workers: int) -> tuple[Item, ...]:
    """The next file; with an old Word file others, as many as leave some for each worker."""
    first = left.popleft()
    if not _is_old_word(first):
        return (first,)
    others = [item for item in left if _is_old_word(item)]
    others = others[: min(MOST_TOGETHER, len(others) // workers)]
    for item in others:
        left.remove(item)
    return (first, *others)


def _is_old_word(item: Item) -> bool:
    return item.tries == 0 and PurePosixPath(item.name).suffix.lower() in CONVERTED_SUFFIXES


def sweep(service: Service) -> None:
    """Remove what requests and jobs have left that are gone: files of a server that was killed."""
    now = time.time()
    for folder in (service.settings.incoming, service.settings.job_files):
        for path in folder.iterdir():
            is_stale = now - path.stat().st_mtime > STALE_S
            if is_stale and not (folder == service.settings.job_files and queue.is_active(service.store, path.name)):
                shutil.rmtree(path, ignore_errors=True)
