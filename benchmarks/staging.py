"""How often the stage of a page without a title is right, by rules and by the words that were learned.

    python -m benchmarks.staging [GOLD …]

Stretches of annotated documents, by default those of the project and of $SHARED/eval/dev, are read as pages of their
own, each by words learned from documents of other regions. Prints how often the stage of their figures is right by
rules alone and with the model, by what it was taught with, its calibration, and how often each stage is found.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from annotations.scoring import Judgement, reliability
from benchmarks.model import PARTS, documents
from extractor.linking.placing import likeliest
from extractor.pipeline import load
from extractor.staging import wordings_of, written_wordings
from models.registry import NONE
from models.staging import Wording
from models.training import fit_staging

STAGES = ("budget", "budget_adjusted", "budget_execution", "final")


class Guess(NamedTuple):
    """A page: its stage, that of rules, and that of the model with its probability."""

    stage: str
    rules: str
    words: str
    probability: float


def guesses(own: Sequence[Wording], more: Sequence[Wording]) -> Iterator[Guess]:
    """Every page by a model that has seen none of its region."""
    regions = sorted({each.source for each in own})
    for number in range(PARTS):
        left = set(regions[number::PARTS])
        staging = fit_staging([*(each for each in own if each.source not in left), *more])
        for page in own:
            if page.source in left:
                rules = next(stage for stage in STAGES if f"={stage}" in page.words)
                likely = staging.probabilities([page.words])
                words = likeliest(likely, rules)
                yield Guess(page.stage, rules, words, likely[words])


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
    own = [each for gold in documents(parser.parse_args().folders) for each in wordings_of(gold, extractor)]
    written = [*written_wordings(extractor)]
    composed = [each for each in written if not each.source]
    sentences = [each for each in written if each.source]
    title = f"{len(own)} pages, left out by region"
    print(f"{title:42}{'right':>8}{'ECE':>8}" + "".join(f"{stage:>17}" for stage in STAGES))
    for name, more in (
        ("annotated", []),
        ("annotated and composed", composed),
        ("annotated and sentences", sentences),
        ("annotated, composed and sentences", written),
    ):
        found = [*guesses(own, more)]
        if not more:
            alone = [each._replace(words=each.rules, probability=1.0) for each in found]
            print(line("rules", alone), flush=True)
        print(line(name, found), flush=True)


if __name__ == "__main__":
    main()
