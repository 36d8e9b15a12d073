"""Is everything there? The items of national and regional profiles: present, stated empty, attached or missing.

Source: 地方预决算公开操作规程（财预〔2016〕143号） for what is published, 预算法实施条例（2020）第六条 for how deep.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from extractor.data import Coverage, Document
from extractor.reconciliation.ledger import Ledger
from extractor.reconciliation.messages import About, Note
from extractor.reconciliation.profiles import Expectation, Profile
from extractor.reconciliation.relations import Relation

if TYPE_CHECKING:
    from extractor.reconciliation.scene import Scene

EMPTY = ("none_stated", "not_applicable", "zero", "flat_stated")
ATTACHED = "see_attachment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed(Relation):
    """Every item of the profiles is there; what is only attached is said once for each place that says so."""

    kind: Literal["profile"]

    def find(self, scene: "Scene") -> Iterable[Note]:
        """One check for each item that is missing, one for each attachment."""
        items, missing = scene.coverage, {item.item for item in scene.coverage if item.status == "missing"}
        asked = {item.id: item for item in expected(scene.ledger, scene.relations.profiles)}
        severity = {name: item.severity for name, item in asked.items()}
        for item in items:
            if item.item in missing and asked[item.item].within not in missing:
                found = Note(self, f"没有找到应公开的内容：{item.name}。", cause="missing")
                yield replace(found, severity=severity[item.item])
        for fact in scene.ledger.rows.facts:
            if fact.state == ATTACHED:
                text = f"{fact.item.text or '附表'}只注明见附件，正文没有列出。"
                yield Note(self, text, About(fact.item, (fact.id,)), cause="attached")
        if items and all(item.status in ("present", "stated_empty") for item in items):
            yield Note(self, f"{self.name}：{len(items)}项全部公开。", good=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth(Relation):
    """Facts of `concept` go down to codes of `digits` digits, or to names that match `pattern`."""

    kind: Literal["depth"]
    concept: str
    dimension: str
    digits: int
    pattern: re.Pattern[str]

    def find(self, scene: "Scene") -> Iterable[Note]:
        """One check, where the document has such facts: not evaluable while its tables are only attached."""
        facts = scene.ledger.by_concept.get(self.concept, ())
        if not facts:
            return
        deep = [
            f for f in facts if len(f.dims.get(self.dimension, "")) >= self.digits or self.pattern.search(f.item.text)
        ]
        attached = any(fact.state == ATTACHED for fact in scene.ledger.rows.facts)
        if deep:
            text = f"{self.name}：共{len(deep)}项。"
            yield Note(self, text, About(deep[0].item, (deep[0].id,)), good=True)
        elif attached:
            text = f"{self.name}：正文没有，表格只在附件中，无法核对。"
            yield Note(self, text, About(facts[0].item, (facts[0].id,)), good=None)
        else:
            text = f"{self.name}：最细只到“{facts[0].item.text}”。"
            yield Note(self, text, About(facts[0].item, (facts[0].id,)))


def cover(ledger: Ledger, profiles: Iterable[Profile]) -> tuple[Coverage, ...]:
    """How each expected item is disclosed, in the order of the profiles."""
    return tuple(coverage(ledger, item) for item in expected(ledger, profiles))


def expected(ledger: Ledger, profiles: Iterable[Profile]) -> tuple[Expectation, ...]:
    """Each expected item once: those of the national profile, then what the region adds."""
    items = dict.fromkeys(
        item
        for profile in profiles
        if applies(profile, ledger.document)
        for item in profile.expects
        if item.since is None or (ledger.document.fiscal_year or item.since) >= item.since
    )
    return tuple(items)


def applies(profile: Profile, document: Document) -> bool:
    """True when a profile is meant for this kind of document, its region and its year."""
    region, year = document.region, document.fiscal_year
    known = (region.code or "", region.name) if region else ()
    here = not profile.regions or any(one.startswith(prefix) for one in known for prefix in profile.regions)
    begun = profile.since is None or year is None or year >= profile.since
    over = profile.until is not None and year is not None and year > profile.until
    return document.kind in profile.kinds and here and begun and not over


def coverage(ledger: Ledger, item: Expectation) -> Coverage:
    """Where and how one item is disclosed."""
    facts = [fact for concept in item.concepts for fact in ledger.by_concept.get(concept, ())]
    sections = [section for section in ledger.order if section.kind in item.sections]
    attached = [fact for fact in ledger.rows.facts if fact.state == ATTACHED] if item.attachable else []
    given = [fact for fact in facts if fact.quantity and fact.quantity.value]
    status: Literal["present", "stated_empty", "attached", "missing"] = "missing"
    if given:
        status = "present"
    elif any(fact.state in EMPTY for fact in facts):
        status = "stated_empty"
    elif attached:
        status = "attached"
    elif sections or facts or any(word in ledger.text for word in item.words):
        status = "present"
    rows = tuple(fact.id for fact in (given or facts or attached))
    section = sections[0].id if sections else next((fact.section for fact in facts), None)
    return Coverage(item.id, item.name, status, rows, section)
