"""The pool of workers. One that ends, for whatever reason, costs the document it was working on and is replaced."""

import atexit
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, NamedTuple

from api.refusals import Refusal
from api.work.lane import Lanes, Waiting
from extractor.workers import PING, DeadlineError, Lost, Make, Worker

LOAD_S = 120.0  # for a worker to load the model; it takes about two
IDLE_S = 0.5  # how often a worker without work is looked after
PING_S = 5.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 10.0  # before a worker that did not even load is replaced
Observe = Callable[[str], None]  # called with the cause when a worker is replaced
log = logging.getLogger(__name__)


class Timed(NamedTuple):
    """An answer, how many seconds it waited for a worker, and how many it took."""

    value: Any
    waited: float
    took: float


class Health(NamedTuple):
    """How many workers there are of each kind, and how many requests wait."""

    idle: int
    busy: int
    loading: int
    waiting: int


class Pool:
    """Workers and what waits for them.

        pool = Pool(partial(make_extract, ("default",)), workers=2)
        pool.submit(task, seconds=120).result().value -> the answer of a worker

    A future of it raises a `Refusal`: `worker_lost` where the worker ended, `document_timeout` where it was ended.
    """

    def __init__(self, make: Make, *, workers: int, queue: int = 32, documents: int = 0) -> None:
        self.size = workers
        self.queue = queue
        self.replaced: Counter[str] = Counter()
        self.observe: Observe = lambda _: None
        self._make = make
        self._documents = documents  # after which a worker is replaced; 0: never
        self._lanes = Lanes()
        self._states = ["loading"] * workers
        self._workers: dict[int, Worker] = {}
        self._threads = [threading.Thread(target=self._keep, args=(n,), daemon=True) for n in range(workers)]

    def start(self) -> None:
        """Start the workers, which load side by side."""
        atexit.register(self.close, 0.0)
        for thread in self._threads:
            thread.start()

    def wait_until_ready(self, seconds: float = LOAD_S) -> bool:
        """Whether a worker has loaded within so many seconds; not where one has failed to."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.replaced["load"]:
            if self.health().idle:
                return True
            time.sleep(0.02)
        return False

    def submit(self, task: Any, *, seconds: float, is_job: bool = False) -> "Future[Timed]":
        """Queue a piece of work; raises a `Refusal` where too many requests wait. Jobs bound themselves."""
        waiting = Waiting(task, seconds)
        if not self._lanes.put(waiting, is_job=is_job, at_most=None if is_job else self.queue + self.health().idle):
            raise Refusal("queue_full", retry_after=self._lanes.expected(self.size))
        return waiting.future

    def health(self) -> Health:
        """What the workers are doing."""
        states = Counter(self._states)
        return Health(states["idle"], states["busy"], states["loading"], len(self._lanes))

    def ping(self) -> bool:
        """Whether workers can work: one without work answers, or all have some and are within their time."""
        health = self.health()
        if not health.idle:
            return health.busy > 0
        try:
            self.submit(PING, seconds=PING_S).result(2 * PING_S)
        except (Refusal, TimeoutError):
            return False
        return True

    def close(self, seconds: float = 30.0) -> None:
        """Take nothing more in, let what runs end within so many seconds, and end the workers."""
        atexit.unregister(self.close)
        for waiting in self._lanes.close():
            _turn_away(waiting)
        end = time.monotonic() + seconds
        for number, thread in enumerate(self._threads):
            thread.join(max(0.0, end - time.monotonic()))
            if thread.is_alive() and number in self._workers:
                self._workers[number].kill()

    # -- one thread for each worker

    def _keep(self, number: int) -> None:
        """Keep one worker at work, and replace it when it ends."""
        pause = FIRST_PAUSE_S
        while not self._lanes.is_closed:
            self._states[number] = "loading"
            worker = self._workers[number] = Worker(self._make)
            if not worker.is_ready(LOAD_S):
                self._end(worker, "load")
                time.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_S)
                continue
            pause = FIRST_PAUSE_S
            if self._employ(worker, number):
                worker.stop()

    def _employ(self, worker: Worker, number: int) -> bool:
        """Give a worker one piece of work after the other; whether it is still of use when that is over."""
        while True:
            self._states[number] = "idle"
            waiting = self._lanes.get(IDLE_S)
            if not worker.is_alive():
                self._end(worker, "idle")
                self._put_back(waiting)
                return False
            if waiting is not None:
                self._states[number] = "busy"
                if not self._run(worker, waiting):
                    return False
            if self._lanes.is_closed or worker.done >= self._documents > 0:
                return True

    def _run(self, worker: Worker, waiting: Waiting) -> bool:
        """Have one piece of work done; whether the worker can be used again. It is gone before anybody is told."""
        if not waiting.future.running() and not waiting.future.set_running_or_notify_cancel():
            return True
        begun = time.monotonic()
        waiting.waited = begun - waiting.since
        try:
            answer = worker.run(waiting.task, waiting.seconds)
        except DeadlineError:
            self._end(worker, "timeout")
            waiting.future.set_exception(Refusal("document_timeout", limit=f"{waiting.seconds:g}"))
            return False
        except Lost as lost:
            self._end(worker, "lost")
            if lost.has_begun:
                waiting.future.set_exception(Refusal("worker_lost", retry_after=1))
            else:
                self._put_back(waiting)
            return False
        took = time.monotonic() - begun
        if waiting.task is not PING:
            self._lanes.took(took)
        if isinstance(answer, Exception):
            waiting.future.set_exception(answer)
        else:
            waiting.future.set_result(Timed(answer, waiting.waited, took))
        return True

    def _put_back(self, waiting: Waiting | None) -> None:
        """Leave a piece of work that was not begun to another worker."""
        if waiting is not None and not self._lanes.put_back(waiting):
            _turn_away(waiting)

    def _end(self, worker: Worker, cause: str) -> None:
        worker.kill()
        self.replaced[cause] += 1
        self.observe(cause)
        log.warning("a worker is replaced: %s", cause)


def _turn_away(waiting: Waiting) -> None:
    """Tell whoever waits that the pool closes."""
    if waiting.future.running() or waiting.future.set_running_or_notify_cancel():
        waiting.future.set_exception(Refusal("not_ready", retry_after=5, reason="stopping"))
