"""Filling one pattern: every slot becomes text with its tag.

"{year}年<a|收入总计>{a}" -> "2023年收入总计⟪q id=f1 c=rev.total item=收入总计 y=2023 st=budget|913.26万元⟫"
"""

from collections.abc import Callable, Mapping
from random import Random

from models.corpus.account import Account, figures
from models.corpus.language import Entry, Node, PatternError, Reference, Slot, choose, parse, reference
from models.corpus.naming import name_entries
from models.corpus.numbers import Numbers, level
from models.corpus.projects import Project, indicator_rows
from models.corpus.setting import LARGE, Ledger, Setting
from models.corpus.sums import OWN
from models.corpus.tags import tag, untagged
from models.corpus.uses import Uses, uses_of

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


def fill(
    text: str, setting: Setting, ledger: Ledger, random: Random, *, level_of_section: int = 1, section: str = ""
) -> str:
    """Write one pattern out as gold markup, with figures that agree with each other and with the document so far.

    `level_of_section` is the level of the heading that the text stands under, `section` its kind. Raises PatternError.
    """
    nodes = choose(parse(text), random)
    uses = uses_of(nodes, setting.usual_base)
    writer = Writer(setting, ledger, random, uses, level_of_section)
    numbers = writer.numbers
    numbers.named |= name_entries(nodes, setting, writer.render, random)
    numbers.figures |= figures(Account(numbers.named, setting, ledger, section), uses, random)
    return writer.render(nodes)


def render(nodes: tuple[Node, ...], setting: Setting, random: Random) -> str:
    """Write words without entries, such as a heading: ("一、", Slot("year")) -> "一、2023"."""
    chosen = choose(nodes, random)
    return Writer(setting, Ledger(), random, uses_of(chosen, setting.usual_base), 1).render(chosen)


class Writer:
    """Writes the nodes of one pattern: text, names, and slots by their verbs; numbers are left to `numbers`."""

    def __init__(self, setting: Setting, ledger: Ledger, random: Random, uses: Uses, level_of_section: int) -> None:
        self.setting, self.ledger, self.random, self.uses = setting, ledger, random, uses
        self.level_of_section = level_of_section
        self.numbers = Numbers(setting, ledger, random, uses, self._body)
        self.projects: dict[str, Project] = {}
        self.drawn: set[tuple[str, str]] = set()
        self.verbs: Mapping[str, Callable[[Slot], str]] = {
            **self.numbers.verbs,
            "why": self._why,
            "for": self._purpose,
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
                return "" if is_quiet else self.numbers.named[id].printed
            case Slot(verb=verb):
                return self.verbs.get(verb, self._word)(node)
        raise PatternError(str(node), "a choice that was not decided")

    def _body(self, slot: Slot, place: int = 0) -> str:
        return self.render(slot.bodies[place]) if len(slot.bodies) > place else ""

    # -- words that belong to figures

    def _why(self, slot: Slot) -> str:
        references = [reference(said) for said in slot.arguments]
        explained = [target for one in references for target in self._explained(one)]
        first = references[0]
        reason = self.setting.words.reason(
            self.random, direction=self._tendency(first), topic=self._topic(self.numbers.named[first.id].concept)
        )
        text = self._body(slot) if slot.bodies else self.render(choose(parse(reason.text), self.random))
        category = None if slot.bodies else reason.category
        return tag("reason", text, id=self.ledger.new_id("r"), explains=",".join(explained), cat=category)

    def _explained(self, one: Reference) -> list[str]:
        """The changes of an entry that the pattern states, or else the fact; for nothing that stayed nothing, both."""
        bases = [one.base] if one.base else [base for id, base in sorted(self.uses.changes) if id == one.id]
        changes = [base for base in bases if (one.id, base) in self.uses.changes]
        own = self.numbers.figure(Reference(one.id))
        ids = [self.numbers.change(Reference(one.id, base)) for base in changes]
        return [own.fact, *ids] if not ids or own.value == 0 else ids

    def _tendency(self, one: Reference) -> str:
        """Which way the reason has to point."""
        if self.numbers.figure(Reference(one.id)).value == 0 or (one.id, OWN) in self.uses.statements:
            return "none"
        other = Reference(one.id, one.base or self.setting.usual_base)
        return self.numbers.way(other) if (other.id, other.base) in self.numbers.figures else "any"

    def _topic(self, concept: str | None) -> str:
        if self.setting.kind in LARGE and not (concept or "").startswith("tp."):
            return "government"
        return next((topic for start, topic in TOPICS if (concept or "").startswith(start)), "general")

    def _purpose(self, slot: Slot) -> str:
        figure = self.numbers.figure(level(slot.arguments[0]))
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
