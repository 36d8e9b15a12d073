"""One amount, one meaning: the same item printed twice, in text and table, in two compositions, in two units."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from extractor.data import Fact
from extractor.reconciliation.claims import Linear
from extractor.reconciliation.intervals import ZERO, rounded
from extractor.reconciliation.ledger import Figure, Ledger, grouped, plain_name
from extractor.reconciliation.messages import About, Note
from extractor.reconciliation.relations import Concepts, Relation, matches
from extractor.reconciliation.slips import likely_slip

if TYPE_CHECKING:
    from extractor.reconciliation.scene import Scene

CLASS = re.compile(r"[（(]类[）)].*$")
ITEMISED = ("exp.func", "exp.econ", "project.annual_budget")  # concepts of many items, told apart by their names
NO_DIGIT = re.compile(r"[^\d.]+")
ITEM = re.compile(r"[（(]项[）)]|-[^-\s]+-")  # a name down to the last level: X（类）Y（款）Z（项）, X-Y-Z
MISTYPED = 2  # digits in which two printings of one number may differ
LISTED = 4  # parts that a message names


@dataclass(frozen=True, slots=True, kw_only=True)
class Same(Relation):
    """One item, one value, wherever the text prints it; `certain` are concepts of which a document has only one."""

    kind: Literal["same"]
    certain: Concepts

    def find(self, scene: "Scene") -> Iterable[Linear]:
        """One claim for every further printing of an item that has a name and a concept of its own."""
        for same in grouped((printing(fact), fact) for fact in scene.ledger.numbered if singular(fact)).values():
            first = scene.ledger.figure(same[0])
            for other in same[1:]:
                figure = scene.ledger.figure(other)
                sure = matches(other.concept, self.certain) and resemble(first, figure)
                yield Linear(self, figure, ((1, first),), "error" if sure else self.severity)


def resemble(one: Figure, two: Figure) -> bool:
    """True when two figures look like one number of which one is mistyped: 824.13 and 842.13, not 9.62 and 2.77."""
    digits = [str(int(abs(figure.value) / (figure.quantity.step or 1))) for figure in (one, two)]
    same = sum(a == b for a, b in zip(*digits, strict=False))
    return (
        max(map(len, digits)) - same <= MISTYPED
        or likely_slip(two.quantity, rounded(one.value, one.quantity.step)) is not None
    )


def singular(fact: Fact) -> bool:
    """True for an amount in the text that a document has once: of a concept of its own, or of a full 类款项 name."""
    if fact.quantity is None or fact.quantity.kind != "amount" or fact.table or not fact.concept:
        return False
    return fact.concept not in ITEMISED or bool(fact.part_of and ITEM.search(fact.item.text))


def printing(fact: Fact) -> tuple[object, ...]:
    """What two printings of one item have in common; items of a list are told apart by their total as well."""
    whole = fact.part_of if fact.concept in ITEMISED else None
    return fact.concept, plain_name(fact.item.text), fact.year, fact.stage, fact.basis, fact.project, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabled(Relation):
    """What the text states is what the tables print, unit by unit: 824.13万元 in the text, 8,241,300.00 in the cell."""

    kind: Literal["tabled"]

    def find(self, scene: "Scene") -> Iterable[Linear]:
        """One claim for each figure of the text that a table has too: it must agree with one of the table's figures."""
        cells = grouped((identity(fact), fact) for fact in scene.ledger.numbered if fact.table and fact.concept)
        for fact in scene.ledger.numbered:
            if fact.table or not fact.concept or fact.quantity is None or fact.quantity.qualifier:
                continue
            found = [cell for cell in cells.get(identity(fact), ()) if comparable(fact, cell)]
            if cell := agreeing(fact, found):
                yield Linear(self, scene.ledger.figure(fact), ((1, scene.ledger.figure(cell)),), self.severity)


def identity(fact: Fact) -> tuple[object, ...]:
    """What makes two figures the same item: concept, year and stage, and for items of a list their code or name."""
    code = fact.dims.get("function_code") or fact.dims.get("economic_code")
    name = (code or plain_name(fact.item.text)) if fact.concept in ITEMISED else ""
    return fact.concept, name, fact.year, fact.stage


def comparable(one: Fact, two: Fact) -> bool:
    """True when both measure the same money in the same kind of unit."""
    same_money = one.basis == two.basis or "all_funds" in (one.basis, two.basis) or None in (one.basis, two.basis)
    return bool(one.quantity and two.quantity and one.quantity.kind == two.quantity.kind and same_money)


def agreeing(fact: Fact, cells: list[Fact]) -> Fact | None:
    """The cell that agrees, or the only value there is; None when the tables print several values but not this."""
    for cell in cells:
        if fact.quantity and cell.quantity:
            printed = rounded(fact.quantity.value, fact.quantity.step)
            if printed.meets(rounded(cell.quantity.value, cell.quantity.step)):
                return cell
    return cells[0] if len({cell.quantity.value for cell in cells if cell.quantity}) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition(Relation):
    """A total that is broken down by `concept` twice has the same parts both times; `names` are the known classes."""

    kind: Literal["composition"]
    concept: str
    names: tuple[str, ...]

    def find(self, scene: "Scene") -> Iterable[Note]:
        """One check for each pair of complete breakdowns of the same money."""
        whole = [claim for claim in scene.sums if self.is_whole(scene.ledger, claim)]
        for one, two in combinations(whole, 2):
            a, b = one.main.quantity, two.main.quantity
            facts = scene.ledger.facts[one.main.row], scene.ledger.facts[two.main.row]
            same = facts[0].year == facts[1].year and facts[0].stage == facts[1].stage
            if same and rounded(a.value, a.step).meets(rounded(b.value, b.step)):
                yield self.compare(scene.ledger, one, two)

    def is_whole(self, ledger: Ledger, claim: Linear) -> bool:
        """True for a breakdown into classes that adds up to its total."""
        parts = [ledger.facts[figure.row] for _, figure in claim.terms]
        right = claim.sense == "=" and claim.verdict.status != "violated"
        return right and all(f.concept == self.concept and class_name(f.item.text) in self.names for f in parts)

    def compare(self, ledger: Ledger, one: Linear, two: Linear) -> Note:
        """The amounts of each class in both, which must be the same; items of lower levels are added up by class."""
        first, second = by_class(ledger, one), by_class(ledger, two)
        slack = one.verdict.tolerance + two.verdict.tolerance
        gaps = [first.get(name, ZERO) - second.get(name, ZERO) for name in {*first, *second}]
        rows = tuple(dict.fromkeys(figure.row for figure in (*one.figures, *two.figures)))
        if all(abs(gap) <= slack for gap in gaps):
            text = f"{one.main.label}与{two.main.label}的功能分类构成一致。"
            return Note(self, text, About(two.main.quantity, rows), good=True)
        lists = ["、".join(figure.label for _, figure in claim.terms[:LISTED]) for claim in (one, two)]
        text = f"同一总额{two.main.label}有两种功能分类构成：{lists[0]}；{lists[1]}。"
        return Note(self, text, About(two.main.quantity, rows))


def by_class(ledger: Ledger, claim: Linear) -> dict[str, Decimal]:
    """The parts of a breakdown added up by class."""
    found: dict[str, Decimal] = {}
    for _, figure in claim.terms:
        name = class_name(ledger.facts[figure.row].item.text)
        found[name] = found.get(name, ZERO) + figure.value
    return found


def class_name(name: str) -> str:
    """The class that a name stands for: "社会保障和就业（类）支出" -> "社会保障和就业"."""
    return re.sub(r"(?:事务)?(?:支出)?$", "", plain_name(CLASS.sub("", re.sub(r"\s", "", name))))


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedUnits(Relation):
    """The same digits are not printed once in 元 and once in 万元; fewer than `digits` of them may be chance."""

    kind: Literal["units"]
    digits: int

    def find(self, scene: "Scene") -> Iterable[Note]:
        """One check for each figure whose digits stand elsewhere with another unit."""
        printed: dict[str, list[Fact]] = {}
        for fact in scene.ledger.numbered:
            quantity = fact.quantity
            digits = NO_DIGIT.sub("", quantity.text) if quantity and quantity.kind == "amount" else ""
            if len(digits.replace(".", "").strip("0")) >= self.digits:
                yield from self.slips(fact, printed.setdefault(digits, []))
                printed[digits].append(fact)

    def slips(self, fact: Fact, others: list[Fact]) -> Iterator[Note]:
        """The first earlier figure of another size."""
        for other in others:
            small, large = sorted((other, fact), key=lambda f: f.quantity.value if f.quantity else ZERO)
            a, b = small.quantity, large.quantity
            if a and b and a.value != b.value:
                names = f"{large.item.text}{b.text}与{small.item.text}{a.text}"
                text = f"{names}数字相同而单位不同，疑为元、万元混用。"
                about = About(b, (large.id, small.id))
                yield Note(self, text, about, cause="unit_slip", expected=a.value, actual=b.value)
                return
