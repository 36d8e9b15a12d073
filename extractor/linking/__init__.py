"""From marked paragraphs to linked rows: facts, changes, ratios and reasons that point at each other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from annotations.catalogue.indicators import IndicatorWords
from extractor.data import Document, Rows, Section
from extractor.linking.concepts import Lexicon
from extractor.linking.cues import Cues
from extractor.linking.nesting import nest_below, nest_following, nest_listed, nest_parts, nest_places
from extractor.linking.reader import read_passage
from extractor.linking.settings import Settings
from extractor.linking.unsaid import settle_unsaid
from extractor.linking.waiting import settle_awaited
from extractor.linking.walk import Course
from extractor.linking.wholes import settle_open
from extractor.mentions import Passage
from extractor.numbering import begins_item
from extractor.stages import Placing

__all__ = ["Cues", "Lexicon", "link"]

SHORTEST_NAME = 3
DIVISION = re.compile(r"^.{1,6}?(?:省|自治区|市|自治州|地区|盟|县|区|旗)")


def link(
    passages: Sequence[Passage],
    document: Document,
    sections: Sequence[Section],
    placing: Placing,
    lexicon: Lexicon,
    cues: Cues,
    words: IndicatorWords,
) -> Rows:
    """Link the marks of a document into rows.

    "收入预算总额913.26万元，比上年减少117.42万元，主要原因：压缩开支。" -> a fact, its change, the change's reason
    """
    settings = Settings(document, sections, placing, cues, lexicon.catalogue)
    course = Course(document, lexicon, cues, words, own=own_names(document.organisation))
    headings = {section.start: section for section in sections}
    for passage in passages:
        setting = settings.of(passage.section)
        block = passage.paragraph.block
        skipped = block.role is not None or block.kind == "cell" or setting.reads == "nothing"
        if skipped:
            continue
        heading = headings.get(passage.paragraph.start)
        floor = _floor(passage, heading)
        if heading is not None and floor >= len(passage.text):
            continue
        read_passage(course, passage, replace(setting, floor=floor, is_item=begins_item(passage.text)))
    settle_open(course.drafts, cues)
    settle_awaited(course.drafts)
    settle_unsaid(course.drafts)
    nest_parts(course.drafts.facts)
    nest_following(course.drafts.facts)
    nest_below(course.drafts.facts)
    nest_listed(course.drafts.facts)
    nest_places(course.drafts.facts)
    return course.drafts.finish()


def _floor(passage: Passage, heading: Section | None) -> int:
    """Where the text behind a heading that runs in begins: "（一）收入：2021年…" -> behind the colon."""
    if heading is None:
        return 0
    paragraph = passage.paragraph
    length = heading.heading_end - heading.heading_start
    while length < len(paragraph.text) and paragraph.position(length) < heading.heading_end:
        length += 1
    return min(length, len(paragraph.text))


def own_names(organisation: str | None) -> re.Pattern[str] | None:
    """The names by which a document may call its organisation: in full, and without the divisions in front.

    成都市武侯区榆林街办 -> also 武侯区榆林街办, 榆林街办
    """
    names = sorted(set(_shorter(organisation or "")), key=len, reverse=True)
    return (
        re.compile("(?:" + "|".join(map(re.escape, names)) + r")(?:本级|机关|系统|汇总)?(?:的)?\s*") if names else None
    )


def _shorter(name: str) -> Iterator[str]:
    while len(name) >= SHORTEST_NAME:
        yield name
        match = DIVISION.match(name)
        if match is None:
            return
        name = name[match.end() :]
