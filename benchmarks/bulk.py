"""What an archive costs: documents a second, what engines add to a plain loop, and whether cost and memory stay flat.

    python -m benchmarks.bulk [FILE] [--documents 240] [--model default] [--engines local,ray] [--flat 100,2000,20000]

FILE is a disclosure as text (by default the bundled examples/town-budget.txt); an archive is made of copies of it, each
with a line of its own. Ratios come from one run, since machines differ and are noisy. What a document costs is measured
once workers run: behind the first quarter of the documents, to the end of the work, the least of two rounds. Comparing
the documents with each other comes after that and is told apart; copies of one document are the worst that it can meet.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

from benchmarks.memory import resident
from extractor.bulk.data import Settings
from extractor.bulk.engines import open_engine
from extractor.bulk.engines.engine import EngineName
from extractor.bulk.running import Progress, run
from extractor.bulk.sources import Passed, find_sources
from extractor.outputs.parts import dataset_tables, write_part
from extractor.pipeline import load
from extractor.reading import read

EXAMPLE = Path(__file__).parents[1] / "examples" / "town-budget.txt"
ROUNDS = 2
STARTING = 0.25  # of the documents, while workers and what belongs to a cluster are still starting
PART = 256  # documents that a plain loop keeps before it writes them
SAMPLE_S = 0.5


class Pace(NamedTuple):
    """Seconds a document while workers run, and seconds a document for what comes after."""

    work: float
    after: float


def make_archive(text: str, count: int, folder: Path) -> Path:
    """Copies of a document that are different documents."""
    folder.mkdir(parents=True)
    for number in range(count):
        (folder / f"{number:06}.txt").write_text(f"{text}\n本文件编号第{number}号。\n", "utf-8")
    return folder


def plain_loop(archive: Path, out: Path, model: str) -> Pace:
    """What one would write by hand: read, extract, keep, write; nothing survives a kill."""
    extractor = load(model=model)
    extractor.extract(b"1")
    begin, kept, paths = time.perf_counter(), [], sorted(archive.iterdir())
    for number, path in enumerate(paths):
        reading = read(path.read_bytes(), name=path.name)
        kept.append((extractor.extract_from(reading), reading))
        if len(kept) == PART or number == len(paths) - 1:
            write_part(out, number, dataset_tables(*zip(*kept, strict=True)))
            kept = []
    return Pace((time.perf_counter() - begin) / len(paths), 0.0)


def bulk(archive: Path, out: Path, model: str, engine: EngineName, workers: int) -> Pace:
    settings = Settings(out, model=model)
    stands: list[tuple[float, Progress]] = []
    sources = find_sources([str(archive)], iter(()), Passed())
    run(
        sources,
        settings,
        lambda: open_engine(engine, settings, workers),
        lambda stand: stands.append((time.perf_counter(), stand)),
    )
    end = time.perf_counter()
    worked, last = stands[-1]
    started = done_of(last) * STARTING
    begun, first = next((at, done_of(stand)) for at, stand in stands if done_of(stand) >= started)
    return Pace((worked - begun) / (done_of(last) - first), (end - worked) / done_of(last))


def done_of(stand: Progress) -> int:
    return stand.done.documents + stand.under_way


class Cost(NamedTuple):
    """Seconds on the clock, seconds of processors of a process and all that it has waited for, most memory in MB."""

    clock: float
    processors: float
    memory: float


def timed(words: list[str], folder: Path) -> Cost:
    """What one way over one archive costs, in processes of its own."""
    with tempfile.TemporaryDirectory(dir=folder) as out:
        begin = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-m", "benchmarks.bulk", "--one", *words, out])
        most, ended = [0.0], Event()
        watch = Thread(target=watch_memory, args=(process.pid, most, ended))
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        clock = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        ended.set()
        watch.join()
        if status:
            raise SystemExit(f"{words} ended with {process.returncode}")
        return Cost(clock, usage.ru_utime + usage.ru_stime, most[0])


def watch_memory(root: int, most: list[float], ended: Event) -> None:
    """Note the most memory that a process and all below it have held together."""
    while not ended.wait(SAMPLE_S):
        most[0] = max(most[0], resident(root))


def pace_of(way: list[str], folder: Path) -> Pace:
    """The least of several rounds, each in processes of its own."""
    rounds = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory(dir=folder) as out:
            command = [sys.executable, "-m", "benchmarks.bulk", "--one", *way, out]
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        rounds.append(Pace(*map(float, told.split()[-2:])))
    return Pace(*map(min, zip(*rounds, strict=True)))


def compare_engines(text: str, documents: int, model: str, engines: list[str], folder: Path) -> None:
    archive = str(make_archive(text, documents, folder / "archive"))
    loop = pace_of(["loop", model, "1", archive], folder).work
    print(f"plain loop             {loop * 1e3:7.1f} ms a document", flush=True)
    for engine in engines:
        one, two = (pace_of([engine, model, workers, archive], folder) for workers in ("1", "2"))
        print(
            f"{engine:6} 1 worker        {one.work * 1e3:7.1f} ms a document, {one.work / loop - 1:+.1%} to the loop\n"
            f"{engine:6} 2 workers       {two.work * 1e3:7.1f} ms a document, {1 / two.work:.1f} a second,"
            f" efficiency {one.work / two.work / 2:.2f}; comparing {two.after * 1e3:.1f} ms a document",
            flush=True,
        )


def watch_growth(text: str, counts: list[int], model: str, folder: Path) -> None:
    for count in counts:
        archive = make_archive(text, count, folder / f"flat-{count}")
        cost = timed(["local", model, "2", str(archive)], folder)
        each = f"{cost.clock / count * 1e3:.2f} ms and {cost.processors / count * 1e3:.2f} ms of processors each"
        print(f"{count:6} documents       {cost.clock:7.1f} s, {each}, {cost.memory:.0f} MB in all", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?", type=Path, default=EXAMPLE)
    parser.add_argument("--documents", type=int, default=240)
    parser.add_argument("--model", default="default")
    parser.add_argument("--engines", default="local,ray")
    parser.add_argument("--flat", default="", help="sizes of archives of short documents, by commas")
    parser.add_argument("--one", nargs=5, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        way, model, workers, archive, out = asked.one
        is_loop = way == "loop"
        made = (Path(archive), Path(out), model)
        print(*(plain_loop(*made) if is_loop else bulk(*made, way, int(workers))))
        return
    text = asked.file.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        if asked.engines:
            compare_engines(text, asked.documents, asked.model, asked.engines.split(","), Path(folder))
        if asked.flat:
            short = "\n".join(text.splitlines()[:12])
            watch_growth(short, [int(each) for each in asked.flat.split(",")], asked.model, Path(folder))


if __name__ == "__main__":
    main()
