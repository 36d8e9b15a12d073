"""Whose a document is: its organisation in one spelling, where that is, and which part of it the figures cover."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

import pyarrow as pa
from duckdb import DuckDBPyConnection

from annotations.catalogue.names import normalise
from annotations.catalogue.regions import find_region, load_regions
from extractor.data import Stage
from extractor.outputs.columns import typed_table

Scope = Literal["department", "unit", "office"]

BATCH = 10_000  # documents that are held at a time
SHARE = 10_000  # documents whose figures are grouped at a time, so that memory does not grow with an archive
NAMES = 2**14  # organisations remembered in their plain form
OFFICE = re.compile(
    r"[（(]?(?:本级|机关本级|本部|机关)[）)]?$"
)  # the department's own office, which is one of its units
ASIDE = re.compile(r"[（(](?:部门|单位|汇总|本部门|本单位|含下属单位)[）)]$")
BLANK = re.compile(r"[Xx×○]{2}|^某")  # a template that nobody filled in
PARTY = re.compile(r"^中国共产党|^中共")
SCOPES: dict[str, Scope] = {"department": "department", "unit": "unit"}
STAGES: dict[str, Stage] = {"budget": "budget", "final": "final"}

DOCUMENTS = """
    with manifest as (
        select document,
               case when count(distinct organisation) = 1 then max(organisation) end as organisation,
               case when count(distinct year) = 1 then max(year) end as year
        from sources where document is not null group by document
    )
    select id, name, kind, coalesce(documents.fiscal_year, manifest.year) as year,
           coalesce(nullif(documents.organisation, ''), manifest.organisation) as organisation, region.code as region
    from documents left join manifest on manifest.document = documents.id
    where kind is not null
"""
# A name that is told with one region only is that of one organisation, even where a document leaves the region out.
OWNERS = """
    create temp table owners as
    with regions as (
        select place, stem, count(distinct region) as known, max(region) as sole from told group by place, stem
    )
    select told.* exclude (region), coalesce(region, case when known = 1 then sole end) as region,
           concat_ws('|', stem, place, coalesce(region, case when known = 1 then sole end)) as owner,
           region is null and place = '' as is_vague
    from told join regions using (place, stem)
    where region is not null or known < 2
"""


class Name(NamedTuple):
    """An organisation's name in parts: Name("司法局", "武侯区", is_office=True) for 成都市武侯区司法局（本级）."""

    stem: str
    place: str = ""
    is_office: bool = False


class Owner(NamedTuple):
    """A document with figures of its own: whose, of which year and stage, and for which part of the organisation."""

    document: str
    name: str
    scope: str
    stage: str
    year: int
    organisation: str
    stem: str
    place: str
    region: str | None


def tabulate_owners(connection: DuckDBPyConnection) -> None:
    """Write the table `owners`: every budget and final account that says whose it is, of what year.

    What a document does not state is taken from the manifest, where that is clear. `owner` is the same for the same
    organisation; `is_vague` says that nothing tells where it is, so that a namesake may be meant.
    """
    rows, tables = connection.execute(DOCUMENTS), [typed_table(Owner, [])]
    while batch := rows.fetchmany(BATCH):
        tables.append(typed_table(Owner, list(_told(batch))))
    connection.register("told", pa.concat_tables(tables))
    connection.execute(OWNERS)
    connection.unregister("told")


def _told(rows: Sequence[tuple[str, str, str, int | None, str | None, str | None]]) -> Iterator[Owner]:
    """The owners of some documents; what says too little is left out."""
    for document, name, kind, year, organisation, region in rows:
        scope, _, stage = kind.partition("_")
        if scope not in SCOPES or stage not in STAGES or year is None or not organisation or BLANK.search(organisation):
            continue
        plain = name_of(organisation)
        code = region or region_of(organisation)
        covers = "office" if plain.is_office else scope
        yield Owner(document, name, covers, stage, year, organisation, plain.stem, plain.place, code)


@lru_cache(NAMES)
def region_of(organisation: str) -> str | None:
    """The code of the division that a name begins with."""
    found = find_region(organisation)
    return found[1] if found else None


@lru_cache(NAMES)
def name_of(organisation: str) -> Name:
    """An organisation's name without what printers add or leave out.

    name_of("中共成都市武侯区委宣传部（本级）") -> Name("委宣传部", "武侯区", is_office=True)
    """
    plain = PARTY.sub("", ASIDE.sub("", normalise(organisation)))
    bare = OFFICE.sub("", plain)
    is_office = bare != plain and len(bare) > 1
    return Name(*_placed(bare if is_office else plain), is_office)


def _placed(name: str) -> tuple[str, str]:
    """Take the divisions off the front of a name, and keep the last: 成都市武侯区司法局 -> 司法局, 武侯区."""
    regions, place = load_regions(), ""
    while True:
        ends = range(min(len(name) - 2, regions.longest), 1, -1)
        end = next((end for end in ends if name[:end] in regions.by_name), None)
        if end is None:
            return name, place
        name, place = name[end:], name[:end]


def shares(connection: DuckDBPyConnection) -> Iterator[Mapping[str, int]]:
    """The shares in which large tables are grouped, as values of a statement: hash(owner) % $shares = $share."""
    (count,) = connection.execute("select count(*) from owners").fetchone() or (0,)
    total = 1 + count // SHARE
    yield from ({"shares": total, "share": share} for share in range(total))
