"""The numbers of one pattern with their tags: levels, changes, ratios, and the words that follow from them."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from random import Random

from models.corpus import printing
from models.corpus.account import BARE_UNIT, Figure, style_of
from models.corpus.language import PatternError, Reference, Slot, reference
from models.corpus.naming import Named
from models.corpus.printing import Style
from models.corpus.setting import Ledger, Setting
from models.corpus.sums import OWN
from models.corpus.tags import tag
from models.corpus.uses import Uses

NARROW = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
DIRECTIONS = {1: "increase", -1: "decrease", 0: "flat"}
Body = Callable[..., str]  # of a slot, and of which of its bodies: the first unless said


def level(said: str) -> Reference:
    """A reference with its base: "a" -> the own level of a."""
    one = reference(said)
    return Reference(one.id, one.base or OWN)


class Numbers:
    """Writes the slots that are numbers; a fact is written once, then it is the same again.

    `named` and `figures` are filled in before anything is written; `body` renders what stands inside a slot.
    """

    def __init__(self, setting: Setting, ledger: Ledger, random: Random, uses: Uses, body: Body) -> None:
        self.setting, self.ledger, self.random, self.uses, self.body = setting, ledger, random, uses, body
        self.named: dict[str, Named] = {}
        self.figures: dict[tuple[str, str], Figure] = {}
        self._printed: set[str] = set()
        self._changes: dict[tuple[str, str], str] = {}
        self.verbs: Mapping[str, Callable[[Slot], str]] = {
            "level": self._level,
            "cell": self._level,
            "none": self._none,
            "by": self._change,
            "pct": self._change,
            "pp": self._points,
            "gap": self._signed,
            "rise": self._signed,
            "flat": self._flat,
            "share": self._share,
            "done": self._done,
            "ratio": self._share,
            "score": self._score,
            "more": self._direction_word,
            "grew": self._direction_word,
            "rate": self._direction_word,
            "dir": self._direction,
        }

    def figure(self, one: Reference) -> Figure:
        """The figure of a level."""
        figure = self.figures.get((one.id, one.base or OWN))
        if figure is None:
            raise PatternError(one.id, "an entry that is not introduced")
        return figure

    def change(self, one: Reference) -> str:
        """The id of the change of an entry from a base."""
        key = one.id, one.base or self.setting.usual_base
        if key not in self._changes:
            self._changes[key] = self.ledger.new_id("c")
        return self._changes[key]

    def way(self, one: Reference) -> str:
        """Which way an entry has moved from a base: "increase", "decrease", "flat"."""
        now, then = self._between(one)
        return DIRECTIONS[(now > then) - (now < then)]

    # -- levels

    def _level(self, slot: Slot) -> str:
        one = level(slot.arguments[0])
        figure, named = self.figure(one), self.named[one.id]
        unit = named.entry.classifier
        style, random = style_of(named, self.setting), self.random
        shown = printing.counted(figure.value, unit, style) if unit else printing.money(figure.value, style, random)
        extra: dict[str, object] = {"u": BARE_UNIT.sub("", unit)} if unit and "（" in unit else {}
        if slot.verb == "cell":
            shown, extra = self._cell(figure.value, unit, style)
        if figure.is_known or figure.fact in self._printed:
            return tag("q", shown, same=figure.fact, **extra)
        self._printed.add(figure.fact)
        return tag("q", shown, **self._attributes(one, figure), part_of=self._whole(one), **extra)

    def _cell(self, value: int, unit: str | None, style: Style) -> tuple[str, dict[str, object]]:
        """A number without its unit, as in a table, and what it reads as."""
        if unit:
            return str(value), {"u": BARE_UNIT.sub("", unit)}
        yuan = (value * style.step).normalize()
        shown = printing.digits(Decimal(value) / 10**style.decimals, style.decimals, style, self.random)
        return shown, {"v": f"{yuan:f}", "u": "CNY"}

    def _attributes(self, one: Reference, figure: Figure) -> dict[str, object]:
        named = self.named[one.id]
        period = self.setting.period(one.base or OWN, named.entry.base)
        return {
            "id": figure.fact,
            "c": named.concept or "",
            "item": named.item,
            "y": period.year,
            "st": period.stage,
            "basis": named.basis,
        }

    def _whole(self, one: Reference) -> str | None:
        """The fact that a level is part of, if the pattern or the document before it states it."""
        parent = self.named[one.id].entry.parent
        return self._stated(Reference(parent, one.base)) if parent else self.figure(one).whole

    def _none(self, slot: Slot) -> str:
        one = level(slot.arguments[0])
        figure = self.figure(one)
        state = slot.arguments[1] if len(slot.arguments) > 1 else None
        return tag("none", self.body(slot), **self._attributes(one, figure), state=state)

    def _score(self, slot: Slot) -> str:
        figure = self.figure(level(slot.arguments[0]))
        shown = f"{self.random.randint(810, 998) / 10:g}"
        return tag("q", shown + "分", ratio="score", fact=figure.fact)

    # -- changes

    def _compared(self, slot: Slot) -> Reference:
        """The level that something moved from."""
        one = reference(slot.arguments[0])
        return Reference(one.id, one.base or self.setting.usual_base)

    def _between(self, one: Reference) -> tuple[int, int]:
        """The values between which an entry has moved: its own, and that of the base."""
        return self.figure(Reference(one.id)).value, self.figure(one).value

    def _change_attributes(self, one: Reference, direction: str | None) -> dict[str, object]:
        against = self.setting.period(one.base or "", self.named[one.id].entry.base).against
        fact = self.figure(Reference(one.id)).fact
        return {"ch": self.change(one), "fact": fact, "dir": direction, "against": against}

    def _change(self, slot: Slot) -> str:
        one = self._compared(slot)
        now, then = self._between(one)
        amount, style = abs(now - then), style_of(self.named[one.id], self.setting)
        unit = self.named[one.id].entry.classifier
        if slot.verb == "pct":
            shown = printing.percent(amount, then, style, self.random)
        elif unit:
            shown = printing.counted(amount, unit, style)
        else:
            shown = printing.money(amount, style, self.random)
        part = "percent" if slot.verb == "pct" else "amount"
        return tag("q", shown, part=part, **self._change_attributes(one, self.way(one)))

    def _signed(self, slot: Slot) -> str:
        """A change as a table gives it, with a sign and without its unit: {gap a} in money, {rise a} in percent."""
        one = self._compared(slot)
        now, then = self._between(one)
        style, sign = style_of(self.named[one.id], self.setting), "-" if now < then else ""
        attributes = self._change_attributes(one, self.way(one))
        if slot.verb == "rise":
            shown = printing.percent(abs(now - then), then, style, self.random).rstrip("% ")
            value = shown.translate(NARROW).replace(",", "")
            return tag("q", sign + shown, part="percent", **attributes, v=value, u="%")
        shown, read = self._cell(abs(now - then), None, style)
        return tag("q", sign + shown, part="amount", **attributes, **read)

    def _points(self, slot: Slot) -> str:
        """Percentage points, whose direction stands beside them: {pp a|提高|下降}."""
        one = Reference(slot.arguments[0], self.setting.usual_base)
        rises = self.random.random() < 0.5
        shown = f"{self.random.randint(1, 90) / 10:g}{self.setting.style.gap}个百分点"
        word = self.body(slot, 0 if rises else 1)
        attributes = self._change_attributes(one, "increase" if rises else "decrease")
        return word + tag("q", shown, part="amount", **{**attributes, "ch": self.ledger.new_id("c")})

    def _flat(self, slot: Slot) -> str:
        return tag("flat", self.body(slot), **self._change_attributes(self._compared(slot), None))

    def _direction_word(self, slot: Slot) -> str:
        now, then = self._between(self._compared(slot))
        way = "decrease" if now < then else "increase"
        return self.random.choice(self.setting.words.lists[f"{slot.verb}_{way}"])

    def _direction(self, slot: Slot) -> str:
        now, then = self._between(self._compared(slot))
        return self.body(slot, 1 if now < then else 0)

    # -- ratios

    def _share(self, slot: Slot) -> str:
        one = level(slot.arguments[0])
        parent = self.named[one.id].entry.parent
        whole = level(slot.arguments[1] if len(slot.arguments) > 1 else parent or "")
        shown = printing.percent(self.figure(one).value, self.figure(whole).value, self.setting.style, self.random)
        kind = "share" if slot.verb == "share" else "other"
        return tag("q", shown, ratio=kind, fact=self._stated(one), of=self._stated(whole))

    def _done(self, slot: Slot) -> str:
        one = reference(slot.arguments[0])
        whole = level(slot.arguments[1]) if len(slot.arguments) > 1 else None
        base = whole or Reference(one.id, one.base or "plan")
        own = Reference(one.id, OWN)
        shown = printing.percent(self.figure(own).value, self.figure(base).value, self.setting.style, self.random)
        return tag("q", shown, ratio="completion", fact=self._stated(own), of=self._stated(base))

    def _stated(self, one: Reference) -> str | None:
        """The id of a fact that the pattern or the document before it states."""
        figure = self.figure(one)
        is_stated = figure.is_known or (one.id, one.base or OWN) in self.uses.levels
        return figure.fact if is_stated else None
