"""Reading sections.toml: kinds of sections by their captions, standard tables by the words of theirs."""

from collections.abc import Sequence

from annotations.catalogue import checks
from annotations.catalogue.checks import Row
from annotations.catalogue.names import normalise
from annotations.catalogue.rows import BasisName, CatalogueError, Reads, SectionKind, SectionLevel, TableKind

FILE = "sections.toml"
SECTION_FIELDS = ("id", "level", "captions", "exact", "named", "basis", "reads")
TABLE_FIELDS = ("budget", "final", "words", "without")


def read_sections(rows: Sequence[Row]) -> tuple[SectionKind, ...]:
    """Check [[section]] rows: ids unique, no caption of two kinds."""
    kinds: list[SectionKind] = []
    owners: dict[str, str] = {}
    for name, row in checks.rows_by_id(rows, SECTION_FIELDS, FILE):
        kind = SectionKind(
            id=name,
            level=checks.choice(row, "level", SectionLevel, FILE, name),
            captions=checks.names(row, "captions", FILE, name),
            exact=checks.names(row, "exact", FILE, name),
            named=checks.names(row, "named", FILE, name),
            basis=checks.choice(row, "basis", BasisName, FILE, name) if "basis" in row else None,
            reads=checks.choice(row, "reads", Reads, FILE, name) if "reads" in row else None,
        )
        for caption in (*kind.captions, *kind.exact):
            if owners.setdefault(caption, name) != name:
                raise CatalogueError(FILE, name, f"{caption} is claimed by {owners[caption]} too")
        kinds.append(kind)
    return tuple(kinds)


def read_tables(rows: Sequence[Row]) -> tuple[TableKind, ...]:
    """Check [[table]] rows: {"words": ["三公", "支出|经费"]} -> groups of which each must give one word."""
    tables: list[TableKind] = []
    for number, row in enumerate(rows, start=1):
        place = str(row.get("budget") or number)
        checks.refuse_unknown(row, TABLE_FIELDS, FILE, place)
        groups = checks.texts(row, "words", FILE, place)
        if not groups:
            raise CatalogueError(FILE, place, "words are missing")
        tables.append(
            TableKind(
                budget=checks.text(row, "budget", FILE, place),
                final=checks.text(row, "final", FILE, place),
                words=tuple(tuple(normalise(word) for word in group.split("|")) for group in groups),
                without=checks.names(row, "without", FILE, place),
            )
        )
    return tuple(tables)
