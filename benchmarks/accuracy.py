"""How much of the annotated documents is extracted, and whether confidence can be believed.

    python -m benchmarks.accuracy [FOLDER …] [--errors N] [--model NAME]

FOLDER holds NAME.gold files; without one, the documents of annotations/gold are read. Prints F1 for each document and
all of them, precision and recall for each measure, the calibration of `confidence`, and the first N mistakes.
Calibration counts every predicted row that is measured; "all rows" are facts, changes, ratios, reasons and indicators.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from annotations.markup import GoldDocument, gold_documents, load_gold
from annotations.scoring import Score, total
from annotations.scoring.printing import calibration_table, document_table, measure_table, mistake_line
from extractor.learning import extract_gold
from extractor.pipeline import Extractor, load


def documents(folders: Sequence[Path]) -> Iterator[GoldDocument]:
    """The annotated documents to read."""
    if not folders:
        yield from gold_documents()
    for folder in folders:
        paths = sorted(folder.glob("*.gold"))
        if not paths:
            raise SystemExit(f"{folder} holds no NAME.gold")
        yield from map(load_gold, paths)


def evaluate(gold: GoldDocument, extractor: Extractor) -> Score:
    """Extract one document from its plain text, and score the record."""
    record, score = extract_gold(gold, extractor)
    if record.document.text != gold.text:
        raise SystemExit(f"{gold.name}: reading changed the text, so that its offsets are not those of the annotation")
    return score


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="print the first N mistakes")
    parser.add_argument("--model", default="none", metavar="NAME", help="the model to extract with; none: rules alone")
    arguments = parser.parse_args()
    extractor = load(model=arguments.model)
    scores = {gold.name: evaluate(gold, extractor) for gold in documents(arguments.folders)}
    overall = total(tuple(scores.values()))
    lines = [
        *document_table((*scores.items(), (f"all {len(scores)}", overall))),
        "",
        *measure_table(overall),
        "",
        *calibration_table(overall.judgements),
    ]
    print("\n".join(lines))
    for mistake in overall.mistakes[: arguments.errors]:
        print(mistake_line(mistake))


if __name__ == "__main__":
    main()
