"""Two documents of one organisation, figure by figure: what each says of its own year, and what moved between them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from annotations.catalogue import load
from extractor.comparing.figures import CODED, FUNDS, Amount, judge
from extractor.data import Change, Fact, Number, Quantity, Record, Stage, Status
from extractor.language import one_line

SIGNS = {"increase": 1, "decrease": -1, "flat": 0}
AGAINST: Mapping[Stage, str] = {"budget": "last_year_budget", "final": "last_year_final"}
TOLD = ("function", "economic", "as")  # what the code tells already, and the date that two years differ in
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """One thing that is measured, as two documents state it: `before` in the earlier one and `after` in the later one.

    `difference` is after less before, `percent` the same in percent of before. `stated` is the row of the later
    document that says what the earlier level was: a fact, or a change that leads back to it; `stated_before` is that
    level and `status` whether rounding explains what the two are apart.
    """

    item: str
    concept: str | None
    before: Quantity | None = None
    after: Quantity | None = None
    before_fact: str | None = None
    after_fact: str | None = None
    difference: Number | None = None
    percent: Number | None = None
    stated: str | None = None
    stated_before: Number | None = None
    status: Status | None = None


def pairs(before: Record, after: Record) -> tuple[Pair, ...]:
    """Every figure of either document in the order of the later one, those that only the earlier one has behind.

        pairs(record_2023, record_2024)[0].difference -> Decimal("400000")

    Figures belong together that have the same concept, money and code; without a concept, the same name.
    """
    old, new = levels(before), levels(after)
    claims = dict(_claims(after, new))
    found = [_pair(old.get(key), fact, claims.get(key)) for key, fact in new.items()]
    return (*found, *(_pair(fact, None, None) for key, fact in old.items() if key not in new))


def earlier_first(one: Record, other: Record) -> tuple[Record, Record]:
    """Two records in the order of their years; those of one year by stage, the budget first."""

    def order(record: Record) -> tuple[int, bool]:
        document = record.document
        return document.fiscal_year or 0, document.kind in ("department_final", "unit_final")

    return (other, one) if order(other) < order(one) else (one, other)


def levels(record: Record) -> dict[Key, Fact]:
    """The levels of a document's own year and stage, the first of each key: later ones repeat it."""
    found: dict[Key, Fact] = {}
    year, stage = record.document.fiscal_year, own_stage(record)
    for fact in record.facts:
        if fact.quantity and not fact.project and fact.year == year and fact.stage in (stage, None):
            found.setdefault(_key(fact), fact)
    return found


def own_stage(record: Record) -> Stage:
    """The stage that a document publishes."""
    return "final" if record.document.kind in ("department_final", "unit_final") else "budget"


def _key(fact: Fact) -> Key:
    name = "".join(one_line(fact.item.text).split())
    code = fact.dims.get("function_code") or fact.dims.get("economic_code") or ""
    own = (fact.concept, code or (name if fact.concept in CODED else "")) if fact.concept else ("", name)
    others = (f"{key}={value}" for key, value in sorted(fact.dims.items()) if key.split("_")[0] not in TOLD)
    return (*own, _money(fact), fact.quantity.unit if fact.quantity else "", *others)


def _money(fact: Fact) -> str:
    """Whose money it is; what names none means what such figures usually mean."""
    if fact.basis or not fact.concept:
        return fact.basis or ""
    implied = load().concept(fact.concept).basis
    usual = next((basis for start, basis in FUNDS.items() if fact.concept.startswith(start)), "")
    return implied or ("" if fact.concept in CODED else usual)


def _claims(record: Record, own: Mapping[Key, Fact]) -> Iterator[tuple[Key, tuple[str, Amount]]]:
    """What a document says of the year before: levels that it prints, and those that its changes lead back to."""
    facts = {fact.id: (key, fact) for key, fact in own.items()}
    against = AGAINST.get(own_stage(record))
    for change in record.changes:
        if change.fact in facts and change.against == against and (amount := _led_back(facts[change.fact][1], change)):
            yield facts[change.fact][0], (change.id, amount)
    year, stage = record.document.fiscal_year, own_stage(record)
    for fact in record.facts:
        if fact.quantity and year and fact.year == year - 1 and fact.stage == stage:
            yield _key(fact), (fact.id, Amount(fact.quantity.value, fact.quantity.step))


def _led_back(fact: Fact, change: Change) -> Amount | None:
    if fact.quantity is None or (change.amount is None and change.direction != "flat"):
        return None
    moved = change.amount.value if change.amount else Decimal(0)
    step = change.amount.step if change.amount else Decimal(0)
    return Amount(fact.quantity.value - moved * SIGNS[change.direction], fact.quantity.step + step)


def _pair(old: Fact | None, new: Fact | None, claim: tuple[str, Amount] | None) -> Pair:
    fact = new or old
    assert fact is not None
    before, after = (each.quantity if each else None for each in (old, new))
    difference = after.value - before.value if before and after else None
    percent = None
    if before and difference is not None and before.value:
        percent = (difference / before.value * 100).quantize(Decimal("0.01"))
    stated, amount = claim or (None, None)
    verdict = judge(Amount(before.value, before.step), amount) if before and amount else None
    return Pair(
        item="".join(one_line(fact.item.text).split()),
        concept=fact.concept,
        before=before,
        after=after,
        before_fact=old.id if old else None,
        after_fact=new.id if new else None,
        difference=difference,
        percent=percent,
        stated=stated,
        stated_before=amount.value if amount else None,
        status=verdict.status if verdict else None,
    )
