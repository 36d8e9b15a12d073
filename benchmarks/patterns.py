"""How the extractor reads the written patterns, family by family: where it is wrong, a rule or an annotation is.

    python -m benchmarks.patterns [--seeds N] [--family NAME …] [--errors N] [--model NAME]

Each pattern is filled N times as a document of its own. Families come worst first; errors show what was missed.
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence

from annotations.scoring import Mistake, Score, total
from benchmarks.accuracy import evaluate, mistake_line
from extractor.pipeline import load
from models.corpus import load_patterns, specimen

WIDTH = 34


def family_table(scores: dict[str, list[Score]]) -> list[str]:
    """F1 of all rows, of facts and of reasons, a family a line, worst first."""
    lines = [f"{'F1':{WIDTH}}{'rows':>7}{'facts':>7}{'changes':>8}{'ratios':>7}{'reasons':>8}{'wanted':>7}"]
    summed = {name: total(tuple(found)) for name, found in scores.items()}
    for name, score in sorted(summed.items(), key=lambda pair: pair[1].rows.f1):
        cells = [
            score.counts[row].f1 if score.counts[row].wanted else None for row in ("fact", "change", "ratio", "reason")
        ]
        shown = "".join(
            f"{cell:>{width}.2f}" if cell is not None else "-".rjust(width)
            for cell, width in zip(cells, (7, 8, 7, 8), strict=True)
        )
        lines.append(f"{name:{WIDTH}}{score.rows.f1:>7.2f}{shown}{score.rows.wanted:>7}")
    return lines


def main() -> None:
    """Print the table, then the mistakes of the families that were named or of all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=2, metavar="N", help="how often each pattern is filled")
    parser.add_argument("--family", nargs="*", default=[], metavar="NAME", help="only these families")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="print the first N mistakes of each family")
    parser.add_argument("--model", default="none", metavar="NAME", help="the model to extract with; none: rules alone")
    arguments = parser.parse_args()
    extractor = load(model=arguments.model)
    scores: dict[str, list[Score]] = defaultdict(list)
    texts: dict[str, str] = {}
    for place, pattern in enumerate(load_patterns()):
        if arguments.family and pattern.family not in arguments.family:
            continue
        for seed in range(arguments.seeds):
            gold = specimen(pattern, seed, name=f"{pattern.family}-{place}-{seed}")
            scores[pattern.family].append(evaluate(gold, extractor))
            texts[gold.name] = gold.text.split("\n", 3)[-1].strip()
    everything = total(tuple(score for found in scores.values() for score in found))
    print("\n".join([*family_table(scores), f"{'ALL':{WIDTH}}{everything.rows.f1:>7.3f}"]))
    for name in sorted(scores) if arguments.errors else ():
        show(name, total(tuple(scores[name])).mistakes, texts, arguments.errors)


def show(name: str, mistakes: Sequence[Mistake], texts: dict[str, str], most: int) -> None:
    """The first mistakes of a family, each under its text."""
    print(f"\n## {name}")
    by_document: dict[str, list[Mistake]] = defaultdict(list)
    for mistake in mistakes:
        by_document[mistake.document].append(mistake)
    for document, found in list(by_document.items())[:most]:
        print(f"\n{texts.get(document, '')}")
        print("\n".join(f"    {mistake_line(one)}" for one in found))


if __name__ == "__main__":
    main()
