"""Reading an annotated document: tags out, then checked, then rows.

All checks are made on the tags, which know their lines; rows are only built from a document without a problem.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from annotations.markup.documents import (
    GoldChange,
    GoldCheck,
    GoldDocument,
    GoldFact,
    GoldHeading,
    GoldIndicator,
    GoldMention,
    GoldProject,
    GoldPurpose,
    GoldQuantity,
    GoldRatio,
    GoldReason,
    Phrase,
)
from annotations.markup.errors import MarkupError, Problem
from annotations.markup.forms import INDICATOR_KINDS, tag_problems, use_of
from annotations.markup.numbers import read_number
from annotations.markup.references import Names, changes_of, check_problems, explained, reference_problems
from annotations.markup.tags import Tag, take_tags

DIVIDER = re.compile(r"(?:\A|\n)====(\w+)====(?=\n|\Z)")
PARTS = ("CHECKS", "META")
COMMENT = re.compile(r"\s{2}#.*|^#.*")


def read_markup(text: str, name: str) -> GoldDocument:
    """Read one annotated document.

        read_markup("收入⟪q id=f1 item=收入|9元⟫", "a").facts[0].quantity.value -> Decimal(9)

    Rows stand in the order of the text, changes and projects in the order in which they begin.
    Raises MarkupError with everything that is wrong, each with its line.
    """
    body, appendix = _divide(text)
    untagged = take_tags(body)
    problems = [*untagged.problems, *(problem for tag in untagged.tags for problem in tag_problems(tag))]
    problems += [*reference_problems(untagged.tags), *_appendix_problems(appendix, Names.of(untagged.tags))]
    if problems:
        raise MarkupError(name, problems)
    checks = (GoldCheck(words[0], tuple(words[1:])) for words in map(str.split, _said(appendix, "CHECKS")))
    pairs = (line.partition("=") for line in _said(appendix, "META"))
    meta = MappingProxyType({key.strip(): value.strip() for key, _, value in pairs})
    return _document(name, untagged.text, meta, tuple(checks), untagged.tags)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line behind the text, without its comment: which part it stands in and where."""

    part: str
    number: int
    text: str


def _divide(text: str) -> tuple[str, list[_Line]]:
    """The annotated text, and the lines behind it that say something (or open an unknown part)."""
    first = DIVIDER.search(text)
    if first is None:
        return text, []
    lines, part = [], ""
    start = text.count("\n", 0, first.start(1)) + 1
    for number, line in enumerate(text[first.start() :].lstrip("\n").split("\n"), start):
        if opened := DIVIDER.fullmatch(line):
            part = opened[1]
            if part not in PARTS:
                lines.append(_Line(part, number, line))
        elif part in PARTS and (said := COMMENT.sub("", line).strip()):
            lines.append(_Line(part, number, said))
    return text[: first.start()], lines


def _said(appendix: Sequence[_Line], part: str) -> Iterator[str]:
    """The lines of one part."""
    return (line.text for line in appendix if line.part == part)


def _appendix_problems(appendix: Sequence[_Line], names: Names) -> Iterator[Problem]:
    """What is wrong behind the text."""
    for line in appendix:
        if line.part == "CHECKS":
            yield from check_problems(line.number, line.text.split()[1:], names)
        elif line.part == "META" and "=" not in line.text:
            yield Problem(line.number, f"meta: {line.text!r} is not key=value")
        elif line.part not in PARTS:
            yield Problem(line.number, f"{line.part} is not one of {', '.join(PARTS)}")


def _document(
    name: str, text: str, meta: MappingProxyType[str, str], checks: tuple[GoldCheck, ...], tags: Sequence[Tag]
) -> GoldDocument:
    """All rows, from tags without a problem."""

    def used(*uses: str) -> Iterator[Tag]:
        return (tag for tag in tags if use_of(tag) in uses)

    return GoldDocument(
        name=name,
        text=text,
        meta=meta,
        headings=tuple(
            GoldHeading(*_range(tag), int(tag.attributes["level"]), tag.attributes.get("kind"))
            for tag in used("heading")
        ),
        facts=tuple(_fact(tag) for tag in used("fact", "statement")),
        mentions=tuple(GoldMention(tag.attributes["same"], _quantity(tag)) for tag in used("mention")),
        changes=tuple(_change(change, parts) for change, parts in changes_of(tags).items()),
        ratios=tuple(
            GoldRatio(tag.attributes["ratio"], tag.attributes.get("fact"), tag.attributes.get("of"), _quantity(tag))
            for tag in used("ratio")
        ),
        reasons=tuple(
            GoldReason(*_range(tag), tag.attributes.get("id"), explained(tag), tag.attributes.get("cat"))
            for tag in used("reason")
        ),
        purposes=tuple(GoldPurpose(*_range(tag), tag.attributes["fact"]) for tag in used("purpose")),
        projects=tuple(_project(tag, list(used("field"))) for tag in used("project")),
        indicators=tuple(_indicator(tag) for tag in used("indicator")),
        ignored=tuple(Phrase(*_range(tag)) for tag in used("ignored")),
        checks=checks,
    )


def _range(tag: Tag) -> tuple[str, int, int]:
    """The marked stretch."""
    return tag.text, tag.start, tag.end


def _quantity(tag: Tag) -> GoldQuantity:
    """The number of a tag that has one."""
    reading = read_number(tag.text, value=tag.attributes.get("v"), unit=tag.attributes.get("u"))
    assert reading is not None  # tag_problems has seen to it
    return GoldQuantity(*_range(tag), *reading)


def _fact(tag: Tag) -> GoldFact:
    """A level with its number, or a statement without one."""
    said = tag.attributes
    quantity = _quantity(tag) if tag.name == "q" else None
    state = "none_stated" if quantity is None else "reported" if quantity.value else "zero"
    return GoldFact(
        *_range(tag),
        id=said["id"],
        concept=said.get("c") or None,
        item=said["item"],
        year=int(said["y"]) if "y" in said else None,
        stage=said.get("st"),
        basis=said.get("basis"),
        part_of=said.get("part_of"),
        state=said.get("state", state),
        quantity=quantity,
    )


def _change(change: str, parts: Sequence[Tag]) -> GoldChange:
    """One change from all its tags, which agree with each other."""
    said = {key: value for tag in parts for key, value in tag.attributes.items()}
    numbers = {tag.attributes["part"]: _quantity(tag) for tag in parts if tag.name == "q"}
    flat = next((Phrase(*_range(tag)) for tag in parts if tag.name == "flat"), None)
    return GoldChange(
        change,
        said["fact"],
        said.get("dir", "flat"),
        said.get("against"),
        numbers.get("amount"),
        numbers.get("percent"),
        flat,
    )


def _project(tag: Tag, fields: Sequence[Tag]) -> GoldProject:
    """A project with the fields that name it."""
    said = tag.attributes
    own = {field.attributes["f"]: Phrase(*_range(field)) for field in fields if field.attributes["p"] == said["id"]}
    return GoldProject(*_range(tag), said["id"], said.get("name", tag.text), MappingProxyType(own))


def _indicator(tag: Tag) -> GoldIndicator:
    """A row of a performance table; one with a value is quantitative unless it says otherwise."""
    said = tag.attributes
    levels = (said.get("l1"), said.get("l2"), said.get("l3"))
    value = Decimal(said["v"]) if "v" in said else None
    kind = said.get("kind", INDICATOR_KINDS[0 if said.get("v") else 1])
    return GoldIndicator(*_range(tag), said.get("p"), *levels, said.get("cmp"), value, said.get("u"), kind)
