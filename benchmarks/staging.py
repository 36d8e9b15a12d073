"""How often the stage of a page without a title is right, by rules and by the words that were learned.

    python -m benchmarks.staging [GOLD …]

Stretches of annotated documents, by default those of the project and of $SHARED/eval/dev, are read as pages of their
own, each by words learned from documents of other regions. Prints how often the stage of their figures is right by
rules alone and with the model, by what it was taught with, its calibration, and how often each stage is found.
"""

import argparse
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from annotations.markup import GoldDocument
from annotations.scoring import Judgement, reliability
from benchmarks.model import documents, stagings
from extractor.linking.placing import likeliest
from extractor.pipeline import load
from extractor.staging import wordings_of, written_wordings
from models.registry import NONE
from models.staging import Wording

STAGES = ("budget", "budget_adjusted", "budget_execution", "final")


class Guess(NamedTuple):
    """A page: its stage, that of rules, and that of the model with its probability."""

    stage: str
    rules: str
    words: str
    probability: float


def guesses(
    found: Sequence[GoldDocument], own: Mapping[str, Sequence[Wording]], more: Sequence[Wording]
) -> list[Guess]:
    """Every page by a model that has seen none of its region."""
    guessed: list[Guess] = []
    for left, staging in stagings(found, own, more):
        for page in (page for document in left for page in own[document.name]):
            rules = next(stage for stage in STAGES if f"={stage}" in page.words)
            likely = staging.probabilities([page.words])
            words = likeliest(likely, rules)
            guessed.append(Guess(page.stage, rules, words, likely[words]))
    return guessed


def line(name: str, found: Sequence[Guess]) -> str:
    """One row of the table."""
    measured = reliability(Judgement("stage", each.probability, each.words == each.stage) for each in found)
    assert measured is not None
    by_stage: dict[str, list[bool]] = defaultdict(list)
    for each in found:
        by_stage[each.stage].append(each.words == each.stage)
    shares = "".join(f"{sum(by_stage[stage]) / max(1, len(by_stage[stage])):>17.2f}" for stage in STAGES)
    return f"{name:42}{measured.accuracy:>8.3f}{measured.ece:>8.3f}{shares}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folders", nargs="*", type=Path, metavar="GOLD")
    extractor = load(model=NONE)
    gold = documents(parser.parse_args().folders)
    own = {document.name: [*wordings_of(document, extractor)] for document in gold}
    written = [*written_wordings(extractor)]
    composed = [each for each in written if not each.source]
    sentences = [each for each in written if each.source]
    title = f"{sum(map(len, own.values()))} pages, left out by region"
    print(f"{title:42}{'right':>8}{'ECE':>8}" + "".join(f"{stage:>17}" for stage in STAGES))
    for name, more in (
        ("annotated", []),
        ("annotated and composed", composed),
        ("annotated and sentences", sentences),
        ("annotated, composed and sentences", written),
    ):
        found = guesses(gold, own, more)
        if not more:
            alone = [each._replace(words=each.rules, probability=1.0) for each in found]
            print(line("rules", alone), flush=True)
        print(line(name, found), flush=True)


if __name__ == "__main__":
    main()
