"""The whole catalogue, read and checked once: a wrong row names its file and itself."""

import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from annotations.catalogue import checks, classes, concepts, cues, documents, sections, wording
from annotations.catalogue.names import normalise
from annotations.catalogue.rows import Catalogue

DATA_SUFFIXES = (".toml", ".csv")
VERSION_DIGITS = 12


@cache
def load() -> Catalogue:
    """Read the whole catalogue, once; its concept "rev.total" is named "收入预算总额".

    Raises CatalogueError for the first row that is wrong.
    """
    found = [file for file in files(__package__).iterdir() if file.name.endswith(DATA_SUFFIXES)]
    return read_catalogue({file.name: file.read_text("utf-8") for file in found})


def read_catalogue(contents: Mapping[str, str]) -> Catalogue:
    """Check the data files, given by name, against themselves and each other; every file counts for the version."""
    digest = hashlib.sha256()
    for name in sorted(contents):
        digest.update(f"{name}\0{contents[name]}\0".encode())
    section_table, concept_table = tomllib.loads(contents[sections.FILE]), tomllib.loads(contents[concepts.FILE])
    kinds = sections.read_sections(section_table.get("section", ()))
    tables = sections.read_tables(section_table.get("table", ()))
    places = [kind.id for kind in kinds] + [place for table in tables for place in (table.budget, table.final)]
    return Catalogue(
        version=digest.hexdigest()[:VERSION_DIGITS],
        concepts=concepts.read_concepts(concept_table.get("concept", ()), sections=places),
        sections=kinds,
        tables=tables,
        documents=documents.read_documents(tomllib.loads(contents[documents.FILE]).get("document", ())),
        functions=classes.read_functions(contents[classes.FUNCTIONS]),
        economics=classes.read_economics(contents[classes.ECONOMICS]),
        cues=cues.read_cues(tomllib.loads(contents[cues.FILE])),
        wording=wording.read_wording(tomllib.loads(contents[wording.FILE])),
        fillers=read_fillers(section_table.get("fillers", {}), sections.FILE)
        | read_fillers(concept_table.get("fillers", {}), concepts.FILE),
    )


def read_fillers(table: Mapping[str, Any], file: str) -> dict[str, tuple[str, ...]]:
    """The word lists that may stand around a name, longest first: {"tail": ["预算{|数}"]} -> ("预算数", "预算")."""
    return {
        name: checks.longest_first([normalise(word) for word in checks.words(table, name, file, name)])
        for name in table
    }
