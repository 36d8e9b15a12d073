"""What a turn of retraining came to, as one page of Markdown that a person can read."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from annotations.review.verdicts import OUTCOMES
from annotations.scoring import Score, total
from annotations.scoring.results import ROW_TYPES, Mistake
from api.texts import Table, pick
from extractor.retraining import Material, Turn
from models.promotion import Condition, Rule, ece

TEXTS = Table("turn")


def write_report(turn: Turn, found: Material, rule: Rule, names: tuple[str, str], lang: str, at: float) -> str:
    """The page: the verdict, the rule and what was measured, F1 by kind, and every row that changed sides.

    `names` are the versions before and after, `at` is seconds since 1970.
    """
    return "\n".join(_Page(turn, found, rule, names, lang, at).lines()) + "\n"


class _Page:
    def __init__(self, turn: Turn, found: Material, rule: Rule, names: tuple[str, str], lang: str, at: float) -> None:
        self.turn, self.found, self.rule = turn, found, rule
        self.before, self.after = names
        self.lang, self.at = lang, at

    def say(self, key: str, **values: object) -> str:
        return pick(TEXTS, key, self.lang).format(**values)

    def lines(self) -> Iterator[str]:
        comparison, outcomes = self.turn.comparison, self.found.outcomes
        verdict = "promoted" if comparison.is_better else "refused"
        yield f"# {self.say(verdict, version=self.after)}"
        yield ""
        yield self.say("when", at=f"{datetime.fromtimestamp(self.at, UTC):%Y-%m-%d %H:%M}")
        yield self.say(
            "learned", base=len(self.found.base), reviewed=len(self.found.reviewed), rows=self.turn.rows,
            **{name: outcomes[name] for name in OUTCOMES},
        )  # fmt: skip
        yield self.say("judged", frozen=len(self.found.frozen), before=self.before)
        if self.turn.is_before_learned_anew:
            yield self.say("anew", before=self.before)
        yield ""
        yield from self._conditions()
        yield from self._kinds(total(comparison.before), total(comparison.after))
        yield from self._rows("newly_right", comparison.newly_right)
        yield from self._rows("newly_wrong", comparison.newly_wrong)
        yield from self._rows("left_out", comparison.left_out)

    def _conditions(self) -> Iterator[str]:
        gain = self.turn.comparison.gain
        yield f"## {self.say('rule')}"
        yield ""
        yield self.say("fixed", digest=self.rule.digest[:12])
        yield ""
        yield from self._head("condition", "measured", "bound", "holds")
        for each in self.turn.comparison.conditions:
            yield self._line(
                self._named(each), _number(each, each.value), self._bound(each), "✓" if each.holds else "✗"
            )
        yield ""
        yield self.say("gain", value=_points(gain.value), low=_points(gain.low), high=_points(gain.high),
                       better=f"{gain.better:.0%}")  # fmt: skip
        yield ""

    def _named(self, condition: Condition) -> str:
        kind = self.say(f"kind_{condition.kind}") if condition.kind else ""
        return self.say(f"is_{condition.name}", kind=kind)

    def _bound(self, condition: Condition) -> str:
        sign = {"gain": ">", "ece": "≤"}.get(condition.name, "≥")
        return f"{sign} {_number(condition, condition.bound)}"

    def _kinds(self, before: Score, after: Score) -> Iterator[str]:
        yield f"## {self.say('scores')}"
        yield ""
        yield from self._head("kind", "wanted", "before", "after", "change")
        for kind in ROW_TYPES:
            old, new = before.counts[kind], after.counts[kind]
            name = self.say(f"kind_{kind}")
            yield self._line(name, str(old.wanted), f"{old.f1:.4f}", f"{new.f1:.4f}", _points(new.f1 - old.f1))
        old, new = before.rows, after.rows
        yield self._line(self.say("all"), str(old.wanted), f"{old.f1:.4f}", f"{new.f1:.4f}", _points(new.f1 - old.f1))
        errors = ece(before), ece(after)
        yield self._line("ECE", "", f"{errors[0]:.4f}", f"{errors[1]:.4f}", f"{errors[1] - errors[0]:+.4f}")
        yield ""

    def _rows(self, title: str, mistakes: Sequence[Mistake]) -> Iterator[str]:
        yield f"## {self.say(title, count=len(mistakes))}"
        yield ""
        for each in mistakes:
            place = each.document if each.start is None else f"{each.document}:{each.start}"
            quote = " ".join(each.quote.split()).replace("|", "｜")
            wrong = "; ".join(f"{one.field} {one.wanted} / {one.found}" for one in each.differences)
            kind, how = self.say(f"kind_{each.row}"), self.say(f"{title}_{each.kind}")
            yield f"- `{place}` {kind} {how}：{quote}" + (f"（{wrong}）" if wrong else "")
        if not mistakes:
            yield self.say("none")
        yield ""

    def _head(self, *names: str) -> Iterator[str]:
        yield self._line(*(self.say(f"head_{name}") for name in names))
        yield "|" + "---|" * len(names)

    @staticmethod
    def _line(*cells: str) -> str:
        return f"| {' | '.join(cells)} |"


def _points(share: float) -> str:
    return f"{share * 100:+.2f}"


def _number(condition: Condition, value: float) -> str:
    match condition.name:
        case "documents":
            return f"{value:.0f}"
        case "ece":
            return f"{value:+.4f}"
    return _points(value)
