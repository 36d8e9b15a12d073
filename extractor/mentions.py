"""What is marked in each paragraph: numbers, periods, names of the catalogue, word edges."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from annotations.span import Span
from extractor.data import Quantity, Section
from extractor.declared import DeclaredUnits, with_unit, with_zeros
from extractor.evening import even_out
from extractor.flow import Paragraph
from extractor.nlp import NAMES, PERIODS, QUANTITIES, WORDS, Pipeline
from extractor.periods import Period

WORTH_READING = re.compile(
    r"[\d０-９%％]|[一二三四五六七八九十百千万亿两]\s*[万亿元个人辆台家]|持平|[没无未]|不变|原因|不涉及|其中|详见|[XxＸ×*＊]{2}|[（(]项[）)]|一致|相同"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph with what is marked in it; `text` is its own with digits and stops evened out, offsets unmoved."""

    place: int
    paragraph: Paragraph
    section: Section | None
    text: str
    quantities: tuple[Quantity, ...] = ()
    periods: tuple[Period, ...] = ()
    names: tuple[Span, ...] = ()
    edges: Collection[int] = frozenset()


def find_mentions(nlp: Pipeline, paragraphs: Sequence[Paragraph], sections: Sequence[Section]) -> tuple[Passage, ...]:
    """Mark the paragraphs that can hold a row; the others (duties, definitions, headings) come back unmarked.

    The pipeline runs paragraph by paragraph, so its cost and memory grow with the longest one, not with the document.
    """
    owners = _owners(paragraphs, sections)
    units = DeclaredUnits(sections)
    passages = []
    for place, (paragraph, section) in enumerate(zip(paragraphs, owners, strict=True)):
        text = even_out(paragraph.text)
        unit = units.of(text, section)
        if paragraph.block.role is not None or not WORTH_READING.search(text):
            passages.append(Passage(place, paragraph, section, text))
            continue
        doc = nlp(text)
        passages.append(
            Passage(
                place,
                paragraph,
                section,
                text,
                quantities=with_zeros(text, with_unit(text, doc.spans[QUANTITIES].attrs["values"], unit)),
                periods=tuple(doc.spans[PERIODS].attrs["values"]),
                names=tuple(doc.spans[NAMES].attrs["values"]),
                edges=doc.spans[WORDS].attrs["values"],
            )
        )
    return tuple(passages)


def _owners(paragraphs: Sequence[Paragraph], sections: Sequence[Section]) -> Iterator[Section | None]:
    """The innermost section of each paragraph: the last heading at or before it."""
    starts = [section.start for section in sections]
    for paragraph in paragraphs:
        place = bisect_right(starts, paragraph.start) - 1
        yield sections[place] if place >= 0 else None
