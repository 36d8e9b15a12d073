"""Readers of numbers, brought to one form: text -> quantities with place, value and unit.

Each offers some kinds: Recognizers-Text numbers, percentages and money, JioNLP money alone. What a reader says is taken
as it says it; only its way of writing it down is changed here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from extractor.data import Quantity, QuantityKind
from extractor.quantities import find_quantities

CURRENCIES = {"元": "CNY", "美元": "USD", "欧元": "EUR", "港元": "HKD", "港币": "HKD", "英镑": "GBP", "日元": "JPY"}
UNPRINTED = Decimal(1)  # the size of the last digit is no part of what is compared


@dataclass(frozen=True)
class Reader:
    """A reader by its name: what it offers, and how it reads a text."""

    name: str
    kinds: frozenset[str]
    read: Callable[[str], Sequence[Quantity]] = field(repr=False)


def mingxi() -> Reader:
    """The grammar of the project; numbers without a unit are asked for as well, as the others give them."""
    return Reader("mingxi", frozenset({"amount", "percent", "count"}), lambda text: find_quantities(text, plain=True))


def recognizers() -> Reader:
    """Recognizers-Text for Chinese: its models of numbers, percentages and currencies, made once."""
    from recognizers_number import NumberRecognizer
    from recognizers_number_with_unit import NumberWithUnitRecognizer
    from recognizers_text import Culture

    numbers = NumberRecognizer(Culture.Chinese)
    money = NumberWithUnitRecognizer(Culture.Chinese).get_currency_model()
    models = (numbers.get_number_model(), numbers.get_percentage_model(), money)

    def read(text: str) -> list[Quantity]:
        return [found for model in models for found in from_recognizers(text, model.parse(text))]

    return Reader("Recognizers-Text", frozenset({"amount", "percent", "count"}), read)


def jionlp() -> Reader:
    """JioNLP: what its recogniser of money finds and its parser reads."""
    import jionlp as jio

    jio.ner.extract_money("一元")  # loads its patterns

    def read(text: str) -> list[Quantity]:
        return list(from_jionlp(text, jio.ner.extract_money(text, with_parsing=True)))

    return Reader("JioNLP", frozenset({"amount"}), read)


def from_recognizers(text: str, results: Iterable[Any]) -> list[Quantity]:
    """Results of a model, whose `end` is the last character: 11.39% with {"value": "11.39%"} -> 11.39 %."""
    return [
        quantity
        for result in results
        if (resolution := result.resolution) and resolution.get("value") is not None
        for quantity in [_recognized(text, result.start, result.end + 1, resolution)]
    ]


def _recognized(text: str, start: int, end: int, resolution: Mapping[str, str]) -> Quantity:
    value = resolution["value"]
    if value.endswith("%"):
        return _quantity(text, start, end, Decimal(value[:-1]), "%", "percent")
    unit = resolution.get("isoCurrency") or resolution.get("unit") or ""
    return _quantity(text, start, end, Decimal(value), unit, "amount" if unit else "number")


def from_jionlp(text: str, results: Iterable[Mapping[str, Any]]) -> Iterable[Quantity]:
    """Results with `offset` and `detail`; a range has two numbers in one place: ["30000.00", "50000.00"]."""
    for result in results:
        detail = result.get("detail") or {}
        numbers = detail.get("num")
        for number in numbers if isinstance(numbers, list) else [numbers]:
            if number is not None:
                start, end = result["offset"]
                unit = CURRENCIES.get(detail["case"], detail["case"])
                yield _quantity(text, start, end, Decimal(number), unit, "amount")


def _quantity(text: str, start: int, end: int, value: Decimal, unit: str, kind: QuantityKind) -> Quantity:
    return Quantity(kind, value, unit, text[start:end], start, end, UNPRINTED, None)
