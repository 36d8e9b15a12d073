"""Annotated documents as files: any of them, and those that come with the project."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePath

from annotations.markup.documents import GoldDocument
from annotations.markup.reading import read_markup

SUFFIX = ".gold"


def load_gold(path: Path | Traversable) -> GoldDocument:
    """Read one annotated file; the document is named after it: "hebei-civil-2018".

    Raises MarkupError with everything that is wrong in it.
    """
    return read_markup(path.read_text("utf-8"), PurePath(path.name).stem)


def gold_documents() -> Iterator[GoldDocument]:
    """The annotated documents of the project, by name."""
    found = [file for file in (files("annotations") / "gold").iterdir() if file.name.endswith(SUFFIX)]
    return map(load_gold, sorted(found, key=lambda file: file.name))
