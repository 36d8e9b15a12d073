"""Where on a government page the disclosure itself stands, and what around it is furniture."""

import re
from collections.abc import Iterator

from extractor.reading.xml import Element

# Containers of article text in the content systems that government sites use: ids first, then classes.
# fmt: off
CONTENT_IDS = (
    "UCAP-CONTENT", "ucap-content", "zoom", "Zoom", "zoomcon", "zoomtext", "js_content", "vsb_content",
    "vsb_newscontent", "articleContent", "article-content", "article_content", "arc_content", "ContentRegion",
    "contentText", "content_text", "infocontent", "info-content", "newsContent", "news_content", "mainContent",
    "fontzoom", "fontZoom", "textBox", "divContent", "Content", "content",
)
CONTENT_CLASSES = (
    "TRS_Editor", "trs_editor_view", "TRS_UEDITOR", "trs_web", "view_content", "pages_content", "article-content",
    "article_content", "articleContent", "article-con", "articlecon", "xxgk_content", "zwgk_content", "news_content",
    "news-content", "newscontent", "info-content", "infocontent", "detail-content", "detail_content", "content-text",
    "conTxt", "wp_articlecontent", "v_news_content", "easysite-news-text", "article", "content",
)
UNSEEN = frozenset([
    "head", "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "select", "option",
    "textarea", "button", "input", "audio", "video", "canvas", "map",
])
# fmt: on
FURNITURE_TAGS = frozenset(["nav", "footer", "aside"])
FURNITURE = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|navigation|menu|submenu|sidebar|footer|foot|copyright|breadcrumbs?|crumbs?|bread|share\w*|"
    r"bdshare\w*|bshare\w*|pager|pagination|page-?turn\w*|qr-?code|ewm|erweima|toolbar|topbar|banner|friendlink\w*|"
    r"links?|related|relevant|recommend|prevnext|print|fontsize|login|search|weizhi|dqwz|dangqianweizhi|curpos|location|"
    r"position|path|current)"
    r"(?:$|[-_\s\d])",
    re.I,
)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
FURNITURE_SHARE = 0.3  # of the page's text: a container with more is content, whatever its name
ENOUGH_SHARE = 0.5  # of the page's own text: a known container with less is an empty frame or a part
MAIN_SHARE = 0.85  # of the page's own text: the smallest element that keeps so much is the article
STOP_DESCENT = frozenset(["table", "tbody", "tr", "p", "ul", "ol", "pre", "dl"])
TITLE_METAS = ("ArticleTitle", "og:title")
TITLE_CLASSES = frozenset(
    ["article-title", "article_title", "arc_title", "news_title", "xxgk_title", "title_info", "TRS_title"]
)


def find_article(root: Element) -> Element:
    """The element that holds the disclosure: a container known by name, else the densest one."""
    lengths = text_lengths(root, with_links=False)
    known = list(_known(root))
    longest = max(known, key=lengths.__getitem__, default=None)
    if longest is None or not text_of(longest) or not _holds_all(longest, root, lengths):
        return _densest(root, lengths)
    if not lengths[longest]:
        return longest  # nothing but links, to attachments perhaps
    enough = MAIN_SHARE * lengths[longest]
    return min((each for each in known if lengths[each] >= enough), key=lengths.__getitem__)


def _holds_all(article: Element, root: Element, lengths: dict[Element, int]) -> bool:
    """Whether a container holds most of the page's own text, or, of a short notice, all its sentences and tables."""
    if lengths[article] >= ENOUGH_SHARE * lengths[root]:
        return True
    inner, outer = ((full_text(each).count("。"), sum(1 for _ in each.iter("table"))) for each in (article, root))
    return inner == outer


def find_title(root: Element, article: Element) -> str | None:
    """The page's title when it stands outside the article: its h1, a known class, a meta tag, the title tag."""
    title = _outer_title(root, article)
    if title and text_of(article).startswith("".join(title.split())):
        return None
    return title


def _outer_title(root: Element, article: Element) -> str | None:
    inside = set(article.iter())
    if any(element.tag == "h1" for element in inside):
        return None
    for element in root.iter("h1", "h2", "div", "p", "span"):
        is_title = element.tag == "h1" or not TITLE_CLASSES.isdisjoint(_names(element).split())
        if is_title and element not in inside and (title := one_line(full_text(element))):
            return title
    for meta in root.iter("meta"):
        if (meta.get("name") or meta.get("property")) in TITLE_METAS and (title := one_line(meta.get("content") or "")):
            return title
    tag = next(root.iter("title"), None)
    return one_line(full_text(tag)) if tag is not None else None


def drop_furniture(root: Element) -> None:
    """Take what is no content off the tree: scripts, hidden parts, navigation, share bars, footers."""
    body = root if root.tag == "body" else next(root.iter("body"), root)
    _drop(body, [element for element in body.iter() if not isinstance(element.tag, str) or _is_unseen(element)])
    lengths = text_lengths(body, with_links=True)
    most = FURNITURE_SHARE * lengths[body]
    _drop(body, [element for element in lengths if lengths[element] <= most and _is_furniture(element)])


def full_text(element: Element) -> str:
    """All text in an element, as it stands in the source."""
    return "".join(map(str, element.itertext()))


def text_of(element: Element) -> str:
    """All text in an element, without spaces."""
    return "".join(full_text(element).split())


def text_lengths(root: Element, *, with_links: bool) -> dict[Element, int]:
    """Characters of text in every element, spaces aside; without links, which are menus and lists of other pages."""
    lengths: dict[Element, int] = {}
    for element in _children_first(root):
        length = _length(element.text) + sum(lengths[child] + _length(child.tail) for child in element)
        lengths[element] = 0 if element.tag == "a" and not with_links else length
    return lengths


def _children_first(root: Element) -> list[Element]:
    """Every element of a tree after all elements inside it."""
    return list(root.iter())[::-1]


def _length(text: str | None) -> int:
    return len("".join(text.split())) if text else 0


def _known(root: Element) -> Iterator[Element]:
    ids, classes = set(CONTENT_IDS), set(CONTENT_CLASSES)
    for element in root.iter("div", "article", "section", "td", "main", "ucapcontent"):
        if element.get("id") in ids or classes & set((element.get("class") or "").split()):
            yield element


def _densest(root: Element, lengths: dict[Element, int]) -> Element:
    """Go down while one child keeps nearly all of the page's own text and leaves neither sentences nor tables out."""
    here = next(root.iter("body"), root)
    while here.tag not in STOP_DESCENT:
        child = max(here, key=lengths.__getitem__, default=None)
        if child is None or lengths[child] < MAIN_SHARE * lengths[root] or not _is_only_content(child, here):
            return here
        here = child
    parent = here.getparent()
    return here if parent is None else parent


def _is_only_content(child: Element, parent: Element) -> bool:
    """Whether what stands beside an element in its parent is no content: a footer has neither sentences nor tables."""
    beside = [each for each in parent if each is not child]
    texts = [parent.text or "", *(each.tail or "" for each in parent), *map(full_text, beside)]
    has_table = any(next(each.iter("table"), None) is not None for each in beside)
    return not has_table and not any("。" in text for text in texts)


def _names(element: Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _is_unseen(element: Element) -> bool:
    hidden = element.get("hidden") is not None or bool(HIDDEN.search(element.get("style") or ""))
    return element.tag in UNSEEN or hidden


def _is_furniture(element: Element) -> bool:
    return element.tag in FURNITURE_TAGS or bool(FURNITURE.search(_names(element)))


def _drop(body: Element, elements: list[Element]) -> None:
    for element in elements:
        parent = element.getparent()
        if element is not body and parent is not None:
            _keep_tail(element, parent)
            parent.remove(element)


def _keep_tail(element: Element, parent: Element) -> None:
    """Text after an element belongs to its parent and must survive it."""
    if not element.tail:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + element.tail
    else:
        parent.text = (parent.text or "") + element.tail
    element.tail = None


def one_line(text: str) -> str | None:
    """A text on one line; None if nothing is left."""
    return " ".join(text.split()) or None
