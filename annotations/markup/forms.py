"""The tags of the markup, their attributes and what those may say: to add an attribute is to add it here."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from annotations.markup.errors import Problem
from annotations.markup.numbers import read_number
from annotations.markup.tags import Tag


@dataclass(frozen=True, slots=True)
class Form:
    """The attributes of one use of a tag; what is not required is optional."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    has_number: bool = False


FORMS = {
    "heading": Form(("level",), ("kind",)),
    "fact": Form(("id", "item"), ("c", "y", "st", "basis", "part_of", "state", "v", "u"), has_number=True),
    "change": Form(("ch", "part"), ("fact", "dir", "against", "v", "u"), has_number=True),
    "ratio": Form(("ratio",), ("fact", "of", "v", "u"), has_number=True),
    "mention": Form(("same",), ("v", "u"), has_number=True),
    "flat": Form(("ch", "fact"), ("against",)),
    "statement": Form(("id", "item"), ("c", "y", "st", "basis", "state")),
    "reason": Form(("explains",), ("id", "cat")),
    "purpose": Form(("fact",)),
    "project": Form(("id",), ("name",)),
    "field": Form(("p", "f")),
    "indicator": Form((), ("p", "l1", "l2", "l3", "cmp", "v", "u", "kind")),
    "ignored": Form(),
}
USES = {
    "h": "heading",
    "flat": "flat",
    "none": "statement",
    "reason": "reason",
    "purpose": "purpose",
    "proj": "project",
    "pf": "field",
    "ind": "indicator",
    "x": "ignored",
}
NUMBER_USES = {"ch": "change", "ratio": "ratio", "same": "mention"}  # a q tag with none of these is a fact

CHOICES = {
    "st": "budget budget_adjusted budget_execution final",
    "basis": "all_funds fiscal_appropriation general_public gov_fund state_capital",
    "state": "reported zero none_stated flat_stated blank not_applicable see_attachment placeholder not_comparable",
    "part": "amount percent",
    "dir": "increase decrease flat",
    "against": "last_year_budget last_year_execution last_year_final budget_initial budget_adjusted other",
    "ratio": "share completion score other",
    "cat": "pay_policy staffing austerity project_start project_end price caliber_change carry_over reform emergency"
    " none_occurred other",
    "f": "overview basis implementer plan period budget goal",
    "cmp": "= >= <= > < ~",
}
INDICATOR_KINDS = ("quantitative", "qualitative")


def _is_decimal(said: str) -> bool:
    """Whether an annotator's value is a finite number."""
    try:
        return Decimal(said).is_finite()
    except InvalidOperation:
        return False


PATTERNS: dict[str, tuple[Callable[[str], object], str]] = {
    "level": (re.compile("[1-9]").fullmatch, "a level from 1 to 9"),
    "y": (re.compile(r"\d{4}").fullmatch, "a year of four digits"),
    "v": (_is_decimal, "a number"),
}


def use_of(tag: Tag) -> str | None:
    """What a tag is used for: ⟪q same=f1|…⟫ -> "mention"; None for a tag that does not exist."""
    if tag.name == "q":
        return next((use for key, use in NUMBER_USES.items() if key in tag.attributes), "fact")
    return USES.get(tag.name)


def tag_problems(tag: Tag) -> Iterator[Problem]:
    """What is wrong with one tag by itself, such as a year that is none.

    ⟪h level=一|总体情况⟫ -> Problem(1, "h (heading): level=一 is not a level from 1 to 9")
    """
    use = use_of(tag)
    if use is None:
        yield Problem(tag.line, f"{tag.name} is not a tag")
        return
    form, said = FORMS[use], tag.attributes
    where = tag.name if use == tag.name else f"{tag.name} ({use})"
    for key in form.required:
        if key not in said:
            yield Problem(tag.line, f"{where}: {key}= is missing in {tag.text[:20]!r}")
    for key, value in said.items():
        if key not in form.required + form.optional:
            yield Problem(tag.line, f"{where}: {key}= does not belong here")
        elif wrong := _wrong_value(use, key, value):
            yield Problem(tag.line, f"{where}: {key}={value} is not {wrong}")
    # A wrong v= has been named above; the number behind it would only be named twice.
    if form.has_number and "v" not in said and read_number(tag.text) is None:
        yield Problem(tag.line, f"{where}: {tag.text[:20]!r} has no number")


def _wrong_value(use: str, key: str, value: str) -> str | None:
    """What a value should have been, if it is not."""
    choices = CHOICES.get(key, "").split()
    if (use, key) == ("indicator", "kind"):
        choices = [*INDICATOR_KINDS]
    if choices:
        return None if value in choices else f"one of {', '.join(choices)}"
    fits, wanted = PATTERNS.get(key, (bool, ""))
    return wanted if wanted and not fits(value) else None
