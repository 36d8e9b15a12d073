"""Paragraphs as the network reads them, and what it thinks of the rows that rules have found in them."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from extractor.data import Change, Fact, Quantity, Ratio, Reason, Rows, Section
from extractor.evidence import Features
from extractor.mentions import Passage
from models.samples import TAGS, Number, Sample, read_units
from models.tagger import Tagger, Tagging, softmax

STEPS = (0.1, 0.3, 0.5, 0.7, 0.9)
REASON = TAGS.index("B-reason")


def sample_of(passage: Passage, titles: Sequence[str]) -> Sample:
    """One paragraph as the network reads it: "收入3万元" under its titles -> 收 入 <amount>."""
    return read_units(passage.text, [Number(q.start, q.end, q.kind) for q in passage.quantities], titles)


def is_worth_asking(passage: Passage) -> bool:
    """Whether a paragraph holds a number that may be a row's; cells of tables have no sentence to read."""
    return bool(passage.quantities) and passage.paragraph.block.role is None and passage.paragraph.block.kind != "cell"


def titles_of(section: Section | None, sections: Mapping[str, Section]) -> tuple[str, ...]:
    """The titles above a paragraph, the outermost first."""
    found: list[str] = []
    while section is not None:
        found.insert(0, section.title)
        section = sections.get(section.parent or "")
    return tuple(found)


class Asked:
    """The paragraphs that the network has read, asked by places of the document."""

    def __init__(self, passages: Sequence[Passage], samples: Sequence[Sample], taggings: Sequence[Tagging]) -> None:
        self._passages, self._samples, self._taggings = passages, samples, taggings
        self._starts = [passage.paragraph.start for passage in passages]

    def find(self, start: int) -> tuple[int, int] | None:
        """The paragraph and the unit at a place; None where the network read nothing."""
        at = bisect_right(self._starts, start) - 1
        if at < 0 or start >= self._passages[at].paragraph.end:
            return None
        paragraph = self._passages[at].paragraph
        unit = bisect_right(self._samples[at].starts, start, key=paragraph.position) - 1
        return (at, unit) if unit >= 0 else None

    def role(self, quantity: Quantity, *roles: str) -> float | None:
        """How likely a number has one of some roles."""
        place = self.find(quantity.start)
        found = self._taggings[place[0]].roles.get(place[1]) if place else None
        return sum(found[role] for role in roles) if found is not None else None

    def link(self, relation: str, head: int, tails: Sequence[int]) -> float | None:
        """How likely the row at one place points at what is told at any of others; None across paragraphs."""
        from_, to = self.find(head), [place for tail in tails if (place := self.find(tail)) is not None]
        if from_ is None:
            return None
        tagging = self._taggings[from_[0]]
        near = [unit for at, unit in to if at == from_[0]]
        return max((tagging.link(relation, from_[1], unit) for unit in near), default=None)

    def begins_reason(self, start: int) -> float | None:
        """How likely a reason begins at a place."""
        place = self.find(start)
        if place is None:
            return None
        return float(softmax(self._taggings[place[0]].tags[place[1]])[REASON])


def ask(passages: Sequence[Passage], sections: Sequence[Section], tagger: Tagger) -> Asked:
    """Let the network read the paragraphs that hold numbers, those of like length together."""
    known = {section.id: section for section in sections}
    worth = [passage for passage in passages if is_worth_asking(passage)]
    samples = [sample_of(passage, titles_of(passage.section, known)) for passage in worth]
    return Asked(worth, samples, tagger.read(samples))


def opinions(rows: Rows, asked: Asked) -> Mapping[str, Features]:
    """What the network thinks of every row, as named features for the scorer of rows.

        opinions(rows, asked)["c1"] -> ("net.role:5", "net.moves:4")

    0 says that it is sure of the opposite, 5 that it is sure of the row, "-" that it has not read the place.
    """
    facts, changes = {fact.id: fact for fact in rows.facts}, {change.id: change for change in rows.changes}
    found: dict[str, Features] = {}
    found.update((fact.id, tuple(_fact(fact, asked))) for fact in rows.facts)
    found.update((change.id, tuple(_change(change, facts, asked))) for change in rows.changes)
    found.update((ratio.id, tuple(_ratio(ratio, facts, asked))) for ratio in rows.ratios)
    found.update((reason.id, tuple(_reason(reason, facts, changes, asked))) for reason in rows.reasons)
    return found


def _step(probability: float | None) -> str:
    return "-" if probability is None else str(bisect_right(STEPS, probability))


def _fact(fact: Fact, asked: Asked) -> Iterator[str]:
    if fact.quantity is not None:
        yield f"net.role:{_step(asked.role(fact.quantity, 'level', 'prior'))}"
        yield f"net.prior:{_step(asked.role(fact.quantity, 'prior'))}"


def _change(change: Change, facts: Mapping[str, Fact], asked: Asked) -> Iterator[str]:
    for number, role in ((change.amount, "amount"), (change.percent, "percent")):
        if number is not None:
            yield f"net.role:{_step(asked.role(number, role))}"
            if change.fact in facts:
                yield f"net.moves:{_step(asked.link('moves', number.start, places(facts[change.fact])))}"


def _ratio(ratio: Ratio, facts: Mapping[str, Fact], asked: Asked) -> Iterator[str]:
    roles = (ratio.kind,) if ratio.kind != "other" else ("share", "completion", "other")
    yield f"net.role:{_step(asked.role(ratio.percent, *roles))}"
    for relation, id in (("part", ratio.fact), ("whole", ratio.of or "")):
        if id in facts:
            yield f"net.{relation}:{_step(asked.link(relation, ratio.percent.start, places(facts[id])))}"


def _reason(reason: Reason, facts: Mapping[str, Fact], changes: Mapping[str, Change], asked: Asked) -> Iterator[str]:
    yield f"net.begins:{_step(asked.begins_reason(reason.start))}"
    for id in reason.explains:
        told = places(facts[id]) if id in facts else _moves(changes.get(id))
        yield f"net.explains:{_step(asked.link('explains', reason.start, told))}"


def _moves(change: Change | None) -> list[int]:
    """Where the figures of a change are told."""
    return [] if change is None else [number.start for number in (change.amount, change.percent) if number]


def places(fact: Fact) -> list[int]:
    """Where a fact's figure is told, and told again."""
    first = [fact.quantity.start] if fact.quantity is not None else []
    return [*first, *(mention.start for mention in fact.mentions)]
