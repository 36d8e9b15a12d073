"""The figures of a department held against the sum of its own office and its units, where all of these are there."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from duckdb import DuckDBPyConnection

from extractor.comparing.data import Finding, finding
from extractor.comparing.figures import Amount, Verdict, judge
from extractor.comparing.organisations import name_of, shares
from extractor.comparing.units import MOST, is_own_office, listed_units
from extractor.comparing.wording import NOTHING, allowed, gap, item_name, listed, money, say, sentence, title, word
from extractor.outputs.columns import typed_table

BATCH = 500
SECTION = "profile.organisation"
UNIT_COUNT = "profile.budget_unit_count"
SUMMED = (
    "rev.total",
    "exp.total",
    "rev.fiscal",
    "fiscal.rev_total",
    "fiscal.exp_total",
    "gpb.exp_total",
    "tp.total",
    "tp.abroad",
    "tp.reception",
    "tp.vehicle",
)
TRANSFERS = ("rev.superior_subsidy", "rev.subsidiary_remit", "exp.superior_remit", "exp.subsidiary_grant")
GROSS = frozenset(["rev.total", "exp.total"])  # what contains transfers between the units
ZERO = Decimal(0)

SECTIONS = f"""
    with counts as (
        select document, case when count(distinct quantity.value) = 1 then max(quantity.value) end as count
        from facts where concept = '{UNIT_COUNT}' and quantity is not null group by document
    )
    select owners.document, stem, counts.count::int,
           list(substring(text, sections.start + 1, least(sections.end - sections.start, {MOST}))
                order by sections.start)
    from owners join sections on sections.document = owners.document and sections.kind = '{SECTION}'
    join texts on texts.id = owners.document
    left join counts on counts.document = owners.document
    anti join copies on copies.document = owners.document
    where scope = 'department'
    group by owners.document, stem, counts.count
    order by owners.document
"""
# The documents of the units of each department, of its year and stage; a unit is its name in the department's region.
MEMBERS = """
    create temp table members as
    select listed.department, listed.position, listed.name, unit.document, unit.is_vague
    from listed join owners head on head.document = listed.department
    left join (
        select * from owners anti join copies on copies.document = owners.document where scope <> 'department') unit
         on unit.year = head.year and unit.stage = head.stage and unit.stem = listed.stem
         and (unit.scope = 'unit' or listed.is_own)
         and (unit.region is null or head.region is null
              or starts_with(unit.region, regexp_replace(head.region, '(00)+$', '')))
"""
STATEMENTS = """
    create temp table stated (document varchar, figures struct(
        concept varchar, basis varchar, id varchar, value decimal(26, 6), step decimal(26, 6), item varchar)[])
"""
# What the documents concerned say of their own year and stage; what is stated to be none is zero.
STATED = f"""
    insert into stated
    with concerned as (
        select document from owners
        where hash(document) % $shares = $share
          and document in (select department from members union all select document from members)
    )
    select document, list(struct_pack(concept, basis, id, value, step, item) order by concept, basis) as figures
    from (
        select figures.document, concept, basis, id, value, step, item
        from figures join owners using (document) semi join concerned using (document)
        where figures.year = owners.year and figures.stage = owners.stage and code = ''
          and concept in {(*SUMMED, *TRANSFERS)}
        union all
        select document, concept, basis, id, 0::decimal(26, 6), 0::decimal(26, 6), ''
        from nothing semi join concerned using (document) anti join levels using (document, concept, basis)
        where concept in {SUMMED}
    )
    group by document
"""
DEPARTMENTS = """
    select members.department, head.name, head.organisation, head.year, head.stage, mine.figures, position,
           members.name, members.document, members.is_vague, theirs.figures
    from members join owners head on head.document = members.department
    left join stated mine on mine.document = members.department
    left join stated theirs on theirs.document = members.document
    where hash(head.owner) % $shares = $share
    order by head.owner, head.year, members.department, position, members.document
"""

Key = tuple[str, str]


class Listed(NamedTuple):
    """A unit in the list of a department; `is_own` is the department's own office."""

    department: str
    position: int
    name: str
    stem: str
    is_own: bool


class Figure(NamedTuple):
    """A figure and the document that states it."""

    document: str
    fact: str
    amount: Amount
    item: str


class Unit(NamedTuple):
    """A listed unit with what its documents state, by concept and kind of money; None where they differ."""

    name: str
    is_found: bool
    is_vague: bool
    figures: Mapping[Key, Figure | None]


class Department(NamedTuple):
    """A department, its figures and its units."""

    document: str
    name: str
    organisation: str
    year: int
    stage: str
    figures: Mapping[Key, Figure]
    units: tuple[Unit, ...]

    @property
    def has_transfers(self) -> bool:
        """Units pay each other, which the department may or may not have left out of its totals."""
        paid = (unit.figures[key] for unit in self.units for key in unit.figures if key[0] in TRANSFERS)
        return any(figure is None or figure.amount.value > 0 for figure in paid)


def find_departments(connection: DuckDBPyConnection) -> Iterator[Finding]:
    """Findings about every department of whose units at least one has a document of the same year and stage.

    Needs `owners`, `levels`, `figures`, `nothing` and `copies`.
    """
    connection.register("listed", typed_table(Listed, list(_listed(connection))))
    for statement in (MEMBERS, STATEMENTS):
        connection.execute(statement)
    for share in shares(connection):
        connection.execute(STATED, share)
    for _, rows in groupby(_rows(connection), key=lambda row: row[0]):
        department = _department(list(rows))
        if any(unit.is_found for unit in department.units):
            yield from _told(department)


def _listed(connection: DuckDBPyConnection) -> Iterator[Listed]:
    """The units that departments list; nothing of a department whose list is not certain."""
    rows = connection.execute(SECTIONS)
    while batch := rows.fetchmany(BATCH):
        for document, stem, count, texts in batch:
            names = max((listed_units(text) for text in texts), key=len, default=())
            own = [name for name in names if is_own_office(name) or name_of(name).stem == stem]
            if not own and names and count != len(names):
                names = (f"{stem}本级", *names)
                own = [names[0]]
            if not names or (count is not None and count != len(names)):
                continue
            for position, name in enumerate(names):
                yield Listed(document, position, name, stem if name in own else name_of(name).stem, name in own)


def _rows(connection: DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    for share in shares(connection):
        rows = connection.execute(DEPARTMENTS, share)
        while batch := rows.fetchmany(BATCH):
            yield from batch


def _department(rows: Sequence[tuple[Any, ...]]) -> Department:
    document, name, organisation, year, stage, figures, *_ = rows[0]
    units = tuple(_unit(list(same)) for _, same in groupby(rows, key=lambda row: row[6]))
    return Department(document, name, organisation, year, stage, _figures(document, figures), units)


def _unit(rows: Sequence[tuple[Any, ...]]) -> Unit:
    """One unit with all documents that may be its own: what these do not agree in is not known."""
    found = [row for row in rows if row[8] is not None]
    figures: dict[Key, Figure | None] = {}
    for row in found:
        for key, figure in _figures(row[8], row[10]).items():
            before = figures.get(key, figure)
            same = before is not None and judge(before.amount, figure.amount).status != "violated"
            figures[key] = before if same else None
    return Unit(rows[0][7], bool(found), any(row[9] for row in found), figures)


def _figures(document: str, rows: Sequence[Mapping[str, Any]] | None) -> dict[Key, Figure]:
    return {
        (row["concept"], row["basis"]): Figure(document, row["id"], Amount(row["value"], row["step"]), row["item"])
        for row in rows or ()
    }


def _told(department: Department) -> Iterator[Finding]:
    """That units are missing, or how each sum comes out."""
    missing = [unit.name for unit in department.units if not unit.is_found]
    if missing:
        said = sentence(
            "units_missing",
            department=title(department.name),
            count=len(department.units),
            failed=len(missing),
            year=department.year,
            stage=word(department.stage),
            names=listed(missing),
        )
        yield _finding(department, [], None, status="not_evaluable", severity="info", about=["missing"], **said)
        return
    for key, whole in department.figures.items():
        if key[0] in SUMMED and whole.item:
            yield from _sum(department, key, whole)


def _sum(department: Department, key: Key, whole: Figure) -> Iterator[Finding]:
    """How one figure of the department compares with the sum of its units."""
    parts = [unit.figures.get(key) for unit in department.units]
    known = [part for part in parts if part is not None]
    item = item_name(whole.item)
    if len(known) < len(parts):
        unknown = listed([unit.name for unit, part in zip(department.units, parts, strict=True) if part is None])
        if known:
            said = sentence("figure_missing", department=title(department.name), item=item, names=unknown)
            about = ["incomplete", *key]
            yield _finding(department, [whole], key[0], status="not_evaluable", severity="info", about=about, **said)
        return
    total = Amount(sum((part.amount.value for part in known), ZERO), sum((part.amount.step for part in known), ZERO))
    verdict = judge(total, whole.amount)
    is_violated = verdict.status == "violated"
    if is_violated and any(unit.is_vague for unit in department.units):
        return  # a namesake elsewhere may be meant
    has_transfers = key[0] in GROSS and department.has_transfers
    yield _finding(
        department,
        [*known, whole],
        key[0],
        status=verdict.status,
        severity="info" if has_transfers else "error",
        about=key,
        expected=total.value,
        actual=whole.amount.value,
        difference=verdict.difference,
        tolerance=verdict.tolerance,
        **_sentence(department, item, known, whole, verdict, has_transfers),
    )


def _finding(department: Department, figures: Sequence[Figure], concept: str | None, **told: Any) -> Finding:
    documents = [figure.document for figure in figures]
    documents += [] if department.document in documents else [department.document]
    facts = [figure.fact for figure in figures]
    told |= {"organisation": department.organisation, "year": department.year, "concept": concept}
    return finding("department_sum", documents=documents, facts=facts, **told)


def _sentence(
    department: Department, item: str, parts: Sequence[Figure], whole: Figure, verdict: Verdict, has_transfers: bool
) -> Any:
    finest = min(figure.amount.step for figure in (*parts, whole))
    total = Amount(whole.amount.value - verdict.difference, finest)
    values: dict[str, Any] = {
        "department": title(department.name),
        "item": item,
        "actual": money(whole.amount),
        "expected": money(total),
        "count": len(parts),
    }
    if verdict.status != "violated":
        return sentence("sum_holds", agree=word(verdict.status), **values)
    named = [f"{unit.name}{money(part.amount).chinese}" for unit, part in zip(department.units, parts, strict=True)]
    return sentence(
        "sum_fails",
        gap=gap(verdict.difference, total, whole.amount),
        tolerance=allowed(verdict.tolerance),
        aside=say("transfers") if has_transfers else NOTHING,
        parts=listed(named),
        **values,
    )
