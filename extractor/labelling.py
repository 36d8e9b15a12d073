"""What annotated documents teach a network: the roles of their numbers, their names and reasons, and the links."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from annotations.markup import GoldDocument, GoldQuantity
from extractor.asking import Asked, is_worth_asking, sample_of, titles_of
from extractor.mentions import Passage
from extractor.pipeline import Extractor
from extractor.reading import read
from models.samples import Link, Sample

Place = tuple[int, int]  # a paragraph and a unit of it


def samples_of(gold: GoldDocument, extractor: Extractor) -> Iterator[Sample]:
    """The marked paragraphs of one document, for `models.tuning.tune`.

    A paragraph in which nothing is marked teaches that its numbers are no rows.
    """
    _, sections, marked = extractor.mark(read(gold.text.encode(), name=f"{gold.name}.txt").document)
    known = {section.id: section for section in sections}
    passages = [passage for passage in marked if is_worth_asking(passage)]
    samples = [sample_of(passage, titles_of(passage.section, known)) for passage in passages]
    yield from _label(gold, passages, samples)


def _label(gold: GoldDocument, passages: Sequence[Passage], samples: Sequence[Sample]) -> Iterator[Sample]:
    asked = Asked(passages, samples, ())
    marked = _Marked(gold, asked)
    for at, (passage, sample) in enumerate(zip(passages, samples, strict=True)):
        here = {unit: role for (paragraph, unit), role in marked.roles.items() if paragraph == at}
        yield replace(
            sample,
            roles={unit: here.get(unit, "other") for unit in sample.numbers},
            tags=tuple(_tags(gold, passage, sample, here, marked.names, at)),
            links=tuple(link for paragraph, link in marked.links if paragraph == at and link.head < len(sample.units)),
            document=gold.name,
        )


class _Marked:
    """The roles, names and links of a document, by paragraph and unit."""

    def __init__(self, gold: GoldDocument, asked: Asked) -> None:
        self.asked = asked
        self.roles: dict[Place, str] = {}
        self.names: dict[Place, str] = {}
        self.links: list[tuple[int, Link]] = []
        year = gold.meta.get("fiscal_year")
        told: dict[str, list[Place]] = {}
        for fact in gold.facts:
            role = "prior" if fact.year is not None and year and fact.year < int(year) else "level"
            self._mark(fact.id, fact.quantity, role, told)
            if fact.quantity is not None and (place := asked.find(fact.quantity.start)) is not None:
                self.names[place] = fact.item
        for mention in gold.mentions:
            self._mark(mention.fact, mention.quantity, "level", told)
        for change in gold.changes:
            for number, role in ((change.amount, "amount"), (change.percent, "percent")):
                self._mark(change.id, number, role, told)
                self._link("moves", number, told.get(change.fact, ()))
        for ratio in gold.ratios:
            role = ratio.kind if ratio.kind in ("share", "completion", "score") else "other"
            self._mark("", ratio.percent, role, {})
            self._link("part", ratio.percent, told.get(ratio.fact or "", ()))
            self._link("whole", ratio.percent, told.get(ratio.of or "", ()))
        for reason in gold.reasons:
            head = asked.find(reason.start)
            for id in reason.explains:
                self._point("explains", head, told.get(id, ()))

    def _mark(self, id: str, number: GoldQuantity | None, role: str, told: dict[str, list[Place]]) -> None:
        place = self.asked.find(number.start) if number is not None else None
        if place is not None:
            self.roles.setdefault(place, role)
            told.setdefault(id, []).append(place)

    def _link(self, relation: str, number: GoldQuantity | None, tails: Sequence[Place]) -> None:
        if number is not None:
            self._point(relation, self.asked.find(number.start), tails)

    def _point(self, relation: str, head: Place | None, tails: Sequence[Place]) -> None:
        if head is not None:
            self.links += [(head[0], Link(relation, head[1], unit)) for at, unit in tails if at == head[0]]


def _tags(
    gold: GoldDocument, passage: Passage, sample: Sample, roles: Mapping[int, str], names: Mapping[Place, str], at: int
) -> Iterator[str]:
    """A tag for each unit: the name of each marked level in front of it, and the reasons."""
    tags = ["O"] * len(sample.units)
    for unit in roles:
        name = tuple(character for character in names.get((at, unit), "") if not character.isspace())
        begin = _last(sample.units, name, unit) if name else None
        if begin is not None:
            tags[begin : begin + len(name)] = ["B-item", *["I-item"] * (len(name) - 1)]
    paragraph = passage.paragraph
    for reason in gold.reasons:
        if paragraph.start <= reason.start < paragraph.end:
            inside = [
                n for n, start in enumerate(sample.starts) if reason.start <= paragraph.position(start) < reason.end
            ]
            for number, unit in enumerate(inside):
                tags[unit] = "I-reason" if number else "B-reason"
    yield from tags


def _last(units: Sequence[str], name: tuple[str, ...], end: int) -> int | None:
    """Where a name begins that stands last before a unit."""
    for begin in range(end - len(name), -1, -1):
        if tuple(units[begin : begin + len(name)]) == name:
            return begin
    return None
