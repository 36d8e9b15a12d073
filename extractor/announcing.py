"""The words by which a document tells what it is: its title, what it announces, its headings, its first figure."""

import re
from collections.abc import Iterable, Iterator, Sequence

from annotations.catalogue import Catalogue
from annotations.catalogue.rows import DocumentRow
from extractor.data import Section
from extractor.evening import even_out
from extractor.reading.setting import RESIDUE

BEGINNING = 1500  # characters in which a document says what it is
# kinds of money, of which no document is made alone
MONEY = re.compile(r"(?:一般公共|公共财政|社会保险基金|政府性基金|国有资本经营|公共|基金|经营)预算")
ANNOUNCES = re.compile(r"现[将就](?P<what>[^。\n]{4,160}?)(?:如下|予以公[开布示]|向社会公[开布])")
HEARD = re.compile(  # a report that the text tells of: 听取关于某省2021年上半年预算执行情况的报告
    r"(?:听取|审议|审查|听审|发布|公布|作)了?[^。\n]{0,40}?关于(?P<what>[^。\n]{4,60}?(?:报告|通报|公告|说明))"
)
FIRST_FIGURE = re.compile(r"(?P<words>[^。\n]{2,200}?)\d[\d,.]*\s*[亿万]?元")


def titles(sections: Iterable[Section]) -> Iterator[str]:
    """The titles of the upper headings."""
    return (section.title for section in sections if section.level <= 2)


def find_row(catalogue: Catalogue, title: str, text: str, sections: Sequence[Section]) -> DocumentRow | None:
    """What a document is and reports, by the words that tell it best; None where none tells it."""
    beginning = plain(text[:BEGINNING])
    return catalogue.document(_telling(title, beginning, map(plain, titles(sections))), _first_words(beginning))


def plain(text: str) -> str:
    """The text as words are looked for in it: without what copying left, in one form.

    "2023年決算(suàn)公開" -> "2023年决算公开"
    """
    return even_out(RESIDUE.sub("", text))


def _telling(title: str, beginning: str, headings: Iterable[str]) -> Iterator[str]:
    """The words that may tell the kind of a document, those first that tell it best; letters and stops are even.

    Kinds of money are taken out of headings: 一般公共预算收支情况 is that of no 部门预算.

        "现将2022年“三公”经费决算情况公开如下" -> 2022年“三公”经费决算情况公开
    """
    yield title
    if (announced := ANNOUNCES.search(beginning)) is not None:
        yield announced["what"]
    yield from (MONEY.sub("", heading) for heading in headings)
    if (heard := HEARD.search(beginning)) is not None and "草案" not in heard["what"]:
        yield heard["what"]


def _first_words(beginning: str) -> str:
    """The words of the first sentence with a figure, up to it, kinds of money taken out."""
    first = FIRST_FIGURE.search(beginning)
    return MONEY.sub("", first["words"]) if first is not None else ""
