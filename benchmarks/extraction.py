"""What extraction costs without a model: start-up, memory, one document warm, and cost per character by length.

    python -m benchmarks.extraction [FILE]

FILE is a disclosure as text (by default the bundled examples/town-budget.txt). All ratios come from one run, since
machines differ and are noisy; the long documents are the file's own lines, repeated.
"""

import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples" / "town-budget.txt"
SHORT, LONG = 10_000, 200_000  # characters
ROUNDS = 7


def start_up() -> float:
    """Seconds from nothing to the first record, in a process of its own."""
    code = "from extractor.pipeline import load; load().extract('收入1万元。'.encode())"
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - begin


def repeated(text: str, length: int) -> str:
    """A document of about this many characters; every copy has other figures, so that none only repeats another."""
    lines = text.splitlines()
    made: list[str] = []
    size = number = 0
    while size < length:
        for line in lines:
            made.append(line.replace("万元", f"{number % 10}万元") if number else line)
            size += len(line) + 1
        number += 1
    return "\n".join(made)[:length]


def median_time(data: bytes, rounds: int) -> float:
    """The median over several rounds, the extractor being warm."""
    from extractor.pipeline import load

    extractor = load(model="none")
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        extractor.extract(data)
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def main() -> None:
    """Print the figures, one a line."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLE
    text = path.read_text("utf-8")
    print(f"start-up                {start_up():6.2f} s")
    median_time(text.encode(), 1)
    warm = median_time(text.encode(), ROUNDS)
    print(f"{path.name:23} {warm:6.3f} s  ({len(text)} characters)")
    short = median_time(repeated(text, SHORT).encode(), ROUNDS) / SHORT
    long = median_time(repeated(text, LONG).encode(), 1) / LONG
    print(f"per character, {SHORT:7}  {short * 1e6:6.2f} µs")
    print(f"per character, {LONG:7}  {long * 1e6:6.2f} µs, {long / short:.2f} times")
    print(f"peak memory             {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:6.0f} MB")


if __name__ == "__main__":
    main()
