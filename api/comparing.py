"""mingxi compare: what the documents of an archive say of each other, for a person or as JSON."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from api.commands import FAILED
from api.findings import ERRORS, HOLDING, SEVERITIES
from api.folding import Folded
from api.querying import trouble
from api.screen import Screen, make_table
from api.texts import one_line, say, word
from extractor.comparing.data import Found, Step
from extractor.comparing.running import compare
from extractor.data import trimmed
from extractor.outputs.files import write_content
from extractor.querying import open_dataset

SCHEMA = "mingxi-compare/1"
STDOUT = Path("-")
WORST = 20  # findings that are told one by one; all of them are in the list
COLUMNS = (*SEVERITIES, "holding", "not_evaluable")
STYLES = {"error": "red", "warning": "yellow"}

WORST_FIRST = f"""
    select severity, kind, message, english from findings
    where status = 'violated'
    order by case severity when 'error' then 0 when 'warning' then 1 else 2 end, abs(difference) desc nulls last, id
    limit {WORST}
"""
VIOLATED = """
    select * from findings where status = 'violated'
    order by case severity when 'error' then 0 when 'warning' then 1 else 2 end, abs(difference) desc nulls last, id
"""


def run_compare(folder: Path, target: Path | None, lang: str) -> int:
    """Compare the documents of a dataset and tell what was found; the exit status: 2 where errors were found."""
    if reason := trouble(folder, lang):
        click.echo(f"mingxi: {one_line(reason)}", err=True)
        return FAILED

    def report(step: Step) -> None:
        click.echo(say(f"comparing_{step}", lang), err=True)

    found = compare(folder, report)
    if target is None:
        show_findings(folder, found, lang)
    else:
        content = as_json(folder, found)
        if target == STDOUT:
            click.echo(content, nl=False)
        else:
            write_content(target, content)
    return ERRORS if any(each.is_error for each in found) else 0


def counts_of(found: Sequence[Found]) -> Mapping[str, Mapping[str, int]]:
    """The findings by kind: violations by severity, the others by how they came out."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COLUMNS, 0))
    for each in found:
        name = each.severity if each.status == "violated" else "holding" if each.status in HOLDING else each.status
        counts[each.kind][name] += each.count
    return counts


def show_findings(folder: Path, found: Sequence[Found], lang: str) -> None:
    """Print a row for each kind of finding, then the worst of all."""
    screen = Screen()
    if not found:
        screen.print(Text(say("nothing_found", lang)))
        return
    rows = (
        [Text(word(kind, lang)), *(Text(str(row[name]), justify="right") for name in COLUMNS)]
        for kind, row in counts_of(found).items()
    )
    screen.print(make_table(("kind", *COLUMNS), rows, lang))
    with closing(open_dataset(folder)) as connection:
        worst = connection.execute(WORST_FIRST).fetchall()
    for severity, kind, message, english in worst:
        screen.print()
        screen.print(Text(f"{word(severity, lang)} {word(kind, lang)}", style=STYLES.get(severity, "dim")))
        screen.print(Folded(english if lang == "en" else message, "", 2))
    violated = sum(each.count for each in found if each.status == "violated")
    if violated > len(worst):
        screen.print()
        screen.print(Text(say("more_findings", lang, count=violated - len(worst)), style="dim"))


def as_json(folder: Path, found: Sequence[Found]) -> str:
    """Counts and every violation as one JSON object (mingxi-compare/1)."""
    with closing(open_dataset(folder)) as connection:
        rows = connection.execute(VIOLATED)
        names = [column[0] for column in rows.description or ()]
        findings = [dict(_shown(names, row)) for row in rows.fetchall()]
    told = {"schema": SCHEMA, "summary": [asdict(each) for each in found], "findings": findings}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _shown(names: Sequence[str], row: Sequence[Any]) -> Iterator[tuple[str, object]]:
    """A row with its numbers as decimal strings, as in a record."""
    for name, value in zip(names, row, strict=True):
        is_number = name in ("expected", "actual", "difference", "tolerance") and value is not None
        yield name, trimmed(value) if is_number else value
