"""Every quantity that a text prints, in order."""

from collections.abc import Sequence

from extractor.data import Qualifier, Quantity
from extractor.quantities.cells import settle_cells
from extractor.quantities.context import drop_misread
from extractor.quantities.grammar import load_grammar
from extractor.quantities.numerals import tidy
from extractor.quantities.plain import keep_plain
from extractor.quantities.qualifiers import qualifier_after, qualifier_before, qualify
from extractor.quantities.scanning import Printed, scan
from extractor.quantities.sharing import share_units


def find_quantities(
    text: str, *, default_unit: str | None = None, plain: bool = False, durations: bool = False
) -> tuple[Quantity, ...]:
    """Find the printed numbers that have a unit.

        "收入913.26万元，下降约3.5%" -> 9132600 CNY (step 100), 3.5 % (step 0.1, approximately)

    Ranges and lists come out as one quantity a number, the unit borrowed where it is printed once. Dates, ordinals,
    codes and list marks are no quantities. Sorted by start, without overlaps; linear in the length of the text.

    Args:
        text: any text; `start` and `end` of the result index into it.
        default_unit: the unit of numbers that fill a cell (between tabs or line ends) without one, as in a table
            whose head says 单位：万元; ValueError when the unit table has no such unit.
        plain: also yield numbers without any unit, as kind "number" with unit "".
        durations: read 年, 月, 日 and 周 as units (使用年限5年), which elsewhere are dates.
    """
    numbers = list(scan(text, load_grammar(durations=durations), every=plain))
    if not numbers and default_unit is None:
        return ()
    settle_cells(numbers, text, default_unit)
    share_units(numbers, text)
    numbers = drop_misread(numbers, text)
    numbers = keep_plain(numbers, text) if plain else [number for number in numbers if number.unit is not None]
    return tuple(
        quantity
        for number, qualifier in zip(numbers, _qualifiers(numbers, text), strict=True)
        if (quantity := _finish(number, qualifier, text)) is not None
    )


def parse_quantity(text: str, *, default_unit: str | None = None) -> Quantity | None:
    """Read a text that is one printed number and nothing else: "913.26万元" -> 9132600 CNY, step 100.

    None for 万元, 12,34元, 约913.26万元, two numbers, or a number without a unit when there is no default.
    """
    found = find_quantities(text, default_unit=default_unit)
    return found[0] if len(found) == 1 and found[0].text == text.strip() else None


def _qualifiers(numbers: Sequence[Printed], text: str) -> list[Qualifier | None]:
    """The qualifier of each number; an estimate counts for both ends of a range (约3-5万元, 3-5万元左右)."""
    found = [
        qualify(qualifier_before(text, number.start), qualifier_after(text, number.end), number.few)
        for number in numbers
    ]
    for place in range(1, len(numbers)):
        if numbers[place].ranged and numbers[place].before is numbers[place - 1]:
            if found[place] is None and found[place - 1] == "approximately":
                found[place] = "approximately"
            elif found[place - 1] is None and found[place] == "approximately":
                found[place - 1] = "approximately"
    return found


def _finish(number: Printed, qualifier: Qualifier | None, text: str) -> Quantity | None:
    """The quantity in its base unit; None for 百 and 千 without a digit, unless a word makes them a number (近百人)."""
    counted = number.unit is not None or number.end - number.start == 1
    if number.bare and counted and qualifier is None and text[number.start - 1 : number.start] != "上":
        return None
    unit = number.unit
    factor = unit.factor if unit is not None else 1
    return Quantity(
        kind=unit.kind if unit is not None else "number",
        value=tidy(number.value * factor),
        unit=unit.base if unit is not None else "",
        text=text[number.start : number.end],
        start=number.start,
        end=number.end,
        step=tidy(number.step * factor),
        qualifier=qualifier or ("at_least" if number.bare else None),
    )
