"""Financial tables become facts: each field that a row and a column name, with its table, row and column.

A field whose column is not understood gives no fact: a wrong one would contradict the text.
"""

from extractor.tables.grids import Grid, find_grids
from extractor.tables.reading import TableRows, read_tables

__all__ = ["Grid", "TableRows", "find_grids", "read_tables"]
