"""The figures of each document that are beyond doubt, as a table of DuckDB, and whether two of them are the same."""

from decimal import Decimal
from typing import NamedTuple

import pyarrow as pa
from duckdb import DuckDBPyConnection

from annotations.catalogue import Catalogue
from extractor.comparing.organisations import shares
from extractor.data import Status
from extractor.reconciliation.intervals import HALF, cut, rounded

SURE = 0.5  # a row that a person would more likely reject than accept proves nothing about another document
FUNDS = {"rev.": "all_funds", "exp.": "all_funds", "tp.": "fiscal_appropriation"}  # of a figure that names no money
CODED = ("exp.func", "exp.econ")  # the same code stands in several tables, each with its own money
KEY = "concept, basis, code, year, stage"  # what makes two figures the same thing

# Amounts with their key; what has other dimensions, or a qualifier (约), or is part of a project, has no counterpart.
LEVELS = f"""
    create temp table levels as
    select facts.document, facts.id, facts.concept, facts.year, facts.stage,
           coalesce(facts.basis, implied.basis, '') as basis,
           coalesce(facts.dims['function_code'], facts.dims['economic_code'], '') as code,
           try_cast(quantity.value as decimal(26, 6)) as value, try_cast(quantity.step as decimal(26, 6)) as step,
           item.text as item
    from facts join owners on owners.document = facts.document
    join implied on implied.concept = facts.concept
    where quantity.kind = 'amount' and quantity.qualifier is null and facts.project is null
      and facts.year is not null and facts.stage is not null and confidence >= {SURE}
      and len(list_filter(map_keys(dims), lambda key: key not in
          ('function_code', 'function_name', 'economic_code', 'economic_name'))) = 0
      and try_cast(quantity.value as decimal(26, 6)) is not null
      and try_cast(quantity.step as decimal(26, 6)) is not null
      and (facts.concept not in {CODED} or facts.basis is not null)
"""
FIGURES = f"""
    create temp table figures as select document, {KEY}, id, value, step, item from levels limit 0
"""
# One figure for each key, the one with the most digits, where all that the document says of it can be one amount.
SOLE = f"""
    insert into figures
    select document, {KEY}, told.id as id, told.value as value, told.step as step, told.item as item
    from (
        select document, {KEY}, min(struct_pack(step, id, value, item)) as told
        from levels where hash(document) % $shares = $share group by document, {KEY}
        having max(value - step * 0.5) <= min(value + step * 0.5)
    )
"""
NONE = f"""
    create temp table nothing as
    select facts.document, facts.concept, coalesce(facts.basis, implied.basis, '') as basis, min(facts.id) as id
    from facts join owners on owners.document = facts.document
    join implied on implied.concept = facts.concept
    where facts.state in ('none_stated', 'zero') and facts.quantity is null and facts.project is null
      and facts.year = owners.year and facts.stage = owners.stage and confidence >= {SURE}
      and map_keys(dims) = []
    group by all
"""


class Amount(NamedTuple):
    """A figure in yuan and the size of its last printed digit."""

    value: Decimal
    step: Decimal


class Verdict(NamedTuple):
    """How two figures compare: `difference` is actual less expected, which rounding explains up to `tolerance`."""

    status: Status
    difference: Decimal
    tolerance: Decimal


def tabulate_figures(connection: DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Write the tables `levels` (every amount with its key), `figures` (one for each key) and `nothing` (stated none).

    A key is what is measured, of which money, in which year and stage. Where a document contradicts itself the figure
    is left out: its own checks say so, and no other document can be held against it. Needs `owners`.
    """
    rows = {"concept": [], "basis": []}  # type: dict[str, list[str | None]]
    for concept in catalogue.concepts:
        funds = next((basis for start, basis in FUNDS.items() if concept.id.startswith(start)), None)
        rows["concept"].append(concept.id)
        rows["basis"].append(concept.basis or (None if concept.id in CODED else funds))
    connection.register("implied", pa.table(rows, pa.schema([("concept", pa.string()), ("basis", pa.string())])))
    for statement in (LEVELS, FIGURES, NONE):
        connection.execute(statement)
    for share in shares(connection):
        connection.execute(SOLE, share)


def judge(expected: Amount, actual: Amount) -> Verdict:
    """Whether two printed figures can be the same amount.

    judge(Amount(Decimal(9132600), Decimal(100)), Amount(Decimal(9132641), Decimal(1))) -> within_rounding
    """
    difference, tolerance = actual.value - expected.value, (expected.step + actual.step) * HALF
    if difference == 0:
        return Verdict("exact", difference, tolerance)
    if rounded(*expected).meets(rounded(*actual)):
        return Verdict("within_rounding", difference, tolerance)
    if cut(*expected).meets(cut(*actual)):
        return Verdict("truncation", difference, tolerance)
    return Verdict("violated", difference, tolerance)
