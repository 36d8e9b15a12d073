"""The standard tables: whose money they show, and what their totals and columns measure."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

from annotations.catalogue.names import normalise
from extractor.data import Basis

FILE = "kinds.toml"
FORMS = frozenset(["dept_performance", "project_performance"])  # targets, read elsewhere
OF_SECTION: Mapping[str, str] = {  # what a table without a caption of its own is, by the section it stands in
    "sec.three_public": "three_public",
    "sec.gov_fund": "gov_fund",
    "sec.state_capital": "state_capital",
    "sec.operating_expense": "operating_expense",
    "sec.procurement": "procurement",
    "sec.gpb_basic": "gpb_basic",
}
SECTIONS: Mapping[str, tuple[str, ...]] = {  # where the text speaks of the same, so that the same names count
    "summary": ("sec.overall",),
    "revenue": ("sec.revenue",),
    "expenditure": ("sec.expenditure",),
    "fiscal_summary": ("sec.fiscal_overall",),
    "gpb": ("sec.gpb_structure",),
    "gpb_basic": ("sec.gpb_basic",),
    "three_public": ("sec.three_public",),
    "gov_fund": ("sec.gov_fund",),
    "state_capital": ("sec.state_capital",),
    "operating_expense": ("sec.operating_expense",),
    "procurement": ("sec.procurement",),
}
BASES: tuple[tuple[re.Pattern[str], Basis], ...] = (
    (re.compile("政府性?基金"), "gov_fund"),
    (re.compile("国有资本"), "state_capital"),
    (re.compile("一般公共预算|公共财政预算"), "general_public"),
    (re.compile("财政拨款"), "fiscal_appropriation"),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One standard table: Kind("gpb", basis="general_public", total="gpb.exp_total", …)."""

    id: str
    basis: Basis | None = None
    revenue: str | None = None
    total: str | None = None
    rows: Literal["items", "nothing"] = "items"
    current: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def sections(self) -> tuple[str, ...]:
        """The kinds of places where its names count, its own first."""
        return (f"bt.{self.id}", f"ft.{self.id}", *SECTIONS.get(self.id, ()))


OTHER = Kind("other")


@cache
def load_kinds() -> Mapping[str, Kind]:
    """The kinds by their ids; ValueError names a row that is wrong."""
    table = tomllib.loads((files(__package__) / FILE).read_text("utf-8"))
    kinds: dict[str, Kind] = {}
    for row in table["kind"]:
        kind = _read(row)
        if kind.id in kinds:
            raise ValueError(f"{FILE}, row {kind.id}: the id stands twice")
        kinds[kind.id] = kind
    return kinds


def _read(row: Mapping[str, Any]) -> Kind:
    unknown = row.keys() - {"id", "basis", "revenue", "total", "rows", "current", "columns"}
    if unknown or row.get("rows") not in ("items", "nothing"):
        raise ValueError(f"{FILE}, row {row.get('id', '?')}: {sorted(unknown) or 'rows must be items or nothing'}")
    return Kind(
        id=row["id"],
        basis=cast("Basis | None", row.get("basis")),
        revenue=row.get("revenue"),
        total=row.get("total"),
        rows=row["rows"],
        current={normalise(name): concept for name, concept in row.get("current", {}).items()},
        columns={normalise(name): concept for name, concept in row.get("columns", {}).items()},
    )


def basis_of(words: str) -> Basis | None:
    """Whose money a caption or column speaks of: "一般公共预算“三公”经费支出表" -> general_public."""
    return next((basis for pattern, basis in BASES if pattern.search(words)), None)
