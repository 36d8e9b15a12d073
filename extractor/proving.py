"""Rows that have proved themselves: what any unlabelled archive teaches without a person.

A row whose figures close exactly in two relations that share no other figure is read rightly, whatever its wording: two
coincidences to the last digit are rarer than mistakes of annotation.
"""

from collections import defaultdict
from collections.abc import Iterator

from extractor.data import Check, Record
from extractor.learning import features_of
from extractor.pipeline import Extractor
from models.training import Example

# what a row has by being proven: a model that saw it would learn to ask for proof, not what rows look like that have it
CIRCULAR = ("held:", "broken:", "fact.held:", "proven:")
KINDS = {"facts": "fact", "changes": "change", "ratios": "ratio"}


def proven_rows(checks: tuple[Check, ...]) -> dict[str, str]:
    """The ids of rows that close exactly in two independent ways, with their kinds: {"f3": "fact"}."""
    ways: dict[str, list[frozenset[str]]] = defaultdict(list)
    kinds: dict[str, str] = {}
    for check in checks:
        if check.status == "exact":
            named = {id: kind for name, kind in KINDS.items() for id in getattr(check, name)}
            kinds |= named
            for id in named:
                ways[id].append(frozenset(named) - {id})
    return {id: kinds[id] for id, found in ways.items() if _independent(found)}


def _independent(ways: list[frozenset[str]]) -> bool:
    return any(one and other and not one & other for at, one in enumerate(ways) for other in ways[:at])


def proven_examples(record: Record, extractor: Extractor) -> Iterator[Example]:
    """The proven rows of a record as examples of right ones, for `models.training.fit`."""
    features = features_of(record, extractor)
    for id, kind in proven_rows(record.checks).items():
        own = tuple(feature for feature in features[id] if not feature.startswith(CIRCULAR))
        yield Example(kind, own, True, record.document.id)
