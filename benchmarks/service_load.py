"""What the service costs: overhead of a request, throughput by workers, and a crowd for minutes.

    python -m benchmarks.service_load [FILE] [--rounds 60] [--clients 200] [--minutes 5] [--workers 2]

FILE is a disclosure (by default examples/town-budget.txt). Overhead: the median of a POST on a kept connection, against
the median of the same extraction in this process, taken by turns in one run. Throughput: one worker and two, as many
clients as keep them busy, and what a document costs of the processor with each: where that is the same, nothing but
the number of cores stands between them. Crowd: clients that ask as fast as they are answered, come again when they are
told to, and count what they get; the memory of all processes of the service is that of its beginning and of its end.
"""

import argparse
import os
import signal
import statistics
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import httpx2

from api.formats import dumped, plain_of
from benchmarks.memory import resident
from extractor.pipeline import load
from extractor.workers import descendants
from tests.service.living import Living, living

EXAMPLE = Path(__file__).parents[1] / "examples" / "town-budget.txt"
STEADY_S = 8.0
SAMPLE_S = 1.0


def overhead(data: bytes, rounds: int, folder: Path) -> None:
    extractor = load()

    def inside() -> float:
        begun = time.perf_counter()
        dumped(plain_of(extractor.extract(data, name="a.txt"), (), ()))
        return time.perf_counter() - begun

    with living(folder, "--workers", "1") as server, httpx2.Client(base_url=server.url, timeout=60) as client:

        def outside() -> float:
            begun = time.perf_counter()
            client.post("/v1/extract", params={"name": "a.txt"}, content=data).raise_for_status()
            return time.perf_counter() - begun

        for measure in (inside, outside):
            for _ in range(5):
                measure()
        pairs = [(inside(), outside()) for _ in range(rounds)]
    one, other = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
    allowed = 1.15 * one + 5
    print(f"p50 in this process {one:.1f} ms, POST {other:.1f} ms; 1.15 times and 5 ms more would be {allowed:.1f} ms")


def throughput(data: bytes, workers: int, folder: Path) -> float:
    with living(folder, "--workers", str(workers), rate=0) as server:
        crowd(server, data, clients=2 * workers, seconds=1)
        own, all_of = processor_seconds([server.process.pid]), processor_seconds(descendants(server.process.pid))
        counted, _ = crowd(server, data, clients=2 * workers, seconds=STEADY_S)
        own = processor_seconds([server.process.pid]) - own
        all_of = processor_seconds(descendants(server.process.pid)) - all_of
    done = counted[200]
    print(
        f"{workers} workers: {done / STEADY_S:.1f} documents a second; of the processor {1000 * own / done:.1f} ms "
        f"a document in the server, {1000 * (all_of - own) / done:.1f} ms in its workers"
    )
    return done / STEADY_S


def processor_seconds(processes: list[int]) -> float:
    """What some processes have had of the processor."""
    ticks = 0
    for process in processes:
        with suppress(OSError):
            fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def crowd(server: Living, data: bytes, *, clients: int, seconds: float) -> tuple[Counter[int], list[float]]:
    """How often each status came, and the seconds of those that were answered with a record."""
    statuses: Counter[int] = Counter()
    times: list[float] = []
    lock, end = threading.Lock(), time.monotonic() + seconds

    def ask() -> None:
        with httpx2.Client(base_url=server.url, timeout=300) as client:
            while time.monotonic() < end:
                begun = time.perf_counter()
                try:
                    answer = client.post("/v1/extract", content=data)
                    status, wait = answer.status_code, float(answer.headers.get("retry-after", 0))
                except httpx2.TransportError:
                    status, wait = 0, 0.0
                with lock:
                    statuses[status] += 1
                    if status == 200:
                        times.append(time.perf_counter() - begun)
                time.sleep(wait)

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses, times


def soak(data: bytes, *, clients: int, minutes: float, workers: int, folder: Path) -> None:
    with living(folder, "--workers", str(workers), rate=0, requests=clients) as server:
        crowd(server, data, clients=workers, seconds=3)
        samples: list[float] = []
        is_over = threading.Event()

        def sample() -> None:
            while not is_over.wait(SAMPLE_S):
                samples.append(resident(server.process.pid))

        sampler = threading.Thread(target=sample)
        sampler.start()
        statuses, times = crowd(server, data, clients=clients, seconds=60 * minutes)
        is_over.set()
        sampler.join()
        ready = httpx2.get(f"{server.url}/health/ready").json()
        log = server.log.read_text("utf-8")
        begun = time.monotonic()
        server.end(signal.SIGTERM)
        print(f"{clients} clients for {minutes:g} minutes on {workers} workers: {dict(statuses)}")
        print(f"  without an answer: {statuses[0]}; of other statuses: {set(statuses) - {200, 429, 0}}")
        p50, p99 = (statistics.quantiles(times, n=100)[at] for at in (49, 98))
        print(f"  answered with a record: p50 {p50:.2f} s, p99 {p99:.2f} s, {len(times) / 60 / minutes:.1f} a second")
        fifth = len(samples) // 5
        first, last = statistics.median(samples[:fifth]), statistics.median(samples[-fifth:])
        print(f"  memory: first fifth {first:.0f} MB, last fifth {last:.0f} MB, most {max(samples):.0f} MB")
        print(f"  then: {ready['status']}, mistakes in the log: {log.count('internal_error')}")
        print(f"  ended in {time.monotonic() - begun:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=EXAMPLE)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", choices=("overhead", "throughput", "soak"))
    options = parser.parse_args()
    data = options.file.read_bytes()
    load_average = " ".join(f"{load:.1f}" for load in os.getloadavg())
    print(f"{os.cpu_count()} cores, load before {load_average}; {options.file.name}, {len(data)} bytes")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.only in (None, "overhead"):
            overhead(data, options.rounds, folder)
        if options.only in (None, "throughput"):
            one, two = throughput(data, 1, folder), throughput(data, 2, folder)
            print(f"two workers do {two / one:.2f} times what one does")
        if options.only in (None, "soak"):
            soak(data, clients=options.clients, minutes=options.minutes, workers=options.workers, folder=folder)


if __name__ == "__main__":
    main()
