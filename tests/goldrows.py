"""Annotated documents as linked rows, so that relations can be tested without the stages before them.

`load(path)` reads NAME.json with NAME.txt beside it, or NAME.gold through the reader in ../shared; `rows(gold, text)`
builds the rows exactly as annotated: same ids, same order, steps from the printed digits. `record` writes rows and
checks in the shape that the scorer in ../shared reads.
"""

import importlib.util
import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

from extractor.data import (
    Change,
    Check,
    Document,
    Fact,
    Indicator,
    Phrase,
    Project,
    Quantity,
    Ratio,
    Reason,
    Region,
    Rows,
    Section,
    Target,
)

SHARED = Path(__file__).resolve().parents[2] / "shared"
DEV = SHARED / "eval" / "dev"
FULL = str.maketrans("０１２３４５６７８９．，－％", "0123456789.,-%")
NUMBER = re.compile(r"\d[\d,，]*(?:\.(\d+))?")
COMPARATORS = {">=": "≥", "<=": "≤", "=": "=", ">": ">", "<": "<", "~": "~"}


def reader() -> ModuleType:
    """The reader of annotated text that lies beside the repository."""
    spec = importlib.util.spec_from_file_location("shared_gold", SHARED / "eval" / "gold.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load(path: Path) -> tuple[dict[str, Any], str]:
    """The annotations and the text of one document."""
    if path.suffix == ".gold":
        text, gold, errors, _ = reader().build(path.read_text("utf-8"), path.stem)
        assert not errors, (path.name, errors)
        return gold, text
    return json.loads(path.read_text("utf-8")), path.with_suffix(".txt").read_text("utf-8")


def quantity(q: dict[str, Any]) -> Quantity:
    """A printed number; its step is the size of the last printed digit in the base unit."""
    printed = re.sub(r"\s", "", q["text"].translate(FULL))
    match = NUMBER.search(printed)
    decimals = len(match[1] or "") if match else 0
    unit, value = q["unit"] or "", Decimal(q["value"])
    kind: Any = "amount" if unit == "CNY" else "percent" if unit in ("%", "pp") else "count"
    number = Decimal(match[0].replace(",", "").replace("，", "")) if match else Decimal(0)
    size = value / number if number and kind == "amount" else Decimal(1)
    if kind == "amount" and not number:
        size = Decimal(10**8 if "亿" in printed else 10**4 if "万" in printed else 10**3 if "千元" in printed else 1)
    qualifier: Any = "approximately" if "约" in printed else None
    return Quantity(kind, value, unit, q["text"], q["start"], q["end"], abs(size) * Decimal(10) ** -decimals, qualifier)


def item(fact: dict[str, Any], text: str, anchor: int) -> Phrase:
    """Where the printed name of a fact stands: before its number, or at the number when it is implied."""
    at = text.rfind(fact["item"], max(0, anchor - 300), anchor) if fact["item"] else -1
    return Phrase(fact["item"], at, at + len(fact["item"])) if at >= 0 else Phrase(fact["item"], anchor, anchor)


def sections(gold: dict[str, Any]) -> tuple[Section, ...]:
    """The heading tree; a section ends where the next one of its level or above begins."""
    heads, found = gold["headings"], []
    open_: list[tuple[int, str]] = []
    for n, head in enumerate(heads):
        while open_ and open_[-1][0] >= head["level"]:
            open_.pop()
        end = next((h["start"] for h in heads[n + 1 :] if h["level"] <= head["level"]), gold["length"])
        parent = open_[-1][1] if open_ else None
        span = (head["start"], end, head["start"], head["end"])
        found.append(Section(f"h{n}", parent, head["level"], "", head["text"], head.get("kind"), *span))
        open_.append((head["level"], f"h{n}"))
    return tuple(found)


def section_at(position: int, tree: tuple[Section, ...]) -> str | None:
    """The innermost section around a position."""
    inside = [section for section in tree if section.start <= position < section.end]
    return inside[-1].id if inside else None


def rows(gold: dict[str, Any], text: str) -> Rows:
    """All rows of one annotated document."""
    tree = sections(gold)
    facts = []
    for fact in gold["facts"]:
        number = quantity(fact["quantity"]) if fact["quantity"] else None
        anchor = number.start if number else fact["start"]
        mentions = tuple(quantity(m["quantity"]) for m in gold["mentions"] if m["fact"] == fact["id"])
        phrase = item(fact, text, anchor) if number else Phrase(fact["item"], fact["start"], fact["end"])
        facts.append(
            Fact(
                fact["id"], phrase, fact["concept"], number, fact["state"], fact["year"], fact["stage"], fact["basis"],
                part_of=fact["part_of"], section=section_at(anchor, tree), mentions=mentions,
            )
        )  # fmt: skip
    return Rows(tuple(facts), changes(gold), ratios(gold), reasons(gold), projects(gold), indicators(gold))


def changes(gold: dict[str, Any]) -> tuple[Change, ...]:
    """Changes with both their numbers."""
    found = []
    for change in gold["changes"]:
        amount = quantity(change["amount"]) if change.get("amount") else None
        percent = quantity(change["percent"]) if change.get("percent") else None
        places = [(number.start, number.end) for number in (amount, percent) if number]
        places = places or [(change["flat"]["start"], change["flat"]["end"])]
        start, end = min(start for start, _ in places), max(end for _, end in places)
        against = change.get("against", "other")
        found.append(Change(change["id"], change["fact"], change["dir"], amount, percent, against, None, start, end))
    return tuple(found)


def ratios(gold: dict[str, Any]) -> tuple[Ratio, ...]:
    """Ratios, numbered in the order of the file."""
    return tuple(
        Ratio(f"ratio{n}", r["kind"], r["fact"] or "", r["of"], None, quantity(r["percent"]))
        for n, r in enumerate(gold["ratios"])
    )


def reasons(gold: dict[str, Any]) -> tuple[Reason, ...]:
    """Reasons and what they explain."""
    return tuple(
        Reason(r["id"] or "", r["text"], r["start"], r["end"], r["category"] or "other", tuple(r["explains"]))
        for r in gold["reasons"]
    )


def projects(gold: dict[str, Any]) -> tuple[Project, ...]:
    """Projects; the budget is the fact that lies in the marked field."""
    found = []
    for project in gold["projects"]:
        field = project["fields"].get("budget")
        numbers = [(f["id"], f["quantity"]["start"]) for f in gold["facts"] if field and f["quantity"]]
        inside = [identity for identity, start in numbers if field["start"] <= start < field["end"]]
        start, end = project.get("start", 0), project.get("end", 0)
        name = Phrase(project.get("name", ""), start, end)
        budget = inside[0] if inside else None
        found.append(Project(project["id"], name, None, None, None, None, None, budget, None, start, end))
    return tuple(found)


def indicators(gold: dict[str, Any]) -> tuple[Indicator, ...]:
    """Indicator rows with their targets."""
    found = []
    for n, row in enumerate(gold["indicators"]):
        value = Decimal(row["value"]) if row["value"] is not None else None
        comparator: Any = COMPARATORS.get(row["cmp"] or "")
        target = Target(row["text"], comparator, value, row["unit"], row["kind"], row["start"], row["end"])
        levels = (row["l1"], row["l2"], row["l3"])
        found.append(Indicator(f"ind{n}", row["project"], *levels, target, None, None, None, row["start"], row["end"]))
    return tuple(found)


def document(gold: dict[str, Any], text: str) -> Document:
    """The document, described by the annotations."""
    meta = gold["meta"]
    year = int(meta["fiscal_year"]) if meta.get("fiscal_year") else None
    kind: Any = meta.get("kind", "other")
    name = gold["name"]
    region = Region(meta["region"], meta.get("region_code")) if meta.get("region") else None
    return Document(
        name, name, "text/plain", text, len(text), (), None, None, kind, year, meta.get("organisation"), region
    )


def record(rows: Rows, checks: Sequence[Check]) -> dict[str, Any]:
    """Rows and checks as plain JSON, in the shape that the scorer reads."""
    lists = {name: [asdict(row) for row in getattr(rows, name)] for name in rows.__dataclass_fields__}
    found: dict[str, Any] = json.loads(json.dumps({**lists, "checks": [asdict(c) for c in checks]}, default=str))
    for fact in found["facts"]:
        if fact["dims"] == {}:
            fact.pop("dims")
    return found
