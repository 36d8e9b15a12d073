"""What annotated documents teach: the rows that are found in them, each with its features and whether it is right."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

from annotations.markup import GoldDocument
from annotations.review import Reviewed
from annotations.scoring import Judgement, Score, score_record
from extractor.data import Document, Record, Stage
from extractor.evidence import Features, describe_rows
from extractor.linking.placing import tells, unplaced, wordings
from extractor.linking.settings import Settings
from extractor.outputs import as_plain
from extractor.pipeline import Extractor
from extractor.reading import read
from extractor.stages import Placing, tell
from models.corpus import compose
from models.corpus.reviewed import Judged, gold_of
from models.registry import DEFAULT, load_model
from models.staging import Staging, Wording
from models.training import Example, fit_staging

ENOUGH_PROVINCES = 12
COMPOSED = 150  # documents; without them what is told while a year runs is known in one case of three (docs/model.md)
HEADED = 0.5  # how many of the stretches keep the heading above them
STRETCHES, DRAWN = (60, 150, 300, 600, 1000), 3  # characters of text together, and how often each is drawn


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


def wordings_of(gold: GoldDocument, extractor: Extractor) -> Iterator[Wording]:
    """What a document that its title places teaches of stages: stretches of it, read as if each were a page of its own.

    What a page says by headings of its own is no matter for words. Drawn from the name of the document alone.
    """
    for page, stage in pages_of(gold, extractor):
        document, sections, passages = extractor.mark(page)
        told = tell(document, sections, extractor.catalogue)
        settings = Settings(document, sections, Placing(told.stage), extractor.cues, extractor.catalogue)
        words = frozenset[str]().union(*wordings(told, unplaced(passages, settings)))
        if words and not told.by_title:
            yield Wording(words, stage, gold.meta.get("region", "")[:2])


def pages_of(gold: GoldDocument, extractor: Extractor) -> Iterator[tuple[Document, Stage]]:
    """Stretches of a document whose figures are of one stage, each as a document, and that stage."""
    document, sections, passages = extractor.mark(read(gold.text.encode(), name=f"{gold.name}.txt").document)
    told = tell(document, sections, extractor.catalogue)
    if not told.by_title:
        return
    settings = Settings(document, sections, Placing(told.stage), extractor.cues, extractor.catalogue)
    placed = [(each, settings.of(each.section).stage if tells(each) else None) for each in passages]
    begins = [at for at, (_, stage) in enumerate(placed) if stage]
    draw = random.Random(gold.name)
    for length in STRETCHES * DRAWN if begins else ():
        begin = draw.choice(begins)
        stage = placed[begin][1]
        assert stage is not None
        if draw.random() < HEADED and begin and placed[begin - 1][1] is None:
            begin -= 1  # the heading, where one stands above
        alike = takewhile(lambda each: each[1] in (stage, None), placed[begin:])  # noqa: B023, used at once
        lines = (document.text[each.paragraph.start : each.paragraph.end] for each, _ in alike)
        yield read("\n".join(_first(lines, length)).encode(), name="页.txt").document, stage


def _first(texts: Iterable[str], length: int) -> Iterator[str]:
    """The first texts, until they are `length` characters long."""
    for text in texts:
        yield text
        length -= len(text)
        if length <= 0:
            return


def staging_of(documents: Sequence[GoldDocument], extractor: Extractor) -> Staging | None:
    """What documents and composed ones teach of the words of stages; of few provinces, what the shipped model knows.

    Names and words look alike in the documents of one province, and words of stages differ little between provinces.
    """
    found = [wording for each in documents for wording in wordings_of(each, extractor)]
    if len({each.region for each in found}) < ENOUGH_PROVINCES:
        return shipped_staging()
    written = (wording for seed in range(COMPOSED) for wording in wordings_of(compose(seed), extractor))
    return fit_staging([*found, *(each._replace(region="") for each in written)])


def shipped_staging() -> Staging | None:
    """What the model that comes with the project knows of stages."""
    shipped = load_model(DEFAULT)
    return shipped.staging if shipped is not None else None


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
