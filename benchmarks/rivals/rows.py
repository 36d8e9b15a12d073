"""Whole rows of every tool against the annotation: which item, which year, a level or a change, and of what."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from annotations.markup import GoldDocument
from annotations.scoring import Score, score_record, total
from benchmarks.model import with_model
from benchmarks.rivals.labels import COMMON, find_labels, labels
from benchmarks.rivals.linking import link
from benchmarks.rivals.results import Count, Group, ToolRows, Usual
from benchmarks.rivals.tagger import Tagger
from benchmarks.rivals.tags import Tag, tags_of
from extractor.learning import examples_of
from extractor.outputs import as_plain
from extractor.pipeline import Extractor, load
from models.registry import NONE
from models.training import fit

MEASURES = (
    *("number", "role"),
    *("fact", "fact.item", "fact.year", "fact.stage"),
    *("change", "change.fact", "change.direction"),
    *("ratio", "ratio.fact", "ratio.of"),
)


@dataclass(frozen=True)
class Tool:
    """What makes rows of a document; only perfect tags look at more of it than its text."""

    name: str
    rows: Callable[[GoldDocument], Mapping[str, Any]]
    tags: Callable[[GoldDocument], Sequence[Tag]] | None = None


def tools(learned_from: Sequence[GoldDocument], tagger: Tagger) -> list[Tool]:
    """All that are compared; what learns has learned from the given documents and no others."""
    rules = load(model=NONE)
    examples = [example for document in learned_from for example in examples_of(document, rules)]
    model = with_model(rules, fit(examples, name="rivals"))
    return [
        Tool("mingxi", lambda gold: extracted(model, gold.text)),
        Tool("mingxi, rules alone", lambda gold: extracted(rules, gold.text)),
        tagging("labels", lambda gold: find_labels(gold.text)),
        tagging("tagger", lambda gold: tagger.tag(gold.text)),
        tagging("perfect tags", tags_of),
    ]


def tagging(name: str, tags: Callable[[GoldDocument], Sequence[Tag]]) -> Tool:
    """A tool that tags, and what simple linking makes of its tags."""
    return Tool(name, lambda gold: link(gold.text, tags(gold)), tags)


def extracted(extractor: Extractor, text: str) -> Mapping[str, Any]:
    """The record of a text in the contract's form."""
    return as_plain(extractor.extract(text.encode(), name="a.txt"))


def compare(compared: Iterable[Tool], documents: Sequence[GoldDocument]) -> Group:
    """Counts of right, false and missed by tool and measure, and how many of the usual figures each has right."""
    usual = {label.concept for label in labels()} - COMMON
    found = {}
    for tool in compared:
        records = {gold.name: tool.rows(gold) for gold in documents}
        whole = total([score_record(gold, records[gold.name]) for gold in documents])
        few = total([score_record(narrowed(gold, usual), records[gold.name]) for gold in documents])
        usual_right = Usual(few.counts["fact"].right, few.counts["fact"].wanted)
        found[tool.name] = ToolRows(counted(whole), usual_right, tagged(tool, documents))
    return Group([gold.name for gold in documents], sum(len(gold.text) for gold in documents), found)


def counted(score: Score) -> dict[str, Count]:
    """The counts of the measures that are shown."""
    rows = ((name, score.counts[name]) for name in MEASURES)
    return {name: Count(row.right, row.false, row.missed) for name, row in rows}


def narrowed(gold: GoldDocument, concepts: set[str]) -> GoldDocument:
    """A document with the facts of some concepts alone."""
    return replace(gold, facts=tuple(fact for fact in gold.facts if fact.concept in concepts))


def tagged(tool: Tool, documents: Sequence[GoldDocument]) -> dict[str, Count] | None:
    """How many tags are right in place and whole label, by role; None for a tool without tags."""
    if tool.tags is None:
        return None
    outcomes: Counter[tuple[str, str]] = Counter()
    for gold in documents:
        wanted, given = set(tags_of(gold)), set(tool.tags(gold))
        for outcome, tags in (("right", wanted & given), ("false", given - wanted), ("missed", wanted - given)):
            outcomes.update((tag.parts[0], outcome) for tag in tags)
    roles = sorted({role for role, _ in outcomes})
    return {role: Count(*(outcomes[role, each] for each in ("right", "false", "missed"))) for role in roles}
