"""Processes of this machine, each with a pipe of its own and a thread that gives it one shard after the other."""

from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from threading import Event, Thread

from extractor.bulk.data import Counts, Settings, Shard
from extractor.bulk.engines.engine import Outcome, Work
from extractor.bulk.working import work
from extractor.pipeline import load
from extractor.workers import Lost, Run, Worker, limit_memory

LOAD_S = 300.0  # for a worker to load the model; it takes about two
ENDLESS_S = 7 * 86_400.0  # a shard has no limit of its own: each of its documents has one, kept by the worker


class LocalEngine:
    """`workers` processes, each of which loads the model once and is replaced when it dies."""

    def __init__(self, settings: Settings, workers: int, work: Work = work) -> None:
        self.workers = workers
        self._make = partial(make_work, work, settings)
        self._waiting: SimpleQueue[Shard | None] = SimpleQueue()
        self._ended: SimpleQueue[Outcome] = SimpleQueue()
        self._is_closed = Event()
        self._alive: dict[int, Worker] = {}
        self._threads = [Thread(target=self._keep, args=(number,), daemon=True) for number in range(workers)]
        for thread in self._threads:
            thread.start()

    def submit(self, shard: Shard) -> None:
        """Have a shard worked on as soon as a worker is free."""
        self._waiting.put(shard)

    def outcomes(self, seconds: float) -> list[Outcome]:
        """What has ended, after waiting for the first of it no longer than this."""
        found = []
        with suppress(Empty):
            found.append(self._ended.get(timeout=seconds))
            while True:
                found.append(self._ended.get_nowait())
        return found

    def processes(self) -> list[int]:
        """The numbers of the processes that are there now."""
        return [worker.process.pid for worker in self._alive.values() if worker.process.pid is not None]

    def close(self) -> None:
        """End the workers, whatever they are at."""
        self._is_closed.set()
        for worker in list(self._alive.values()):
            worker.kill()
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()

    # -- one thread for each worker

    def _keep(self, number: int) -> None:
        """Have one shard after the other worked on, by one worker while it lives."""
        while (shard := self._waiting.get()) is not None and not self._is_closed.is_set():
            worker = self._alive.get(number)
            if worker is None or not worker.is_alive():
                worker = self._alive[number] = Worker(self._make)
                if not worker.is_ready(LOAD_S):
                    self._end(number, shard)
                    continue
            try:
                answer = worker.run(shard, ENDLESS_S)
            except Lost:
                self._end(number, shard)
                continue
            is_done = isinstance(answer, Counts)
            self._ended.put(Outcome(shard, answer) if is_done else Outcome(shard, error=answer))

    def _end(self, number: int, shard: Shard) -> None:
        self._alive.pop(number).kill()
        self._ended.put(Outcome(shard))


def make_work(work: Work, settings: Settings) -> Run:
    """In a worker: load the model, and give what does one shard."""
    limit_memory(settings.memory)
    load(model=settings.model)
    return partial(run_shard, work, settings)


def run_shard(work: Work, settings: Settings, shard: Shard) -> Counts | OSError:
    """What became of a shard; a disk that takes no more is an answer, since it is nobody's mistake."""
    try:
        return work(shard, settings)
    except OSError as error:
        return error
