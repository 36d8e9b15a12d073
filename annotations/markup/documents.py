"""What people have marked in one document: rows that point at each other by id, in the order of the text.

Every marked thing is a `Phrase`: `text` is `document.text[start:end]`, a half-open range of code points.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of the document, character for character: Phrase("压缩开支", 40, 44)."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class GoldQuantity(Phrase):
    """A printed number in its base unit: "913.26万元" -> 9132600 CNY with step 100, the size of its last digit."""

    value: Decimal
    unit: str
    step: Decimal


@dataclass(frozen=True, slots=True)
class GoldHeading(Phrase):
    """A heading, number and title; it lies under the last one before it whose level is smaller."""

    level: int
    kind: str | None


@dataclass(frozen=True, slots=True)
class GoldFact(Phrase):
    """One level that the text states; without a quantity the phrase is the words that state it (无此项支出)."""

    id: str
    concept: str | None
    item: str
    year: int | None
    stage: str | None
    basis: str | None
    part_of: str | None
    state: str
    quantity: GoldQuantity | None


@dataclass(frozen=True, slots=True)
class GoldMention:
    """Another place that states the same fact."""

    fact: str
    quantity: GoldQuantity


@dataclass(frozen=True, slots=True)
class GoldPurpose(Phrase):
    """What the money of a fact is for (主要用于…)."""

    fact: str


@dataclass(frozen=True, slots=True)
class GoldChange:
    """How a fact moved: with an amount, a percentage or both, or with the words that say it did not (`flat`)."""

    id: str
    fact: str
    direction: str
    against: str | None
    amount: GoldQuantity | None
    percent: GoldQuantity | None
    flat: Phrase | None

    @property
    def evidence(self) -> tuple[Phrase, ...]:
        """The marked places of the change, at least one: amount, percentage, words."""
        return tuple(place for place in (self.amount, self.percent, self.flat) if place)


@dataclass(frozen=True, slots=True)
class GoldRatio:
    """One fact as a percentage of another; a score (96.8分) has no other."""

    kind: str
    fact: str | None
    of: str | None
    percent: GoldQuantity


@dataclass(frozen=True, slots=True)
class GoldReason(Phrase):
    """Why something moved or is absent, without cue words; `explains` holds ids of changes and facts."""

    id: str | None
    explains: tuple[str, ...]
    category: str | None


@dataclass(frozen=True, slots=True)
class GoldProject(Phrase):
    """A project: the phrase is its name where it is marked, `fields` what is marked under its contract names."""

    id: str
    name: str
    fields: Mapping[str, Phrase]


@dataclass(frozen=True, slots=True)
class GoldIndicator(Phrase):
    """A row of a performance table; the phrase is its target cell, `value` what the target reads as."""

    project: str | None
    level1: str | None
    level2: str | None
    level3: str | None
    comparator: str | None
    value: Decimal | None
    unit: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class GoldCheck:
    """A contradiction that must be reported: the relation it breaks, and the facts and changes it is about, if any."""

    rule: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """One annotated document: read_markup("收入⟪x|9⟫元", "a").text -> "收入9元".

    `meta` holds fiscal_year, kind, organisation, region, source and style as written; `ignored` the numbers that are
    no facts (a law's number, a threshold, a page).
    """

    name: str
    text: str
    meta: Mapping[str, str]
    headings: tuple[GoldHeading, ...]
    facts: tuple[GoldFact, ...]
    mentions: tuple[GoldMention, ...]
    changes: tuple[GoldChange, ...]
    ratios: tuple[GoldRatio, ...]
    reasons: tuple[GoldReason, ...]
    purposes: tuple[GoldPurpose, ...]
    projects: tuple[GoldProject, ...]
    indicators: tuple[GoldIndicator, ...]
    ignored: tuple[Phrase, ...]
    checks: tuple[GoldCheck, ...]
