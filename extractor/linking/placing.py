"""Of which stage the figures of a document are that no heading places: told by its title, else likely by its words."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import cast

from annotations.catalogue import Catalogue
from extractor.data import Document, Section, Stage
from extractor.linking.cues import Cues
from extractor.linking.settings import Settings
from extractor.mentions import Passage
from extractor.stages import Placing, tell
from models.staging import Staging

WORD = re.compile(r"[\u4e00-\u9fff]+")
PORTION = 600  # characters of paragraphs whose words are weighed together; what was learned from was 60 to 1,000 long
ODDS = 1.5  # how much likelier than what rules say another stage must be, best on regions left out


def place(
    document: Document,
    sections: Sequence[Section],
    passages: Sequence[Passage],
    cues: Cues,
    catalogue: Catalogue,
    staging: Staging | None = None,
) -> Placing:
    """The stage that the title tells; else the one that the words around figures make likely beside what rules say.

        "上半年全市收入完成8.2亿元，同比增长6.4%。" of a page without a title -> budget_execution, 0.96

    Without `staging` what rules say stands.
    """
    told = tell(document, sections, catalogue)
    rules = Placing(told.stage, told.row is not None)
    if staging is None or told.by_title:
        return rules
    settings = Settings(document, sections, rules, cues, catalogue)
    beside = told.signs | words_of_title(document.title or "")
    likely = staging.probabilities(words | beside for words in portions(unplaced(passages, settings)))
    if not likely:
        return rules
    stage = likeliest(likely, told.stage)
    return Placing(cast("Stage", stage), is_told=False, probability=likely[stage])


def likeliest(likely: Mapping[str, float], told: str) -> str:
    """The likeliest stage, or what rules say where it is hardly less likely.

    {"budget": 0.4, "final": 0.5} and "budget" -> "budget"; and 0.3 beside 0.6 -> "final"
    """
    best = max(likely, key=likely.__getitem__)
    return best if likely[best] > ODDS * likely.get(told, 0.0) else told


def unplaced(passages: Iterable[Passage], settings: Settings) -> Iterator[Passage]:
    """The paragraphs with figures whose stage no heading of their own sets."""
    return (each for each in passages if tells(each) and settings.of(each.section).is_of_document)


def portions(passages: Iterable[Passage], length: int = PORTION) -> Iterator[frozenset[str]]:
    """The words of paragraphs and of the headings above them, some `length` characters together."""
    words: set[str] = set()
    size = 0
    for passage in passages:
        words |= words_of(passage.text, passage.edges)
        if passage.section is not None:
            words |= words_of_title(passage.section.title)
        size += len(passage.text)
        if size >= length:
            yield frozenset(words)
            words, size = set(), 0
    if words:
        yield frozenset(words)


def tells(passage: Passage) -> bool:
    """Whether a paragraph holds an amount and is no cell of a table, so that its words may say of what stage it is."""
    block = passage.paragraph.block
    return block.role is None and block.kind != "cell" and any(q.kind == "amount" for q in passage.quantities)


def words_of(text: str, edges: Collection[int]) -> frozenset[str]:
    """The words of a text and its pairs of neighbours, without figures: "同比增长3%" -> 同比, 增长, 同比 增长."""
    cuts = sorted({0, *edges, len(text)})
    words = [text[start:end] for start, end in pairwise(cuts)]
    found = [word for word in words if WORD.fullmatch(word)]
    return frozenset((*found, *map(" ".join, pairwise(found))))


def words_of_title(title: str) -> frozenset[str]:
    """A heading in pairs of letters, told apart from the words of paragraphs: "收入预算" -> #收入, #入预, #预算."""
    letters = "".join(WORD.findall(title))
    return frozenset("#" + one + two for one, two in pairwise(letters))
