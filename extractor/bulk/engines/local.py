"""Processes of this machine, in a pool that outlives each of them (Pebble)."""

import multiprocessing
import os
from concurrent.futures import FIRST_COMPLETED, Future, wait

from pebble import ProcessExpired, ProcessPool

from extractor.bulk.data import Counts, Settings, Shard
from extractor.bulk.engines.engine import Outcome, Work
from extractor.bulk.engines.worker import prepare_process
from extractor.bulk.working import work


class LocalEngine:
    """`workers` processes, each of which loads the model once and is replaced when it dies."""

    def __init__(self, settings: Settings, workers: int, work: Work = work) -> None:
        self.workers = workers
        self._settings = settings
        self._work = work
        self._shards: dict[Future[Counts], Shard] = {}
        self._pool = ProcessPool(
            max_workers=workers,
            initializer=prepare_process,
            initargs=(settings.memory, os.getpid()),
            context=multiprocessing.get_context("spawn"),  # a fork would copy the threads' locks of its parent
        )

    def submit(self, shard: Shard) -> None:
        """Have a shard worked on as soon as a worker is free."""
        self._shards[self._pool.schedule(self._work, args=[shard, self._settings])] = shard

    def outcomes(self, seconds: float) -> list[Outcome]:
        """What has ended, after waiting for the first of it no longer than this."""
        ended, _ = wait(self._shards, timeout=seconds, return_when=FIRST_COMPLETED)
        return [_outcome(self._shards.pop(future), future) for future in ended]

    def close(self) -> None:
        """End the workers, whatever they are at."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _outcome(shard: Shard, future: Future[Counts]) -> Outcome:
    error = future.exception()
    if isinstance(error, ProcessExpired):
        return Outcome(shard)
    return Outcome(shard, error=error) if error else Outcome(shard, future.result())
