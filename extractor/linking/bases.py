"""Changes put down, with what each is measured against: the words' base, a plan beside the figure, or the default."""

import re
from dataclasses import replace

from extractor.data import Against, Direction, Quantity, Stage
from extractor.linking.arithmetic import difference_closes
from extractor.linking.comparisons import Comparison, resolve_against
from extractor.linking.concepts import GENERIC
from extractor.linking.drafts import ChangeDraft, FactDraft
from extractor.linking.walk import Walk

RECENT = 12  # facts back among which a plan, or the owner of a change, is looked for

FAR = 400  # facts back among which the level of the year before is looked for
REACH = 4
SAME_BATCH = "同批"
ASSETS = "sec.assets"
BALANCE = re.compile("年末|余额|结转|结余")
OUTTURNS = frozenset[Stage | None](("budget_execution", "final"))
PLANS: dict[Stage | None, Against] = {"budget": "budget_initial", "budget_adjusted": "budget_adjusted"}


def unsigned(quantity: Quantity) -> Quantity:
    """A number without its sign, which only repeats the direction: 减少1,240,700.00元（-1.96%）."""
    if quantity.value >= 0:
        return quantity
    digits = quantity.text.lstrip("-－−﹣ ")
    return replace(quantity, value=-quantity.value, text=digits, start=quantity.end - len(digits))


def add_change(walk: Walk, fact: FactDraft, quantity: Quantity, direction: Direction, evidence: str) -> ChangeDraft:
    """Put down that a fact moved by a number, an amount or a percentage."""
    located = unsigned(walk.locate(quantity))
    start = walk.comparison.start if walk.comparison else quantity.start
    amount = quantity if quantity.kind == "amount" else None
    change = draft_change(walk, fact, direction, walk.passage.paragraph.position(start), located.end, evidence, amount)
    if quantity.kind == "percent" and quantity.unit != "pp":
        change.percent = located
    else:
        change.amount = located
    return change


def _against(walk: Walk, fact: FactDraft, direction: Direction, amount: Quantity | None) -> Against:
    """The base of a change: stated, or the plan printed beside the figure that the amount closes on."""
    if walk.comparison is None and amount is not None and fact.quantity is not None:
        for plan in reversed(walk.drafts.facts[-RECENT:]):
            beside = plan.sentence == fact.sentence and plan.name == fact.name and plan.stage != fact.stage
            planned = plan.quantity if beside and plan.stage in PLANS else None
            if planned is not None and difference_closes(fact.quantity, planned, amount, direction):
                return PLANS[plan.stage]
    if walk.comparison is None and (of_whole := _told_of_whole(walk, fact)) is not None:
        return of_whole
    if _is_years_ago(walk.comparison, fact) or _is_same_batch(walk, fact):
        return "other"
    if (of_stock := _against_stock(walk, fact)) is not None:
        return of_stock
    names_base = walk.comparison is not None and walk.comparison.against is not None
    if not names_base and (told := _told_in_sentence(walk, fact) or _told_level(walk, fact, direction, amount)):
        return told
    return resolve_against(walk.comparison, compared_stage(walk, fact))


def _told_in_sentence(walk: Walk, fact: FactDraft) -> Against | None:
    """The year before as the sentence told it once: "比上年执行数减少3万元，其中：甲费2万元，减少1万元"."""
    for change in reversed(walk.drafts.changes[-RECENT:]):
        alike = (change.fact.year, change.fact.stage) == (fact.year, fact.stage)
        stated = "against:stated" in change.evidence and change.against.startswith("last_year")
        if change.sentence == walk.course.sentence and alike and stated:
            return change.against
    return None


def _told_of_whole(walk: Walk, fact: FactDraft) -> Against | None:
    """The plan that a total was compared with, for its parts: "比预算数减少12万元。其中：接待费6万元，减少3万元"."""
    told = [c for c in walk.drafts.changes[-RECENT:] if c.fact is fact.parent and c.passage >= walk.passage.place - 1]
    bases = {change.against for change in told}
    planned = bool(told) and bases <= {*PLANS.values()} and "against:stated" in told[-1].evidence
    return bases.pop() if planned and len(bases) == 1 else None


def _told_level(walk: Walk, fact: FactDraft, direction: Direction, amount: Quantity | None) -> Against | None:
    """The year before at the stage at which its level was told, where the figures say so: 上年执行 in chapter one.

    None unless that stage alone has a level of the item that the movement leads from.
    """
    if amount is None or fact.quantity is None or fact.year is None:
        return None
    known = None if fact.concept in GENERIC else fact.concept
    earlier = (
        each
        for each in walk.drafts.facts[-FAR:]
        if each.year == fact.year - 1 and (each.name == fact.name or (known and each.concept == known))
    )
    closing = {
        each.stage
        for each in earlier
        if each.quantity is not None and difference_closes(fact.quantity, each.quantity, amount, direction)
    }
    return resolve_against(None, closing.pop()) if len(closing) == 1 and closing <= OUTTURNS else None


def _against_stock(walk: Walk, fact: FactDraft) -> Against | None:
    """The base of what is counted at a date: last year's accounts for assets, no stage for 年末结转较年初."""
    comparison = walk.comparison
    of_assets = ASSETS in walk.setting.kinds and fact.quantity is not None and fact.quantity.kind == "amount"
    if of_assets and (comparison is None or comparison.against in (None, "budget_initial")):
        return "last_year_final"
    words = walk.text[comparison.start : comparison.end] if comparison is not None else ""
    from_opening = comparison is not None and comparison.against == "budget_initial" and "预算" not in words
    return "other" if from_opening and BALANCE.search(fact.name) else None


def _is_years_ago(comparison: Comparison | None, fact: FactDraft) -> bool:
    """Whether the base lies further back than the year before: "与2019年相比", said of 2021."""
    stated = comparison.year if comparison is not None else None
    return stated is not None and fact.year is not None and stated < fact.year - 1


def _is_same_batch(walk: Walk, fact: FactDraft) -> bool:
    """Whether what was granted so far is compared with what had been a year before, and no plan with another."""
    comparison = walk.comparison
    words = walk.text[comparison.start : comparison.end + REACH] if comparison is not None else ""
    return fact.stage == "budget" and walk.course.document.kind == "other" and SAME_BATCH in words


def draft_change(
    walk: Walk,
    fact: FactDraft,
    direction: Direction,
    start: int,
    end: int,
    evidence: str,
    amount: Quantity | None = None,
) -> ChangeDraft:
    """Put down that a fact moved, or did not, in a clause from `start` to `end` of the document."""
    change = ChangeDraft(
        place=len(walk.drafts.changes),
        fact=fact,
        direction=direction,
        against=_against(walk, fact, direction, amount),
        against_year=_base_year(walk.comparison, fact),
        start=start,
        end=end,
        passage=walk.passage.place,
        sentence=walk.course.sentence,
        section=walk.course.section,
        evidence=[evidence, "against:stated" if walk.comparison else "against:default"],
    )
    walk.drafts.changes.append(change)
    return change


def compared_stage(walk: Walk, fact: FactDraft) -> Stage | None:
    """The stage of the figure compared with: that of a prior level just printed, else the fact's own."""
    prior = walk.drafts.facts[-1] if walk.drafts.facts else None
    if (
        prior is not None
        and prior is not fact
        and prior.passage == walk.passage.place
        and prior.year is not None
        and fact.year is not None
        and prior.year < fact.year
        and prior.concept == fact.concept
    ):
        return prior.stage
    return fact.stage or walk.setting.stage


def _base_year(comparison: Comparison | None, fact: FactDraft) -> int | None:
    if comparison is not None and comparison.year is not None:
        return comparison.year
    return fact.year - 1 if fact.year else None
