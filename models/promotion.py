"""Whether a model takes the place of the one before: a rule of a few numbers, applied to both on frozen documents."""

import hashlib
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple

from annotations.scoring import Score, reliability, total
from annotations.scoring.bootstrap import Gain, paired_bootstrap
from annotations.scoring.results import ROW_TYPES, Mistake

RULE = Path(__file__).with_suffix(".toml")


class WrongRule(ValueError):  # noqa: N818
    """A file that is no rule of promotion: `reason` says why."""

    def __init__(self, path: Path, reason: object) -> None:
        super().__init__(f"{path}: {reason}")
        self.reason = str(reason)


@dataclass(frozen=True, slots=True)
class Rule:
    """What promotion.toml says, and the SHA-256 of that file: a report names the rule that it was judged by."""

    least_gain: float
    least_bound: float
    most_fall: float
    most_ece_rise: float
    fewest_documents: int
    fewest_rows: int
    digest: str = ""


def load_rule(path: Path = RULE) -> Rule:
    """The rule of a file; raises `WrongRule` for one that lacks a number, or has another one."""
    try:
        data = path.read_bytes()
        table: dict[str, Any] = tomllib.loads(data.decode())
    except (OSError, ValueError) as error:
        raise WrongRule(path, error) from error
    wanted = {each.name for each in fields(Rule)} - {"digest"}
    wrong = wanted ^ set(table) or {name for name, value in table.items() if type(value) not in (int, float)}
    if wrong:
        raise WrongRule(path, ", ".join(sorted(wrong)))
    return Rule(**table, digest=hashlib.sha256(data).hexdigest())


class Condition(NamedTuple):
    """One condition of the rule: what was measured, the bound, and whether it holds; `kind` where it is one of rows."""

    name: str
    value: float
    bound: float
    holds: bool
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models on the same documents, document by document, and what the rule says of the second one."""

    before: tuple[Score, ...]
    after: tuple[Score, ...]
    gain: Gain
    conditions: tuple[Condition, ...]

    @property
    def is_better(self) -> bool:
        """Whether the second one takes the place of the first."""
        return all(condition.holds for condition in self.conditions)

    @property
    def newly_right(self) -> list[Mistake]:
        """What the first one had wrong and the second has not."""
        return _new_mistakes(self.after, self.before)

    @property
    def newly_wrong(self) -> list[Mistake]:
        """What the second one has wrong and the first had not."""
        return _new_mistakes(self.before, self.after)

    @property
    def left_out(self) -> list[Mistake]:
        """What the first one had read wrongly and the second leaves out: one false row less, still missed."""
        gone = {_named(each) for score in self.after for each in score.mistakes if each.kind == "missed"}
        found = (each for score in self.before for each in score.mistakes if each.kind == "wrong")
        return [each for each in found if each.row in ROW_TYPES and _named(each) in gone]


def compare(before: Sequence[Score], after: Sequence[Score], rule: Rule) -> Comparison:
    """Hold two models against each other by a rule; both scores of a document stand at the same place.

    Raises ValueError without a document.
    """
    gain = paired_bootstrap(list(zip(before, after, strict=True)), _gain)
    return Comparison(tuple(before), tuple(after), gain, tuple(_conditions(before, after, gain, rule)))


def _gain(pairs: Sequence[tuple[Score, Score]]) -> float:
    old, new = zip(*pairs, strict=True)
    return total(new).rows.f1 - total(old).rows.f1


def _conditions(before: Sequence[Score], after: Sequence[Score], gain: Gain, rule: Rule) -> Iterator[Condition]:
    old, new = total(before), total(after)
    yield Condition("documents", len(before), rule.fewest_documents, len(before) >= rule.fewest_documents)
    yield Condition("gain", gain.value, rule.least_gain, gain.value > rule.least_gain)
    yield Condition("bound", gain.low, rule.least_bound, gain.low >= rule.least_bound)
    for kind in ROW_TYPES:
        if old.counts[kind].wanted >= rule.fewest_rows:
            change = new.counts[kind].f1 - old.counts[kind].f1
            yield Condition("fall", change, -rule.most_fall, change >= -rule.most_fall, kind)
    rise = ece(new) - ece(old)
    yield Condition("ece", rise, rule.most_ece_rise, rise <= rule.most_ece_rise)


def ece(score: Score) -> float:
    """The expected calibration error over the rows that count; 0 without one."""
    found = reliability(judgement for judgement in score.judgements if judgement.row in ROW_TYPES)
    return 0.0 if found is None else found.ece


def _new_mistakes(before: Sequence[Score], after: Sequence[Score]) -> list[Mistake]:
    known = {_named(mistake) for score in before for mistake in score.mistakes}
    found = (mistake for score in after for mistake in score.mistakes if mistake.row in ROW_TYPES)
    return [mistake for mistake in found if _named(mistake) not in known]


def _named(mistake: Mistake) -> tuple[str, str, str, int | None]:
    return mistake.document, mistake.row, mistake.quote, mistake.start
