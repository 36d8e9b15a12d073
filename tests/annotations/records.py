"""Records as scoring takes them: what a perfect extractor would make of an annotated document, and damaged ones."""

import copy
import random
from collections.abc import Iterator
from typing import Any

from annotations.markup import GoldDocument, GoldQuantity, Phrase

Record = dict[str, Any]
LISTS = ("sections", "facts", "changes", "ratios", "reasons", "projects", "indicators", "checks")
PLACES = ("quantity", "amount", "percent", "item", "target")
CONFIDENCE = 0.95


def place(phrase: Phrase) -> Record:
    """A phrase as JSON."""
    return {"text": phrase.text, "start": phrase.start, "end": phrase.end}


def quantity(number: GoldQuantity | None) -> Record | None:
    """A printed number as JSON."""
    return {**place(number), "value": format(number.value, "f"), "unit": number.unit} if number else None


def perfect_record(gold: GoldDocument) -> Record:
    """Every annotated row with the id and the fields that it should have."""
    rows = {
        "sections": list(sections(gold)),
        "facts": list(facts(gold)),
        "changes": [
            {
                "id": change.id,
                "fact": change.fact,
                "direction": change.direction,
                "amount": quantity(change.amount),
                "percent": quantity(change.percent),
                "against": change.against or "other",
                "start": min(phrase.start for phrase in change.evidence),
                "end": max(phrase.end for phrase in change.evidence),
            }
            for change in gold.changes
        ],
        "ratios": [
            {"id": f"q{n}", "kind": ratio.kind, "fact": ratio.fact, "of": ratio.of, "percent": quantity(ratio.percent)}
            for n, ratio in enumerate(gold.ratios)
        ],
        "reasons": [{"id": reason.id, **place(reason), "explains": list(reason.explains)} for reason in gold.reasons],
        "projects": list(projects(gold)),
        "indicators": list(indicators(gold)),
    }
    rated = {name: [{**row, "confidence": CONFIDENCE} for row in found] for name, found in rows.items()}
    checks = [
        {
            "id": f"k{n}",
            "rule": check.rule,
            "status": "violated",
            "severity": "error",
            "facts": [name for name in check.ids if name in {fact.id for fact in gold.facts}],
            "changes": [name for name in check.ids if name in {change.id for change in gold.changes}],
        }
        for n, check in enumerate(gold.checks)
    ]
    return {**rated, "checks": checks}


def sections(gold: GoldDocument) -> Iterator[Record]:
    """The heading tree."""
    above: list[tuple[int, str]] = []
    for n, heading in enumerate(gold.headings):
        above = [(level, name) for level, name in above if level < heading.level]
        parent = above[-1][1] if above else None
        yield {"id": f"s{n}", "parent": parent, "title": heading.text, "heading_start": heading.start}
        above.append((heading.level, f"s{n}"))


def facts(gold: GoldDocument) -> Iterator[Record]:
    """Facts with all their mentions."""
    for fact in gold.facts:
        yield {
            "id": fact.id,
            "item": {"text": fact.item, "start": fact.start, "end": fact.end},
            "concept": fact.concept,
            "quantity": quantity(fact.quantity),
            "state": fact.state,
            "year": fact.year,
            "stage": fact.stage,
            "part_of": fact.part_of,
            "table": None,
            "mentions": [quantity(mention.quantity) for mention in gold.mentions if mention.fact == fact.id],
        }


def projects(gold: GoldDocument) -> Iterator[Record]:
    """Projects; a budget is the id of the fact, or of the mentioned fact, in its field."""
    numbers = [(fact.id, fact.quantity) for fact in gold.facts] + [(m.fact, m.quantity) for m in gold.mentions]
    for project in gold.projects:
        fields = {name: place(phrase) for name, phrase in project.fields.items()}
        budget = project.fields.get("budget")
        inside = [name for name, number in numbers if budget and number and budget.start <= number.start < budget.end]
        yield {
            "id": project.id,
            "name": {**place(project), "text": project.name},
            **fields,
            "budget": next(iter(inside), None),
        }


def indicators(gold: GoldDocument) -> Iterator[Record]:
    """Indicator rows."""
    for n, row in enumerate(gold.indicators):
        value = None if row.value is None else str(row.value)
        levels = {"level1": row.level1, "level2": row.level2, "level3": row.level3}
        yield {
            "id": f"i{n}",
            "project": row.project,
            **levels,
            "target": {**place(row), "value": value},
            "start": row.start,
        }


def damaged(record: Record, seed: str, share: float) -> Record:
    """A copy in which about that share of the rows lacks, borrows or moves something."""
    rng = random.Random(seed)
    copied = copy.deepcopy(record)
    for name in LISTS:
        found = copied.get(name) or []
        for row in found:
            if rng.random() < share:
                field = rng.choice([field for field in row if field != "id"])
                row[field] = copy.deepcopy(rng.choice(found).get(field))
            for field in PLACES:
                if isinstance(row.get(field), dict) and rng.random() < share / 3:
                    shift = rng.choice([-30, -2, 1, 4])
                    row[field].update(start=row[field]["start"] + shift, end=row[field]["end"] + shift)
                if isinstance(row.get(field), dict) and rng.random() < share / 3:
                    row[field].update(value=f"{row[field].get('value')}0")
            if name == "reasons" and rng.random() < share:
                row["end"] = max(row["start"] + 1, row["end"] - rng.randrange(12))
        copied[name] = [row for row in found if rng.random() > share / 2]
        if rng.random() < share:
            rng.shuffle(copied[name])
    return copied
