"""Takes the turns of retraining that were asked for: one after the other, each in a process of its own.

Learning needs a core for as long as it takes, which no request should wait for; and a process can be ended.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from api.jobs.loop import Loop, owner_name
from api.refusals import Refusal
from api.service import Service
from api.settings import PREFIX
from api.store.tables import Turn
from api.store.turns import claim_turn, finish_turn, release_turn, renew_turn

TURN_S = 0.5
ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "api.cli", "retrain")


class Trainer:
    """One thread that takes turns until it is stopped."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.owner = owner_name()
        self._lease = service.settings.lease_seconds
        self._loop = Loop(self._step, TURN_S, service.log)

    def start(self) -> None:
        """Begin."""
        self._loop.start()

    def stop(self) -> None:
        """End; a turn that is being taken is left to whoever comes next."""
        self._loop.stop(self._lease)

    def _step(self) -> bool:
        """Take the turn that is due; whether there was one."""
        turn = claim_turn(self.service.store, self.owner, self._lease)
        if turn is not None:
            self._take(turn)
        return turn is not None

    def _take(self, turn: Turn) -> None:
        with tempfile.TemporaryDirectory(dir=self.service.settings.incoming) as folder:
            report = Path(folder) / "report.md"
            words = ("--project", turn.project, "--data", str(self.service.settings.data), "--report", str(report))
            with (Path(folder) / "out").open("w+") as out, (Path(folder) / "err").open("w+") as err:
                process = subprocess.Popen(
                    [*COMMAND, *words], stdout=out, stderr=err, cwd=ROOT, env=self._environment()
                )
                try:
                    is_ended = self._wait(turn, process)
                finally:
                    process.kill()
                    process.wait()
                if not is_ended:
                    return
                out.seek(0)
                err.seek(0)
                state, result = _result(process.returncode, out.read(), err.read())
            written = report.read_text("utf-8") if report.is_file() else ""
        finish_turn(self.service.store, turn.id, self.owner, state, result, written)
        self.service.log.info("turn_ended", turn=turn.id, state=state, version=result.get("version", ""))

    def _environment(self) -> dict[str, str]:
        """The settings of this service, whoever made it, for a command that reads them from its environment."""
        settings = self.service.settings
        return {**os.environ, "PYTHONPATH": str(ROOT), f"{PREFIX}DATABASE_URL": settings.url, f"{PREFIX}LANG": "zh"}

    def _wait(self, turn: Turn, process: "subprocess.Popen[bytes]") -> bool:
        """Whether a process has ended by itself, its lease renewed for as long as it runs."""
        renewed = time.monotonic()
        while True:
            with suppress(subprocess.TimeoutExpired):
                process.wait(min(TURN_S, self._lease / 3))
                return True
            if self._loop.is_stopping:
                release_turn(self.service.store, turn.id, self.owner)
                return False
            if time.monotonic() - renewed > self._lease / 3:
                renewed = time.monotonic()
                with suppress(Refusal):  # the database is gone for a while
                    if not renew_turn(self.service.store, turn.id, self.owner, self._lease):
                        return False


def _result(status: int, out: str, err: str) -> tuple[str, dict[str, Any]]:
    """How a turn ended, and what is told of it: the line of a model, or why there is none."""
    if status == 0 and out.strip():
        found: dict[str, Any] = json.loads(out.strip().splitlines()[-1])
        return ("promoted" if found["promoted"] else "refused"), found
    lines = err.strip().splitlines()
    return "failed", {"reason": lines[-1].removeprefix("mingxi: ")[:500] if lines else f"exit status {status}"}
