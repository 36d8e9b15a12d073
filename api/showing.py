"""A record for a person: sections, rows, checks; folded to the width of a terminal, one line a row in a pipe."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from api.folding import Folded
from api.screen import Screen, cell, make_table, sure
from api.showing_checks import show_checks
from api.texts import one_line, say, word
from extractor.data import Fact, Quantity, Record, Section
from extractor.reading.confinement import NOTE_CODES

Cells = Sequence[RenderableType]
CHANGE_STYLES = {"increase": "red", "decrease": "green"}  # as Chinese markets colour them


def show_record(record: Record, lang: str) -> None:
    """Print everything about one document."""
    screen = Screen()
    show_title(record, screen, lang)
    if record.sections:
        screen.heading(say("sections", lang))
        screen.print(section_tree(record.sections))
    page = Page(record, lang, screen.is_wide)
    for name, table in page.tables():
        screen.heading(f"{say(name, lang)} {table.row_count}")
        screen.print(table)
    if not (record.facts or record.projects or record.indicators):
        screen.print(Text(say("no_rows", lang)))
    show_checks(record, screen, lang)
    warnings = [warning for warning in record.warnings if warning.code not in NOTE_CODES]  # of the machine, not of it
    if warnings:
        screen.heading(say("warnings", lang))
    for warning in warnings:
        screen.print(Folded(warning.message, "yellow", 2))


def show_facts(record: Record, lang: str) -> None:
    """Print the facts of one document as a table."""
    screen = Screen()
    screen.print(Text(one_line(record.document.name or record.document.title or ""), style="bold"))
    screen.print(Page(record, lang, screen.is_wide).facts())


def show_title(record: Record, screen: Screen, lang: str) -> None:
    """Print what a document is called, and whose it is, of which year and kind."""
    document = record.document
    screen.print(Text(one_line(document.title or document.name or say("standard_input", lang)), style="bold"))
    about = (document.organisation, document.fiscal_year and str(document.fiscal_year), word(document.kind, lang))
    screen.print(Text("  ".join(one_line(part) for part in about if part), style="dim"))


def section_tree(sections: Sequence[Section]) -> Tree:
    """The headings as a tree."""
    root = Tree("", hide_root=True, guide_style="dim")
    nodes: dict[str | None, Tree] = {}
    for section in sections:
        label = Text(one_line(f"{section.number} {section.title}"))
        if section.kind:
            label.append(f"  {section.kind}", style="dim")
        nodes[section.id] = nodes.get(section.parent, root).add(label)
    return root


@dataclass(frozen=True)
class Page:
    """The rows of one record as tables; a wide page has the columns that a person can do without."""

    record: Record
    lang: str
    is_wide: bool

    def tables(self) -> Iterator[tuple[str, Table]]:
        """The lists that have rows, in the order of the contract."""
        parts = {
            "facts": self.facts,
            "changes": self.changes,
            "ratios": self.ratios,
            "reasons": self.reasons,
            "projects": self.projects,
            "indicators": self.indicators,
        }
        yield from ((name, table()) for name, table in parts.items() if getattr(self.record, name))

    def facts(self) -> Table:
        """Facts, parts set in under their totals."""
        rows = (
            (
                cell(fact.item.text, indent=2 * depth),
                _printed(fact.quantity) if fact.quantity else cell(self._word(fact.state), style="dim"),
                cell(fact.dims.get("as_of") or str(fact.year or "")),  # a stock has a date, a flow a year
                cell(self._word(fact.stage)),
                cell(fact.concept, style="dim"),
                sure(fact.confidence),
            )
            for fact, depth in family(self.record.facts)
        )
        return self._table("item value year stage", "concept", rows)

    def changes(self) -> Table:
        """How facts moved."""
        rows = (
            (
                cell(self._item(row.fact)),
                cell(self._word(row.direction), style=CHANGE_STYLES.get(row.direction, "")),
                _printed(row.amount),
                _printed(row.percent),
                cell(self._word(row.against)),
                sure(row.confidence),
            )
            for row in self.record.changes
        )
        return self._table("item direction amount percent against", "", rows)

    def ratios(self) -> Table:
        """Shares and completions."""
        rows = (
            (
                cell(self._item(row.fact)),
                cell(f"{self._word(row.kind)} {self._item(row.of) or row.of_text or ''}"),
                _printed(row.percent),
                sure(row.confidence),
            )
            for row in self.record.ratios
        )
        return self._table("item of value", "", rows)

    def reasons(self) -> Table:
        """Reasons and what they explain."""
        changed = {change.id: change.fact for change in self.record.changes}
        rows = (
            (
                cell(row.text),
                cell("、".join(dict.fromkeys(self._item(changed.get(each, each)) for each in row.explains))),
                cell(self._word(row.category), style="dim"),
                sure(row.confidence),
            )
            for row in self.record.reasons
        )
        return self._table("reason explains", "category", rows)

    def projects(self) -> Table:
        """Projects."""
        rows = (
            (
                cell(row.name.text),
                cell(row.implementer.text if row.implementer else ""),
                cell(row.period.phrase.text if row.period else ""),
                _printed(self._facts[row.budget].quantity if row.budget in self._facts else None),
                sure(row.confidence),
            )
            for row in self.record.projects
        )
        return self._table("name implementer period budget", "", rows)

    def indicators(self) -> Table:
        """Performance indicators; the actual values where a document has any."""
        has_actual = any(row.actual for row in self.record.indicators)
        rows: Iterator[Cells] = (
            (
                cell("／".join(level for level in (row.level1, row.level2) if level)),
                cell(row.level3),
                cell(row.target.text if row.target else ""),
                *([cell(row.actual.text if row.actual else "")] if has_actual else []),
                sure(row.confidence),
            )
            for row in self.record.indicators
        )
        return self._table("level item target actual" if has_actual else "level item target", "", rows)

    def _table(self, columns: str, wide: str, rows: Iterator[Cells]) -> Table:
        """A table; the column before the confidence is there on a wide page only."""
        names = [*columns.split(), *wide.split()]
        kept = [place for place, name in enumerate(names) if name != wide or self.is_wide]
        shown = ([*(row[place] for place in kept), row[-1]] for row in rows)
        return make_table([*(names[place] for place in kept), "confidence"], shown, self.lang)

    @cached_property
    def _facts(self) -> Mapping[str | None, Fact]:
        return {fact.id: fact for fact in self.record.facts}

    def _item(self, row: str | None) -> str:
        return self._facts[row].item.text if row in self._facts else row or ""

    def _word(self, value: str | None) -> str:
        return word(value, self.lang)


def family(facts: Sequence[Fact]) -> Iterator[tuple[Fact, int]]:
    """Facts with their depth, each total followed by its parts: [总额, 其他, part of 总额] -> 总额 0, part 1, 其他 0.

    Facts that are parts of each other in a circle, which no document means, come last at depth 0.
    """
    known = {fact.id for fact in facts}
    parts: dict[str | None, list[Fact]] = defaultdict(list)
    for fact in facts:
        parts[fact.part_of if fact.part_of in known else None].append(fact)
    left = dict.fromkeys(known)
    stack = [(fact, 0) for fact in reversed(parts[None])]
    while stack:
        fact, depth = stack.pop()
        del left[fact.id]
        yield fact, depth
        stack += [(part, depth + 1) for part in reversed(parts[fact.id])]
    yield from ((fact, 0) for fact in facts if fact.id in left)


def _printed(quantity: Quantity | None) -> Text:
    """A number as the document prints it, spaces and line ends within it left out."""
    return Text(one_line("".join(quantity.text.split())) if quantity else "")
