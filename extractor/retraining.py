"""One turn of the review loop: a model from annotated documents and from reviews, held against the one in use."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from annotations.markup import GoldDocument
from annotations.review import Outcome, Reviewed
from annotations.scoring import Score
from annotations.splitting import part_of
from extractor.learning import examples_of, examples_of_review, extract_gold
from extractor.pipeline import Extractor
from extractor.staging import shipped_staging
from models.acceptance import Acceptance
from models.promotion import Comparison, Rule, compare
from models.training import Example, fit
from models.versions import NAME

LEARNED_FROM = "learned_from"  # where a model's facts name what it has seen
Document = TypeVar("Document", GoldDocument, Reviewed)
Told = Callable[[str], None]  # hears the name of each document that is done


@dataclass(frozen=True, slots=True)
class Material:
    """What a turn works with: annotated documents to learn from and to judge by, and reviewed ones to learn from."""

    base: tuple[GoldDocument, ...]
    frozen: tuple[GoldDocument, ...]
    reviewed: tuple[Reviewed, ...]

    @property
    def documents(self) -> int:
        """How many documents are read: the frozen ones by both models."""
        return len(self.base) + len(self.reviewed) + 2 * len(self.frozen)

    @property
    def outcomes(self) -> Counter[Outcome]:
        """How many rows people accepted, corrected, rejected and added."""
        return Counter(verdict.outcome for each in self.reviewed for verdict in each.verdicts)


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of a turn: the new model, how it compares, and whether the one before had to be learned anew.

    A model that has seen a frozen document cannot be judged by it: one from the other documents stands for it.
    """

    model: Acceptance
    comparison: Comparison
    rows: int
    is_before_learned_anew: bool


def material(gold: Iterable[GoldDocument], frozen: Iterable[GoldDocument], reviewed: Iterable[Reviewed]) -> Material:
    """Sort documents by the part of their issuing body: only those of `train` are learned from.

    Where no documents are given as frozen, they are the annotated ones that are not learned from. Nothing is learned
    from a text that is frozen, whoever it is from.
    """
    documents = list(gold)
    given = tuple(frozen)
    parts = [part_of(each.meta.get("organisation"), each.name) for each in documents]
    kept = given or tuple(each for each, part in zip(documents, parts, strict=True) if part != "train")
    texts = {each.text for each in kept}
    base = (each for each, part in zip(documents, parts, strict=True) if given or part == "train")
    return Material(
        tuple(each for each in base if each.text not in texts),
        kept,
        tuple(each for each in reviewed if each.text not in texts and part_of(each.issuer, each.name) == "train"),
    )


def take_turn(
    found: Material, before: Acceptance | None, rules: Extractor, rule: Rule, *, shipped: bool, told: Told
) -> Turn:
    """Learn a model and compare it with the one before on the frozen documents.

    `before` is None for rules alone; `shipped` says that it has seen every document that comes with the project. Raises
    ValueError where there is nothing to learn from or to judge by.
    """
    base = [*_each(found.base, examples_of, rules, told)]
    learned = [*base, *_each(found.reviewed, examples_of_review, rules, told)]
    names = sorted({each.document for each in learned})
    staging = shipped_staging()
    model = replace(fit(learned, name=NAME, facts={LEARNED_FROM: names, "rows": len(learned)}), staging=staging)
    is_known = before is not None and (shipped or _has_seen(before, found.frozen))
    old = replace(fit(base, name="before"), staging=staging) if is_known else before
    comparison = compare(
        [*_scores(found.frozen, replace(rules, acceptance=old), told)],
        [*_scores(found.frozen, replace(rules, acceptance=model), told)],
        rule,
    )
    return Turn(model, comparison, len(learned), is_known)


def _each(
    documents: Iterable[Document],
    examples: Callable[[Document, Extractor], Iterator[Example]],
    rules: Extractor,
    told: Told,
) -> Iterator[Example]:
    for document in documents:
        yield from examples(document, rules)
        told(document.name)


def _has_seen(model: Acceptance, frozen: Sequence[GoldDocument]) -> bool:
    seen = model.facts.get(LEARNED_FROM)
    return isinstance(seen, list) and bool({each.name for each in frozen}.intersection(seen))


def _scores(documents: Iterable[GoldDocument], extractor: Extractor, told: Told) -> Iterator[Score]:
    for document in documents:
        yield extract_gold(document, extractor)[1]
        told(document.name)
