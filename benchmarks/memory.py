"""How much memory a process and all below it hold together."""

from contextlib import suppress
from pathlib import Path

from extractor.workers import descendants


def resident(pid: int) -> float:
    """In MB, what several share counted once (proportional set size)."""
    total = 0
    for process in descendants(pid):
        with suppress(OSError):
            for line in Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1024
