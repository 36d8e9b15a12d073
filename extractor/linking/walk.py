"""Where the reader stands: what holds for the document so far, and what holds for the paragraph being read."""

import re
from dataclasses import dataclass, field, replace

from annotations.catalogue.indicators import IndicatorWords
from extractor.data import Direction, Document, Phrase, Quantity
from extractor.linking.clauses import SENTENCE_ENDS, first_of, last_of
from extractor.linking.comparisons import Comparison
from extractor.linking.concepts import Lexicon, Meaning, Place
from extractor.linking.cues import Cues
from extractor.linking.drafts import ChangeDraft, Drafts, FactDraft, ReasonDraft
from extractor.linking.roles import Reading, Role
from extractor.linking.scope import Scope
from extractor.linking.settings import Setting
from extractor.mentions import Passage


@dataclass(slots=True)
class Course:
    """What lasts from paragraph to paragraph: the rows so far, the frames, the running number of the sentence.

    `carried` is the name that a paragraph without a figure leaves to the next: "（1）…（项）。" / "年初预算为…".
    `dated` is the section in which such a paragraph said as of which year things are counted, and that year.
    `lists` says that the line just read ended as one that the next line goes on.
    """

    document: Document
    lexicon: Lexicon
    cues: Cues
    indicators: IndicatorWords
    own: re.Pattern[str] | None = None  # the names of the document's organisation
    drafts: Drafts = field(default_factory=Drafts)
    scope: Scope = field(default_factory=Scope)
    sentence: int = 0
    section: str | None = None
    carried: Phrase | None = None
    dated: tuple[str | None, int] | None = None
    lists: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change told before its level: where it stands, its base and number; 持平 has only where its clause begins."""

    direction: Direction
    start: int
    end: int
    comparison: Comparison | None
    quantity: Quantity | None = None
    floor: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """A share or completion told before the figure that it is of."""

    quantity: Quantity
    of_text: str | None
    role: Role


@dataclass(slots=True)
class Walk:
    """What lasts no longer than one paragraph; all offsets are into its joined text.

    `gap_start` is where the words that belong to the next number begin. `series` are the levels listed together
    last and `row` the changes listed together, so that the n-th change finds the n-th level. `names` and `dates`
    are the names and years of a list whose numbers are still to come. `pending` is a name that waits for its
    figure, `waiting` are changes and `held` a share that do; `base` is the level from which the next change starts,
    `leading` the range of a reason with which the sentence begins, and `rated` the place in `series` of the level
    whose percentage was read last. `read_until` is the end of a name that followed its number, and `early` are
    reasons told before any change.
    """

    course: Course
    passage: Passage
    setting: Setting
    gap_start: int
    year: int | None
    year_stated: bool = False
    as_of: str | None = None
    years: list[tuple[int | None, bool, str | None]] = field(default_factory=list)
    stock_year: int | None = None
    comparison: Comparison | None = None
    base: FactDraft | None = None
    change: ChangeDraft | None = None
    before: Quantity | None = None
    reading: Reading | None = None
    series: list[FactDraft] = field(default_factory=list)
    row: list[ChangeDraft] = field(default_factory=list)
    names: list[Phrase] = field(default_factory=list)
    dates: list[int] = field(default_factory=list)
    pending: Phrase | None = None
    waiting: list[Waiting] = field(default_factory=list)
    held: Held | None = None
    chain: list[FactDraft] | None = None
    rated: int | None = None
    purpose: Phrase | None = None
    leading: tuple[int, int] | None = None
    read_until: int = 0
    early: list[ReasonDraft] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The joined text of the paragraph."""
        return self.passage.text

    @property
    def cues(self) -> Cues:
        """The words that steer reading."""
        return self.course.cues

    @property
    def scope(self) -> Scope:
        """The open frames."""
        return self.course.scope

    @property
    def drafts(self) -> Drafts:
        """The rows so far."""
        return self.course.drafts

    @property
    def place(self) -> Place:
        """Where names stand here."""
        parent = self.scope.parent
        return Place(self.setting.kinds, parent.concept if parent else None, self.sentence)

    @property
    def sentence(self) -> str:
        """The sentence that is being read."""
        begin = last_of(self.text, SENTENCE_ENDS, 0, self.gap_start)
        return self.text[begin : first_of(self.text, SENTENCE_ENDS, self.gap_start, len(self.text))]

    def phrase(self, start: int, end: int) -> Phrase:
        """A range of the paragraph as evidence in the document."""
        begin, stop = self.passage.paragraph.range(start, end)
        return Phrase(self.course.document.text[begin:stop], begin, stop)

    def locate(self, quantity: Quantity) -> Quantity:
        """A number with its range in the document."""
        begin, stop = self.passage.paragraph.range(quantity.start, quantity.end)
        return replace(quantity, start=begin, end=stop, text=self.course.document.text[begin:stop])

    def meaning(self, name: str, quantity: Quantity | None) -> Meaning:
        """What a name means here."""
        return self.course.lexicon.resolve(name, quantity, self.place)

    def speaks_of(self, fact: FactDraft | None) -> bool:
        """Whether a figure was spoken of in this sentence."""
        return fact is not None and fact.sentence == self.course.sentence

    @property
    def unmoved(self) -> FactDraft | None:
        """What 持平 was just said of, which another movement goes on with: "购置费比预算无增减，比上年增加2万元"."""
        last = self.change
        is_flat = last is not None and last.direction == "flat" and last.amount is None
        return last.fact if last is not None and is_flat and last.sentence == self.course.sentence else None

    def subject(self) -> FactDraft | None:
        """What the next words are about: the last figure of this sentence, else what the sentence before was about."""
        scope = self.scope
        return scope.subject if self.speaks_of(scope.subject) else scope.previous or scope.subject
