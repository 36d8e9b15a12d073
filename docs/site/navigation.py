"""The navigation: which pages there are, in which order, under which titles."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROWS = Path(__file__).with_name("pages.toml")
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its file without .md, and its titles."""

    name: str
    zh: str
    en: str

    def title(self, lang: str) -> str:
        """Its title in one language."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Group:
    """Pages under one heading of the navigation."""

    zh: str
    en: str
    pages: tuple[Page, ...]

    def title(self, lang: str) -> str:
        """Its title in one language."""
        return self.zh if lang == "zh" else self.en


class WrongNavigation(ValueError):  # noqa: N818
    """Pages and rows of pages.toml that do not belong together; the message says what to mend."""


def load_navigation(docs: Path, *, made: Sequence[str]) -> tuple[Group, ...]:
    """Read pages.toml and hold it against the files of `docs`; `made` are pages that are written from code.

    Raises `WrongNavigation` for a page in no section, and for a row without a page.
    """
    sections = tomllib.loads(ROWS.read_text("utf-8"))["section"]
    groups = tuple(Group(row["zh"], row["en"], tuple(Page(*page) for page in row["pages"])) for row in sections)
    listed = [page.name for group in groups for page in group.pages]
    there = {path.stem for path in docs.glob("*.md")} | set(made)
    if missing := sorted(there - set(listed)):
        raise WrongNavigation(f"in no section of docs/site/pages.toml: {', '.join(missing)}; add a row for each")
    if empty := sorted(set(listed) - there):
        raise WrongNavigation(f"rows of docs/site/pages.toml without a page in docs/: {', '.join(empty)}")
    if len(set(listed)) < len(listed):
        raise WrongNavigation("a page stands twice in docs/site/pages.toml")
    if strangers := sorted({path.stem for path in (docs / "zh").glob("*.md")} - there):
        raise WrongNavigation(f"in docs/zh/ but not in docs/: {', '.join(strangers)}")
    return groups


def decisions(docs: Path) -> tuple[Page, ...]:
    """The decisions, in their order, by their headings, which are English."""
    return tuple(
        Page(f"decisions/{path.stem}", heading := _heading(path), heading)
        for path in sorted((docs / "decisions").glob("*.md"))
    )


def _heading(path: Path) -> str:
    return path.read_text("utf-8").split("\n", 1)[0].removeprefix("# ")
