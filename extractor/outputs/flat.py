"""The lists of a dataset as flat tables, made by DuckDB: the columns of tables.py, whatever the number of rows.

A nested value has dotted columns, ids are joined by blanks, rows in a row are counted, and numbers are plain decimals.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import BinaryIO

import duckdb
import pyarrow as pa
from pyarrow import csv

from extractor.outputs.columns import DOCUMENTS, LISTS
from extractor.outputs.sheets import OF_THE_ARCHIVE
from extractor.outputs.tables import FORMULA, LEFT_OUT, PLAIN_NUMBER

FLAT = (DOCUMENTS, *LISTS, *OF_THE_ARCHIVE)
BATCH = 20_000
MARK = "\ufeff"  # without it Excel takes a file for GBK
Flat = tuple[str, str, pa.DataType]  # the name of a column, what makes it, and its type in the dataset


def flat_columns(dataset: duckdb.DuckDBPyConnection, name: str) -> list[Flat]:
    """The flat columns of one list, those of open mappings last: ("quantity.value", …, decimal128(38, 10))."""
    schema = dataset.sql(f"select * from {name} limit 0").to_arrow_table().schema
    fixed = [flat for field in schema for flat in _flat(field, "", "")]
    return [*fixed, *(flat for field in schema if pa.types.is_map(field.type) for flat in _keys(dataset, name, field))]


def write_flat(
    dataset: duckdb.DuckDBPyConnection, name: str, stream: BinaryIO, columns: Sequence[Flat], *, is_guarded: bool
) -> int:
    """Write one list as CSV, the rows in the order of the dataset; how many there were.

    With `is_guarded` a text that a spreadsheet would compute gets an apostrophe before it.
    """
    made = ", ".join(f"{_guarded(sql, type) if is_guarded else sql} as {_quoted(key)}" for key, sql, type in columns)
    rows = 0
    reader = dataset.sql(f"select {made} from {name}").to_arrow_reader(BATCH)
    with closing(csv.CSVWriter(stream, reader.schema)) as writer:
        for batch in reader:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def _flat(field: pa.Field, above: str, prefix: str) -> Iterator[Flat]:
    """The columns of one field: of a struct those of its fields, of a mapping none."""
    sql, key, type = f"{above}{_quoted(field.name)}", f"{prefix}{field.name}", field.type
    if field.name in LEFT_OUT or pa.types.is_map(type):
        return
    if pa.types.is_struct(type):
        for inner in type:
            yield from _flat(inner, f"{sql}.", f"{key}.")
    elif pa.types.is_list(type) and pa.types.is_struct(type.value_type):
        yield key, f"nullif(len({sql}), 0)", pa.int64()
    elif pa.types.is_list(type):
        yield key, f"nullif(array_to_string({sql}, ' '), '')", pa.string()
    elif pa.types.is_decimal(type):
        yield key, f"regexp_replace({sql}::varchar, '\\.?0+$', '')", type
    else:
        yield key, sql, type


def _keys(dataset: duckdb.DuckDBPyConnection, name: str, field: pa.Field) -> Iterator[Flat]:
    """The columns of an open mapping: the keys that any row has."""
    column = _quoted(field.name)
    keys = dataset.sql(f"select distinct unnest(map_keys({column})) as key from {name} order by key").fetchall()
    for (key,) in keys:
        escaped = key.replace("'", "''")
        yield f"{field.name}.{key}", f"{column}['{escaped}']", pa.string()


def _guarded(sql: str, type: pa.DataType) -> str:
    if not pa.types.is_string(type):
        return sql
    begins, is_number = f"'^{FORMULA.pattern}'", f"'{PLAIN_NUMBER.pattern}'"
    is_formula = f"regexp_matches({sql}, {begins}) and not regexp_full_match({sql}, {is_number})"
    return f"case when {is_formula} then '''' || {sql} else {sql} end"


def _quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'
