"""The rows of the catalogue: what one line of each data file becomes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from annotations.catalogue.names import as_regex

BETWEEN = "[^，。；;,]{0,10}?"  # what … stands for in patterns of reasons

ConceptKind = Literal["amount", "count", "percent", "score"]
BasisName = Literal["all_funds", "fiscal_appropriation", "general_public", "gov_fund", "state_capital"]
SectionLevel = Literal["part", "section", "item"]
TITLE_NOISE = re.compile(r"\s+|[《》“”\"]")
StageName = Literal["budget", "budget_adjusted", "budget_execution", "final"]
DocumentKindName = Literal[
    "department_budget",
    "unit_budget",
    "department_final",
    "unit_final",
    "budget_report",
    "three_public",
    "performance",
    "other",
]
Reads = Literal["figures", "counts", "nothing"]
Scheme = Literal["department", "government"]
DirectionName = Literal["increase", "decrease"]
ReasonName = Literal[
    "pay_policy",
    "staffing",
    "austerity",
    "project_start",
    "project_end",
    "price",
    "caliber_change",
    "carry_over",
    "reform",
    "emergency",
    "none_occurred",
    "other",
]


class CatalogueError(ValueError):
    """A row of the catalogue is wrong: the message names the file, the row and what to mend."""

    code = "catalogue_error"

    def __init__(self, file: str, row: str, detail: str) -> None:
        super().__init__(f"{file}, row {row}: {detail}")
        self.file = file
        self.row = row
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a disclosure measures: rev.total, 收入总计, an amount.

    `names` mean it wherever no context says otherwise; `weak` names mean it only under one of `parents`, inside one of
    `sections` or in a sentence with one of the words `near`, and there they come before any other meaning; a name in
    both lists means it anywhere, and in its own places before anything else. `like` is a pattern for the whole of a
    name, for wordings too many to list. All names are normalised. `units` are the classifiers of a count, `basis` is
    what its name already says about the money, `stock` marks a level at a date.
    """

    id: str
    name: str
    kind: ConceptKind
    names: tuple[str, ...]
    weak: tuple[str, ...] = ()
    like: str = ""
    sections: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    basis: BasisName | None = None
    stock: bool = False
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionKind:
    """One kind of section: sec.procurement, whose headings end in 政府采购.

    A heading that ends in one of `captions` is of this kind whatever stands before; one of `exact` must be the whole
    heading once its number, year and organisation are taken off; one of `named` stands behind an organisation's name.
    """

    id: str
    level: SectionLevel
    captions: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    basis: BasisName | None = None
    reads: Reads | None = None


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One way to title a document: its kind, and the stage of the figures that it reports.

    `opens` when the words in front of its first figure tell as much as a title; `usual` when the stage is only the one
    that is usual for the kind.
    """

    kind: DocumentKindName
    match: re.Pattern[str]
    unless: re.Pattern[str] | None
    stage: StageName
    example: str
    opens: bool = False
    usual: bool = False

    def fits(self, title: str) -> bool:
        """Whether a title, spaces and quotes aside, is one of these."""
        bare = TITLE_NOISE.sub("", title)
        return self.match.search(bare) is not None and (self.unless is None or self.unless.search(bare) is None)


@dataclass(frozen=True, slots=True)
class TableKind:
    """One standard table by the words of its caption: every group of `words` gives one word, none of `without` occurs.

    `budget` and `final` are its ids in a budget and in final accounts; the one that says 决算 is final.
    """

    budget: str
    final: str
    words: tuple[tuple[str, ...], ...]
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FunctionClass:
    """One row of the functional classification: 2080505, level 3, valid from and to a budget year (None: open)."""

    code: str
    level: int
    name: str
    valid_from: int | None = None
    valid_to: int | None = None
    aliases: tuple[str, ...] = ()

    @property
    def parent(self) -> str | None:
        """The code one level up: 2080505 -> 20805, 20805 -> 208, 208 -> None."""
        return self.code[:-2] if self.level > 1 else None

    def is_valid(self, year: int) -> bool:
        """Whether the class had this code and name in the budget of that year."""
        return (self.valid_from or year) <= year <= (self.valid_to or year)


@dataclass(frozen=True, slots=True)
class EconomicClass:
    """One row of the economic classification; 3xx is the departments' scheme, 5xx the government's."""

    code: str
    level: int
    scheme: Scheme
    name: str
    aliases: tuple[str, ...] = ()

    @property
    def parent(self) -> str | None:
        """The code one level up: 30101 -> 301, 301 -> None."""
        return self.code[:-2] if self.level > 1 else None


@dataclass(frozen=True, slots=True)
class DirectionCue:
    """A word for growth or decline: 压减 -> decrease."""

    cue: str
    direction: DirectionName


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording that steers reading: what to match, and the range of `example` that it must match there."""

    match: str
    example: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """What tells one category of reasons: a word of `keywords`, a `pattern`, or one of `whole` from end to end.

    In patterns {a|b} stands for a or b and … for a few characters of the same clause: 工资…{上调|提高}. A row of
    `last_resort` holds words so common that any other row goes before it.
    """

    category: ReasonName
    keywords: tuple[str, ...]
    patterns: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    last_resort: bool = False

    def find(self, text: str) -> int | None:
        """Where a reason first speaks of this category: 3 for "社区的薪酬标准上调" and pay_policy."""
        if text in self.whole:
            return 0
        match = _any_of(self.keywords, self.patterns).search(text)
        return match.start() if match else None


@cache
def _any_of(keywords: tuple[str, ...], patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for a row, compiled when it is first asked for."""
    words = [*map(re.escape, keywords), *(as_regex(pattern).replace("…", BETWEEN) for pattern in patterns)]
    return re.compile("|".join(words) or "(?!)")


@dataclass(frozen=True, slots=True)
class Cues:
    """The words for directions, longest first, and the words that tell categories of reasons."""

    directions: tuple[DirectionCue, ...]
    reasons: tuple[ReasonRow, ...]

    def category(self, reason: str) -> ReasonName:
        """The category of a reason: "压缩公用经费开支" -> "austerity"; "other" when no row speaks of it.

        What a reason names first is its reason; where two categories begin at one word, the earlier row decides.
        """
        found = [(row.last_resort, row.find(reason), row.category) for row in self.reasons]
        matches = [(last, start, category) for last, start, category in found if start is not None]
        return min(matches, key=lambda match: match[:2])[2] if matches else "other"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All rows, checked; `version` is a hash of the data files and changes with every one of them."""

    version: str
    concepts: tuple[Concept, ...]
    sections: tuple[SectionKind, ...]
    tables: tuple[TableKind, ...]
    documents: tuple[DocumentRow, ...]
    functions: tuple[FunctionClass, ...]
    economics: tuple[EconomicClass, ...]
    cues: Cues
    wording: dict[str, tuple[Wording, ...]]
    fillers: dict[str, tuple[str, ...]]

    def document(self, telling: Iterable[str], opening: str = "") -> DocumentRow | None:
        """What a document is that says these words, its title first, or else this in front of its first figure."""
        told = (row for text in telling for row in self.documents if row.fits(text))
        return next(told, None) or next((row for row in self.documents if row.opens and row.fits(opening)), None)

    def concept(self, id: str) -> Concept:
        """The concept of that id; KeyError when there is none."""
        return next(concept for concept in self.concepts if concept.id == id)

    def function(self, code: str, year: int) -> FunctionClass | None:
        """The functional class that a code stood for in a budget year: 207 in 2018 was 文化体育与传媒支出."""
        valid = (row for row in self.functions if row.code == code and row.is_valid(year))
        return next(valid, None)
