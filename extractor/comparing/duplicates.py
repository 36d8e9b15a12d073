"""Documents that are the same: found in several places, published in another format, or corrected and published again.

Two budgets of one office, or of two towns that use one template, are nearly the same text with other figures: those are
not duplicates. So a pair must have its wording and its printed figures in common, and where both are of one
organisation, year and kind, the facts that differ make the second a corrected version.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
from duckdb import DuckDBPyConnection

from extractor.comparing.candidates import FEWEST
from extractor.comparing.data import Finding, finding
from extractor.comparing.figures import Amount, judge
from extractor.comparing.similarity import Pair
from extractor.comparing.wording import gap, item_name, listed, money, percent, sentence, title, word

SAME_FIGURES = 0.95  # a figure or two may be lost in reading; another year's document has next to none in common
VERSION_FIGURES = 0.5  # of two versions: a unit and its department, alike in words, have less
BATCH = 500

COPIES = """
    select document, list(distinct sources.name order by sources.name) as places,
           list(distinct concat_ws(' ', sources.organisation, sources.year::varchar)
                order by concat_ws(' ', sources.organisation, sources.year::varchar))
               filter (sources.organisation is not null or sources.year is not null)
    from sources
    where document is not null
    group by document having count(distinct (path, member)) > 1
    order by places, document
"""
# A name may be printed with more in front in one of two formats: 司法局, 区司法局. That tells nothing apart.
VERIFIED = """
    with known as (
        select id, documents.name, coalesce(owners.organisation, documents.organisation) as organisation,
               coalesce(owners.owner, documents.organisation) as owner,
               coalesce(owners.stem, documents.organisation) as stem, coalesce(owners.year, fiscal_year) as year,
               coalesce(owners.scope || owners.stage, kind) as kind, owners.stage
        from documents left join owners on owners.document = id
    )
    select alike.first, alike.second, wording, common, figures, a.name, b.name,
           case when a.owner = b.owner then true
                when ends_with(a.stem, b.stem) or ends_with(b.stem, a.stem) then null
                else a.owner = b.owner end,
           a.year = b.year, a.kind = b.kind, a.organisation, b.organisation, a.year, b.year, a.stage
    from alike
    join known a on a.id = alike.first
    join known b on b.id = alike.second
    order by a.name, alike.first, b.name, alike.second
"""
BOTH = """
    select alike.first, alike.second, x.concept, x.item, x.id, x.value, x.step, y.id, y.value, y.step
    from alike join figures x on x.document = alike.first
    join figures y on y.document = alike.second and y.concept = x.concept and y.basis = x.basis and y.code = x.code
         and y.year = x.year and y.stage = x.stage
    order by alike.first, alike.second, x.concept, x.basis, x.code, x.year, x.stage
"""


class Version(NamedTuple):
    """One figure in two versions of a document that differ in it."""

    concept: str
    item: str
    facts: tuple[str, str]
    expected: Amount
    actual: Amount


class Couple(NamedTuple):
    """Two documents with most of their wording in common, and what is known of both.

    `is_one_owner` and so on are None where a document does not say. `agreeing` figures are the same in both,
    `differing` are not.
    """

    pair: Pair
    names: tuple[str, str]
    is_one_owner: bool | None
    is_one_year: bool | None
    is_one_kind: bool | None
    organisations: tuple[str | None, str | None]
    years: tuple[int | None, int | None]
    stage: str | None
    agreeing: int = 0
    differing: tuple[Version, ...] = ()

    @property
    def is_one(self) -> bool:
        """Both are of one organisation, year and kind."""
        return bool(self.is_one_owner and self.is_one_year and self.is_one_kind)

    @property
    def is_same(self) -> bool:
        """Nothing that tells the two apart: the same figures, and no fact that differs."""
        return not self.differing and self.pair.figure_share >= SAME_FIGURES

    @property
    def is_corrected(self) -> bool:
        """A version of the other: most figures are the same."""
        few = 0 < len(self.differing) <= self.agreeing
        return self.is_one and few and self.pair.figure_share >= VERSION_FIGURES

    @property
    def is_copied(self) -> bool:
        """The same figures, too many for chance, in documents of different owners or years."""
        apart = self.is_one_owner is False or self.is_one_year is False
        return apart and self.is_same and self.pair.figures >= FEWEST


def find_copies(connection: DuckDBPyConnection) -> Iterator[Finding]:
    """A finding for every document that lies in several places, by document."""
    rows = connection.execute(COPIES)
    while batch := rows.fetchmany(BATCH):
        for document, places, owners in batch:
            apart = owners is not None and len(owners) > 1
            values: dict[str, Any] = {"count": len(places), "places": listed(places)}
            said = (
                sentence("duplicate_elsewhere", owners=listed(owners), **values)
                if apart
                else sentence("duplicate", **values)
            )
            severity = "warning" if apart else "info"
            yield finding("duplicate", documents=[document], status="exact", severity=severity, similarity=1.0, **said)


def find_near_copies(connection: DuckDBPyConnection) -> Iterator[Finding]:
    """Findings about documents that are the same in other bytes, then about those that were corrected.

    Writes the table `copies`: the documents that say nothing but what another, their `original`, says already. Needs
    `owners`, `figures` and `alike`.
    """
    couples = list(_couples(connection))
    alike = [couple for couple in couples if couple.is_same and _may_be_one(couple)]
    originals = _originals(alike)
    columns = {"document": list(originals), "original": list(originals.values())}
    connection.register("copies", pa.table(columns, pa.schema([(name, pa.string()) for name in columns])))
    yield from _groups(alike, originals)
    yield from (_copied(couple) for couple in couples if couple.is_copied)
    told = set()
    for couple in couples:
        ends = tuple(originals.get(end, end) for end in (couple.pair.first, couple.pair.second))
        if couple.is_corrected and ends not in told:
            told.add(ends)
            yield from _corrected(couple)


def _may_be_one(couple: Couple) -> bool:
    """Nothing that both say of themselves tells them apart."""
    if couple.pair.figures < FEWEST and not couple.is_one and couple.pair.wording < 1:
        return False  # a page without figures says the same of any organisation
    return couple.is_one_owner is not False and couple.is_one_year is not False and couple.is_one_kind is not False


def _couples(connection: DuckDBPyConnection) -> Iterator[Couple]:
    """The pairs of `alike` with what is known of both, in the order of their ids."""
    found = connection.execute(VERIFIED).fetchall()
    versions = _versions(connection)
    for *measures, one, two, owner, year, kind, first, second, y1, y2, stage in found:
        pair = Pair(*measures)
        agreeing, differing = versions.get((pair.first, pair.second), (0, ()))
        yield Couple(pair, (one, two), owner, year, kind, (first, second), (y1, y2), stage, agreeing, differing)


def _versions(connection: DuckDBPyConnection) -> Mapping[tuple[str, str], tuple[int, tuple[Version, ...]]]:
    """How many figures agree in a pair, and those that do not."""
    found: dict[tuple[str, str], tuple[int, tuple[Version, ...]]] = {}
    rows = connection.execute(BOTH)
    while batch := rows.fetchmany(BATCH):
        for first, second, concept, item, f1, v1, s1, f2, v2, s2 in batch:
            agreeing, differing = found.get((first, second), (0, ()))
            version = Version(concept, item, (f1, f2), Amount(v1, s1), Amount(v2, s2))
            if judge(version.expected, version.actual).status == "violated":
                found[first, second] = (agreeing, (*differing, version))
            else:
                found[first, second] = (agreeing + 1, differing)
    return found


def _originals(couples: Sequence[Couple]) -> dict[str, str]:
    """For every copy the first by name of the documents that it is the same as, by way of others if need be."""
    known: dict[str, str] = {}
    ordered = {end: (name, end) for each in couples for end, name in zip(each.pair[:2], each.names, strict=True)}

    def root(document: str) -> str:
        while document in known:
            document = known[document]
        return document

    for couple in couples:
        first, second = sorted((root(couple.pair.first), root(couple.pair.second)), key=ordered.__getitem__)
        if first != second:
            known[second] = first
    return {document: root(document) for document in sorted(known)}


def _groups(couples: Sequence[Couple], originals: Mapping[str, str]) -> Iterator[Finding]:
    """One finding for all documents that are the same."""
    groups = defaultdict(list)
    for couple in couples:
        groups[originals.get(couple.pair.first, couple.pair.first)].append(couple)
    for group in groups.values():
        ends = {(name, end) for each in group for end, name in zip(each.pair[:2], each.names, strict=True)}
        names = {end: name for name, end in sorted(ends)}
        yield finding(
            "near_duplicate",
            documents=names,
            status="exact" if all(each.pair.common == each.pair.figures for each in group) else "within_rounding",
            severity="info",
            organisation=group[0].organisations[0] or group[0].organisations[1],
            year=group[0].years[0] or group[0].years[1],
            similarity=min(each.pair.wording for each in group),
            **sentence("near_duplicate", names=listed([title(name) for name in names.values()]), **_shares(group)),
        )


def _copied(couple: Couple) -> Finding:
    """The same figures under another name or in another year: one of the two was not filled in anew."""
    key = "copied_owner" if couple.is_one_owner is False else "copied_year"
    owners = couple.organisations if key == "copied_owner" else tuple(map(str, couple.years))
    names = listed([title(name) for name in couple.names])
    said = sentence(key, names=names, owners=listed([owner or "" for owner in owners]), **_shares([couple]))
    return finding(
        "near_duplicate",
        documents=couple.pair[:2],
        status="violated",
        severity="warning",
        similarity=couple.pair.wording,
        **said,
    )


def _corrected(couple: Couple) -> Iterator[Finding]:
    """Each figure that two versions of one document differ in."""
    organisation, year, stage = couple.organisations[0], couple.years[0], couple.stage or "budget"
    first, second = map(title, couple.names)
    for version in couple.differing:
        verdict = judge(version.expected, version.actual)
        said = sentence(
            "corrected",
            organisation=organisation,
            year=year,
            stage=word(stage),
            similarity=percent(couple.pair.wording),
            item=item_name(version.item),
            first=first,
            second=second,
            expected=money(version.expected),
            actual=money(version.actual),
            gap=gap(verdict.difference, version.expected, version.actual),
            count=len(couple.differing),
        )
        yield finding(
            "corrected",
            documents=couple.pair[:2],
            facts=version.facts,
            status="violated",
            severity="warning",
            organisation=organisation,
            year=year,
            concept=version.concept,
            expected=version.expected.value,
            actual=version.actual.value,
            difference=verdict.difference,
            tolerance=verdict.tolerance,
            similarity=couple.pair.wording,
            **said,
        )


def _shares(couples: Sequence[Couple]) -> dict[str, str]:
    """The least that some documents have in common."""
    wording = min(couple.pair.wording for couple in couples)
    return {"similarity": percent(wording), "figures": percent(min(each.pair.figure_share for each in couples))}
