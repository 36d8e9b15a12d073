"""Which total a figure is part of: the frames that 其中, 按…划分 and brackets open and close."""

from dataclasses import dataclass, field, replace

from extractor.linking.drafts import FactDraft, is_one_item

PLANS = ("budget", "budget_adjusted")


@dataclass(frozen=True, slots=True)
class Frame:
    """One open "of which": figures read now are parts of `parent`.

    `bracket` frames end with their bracket (one that `names` holds the figure of the name in front, which is spoken of
    from then on), `nested` ones (包括 inside a list item) with the item, the others with the
    sentence, unless they `trail` at its end and so introduce the numbered items that follow. One that `runs_on` was
    opened without a colon: its parts are parted by commas; one that `divides` by 按…划分.
    """

    parent: FactDraft | None
    sentence: int
    bracket: bool = False
    names: bool = False
    nested: bool = False
    trails: bool = False
    runs_on: bool = False
    divides: bool = False


@dataclass(slots=True)
class Scope:
    """The open frames, and the figures that later words refer back to.

    `subject` is the figure spoken of last, `head` the first of its sentence, `previous` the head of the one before.
    """

    frames: list[Frame] = field(default_factory=list)
    subject: FactDraft | None = None
    head: FactDraft | None = None
    previous: FactDraft | None = None
    saved: list[FactDraft | None] = field(default_factory=list)

    @property
    def parent(self) -> FactDraft | None:
        """The total that the next figure is part of."""
        return self.frames[-1].parent if self.frames else None

    def speak_of(self, fact: FactDraft) -> None:
        """Make a figure the one that the next words are about."""
        self.subject = fact
        self.head = self.head or fact

    def lead_with(self, fact: FactDraft) -> None:
        """An outturn leads its sentence, though its plan was printed first, and so does what a plan was adjusted to."""
        head = self.head
        if head is not None and is_one_item(head, fact) and _is_replaced(head, fact):
            self.head = fact

    def open(self, frame: Frame) -> None:
        """Begin the parts of a total; a frame in the same sentence nests in the one before."""
        if self.frames and frame.sentence == self.frames[-1].sentence and frame.parent is self.frames[-1].parent:
            return
        self.frames.append(frame)

    def open_bracket(self, sentence: int, *, names: bool = False) -> None:
        """A bracket that holds figures breaks down the figure in front of it, or is that of the name in front."""
        self.saved.append(self.subject)
        self.frames.append(Frame(self.parent if names else self.subject, sentence, bracket=True, names=names))

    def close_bracket(self) -> None:
        """Back to the figure in front of the bracket: what follows is about it again."""
        frame = None
        while self.frames and not (frame := self.frames.pop()).bracket:
            pass
        if self.saved:
            before = self.saved.pop()
            self.subject = self.subject if frame is not None and frame.names else before

    def end_item(self) -> None:
        """A semicolon ends what a list item opened inside itself."""
        while self.frames and self.frames[-1].nested and not self.frames[-1].bracket:
            self.frames.pop()

    def end_sentence(self) -> None:
        """A full stop ends the frames of its sentence; one that trails waits for the items below."""
        self.frames = [frame for frame in self.frames if frame.trails]
        self.saved = []
        self.previous = self.head or self.previous
        self.head = None

    def end_paragraph(self, *, goes_on: bool, last: bool = False) -> None:
        """A new paragraph keeps what a trailing 其中： opened only while items go on; a stop in the `last` ends it."""
        if not goes_on:
            self.frames = []
        if last:
            self.frames = [replace(frame, trails=False) for frame in self.frames]


def _is_replaced(plan: FactDraft, fact: FactDraft) -> bool:
    """Whether a plan stands behind a later stage of itself: 年初预算28万元，支出决算25.16万元."""
    adjusted = plan.stage == "budget" and fact.stage == "budget_adjusted"
    return adjusted or (plan.stage in PLANS and fact.stage not in PLANS)
