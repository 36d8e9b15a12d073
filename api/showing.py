"""A record for a person on a terminal: sections, rows, checks."""

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.tree import Tree

from api.texts import say, word
from extractor.data import Change, Check, Fact, Quantity, Record, Section

STATUS_STYLE = {"violated": "red", "not_evaluable": "yellow"}
LONGEST = 36  # characters of a text in a cell


def show_record(record: Record, lang: str) -> None:
    """Print everything about one document."""
    console = Console()
    document = record.document
    kind, year = word(document.kind, lang), document.fiscal_year or ""
    console.print(f"[bold]{document.title or document.name}[/]", highlight=False)
    console.print(f"{document.organisation or ''}  {year}  {kind}", style="dim", highlight=False)
    if record.sections:
        console.print(section_tree(record.sections, say("sections", lang)))
    tables = [table for table in record_tables(record, lang) if table.row_count]
    for table in tables:
        console.print(table)
    for check in record.checks:
        if check.status != "exact":
            console.print(check_line(check, lang), highlight=False)
    for warning in record.warnings:
        console.print(f"! {warning.message}", style="yellow", highlight=False)
    if not tables:
        console.print(say("no_rows", lang))


def show_facts(record: Record, lang: str = "zh") -> None:
    """Print the facts of one document as a table."""
    console = Console()
    console.print(f"[bold]{record.document.name or record.document.title or ''}[/]", highlight=False)
    console.print(facts_table(record, lang))


def section_tree(sections: Sequence[Section], title: str) -> Tree:
    """The headings as a tree."""
    root = Tree(title)
    nodes: dict[str, Tree] = {}
    for section in sections:
        above = nodes.get(section.parent or "", root)
        label = f"{section.number} {section.title}".strip()
        nodes[section.id] = above.add(f"{label} [dim]{section.kind or ''}[/]", highlight=False)
    return root


def record_tables(record: Record, lang: str) -> Iterable[Table]:
    """The lists of a record that have rows, as tables."""
    facts = {fact.id: fact for fact in record.facts}
    changes = {change.id: change for change in record.changes}
    yield facts_table(record, lang)
    yield _table("changes", ("item", "direction", "amount", "percent", "against", "confidence"), lang, (
        (_name(facts, change.fact), word(change.direction, lang), _printed(change.amount), _printed(change.percent),
         word(change.against, lang), f"{change.confidence:.2f}")
        for change in record.changes
    ))  # fmt: skip
    yield _table("ratios", ("item", "of", "value", "confidence"), lang, (
        (_name(facts, ratio.fact), f"{word(ratio.kind, lang)} {_name(facts, ratio.of) if ratio.of else ''}",
         _printed(ratio.percent), f"{ratio.confidence:.2f}")
        for ratio in record.ratios
    ))  # fmt: skip
    yield _table("reasons", ("reasons", "explains", "confidence"), lang, (
        (_short(reason.text), "、".join(_explained(facts, changes, id) for id in reason.explains), f"{reason.confidence:.2f}")
        for reason in record.reasons
    ))  # fmt: skip
    yield _table("projects", ("name", "implementer", "budget"), lang, (
        (project.name.text, _short(project.implementer.text if project.implementer else ""),
         _printed(facts[project.budget].quantity) if project.budget else "")
        for project in record.projects
    ))  # fmt: skip
    yield _table("indicators", ("level", "item", "target"), lang, (
        (f"{row.level1 or ''}／{row.level2 or ''}", _short(row.level3 or ""), row.target.text if row.target else "")
        for row in record.indicators
    ))  # fmt: skip


def facts_table(record: Record, lang: str) -> Table:
    """The facts of a record, parts set in under their totals."""
    facts = {fact.id: fact for fact in record.facts}
    return _table("facts", ("item", "value", "year", "stage", "concept", "confidence"), lang, (
        ("  " * _depth(facts, fact) + _short(fact.item.text), _printed(fact.quantity) or word(fact.state, lang),
         str(fact.year or ""), word(fact.stage, lang), fact.concept or "", f"{fact.confidence:.2f}")
        for fact in record.facts
    ))  # fmt: skip


def check_line(check: Check, lang: str) -> str:
    """One check as a line."""
    style = STATUS_STYLE.get(check.status, "dim")
    return f"[{style}]{check.rule} {word(check.severity, lang)}[/] {check.message}"


def _table(title: str, columns: Sequence[str], lang: str, rows: Iterable[Sequence[str]]) -> Table:
    table = Table(title=say(title, lang), title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(say(column, lang), justify="right" if column in ("value", "amount", "percent") else "left")
    for row in rows:
        table.add_row(*row)
    return table


def _depth(facts: Mapping[str, Fact], fact: Fact) -> int:
    depth = 0
    while fact.part_of in facts and depth < 6:
        fact, depth = facts[fact.part_of], depth + 1
    return depth


def _name(facts: Mapping[str, Fact], id: str) -> str:
    return _short(facts[id].item.text) if id in facts else id


def _explained(facts: Mapping[str, Fact], changes: Mapping[str, Change], id: str) -> str:
    return _name(facts, changes[id].fact if id in changes else id)


def _printed(quantity: Quantity | None) -> str:
    return "".join(quantity.text.split()) if quantity else ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[:LONGEST] + "…"


