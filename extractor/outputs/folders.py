"""Folders of files that are there whole or not at all."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from extractor.outputs.flat import FLAT, MARK, flat_columns, write_flat

Step = Callable[[str], object]  # is told the name of each list when it is done


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A new folder to write into, which gets its name when everything is in it, and vanishes where writing fails."""
    begun = path.with_name(f".{path.name}.{os.getpid()}")
    shutil.rmtree(begun, ignore_errors=True)
    try:
        begun.mkdir(parents=True)
        yield begun
        begun.replace(path)
    finally:
        shutil.rmtree(begun, ignore_errors=True)


def write_csvs(
    dataset: duckdb.DuckDBPyConnection, folder: Path, *, lists: Sequence[str] = FLAT, step: Step = lambda _: None
) -> None:
    """Write a dataset as CSV for spreadsheets, a file a list: `write_csvs(open_dataset(out), Path("表格"))`.

    The files begin with the mark by which Excel knows UTF-8, and no cell of theirs is computed.
    """
    with whole_folder(folder) as begun:
        for name in lists:
            with (begun / f"{name}.csv").open("wb") as stream:
                stream.write(MARK.encode())
                write_flat(dataset, name, stream, flat_columns(dataset, name), is_guarded=True)
            step(name)
