"""The values of a pattern's entries against what its document has said: what is known, what is left of a whole."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from random import Random

from models.corpus.language import PatternError
from models.corpus.naming import Named, basis_of
from models.corpus.pools import COMMON
from models.corpus.printing import YUAN, Style
from models.corpus.setting import LARGE, FactKey, Ledger, Said, Setting
from models.corpus.sums import OWN, Measure, parents_first, settle
from models.corpus.uses import Uses, whole_of

TWINS = {  # totals of the two sides of one account, by concept or, where there is none, by name
    "exp.total": "rev.total",
    "fiscal.exp_total": "fiscal.rev_total",
    "支出总量": "收入总量",
}
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
        # Governments measure what the catalogue has no concepts for; there a name alone says what is meant.
        what = one.concept or (one.item if self.setting.kind in LARGE else None)
        if what is None or what in ALONE:
            return None
        period = self.setting.period(base, one.entry.base)
        return what, one.basis, one.entry.unit, period.year, period.stage

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
        bases = dict.fromkeys((one.basis, None))
        keys = (
            (whole, basis_of(whole) or basis, one.entry.unit, period.year, period.stage)
            for whole in wholes
            for basis in bases
        )
        return next((self.ledger.facts[key] for key in keys if key in self.ledger.facts), None)

    def left(self, id: str) -> int | None:
        """How much of that is not yet given to other parts."""
        whole = self.whole(id)
        return whole.value - self.ledger.claimed.get(whole.id, 0) if whole else None

    def draw(self, random: Random, id: str) -> int:
        """A likely value that fits into what the document has stated."""
        one, left = self.named[id], self.left(id)
        value = draw_value(one, self.setting, random)
        if left is not None:
            return min(value, int(left * random.uniform(0.1, 0.6)) + 1)
        total = self.ledger.facts.get(("rev.total", None, None, self.setting.year, self.setting.stage))
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
    settled = settle(ordered, uses.bases, start=account.known, draw=partial(account.draw, random), random=random)
    return {
        (id, base): account.enter(id, base, value, uses)
        for id, levels in settled.items()
        for base, value in levels.items()
    }


def _measure(one: Named, named: Mapping[str, Named], uses: Uses) -> Measure:
    entry, twin = one.entry, TWINS.get(one.concept or one.item)
    flat = frozenset(base for id, base in uses.flat if id == entry.id)
    parent = whole_of(entry, uses)
    is_alone = entry.parent is None and list(uses.wholes.values()).count(parent or "") == 1
    other = next(
        (id for id, two in named.items() if twin and (two.concept or two.item) == twin and parent is None), None
    )
    return Measure(
        entry.id, parent, entry.group, entry.is_open or is_alone, entry.sign, flat, other, uses.plans.get(entry.id)
    )


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
