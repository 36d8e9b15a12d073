"""What speaks for and against each row, as named features: how it was found, what it looks like, where it stands.

Features are words, not numbers: a row has one or has it not. None names an organisation, a place or a figure.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from extractor.data import Change, Check, Document, Fact, Indicator, Phrase, Ratio, Reason, Rows, Section

Features = tuple[str, ...]

ODD = re.compile(r"[，。；：、！？,;]|^[的了和与及或由以在为是被将把]|[的了和与及或由以在为是被将把]$")
MONEY_NAME = re.compile(
    r"(?:收入|支出|经费|费用?|资金|拨款|预算|决算|总计|合计|补助|结转|结余)(?:[（(][^（）()]*[）)])?$"
)
VERB = re.compile(r"[较比占增减升降多少]|完成|主要|原因|用于")
DIGIT = re.compile(r"\d")
LENGTHS = (2, 4, 8, 14, 24, 40, 80)


def describe_rows(
    rows: Rows, document: Document, sections: Sequence[Section], checks: Sequence[Check]
) -> Mapping[str, Features]:
    """The features of every fact, change, ratio, reason and indicator, by row id.

        describe_rows(rows, …)["f1"] -> ("role:level", "item:own", "concept:exact", "length:8", …)

    Linear in the number of rows and checks.
    """
    view = _View(rows, document, sections, checks)
    found: dict[str, Features] = {}
    found.update((fact.id, (*_common(view, fact.id, fact.evidence), *_fact(view, fact))) for fact in rows.facts)
    found.update((c.id, (*_common(view, c.id, c.evidence), *_change(view, c))) for c in rows.changes)
    found.update((r.id, (*_common(view, r.id, r.evidence), *_ratio(view, r))) for r in rows.ratios)
    found.update((r.id, (*_common(view, r.id, r.evidence), *_reason(view, r))) for r in rows.reasons)
    found.update((i.id, (*_common(view, i.id, i.evidence), *_indicator(i))) for i in rows.indicators)
    return found


class _View:
    """A document's rows and checks, arranged for looking up."""

    def __init__(self, rows: Rows, document: Document, sections: Sequence[Section], checks: Sequence[Check]) -> None:
        self.document = document
        self.facts = {fact.id: fact for fact in rows.facts}
        self.changes = {change.id: change for change in rows.changes}
        self.sections = {section.id: section for section in sections}
        self.held, self.broken = Counter[str](), Counter[str]()
        for check in checks:
            if check.severity == "info" and check.status != "exact":
                continue
            tally = {"exact": self.held, "within_rounding": self.held, "violated": self.broken}.get(check.status)
            if tally is not None:
                tally.update(check.rows)
        self.climate = tuple(_climate(rows, document, sections, self.held))


def _climate(rows: Rows, document: Document, sections: Sequence[Section], held: Counter[str]) -> Iterator[str]:
    """How well the document as a whole was understood: its rows are as doubtful as it is."""
    told = [fact for fact in rows.facts if fact.table is None]
    known = sum(fact.concept is not None for fact in told)
    named = sum(section.kind is not None for section in sections)
    proven = sum(fact.id in held for fact in told)
    yield f"document:{document.kind}"
    yield f"concepts:{_tenths(known, len(told))}"
    yield f"sections:{_tenths(named, len(sections))}"
    yield f"proven:{_tenths(proven, len(told))}"
    if document.fiscal_year is None:
        yield "document:no_year"


def _tenths(part: int, whole: int) -> str:
    """A share in coarse steps, so that it is no name of a document."""
    if not whole:
        return "none"
    share = part / whole
    return "low" if share < 0.4 else "fair" if share < 0.65 else "good" if share < 0.85 else "high"


def _common(view: _View, id: str, evidence: Sequence[str]) -> Iterator[str]:
    yield from evidence
    yield f"held:{min(view.held[id], 2)}"
    yield f"broken:{min(view.broken[id], 2)}"
    yield from view.climate


def _fact(view: _View, fact: Fact) -> Iterator[str]:
    yield from _name(fact.item)
    yield f"state:{fact.state}"
    yield f"stage:{fact.stage}"
    yield "known:yes" if fact.concept else "known:no"
    yield "year:own" if fact.year == view.document.fiscal_year else "year:other" if fact.year else "year:none"
    yield "part:yes" if fact.part_of else "part:no"
    yield "table:yes" if fact.table else "table:no"
    section = view.sections.get(fact.section or "")
    yield f"section:{section.kind if section and section.kind else 'unknown' if section else 'none'}"
    if fact.quantity is not None:
        yield f"quantity:{fact.quantity.kind}"
        if fact.quantity.qualifier:
            yield "quantity:qualified"
        if fact.quantity.kind == "count":
            yield f"counted:{fact.quantity.unit}"
    if len(fact.evidence) > 2:
        yield f"{fact.evidence[1]}&{fact.evidence[2]}"


def _name(item: Phrase) -> Iterator[str]:
    """What the words of a name look like."""
    text = re.sub(r"\s", "", item.text)
    yield f"length:{next((n for n in LENGTHS if len(text) <= n), 99)}"
    if ODD.search(text):
        yield "name:odd"
    if MONEY_NAME.search(text):
        yield "name:money"
    if VERB.search(text):
        yield "name:verb"
    if DIGIT.search(text):
        yield "name:digits"


def _change(view: _View, change: Change) -> Iterator[str]:
    yield f"direction:{change.direction}"
    yield f"against:{change.against}"
    numbers = [name for name, number in (("amount", change.amount), ("percent", change.percent)) if number]
    yield f"numbers:{'&'.join(numbers) or 'none'}"
    yield from _of_fact(view, change.fact)


def _ratio(view: _View, ratio: Ratio) -> Iterator[str]:
    yield f"ratio:{ratio.kind}"
    yield "whole:yes" if ratio.of else "whole:no"
    yield "whole_text:yes" if ratio.of_text else "whole_text:no"
    yield from _of_fact(view, ratio.fact)


def _of_fact(view: _View, id: str) -> Iterator[str]:
    """What is known of the fact that a row is about."""
    fact = view.facts.get(id)
    if fact is None:
        return
    yield "fact.known:yes" if fact.concept else "fact.known:no"
    yield f"fact.{fact.evidence[1]}" if len(fact.evidence) > 1 else "fact.item:none"
    yield f"fact.held:{min(view.held[id], 1)}"
    if ODD.search(fact.item.text):
        yield "fact.name:odd"


def _reason(view: _View, reason: Reason) -> Iterator[str]:
    text = re.sub(r"\s", "", reason.text)
    yield f"length:{next((n for n in LENGTHS if len(text) <= n), 99)}"
    yield f"category:{reason.category}"
    yield f"explains:{min(len(reason.explains), 2)}"
    yield "explains:change" if any(id in view.changes for id in reason.explains) else "explains:fact"
    if DIGIT.search(text):
        yield "reason:digits"
    if "，" in text or "、" in text:
        yield "reason:clauses"


def _indicator(indicator: Indicator) -> Iterator[str]:
    yield "level1:yes" if indicator.level1 else "level1:no"
    yield "level2:yes" if indicator.level2 else "level2:no"
    yield "project:yes" if indicator.project else "project:no"
    if indicator.target is not None:
        yield f"target:{indicator.target.kind}"
        yield "target:bound" if indicator.target.comparator else "target:plain"
    if indicator.level3:
        yield f"length:{next((n for n in LENGTHS if len(indicator.level3) <= n), 99)}"
