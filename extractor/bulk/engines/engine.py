"""What every engine does: it takes shards and gives outcomes, and a worker that dies is an outcome too."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from extractor.bulk.data import Counts, Settings, Shard
from extractor.bulk.errors import MissingEngine

EngineName = Literal["local", "ray"]
Work = Callable[[Shard, Settings], Counts]  # what a worker does, importable by name


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a shard: `counts` where it is done, `error` where it was raised, neither where its worker died."""

    shard: Shard
    counts: Counts | None = None
    error: BaseException | None = None


class Engine(Protocol):
    """Some workers; an engine keeps none of the shards that it was given once their outcome is out."""

    workers: int

    def submit(self, shard: Shard) -> None:
        """Have a shard worked on as soon as a worker is free."""

    def outcomes(self, seconds: float) -> list[Outcome]:
        """What has ended, after waiting for the first of it no longer than this."""

    def close(self) -> None:
        """End the workers, whatever they are at."""


def open_engine(name: EngineName, settings: Settings, workers: int, address: str | None = None) -> Engine:
    """Workers, so many of them: `open_engine("local", settings, 2)`.

    `address` is that of a running Ray cluster; without one a cluster is started on this machine. Raises
    `MissingEngine` where Ray is not installed.
    """
    if name == "local":
        from extractor.bulk.engines.local import LocalEngine

        return LocalEngine(settings, workers)
    try:
        from extractor.bulk.engines.cluster import ClusterEngine
    except ModuleNotFoundError as error:
        if error.name != "ray":
            raise
        raise MissingEngine(name) from error
    return ClusterEngine(settings, workers, address)
