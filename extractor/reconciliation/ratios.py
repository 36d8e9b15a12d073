"""Percentages of one figure in another: shares, sums of shares, completion, and the words that go with completion."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from extractor.data import Fact, Quantity, Ratio
from extractor.reconciliation.claims import Linear, Quotient, Sense, Terms, fits
from extractor.reconciliation.figures import Key, plain_name, printed
from extractor.reconciliation.intervals import HUNDRED, ZERO, spread
from extractor.reconciliation.ledger import RATIOS, Ledger, near, place
from extractor.reconciliation.messages import About, Note
from extractor.reconciliation.operands import side
from extractor.reconciliation.relations import Operands, Relation
from extractor.reconciliation.rereading import better, divisible

if TYPE_CHECKING:
    from extractor.reconciliation.scene import Scene

BUDGETS = ("budget", "budget_adjusted")
REACH = 160  # characters after two figures in which 决算数大于预算数 is looked for
BREAK = re.compile(r"\n\s*\n|\n[（(0-9０-９一二三四五六七八九十]")
AMOUNT = re.compile(r"\d万?元")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportion(Relation):
    """What `share` and `completion` have in common: a printed percentage of one fact in another."""

    def quotients(self, scene: "Scene", kind: str, missing: str) -> Iterator[Quotient | Note]:
        """One claim for every ratio row of a kind; what cannot be evaluated says which figure is missing."""
        ledger, wholes = scene.ledger, scene.wholes if kind == "share" else {}
        taken = {ratio.fact for ratio in ledger.rows.ratios if ratio.kind == kind}
        for ratio in ledger.rows.ratios:
            part, whole = ledger.facts.get(ratio.fact), wholes.get(ratio.id, whole_of(ledger, ratio))
            if ratio.kind != kind or part is None or ratio.percent.unit == "pp":
                continue
            if whole is None or not divisible(part, whole):
                yield self.unevaluable(part, ratio, ratio.of_text or missing)
                continue
            claim = self.quotient(ledger, ratio, part, whole)
            if claim.verdict.status == "violated":
                fit = partial(part_fits, ledger, ratio.percent, claim.whole)
                part = better(ledger, ratio.percent, part, taken, fit)
                claim = claim if part.id == ratio.fact else self.quotient(ledger, ratio, part, whole)
            yield claim

    def quotient(self, ledger: Ledger, ratio: Ratio, part: Fact, whole: Fact) -> Quotient:
        """One percentage as that of a part in a whole."""
        figure, top, below = ledger.percents[ratio.id], ledger.figure(part), ledger.figure(whole)
        if part.id != ratio.fact:
            figure = replace(figure, name=f"{top.name}{RATIOS[ratio.kind]}")
        # what is larger than the whole is no part of it: the row says something that it cannot mean
        odd = ratio.kind == "share" and top.value > below.value and abs(ratio.percent.value) <= HUNDRED
        return Quotient(self, figure, ((1, top),), ((1, below),), "warning" if odd else self.severity)

    def unevaluable(self, fact: Fact, ratio: Ratio, missing: str) -> Note:
        """A percentage that cannot be checked."""
        text = f"{fact.item.text}{printed(ratio.percent)}无法核对：缺少{missing}。"
        return Note(self, text, About(ratio.percent, (fact.id,), ratios=(ratio.id,)), good=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(Proportion):
    """A printed share is part ÷ whole: of each ratio row, or of three concepts when the row names them."""

    kind: Literal["share"]
    percent: str = ""
    part: Operands = ()
    whole: Operands = ()

    def find(self, scene: "Scene") -> Iterable[Quotient | Note]:
        """One claim for each share."""
        if not self.percent:
            yield from once_each(self.quotients(scene, "share", "合计数"))
            return
        shares = [fact for fact in scene.ledger.by_concept.get(self.percent, ()) if fact.quantity]
        for scope in scene.scopes:
            part, whole = (side(scene.ledger, scene.relations, ones, scope).figures for ones in (self.part, self.whole))
            for fact in shares:
                if fact.year == scope.year and fact.stage == scope.stage and len(part) == len(whole) == 1:
                    yield Quotient(self, scene.ledger.figure(fact), ((1, part[0]),), ((1, whole[0]),), self.severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion(Proportion):
    """A printed completion is final ÷ budget."""

    kind: Literal["completion"]

    def find(self, scene: "Scene") -> Iterable[Quotient | Note]:
        """One claim for each completion."""
        return once_each(self.quotients(scene, "completion", "预算数"))


def once_each(findings: Iterable[Quotient | Note]) -> Iterator[Quotient | Note]:
    """The findings; of two percentages of one pair of figures, the one that does not fit is of another pair."""
    found = list(findings)
    held = {pair_of(claim) for claim in found if isinstance(claim, Quotient) and claim.verdict.status != "violated"}
    for claim in found:
        doubtful = isinstance(claim, Quotient) and claim.verdict.status == "violated" and pair_of(claim) in held
        yield replace(claim, severity="warning") if doubtful and claim.severity == "error" else claim


def pair_of(claim: Quotient) -> tuple[Key, Key]:
    """The two figures of a percentage."""
    return claim.part[0][1].key, claim.whole[0][1].key


def part_fits(ledger: Ledger, percent: Quantity, below: Terms, part: Fact) -> bool:
    """True when a printed percentage is this part of the whole."""
    return fits(percent, ((1, ledger.figure(part)),), below)


def whole_of(ledger: Ledger, ratio: Ratio) -> Fact | None:
    """The whole that the row names, or for a completion the one budget figure of the same item close by."""
    if ratio.of:
        return ledger.facts.get(ratio.of)
    fact = ledger.facts.get(ratio.fact)
    if ratio.kind != "completion" or fact is None:
        return None
    same = ledger.by_name.get(plain_name(fact.item.text), ())
    found = [
        f for f in same if f.id != fact.id and f.year == fact.year and f.stage in BUDGETS and near(f, fact, reach=200)
    ]
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series(Relation):
    """Where parts make up a whole, their printed shares make up 100 %."""

    kind: Literal["series"]

    def find(self, scene: "Scene") -> Iterable[Note]:
        """One check for each breakdown that holds and prints a share for every part."""
        for claim in scene.sums:
            shares = shares_of(scene.ledger, claim)
            if len(shares) > 1 and claim.sense == "=" and claim.verdict.status != "violated":
                yield self.check(shares, tuple(figure.row for figure in claim.figures))

    def check(self, shares: list[Ratio], facts: tuple[str, ...]) -> Note:
        """The sum of the shares against 100, allowing half a step for each, or a whole one where digits were cut."""
        total = sum((ratio.percent.value for ratio in shares), ZERO)
        slack = spread(ratio.percent.step for ratio in shares)
        good = -2 * slack < total - HUNDRED <= slack
        listed = "＋".join(printed(ratio.percent) for ratio in shares[:8]) + ("…" if len(shares) > 8 else "")
        tail = f"等于100%，允许误差{slack}" if good else f"不等于100%，允许误差{slack}"
        about = About(shares[0].percent, facts, ratios=tuple(ratio.id for ratio in shares))
        text = f"各项占比之和（{listed}）为{total}%，{tail}。"
        return Note(self, text, about, good=good, expected=HUNDRED, actual=total)


def shares_of(ledger: Ledger, claim: Linear) -> list[Ratio]:
    """The printed share of every part in the total, or nothing when one is missing."""
    shares = {ratio.fact: ratio for ratio in ledger.ratios_to.get(claim.main.row, ()) if ratio.kind == "share"}
    found = [shares[figure.row] for _, figure in claim.terms if figure.row in shares]
    return found if len(found) == len(claim.terms) else []


@dataclass(frozen=True, slots=True)
class Pair:
    """A final figure and the budget figure it is compared with; `end` is where the words about them may begin."""

    final: Fact
    budget: Fact
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording(Relation):
    """决算数大于（小于、等于）预算数 agrees with the two figures; `pattern` gives the `word`."""

    kind: Literal["wording"]
    pattern: re.Pattern[str]
    unless: re.Pattern[str]
    above: tuple[str, ...]
    below: tuple[str, ...]

    def find(self, scene: "Scene") -> Iterable[Linear]:
        """One claim for every pair of figures that such words follow."""
        for pair in pairs(scene.ledger):
            tail = BREAK.split(scene.ledger.text[pair.end : pair.end + REACH])[0]
            flat = re.sub(r"\s", "", tail)
            match = self.pattern.search(flat)
            # a figure in between means that the words are about another pair
            if match and not self.unless.search(flat) and not AMOUNT.search(flat[: match.start()]):
                yield self.claim(scene.ledger, pair, match["word"])

    def claim(self, ledger: Ledger, pair: Pair, word: str) -> Linear:
        """One phrase about one pair; equal figures may still differ in the digits that were not printed."""
        final, budget = ledger.figure(pair.final), ledger.figure(pair.budget)
        sense: Sense = "≥" if word in self.above else "≤" if word in self.below else "="
        return Linear(self, final, ((1, budget),), self.severity, sense, words=f"决算数{word}预算数")


def pairs(ledger: Ledger) -> Iterator[Pair]:
    """Final and budget figures of one item: joined by a completion rate, or printed side by side."""
    seen = set()
    for ratio in ledger.rows.ratios:
        fact, whole = ledger.facts.get(ratio.fact), whole_of(ledger, ratio)
        if ratio.kind == "completion" and fact and whole and divisible(fact, whole):
            seen.add(fact.id)
            yield Pair(fact, whole, max(place(fact), place(whole), ratio.percent.end))
    for one, two in zip(ledger.numbered, ledger.numbered[1:], strict=False):
        budget, final = (one, two) if one.stage in BUDGETS else (two, one)
        if final.stage not in ("final", "budget_execution") or budget.stage not in BUDGETS or final.id in seen:
            continue
        same = plain_name(one.item.text) == plain_name(two.item.text) and one.year == two.year
        if same and divisible(final, budget) and near(one, two, reach=120):
            yield Pair(final, budget, max(fact.quantity.end for fact in (one, two) if fact.quantity))
