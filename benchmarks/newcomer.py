"""A newcomer's path: from a clone to a document of one's own, in a new folder, each command with its time.

    python -m benchmarks.newcomer [DOCUMENT]

Clones the repository that it stands in (what is committed), and runs what the README says. pip may find its packages in its cache;
that is part of the figure, and said with it.
"""

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


def timed(command: str, folder: Path) -> float:
    """Run one command; its seconds, or the end of everything where it fails."""
    began = time.perf_counter()
    done = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 2):  # 2: check found errors
        sys.exit(f"{command}\n{done.stdout}{done.stderr}")
    return time.perf_counter() - began


def serving(folder: Path) -> float:
    """Seconds until the service answers that it is ready."""
    began = time.perf_counter()
    command = [".venv/bin/mingxi", "serve", "--port", str(PORT), "--data", str(folder / ".data"), "--workers", "1"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL) as process:
        try:
            while time.perf_counter() - began < WAIT_S:
                with suppress(URLError), urlopen(f"http://127.0.0.1:{PORT}/health/ready"):
                    return time.perf_counter() - began
                time.sleep(0.05)
            sys.exit("mingxi serve is not ready")
        finally:
            process.terminate()


def main() -> None:
    document = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / SAMPLE
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "mingxi"
        steps = [
            (f"git clone {ROOT.name}", timed(f"git clone --quiet '{ROOT}' '{folder}'", Path(place))),
            ("make demo", timed("make demo", folder)),
            ("mingxi show DOCUMENT", timed(f".venv/bin/mingxi show '{document}'", folder)),
            ("mingxi check DOCUMENT", timed(f".venv/bin/mingxi check '{document}'", folder)),
            ("mingxi extract DOCUMENT --out d.xlsx", timed(f".venv/bin/mingxi extract '{document}' --out d.xlsx", folder)),
            ("mingxi serve, until it is ready", serving(folder)),
        ]
    print("| command | seconds |\n|---|---|")
    for command, seconds in (*steps, ("all", sum(seconds for _, seconds in steps))):
        print(f"| `{command}` | {seconds:.1f} |")


if __name__ == "__main__":
    main()
