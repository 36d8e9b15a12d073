"""The lists of many records as typed Arrow tables: the dataclasses of data.py decide every column.

A nested value is a struct, so that SQL reads `quantity.value`; ids and evidence are lists, `dims` is a map, and every
number of the contract is decimal128, exact to the last printed digit.
"""

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import is_dataclass
from decimal import Decimal
from functools import cache
from itertools import accumulate, chain
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

import pyarrow as pa

from extractor.data import (
    Change,
    Check,
    Coverage,
    Document,
    Fact,
    Indicator,
    Producer,
    Project,
    Ratio,
    Reason,
    Record,
    Section,
    Warning,  # noqa: A004
)

PRECISION = 38  # digits that decimal128 holds
SCALE = 10  # of them behind the point, where the longest printed percentages have six
DECIMAL = pa.decimal128(PRECISION, SCALE)
PLAIN = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
Build = Callable[[Sequence[Any]], pa.Array]
DOCUMENTS = "documents"  # the list with one row a document
KEY = "document"  # the column that says which document a row belongs to

LISTS: Mapping[str, type] = {
    "sections": Section,
    "facts": Fact,
    "changes": Change,
    "ratios": Ratio,
    "reasons": Reason,
    "projects": Project,
    "indicators": Indicator,
    "checks": Check,
    "coverage": Coverage,
    "warnings": Warning,
}
NOT_OF_A_DOCUMENT_ROW = frozenset(["text", "blocks"])  # they are a list of their own


class Column(NamedTuple):
    """One column: its name, its Arrow type, and how to build it from the values that rows have there."""

    name: str
    type: pa.DataType
    build: Build


def record_tables(records: Sequence[Record]) -> dict[str, pa.Table]:
    """The lists of some records, and `documents` with a row for each.

    record_tables([record])["facts"].column("quantity")[0]["value"].as_py() -> Decimal("9132600.0000000000")
    """
    tables = {DOCUMENTS: _documents(records)}
    for name in LISTS:
        lists = [getattr(record, name) for record in records]
        keys = [record.document.id for record, rows in zip(records, lists, strict=True) for _ in rows]
        tables[name] = _table(name, keys, list(chain.from_iterable(lists)))
    return tables


@cache
def list_schema(name: str) -> pa.Schema:
    """What columns one list has: `list_schema("facts").field("part_of").type` -> string."""
    if name == DOCUMENTS:
        columns = (*_columns(Document), _column("produced_by", Producer), _column("schema", str))
        kept = [each for each in columns if each.name not in NOT_OF_A_DOCUMENT_ROW]
        return pa.schema([(each.name, each.type) for each in kept])
    return pa.schema([(KEY, pa.string()), *((each.name, each.type) for each in _columns(LISTS[name]))])


def typed_table(kind: type, rows: Sequence[Any]) -> pa.Table:
    """Rows of any dataclass or named tuple as a table of its fields."""
    columns = _columns(kind)
    arrays = [column.build([getattr(row, column.name) for row in rows]) for column in columns]
    return pa.Table.from_arrays(arrays, schema=pa.schema([(column.name, column.type) for column in columns]))


def fits(number: Decimal) -> bool:
    """Whether a table can hold a number exactly; text in a document may look like a number of a hundred digits."""
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -SCALE and number.adjusted() < PRECISION - SCALE


def _table(name: str, keys: Sequence[str], rows: Sequence[Any]) -> pa.Table:
    arrays = [column.build([getattr(row, column.name) for row in rows]) for column in _columns(LISTS[name])]
    return pa.Table.from_arrays([pa.array(keys, pa.string()), *arrays], schema=list_schema(name))


def _documents(records: Sequence[Record]) -> pa.Table:
    builders = {each.name: each.build for each in (*_columns(Document), _column("produced_by", Producer))}
    names = list_schema(DOCUMENTS).names
    own = {name: [getattr(record.document, name) for record in records] for name in names[:-2]}
    values = {**own, "produced_by": [record.produced_by for record in records]}
    arrays = [builders[name](values[name]) for name in names[:-1]]
    schemas = pa.array([record.schema for record in records], pa.string())
    return pa.Table.from_arrays([*arrays, schemas], schema=list_schema(DOCUMENTS))


@cache
def _columns(kind: type) -> tuple[Column, ...]:
    hints = get_type_hints(kind, include_extras=True)
    return tuple(_column(name, hint) for name, hint in hints.items())


def _column(name: str, hint: Any) -> Column:
    return Column(name, *_built(_present(hint)))


def _present(hint: Any) -> Any:
    """A type without the None that may stand for it: Phrase | None -> Phrase."""
    if get_origin(hint) not in (Union, types.UnionType):
        return hint
    (present,) = (each for each in get_args(hint) if each is not type(None))
    return present


def _built(hint: Any) -> tuple[pa.DataType, Build]:
    """The Arrow type of values, and how a column of them is built."""
    origin, inner = get_origin(hint), get_args(hint)
    if is_dataclass(hint):
        return _struct(hint)  # type: ignore[arg-type]
    if origin is tuple:
        return _list(inner[0])
    if origin is Mapping:
        return _plain(pa.map_(pa.string(), pa.string()), lambda value: sorted(value.items()))
    if origin is Literal:
        return _plain(pa.string())
    if origin is Annotated:
        return _built(inner[0])
    if hint is Decimal:
        return _plain(DECIMAL, lambda value: value if fits(value) else None)
    return _plain(PLAIN[hint])


def _plain(type: pa.DataType, prepare: Callable[[Any], Any] | None = None) -> tuple[pa.DataType, Build]:
    if prepare is None:
        return type, lambda values: pa.array(values, type)
    return type, lambda values: pa.array([None if value is None else prepare(value) for value in values], type)


def _list(hint: Any) -> tuple[pa.DataType, Build]:
    inner, build = _built(_present(hint))

    def build_list(values: Sequence[Sequence[Any] | None]) -> pa.Array:
        present = [value or () for value in values]
        ends = list(accumulate((len(each) for each in present), initial=0))
        return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), build(list(chain.from_iterable(present))))

    return pa.list_(inner), build_list


def _struct(kind: type) -> tuple[pa.DataType, Build]:
    """A nested value: the columns of its fields, and which rows have one."""
    columns = _columns(kind)
    type = pa.struct([(column.name, column.type) for column in columns])

    def build_struct(values: Sequence[Any]) -> pa.Array:
        arrays = [column.build([getattr(value, column.name, None) for value in values]) for column in columns]
        absent = pa.array([value is None for value in values], pa.bool_())
        return pa.StructArray.from_arrays(arrays, fields=list(type), mask=absent)

    return type, build_struct
