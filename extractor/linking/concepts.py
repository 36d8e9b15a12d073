"""From a printed name to what it means: a concept of the catalogue, a class of the classifications, or only itself."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from annotations.catalogue import Catalogue, Concept
from annotations.catalogue.names import CLASS_MARK, normalise
from extractor.data import Basis, Quantity

FUNCTION, ECONOMIC = "exp.func", "exp.econ"
OTHER_SIDE = (("支出", "rev."), ("收入", "exp."))  # how a name ends, and what it then is not
GENERIC = frozenset([FUNCTION, ECONOMIC])
LEVELS = re.compile(CLASS_MARK)
LEVEL_CODE = re.compile(r"（(?P<digits>\d{1,7})(?P<level>[类款项])）")
PATH = re.compile(r"[-—－–]")
CODE = re.compile(r"^(?P<lead>[23]\d{2}(?:\d{2}){0,2})(?!\d)|[（(](?P<tail>[23]\d{2}(?:\d{2}){0,2})[）)]$")
AMOUNT = re.compile(r"\d[\d,.]*\s*(?:万|亿|千|百)*元")
STATED_EMPTY = frozenset(["govfund.exp", "statecap.exp"])  # what weak names mean where a text says there is none
MOST_FILLERS = 3  # words taken off a name before it is given up
CLASS_TAIL = re.compile(r"(?:（[类款项]）|支出|类|款|项|科目)+$")
STAGE_TAIL = re.compile(r"(?:支出|财政拨款)?(?:预算|决算|执行)(?:数|安排|金额|支出)?$")
INNER_BRACKET = re.compile(r"（[^（）]*）")
ECONOMIC_CONTEXT = frozenset(
    ["exp.basic", "gpb.basic", "exp.basic_personnel", "exp.basic_public", "govfund.basic", ECONOMIC]
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One concept that a name may mean; `stripped` counts the filler words that had to go first."""

    concept: Concept
    weak: bool
    stripped: int
    like: bool = False


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name means where it stands; `name` is its normalised form, for comparing figures of one item."""

    name: str
    concept: str | None = None
    basis: Basis | None = None
    stock: bool = False
    dims: Mapping[str, str] = field(default_factory=dict)
    evidence: str = "concept:none"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name stands: kinds of the sections around it, innermost first, its total's concept, its sentence."""

    sections: tuple[str, ...] = ()
    parent: str | None = None
    sentence: str = ""


class Lexicon:
    """All names of the catalogue, ready to be looked up; immutable once built."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._by_id = {concept.id: concept for concept in catalogue.concepts}
        self._hits: dict[str, list[Hit]] = defaultdict(list)
        for concept in catalogue.concepts:
            for names, weak in ((concept.names, False), (concept.weak, True)):
                for name in names:
                    self._hits[name].append(Hit(concept, weak, 0))
        self._like = [(re.compile(concept.like), concept) for concept in catalogue.concepts if concept.like]
        self._functions = {name: row.code for row in catalogue.functions for name in class_names(row.name, row.aliases)}
        self._economics = {
            name: row.code
            for row in catalogue.economics
            if row.scheme == "department"
            for name in class_names(row.name, row.aliases)
        }
        self._lead, self._tail = catalogue.fillers["lead"], catalogue.fillers["tail"]
        self._look_up = lru_cache(maxsize=20_000)(self._look_up_uncached)

    @property
    def names(self) -> Iterator[str]:
        """Every name that a matcher should know."""
        yield from self._hits
        yield from self._functions
        yield from self._economics

    def concept(self, id: str | None) -> Concept | None:
        """The concept of an id."""
        return self._by_id.get(id or "")

    def parents(self, id: str | None) -> tuple[str, ...]:
        """The concepts that a concept is part of."""
        return self._by_id[id].parents if id in self._by_id else ()

    def knows(self, printed: str) -> bool:
        """Whether a name means an amount wherever it stands: 部门, which counts offices in one section, does not."""
        name = normalise(printed)
        hits = (hit for level in self._look_up(name) for hit in level)
        known = any(not hit.weak and hit.concept.kind == "amount" for hit in hits)
        return known or name in self._functions or name in self._economics

    def is_name(self, printed: str) -> bool:
        """Whether words are nothing but a name of the catalogue, as it stands there."""
        return bool(self._hits.get(normalise(printed)))

    def sibling(self, id: str | None, quantity: Quantity, printed: str = "") -> Concept | None:
        """The count that belongs to a concept, best one that shares words with what is printed.

        "公务接待费…，8批次" -> 接待批次;  "国内公务接待14批次、96人次" -> 接待人次
        """
        known = self._by_id.get(id or "")
        if known is None or quantity.kind != "count" or quantity.unit in known.units:
            return None
        near = [concept for concept in self.catalogue.concepts if _belongs(concept, known, quantity)]
        name = normalise(printed)
        return max(
            near, key=lambda concept: (_overlap(name, concept.name), _shared(concept.id, known.id)), default=None
        )

    def resolve(self, printed: str, quantity: Quantity | None, place: Place) -> Meaning:
        """What a name means at a place, for a number of a kind (None: no number, 没有政府性基金).

        "公务接待费预算数", an amount -> tp.reception;  "国内公务接待", 14批次 -> tp.reception_batches
        "教育支出（类）普通教育（款）小学教育（项）" -> exp.func with its code
        """
        name = normalise(AMOUNT.sub("N", printed))
        codes = LEVEL_CODE.findall(name)
        name = LEVEL_CODE.sub(lambda code: f"（{code['level']}）", name)
        may_be_class = quantity is None or quantity.kind == "amount"
        if may_be_class and (LEVELS.search(printed) or CODE.search(name)):
            return _coded(self._class_meaning(name, place, strict=True), codes)
        exact = self._best(self._look_up(name)[:1], quantity, place)
        if exact is not None and not exact.stripped:
            return _meaning(name, exact)
        if may_be_class and (known := self._class_meaning(name, place, strict=True)).concept is not None:
            return known
        if (best := self._best(self._look_up(name), quantity, place)) is not None:
            return _meaning(name, best)
        if may_be_class and (known := self._class_meaning(name, place, strict=False)).concept is not None:
            return known
        plain = INNER_BRACKET.sub("", name)
        return self.resolve(plain, quantity, place) if plain != name and len(plain) > 1 else Meaning(name)

    def _best(self, levels: Sequence[tuple[Hit, ...]], quantity: Quantity | None, place: Place) -> Hit | None:
        """The best fitting concept among those with the fewest fillers taken off."""
        fitting = ([hit for hit in hits if self._fits(hit, quantity, place)] for hits in levels)
        hits = next((hits for hits in fitting if hits), [])
        if quantity is None and not hits and levels:
            hits = [hit for hit in levels[0] if hit.concept.id in STATED_EMPTY]
        if quantity is None:  # what there is none of is money before it is counted
            hits = [hit for hit in hits if hit.concept.kind == "amount"] or hits
        return max(hits, key=lambda hit: _rank(hit, place), default=None)

    def _fits(self, hit: Hit, quantity: Quantity | None, place: Place) -> bool:
        concept = hit.concept
        if quantity is not None and not _measures(concept, quantity):
            return False
        if not hit.weak:
            return True
        here = place.parent in concept.parents or any(kind in concept.sections for kind in place.sections)
        return here or _is_near(concept, place)

    def _look_up_uncached(self, name: str) -> tuple[tuple[Hit, ...], ...]:
        """All concepts of a name: as it is, then with one filler taken off, with two, with three."""
        seen, front = {name}, [name]
        levels: list[tuple[Hit, ...]] = []
        for stripped in range(MOST_FILLERS + 1):
            found = [Hit(hit.concept, hit.weak, stripped) for each in front for hit in self._hits.get(each, ())]
            if stripped == 0:
                found += [Hit(concept, False, 0, like=True) for like, concept in self._like if like.fullmatch(name)]
            if found := [hit for hit in found if not (hit.stripped and _is_other_side(name, hit.concept))]:
                levels.append(tuple(found))
            front = list(dict.fromkeys(short for each in front for short in self._shorter(each) if short not in seen))
            seen.update(front)
        return tuple(levels)

    def _shorter(self, name: str) -> Iterator[str]:
        yield from (name[len(word) :] for word in self._lead if name.startswith(word) and len(name) > len(word))
        yield from (name[: -len(word)] for word in self._tail if name.endswith(word) and len(name) > len(word))

    def _class_meaning(self, name: str, place: Place, *, strict: bool) -> Meaning:
        """A class by its code, its （类）（款）（项） or its name; not strict: 预算 and 决算 aside."""
        if code := CODE.search(name):
            digits = code["lead"] or code["tail"]
            economic = digits.startswith("3") and len(digits) in (3, 5)
            return self._classified(name, ECONOMIC if economic else FUNCTION, digits)
        if LEVELS.search(name):
            last = [part for part in re.split(r"（[类款项]）", name) if part.strip("支出-—")]
            return self._classified(name, FUNCTION, self._functions.get(_bare(last[-1])) if last else None)
        if PATH.search(name) and _bare(PATH.split(name)[0]) in self._functions:
            return self._classified(name, FUNCTION, None)
        bare = _bare(name if strict else STAGE_TAIL.sub("", name))
        function, economic_code = self._functions.get(bare), self._economics.get(bare)
        if function and economic_code:
            in_economic = place.parent in ECONOMIC_CONTEXT or "sec.gpb_basic" in place.sections
            return (
                self._classified(name, ECONOMIC, economic_code)
                if in_economic
                else self._classified(name, FUNCTION, function)
            )
        if function:
            return self._classified(name, FUNCTION, function)
        return self._classified(name, ECONOMIC, economic_code) if economic_code else Meaning(name)

    def _classified(self, name: str, concept: str, code: str | None) -> Meaning:
        kind = "function" if concept == FUNCTION else "economic"
        dims = {f"{kind}_code": code, f"{kind}_name": name} if code else {f"{kind}_name": name}
        return Meaning(name, concept, None, False, dims, "concept:class")


def _coded(meaning: Meaning, levels: Sequence[tuple[str, str]]) -> Meaning:
    """A class with the code that is printed with its levels: （204类）…（06款）…（13项） is 2040613."""
    code = "".join(digits for digits, _ in levels)
    if (
        meaning.concept != FUNCTION
        or "".join(level for _, level in levels) not in "类款项"
        or len(code) not in (3, 5, 7)
    ):
        return meaning
    return replace(meaning, dims={**meaning.dims, "function_code": code})


def _belongs(concept: Concept, known: Concept, quantity: Quantity) -> bool:
    """Whether a count is a part of a concept, or is a part of the same total as another count."""
    if concept.kind != "count" or quantity.unit not in concept.units or concept.id == known.id:
        return False
    beside = known.kind == "count" and bool(set(known.parents) & set(concept.parents))
    return known.id in concept.parents or beside


def _overlap(one: str, other: str) -> int:
    """How many pairs of characters two names share."""
    return sum(one[i : i + 2] in other for i in range(len(one) - 1))


def _shared(one: str, other: str) -> int:
    """How many characters two ids share from the left: tp.reception_foreign_batches is nearest to …_foreign_persons."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _meaning(name: str, hit: Hit) -> Meaning:
    concept = hit.concept
    how = "like" if hit.like else "filler" if hit.stripped else "weak" if hit.weak else "exact"
    return Meaning(name, concept.id, concept.basis, concept.stock, {}, f"concept:{how}")


def class_names(name: str, aliases: Sequence[str]) -> Iterator[str]:
    """The forms under which a class may be printed: 教育支出 also as 教育（类）."""
    for each in (name, *aliases):
        yield _bare(normalise(each))


def _bare(name: str) -> str:
    return CLASS_TAIL.sub("", name) or name


def _measures(concept: Concept, quantity: Quantity) -> bool:
    """Whether a concept is measured in numbers like this one."""
    if concept.kind == "amount":
        return quantity.kind == "amount"
    if concept.kind == "score":
        return quantity.unit == "分"
    if concept.kind == "percent":
        return quantity.kind == "percent"
    return quantity.kind == "count" and quantity.unit != "分" and (not concept.units or quantity.unit in concept.units)


def _is_other_side(name: str, concept: Concept) -> bool:
    """Whether a name ends in the side of an account that a concept is not of: no 一般公共预算支出 is income."""
    return any(name.endswith(side) and concept.id.startswith(other) for side, other in OTHER_SIDE)


def _is_near(concept: Concept, place: Place) -> bool:
    """Whether the sentence has a word that tells what its weak names mean."""
    return any(word in place.sentence for word in concept.near)


def _rank(hit: Hit, place: Place) -> tuple[int, ...]:
    """How well a concept fits its place: a weak name in its section, then its own name, then a part's weak name."""
    concept = hit.concept
    is_part = place.parent is not None and place.parent in concept.parents
    depth = next((len(place.sections) - n for n, kind in enumerate(place.sections) if kind in concept.sections), 0)
    claim = (3 if _is_near(concept, place) else 2 if depth else 0) if hit.weak else 1
    return (int(not hit.like), claim, int(is_part), depth, int(concept.kind != "amount" or not concept.stock))
