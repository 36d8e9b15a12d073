"""The units of printed numbers: 913.26 万元, 11.39 %, 49 人, 3.5 万平方米."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

UnitKind = Literal["amount", "percent", "count", "number"]

FILE = "units.toml"
TEXTS, FLAGS = ("unit", "base", "factor", "kind", "not_before"), ("digits_only", "asked_only")


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: 万元 is 10000 CNY. `base` and `factor` say what one of it is worth; the rest is in units.toml."""

    name: str
    base: str
    factor: Decimal
    kind: UnitKind
    aliases: tuple[str, ...] = ()
    not_before: str = ""
    digits_only: bool = False
    asked_only: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every printed form."""
        return (self.name, *self.aliases)


@cache
def load_units() -> tuple[Unit, ...]:
    """Every unit of the catalogue, in its order; ValueError names the file and the row that is wrong."""
    table = tomllib.loads((files(__package__) / FILE).read_text("utf-8"))
    return read_units(table["units"])


def read_units(rows: Sequence[Mapping[str, Any]]) -> tuple[Unit, ...]:
    """Check rows of units.toml: [{"unit": "辆", "kind": "count"}] -> (Unit("辆", "辆", Decimal(1), "count"),)."""
    units: list[Unit] = []
    owners: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        try:
            unit = _read_row(row)
        except (ValueError, InvalidOperation, re.error) as error:
            raise ValueError(f"{FILE}, row {number} ({row.get('unit', '?')}): {error}") from error
        for name in unit.names:
            if owners.setdefault(name, number) != number:
                raise ValueError(f"{FILE}, row {number} ({unit.name}): {name} is taken by row {owners[name]}")
        units.append(unit)
    return tuple(units)


def _read_row(row: Mapping[str, Any]) -> Unit:
    if unknown := set(row) - {*TEXTS, *FLAGS, "aliases"}:
        raise ValueError(f"unknown key {', '.join(sorted(unknown))}")
    for key in TEXTS:
        if not isinstance(row.get(key, ""), str):
            raise ValueError(f"{key} must be text")
    for key in FLAGS:
        if not isinstance(row.get(key, False), bool):
            raise ValueError(f"{key} must be true or false")
    name, kind = row.get("unit", ""), row.get("kind", "")
    if not name:
        raise ValueError("unit is missing")
    if kind not in get_args(UnitKind):
        raise ValueError(f"kind must be one of {', '.join(get_args(UnitKind))}, not {kind!r}")
    factor = Decimal(row.get("factor", "1"))
    if not factor > 0:
        raise ValueError("factor must be above zero")
    re.compile(row.get("not_before", ""))
    return Unit(
        name=name,
        base=row.get("base", name),
        factor=factor,
        kind=kind,
        aliases=tuple(row.get("aliases", ())),
        not_before=row.get("not_before", ""),
        digits_only=row.get("digits_only", False),
        asked_only=row.get("asked_only", False),
    )
