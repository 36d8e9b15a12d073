"""The pages and plots of docs/, written from the results and from nothing else."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from benchmarks.rivals.labels import COMMON, labels
from benchmarks.rivals.plots import bars
from benchmarks.rivals.results import Results

FOLDER = Path(__file__).parent
LANGUAGES = {"en": "benchmark.md", "zh": "zh/benchmark.md"}
READERS = ("mingxi", "Recognizers-Text", "JioNLP")
KINDS = ("amount", "percent", "count")
ROWS = ("fact", "change", "ratio")
ROLES = ("item", "level", "absent", "amount", "percent", "flat", "share", "completion", "score")


@dataclass(frozen=True)
class Words:
    """The names of one language: words("tool", "labels") -> "list of labels"."""

    table: Mapping[str, Mapping[str, str]]

    def __call__(self, kind: str, key: str) -> str:
        """The name of a key; KeyError where words.toml has none."""
        return self.table[kind][key]


def words(language: str) -> Words:
    """The names of words.toml in a language."""
    return Words(tomllib.loads((FOLDER / "words.toml").read_text("utf-8"))[language])


def pages(results: Results) -> dict[str, str]:
    """Every file of docs/ that is made of the results, by its path there."""
    made = {}
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "pages"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # Markdown, of our own texts
    )
    environment.filters |= {"share": share, "times": times}
    for language, name in LANGUAGES.items():
        say = words(language)
        made[name] = environment.get_template(f"benchmark.{language}.md").render(
            results=results,
            say=say,
            readers=READERS,
            kinds=KINDS,
            roles=ROLES,
            failed=failed,
            labels=len(labels()),
            usual=len(labels()) - len(COMMON),
        )
        for plot, drawn in plots(results, say).items():
            made[f"pictures/benchmark-{plot}.{language}.svg"] = drawn
    return made


def plots(results: Results, say: Words) -> dict[str, str]:
    """The three plots in one language."""
    read = results.numbers.documents["own"]
    numbers = {say("kind", kind): {name: read.share(name, kind, "all") for name in READERS} for kind in KINDS}
    whole = {
        f"{say('row', row)}, {say('short', group)}": {
            say("tool", name): tool.measures[row].f1 for name, tool in results.rows[group].tools.items()
        }
        for row in ROWS
        for group in ("left_out", "first_sight")
        if group in results.rows
    }
    times_taken = {f"{name}, {say('short', 'numbers')}": value for name, value in results.speed.numbers.items()}
    times_taken |= {say("tool", name): value for name, value in results.speed.rows.items()}
    speed = {name: {"µs": value} for name, value in times_taken.items()}
    return {
        "numbers": bars(say("plot", "numbers"), numbers),
        "rows": bars(say("plot", "rows"), whole),
        "speed": bars(say("plot", "speed"), speed, logarithmic=True),
    }


def failed(results: Results, reader: str) -> list[tuple[str, str]]:
    """The cases that a reader fails: its text, and what it says instead."""
    return [
        (case.text.replace("\n", "⏎").replace("\t", " "), "；".join(case.said[reader]).replace("\n", "⏎"))
        for phenomenon in results.numbers.phenomena
        for case in phenomenon.cases
        if case.passed.get(reader) is False
    ]


def share(value: float | None) -> str:
    """A part of one as the tables print it: 0.9371 -> ".937", 1.0 -> "1.000"."""
    return "–" if value is None else f"{value:.3f}".removeprefix("0")


def times(value: float, of: float) -> str:
    """A ratio of two times with the digits that count: 0.318 -> "0.32", 4.13 -> "4.1", 41.3 -> "41"."""
    ratio = value / of
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.1f}" if ratio >= 1.05 else f"{ratio:.2f}"
