"""What a page holds besides text: attached files, documents shown in a frame, pictures. None of it is read here."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from extractor.reading.article import full_text, one_line
from extractor.reading.xml import Element

ATTACHED = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|dps|ofd|rtf|csv|zip|rar|7z|tiff?)(?:[?#&]|$)", re.I)
FRAMES = {
    "iframe": "src",
    "embed": "src",
    "object": "data",
}  # elements that show another file, and where they say which
ICON = re.compile(r"icon|logo|/ico|file_?type|share|qr_?code|ewm|blank|spacer|arrow|dot|line\b|loading", re.I)
SMALLEST_PICTURE = 60  # pixels; smaller ones are bullets and icons
LABEL = re.compile(
    r"(?:相关|点击|文件)?(?:附件|附|下载)?(?:列表|下载)?[\d一二三四五六七八九十、.：:;；，（）()\[\]【】]*"
)
LINK_BLOCKS = frozenset(["p", "li", "div", "td", "dd", "section", "h3", "h4"])


def drop_attachments(article: Element) -> list[str]:
    """Take lists of attached files out of an article and return their names.

    A link in the middle of a sentence (见附件) belongs to the sentence and stays.
    """
    links: dict[Element, list[Element]] = {}
    for link in article.iter("a"):
        if _is_attached(link):
            block = next((each for each in link.iterancestors() if each.tag in LINK_BLOCKS), article)
            links.setdefault(block, []).append(link)
    names: list[str] = []
    for block, found in links.items():
        names += [_name(link) for link in found]
        if block is not article and LABEL.fullmatch(_text_beside(block, found)):
            block.text = None
            block[:] = []
    return names


def _text_beside(block: Element, links: list[Element]) -> str:
    """The text of a block without that of some links in it, and without spaces."""
    inside = {each for link in links for each in link.iter()}
    pieces = [each.text or "" for each in block.iter() if each not in inside]
    pieces += [each.tail or "" for each in block.iterdescendants() if each not in inside or each in links]
    return "".join("".join(pieces).split())


def linked_outside(root: Element, article: Element) -> list[str]:
    """The names of attached files that the page lists beside its article, furniture having been dropped."""
    inside = set(article.iter("a"))
    return [_name(link) for link in root.iter("a") if link not in inside and _is_attached(link)]


def framed_documents(root: Element) -> Iterator[str]:
    """The names of documents that the page only shows in a frame: "viewer.html?file=a/b.pdf" -> "b.pdf"."""
    for element in root.iter(*FRAMES):
        address = unquote(element.get(FRAMES[element.tag]) or "")
        if ATTACHED.search(address):
            path = re.split(r"[?#&=]", address)
            yield next(part for part in reversed(path) if ATTACHED.search(part)).rsplit("/", 1)[-1]


def count_pictures(article: Element) -> int:
    """How many pictures an article shows that may hold text: no icons, no bullets."""
    return sum(_is_picture(image) for image in article.iter("img"))


def _is_attached(link: Element) -> bool:
    """Whether a link leads to a file: by its address, or by its text where a program hands the file out."""
    address = link.get("href") or ""
    return bool(address) and bool(ATTACHED.search(address) or ATTACHED.search(full_text(link).strip()))


def _name(link: Element) -> str:
    return one_line(full_text(link)) or one_line(link.get("title") or "") or str(link.get("href"))


def _is_picture(image: Element) -> bool:
    stated = [(image.get(side) or "").removesuffix("px") for side in ("width", "height")]
    smallest = min((int(size) for size in stated if size.isdecimal()), default=SMALLEST_PICTURE)
    return smallest >= SMALLEST_PICTURE and not ICON.search(image.get("src") or "")
