"""Where the comparisons write down what they find, and how they pair rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from annotations.scoring.likeness import Row
from annotations.scoring.results import MEASURES, Counts, Difference, Judgement, Mistake, Score


class Part(NamedTuple):
    """One field of a row that was found, compared; `counts` is whether the row needs it to be right."""

    field: str
    is_right: bool
    wanted: object
    found: object
    counts: bool = True


@dataclass
class Sheet:
    """The counts, judgements and mistakes of one document, while it is being scored."""

    document: str
    counts: defaultdict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    judgements: list[Judgement] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)

    def count(self, measure: str, *, right: int = 0, false: int = 0, missed: int = 0) -> None:
        """Add to the counts of a measure, and nothing else."""
        self.counts[measure] += Counts(right, false, missed)

    def agree(self, measure: str, is_right: bool) -> None:
        """Count something that was predicted and wanted: one right, or one false and one missed."""
        self.count(measure, right=int(is_right), false=int(not is_right), missed=int(not is_right))

    def missed(self, measure: str, quote: str, start: int | None) -> None:
        """Count something that was wanted and not predicted."""
        self.count(measure, missed=1)
        self.note(measure, "missed", quote, start)

    def made_up(self, measure: str, row: Row, quote: str, start: int | None) -> None:
        """Count a predicted row that nothing wanted."""
        self.count(measure, false=1)
        self.judge(measure, row, False)
        self.note(measure, "false", quote, start)

    def compare(self, measure: str, row: Row, quote: str, start: int, parts: Iterable[Part]) -> bool:
        """Count a predicted row that was wanted, and each of its fields; returns whether the row is right."""
        parts = list(parts)
        for part in parts:
            if f"{measure}.{part.field}" in MEASURES:
                self.agree(f"{measure}.{part.field}", part.is_right)
        is_right = all(part.is_right for part in parts if part.counts)
        self.agree(measure, is_right)
        self.judge(measure, row, is_right)
        wrong = (Difference(part.field, _shown(part.wanted), _shown(part.found)) for part in parts if not part.is_right)
        self.note(measure, "wrong", quote, start, tuple(wrong))
        return is_right

    def judge(self, measure: str, row: Row, accepted: bool) -> None:
        """Hold a row's confidence against the verdict; a row without one is not judged."""
        if row.get("confidence") is not None:
            self.judgements.append(Judgement(measure, float(row["confidence"]), accepted, str(row.get("id", ""))))

    def note(
        self,
        measure: str,
        kind: Literal["missed", "false", "wrong"],
        quote: str,
        start: int | None,
        differences: tuple[Difference, ...] = (),
    ) -> None:
        """Keep a mistake for the developer; a row without a wrong field is none."""
        if kind != "wrong" or differences:
            self.mistakes.append(Mistake(self.document, measure, kind, quote, start, differences))

    def score(self) -> Score:
        """What has been written down, the mistakes in the order of the text."""
        counts = {measure: self.counts[measure] for measure in MEASURES}
        mistakes = sorted(self.mistakes, key=lambda mistake: (mistake.start is None, mistake.start or 0))
        return Score(counts, tuple(self.judgements), tuple(mistakes))


class Pool:
    """Predicted rows that nothing has been paired with yet."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rest = list(rows)

    def take(self, fits: Callable[[Row], bool]) -> Row | None:
        """Take out the first row that fits."""
        return next((self.rest.pop(number) for number, row in enumerate(self.rest) if fits(row)), None)

    def take_nearest(self, nearness: Callable[[Row], float], at_least: float) -> Row | None:
        """Take out the nearest row, the later of two, if it is near enough."""
        ranked = [(nearness(row), number) for number, row in enumerate(self.rest)]
        best, number = max(ranked, default=(0.0, -1))
        return self.rest.pop(number) if ranked and best >= at_least else None


def rows(record: Row, name: str) -> list[dict[str, Any]]:
    """One list of a record, empty when the record lacks it."""
    return record.get(name) or []


def _shown(value: object) -> str:
    """A value in a message."""
    return "-" if value is None or value == "" else str(value)
