"""Documents of a few figures, written the way case tables write them.

    facts = ["t exp.total 824.13万元", "a exp.basic 640.94万元 of=t"]  id, concept, what is printed, what else is known
    changes = ["a -8.20万元 0.91%"]                                    the fact, its movement: amount and percentage
    ratios = ["a/t 77.77%"]                                            part, whole, what is printed

Words around the figures: `lead` stands before them, `before=` before one of them, `tail` behind them. A fact says what
it says of the budget of 2021 unless `year=` or `stage=` say otherwise, and stands in section s1 unless `section=` does.
"""

import re
import shlex
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from extractor.data import (
    Cell,
    Change,
    Document,
    Fact,
    Indicator,
    Phrase,
    Project,
    ProjectPeriod,
    Quantity,
    Ratio,
    Reason,
    Region,
    Rows,
    Section,
    Target,
)

YEAR = 2021
NUMBER = re.compile(r"(?P<sign>[-+≥≤=]*)(?P<digits>[\d,]+(?:\.(?P<decimals>\d+))?)(?P<unit>亿元|万元|元|%|pp|[^\d\s]*)")
SIZES = {"亿元": Decimal(10**8), "万元": Decimal(10**4), "元": Decimal(1)}
WAYS: dict[str, Any] = {"+": "increase", "-": "decrease"}


@dataclass
class Writing:
    """A text that grows with its rows."""

    text: str = ""
    facts: list[Fact] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    ratios: list[Ratio] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)

    def number(self, printed: str, *, qualifier: Any = None) -> Quantity:
        """Print a number and read it: "640.94万元" -> 6409400 CNY with step 100."""
        match = NUMBER.fullmatch(printed)
        assert match, printed
        unit, start = match["unit"], len(self.text)
        self.text += printed
        size = SIZES.get(unit, Decimal(1))
        kind: Any = "amount" if unit in SIZES else "percent" if unit in ("%", "pp") else "count"
        value = Decimal(match["digits"].replace(",", "")) * size
        step = size * Decimal(10) ** -len(match["decimals"] or "")
        signed = -value if match["sign"] == "-" else value
        place = (start, len(self.text))
        return Quantity(kind, signed, "CNY" if kind == "amount" else unit, printed, *place, step, qualifier)

    def fact(self, row: str, names: dict[str, str]) -> None:
        """One fact: "a exp.basic 640.94万元 of=t"."""
        identity, concept, printed, *rest = shlex.split(row)
        more = dict(word.split("=", 1) for word in rest)
        self.text += more.get("before", "，" if self.facts else "")
        name = more.get("name", names.get(concept, concept))
        start = len(self.text)
        self.text += name
        item = Phrase(name, start, len(self.text))
        stated = printed in ("none", "attached")
        number = None if stated else self.number(printed, qualifier=more.get("about"))
        state: Any = {"none": "none_stated", "attached": "see_attachment"}.get(printed, "reported")
        year = None if more.get("year") == "none" else int(more.get("year", YEAR))
        stage: Any = None if more.get("stage") == "none" else more.get("stage", "budget")
        basis: Any = more.get("basis")
        codes = {"function": "function_code", "economic": "economic_code", "as_of": "as_of"}
        dims = {codes[key]: value for key, value in more.items() if key in codes}
        table = more.get("table")
        cell = Cell(table, len(self.facts), int(more.get("column", 0))) if table else None
        self.facts.append(
            Fact(
                identity, item, None if concept == "-" else concept, number, state, year, stage, basis, dims,
                more.get("of"), section=more.get("section", "s1"), project=more.get("project"), table=cell,
            )
        )  # fmt: skip

    def change(self, row: str) -> None:
        """One change: "a -8.20万元 0.91% against=last_year_final", "a flat"."""
        fact, *rest = shlex.split(row)
        printed = [word for word in rest if not re.match(r"[a-z_]+=", word)]
        more = dict(word.split("=", 1) for word in rest if re.match(r"[a-z_]+=", word))
        self.text += more.get("before", "，比上年")
        start = len(self.text)
        way: Any = "flat" if printed[0] == "flat" else WAYS[printed[0][0]]
        numbers = [self.number(word.lstrip("+-")) for word in printed if word not in ("flat", "+", "-")]
        amount = next((number for number in numbers if number.kind != "percent"), None)
        percent = next((number for number in numbers if number.kind == "percent"), None)
        against: Any = more.get("against", "last_year_budget")
        year = int(more["year"]) if "year" in more else None
        identity = f"c{len(self.changes) + 1}"
        self.changes.append(Change(identity, fact, way, amount, percent, against, year, start, len(self.text)))
        if "reason" in more:
            place, category = len(self.text), more.get("category", "other")
            self.text += more["reason"]
            span = (place, len(self.text))
            self.reasons.append(Reason(f"r{place}", more["reason"], *span, category, (identity,)))  # type: ignore[arg-type]

    def ratio(self, row: str) -> None:
        """One ratio: "a/t 77.77%", "a/t 77.77% kind=completion"; "a/ 98%" has no whole."""
        ends, printed, *rest = shlex.split(row)
        more = dict(word.split("=", 1) for word in rest)
        part, _, whole = ends.partition("/")
        self.text += more.get("before", "，占")
        kind: Any = more.get("kind", "share")
        number = self.number(printed)
        self.ratios.append(Ratio(f"ratio{len(self.ratios) + 1}", kind, part, whole or None, more.get("whole"), number))

    def project(self, row: str) -> None:
        """One project: "p1 巷道养护 budget=b period=2021-01..2021-12"."""
        identity, name, *rest = shlex.split(row)
        more = dict(word.split("=", 1) for word in rest)
        start = len(self.text)
        self.text += f"\n{name}"
        phrase = Phrase(name, start + 1, len(self.text))
        period = None
        if "period" in more:
            first, _, last = more["period"].partition("..")
            period = ProjectPeriod(first, last, Phrase(more["period"], start, start))
        self.projects.append(
            Project(identity, phrase, None, None, None, None, period, more.get("budget"), None, start, len(self.text))
        )

    def indicator(self, row: str) -> None:
        """One indicator: "p1 成本指标 人员工资 =96万元"."""
        project, level, name, printed = shlex.split(row)
        self.text += f"\n{name}\t"
        start = len(self.text)
        match = NUMBER.fullmatch(printed)
        number = self.number(printed)
        comparator: Any = (match["sign"] if match else "") or None
        unit = number.unit or None
        target = Target(printed, comparator, abs(number.value), unit, "quantitative", start, len(self.text))
        identity = f"i{len(self.indicators) + 1}"
        self.indicators.append(
            Indicator(identity, project, "产出指标", level, name, target, None, None, None, start, len(self.text))
        )


def write(case: dict[str, Any], names: dict[str, str]) -> tuple[Rows, Document, tuple[Section, ...]]:
    """The rows, the document and its sections."""
    page = Writing(case.get("lead", ""))
    for row in case.get("facts", ()):
        page.fact(row, names)
    for row in case.get("ratios", ()):
        page.ratio(row)
    for row in case.get("changes", ()):
        page.change(row)
    page.text += case.get("tail", "。")
    for row in case.get("projects", ()):
        page.project(row)
    for row in case.get("indicators", ()):
        page.indicator(row)
    page.text += case.get("text", "")
    lists = (page.facts, page.changes, page.ratios, page.reasons, page.projects, page.indicators)
    region = Region(case["region"], case.get("code")) if "region" in case else None
    document = Document(
        "d", "d", "text/plain", page.text, len(page.text), (), None, None, case.get("kind", "department_budget"),
        case.get("year", YEAR), case.get("organisation"), region,
    )  # fmt: skip
    return Rows(*(tuple(rows) for rows in lists)), document, sections(case, page.text)  # type: ignore[arg-type]


def sections(case: dict[str, Any], text: str) -> tuple[Section, ...]:
    """The sections that a case names, "id kind title", where their titles stand in the text."""
    found = []
    for row in case.get("sections", ()):
        identity, kind, title = shlex.split(row)
        start = max(text.find(title), 0)
        span = (start, len(text), start, start + len(title))
        found.append(Section(identity, None, 1, "", title, None if kind == "-" else kind, *span))
    return tuple(found)
