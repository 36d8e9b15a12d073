"""Which documents one worker does in one go."""

from collections.abc import Iterable, Iterator

SHARDS = 16  # so many at least, where there are documents for it: the last ones to end leave no worker idle for long
SMALLEST = 4
LARGEST = 256
MOST_BYTES = 8_000_000


def groups(documents: Iterable[tuple[str, int]], count: int) -> Iterator[list[str]]:
    """Documents and their sizes, in order, as shards: `groups([("a", 9), ("b", 3)], 2)` -> [["a", "b"]].

    Nothing depends on the number of workers, so a run with more of them goes on with the same shards.
    """
    most = min(LARGEST, max(SMALLEST, -(-count // SHARDS)))
    group: list[str] = []
    total = 0
    for document, size in documents:
        if group and (len(group) == most or total + size > MOST_BYTES):
            yield group
            group, total = [], 0
        group.append(document)
        total += size
    if group:
        yield group
