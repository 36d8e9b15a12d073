"""Actors of a Ray cluster, which see the folder of the results as this machine sees it.

Ray gives up a task whose actor dies, so that is an outcome here, and the actor is replaced; all else is as on one
machine. Nothing but shards and counts travels: workers read documents and write parts themselves.
"""

import os
from typing import Any

import ray
from ray.exceptions import RayActorError, RayTaskError

from extractor.bulk.data import Counts, Settings, Shard
from extractor.bulk.engines.engine import Outcome, Work
from extractor.bulk.working import work
from extractor.workers import limit_memory

QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_AUTH_MODE": "disabled"}  # a cluster of our own: no reports, no token
STORE = 128 << 20  # bytes of shared memory, of which shards and counts need next to nothing


class Worker:
    """One actor: a process with the model in it."""

    def __init__(self, settings: Settings, work: Work) -> None:
        limit_memory(settings.memory)
        self._settings = settings
        self._work = work

    def work(self, shard: Shard) -> Counts:
        """The documents of one shard."""
        return self._work(shard, self._settings)


class ClusterEngine:
    """`workers` actors, one core each, on a cluster that runs at `address` or on one started here."""

    def __init__(self, settings: Settings, workers: int, address: str | None = None, work: Work = work) -> None:
        self.workers = workers
        self._settings = settings
        self._work = work
        self._is_own = not ray.is_initialized()
        if self._is_own:
            connect(workers, address)
        # No restarts and no retries by Ray: what kills an actor would kill the next one.
        self._worker = ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0)(Worker)
        self._idle = [self._start() for _ in range(workers)]
        self._queue: list[Shard] = []
        self._running: dict[Any, tuple[Any, Shard]] = {}

    def submit(self, shard: Shard) -> None:
        """Have a shard worked on as soon as a worker is free."""
        self._queue.append(shard)
        self._hand_out()

    def outcomes(self, seconds: float) -> list[Outcome]:
        """What has ended, after waiting for the first of it no longer than this."""
        if not self._running:
            return []
        ended, _ = ray.wait(list(self._running), num_returns=1, timeout=seconds)
        found = [self._outcome(reference) for reference in ended]
        self._hand_out()
        return found

    def close(self) -> None:
        """End the workers, whatever they are at."""
        actors = [*self._idle, *(actor for actor, _ in self._running.values())]
        for actor in actors:
            ray.kill(actor)
        if self._is_own:
            ray.shutdown()

    def _start(self) -> Any:
        return self._worker.remote(self._settings, self._work)

    def _hand_out(self) -> None:
        while self._idle and self._queue:
            actor, shard = self._idle.pop(), self._queue.pop(0)
            self._running[actor.work.remote(shard)] = actor, shard

    def _outcome(self, reference: Any) -> Outcome:
        actor, shard = self._running.pop(reference)
        try:
            counts = ray.get(reference)
        except RayTaskError as error:  # raised in the actor, which lives on
            self._idle.append(actor)
            return Outcome(shard, error=error.cause or error)
        except RayActorError:
            self._idle.append(self._start())
            return Outcome(shard)
        self._idle.append(actor)
        return Outcome(shard, counts)


def connect(workers: int, address: str | None = None) -> None:
    """Join a cluster, or start one on this machine that nobody else can reach."""
    if address is not None:
        ray.init(address=address, log_to_driver=False, configure_logging=False)
        return
    os.environ.update({name: os.environ.get(name, value) for name, value in QUIET.items()})
    ray.init(
        num_cpus=workers,
        include_dashboard=False,
        object_store_memory=STORE,
        log_to_driver=False,
        configure_logging=False,
    )
