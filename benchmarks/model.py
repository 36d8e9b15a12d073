"""What the learned model adds to the rules, on documents that it has not seen.

    python -m benchmarks.model [GOLD …] [--composed N] [--plot FILE.svg]

GOLD are folders of annotated documents, by default those of the project and of $SHARED/eval/dev. Documents are left out
in five parts of whole regions; each part is extracted by rules alone, with jieba's word edges and without, and with a
model trained on the other four, without the words of stages and with them. Prints F1, calibration and the part of the
rows that may be accepted at 99 % precision, and the same for models trained on N composed documents (models/corpus), on
both, and on annotated documents and the rows of the composed ones that prove themselves. `--plot` draws confidence
against what came true. Encoders are measured by benchmarks.network, other calibrations by benchmarks.calibration, the
words of stages by benchmarks.staging.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from annotations.markup import GoldDocument, gold_documents, load_gold
from annotations.scoring import Reliability, Score, reliability, total
from annotations.scoring.results import ROW_TYPES
from api.learning import coverage
from benchmarks.accuracy import evaluate
from extractor.data import Document, Section
from extractor.learning import examples_of
from extractor.mentions import Passage
from extractor.pipeline import Extractor, load
from extractor.proving import proven_examples
from extractor.staging import wordings_of, written_wordings
from models.acceptance import Acceptance
from models.corpus import compose
from models.registry import NONE
from models.staging import Staging, Wording
from models.training import Example, Prediction, fit, fit_staging

PARTS = 5
SHARED = Path("../shared/eval/dev")
HEAD = (("precision", 10), ("recall", 8), ("F1", 8), ("ECE", 8), ("Brier", 8), ("at 99%", 8))
SIDE, MARGIN = 360, 44  # of the plot, in pixels


def documents(folders: Sequence[Path]) -> list[GoldDocument]:
    """The annotated documents, in an order that mixes their sources."""
    found = list(gold_documents()) if not folders else []
    paths = [path for folder in (folders or [SHARED]) for path in sorted(folder.glob("*.gold"))]
    return sorted([*found, *map(load_gold, paths)], key=lambda document: document.name)


def region(document: GoldDocument) -> str:
    """What a document is left out with: the province it is from, else itself."""
    return document.meta.get("region", document.name)[:2]


def parts(found: Sequence[GoldDocument]) -> Iterator[tuple[list[GoldDocument], list[GoldDocument]]]:
    """Each part, whole regions in it, and what is left to train on."""
    regions = sorted({region(document) for document in found})
    for number in range(PARTS):
        own = set(regions[number::PARTS])
        yield [d for d in found if region(d) in own], [d for d in found if region(d) not in own]


def score_all(found: Sequence[GoldDocument], extractor: Extractor) -> list[Score]:
    """The score of each document."""
    return [evaluate(document, extractor) for document in found]


def with_model(extractor: Extractor, model: Acceptance) -> Extractor:
    """The same extractor with another model."""
    return replace(extractor, acceptance=model)


class WithoutEdges(Extractor):
    """An extractor that jieba tells nothing."""

    def mark(self, document: Document) -> tuple[Document, tuple[Section, ...], tuple[Passage, ...]]:
        """The same marks, and no word edges."""
        found, sections, passages = super().mark(document)
        return found, sections, tuple(replace(passage, edges=frozenset()) for passage in passages)


def left_out(
    found: Sequence[GoldDocument],
    examples: Mapping[str, Sequence[Example]],
    extractor: Extractor,
    more: Sequence[Example] = (),
    staging: Mapping[str, Staging] = MappingProxyType({}),
) -> list[Score]:
    """The score of each document by a model that has seen no document of its region, and `more` besides.

    `staging` is what documents of other regions than a document's teach of stages, by its name.
    """
    scores: list[Score] = []
    for own, others in parts(found):
        seen = [example for document in others for example in examples[document.name]]
        model = replace(fit([*seen, *more], name="left-out"), staging=staging.get(own[0].name))
        scores += score_all(own, with_model(extractor, model))
    return scores


def stagings(
    found: Sequence[GoldDocument], wordings: Mapping[str, Sequence[Wording]], more: Sequence[Wording]
) -> Iterator[tuple[list[GoldDocument], Staging]]:
    """Each part, and what the documents of the others teach of stages, with `more` besides."""
    for own, others in parts(found):
        yield own, fit_staging([*(each for document in others for each in wordings[document.name]), *more])


def proven_of(document: GoldDocument, extractor: Extractor) -> Iterator[Example]:
    """What a document teaches whose annotation nobody looks at."""
    return proven_examples(extractor.extract(document.text.encode(), name=f"{document.name}.txt"), extractor)


def line(name: str, scores: Sequence[Score]) -> str:
    """One row of the table."""
    whole = total(tuple(scores))
    judged = [judgement for judgement in whole.judgements if judgement.row in ROW_TYPES]
    found = reliability(judged)
    assert found is not None
    sure = [Prediction(Example(j.row, (), j.accepted, ""), j.confidence) for j in judged]
    counts = whole.rows
    return (
        f"{name:34}{counts.precision:>10.3f}{counts.recall:>8.3f}{counts.f1:>8.3f}"
        f"{found.ece:>8.3f}{found.brier:>8.3f}{coverage(sure, 0.99):>8.3f}"
    )


def plot(rules: Reliability, learned: Reliability) -> str:
    """Confidence against the part that is right, as an SVG; the diagonal is perfect calibration."""

    def points(found: Reliability) -> Iterator[str]:
        for each in found.bins:
            x, y = MARGIN + each.confidence * SIDE, MARGIN + (1 - each.accuracy) * SIDE
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{2 + 6 * (each.rows / found.rows) ** 0.5:.1f}"/>'

    size = SIDE + 2 * MARGIN
    ticks = "".join(
        f'<text x="{MARGIN + n * SIDE / 5:.0f}" y="{size - 22}" text-anchor="middle">{n / 5:.1f}</text>'
        f'<text x="{MARGIN - 8}" y="{MARGIN + SIDE - n * SIDE / 5 + 4:.0f}" text-anchor="end">{n / 5:.1f}</text>'
        for n in range(6)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" font-family="sans-serif" font-size="12">'
        f"<title>Confidence against the part of the rows that is right</title>"
        f'<rect width="{size}" height="{size}" fill="#fff"/>'
        f'<rect x="{MARGIN}" y="{MARGIN}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#999"/>'
        f'<path d="M{MARGIN} {MARGIN + SIDE}L{MARGIN + SIDE} {MARGIN}" stroke="#999" stroke-dasharray="4"/>{ticks}'
        f'<g fill="#c2410c" fill-opacity=".8">{"".join(points(rules))}</g>'
        f'<g fill="#1d4ed8" fill-opacity=".8">{"".join(points(learned))}</g>'
        f'<text x="{MARGIN + 8}" y="{MARGIN + 18}" fill="#c2410c">rules alone, ECE {rules.ece:.3f}</text>'
        f'<text x="{MARGIN + 8}" y="{MARGIN + 34}" fill="#1d4ed8">learned, ECE {learned.ece:.3f}</text>'
        f'<text x="{size / 2}" y="{size - 4}" text-anchor="middle">confidence</text></svg>\n'
    )


def _reliability(scores: Sequence[Score]) -> Reliability:
    found = reliability([j for j in total(tuple(scores)).judgements if j.row in ROW_TYPES])
    assert found is not None
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folders", nargs="*", type=Path, metavar="GOLD")
    parser.add_argument("--composed", type=int, default=0, metavar="N")
    parser.add_argument("--plot", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    extractor = load(model=NONE)
    found = documents(arguments.folders)
    examples = {document.name: list(examples_of(document, extractor)) for document in found}
    title = f"{len(found)} documents, left out by region"
    print(f"{title:34}" + "".join(f"{name:>{width}}" for name, width in HEAD))
    rules = score_all(found, extractor)
    print(line("rules alone", rules))
    print(line("rules alone, without word edges", score_all(found, WithoutEdges(**vars(extractor)))), flush=True)
    print(line("linear, annotated documents", left_out(found, examples, extractor)), flush=True)
    wordings = {document.name: [*wordings_of(document, extractor)] for document in found}
    taught = stagings(found, wordings, [*written_wordings(extractor)])
    staging = {document.name: each for own, each in taught for document in own}
    learned = left_out(found, examples, extractor, staging=staging)
    print(line("the same and words of stages", learned), flush=True)
    if arguments.composed:
        composed = [compose(seed) for seed in range(arguments.composed)]
        written = [example for each in composed for example in examples_of(each, extractor)]
        alone = with_model(extractor, fit(written, name="composed"))
        print(line(f"linear, {arguments.composed} composed", score_all(found, alone)))
        both = left_out(found, examples, extractor, written)
        print(line("linear, annotated and composed", both), flush=True)
        proven = [example for each in composed for example in proven_of(each, extractor)]
        more = left_out(found, examples, extractor, proven)
        print(line(f"linear, annotated and {len(proven)} proven rows", more))
    if arguments.plot:
        arguments.plot.write_text(plot(_reliability(rules), _reliability(learned)), "utf-8")


if __name__ == "__main__":
    main()
