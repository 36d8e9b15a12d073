"""The entries of one pattern with everything that their tags say: names, concepts, values, ids."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from annotations.catalogue import FunctionClass, normalise
from models.corpus.language import Entry, Node, PatternError, Reference, Slot, reference, walk
from models.corpus.pools import COMMON, Words, functions_of
from models.corpus.printing import YUAN, Style
from models.corpus.setting import LARGE, FactKey, Ledger, Said, Setting
from models.corpus.sums import OWN, Measure, parents_first, settle
from models.corpus.tags import untagged

LEVELS = ("level", "cell", "none")
CHANGES = ("by", "pct", "pp", "flat", "gap", "rise")
MOVED = (*CHANGES, "more", "grew", "rate", "dir", "why")
COMPLETIONS = ("done",)
TWINS = {"exp.total": "rev.total", "fiscal.exp_total": "fiscal.rev_total"}  # totals of the two sides of one account
INSIDE = (  # concepts whose amounts are parts of a total, wherever that stands
    "rev.",
    "exp.",
    "tp.abroad",
    "tp.reception",
    "tp.vehicle",
    "proc.goods",
    "proc.works",
    "proc.services",
    "proc.centralized",
    "proc.decentralized",
)
AVERAGES = ("人均", "平均", "户均", "生均")
SMALL = ("tp.", "meet.")
CEILINGS = (  # what an amount is at most, as a part of the whole budget
    ("tp.", 0.0005, 0.02),
    ("meet.", 0.0005, 0.01),
    ("op.", 0.01, 0.08),
    ("proc.", 0.01, 0.3),
    ("", 0.1, 0.9),
)
MIXED_DECIMALS = {"亿元": 2, "万元": 2, "万": 2, "元": 2, "亿": 2}  # of an entry with a unit of money of its own
ALONE = (*COMMON, "project.annual_budget")  # many facts of one document have these concepts
BARE_UNIT = re.compile(r"（.*")
FUNCTION_FORMS = {
    "func3": (
        "{0}（类）{1}（款）{2}（项）",
        "{0}（类）{1}（款）{2}（项）",
        "{0}(类){1}(款){2}(项)",
        "{0}（类）-{1}（款）-{2}（项）",
        "{1}（款）{2}（项）",
        "{1}—{2}",
    ),
    "funcq": ("“{0}（类）{1}（款）{2}（项）”", "“{0}”科目“{1}”款“{2}”项"),
    "funci": ("{2}（项）", "{2}"),
}
USUAL = ("201", "204", "205", "206", "207", "208", "210", "211", "212", "213", "214", "215", "220", "221", "224", "229")
USUAL_GROUPS = (
    "20103",
    "20106",
    "20402",
    "20502",
    "20701",
    "20802",
    "20805",
    "20808",
    "21004",
    "21007",
    "21011",
    "21201",
    "21203",
    "21301",
    "21303",
    "22102",
    "22401",
)
Render = Callable[[tuple[Node, ...]], str]


@dataclass(frozen=True, slots=True)
class Named:
    """An entry with its name: as printed with its tags, and without them as `item`."""

    entry: Entry
    printed: str
    item: str
    concept: str | None
    basis: str | None


@dataclass(frozen=True, slots=True)
class Uses:
    """Which levels a pattern prints or states in words, and which changes it gives: pairs of id and base."""

    levels: frozenset[tuple[str, str]]
    statements: frozenset[tuple[str, str]]
    changes: frozenset[tuple[str, str]]
    bases: tuple[str, ...]
    flat: frozenset[tuple[str, str]]
    wholes: Mapping[str, str]  # of entries that are given as a share of something that they are not said to be part of
    plans: Mapping[str, str]  # of entries that are given as the completion of another


def uses_of(nodes: tuple[Node, ...], usual: str) -> Uses:
    """Collect what a pattern prints; `usual` is the base of a change that names none."""
    levels, statements, changes, flat = (set[tuple[str, str]]() for _ in range(4))
    wholes: dict[str, str] = {}
    plans: dict[str, str] = {}
    bases: dict[str, None] = {}
    for slot in walk(nodes):
        if not isinstance(slot, Slot) or not slot.arguments:
            continue
        if slot.verb in LEVELS:
            one = reference(slot.arguments[0])
            (statements if slot.verb == "none" else levels).add((one.id, one.base or OWN))
            bases[one.base or OWN] = None
        elif slot.verb == "share" and len(slot.arguments) > 1:
            wholes[slot.arguments[0]] = slot.arguments[1]
        elif slot.verb in COMPLETIONS and len(slot.arguments) > 1:
            plans[slot.arguments[0]] = slot.arguments[1]
        elif slot.verb in (*MOVED, *COMPLETIONS):
            for one in map(reference, slot.arguments):
                base = one.base or ("plan" if slot.verb in COMPLETIONS else usual)
                bases[base] = None
                if slot.verb in CHANGES:
                    changes.add((one.id, base))
                if slot.verb == "flat":
                    flat.add((one.id, base))
    bases.pop(OWN, None)
    return Uses(
        frozenset(levels), frozenset(statements), frozenset(changes), tuple(bases), frozenset(flat), wholes, plans
    )


def name_entries(nodes: tuple[Node, ...], setting: Setting, render: Render, random: Random) -> dict[str, Named]:
    """Give every entry its name: printed in the pattern, or drawn from its pool; no pool gives a name twice."""
    named: dict[str, Named] = {}
    drawn: set[str] = set()
    for entry in walk(nodes):
        if not isinstance(entry, Entry):
            continue
        if entry.id in named:
            raise PatternError(entry.id, "an entry is introduced twice")
        printed = _name(entry, setting, render, random, drawn)
        concept = _concept(entry, untagged(printed), setting.words)
        basis = _basis(concept, named.get(entry.parent or ""))
        named[entry.id] = Named(entry, printed, untagged(printed), concept, basis)
    return named


def _name(entry: Entry, setting: Setting, render: Render, random: Random, drawn: set[str]) -> str:
    if entry.name is not None:
        return render(entry.name)
    pool = (entry.kind or "").removeprefix("@")
    for _ in range(30):
        is_function = pool.startswith("func")
        name = draw_function(setting.year, pool, random) if is_function else render((Slot(pool, (), ()),))
        if name not in drawn:
            break
    drawn.add(name)
    return name


def draw_function(year: int, pool: str, random: Random) -> str:
    """A function: @func the class, @func3 class, group and item in one of their forms, @funcq in the quoted one."""
    valid = functions_of(year)
    if pool in ("func", "funcl"):
        name = random.choice([one.name for one in valid if one.level == 1 and one.code in USUAL])
        return name if pool == "func" else random.choice(("{}（类）", "{}（类）支出")).format(name.removesuffix("支出"))
    items = [one for one in valid if one.level == 3]
    usual = [one for one in items if one.code.startswith(USUAL_GROUPS)]
    item = random.choice(usual if random.random() < 0.55 else items)
    names = _path(item, valid)
    return random.choice(FUNCTION_FORMS[pool]).format(*names)


def _path(item: FunctionClass, functions: Iterable[FunctionClass]) -> tuple[str, str, str]:
    """The names of an item and of what it lies under."""
    names = {one.code: one.name for one in functions if item.code.startswith(one.code)}
    return names.get(item.code[:3], "其他支出"), names.get(item.code[:5], "其他支出"), item.name


def _concept(entry: Entry, name: str, words: Words) -> str | None:
    if entry.kind and entry.kind.startswith("@func"):
        return "exp.func"
    if entry.kind and entry.kind.startswith("@econ"):
        return "exp.econ"
    if entry.kind and not entry.kind.startswith("@"):
        return None if entry.kind == "none" else entry.kind
    return words.concepts.get(normalise(name))


def _basis(concept: str | None, whole: Named | None) -> str | None:
    """Whose money it is: as the concept says, or as that of the whole."""
    own = {
        "gpb": "general_public",
        "govfund": "gov_fund",
        "statecap": "state_capital",
        "fiscal": "fiscal_appropriation",
    }
    return own.get((concept or "").partition(".")[0]) or (whole.basis if whole else None)


@dataclass(frozen=True, slots=True)
class Figure:
    """One level of an entry: its value in steps, the id of its fact, and whether the document has stated it before.

    `whole` is the fact that it is part of where the document has stated that one before.
    """

    value: int
    fact: str
    is_known: bool
    whole: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """The entries of a pattern against what the document has said: what is known, what is left of a whole."""

    named: Mapping[str, Named]
    setting: Setting
    ledger: Ledger
    section: str

    def key(self, id: str, base: str) -> FactKey | None:
        """Under what a level is remembered; None if many facts of a document could be meant."""
        one = self.named[id]
        if one.concept is None or one.concept in ALONE:
            return None
        period = self.setting.period(base, one.entry.base)
        return one.concept, one.entry.unit, period.year, period.stage

    def said(self, id: str, base: str) -> Said | None:
        """The fact that the document has stated of a level."""
        key = self.key(id, base)
        return self.ledger.facts.get(key) if key else None

    def known(self, id: str, base: str) -> int | None:
        """The value of a level, as stated or as that of the other side of the account."""
        key, said = self.key(id, base), self.said(id, base)
        if key and not said and key[0] in TWINS:
            said = self.ledger.facts.get((TWINS[key[0]], *key[1:]))
        return said.value if said else None

    def whole(self, id: str) -> Said | None:
        """What the document has stated before that an entry is part of, though the pattern does not say so."""
        one = self.named[id]
        concept, period = one.concept or "", self.setting.period(OWN, one.entry.base)
        if one.entry.parent or not concept.startswith(INSIDE):
            return None
        wholes = self.setting.words.parents.get(concept, ())
        if concept in COMMON:
            wholes = ("gpb.exp_total",) if self.section.startswith("sec.gpb") and concept == "exp.func" else ()
        keys = ((whole, one.entry.unit, period.year, period.stage) for whole in wholes)
        return next((self.ledger.facts[key] for key in keys if key in self.ledger.facts), None)

    def left(self, id: str) -> int | None:
        """How much of that is not yet given to other parts."""
        whole = self.whole(id)
        return whole.value - self.ledger.claimed.get(whole.id, 0) if whole else None

    def draw(self, id: str, random: Random) -> int:
        """A likely value that fits into what the document has stated."""
        one, left = self.named[id], self.left(id)
        value = draw_value(one, self.setting, random)
        if left is not None:
            return min(value, int(left * random.uniform(0.1, 0.6)) + 1)
        total = self.ledger.facts.get(("rev.total", None, self.setting.year, self.setting.stage))
        if total is None or one.entry.unit or style_of(one, self.setting) is not self.setting.style:
            return value
        low, high = next((part for start, *part in CEILINGS if (one.concept or "").startswith(start)))
        return min(value, int(total.value * random.uniform(low, high)) + 1)

    def enter(self, id: str, base: str, value: int, uses: Uses) -> Figure:
        """Remember a level that the pattern prints, and give it its fact: the same one where it has been stated."""
        said, key = self.said(id, base), self.key(id, base)
        if said and said.value == value and (id, base) not in uses.statements:
            return Figure(value, said.id, is_known=True)
        whole = self._claim(id, value) if base == OWN and (id, base) in uses.levels else None
        figure = Figure(value, self.ledger.new_id("f"), is_known=False, whole=whole)
        if said and (id, base) in uses.levels | uses.statements:
            self.ledger.conflicts += 1
        if key and not said and (id, base) in uses.levels:
            self.ledger.facts[key] = Said(figure.fact, value)
        return figure

    def _claim(self, id: str, value: int) -> str | None:
        """The whole that a value is taken from, if so much of it is left."""
        whole, left = self.whole(id), self.left(id)
        if whole is None or left is None or value > left:
            return None
        self.ledger.claimed[whole.id] = self.ledger.claimed.get(whole.id, 0) + value
        return whole.id


def figures(account: Account, uses: Uses, random: Random) -> dict[tuple[str, str], Figure]:
    """Settle the values of all entries, those that the document has stated as it stated them."""
    named = account.named
    measures = [_measure(one, named, uses) for one in named.values()]
    ordered = sorted(parents_first(measures), key=lambda measure: bool(measure.twin or measure.near))
    if len(ordered) < len(measures):
        raise PatternError(", ".join(named), "a part of something that is not introduced")
    settled = settle(ordered, uses.bases, start=account.known, draw=lambda id: account.draw(id, random), random=random)
    return {
        (id, base): account.enter(id, base, value, uses)
        for id, levels in settled.items()
        for base, value in levels.items()
    }


def _measure(one: Named, named: Mapping[str, Named], uses: Uses) -> Measure:
    entry, twin = one.entry, TWINS.get(one.concept or "")
    flat = frozenset(base for id, base in uses.flat if id == entry.id)
    parent = whole_of(entry, uses)
    is_alone = entry.parent is None and list(uses.wholes.values()).count(parent or "") == 1
    other = next((id for id, two in named.items() if twin and two.concept == twin and parent is None), None)
    return Measure(
        entry.id, parent, entry.group, entry.is_open or is_alone, entry.sign, flat, other, uses.plans.get(entry.id)
    )


def whole_of(entry: Entry, uses: Uses) -> str | None:
    """What an entry is part of: as introduced, or else what it is first given as a share of."""
    return entry.parent or uses.wholes.get(entry.id)


def draw_value(one: Named, setting: Setting, random: Random) -> int:
    """A likely value in steps: money in the printed unit of the document, or a count."""
    if one.entry.unit and one.entry.unit not in YUAN:
        return random.randint(*setting.words.counts.get(BARE_UNIT.sub("", one.entry.unit), (1, 40)))
    low, high = setting.words.scale(_scale(one, setting))
    yuan = Decimal(str(low * (high / low) ** random.random())) * YUAN["万元"]
    return max(1, int(yuan / style_of(one, setting).step))


def _scale(one: Named, setting: Setting) -> str:
    """By what the size of an amount is looked up: its concept, its document, or that it is an average."""
    if one.item.startswith(AVERAGES):
        return "average."
    if is_small(one, setting):
        return "three_public."
    return one.concept if one.concept and setting.kind not in LARGE else f"{setting.kind}."


def is_small(one: Named, setting: Setting) -> bool:
    """Whether a government gives an amount in whole 万元 among its 亿元, as it does for “三公”经费."""
    return setting.kind in LARGE and (one.concept or "").startswith(SMALL)


def style_of(one: Named, setting: Setting) -> Style:
    """How the amounts of an entry are printed."""
    if one.entry.unit in YUAN:
        return replace(setting.style, unit=one.entry.unit, decimals=MIXED_DECIMALS[one.entry.unit])
    return replace(setting.style, unit="万元", decimals=0) if is_small(one, setting) else setting.style


def level(said: str) -> Reference:
    """A reference with its base: "a" -> the own level of a."""
    one = reference(said)
    return Reference(one.id, one.base or OWN)
