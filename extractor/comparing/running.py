"""All comparisons of one archive, written as its list `findings`."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import pyarrow as pa
from duckdb import DuckDBPyConnection

from annotations.catalogue import load as load_catalogue
from extractor.bulk.layout import FINDINGS
from extractor.comparing.data import KINDS, Finding, Found, Report
from extractor.comparing.departments import find_departments
from extractor.comparing.duplicates import find_copies, find_near_copies
from extractor.comparing.figures import tabulate_figures
from extractor.comparing.organisations import tabulate_owners
from extractor.comparing.similarity import tabulate_alike
from extractor.comparing.years import find_years
from extractor.outputs.columns import typed_table
from extractor.outputs.parts import part_path, write_tables
from extractor.querying import open_dataset

BATCH = 10_000  # findings that are held at a time
MEMORY = "512MB"  # what tables of the comparison may take before they are put aside on the disk


def compare(folder: Path, report: Report = lambda _: None) -> tuple[Found, ...]:
    """Compare all documents of an archive with each other; what is found becomes its list `findings`.

        compare(Path("out")) -> (Found("duplicate", "exact", "info", 4), Found("last_year", "violated", "error", 1), …)

    The list is the same for the same documents, however they are spread over parts. It is replaced as a whole, and
    taken away where there is nothing to tell.
    """
    counts: Counter[tuple[str, str, str]] = Counter()
    path = part_path(folder, FINDINGS, FINDINGS)
    with tempfile.TemporaryDirectory() as aside, closing(open_dataset(folder)) as connection:
        connection.execute(f"set memory_limit = '{MEMORY}'")
        connection.execute("set preserve_insertion_order = false")  # every order that counts is asked for
        connection.execute("set temp_directory = $aside", {"aside": aside})
        findings = find_all(connection, report)
        first = list(islice(findings, BATCH))
        if first:
            write_tables(path, typed_table(Finding, []).schema, _counted(first, findings, counts))
        else:
            path.unlink(missing_ok=True)
    order = {kind: place for place, kind in enumerate(KINDS)}
    found = sorted(counts.items(), key=lambda each: (order[each[0][0]], each[0]))  # type: ignore[index]
    return tuple(Found(*name, count) for name, count in found)  # type: ignore[arg-type]


def find_all(connection: DuckDBPyConnection, report: Report = lambda _: None) -> Iterator[Finding]:
    """Every finding about a dataset, kind by kind, each in an order that depends on the documents alone."""
    report("documents")
    tabulate_owners(connection)
    tabulate_figures(connection, load_catalogue())
    report("duplicates")
    tabulate_alike(connection)
    yield from find_copies(connection)
    yield from find_near_copies(connection)
    report("years")
    yield from find_years(connection)
    report("departments")
    yield from find_departments(connection)


def _counted(
    batch: list[Finding], remaining: Iterator[Finding], counts: Counter[tuple[str, str, str]]
) -> Iterator[pa.Table]:
    """The findings as tables of some thousand rows, counted as they go by."""
    while batch:
        counts.update((each.kind, each.status, each.severity) for each in batch)
        yield typed_table(Finding, batch)
        batch = list(islice(remaining, BATCH))
