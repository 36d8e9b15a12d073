"""Filling one pattern: every slot becomes text with its tag.

"{year}年<a|收入总计>{a}" -> "2023年收入总计⟪q id=f1 c=rev.total item=收入总计 y=2023 st=budget|824.13万元⟫"
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from random import Random

from models.corpus import printing
from models.corpus.entries import (
    BARE_UNIT,
    Account,
    Figure,
    Named,
    Uses,
    figures,
    level,
    name_entries,
    style_of,
    uses_of,
)
from models.corpus.language import Entry, Node, PatternError, Reference, Slot, choose, parse, reference
from models.corpus.printing import Style
from models.corpus.projects import Project, indicator_rows
from models.corpus.setting import Ledger, Setting
from models.corpus.sums import OWN
from models.corpus.tags import tag, untagged

TOPICS = (  # what a reason can be about, by the beginning of the concept that it explains
    ("tp.vehicle", "vehicle"),
    ("tp.reception", "reception"),
    ("tp.abroad", "abroad"),
    ("tp.", "three_public"),
    ("asset.veh", "vehicle"),
    ("staff.", "staff"),
    ("exp.basic", "pay"),
    ("rev.", "revenue"),
    ("op.", "running"),
)
NARROW = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
DIRECTIONS = {1: "increase", -1: "decrease", 0: "flat"}


def fill(
    text: str, setting: Setting, ledger: Ledger, random: Random, *, level_of_section: int = 1, section: str = ""
) -> str:
    """Write one pattern out as gold markup, with figures that agree with each other and with the document so far.

    `level_of_section` is the level of the heading that the text stands under, `section` its kind. Raises PatternError.
    """
    nodes = choose(parse(text), random)
    uses = uses_of(nodes, setting.usual_base)
    writer = Writer(setting, ledger, random, uses, level_of_section)
    writer.named |= name_entries(nodes, setting, writer.render, random)
    writer.figures |= figures(Account(writer.named, setting, ledger, section), uses, random)
    return writer.render(nodes)


def render(nodes: tuple[Node, ...], setting: Setting, random: Random) -> str:
    """Write words without entries, such as a heading: ("一、", Slot("year")) -> "一、2023"."""
    chosen = choose(nodes, random)
    return Writer(setting, Ledger(), random, uses_of(chosen, setting.usual_base), 1).render(chosen)


class Writer:
    """Writes the nodes of one pattern; one method a family of slots, found by their names."""

    def __init__(self, setting: Setting, ledger: Ledger, random: Random, uses: Uses, level_of_section: int) -> None:
        self.setting, self.ledger, self.random, self.uses = setting, ledger, random, uses
        self.level_of_section = level_of_section
        self.named: dict[str, Named] = {}
        self.figures: dict[tuple[str, str], Figure] = {}
        self.printed: set[str] = set()
        self.drawn: set[tuple[str, str]] = set()
        self.changes: dict[tuple[str, str], str] = {}
        self.projects: dict[str, Project] = {}
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
            "why": self._why,
            "for": self._purpose,
            "more": self._direction_word,
            "grew": self._direction_word,
            "rate": self._direction_word,
            "dir": self._direction,
            "x": lambda slot: tag("x", self._body(slot)),
            "n": self._number,
            "h": self._heading,
            "proj": self._project,
            "projname": lambda slot: self._one(slot).name,
            "pf": self._project_field,
            "ind": self._indicator,
            "indicators": self._indicators,
        }

    def render(self, nodes: tuple[Node, ...]) -> str:
        """Write nodes one after the other."""
        return "".join(self._node(node) for node in nodes)

    def _node(self, node: Node) -> str:
        match node:
            case str():
                return self.setting.style.typeset(node)
            case Entry(id=id, is_quiet=is_quiet):
                return "" if is_quiet else self.named[id].printed
            case Slot(verb=verb):
                return self.verbs.get(verb, self._word)(node)
        raise PatternError(str(node), "a choice that was not decided")

    def _body(self, slot: Slot, place: int = 0) -> str:
        return self.render(slot.bodies[place]) if len(slot.bodies) > place else ""

    def _figure(self, one: Reference) -> Figure:
        figure = self.figures.get((one.id, one.base or OWN))
        if figure is None:
            raise PatternError(one.id, "an entry that is not introduced")
        return figure

    # -- levels

    def _level(self, slot: Slot) -> str:
        one = level(slot.arguments[0])
        figure, named = self._figure(one), self.named[one.id]
        unit = named.entry.classifier
        style, random = style_of(named, self.setting), self.random
        shown = printing.counted(figure.value, unit, style) if unit else printing.money(figure.value, style, random)
        extra: dict[str, object] = {"u": BARE_UNIT.sub("", unit)} if unit and "（" in unit else {}
        if slot.verb == "cell":
            shown, extra = self._cell(figure, unit, style)
        if figure.is_known or figure.fact in self.printed:
            return tag("q", shown, same=figure.fact, **extra)
        self.printed.add(figure.fact)
        return tag("q", shown, **self._attributes(one, figure), part_of=self._whole(one), **extra)

    def _cell(self, figure: Figure, unit: str | None, style: Style) -> tuple[str, dict[str, object]]:
        """A number without its unit, as in a table, and what it reads as."""
        if unit:
            return str(figure.value), {"u": BARE_UNIT.sub("", unit)}
        yuan = (figure.value * style.step).normalize()
        shown = printing.digits(Decimal(figure.value) / 10**style.decimals, style.decimals, style, self.random)
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
        return self._stated(Reference(parent, one.base)) if parent else self._figure(one).whole

    def _none(self, slot: Slot) -> str:
        one = level(slot.arguments[0])
        figure = self._figure(one)
        state = slot.arguments[1] if len(slot.arguments) > 1 else None
        return tag("none", self._body(slot), **self._attributes(one, figure), state=state)

    def _score(self, slot: Slot) -> str:
        figure = self._figure(level(slot.arguments[0]))
        shown = f"{self.random.randint(810, 998) / 10:g}"
        return tag("q", shown + "分", ratio="score", fact=figure.fact)

    # -- changes

    def _compared(self, slot: Slot) -> tuple[Reference, Figure, Figure]:
        """The level that moved, and the two figures between which it did."""
        one = reference(slot.arguments[0])
        base = one.base or self.setting.usual_base
        return Reference(one.id, base), self._figure(Reference(one.id)), self._figure(Reference(one.id, base))

    def _change_attributes(self, one: Reference, direction: str | None) -> dict[str, object]:
        base = one.base or ""
        if (one.id, base) not in self.changes:
            self.changes[one.id, base] = self.ledger.new_id("c")
        against = self.setting.period(base, self.named[one.id].entry.base).against
        fact = self._figure(Reference(one.id)).fact
        return {"ch": self.changes[one.id, base], "fact": fact, "dir": direction, "against": against}

    def _change(self, slot: Slot) -> str:
        one, now, then = self._compared(slot)
        amount, style = abs(now.value - then.value), style_of(self.named[one.id], self.setting)
        unit = self.named[one.id].entry.classifier
        if slot.verb == "pct":
            shown = printing.percent(amount, then.value, style, self.random)
        elif unit:
            shown = printing.counted(amount, unit, style)
        else:
            shown = printing.money(amount, style, self.random)
        part = "percent" if slot.verb == "pct" else "amount"
        return tag("q", shown, part=part, **self._change_attributes(one, self._way(now, then)))

    def _signed(self, slot: Slot) -> str:
        """A change as a table gives it, with a sign and without its unit: {gap a} in money, {rise a} in percent."""
        one, now, then = self._compared(slot)
        style, sign = style_of(self.named[one.id], self.setting), "-" if now.value < then.value else ""
        attributes = self._change_attributes(one, self._way(now, then))
        if slot.verb == "rise":
            shown = printing.percent(abs(now.value - then.value), then.value, style, self.random).rstrip("% ")
            return tag(
                "q", sign + shown, part="percent", **attributes, v=shown.translate(NARROW).replace(",", ""), u="%"
            )
        shown, read = self._cell(Figure(abs(now.value - then.value), "", False), None, style)
        return tag("q", sign + shown, part="amount", **attributes, **read)

    def _points(self, slot: Slot) -> str:
        """Percentage points, whose direction stands beside them: {pp a|提高|下降}."""
        one = Reference(slot.arguments[0], self.setting.usual_base)
        rises = self.random.random() < 0.5
        shown = f"{self.random.randint(1, 90) / 10:g}{self.setting.style.gap}个百分点"
        word = self._body(slot, 0 if rises else 1)
        attributes = self._change_attributes(one, "increase" if rises else "decrease")
        return word + tag("q", shown, part="amount", **{**attributes, "ch": self.ledger.new_id("c")})

    def _flat(self, slot: Slot) -> str:
        one, *_ = self._compared(slot)
        said = self._change_attributes(one, None)
        return tag("flat", self._body(slot), **said)

    @staticmethod
    def _way(now: Figure, then: Figure) -> str:
        return DIRECTIONS[(now.value > then.value) - (now.value < then.value)]

    def _direction_word(self, slot: Slot) -> str:
        _, now, then = self._compared(slot)
        way = "decrease" if now.value < then.value else "increase"
        return self.random.choice(self.setting.words.lists[f"{slot.verb}_{way}"])

    def _direction(self, slot: Slot) -> str:
        _, now, then = self._compared(slot)
        return self._body(slot, 1 if now.value < then.value else 0)

    # -- ratios

    def _share(self, slot: Slot) -> str:
        one = level(slot.arguments[0])
        parent = self.named[one.id].entry.parent
        whole = level(slot.arguments[1] if len(slot.arguments) > 1 else parent or "")
        shown = printing.percent(self._figure(one).value, self._figure(whole).value, self.setting.style, self.random)
        kind = "share" if slot.verb == "share" else "other"
        return tag("q", shown, ratio=kind, fact=self._stated(one), of=self._stated(whole))

    def _done(self, slot: Slot) -> str:
        one = reference(slot.arguments[0])
        whole = level(slot.arguments[1]) if len(slot.arguments) > 1 else None
        base = whole or Reference(one.id, one.base or "plan")
        own = Reference(one.id, OWN)
        shown = printing.percent(self._figure(own).value, self._figure(base).value, self.setting.style, self.random)
        return tag("q", shown, ratio="completion", fact=self._stated(own), of=self._stated(base))

    def _stated(self, one: Reference) -> str | None:
        """The id of a fact that the pattern or the document before it states."""
        figure = self._figure(one)
        is_stated = figure.is_known or (one.id, one.base or OWN) in self.uses.levels
        return figure.fact if is_stated else None

    # -- words that belong to figures

    def _why(self, slot: Slot) -> str:
        references = [reference(said) for said in slot.arguments]
        explained = [target for one in references for target in self._explained(one)]
        first = references[0]
        reason = self.setting.words.reason(
            self.random, direction=self._tendency(first), topic=self._topic(self.named[first.id].concept)
        )
        text = self._body(slot) if slot.bodies else self.render(choose(parse(reason.text), self.random))
        category = None if slot.bodies else reason.category
        return tag("reason", text, id=self.ledger.new_id("r"), explains=",".join(explained), cat=category)

    def _explained(self, one: Reference) -> list[str]:
        """The changes of an entry that the pattern states, or else the fact; for nothing that stayed nothing, both."""
        bases = [one.base] if one.base else [base for id, base in sorted(self.uses.changes) if id == one.id]
        changes = [base for base in bases if (one.id, base) in self.uses.changes]
        own = self._figure(Reference(one.id))
        ids = [str(self._change_attributes(Reference(one.id, base), None)["ch"]) for base in changes]
        return [own.fact, *ids] if not ids or own.value == 0 else ids

    def _tendency(self, one: Reference) -> str:
        own = self._figure(Reference(one.id))
        other = self.figures.get((one.id, one.base or self.setting.usual_base))
        if own.value == 0 or ((one.id, OWN) in self.uses.levels and self.named[one.id].entry.sign == "*"):
            return "none"
        return self._way(own, other) if other else "any"

    def _topic(self, concept: str | None) -> str:
        if self.setting.kind in ("report", "draft", "adjustment") and not (concept or "").startswith("tp."):
            return "government"
        return next((topic for start, topic in TOPICS if (concept or "").startswith(start)), "general")

    def _purpose(self, slot: Slot) -> str:
        figure = self._figure(level(slot.arguments[0]))
        text = self._body(slot) if slot.bodies else self._word(Slot("purpose", (), ()))
        return tag("purpose", text, fact=figure.fact)

    # -- headings, projects, single words

    def _heading(self, slot: Slot) -> str:
        deeper = int(slot.arguments[0])
        kind = slot.arguments[1] if len(slot.arguments) > 1 else None
        return tag("h", self._body(slot), level=self.level_of_section + deeper, kind=kind)

    def _one(self, slot: Slot) -> Project:
        """The project with the number that the slot names, drawn when it is first needed."""
        number = next((word for word in slot.arguments if word.isdigit()), "1")
        if number not in self.projects:
            taken = {project.name for project in self.projects.values()}
            name = next(n for n in iter(lambda: self._word(Slot("project", (), ())), None) if n not in taken)
            self.projects[number] = Project.draw(
                self.ledger.new_id("p"), untagged(name), self.setting.words, self.random
            )
        return self.projects[number]

    def _project(self, slot: Slot) -> str:
        project = self._one(slot)
        return tag("proj", project.name, id=project.id)

    def _project_field(self, slot: Slot) -> str:
        return tag("pf", self._body(slot), p=self._one(slot).id, f=slot.arguments[-1])

    def _indicator(self, slot: Slot) -> str:
        """The name of the next indicator of a project, and its target: 养护道路里程⟪ind …|≥20公里⟫."""
        return self._one(slot).next_in_prose(self.setting.style.gap)

    def _indicators(self, slot: Slot) -> str:
        layouts = [word for word in slot.arguments if not word.isdigit()]
        has_results = "results" in layouts
        return indicator_rows(self._one(slot), layouts[0], self.random, has_results=has_results)

    def _number(self, slot: Slot) -> str:
        low, high, *decimals = map(int, slot.arguments)
        if not decimals:
            return str(self.random.randint(low, high))
        return f"{self.random.uniform(low, high):.{decimals[0]}f}"

    def _word(self, slot: Slot) -> str:
        """A word about the document, or one from the list of that name."""
        setting = self.setting
        own = {
            "year": setting.year,
            "last": setting.year - 1,
            "then": setting.year - 2,
            "next": setting.year + 1,
            "asof": setting.year - (setting.stage == "budget"),
            "org": setting.organisation,
            "short": setting.short,
            "place": setting.place,
            "unit": setting.style.unit,
            "stage": "决算" if setting.stage == "final" else "预算",
            "spend": "支出" if setting.stage == "final" else "预算",
        }
        if slot.verb in own:
            return str(own[slot.verb])
        if slot.verb not in setting.words.lists:
            raise PatternError(slot.verb, "an unknown slot")
        return self.render(choose(parse(self._drawn(slot.verb)), self.random))

    def _drawn(self, name: str) -> str:
        """A phrase of a list that the pattern does not hold yet."""
        phrases = self.setting.words.lists[name]
        left = [phrase for phrase in phrases if (name, phrase) not in self.drawn]
        phrase = self.random.choice(left or phrases)
        self.drawn.add((name, phrase))
        return phrase
