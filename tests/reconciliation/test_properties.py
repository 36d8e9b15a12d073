"""What must hold for any figures: consistency is never an error, size and order do not matter."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from extractor.data import Change, Check, Document, Fact, Phrase, Quantity, Ratio, Rows
from extractor.reconciliation import load_relations, reconcile
from tests.reconciliation.writing import write

RELATIONS = load_relations()
NAMES = dict(RELATIONS.names)
CENT = Decimal("0.01")
AMOUNTS = st.decimals(min_value=Decimal("0.5"), max_value=Decimal(90000), places=4)
CLASSES = ("教育支出", "农林水支出", "卫生健康支出", "住房保障支出", "城乡社区支出", "公共安全支出")


def cents(value: Decimal) -> Decimal:
    """A number with two decimals."""
    return value.quantize(CENT, ROUND_HALF_UP)


def breakdown(parts: list[Decimal], prior: Decimal) -> dict[str, Any]:
    """A total with its parts, their shares and its growth, all rounded from exact numbers."""
    total = sum(parts, Decimal(0))
    moved = abs(total - prior)
    facts = [f"t fiscal.exp_total {cents(total)}万元", "x rev.total 1.00万元 year=2019"]
    facts += [f"p{n} exp.func {cents(part)}万元 name={CLASSES[n]} of=t" for n, part in enumerate(parts)]
    ratios = [f"p{n}/t {cents(100 * part / total)}%" for n, part in enumerate(parts)]
    sign = "+" if total > prior else "-"
    changes = [f"t {sign}{cents(moved)}万元 {cents(100 * moved / prior)}%"] if cents(moved) else []
    return {"facts": facts, "ratios": ratios, "changes": changes, "lead": "按支出功能科目划分："}


def broken(rows: Rows, document: Document, case: dict[str, Any]) -> list[Check]:
    """Violations that matter."""
    found = reconcile(rows, document, write(case, NAMES)[2], RELATIONS).checks
    return [check for check in found if check.status == "violated" and check.severity == "error"]


@given(parts=st.lists(AMOUNTS, min_size=2, max_size=6), prior=AMOUNTS)
def test_a_consistent_breakdown_is_never_an_error(parts: list[Decimal], prior: Decimal) -> None:
    case = breakdown(parts, prior)
    rows, document, _ = write(case, NAMES)
    assert broken(rows, document, case) == []


def scaled(quantity: Quantity | None, factor: int) -> Quantity | None:
    """An amount printed ten times as large with as many digits: 8.24万元 -> 82.4万元."""
    if quantity is None or quantity.kind != "amount":
        return quantity
    return replace(quantity, value=quantity.value * factor, step=quantity.step * factor)


@given(parts=st.lists(AMOUNTS, min_size=2, max_size=6), prior=AMOUNTS, wrong=st.booleans())
def test_size_does_not_matter(parts: list[Decimal], prior: Decimal, wrong: bool) -> None:
    rows, document, sections = write(breakdown(parts, prior), NAMES)
    if wrong:
        first = rows.facts[2]
        assert first.quantity
        off = replace(first.quantity, value=first.quantity.value * 2)
        rows = replace(rows, facts=(*rows.facts[:2], replace(first, quantity=off), *rows.facts[3:]))
    larger = replace(
        rows,
        facts=tuple(replace(fact, quantity=scaled(fact.quantity, 10)) for fact in rows.facts),
        changes=tuple(replace(change, amount=scaled(change.amount, 10)) for change in rows.changes),
    )
    one, ten = (reconcile(each, document, sections, RELATIONS).checks for each in (rows, larger))
    assert [(check.rule, check.status, check.facts) for check in one] == [(c.rule, c.status, c.facts) for c in ten]


@given(parts=st.lists(AMOUNTS, min_size=2, max_size=6), prior=AMOUNTS, data=st.data())
def test_the_order_of_rows_does_not_matter(parts: list[Decimal], prior: Decimal, data: st.DataObject) -> None:
    rows, document, sections = write(breakdown(parts, prior), NAMES)
    mixed = replace(
        rows,
        facts=tuple(data.draw(st.permutations(rows.facts))),
        ratios=tuple(data.draw(st.permutations(rows.ratios))),
    )
    assert reconcile(rows, document, sections, RELATIONS) == reconcile(mixed, document, sections, RELATIONS)


@given(parts=st.lists(AMOUNTS, min_size=3, max_size=6), which=st.integers(0, 5), factor=st.sampled_from((3, 7, 20)))
def test_a_part_far_too_large_is_an_error(parts: list[Decimal], which: int, factor: int) -> None:
    case = breakdown(parts, Decimal(500))
    rows, document, _ = write(case, NAMES)
    place = 2 + which % len(parts)
    fact: Fact = rows.facts[place]
    assert fact.quantity
    wrong = replace(fact, quantity=replace(fact.quantity, value=fact.quantity.value * factor))
    rows = replace(rows, facts=(*rows.facts[:place], wrong, *rows.facts[place + 1 :]))
    assert any(fact.id in check.facts for check in broken(rows, document, case))


CONCEPTS = st.sampled_from((None, "", "nowhere.known", *NAMES))
IDS = st.sampled_from(("f0", "f1", "f2", "f3", "f4", "missing", ""))
VALUES = st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal(-(10**14)), max_value=Decimal(10**14))
STEPS = st.sampled_from((Decimal(0), Decimal("0.0001"), Decimal(1), Decimal(100), Decimal(10**8)))


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    """Any number, printed in any way."""
    kind: Any = draw(st.sampled_from(("amount", "percent", "count", "number")))
    start = draw(st.integers(0, 50))
    unit = draw(st.sampled_from(("CNY", "%", "pp", "人", "")))
    return Quantity(kind, draw(VALUES), unit, draw(st.text(max_size=6)), start, start + 5, draw(STEPS))


@st.composite
def strange_rows(draw: st.DrawFn) -> Rows:
    """Rows whose links lead anywhere: to themselves, in circles, to nothing."""
    stages: Any = st.sampled_from((None, "budget", "final", "budget_execution"))
    states: Any = st.sampled_from(("reported", "none_stated", "see_attachment"))
    facts = []
    for number in range(5):
        number_printed = draw(st.one_of(st.none(), quantities()))
        year = draw(st.sampled_from((None, 2020, 2021)))
        item = Phrase(draw(st.text(max_size=5)), 3, 8)
        fact = Fact(f"f{number}", item, draw(CONCEPTS), number_printed, draw(states), year, draw(stages))
        facts.append(replace(fact, part_of=draw(IDS), section=draw(st.sampled_from((None, "s1")))))
    directions: Any = st.sampled_from(("increase", "decrease", "flat"))
    numbers = st.one_of(st.none(), quantities())
    changes = tuple(
        Change(f"c{n}", draw(IDS), draw(directions), draw(numbers), draw(numbers), "last_year_budget", None, 9, 12)
        for n in range(3)
    )
    kinds: Any = st.sampled_from(("share", "completion", "score"))
    ratios = tuple(Ratio(f"r{n}", draw(kinds), draw(IDS), draw(IDS), None, draw(quantities())) for n in range(3))
    return Rows(tuple(facts), changes, ratios)


@given(rows=strange_rows(), text=st.text(max_size=80))
def test_any_rows_can_be_reconciled(rows: Rows, text: str) -> None:
    document = Document("d", "d", "text/plain", text, len(text), (), None, None, "department_final", 2021)
    checks = reconcile(rows, document, (), RELATIONS).checks
    assert len({check.id for check in checks}) == len(checks)
