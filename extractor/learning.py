"""What annotated documents teach: the rows that are found in them, each with its features and whether it is right."""

from collections.abc import Iterable, Iterator, Mapping

from annotations.markup import GoldDocument
from annotations.review import Reviewed
from annotations.scoring import Judgement, Score, score_record
from extractor.data import Record
from extractor.evidence import Features, describe_rows
from extractor.outputs import as_plain
from extractor.pipeline import Extractor
from models.corpus.reviewed import Judged, gold_of
from models.training import Example


def examples_of(gold: GoldDocument, extractor: Extractor) -> Iterator[Example]:
    """The judged rows of one annotated document, for `models.training.fit`.

    Rows that the annotation neither confirms nor refutes (fields of tables that nobody marked) are none. The extractor
    should use rules alone, so that nothing is left out before it is judged.
    """
    record, score = extract_gold(gold, extractor)
    yield from _examples(gold, features_of(record, extractor), score.judgements)


def examples_of_review(reviewed: Reviewed, extractor: Extractor) -> Iterator[Example]:
    """The same of a document that people have reviewed: the rows that stand where they have decided something.

    A row that is read as it was accepted, corrected or added is right; one that is read as it was rejected, or as it
    was before somebody corrected it, is wrong.
    """
    gold = gold_of(reviewed)
    record, score = extract_gold(gold, extractor)
    decided = Judged(reviewed).ids(as_plain(record))
    judged = (each for each in score.judgements if each.id in decided)
    yield from _examples(gold, features_of(record, extractor), judged)


def extract_gold(gold: GoldDocument, extractor: Extractor) -> tuple[Record, Score]:
    """What an extractor makes of the plain text of an annotated document, and how that compares with the annotation."""
    record = extractor.extract(gold.text.encode(), name=f"{gold.name}.txt")
    return record, score_record(gold, as_plain(record, text=True))


def features_of(record: Record, extractor: Extractor) -> Mapping[str, Features]:
    """What speaks for and against every row of a record, and what the network thinks of it if there is one."""
    rows = record.rows
    found = describe_rows(rows, record.document, record.sections, record.checks)
    if extractor.tagger is None:
        return found
    _, sections, passages = extractor.mark(record.document)
    heard = extractor.hear(rows, sections, passages)
    return {id: (*features, *heard.get(id, ())) for id, features in found.items()}


def _examples(
    gold: GoldDocument, features: Mapping[str, Features], judgements: Iterable[Judgement]
) -> Iterator[Example]:
    for judgement in judgements:
        if judgement.id in features:
            yield Example(judgement.row, features[judgement.id], judgement.accepted, gold.name)
