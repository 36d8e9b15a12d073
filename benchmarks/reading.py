"""What reading costs by format: `python -m benchmarks.reading`. Pages and megabytes a second, peak memory, start-up.

Each format is read in a process of its own, the bundled example several times; the first file is left out, since it
pays for loading the reader. "Memory" is the largest resident set of that process or of a child of it (LibreOffice). The
last line says what the start of a sandbox takes, and what it adds to a file.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from extractor.reading import office, scan
from extractor.reading.readers import read_in_place
from extractor.reading.sandbox import Sandbox

EXAMPLE = Path(__file__).parents[1] / "examples" / "town-budget.txt"
CHARACTERS_A_PAGE = 1200  # as LibreOffice sets the example on A4; for formats without pages
COPIES = 5  # of the example in one file, so that a file has some pages
ROUNDS = {"doc": 3, "scan": 1}
MOST_ROUNDS = 8


def files() -> Mapping[str, bytes]:
    """The example in every format that can be written here; the scan, which takes long, holds it once."""
    # Not in the process that measures, whose memory they would be.
    from benchmarks.rendering import as_docx, as_html, as_scan, as_xlsx, by_libreoffice, parts
    from extractor.pipeline import load

    text = "\n".join([EXAMPLE.read_text("utf-8")] * COPIES)
    found = list(parts(text, load().is_caption))
    written = {"txt": text.encode("gb18030"), "html": as_html(found), "docx": as_docx(found), "xlsx": as_xlsx(found)}
    if office.has_libreoffice():
        word = {"a": written["docx"]}
        written |= {kind: by_libreoffice(word, kind)["a"] for kind in ("doc", "pdf")}
        if scan.is_installed():
            once = as_docx(found[: len(found) // COPIES])
            written["scan"] = as_scan(by_libreoffice({"a": once}, "pdf")["a"])
    return written


def measure(kind: str, data: bytes) -> Mapping[str, float]:
    """Seconds a file, pages and peak memory in MB of this process, which reads nothing else."""
    name = f"a.{'pdf' if kind == 'scan' else kind}"
    document = read_in_place(data, name=name).document
    seconds = [_timed(lambda: read_in_place(data, name=name)) for _ in range(ROUNDS.get(kind, MOST_ROUNDS))]
    used = (_most_kb(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    pages = document.pages or max(1, round(document.text_length / CHARACTERS_A_PAGE))
    return {"seconds": statistics.median(seconds), "pages": pages, "memory": max(used) / 1024}


def _most_kb() -> int:
    """The most memory that this process had; `ru_maxrss` counts that of the process which started it, too."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def sandbox_costs() -> tuple[float, float]:
    """Seconds until a sandbox has read its first file, and those that it takes for each small file after that."""
    with Sandbox() as sandbox:
        first = _timed(lambda: sandbox.read(b"1", name="a.txt"))
        inside = statistics.median(_timed(lambda: sandbox.read(b"1", name="a.txt")) for _ in range(20))
    return first, inside - statistics.median(_timed(lambda: read_in_place(b"1", name="a.txt")) for _ in range(20))


@click.command()
@click.option("--only", multiple=True, help="Only these formats.")
@click.option("--one", type=(str, click.Path(path_type=Path)), help="Measure one file of a format and print JSON.")
def main(only: tuple[str, ...], one: tuple[str, Path] | None) -> None:
    """Print a table of formats."""
    if one:
        click.echo(json.dumps(measure(one[0], one[1].read_bytes())))
        return
    click.echo(f"{'':6}{'kB':>8}{'pages':>7}{'s/file':>9}{'pages/s':>9}{'MB/s':>8}{'memory MB':>11}")
    with tempfile.TemporaryDirectory() as folder:
        for kind, data in files().items():
            if only and kind not in only:
                continue
            path = Path(folder, f"a.{kind}")
            path.write_bytes(data)
            command = [sys.executable, "-m", "benchmarks.reading", "--one", kind, str(path)]
            found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
            seconds, pages = found["seconds"], found["pages"]
            rates = f"{seconds:>9.3f}{pages / seconds:>9.1f}{len(data) / 1e6 / seconds:>8.2f}"
            click.echo(f"{kind:6}{len(data) / 1000:>8.0f}{pages:>7.0f}{rates}{found['memory']:>11.0f}")
    first, more = sandbox_costs()
    click.echo(f"sandbox: {first:.2f} s to its first file, {more * 1000:.0f} ms more for each file than in place")


if __name__ == "__main__":
    main()
