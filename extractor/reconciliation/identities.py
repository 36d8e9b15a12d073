"""One amount, one meaning: the same item printed twice, in text and table, in two compositions, in two units."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Literal

from extractor.data import Fact
from extractor.reconciliation.claims import Linear
from extractor.reconciliation.figures import NAMES, Figure, plain_name
from extractor.reconciliation.intervals import ZERO, rounded, scale
from extractor.reconciliation.ledger import Ledger, grouped
from extractor.reconciliation.messages import About, Note
from extractor.reconciliation.readings import addable
from extractor.reconciliation.relations import Concepts, Relation, matches
from extractor.reconciliation.slips import MISTYPED, likely_slip, mistyped

if TYPE_CHECKING:
    from extractor.reconciliation.scene import Scene

CLASS = re.compile(r"(?:[（(]类[）)]|(?<=支出)(?:”?科目|[-－—])).*$")  # X（类）…, “X支出”科目…, X支出-Y-Z
ITEMISED = ("exp.func", "exp.econ", "project.annual_budget")  # concepts of many items, told apart by their names
NO_DIGIT = re.compile(r"[^\d.]+")
LONE = re.compile(r"”项$|[（(]项[）)]$")  # an item of a list, “购房补贴”项, that may leave out class and 款
ITEM = re.compile(r"[（(]项[）)]|-[^-\s]+-")  # a name down to the last level: X（类）Y（款）Z（项）, X-Y-Z
NAMED = 6  # characters of a name that says by itself what it is the name of
LISTED = 4  # parts that a message names
MYRIAD = Decimal(10**4)
HIDDEN = 10  # last digits of a total below which one of its parts would not be told in another unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Same(Relation):
    """One item, one value, wherever the text prints it; `certain` are concepts of which a document has only one."""

    kind: Literal["same"]
    certain: Concepts

    def find(self, scene: "Scene") -> Iterable[Linear]:
        """One claim for every further printing of an item that has a name and a concept of its own."""
        ledger = scene.ledger
        facts = [fact for fact in ledger.numbered if singular(ledger, fact)]
        for same in grouped((printing(ledger, fact), fact) for fact in facts).values():
            first = ledger.figure(same[0])
            for other in same[1:]:
                figure = ledger.figure(other)
                sure = matches(other.concept, self.certain) and resemble(first, figure)
                if own(other) or mistyped(first.quantity, figure.quantity):
                    yield Linear(self, figure, ((1, first),), "error" if sure else self.severity)
        yield from self.renamed(ledger, [fact for fact in facts if fact.concept and fact.concept not in ITEMISED])

    def renamed(self, ledger: Ledger, facts: list[Fact]) -> Iterator[Linear]:
        """One claim for every figure that another name of its concept has with one digit mistyped."""
        for same in grouped(((f.concept, f.year, f.stage, f.project), f) for f in facts).values():
            for one, two in pairwise(same):
                first, figure = ledger.figure(one), ledger.figure(two)
                new = printing(ledger, one) != printing(ledger, two)
                if new and comparable(one, two) and mistyped(first.quantity, figure.quantity):
                    yield Linear(self, figure, ((1, first),), self.severity)


def own(fact: Fact) -> bool:
    """True when any two printings must agree: others may be two things of one name, unless they nearly agree."""
    return bool(fact.concept) and (fact.concept not in ITEMISED or bool(ITEM.search(fact.item.text)))


def resemble(one: Figure, two: Figure) -> bool:
    """True when two figures look like one number of which one is mistyped: 913.26 and 931.26, not 9.62 and 2.77."""
    digits = [str(int(abs(figure.value) / (figure.quantity.step or 1))) for figure in (one, two)]
    same = sum(a == b for a, b in zip(*digits, strict=False))
    return (
        max(map(len, digits)) - same <= MISTYPED
        or likely_slip(two.quantity, rounded(one.value, one.quantity.step)) is not None
    )


def singular(ledger: Ledger, fact: Fact) -> bool:
    """True for an amount in the text that a document has once: of a concept of its own, or a named part of a total."""
    if fact.quantity is None or fact.quantity.kind != "amount" or fact.table:
        return False
    if not fact.concept:
        return len(plain_name(fact.item.text)) >= NAMED
    return fact.concept not in ITEMISED or whole_of(ledger, fact) is not None


def printing(ledger: Ledger, fact: Fact) -> tuple[object, ...]:
    """What two printings of one item have in common; items of a list are told apart by the amount of their total."""
    whole = whole_of(ledger, fact) if fact.concept in ITEMISED else None
    return fact.concept, plain_name(fact.item.text), fact.year, fact.stage, fact.basis, fact.project, whole


def whole_of(ledger: Ledger, fact: Fact) -> Decimal | None:
    """The amount of the total that a fact is part of."""
    whole = ledger.facts.get(fact.part_of or "")
    return whole.quantity.value if whole and whole.quantity else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabled(Relation):
    """What the text states is what the tables print, unit by unit: 913.26万元 in the text, 9,132,600.00 in the cell."""

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

    def find(self, scene: "Scene") -> Iterable[Linear | Note]:
        """One check for each pair of breakdowns of the same money; class by class where one of them does not add up."""
        listed = [claim for claim in scene.sums if self.is_listed(scene.ledger, claim)]
        for one, two in combinations(listed, 2):
            a, b = one.main.quantity, two.main.quantity
            facts = scene.ledger.facts[one.main.row], scene.ledger.facts[two.main.row]
            same = facts[0].year == facts[1].year and facts[0].stage == facts[1].stage
            if not same or not rounded(a.value, a.step).meets(rounded(b.value, b.step)):
                continue
            right = [claim for claim in (one, two) if claim.sense == "=" and claim.verdict.status != "violated"]
            if len(right) == 2:
                yield self.compare(scene.ledger, one, two)
            elif right:
                yield from self.contrast(scene.ledger, right[0], two if right[0] is one else one)

    def is_listed(self, ledger: Ledger, claim: Linear) -> bool:
        """True for a breakdown into classes, or into items that name their class."""
        figures = [ledger.facts[figure.row] for _, figure in claim.terms]
        known = all(name in self.names for name in by_class(ledger, claim))
        return known and all(fact.concept == self.concept for fact in figures)

    def contrast(self, ledger: Ledger, right: Linear, wrong: Linear) -> Iterator[Linear]:
        """One claim for each class of a breakdown that does not add up, against the one that does."""
        if wrong.verdict.status != "violated":
            return
        classes = by_class(ledger, right)
        for name, (first, *others) in by_class(ledger, wrong).items():
            parts = classes.get(name, ())
            if parts and not others and first not in parts:
                yield Linear(self, first, tuple((1, figure) for figure in parts), self.severity)

    def compare(self, ledger: Ledger, one: Linear, two: Linear) -> Note:
        """The amounts of each class in both, which must be the same; items of lower levels are added up by class."""
        first, second = summed(by_class(ledger, one)), summed(by_class(ledger, two))
        slack = one.verdict.tolerance + two.verdict.tolerance
        gaps = [first.get(name, ZERO) - second.get(name, ZERO) for name in {*first, *second}]
        rows = tuple(dict.fromkeys(figure.row for figure in (*one.figures, *two.figures)))
        if all(abs(gap) <= slack for gap in gaps):
            text = f"{one.main.label}与{two.main.label}的功能分类构成一致。"
            return Note(self, text, About(two.main.quantity, rows), good=True)
        lists = ["、".join(figure.label for _, figure in claim.terms[:LISTED]) for claim in (one, two)]
        text = f"同一总额{two.main.label}有两种功能分类构成：{lists[0]}；{lists[1]}。"
        return Note(self, text, About(two.main.quantity, rows))


def by_class(ledger: Ledger, claim: Linear) -> dict[str, list[Figure]]:
    """The parts of a breakdown by class; a 项 that names no class stands under that of the 项 before it."""
    found: dict[str, list[Figure]] = {}
    name = ""
    for _, figure in claim.terms:
        text = "".join(ledger.facts[figure.row].item.text.split())
        name = name if LONE.search(text) and not CLASS.search(text) else class_name(text)
        found.setdefault(name, []).append(figure)
    return found


def summed(classes: Mapping[str, list[Figure]]) -> dict[str, Decimal]:
    """The amount of each class."""
    return {name: sum((figure.value for figure in figures), ZERO) for name, figures in classes.items()}


@lru_cache(maxsize=NAMES)
def class_name(name: str) -> str:
    """The class that a name stands for: "社会保障和就业（类）支出" -> "社会保障和就业"."""
    return re.sub(r"(?:事务)?(?:支出)?$", "", plain_name(CLASS.sub("", "".join(name.split()))))


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Magnitude(Relation):
    """A part is printed in the unit of its list: no `times` its total, and not so few 元 that 万元 would hide them."""

    kind: Literal["magnitude"]
    times: int

    def find(self, scene: "Scene") -> Iterable[Note]:
        """One check for each part in a unit that cannot be meant; what is part of such a part is left in peace."""
        ledger, told = scene.ledger, set[str]()
        for total, parts in ((fact, ledger.children.get(fact.id, ())) for fact in ledger.numbered):
            for part in parts if total.id not in told and amounts(total, *parts) else ():
                if addable(total, part) and (meant := self.meant(total, part, parts)):
                    told.add(part.id)
                    yield self.check(ledger.figure(total), ledger.figure(part), meant)

    def meant(self, total: Fact, part: Fact, parts: Iterable[Fact]) -> Decimal | None:
        """What the part is in the other unit, if the printed one cannot be meant."""
        a, b = total.quantity, part.quantity
        if a is None or b is None or part.table or min(a.value, b.value) <= 0:
            return None
        if b.value >= a.value * self.times and b.value / MYRIAD <= a.value:
            return b.value / MYRIAD
        if b.value * MYRIAD > a.value or b.value >= a.step * HIDDEN or scale(b) != 1:
            return None
        others = {scale(one.quantity) for one in (total, *parts) if one.quantity and one.id != part.id}
        return b.value * MYRIAD if others == {MYRIAD} else None

    def check(self, total: Figure, part: Figure, meant: Decimal) -> Note:
        """One part that is far too large or too small."""
        text = f"{part.label}与其合计{total.label}大小悬殊，疑为元、万元混用。"
        about = About(part.quantity, (part.row, total.row))
        return Note(self, text, about, cause="unit_slip", expected=meant, actual=part.value, root=part.key)


def amounts(*facts: Fact) -> bool:
    """True when all figures are amounts of money."""
    return all(fact.quantity and fact.quantity.kind == "amount" for fact in facts)
