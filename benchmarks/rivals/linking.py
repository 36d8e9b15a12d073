"""Tags into rows in the simplest way there is: everything belongs to what stands nearest in front of it.

This is what has to be added to a tagger, or to a list of labels, before it yields rows. A level is of the last name
before it, a change or a ratio of the last level of the document's year; the whole of a share is what is named in front
of it, else the first level of its line, that of a completion the last level that was planned. The outcome has the
contract's form, so that one yardstick measures it beside mingxi.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from annotations.markup.numbers import read_number
from benchmarks.rivals.tags import FLAT, ITEM, RATIOS, UNKNOWN, Tag, year_of

AHEAD = 20  # characters in which the name of what is absent follows (未安排公务接待费)
PLANNED = ("budget", "budget_adjusted")

Row = dict[str, Any]


@dataclass
class Linker:
    """What has been read so far; the fields starting with `last_` are what the next tag may belong to."""

    text: str
    year: int | None
    facts: list[Row] = field(default_factory=list)
    changes: list[Row] = field(default_factory=list)
    ratios: list[Row] = field(default_factory=list)
    last_item: Tag | None = None
    last_change: Row | None = None

    def place(self, tag: Tag) -> Row:
        """A stretch of the text as a row."""
        return {"text": self.text[tag.start : tag.end], "start": tag.start, "end": tag.end}

    def quantity(self, tag: Tag) -> Row | None:
        """The number of a tag, read as an annotator's mark is; None where none stands there."""
        found = read_number(self.text[tag.start : tag.end])
        return {**self.place(tag), "value": format(found.value, "f"), "unit": found.unit} if found else None

    def add_fact(self, item: Tag | None, year: int, stage: str, quantity: Row | None, state: str) -> None:
        """One more level, or one more statement that there is none."""
        self.facts.append(
            {
                "id": f"f{len(self.facts)}",
                "item": self.place(item) if item else None,
                "quantity": quantity,
                "state": state,
                "year": self.year + year if self.year else None,
                "stage": None if stage == UNKNOWN else stage,
            }
        )
        self.last_change = None

    def level(self, tag: Tag) -> None:
        """A number is a level of the last name."""
        _, year, stage = tag.parts
        quantity = self.quantity(tag)
        if quantity is not None:
            state = "zero" if float(quantity["value"]) == 0 else "reported"
            self.add_fact(self.last_item, int(year), stage, quantity, state)

    def absent(self, tag: Tag, following: Tag | None) -> None:
        """Words say that there is none of what is named next, or else was named last."""
        is_next = following is not None and following.label == ITEM and following.start - tag.end <= AHEAD
        stage = self.facts[-1]["stage"] if self.facts else None
        self.add_fact(following if is_next else self.last_item, 0, stage or "budget", None, "none_stated")

    def change(self, tag: Tag) -> None:
        """A number of a change is of the last level; a percentage behind an amount is of the same change."""
        part, *rest = tag.parts
        direction, against = ("flat", *rest) if part == FLAT else rest
        quantity = None if part == FLAT else self.quantity(tag)
        if part != FLAT and quantity is None:
            return
        if self.last_change is not None and part != FLAT and self.last_change.get(part) is None:
            self.last_change[part] = quantity
            return
        self.last_change = {
            **self.place(tag),
            "id": f"c{len(self.changes)}",
            "fact": self.own(),
            "direction": direction,
            "against": None if against == UNKNOWN else against,
            part: quantity,
        }
        self.changes.append(self.last_change)

    def own(self) -> str | None:
        """The last fact of the document's own year: a level of last year is only told to compare with."""
        found: str | None = next((fact["id"] for fact in reversed(self.facts) if fact["year"] == self.year), None)
        return found

    def whole(self, tag: Tag) -> str | None:
        """What a ratio is of.

        Of a completion the last plan; of a share what is named in front of it, else the first level of its line, else
        the last larger level.
        """
        if tag.label == "score" or not self.facts:
            return None
        if tag.label == "completion":
            before = [fact for fact in self.facts[:-1] if fact["stage"] in PLANNED]
            return before[-1]["id"] if before else None
        levels = [fact for fact in self.facts if fact["quantity"]]
        if levels and self.last_item is not None and self.last_item.start > levels[-1]["quantity"]["end"]:
            name = self.place(self.last_item)["text"]  # 占“三公”经费的25%
            return next(
                (fact["id"] for fact in reversed(levels) if fact["item"] and fact["item"]["text"] == name), None
            )
        line = self.text.rfind("\n", 0, tag.start)
        inside = [fact for fact in levels if fact["quantity"]["start"] > line]
        if len(inside) > 1:
            found: str | None = inside[0]["id"]
            return found
        size = Decimal(levels[-1]["quantity"]["value"]) if levels else Decimal(0)
        larger = [fact for fact in levels[:-1] if Decimal(fact["quantity"]["value"]) > size]
        return larger[-1]["id"] if larger else None

    def ratio(self, tag: Tag) -> None:
        """A percentage of the last level; a score has no whole."""
        quantity = self.quantity(tag)
        if quantity is None:
            return
        self.last_change = None
        self.ratios.append(
            {
                "id": f"q{len(self.ratios)}",
                "kind": tag.label,
                "fact": self.own(),
                "of": self.whole(tag),
                "percent": quantity,
            }
        )


def link(text: str, tags: Iterable[Tag]) -> Row:
    """The rows of a document, in lists: of 收入9万元 with its name and its level, one fact."""
    linker = Linker(text, year_of(text))
    ordered = sorted(tags)
    for tag, following in zip_longest(ordered, ordered[1:]):
        match tag.parts[0]:
            case "item":
                linker.last_item, linker.last_change = tag, None
            case "level":
                linker.level(tag)
            case "absent":
                linker.absent(tag, following)
            case "amount" | "percent" | "flat":
                linker.change(tag)
            case kind if kind in RATIOS:
                linker.ratio(tag)
    return {"facts": linker.facts, "changes": linker.changes, "ratios": linker.ratios}
