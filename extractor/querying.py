"""The door to an archive's results: every list of the folder as a view of DuckDB."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from extractor.bulk.data import Failure
from extractor.bulk.layout import FAILURES, FINDINGS, SOURCES
from extractor.bulk.results import source_table
from extractor.comparing.data import Finding
from extractor.outputs.columns import DOCUMENTS, LISTS, list_schema, typed_table
from extractor.outputs.parts import TEXTS, texts_table

LISTED = (DOCUMENTS, *LISTS, TEXTS, SOURCES, FAILURES, FINDINGS)  # every view, in the order of a record


def open_dataset(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection in which each list is a view, empty where nothing was found.

        open_dataset(out).sql("select sum(quantity.value) from facts where concept = 'rev.total'").fetchone()

    Nothing is loaded before it is asked for. What has no record is in `failures`, where documents were found in
    `sources`, what was read of them in `texts`, what comparing them found in `findings`.
    """
    connection = duckdb.connect()
    connection.execute("set enable_progress_bar = false")  # it would be drawn among the results
    for name, empty in _empty_lists().items():
        if any((folder / name).glob("part-*.parquet")):
            parts = str(folder / name / "part-*.parquet").replace("'", "''")
            connection.execute(f"create view {name} as select * from read_parquet('{parts}')")
        else:
            connection.register(name, empty)
    return connection


def is_dataset(folder: Path) -> bool:
    """Whether a folder holds the Parquet parts of a bulk run; one of JSON lines has none."""
    return any(any((folder / name).glob("part-*.parquet")) for name in LISTED)


def _empty_lists() -> Mapping[str, pa.Table]:
    """Every list without rows, with the columns that it has with some."""
    lists = {name: list_schema(name).empty_table() for name in (DOCUMENTS, *LISTS)}
    return {
        **lists,
        TEXTS: texts_table([]),
        SOURCES: source_table([]),
        FAILURES: typed_table(Failure, []),
        FINDINGS: typed_table(Finding, []),
    }
