"""Reading concepts.toml: ids and names unique, parents and sections known, nothing part of itself."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from annotations.catalogue import checks
from annotations.catalogue.checks import Row
from annotations.catalogue.names import as_regex, normalise
from annotations.catalogue.rows import BasisName, CatalogueError, Concept, ConceptKind

FILE = "concepts.toml"
FIELDS = ("id", "name", "kind", "aliases", "weak", "like", "sections", "parents", "units", "basis", "stock", "near")


def read_concepts(rows: Sequence[Row], *, sections: Iterable[str]) -> tuple[Concept, ...]:
    """Check rows of concepts.toml: [{"id": "rev.total", "name": "收入总计", "kind": "amount"}] -> one Concept."""
    concepts = tuple(_concept(*named) for named in checks.rows_by_id(rows, FIELDS, FILE))
    known, kinds = {concept.id for concept in concepts}, set(sections)
    for concept in concepts:
        for parent in concept.parents:
            if parent not in known:
                raise CatalogueError(FILE, concept.id, f"unknown parent {parent}")
        for section in concept.sections:
            if section not in kinds:
                raise CatalogueError(FILE, concept.id, f"unknown section {section}")
        if concept.weak and not (concept.parents or concept.sections or concept.near):
            raise CatalogueError(FILE, concept.id, "weak names need parents, sections or words near")
    _refuse_cycles(concepts)
    _refuse_rivals(concepts)
    return concepts


def _concept(id: str, row: Row) -> Concept:
    name = checks.text(row, "name", FILE, id)
    weak, aliases, own = checks.names(row, "weak", FILE, id), checks.names(row, "aliases", FILE, id), normalise(name)
    return Concept(
        id=id,
        name=name,
        kind=checks.choice(row, "kind", ConceptKind, FILE, id),
        names=aliases if own in weak else tuple(dict.fromkeys((own, *aliases))),
        weak=weak,
        like="|".join(as_regex(normalise(pattern)) for pattern in checks.texts(row, "like", FILE, id)),
        sections=checks.texts(row, "sections", FILE, id),
        parents=checks.texts(row, "parents", FILE, id),
        units=checks.texts(row, "units", FILE, id),
        basis=checks.choice(row, "basis", BasisName, FILE, id) if "basis" in row else None,
        stock=checks.flag(row, "stock", FILE, id),
        near=checks.texts(row, "near", FILE, id),
    )


def _refuse_cycles(concepts: Sequence[Concept]) -> None:
    parents = {concept.id: concept.parents for concept in concepts}
    for concept in concepts:
        above, found = list(concept.parents), set[str]()
        while above:
            one = above.pop()
            if one == concept.id:
                raise CatalogueError(FILE, concept.id, "is part of itself")
            if one not in found:
                found.add(one)
                above.extend(parents[one])


def _refuse_rivals(concepts: Sequence[Concept]) -> None:
    """No name may mean two things in one place: kind, unit and section together must tell them apart."""
    claims: dict[tuple[str, bool], list[Concept]] = defaultdict(list)
    for concept in concepts:
        for names, strong in ((concept.names, True), (concept.weak, False)):
            for name in names:
                for rival in claims[name, strong]:
                    if _indistinct(concept, rival, strong):
                        raise CatalogueError(FILE, concept.id, f"{name} is claimed by {rival.id} too")
                claims[name, strong].append(concept)


def _indistinct(one: Concept, other: Concept, strong: bool) -> bool:
    """Weak names are told apart by their sections; only where neither has one, parents alone would have to do."""
    if one.kind != other.kind or (one.units and other.units and not set(one.units) & set(other.units)):
        return False
    if strong:
        return True
    if one.sections or other.sections:
        return bool(set(one.sections) & set(other.sections))
    return bool(set(one.parents) & set(other.parents))
