"""Printed numbers: a table of cases, properties over generated text, and every number of the annotated documents."""

import json
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.catalogue.units import load_units
from extractor.data import Quantity
from extractor.quantities import find_quantities, parse_quantity

CASES = tomllib.loads((Path(__file__).parent / "cases" / "quantities.toml").read_text("utf-8"))["case"]
DEV = Path(__file__).parents[2] / "shared" / "eval" / "dev"
FULL_WIDTH = str.maketrans("0123456789.,%-", "０１２３４５６７８９．，％－")
ALPHABET = (
    "0123456789０５．，.,、%％‰-－—~约近超不低于以上下左右余多几（）()\n\t 　："
    "万亿千百十元角分个人项台套成点之负第年月日一二三五零两半Aa"
)
FORMATS = {"plain": "{:f}", "grouped": "{:,f}"}
SIZES = (1_000, 40_000)


def shown(quantity: Quantity, like: dict[str, str]) -> dict[str, str]:
    """The fields of a quantity that a case states; text, value, unit and qualifier always."""
    fields = {"text": quantity.text, "value": f"{quantity.value:f}", "unit": quantity.unit}
    if quantity.qualifier is not None:
        fields["qualifier"] = quantity.qualifier
    if "step" in like:
        fields["step"] = f"{quantity.step:f}"
    return fields


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_find_quantities(case: dict[str, Any]) -> None:
    found = find_quantities(case["text"], **case.get("options", {}))
    likes = [*case["found"], *({} for _ in found)]
    assert [shown(quantity, like) for quantity, like in zip(found, likes, strict=False)] == case["found"]


def test_case_names_are_unique() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize(
    ("printed", "kind", "value", "unit", "step"),
    [
        ("824.13万元", "amount", "8241300", "CNY", "100"),
        ("0万元", "amount", "0", "CNY", "10000"),
        ("1,234.5 元", "amount", "1234.5", "CNY", "0.1"),
        (" 3亿5000万元\n", "amount", "350000000", "CNY", "10000"),
        ("-11.62%", "percent", "-11.62", "%", "0.01"),
        ("1.5个百分点", "percent", "1.5", "pp", "0.1"),
        ("49人", "count", "49", "人", "1"),
        ("2倍", "number", "2", "倍", "1"),
    ],
)
def test_parse_quantity(printed: str, kind: str, value: str, unit: str, step: str) -> None:
    quantity = parse_quantity(printed)
    assert quantity is not None
    assert (quantity.kind, quantity.value, quantity.unit, quantity.step) == (kind, Decimal(value), unit, Decimal(step))
    assert printed[quantity.start : quantity.end] == quantity.text == printed.strip()


@pytest.mark.parametrize(
    "text",
    ["", "万元", "12,34元", "824.13", "约824.13万元", "3-5万元", "5万元6万元", "第3名", "2021年", "5个人", "占 %"],
)
def test_parse_quantity_refuses(text: str) -> None:
    assert parse_quantity(text) is None


def test_parse_quantity_of_a_cell() -> None:
    quantity = parse_quantity(" 123.45 ", default_unit="万元")
    assert quantity is not None
    assert (quantity.value, quantity.unit, quantity.step, quantity.start) == (Decimal(1234500), "CNY", Decimal(100), 1)
    assert parse_quantity("办公费", default_unit="万元") is None


def test_an_unknown_default_unit_is_an_error() -> None:
    with pytest.raises(ValueError, match="no unit"):
        find_quantities("5", default_unit="斗")


# ---- properties


@settings(deadline=None, max_examples=400)
@given(st.text(ALPHABET, max_size=60), st.booleans(), st.sampled_from([None, "万元", "%"]))
def test_ranges_lie_in_the_text_in_order(text: str, plain: bool, unit: str | None) -> None:
    found = find_quantities(text, plain=plain, default_unit=unit)
    end = 0
    for quantity in found:
        assert end <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start : quantity.end] == quantity.text
        assert quantity.step > 0
        end = quantity.end


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_searched(text: str) -> None:
    for quantity in find_quantities(text, plain=True, default_unit="元", durations=True):
        assert text[quantity.start : quantity.end] == quantity.text


NUMBERS = st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False) | st.integers(0, 10**9).map(Decimal)
UNITS = [(name, unit) for unit in load_units() if not unit.asked_only for name in unit.names]


@settings(deadline=None, max_examples=300)
@given(NUMBERS, st.sampled_from(UNITS), st.sampled_from(sorted(FORMATS)), st.sampled_from(["", "-"]), st.booleans())
def test_printing_then_reading_gives_the_number(
    number: Decimal, named: tuple[str, Any], form: str, sign: str, full: bool
) -> None:
    name, unit = named
    printed = sign + FORMATS[form].format(number) + name
    if full:
        printed = printed.translate(FULL_WIDTH)
    quantity = parse_quantity(printed)
    assert quantity is not None, printed
    assert quantity.value == (-number if sign else number) * unit.factor
    assert quantity.unit == unit.base
    assert quantity.kind == unit.kind
    assert quantity.step == Decimal(1).scaleb(int(number.as_tuple().exponent)) * unit.factor
    assert "E" not in f"{quantity.value:f}"


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(NUMBERS, st.sampled_from(UNITS), st.sampled_from(sorted(FORMATS))), max_size=5))
def test_full_width_equals_half_width(parts: list[tuple[Decimal, tuple[str, Any], str]]) -> None:
    text = "；合计".join(FORMATS[form].format(number) + name for number, (name, _), form in parts)
    half, full = find_quantities(text), find_quantities(text.translate(FULL_WIDTH))
    assert [(q.value, q.unit, q.step, q.start, q.end) for q in half] == [
        (q.value, q.unit, q.step, q.start, q.end) for q in full
    ]
    assert len(half) == len(parts)


DIGIT_WORDS, PLACES = "零一二三四五六七八九", ("", "十", "百", "千")


def chinese(number: int) -> str:
    """Print an integer below 10^8 in Chinese: 1030 -> 一千零三十."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        between = "零" if 0 < low < 1000 else ""
        return chinese(high) + "万" + between + (chinese(low) if low else "")
    words, digits = "", str(number)
    for place, digit in zip(range(len(digits) - 1, -1, -1), digits, strict=True):
        if digit != "0":
            words += DIGIT_WORDS[int(digit)] + PLACES[place]
        elif words and not words.endswith("零"):
            words += "零"
    return words.rstrip("零") or "零"


@settings(deadline=None, max_examples=300)
@given(st.integers(0, 10**8 - 1))
def test_chinese_numerals_read_back(number: int) -> None:
    quantity = parse_quantity(chinese(number) + "个百分点")
    assert quantity is not None
    assert quantity.value == number


# ---- size: each input is answered at once when the work is linear, and not within the hour when it is quadratic


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "unit",
    [
        "5万元，",
        "约3-5万元；",
        "百分之三十，",
        "1,234.56元、",
        "三至五个和",
        "0辆\n",
        "3亿5000万元。",
        "12.5%（含）以上 ",
    ],
)
def test_repeated_numbers_are_all_found(unit: str, size: int) -> None:
    once = len(find_quantities(unit))
    assert once > 0
    assert len(find_quantities(unit * (size // len(unit)))) == once * (size // len(unit))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "一",
        "万",
        "一百",
        "零",
        "1,",
        "1，",
        ",234",
        "1.",
        "1 , 234 ",
        "一 ",
        " ",
        "1\n",
        "-",
        "（",
        "余",
        "分之",
        "1、",
        "2021-",
        "三点",
    ],
)
def test_long_runs_of_pieces_are_no_quantity(unit: str, size: int) -> None:
    run = unit * (size // len(unit))
    assert find_quantities(run) == ()
    assert [q.text for q in find_quantities(f"{run}。共5万元")] == ["5万元"]
    assert all(q.unit == "" for q in find_quantities(run, plain=True))


@pytest.mark.parametrize("size", SIZES)
def test_a_unit_is_lent_along_a_list_of_any_length(size: int) -> None:
    found = find_quantities("3.5、" * size + "4万元")
    assert len(found) == size + 1
    assert {q.value for q in found[:-1]} == {Decimal(35000)}


# ---- the annotated documents


def annotated(gold: dict[str, Any]) -> list[dict[str, Any]]:
    """Every quantity of facts, mentions, changes and ratios."""
    return [
        *(fact["quantity"] for fact in gold["facts"] if fact["quantity"]),
        *(mention["quantity"] for mention in gold["mentions"]),
        *(change[part] for change in gold["changes"] for part in ("amount", "percent") if change.get(part)),
        *(ratio["percent"] for ratio in gold["ratios"]),
    ]


@pytest.mark.shared
@pytest.mark.skipif(not DEV.is_dir(), reason=f"the annotated documents are not at {DEV}")
@pytest.mark.parametrize("name", sorted(path.stem for path in DEV.glob("*.json")))
def test_annotated_quantities_are_found(name: str) -> None:
    gold = json.loads((DEV / f"{name}.json").read_text("utf-8"))
    text = (DEV / f"{name}.txt").read_text("utf-8")
    found = [(q.value, q.unit, q.start, q.end) for q in find_quantities(text)]
    missed = [
        q
        for q in annotated(gold)
        if not any(
            value == Decimal(q["value"]) and unit == q["unit"] and start < q["end"] and q["start"] < end
            for value, unit, start, end in found
        )
    ]
    assert missed == []


@pytest.mark.shared
@pytest.mark.skipif(not DEV.is_dir(), reason=f"the annotated documents are not at {DEV}")
@pytest.mark.parametrize("name", sorted(path.stem for path in DEV.glob("*.json")))
def test_annotated_targets_are_found(name: str) -> None:
    gold = json.loads((DEV / f"{name}.json").read_text("utf-8"))
    text = (DEV / f"{name}.txt").read_text("utf-8")
    found = find_quantities(text, plain=True)
    missed = [
        target["text"]
        for target in gold["indicators"]
        if target["value"] is not None
        and not any(
            q.value == Decimal(target["value"]) and q.unit in ("", target["unit"])
            for q in found
            if q.start < target["end"] and target["start"] < q.end
        )
    ]
    assert missed == []
