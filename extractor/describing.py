"""What a document is: its title, kind, fiscal year and organisation, as its first lines and headings say."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from extractor.announcing import titles
from extractor.data import Document, DocumentKind, Region, Section
from extractor.evening import even_out
from extractor.flow import Paragraph

KindOf = Callable[[str, str, Sequence[Section]], DocumentKind | None]
RegionOf = Callable[[str], tuple[str, str] | None]

YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})\s*(?:年|度)|(二[〇○零]\S{2})年")
CHINESE_YEAR = str.maketrans("〇○零一二三四五六七八九", "000123456789")
ORGANISATION = re.compile(
    r"(?:局|委|委员会|办|办公室|办公厅|处|中心|所|院|校|学校|站|厅|部|会|队|馆|园|府|政府|团|社|公司|街道|街办|镇|乡"
    r"|联|大学|中学|小学|党校|协会|总队|支队|大队|署|台|库|场|幼儿园|指挥部|工委)(?:[（(][^）)]{1,6}[）)])?$"
)
TITLE_NOISE = re.compile(r"\s+|^关于|[《》“”]")
OWN_NAME = re.compile(r"(?:的?(?:单位|部门)?(?:概况|主要职责|主要职能|基本情况|职责|职能))(?:情况|说明)*$")
BEHIND_YEAR = re.compile(r"年度?(?P<name>[^，。\d]{4,30}?)(?:部门|单位)?(?:预|决)算")
NO_NAME = re.compile(r"\d{4}年|^(?:部门|单位|本)|^[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|\d元|万元|亿元")
DAY = re.compile(  # on which a document was signed
    r"(?:(?:19|20)\d{2}|二[〇○零]\S{2})\s*年\s*[\d一二三四五六七八九十]{1,2}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日"
)
COMPARED = re.compile(r"[与和同较比按]\s*(?:19|20)\d{2}\s*年")  # the year before, told again with every figure
TITLE_LINES = 8
FURNISHES = re.compile(  # lines of a page or file above the title
    r"[>＞»]|^\s*附件\s*\d{0,2}\s*[：:]?\s*$|^[\s|·•*-]*(?:监督)?索\s*引\s*号|发布(?:时间|日期|机构)|来源[：:]|浏览(?:次数|量)|字号|打印"
    r"|当前位置|^[\s|·•*-]*(?:文号|时\s*效\s*性|有\s*效\s*性|主题分类|组配分类|(?:成|发)文(?:日期|机关|字号)|公开(?:方式|范围|日期))\s*[：:|]"
)


def describe(
    document: Document,
    paragraphs: Sequence[Paragraph],
    sections: Sequence[Section],
    *,
    kind_of: KindOf,
    region_of: RegionOf,
) -> Document:
    """Fill in title, kind, fiscal year, organisation and region; what is not stated stays empty.

    "成都市武侯区榆林街道办事处2022年部门预算" -> kind department_budget, year 2022, that organisation and its region
    """
    told = (p.text for p in paragraphs if p.block.role is None and not FURNISHES.search(p.text))
    lines = [even_out(text) for text in islice(told, TITLE_LINES)]
    title = _title(document, paragraphs, sections)
    headings = [*titles(sections)]
    organisation = _organisation(title, headings, lines)
    region = region_of(organisation) if organisation else None
    return replace(
        document,
        title=title or None,
        kind=kind_of(title, document.text, sections) or "other",
        fiscal_year=_fiscal_year(title, headings, paragraphs),
        organisation=organisation,
        region=Region(*region) if region else None,
    )


def years(text: str) -> Iterator[int]:
    """The calendar years a text names: "2021年" and "二〇二一年" -> 2021."""
    for match in YEAR.finditer(even_out(text)):
        digits = match[1] or match[2].translate(CHINESE_YEAR)
        if digits.isdecimal() and 1990 <= int(digits) <= 2099:
            yield int(digits)


def _title(document: Document, paragraphs: Sequence[Paragraph], sections: Sequence[Section]) -> str:
    """The lines before the first heading, sentence or table of contents, put together."""
    first = sections[0].start if sections else document.text_length
    lines: list[str] = []
    for paragraph in paragraphs:
        if paragraph.start >= first or paragraph.block.role == "contents" or len(lines) >= 3:
            break
        if paragraph.block.role is not None or (not lines and FURNISHES.search(paragraph.text)):
            continue
        if FURNISHES.search(paragraph.text) and not any(YEAR.search(line) for line in lines):
            lines = []  # what a page prints above its own place is no title
            continue
        if re.search(r"[。；：:]", paragraph.text) or paragraph.block.kind == "cell":
            break
        lines.append(TITLE_NOISE.sub("", even_out(paragraph.text)))
    joined = "".join(lines)
    return joined if len(joined) <= 120 else lines[0]


def _fiscal_year(title: str, headings: Sequence[str], paragraphs: Sequence[Paragraph]) -> int | None:
    for text in (title, *headings):
        if found := next(years(text), None):
            return found
    told = [COMPARED.sub("", paragraph.text) for paragraph in paragraphs if paragraph.block.role is None]
    for texts in ([DAY.sub("", text) for text in told], told):
        if counted := Counter(year for text in texts for year in years(text)):
            return max(counted, key=lambda year: (counted[year], year))  # the later of two told as often
    return None


def _organisation(title: str, headings: Sequence[str], lines: Sequence[str]) -> str | None:
    candidates = [OWN_NAME.sub("", TITLE_NOISE.sub("", heading)) for heading in headings]
    told = [found for text in (title, *headings) for found in (_before_year(text), _behind_year(text))]
    candidates = [*told[:2], *(c for c in candidates if c), *told[2:], *lines]
    for candidate in candidates:
        bare = TITLE_NOISE.sub("", candidate)
        if 4 <= len(bare) <= 40 and ORGANISATION.search(bare) and not NO_NAME.search(bare):
            return bare
    return None


def _behind_year(text: str) -> str:
    """The organisation in "2022年度市水利局部门决算"."""
    match = BEHIND_YEAR.search(TITLE_NOISE.sub("", text))
    return match["name"] if match else ""


def _before_year(text: str) -> str:
    bare = TITLE_NOISE.sub("", text)
    match = YEAR.search(bare)
    return bare[: match.start()] if match else ""
