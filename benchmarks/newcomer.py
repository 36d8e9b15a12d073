"""A newcomer's path: from a clone to a document of one's own, in a new folder, each command with its time.

    python -m benchmarks.newcomer [DOCUMENT]

Clones the repository that it stands in (what is committed), and runs what the README says. pip may find its packages in
its cache, which is part of the figure.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = "examples/town-budget.txt"
PORT = 8731
WAIT_S = 120


Times = tuple[float, float]  # seconds on the clock, and of processors


def now() -> Times:
    """The clock, and the processor time of what this process has run."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter(), spent.ru_utime + spent.ru_stime


def since(began: Times) -> Times:
    """What has passed."""
    clock, processor = now()
    return clock - began[0], processor - began[1]


def timed(command: str, folder: Path) -> Times:
    """Run one command; its times, or the end of everything where it fails."""
    began = now()
    done = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 2):  # 2: check found errors
        sys.exit(f"{command}\n{done.stdout}{done.stderr}")
    return since(began)


def serving(folder: Path) -> Times:
    """The times until the service answers that it is ready."""
    began = now()
    ready = 0.0
    command = [".venv/bin/mingxi", "serve", "--port", str(PORT), "--data", str(folder / ".data"), "--workers", "1"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL) as process:
        try:
            while not ready:
                if since(began)[0] > WAIT_S:
                    sys.exit("mingxi serve is not ready")
                with suppress(URLError), urlopen(f"http://127.0.0.1:{PORT}/health/ready"):
                    ready = since(began)[0]
                time.sleep(0.05)
        finally:
            process.terminate()
    return ready, since(began)[1]


def main() -> None:
    document = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / SAMPLE
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "mingxi"
        steps = [
            (f"git clone {ROOT.name}", timed(f"git clone --quiet '{ROOT}' '{folder}'", Path(place))),
            ("make demo", timed("make demo", folder)),
            ("mingxi show DOCUMENT", timed(f".venv/bin/mingxi show '{document}'", folder)),
            ("mingxi check DOCUMENT", timed(f".venv/bin/mingxi check '{document}'", folder)),
            (
                "mingxi extract DOCUMENT --out a.xlsx",
                timed(f".venv/bin/mingxi extract '{document}' --out a.xlsx", folder),
            ),
            ("mingxi serve, until it is ready", serving(folder)),
        ]
    total = tuple(sum(column) for column in zip(*(times for _, times in steps), strict=True))
    print(f"Load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors\n")
    print("| command | seconds | of a processor |\n|---|---|---|")
    for command, (clock, processor) in (*steps, ("all", total)):
        print(f"| `{command}` | {clock:.1f} | {processor:.1f} |")


if __name__ == "__main__":
    main()
