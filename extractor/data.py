"""The record: what one document becomes (schema `mingxi/1`), in the order of the contract.

Declared once as frozen dataclasses; Python, JSON, the API schema and the tables are derived from them.
Every `start`/`end` is a half-open range of code points in `document.text`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import PlainSerializer

SCHEMA = "mingxi/1"


def plain(number: Decimal) -> str:
    """Print a decimal without an exponent: Decimal("8.2E+6") -> "8200000"."""
    return format(number, "f")


def trimmed(number: Decimal) -> str:
    """The same without zeros behind the last digit: Decimal("11.6200000000") -> "11.62"."""
    printed = plain(number)
    return printed.rstrip("0").rstrip(".") if "." in printed else printed


Number = Annotated[Decimal, PlainSerializer(plain, return_type=str, when_used="json")]

DocumentKind = Literal[
    "department_budget",
    "unit_budget",
    "department_final",
    "unit_final",
    "budget_report",
    "three_public",
    "performance",
    "other",
]
QuantityKind = Literal["amount", "percent", "count", "number"]
Qualifier = Literal["approximately", "at_least", "at_most", "more_than", "less_than"]
State = Literal[
    "reported",
    "zero",
    "none_stated",
    "flat_stated",
    "blank",
    "not_applicable",
    "see_attachment",
    "placeholder",
    "not_comparable",
]
Stage = Literal["budget", "budget_adjusted", "budget_execution", "final"]
Basis = Literal["all_funds", "fiscal_appropriation", "general_public", "gov_fund", "state_capital"]
Direction = Literal["increase", "decrease", "flat"]
Against = Literal[
    "last_year_budget",
    "last_year_execution",
    "last_year_final",
    "budget_initial",
    "budget_adjusted",
    "other",
]
RatioKind = Literal["share", "completion", "score", "other"]
ReasonCategory = Literal[
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
Comparator = Literal["=", "≥", "≤", ">", "<", "~"]
Status = Literal["exact", "within_rounding", "truncation", "violated", "not_evaluable"]
Severity = Literal["error", "warning", "info"]
BlockKind = Literal["line", "paragraph", "cell"]
BlockRole = Literal["page_number", "running_head", "contents", "title"]


@dataclass(frozen=True, slots=True)
class Block:
    """A range of the text and where it stood in the file.

    Line-based formats (txt, PDF) give one `line` a line, so a sentence may go on in the next block; docx and HTML give
    whole `paragraph`s, or `line`s where a paragraph has explicit breaks. A `cell` belongs to `table` at `row` and
    `column` (counted from 0); a merged cell is stored once, with its spans. `level` is the heading level that the
    format itself states (h1 -> 1), if any. `confidence` is how sure OCR is of what it read here; None where the file
    itself has the characters.
    """

    start: int
    end: int
    kind: BlockKind
    page: int | None = None
    table: str | None = None
    row: int | None = None
    column: int | None = None
    row_span: int = 1
    column_span: int = 1
    level: int | None = None
    role: BlockRole | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """An administrative division: Region("四川省成都市武侯区", "510107")."""

    name: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Warning:
    """Something that could not be read, and where: `page` counts from 1."""

    code: str
    message: str
    page: int | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One disclosure file as text; `id` is the sha256 of its bytes, `text_length` counts code points."""

    id: str
    name: str
    media_type: str
    text: str
    text_length: int
    blocks: tuple[Block, ...]
    pages: int | None = None
    title: str | None = None
    kind: DocumentKind = "other"
    fiscal_year: int | None = None
    organisation: str | None = None
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One node of the heading tree; `start`/`end` cover the heading and everything under it."""

    id: str
    parent: str | None
    level: int
    number: str
    title: str
    kind: str | None
    start: int
    end: int
    heading_start: int
    heading_end: int
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of the document quoted as evidence: `text` is `document.text[start:end]`, character for character."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """A printed number: "913.26万元" -> amount 9132600 CNY with step 100.

    `value` and `step` (size of the last printed digit) are in the base unit: yuan, percent, percentage points, or the
    counted thing.
    """

    kind: QuantityKind
    value: Number
    unit: str
    text: str
    start: int
    end: int
    step: Number
    qualifier: Qualifier | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in a table, counted from 0."""

    id: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One level that the text states: rev.total was 9132600 CNY in the budget of 2021.

    `evidence` names what the row rests on, in a fixed vocabulary (see confidence.py); `confidence` is computed from it.
    """

    id: str
    item: Phrase
    concept: str | None = None
    quantity: Quantity | None = None
    state: State = "reported"
    year: int | None = None
    stage: Stage | None = None
    basis: Basis | None = None
    dims: Mapping[str, str] = field(default_factory=dict)
    part_of: str | None = None
    purpose: Phrase | None = None
    section: str | None = None
    project: str | None = None
    table: Cell | None = None
    mentions: tuple[Quantity, ...] = ()
    evidence: tuple[str, ...] = ()
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Change:
    """How a fact moved, as stated; 持平 is direction "flat" with no amount."""

    id: str
    fact: str
    direction: Direction
    amount: Quantity | None
    percent: Quantity | None
    against: Against
    against_year: int | None
    start: int
    end: int
    evidence: tuple[str, ...] = ()
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Ratio:
    """One fact as a percentage of another; `of_text` is the whole as the sentence names it."""

    id: str
    kind: RatioKind
    fact: str
    of: str | None
    of_text: str | None
    percent: Quantity
    evidence: tuple[str, ...] = ()
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something moved or is absent, without the cue words; `explains` holds ids of changes and facts."""

    id: str
    text: str
    start: int
    end: int
    category: ReasonCategory
    explains: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class ProjectPeriod:
    """When a project runs: months or days in ISO form ("2021-01", "2021-12-31"), with the printed words."""

    start: str | None
    end: str | None
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Project:
    """One project and its seven parts; `budget` is the id of a fact."""

    id: str
    name: Phrase
    overview: Phrase | None
    basis: Phrase | None
    implementer: Phrase | None
    plan: Phrase | None
    period: ProjectPeriod | None
    budget: str | None
    goal: Phrase | None
    start: int
    end: int
    evidence: tuple[str, ...] = ()
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Target:
    """An indicator's value as printed and as read: ">=98" -> comparator "≥", value 98."""

    text: str
    comparator: Comparator | None
    value: Number | None
    unit: str | None
    kind: Literal["quantitative", "qualitative"]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of a performance table, or the same in running text; `project` is the id of a project."""

    id: str
    project: str | None
    level1: str | None
    level2: str | None
    level3: str | None
    target: Target | None
    actual: Target | None
    weight: Number | None
    score: Number | None
    start: int
    end: int
    evidence: tuple[str, ...] = ()
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Hint:
    """The one change that would make every relation hold: this row would have to read this value."""

    row: str
    value: Number
    reason: str


@dataclass(frozen=True, slots=True)
class Check:
    """One relation applied to the figures of the document; `message` is a Chinese sentence that names them.

    `name` is what the relation promises, in words: "支出合计＝基本支出＋项目支出等".
    """

    id: str
    rule: str
    status: Status
    severity: Severity
    facts: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    ratios: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    expected: Number | None = None
    actual: Number | None = None
    difference: Number | None = None
    tolerance: Number | None = None
    cause: str | None = None
    hint: Hint | None = None
    message: str = ""
    start: int | None = None
    end: int | None = None
    name: str = ""

    @property
    def rows(self) -> tuple[str, ...]:
        """The ids of all rows that it names."""
        return (*self.facts, *self.changes, *self.ratios, *self.indicators)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether one expected item is present, stated empty, only attached, or missing."""

    item: str
    name: str
    status: Literal["present", "stated_empty", "attached", "missing"]
    facts: tuple[str, ...] = ()
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Producer:
    """The versions that made a record: of the code, the model ("none" for rules alone) and the catalogue."""

    code: str
    model: str
    catalogue: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The linked rows of one document, before and after rating."""

    facts: tuple[Fact, ...] = ()
    changes: tuple[Change, ...] = ()
    ratios: tuple[Ratio, ...] = ()
    reasons: tuple[Reason, ...] = ()
    projects: tuple[Project, ...] = ()
    indicators: tuple[Indicator, ...] = ()

    @property
    def pointed_at(self) -> frozenset[str]:
        """The ids of facts and changes that changes, ratios, reasons and projects are about."""
        found = {change.fact for change in self.changes}
        found |= {id for ratio in self.ratios for id in (ratio.fact, ratio.of) if id}
        found |= {id for reason in self.reasons for id in reason.explains}
        found |= {project.budget for project in self.projects if project.budget}
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Record:
    """Everything one document says about itself: flat lists whose rows point at each other by id."""

    document: Document
    sections: tuple[Section, ...]
    facts: tuple[Fact, ...]
    changes: tuple[Change, ...]
    ratios: tuple[Ratio, ...]
    reasons: tuple[Reason, ...]
    projects: tuple[Project, ...]
    indicators: tuple[Indicator, ...]
    checks: tuple[Check, ...]
    coverage: tuple[Coverage, ...]
    warnings: tuple[Warning, ...]
    produced_by: Producer
    schema: str = SCHEMA

    @property
    def rows(self) -> Rows:
        """Its linked rows, as the stages of extraction pass them on."""
        return Rows(self.facts, self.changes, self.ratios, self.reasons, self.projects, self.indicators)
