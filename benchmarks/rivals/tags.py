"""What a tagger can say: stretches of the text with a label that holds what the annotated rows know of each number.

    ⟪…|913.26万元⟫，比上年减少⟪…|117.42万元⟫ -> level/0/budget, amount/decrease/last_year_budget

Labels: `item`; `level/YEAR/STAGE` with the year counted from the document's; `amount/WAY/BASE` and `percent/WAY/BASE`
of a change, `flat/BASE` for 持平; `share`, `completion`, `score`; `absent` for the words that state that there is none.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from annotations.markup import GoldDocument, Phrase

ITEM, ABSENT, LEVEL, AMOUNT, PERCENT, FLAT = "item", "absent", "level", "amount", "percent", "flat"
RATIOS = ("share", "completion", "score")
YEAR = re.compile(r"([2２][0０]\d\d)\s*年")
FAR = 250  # characters between a name and its number
UNKNOWN = "-"


class Tag(NamedTuple):
    """A labelled stretch, as a half-open range of characters."""

    start: int
    end: int
    label: str

    @property
    def parts(self) -> Sequence[str]:
        """The fields of the label: "level/0/budget" -> ("level", "0", "budget")."""
        return self.label.split("/")


def year_of(text: str) -> int | None:
    """The year that a document is taken to be of: the first that it names."""
    found = YEAR.search(text)
    return int(found[1]) if found else None


def tags_of(gold: GoldDocument) -> list[Tag]:
    """The annotation as tags, sorted, without overlaps: of two that meet, the one that begins first is kept."""
    kept: list[Tag] = []
    for tag in sorted(set(_tags(gold)), key=lambda tag: (tag.start, -tag.end)):
        if not kept or tag.start >= kept[-1].end:
            kept.append(tag)
    return kept


def _tags(gold: GoldDocument) -> Iterator[Tag]:
    year = int(gold.meta["fiscal_year"]) if gold.meta.get("fiscal_year", "").isdecimal() else year_of(gold.text)
    levels = {fact.id: f"{LEVEL}/{_offset(fact.year, year)}/{fact.stage or UNKNOWN}" for fact in gold.facts}
    for fact in gold.facts:
        yield _tag(fact.quantity, levels[fact.id]) if fact.quantity else _tag(fact, ABSENT)
        if (item := find_item(gold.text, fact.item, fact.start)) is not None:
            yield item
    yield from (_tag(mention.quantity, levels[mention.fact]) for mention in gold.mentions)
    for change in gold.changes:
        base = change.against or UNKNOWN
        numbers = ((change.amount, AMOUNT), (change.percent, PERCENT))
        yield from (_tag(place, f"{role}/{change.direction}/{base}") for place, role in numbers if place)
        if change.flat:
            yield _tag(change.flat, f"{FLAT}/{base}")
    yield from (_tag(ratio.percent, ratio.kind) for ratio in gold.ratios if ratio.kind in RATIOS)


def _tag(phrase: Phrase, label: str) -> Tag:
    return Tag(phrase.start, phrase.end, label)


def _offset(year: int | None, of_document: int | None) -> int:
    """0 for the document's year, -1 for those before it; years ahead are rare and read as its own."""
    return -1 if year is not None and of_document is not None and year < of_document else 0


def find_item(text: str, name: str, before: int) -> Tag | None:
    """Where an item's name stands in front of its number, the nearest place; a line may break inside it."""
    letters = [re.escape(letter) for letter in name if not letter.isspace()]
    if not letters:
        return None
    start = max(0, before - FAR)
    places = list(re.finditer(r"\s?".join(letters), text[start:before]))
    return Tag(start + places[-1].start(), start + places[-1].end(), ITEM) if places else None
