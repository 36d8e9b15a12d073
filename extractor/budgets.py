"""Which fact states a project's budget: by the place of the part that says it, by its name, or one that a form adds."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from annotations.catalogue.names import normalise
from extractor.data import Document, Fact, Phrase, Quantity
from extractor.quantities import find_quantities
from extractor.telling import Part

BUDGET = "project.annual_budget"
PROJECT_ITEM = re.compile(r"项目$")
ADJUSTED = re.compile("全年预算|调整")
UNNAMED = (None, "perf.funds")  # what the budget of one project may have been taken for
MARGIN = " \t\n　：:，,。；;|｜"


def key_of(name: Phrase) -> str:
    """A name as projects are told apart by: without quotes, spaces and 项目 at its end."""
    return PROJECT_ITEM.sub("", normalise(name.text))


@dataclass(frozen=True, slots=True)
class Amounts:
    """The facts that state money, by the places where they do and by their names, and how many facts there are."""

    places: tuple[tuple[int, int], ...]
    facts: tuple[Fact, ...]
    named: dict[str, Fact]
    count: int

    def inside(self, phrase: Phrase) -> Fact | None:
        """The first fact whose amount stands in a phrase."""
        at = bisect_left(self.places, (phrase.start, -1))
        if at == len(self.places) or self.places[at][0] >= phrase.end:
            return None
        return self.facts[self.places[at][1]]


def index(facts: Sequence[Fact]) -> Amounts:
    """The amounts of a document, ready to be asked; of two facts of one name the first counts, in the stage budget."""
    places: list[tuple[int, int]] = []
    named: dict[str, Fact] = {}
    for number, fact in enumerate(facts):
        if fact.quantity is not None and fact.quantity.kind == "amount":
            places += [(quantity.start, number) for quantity in (fact.quantity, *fact.mentions)]
            if fact.stage == "budget":
                named.setdefault(key_of(fact.item), fact)
    return Amounts(tuple(sorted(places)), tuple(facts), named, len(facts))


def find_budget(
    document: Document, name: Phrase, stated: Sequence[Part], amounts: Amounts, added: int
) -> tuple[str | None, Fact | None]:
    """The id of the fact that states a project's budget, and the fact itself where only the cell of a form does.

    "年度预算安排：30万元" -> the fact of 30万元; 年度资金总额（万元） | 30.00 -> a fact of its own

    `added` is how many facts forms have added before.
    """
    by_name = amounts.named.get(key_of(name))
    known = [fact for part in stated if (fact := amounts.inside(part.phrase)) is not None]
    if known:
        of_year = (fact for fact in (*known, by_name) if fact is not None and fact.year == document.fiscal_year)
        return next(of_year, known[0]).id, None  # what is told of the year before is no budget of this one
    for part in stated:
        quantity = next(iter(find_quantities(part.phrase.text, default_unit=part.unit or None)), None)
        if quantity is None or quantity.kind != "amount":
            continue
        if by_name is None or by_name.quantity is None or by_name.quantity.value != quantity.value:
            fact = _of_form(document, part, quantity, amounts.count + added)
            return fact.id, fact
    return by_name.id if by_name is not None else None, None


def _of_form(document: Document, part: Part, quantity: Quantity, count: int) -> Fact:
    start = part.phrase.start
    item = part.label or _label_in_front(document, part)
    return Fact(
        id=f"f{count + 1}",
        item=item,
        concept=BUDGET,
        quantity=replace(quantity, start=quantity.start + start, end=quantity.end + start),
        state="zero" if quantity.value == 0 else "reported",
        year=document.fiscal_year,
        stage="budget_adjusted" if ADJUSTED.search(item.text) or part.is_full_year else "budget",
        table=part.cell,
        evidence=("role:form", "concept:exact"),
    )


def _label_in_front(document: Document, part: Part) -> Phrase:
    text = document.text[part.start : part.phrase.start].strip(MARGIN)
    return Phrase(text, part.start, part.start + len(text))


def name_budgets(facts: Sequence[Fact], budgets: Collection[str | None]) -> Iterator[Fact]:
    """The facts, with those known as such that are the budget of one project."""
    for fact in facts:
        if fact.id in budgets and fact.concept in UNNAMED and fact.stage == "budget":
            steps = ("concept:inherited" if step == "concept:none" else step for step in fact.evidence)
            yield replace(fact, concept=BUDGET, evidence=tuple(steps))
        else:
            yield fact
