"""mingxi query: SQL over the results of an archive, which it can read and nothing else."""

import csv
import io
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

import click
import duckdb
from rich import box
from rich.table import Table
from rich.text import Text

from api.commands import FAILED
from api.screen import Screen
from api.texts import one_line, say
from extractor.data import trimmed
from extractor.outputs.files import with_folder, write_whole
from extractor.outputs.parts import write_tables
from extractor.querying import LISTED, is_dataset, open_dataset

STDIN = "-"
FORMATS = ("table", "csv", "jsonl", "parquet")
SHOWN = 200  # rows that a table shows; more of them are for a file
LONGEST = 80  # characters of one value in a table
BATCH = 1_000
READS = re.compile(r"\s*(?:explain\s+(?:analyze\s+)?)?(?:select|with|from|pivot|unpivot|\()", re.IGNORECASE)
NUMERIC = ("DECIMAL", "INTEGER", "BIGINT", "DOUBLE", "HUGEINT", "UBIGINT", "FLOAT", "SMALLINT", "TINYINT")


class Refused(Exception):  # noqa: N818, it is told to the user and ends the command
    """A statement that would not only read; the text is a key of TEXTS."""


def run_query(folder: Path, sql: str | None, form: str, out: Path | None, lang: str) -> int:
    """Answer a question, or list what can be asked for; the exit status.

    run_query(Path("out"), "select count(*) from facts", "table", None, "zh") -> 0
    """
    if reason := trouble(folder, lang):
        return _complain(reason)
    if out and out.resolve().is_relative_to(folder.resolve()):
        return _complain(say("inside_dataset", lang))
    with tempfile.TemporaryDirectory() as aside, closing(open_dataset(folder)) as connection:
        confine(connection, folder, Path(aside))
        if sql is None:
            show_views(connection, lang)
            return 0
        asked = sys.stdin.read() if sql == STDIN else sql
        try:
            check_reads(connection, asked)
            write_answer(connection, asked, form, out, lang)
        except Refused as refusal:
            return _complain(say(str(refusal), lang))
        except duckdb.Error as error:
            return _complain(say("wrong_sql", lang, reason=_first_line(error)))
    return 0


def trouble(folder: Path, lang: str) -> str | None:
    """Why a folder cannot be asked, if it cannot."""
    if not is_dataset(folder):
        return say("no_dataset", lang, folder=folder)
    try:
        open_dataset(folder).close()
    except duckdb.Error as error:
        return say("damaged_dataset", lang, reason=_first_line(error))
    return None


def confine(connection: duckdb.DuckDBPyConnection, folder: Path, aside: Path) -> None:
    """Leave a connection nothing but the files of a dataset; what does not fit into memory is put aside."""
    allowed = str(folder.resolve()).replace("'", "''")
    connection.execute(f"set temp_directory = '{aside}'")
    connection.execute(f"set allowed_directories = ['{allowed}']")
    connection.execute("set python_enable_replacements = false")  # a table of ours is none of the dataset's
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


def check_reads(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Refuse everything but one statement that reads; raises duckdb.Error for one that is none."""
    statements = connection.extract_statements(sql)
    if len(statements) != 1:
        raise Refused("one_statement")
    (statement,) = statements
    may_read = statement.type in (duckdb.StatementType.EXPLAIN, duckdb.StatementType.MULTI)
    if statement.type != duckdb.StatementType.SELECT and not (may_read and READS.match(statement.query)):
        raise Refused("read_only")


def show_views(connection: duckdb.DuckDBPyConnection, lang: str) -> None:
    """Print every list with the number of its rows and its columns."""
    screen = Screen()
    for name in LISTED:
        (count,) = connection.execute(f"select count(*) from {name}").fetchone() or (0,)
        screen.heading(say("view", lang, name=name, count=count))
        rows = connection.execute(f"select column_name, column_type from (describe {name})").fetchall()
        screen.print(_table(("", ""), ([column, kind] for column, kind in rows), (), has_head=False))


def write_answer(connection: duckdb.DuckDBPyConnection, sql: str, form: str, out: Path | None, lang: str) -> None:
    """Write what a statement gives: on the screen, or whole into a file."""
    if form == "parquet" and out is not None:
        answer = connection.sql(sql).to_arrow_reader(BATCH)
        write_tables(out, answer.schema, answer)
    elif form == "table":
        show_rows(connection.execute(sql), lang)
    else:
        rows = connection.execute(sql)
        lines = _csv_lines(rows) if form == "csv" else _json_lines(rows)
        if out is None:
            for line in lines:
                click.echo(line, nl=False)
        else:
            mark = ["\ufeff"] if form == "csv" else []  # Excel takes a file without the mark for GBK
            encoded = (line.encode() for line in chain(mark, lines))
            write_whole(with_folder(out), lambda stream: stream.writelines(encoded))


def show_rows(rows: duckdb.DuckDBPyConnection, lang: str) -> None:
    """Print the first rows as a table, and say where there are more."""
    found = rows.fetchmany(SHOWN + 1)
    names = [column[0] for column in rows.description or ()]
    right = [place for place, column in enumerate(rows.description or ()) if str(column[1]).startswith(NUMERIC)]
    shown = ([_cell(value) for value in row] for row in found[:SHOWN])
    Screen().print(_table(names, shown, right))
    if len(found) > SHOWN:
        click.echo(say("more_rows", lang, count=SHOWN), err=True)


def _table(names: Sequence[str], rows: Iterator[list[str]], right: Sequence[int], *, has_head: bool = True) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_header=has_head, header_style="bold", show_edge=False, pad_edge=False)
    for place, name in enumerate(names):
        table.add_column(Text(one_line(name)), justify="right" if place in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _cell(value: object) -> str:
    text = one_line(_text(value))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _text(value: object) -> str:
    """A value as text: nested ones as JSON, numbers without the zeros that fill their scale."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return trimmed(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    """What JSON has no form for: decimals are strings, as in a record."""
    if isinstance(value, Decimal):
        return trimmed(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _csv_lines(rows: duckdb.DuckDBPyConnection) -> Iterator[str]:
    yield _csv_line([column[0] for column in rows.description or ()])
    for row in _all(rows):
        yield _csv_line([_text(value) for value in row])


def _csv_line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def _json_lines(rows: duckdb.DuckDBPyConnection) -> Iterator[str]:
    names = [column[0] for column in rows.description or ()]
    for row in _all(rows):
        told = dict(zip(names, row, strict=True))
        yield json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=_plain) + "\n"


def _all(rows: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while batch := rows.fetchmany(BATCH):
        yield from batch


def _first_line(error: duckdb.Error) -> str:
    """What DuckDB says, without the statement that it quotes."""
    return one_line(str(error).strip().split("\n", 1)[0])


def _complain(text: str) -> int:
    click.echo(f"mingxi: {one_line(text)}", err=True)
    return FAILED
