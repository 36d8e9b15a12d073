"""What documents teach of the words that figures of each stage have around them.

Documents whose title tells their stage are cut into stretches, and each is read as if it were a page that somebody had
cut out: what rules make of it is then often wrong, and what words stand in it tells which stage it is. Composed
documents and sentences written by stage are read alike.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from annotations.markup import GoldDocument
from extractor.data import Document, Stage
from extractor.linking.placing import portions, tells, unplaced
from extractor.linking.settings import Settings
from extractor.pipeline import Extractor
from extractor.reading import read
from extractor.stages import Placing, tell
from models.corpus import compose
from models.corpus.written import load_written
from models.registry import DEFAULT, load_model
from models.staging import Staging, Wording
from models.training import fit_staging

ENOUGH_PROVINCES = 12
COMPOSED = 150  # documents; without them what is told while a year runs is known in one case of three (docs/model.md)
WEIGHT = 3  # of a written sentence against a stretch of a document
HEADED = 0.5  # how many of the stretches keep the heading above them
STRETCHES, DRAWN = (60, 150, 300, 600, 1000), 3  # characters of text together, and how often each is drawn


def staging_of(documents: Sequence[GoldDocument], extractor: Extractor) -> Staging | None:
    """What annotated documents teach, with what comes with the project; of few provinces, what the shipped model knows.

    Names and words look alike in the documents of one province, and words of stages differ little between provinces.
    """
    if len(set(map(province, documents))) < ENOUGH_PROVINCES:
        return shipped_staging()
    found = (wording for each in documents for wording in wordings_of(each, extractor))
    return fit_staging([*found, *written_wordings(extractor)])


def shipped_staging() -> Staging | None:
    """What the model that comes with the project knows of stages."""
    shipped = load_model(DEFAULT)
    return shipped.staging if shipped is not None else None


def written_wordings(extractor: Extractor) -> Iterator[Wording]:
    """What composed documents and written sentences teach: no word of the former counts that only they have."""
    for seed in range(COMPOSED):
        for wording in wordings_of(compose(seed), extractor):
            yield wording._replace(source="")
    for place, (stage, text) in enumerate(load_written()):
        if words := _words_of_page(read(text.encode(), name="句.txt").document, extractor):
            yield from [Wording(words, stage, f"sentence {place}")] * WEIGHT


def wordings_of(gold: GoldDocument, extractor: Extractor) -> Iterator[Wording]:
    """What a document teaches that its title places; drawn from its name alone.

    Stretches whose own headings tell their stage teach nothing.
    """
    for page, stage in pages_of(gold, extractor):
        if words := _words_of_page(page, extractor):
            yield Wording(words, stage, province(gold))


def province(gold: GoldDocument) -> str:
    """Where a document is from: 贵州 of a document whose region is 贵州省; empty where it does not say."""
    return gold.meta.get("region", "")[:2]


def _words_of_page(page: Document, extractor: Extractor) -> frozenset[str]:
    """What is weighed of a page; nothing where its title or headings tell the stage."""
    document, sections, passages = extractor.mark(page)
    told = tell(document, sections, extractor.catalogue)
    settings = Settings(document, sections, Placing(told.stage), extractor.cues, extractor.catalogue)
    words = frozenset[str]().union(*portions(unplaced(passages, settings)))
    return words | told.signs if words and not told.by_title else frozenset()


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
