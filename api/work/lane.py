"""What waits for a worker: requests before jobs, and jobs not for ever."""

import threading
import time
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

FOR_JOBS = 4  # every so many turns a job goes first, however many requests wait
SMOOTHING = 0.2


@dataclass(slots=True, eq=False)
class Waiting:
    """One piece of work, who waits for it, and how long it may take."""

    task: Any
    seconds: float
    future: "Future[Any]" = field(default_factory=Future)
    since: float = field(default_factory=time.monotonic)
    waited: float = 0.0


class Lanes:
    """Two queues, one of requests and one of jobs, from which the workers take their next piece."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._requests: deque[Waiting] = deque()
        self._jobs: deque[Waiting] = deque()
        self._turn = 0
        self._mean = 0.2
        self.is_closed = False

    def __len__(self) -> int:
        """How many requests wait; jobs bound themselves."""
        return len(self._requests)

    def put(self, waiting: Waiting, *, is_job: bool, at_most: int | None = None) -> bool:
        """Wait behind the others; False where `at_most` so many wait already, or the pool is closed."""
        with self._changed:
            lane = self._jobs if is_job else self._requests
            if self.is_closed or (at_most is not None and len(lane) >= at_most):
                return False
            lane.append(waiting)
            self._changed.notify()
            return True

    def put_back(self, waiting: Waiting) -> bool:
        """Wait in front, since a worker ended before it began; False where the pool is closed."""
        with self._changed:
            if not self.is_closed:
                self._requests.appendleft(waiting)
                self._changed.notify()
            return not self.is_closed

    def get(self, timeout: float) -> Waiting | None:
        """The next piece of work, if there is one within `timeout` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._requests or self._jobs or self.is_closed, timeout)
            if not (self._requests or self._jobs):
                return None
            self._turn += 1
            is_jobs_turn = bool(self._jobs) and (not self._requests or self._turn % FOR_JOBS == 0)
            return (self._jobs if is_jobs_turn else self._requests).popleft()

    def close(self) -> list[Waiting]:
        """Take nothing in any more; what still waited."""
        with self._changed:
            self.is_closed = True
            left = [*self._requests, *self._jobs]
            self._requests.clear()
            self._jobs.clear()
            self._changed.notify_all()
            return left

    def took(self, seconds: float) -> None:
        """Learn how long a piece of work takes."""
        self._mean += SMOOTHING * (seconds - self._mean)

    def expected(self, workers: int) -> float:
        """In how many seconds what waits now will have been done."""
        return max(1.0, self._mean * (len(self) + 1) / max(1, workers))
