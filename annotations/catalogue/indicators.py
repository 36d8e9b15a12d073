"""Reading indicators.toml: how performance tables call their columns and the two upper levels of indicators."""

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from annotations.catalogue import checks
from annotations.catalogue.names import normalise
from annotations.catalogue.rows import CatalogueError

FILE = "indicators.toml"
COLUMNS = ("level1", "level2", "level3", "target", "actual", "weight", "score", "unit", "comparator", "other")
FIELDS = ("name", "overview", "basis", "implementer", "plan", "period", "budget", "goal", "other")
LONGEST_LABEL = 20  # characters of a label at the head of a sentence
# 产出指标（50分） and 产出 are one; digits are taken whole, or a long number would be cut in every way there is
STEM = re.compile(r"(?:类?指标|（\d++分?）|(?<!\d)\d++分?)+$")


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the head of a text: the field it names and how many characters it takes."""

    kind: str
    length: int


@dataclass(frozen=True, slots=True)
class IndicatorWords:
    """The words of performance tables, normalised: columns by header, 一级 and 二级指标, fields by label.

    `generic` are words that no project is called by.
    """

    columns: Mapping[str, str]
    first: frozenset[str]
    second: frozenset[str]
    form: Mapping[str, str]
    plain: Mapping[str, str]
    generic: frozenset[str]

    def column(self, text: str) -> str | None:
        """Which column a header cell names: "指标值" -> "target"."""
        return self.columns.get(normalise(text))

    def field(self, text: str) -> str | None:
        """Which field of a project form a label names: "实施单位" -> "implementer"."""
        return self.form.get(normalise(text))

    def plain_field(self, text: str) -> str | None:
        """The same under the heading of a project, where everyday words are labels, too: "谁来做" -> "implementer"."""
        name = normalise(text)
        return self.form.get(name) or self.plain.get(name)

    def is_project_name(self, text: str) -> bool:
        """Whether words may be a project's name, and do not call projects in general: 重点项目, 该项目."""
        return normalise(text) not in self.generic

    def label_at(self, text: str) -> "Label | None":
        """The longest label that a text begins with: "年度预算462万元" -> budget, 4 characters."""
        lengths = range(min(LONGEST_LABEL, len(text)), 1, -1)
        longest = next((text[:length] for length in lengths if text[:length] in self.form), None)
        return Label(self.form[longest], len(longest)) if longest is not None else None

    def heads_targets(self, cells: Iterable[str]) -> bool:
        """Whether cells are a head of targets: 三级指标 (or 指标) and 指标值 are among them."""
        return {"level3", "target"} <= {self.column(text) for text in cells}

    def is_of_targets(self, text: str) -> bool:
        """Whether a cell alone says that its table is one of targets: 一级指标, 年度绩效目标."""
        return self.column(text) in ("level1", "level2") or self.field(text) == "goal"

    def is_first(self, text: str) -> bool:
        """Whether a cell is a 一级指标; a plain word such as 管理 only with 指标 behind it."""
        return STEM.sub("", normalise(text)) in self.first

    def is_second(self, text: str) -> bool:
        """Whether a cell is a 二级指标."""
        return STEM.sub("", normalise(text)) in self.second

    def is_level(self, text: str) -> bool:
        """Whether a cell is of one of the two upper levels."""
        return self.is_first(text) or self.is_second(text)


@cache
def load_indicator_words() -> IndicatorWords:
    """The words of indicators.toml, read once."""
    return read_indicator_words(tomllib.loads((files(__package__) / FILE).read_text("utf-8")))


def read_indicator_words(table: Mapping[str, Any]) -> IndicatorWords:
    """Check indicators.toml: columns and fields known, no label of two of them."""
    levels = table["levels"]
    return IndicatorWords(
        _labels(table["columns"], COLUMNS),
        frozenset(checks.names(levels, "first", FILE, "first")),
        frozenset(checks.names(levels, "second", FILE, "second")),
        _labels(table["form"], FIELDS),
        _labels(table["plain"], FIELDS),
        frozenset(checks.names(table["generic"], "projects", FILE, "generic")),
    )


def _labels(table: Mapping[str, Any], known: Collection[str]) -> dict[str, str]:
    """Each label and what it names."""
    found: dict[str, str] = {}
    for name in table:
        if name not in known:
            raise CatalogueError(FILE, name, f"must be one of {', '.join(known)}")
        for label in checks.names(table, name, FILE, name):
            if found.setdefault(label, name) != name:
                raise CatalogueError(FILE, name, f"{label} is claimed by {found[label]} too")
    return found
