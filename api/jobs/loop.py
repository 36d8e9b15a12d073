"""A thread of the service that does what is due, one thing after the other, and looks again after a pause."""

import os
import socket
import threading
from collections.abc import Callable

from annotations.database import new_id
from api.logs import Log
from api.refusals import Refusal


class Loop:
    """Calls `step` until it is stopped: at once again where there was something to do, else after a pause.

    A database that is gone for a while is waited for; a mistake of ours is logged and ends nothing.
    """

    def __init__(self, step: Callable[[], bool], pause: float, log: Log) -> None:
        self._step = step
        self._pause = pause
        self._log = log
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    @property
    def is_stopping(self) -> bool:
        """Whether nothing new is to be begun."""
        return self._is_stopping.is_set()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, seconds: float) -> None:
        """End after what is being done, and wait no longer than this for it."""
        self._is_stopping.set()
        self._thread.join(seconds)

    def _work(self) -> None:
        while not self.is_stopping:
            try:
                if self._step():
                    continue
            except Refusal:
                pass  # the database is gone for a while
            except Exception as error:
                self._log.mistake(error)
            self._is_stopping.wait(self._pause)


def owner_name() -> str:
    """What a thread that takes leases is called: the machine, its process, and something of its own."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}-{new_id()[-8:]}"
