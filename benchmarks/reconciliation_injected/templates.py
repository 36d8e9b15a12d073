"""The regional styles by name: how each is written, what kind of document it is, how it prints and how large it is."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.reconciliation_injected import budgets, finals
from benchmarks.reconciliation_injected.books import Books
from benchmarks.reconciliation_injected.page import Override, Page, Style
from extractor.data import DocumentKind


@dataclass(frozen=True)
class Template:
    """One regional style; `scale` is about the size of its largest figure, in yuan."""

    write: Callable[[Page, Books], None]
    kind: DocumentKind
    style: Style
    scale: Decimal


TEMPLATES: Mapping[str, Template] = {
    "jiangxi": Template(budgets.jiangxi_budget, "department_budget", Style(), Decimal(10**7)),
    "shanghai": Template(budgets.shanghai_budget, "unit_budget", Style(commas=True), Decimal(3 * 10**7)),
    "guangdong": Template(budgets.guangdong_budget, "department_budget", Style(unit="元", commas=True), Decimal(10**7)),
    "hebei": Template(budgets.hebei_budget, "department_budget", Style(), Decimal(10**8)),
    "henan": Template(budgets.henan_performance, "performance", Style(), Decimal(2 * 10**7)),
    "anhui": Template(finals.anhui_final, "department_final", Style(), Decimal(4 * 10**7)),
    "sichuan": Template(finals.sichuan_final, "unit_final", Style(commas=True), Decimal(10**8)),
    "fujian": Template(finals.fujian_report, "budget_report", Style(unit="亿元"), Decimal(2 * 10**10)),
}


def write(name: str, seed: int, overrides: Mapping[int, Override] | None = None) -> Page:
    """One document: the same seed gives the same figures, whatever is overridden."""
    rng, template = random.Random(f"{name} {seed}"), TEMPLATES[name]
    books = Books(rng, template.scale * Decimal(str(round(rng.uniform(0.3, 3), 3))))
    usual = template.style
    style = Style(usual.unit, usual.digits, usual.commas, rng.choice((2, 2, 2, 1)), rng.random() < 0.1)
    page = Page(style, random.Random(f"{name} {seed} style"), overrides)
    page.year, page.organisation = books.year, f"{books.stem}街道办事处"
    template.write(page, books)
    return page
