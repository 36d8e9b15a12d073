"""Reading documents.toml: what a document is by its title, and the stage of its figures."""

import re
from collections.abc import Sequence

from annotations.catalogue import checks
from annotations.catalogue.checks import Row
from annotations.catalogue.rows import CatalogueError, DocumentKindName, DocumentRow, StageName

FILE = "documents.toml"
FIELDS = ("kind", "match", "unless", "stage", "example", "opens", "usual")


def read_documents(rows: Sequence[Row]) -> tuple[DocumentRow, ...]:
    """Check [[document]] rows: every example fits its own row and none before it."""
    found: list[DocumentRow] = []
    for row in rows:
        example = checks.text(row, "example", FILE, str(row.get("kind")))
        checks.refuse_unknown(row, FIELDS, FILE, example)
        made = DocumentRow(
            kind=checks.choice(row, "kind", DocumentKindName, FILE, example),
            match=_pattern(checks.text(row, "match", FILE, example), example),
            unless=_pattern(row["unless"], example) if "unless" in row else None,
            stage=checks.choice(row, "stage", StageName, FILE, example),
            example=example,
            opens=checks.flag(row, "opens", FILE, example),
            usual=checks.flag(row, "usual", FILE, example),
        )
        found.append(made)
        if (first := next((each for each in found if each.fits(example)), None)) is not made:
            raise CatalogueError(FILE, example, f"fits {first.example if first else 'no row'} instead")
    return tuple(found)


def _pattern(text: str, example: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise CatalogueError(FILE, example, f"{text} is no expression: {error}") from error
