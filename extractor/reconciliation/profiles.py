"""What documents of a kind, a region and a year have to disclose: rows of profiles.toml."""

from dataclasses import dataclass
from typing import ClassVar

from pydantic import ConfigDict

from extractor.data import DocumentKind, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One thing that a disclosure has to say: found by section kind, concept or words; asked `since` a fiscal year.

    `attachable`: a document that says 详见附件 has it there. `within`: not asked for where that item is missing too.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    id: str
    name: str
    sections: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    attachable: bool = False
    within: str = ""
    since: int | None = None
    severity: Severity = "warning"
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What documents of some kinds have to disclose, everywhere or in `regions` (prefixes of their codes or names)."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    id: str
    name: str
    kinds: tuple[DocumentKind, ...]
    regions: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    expects: tuple[Expectation, ...] = ()
    source: str = ""
