"""What annotated documents teach: the rows that are found in them, each with its features and whether it is right."""

from collections.abc import Iterator

from annotations.markup import GoldDocument
from annotations.scoring import score_record
from extractor.data import Record, Rows
from extractor.evidence import describe_rows
from extractor.outputs import as_plain
from extractor.pipeline import Extractor
from models.training import Example


def examples_of(gold: GoldDocument, extractor: Extractor) -> Iterator[Example]:
    """The judged rows of one annotated document, for `models.training.fit`.

    Rows that the annotation neither confirms nor refutes (fields of tables that nobody marked) are none. The extractor
    should use rules alone, so that nothing is left out before it is judged.
    """
    record = extractor.extract(gold.text.encode(), name=f"{gold.name}.txt")
    features = describe_rows(rows_of(record), record.document, record.sections, record.checks)
    for judgement in score_record(gold, as_plain(record, text=True)).judgements:
        if judgement.id in features:
            yield Example(judgement.row, features[judgement.id], judgement.accepted, gold.name)


def rows_of(record: Record) -> Rows:
    """The rows of a finished record."""
    return Rows(record.facts, record.changes, record.ratios, record.reasons, record.projects, record.indicators)
