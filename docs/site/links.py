"""Following every link of built pages: what is not there, and anything that would be fetched from elsewhere."""

from pathlib import Path
from typing import cast
from urllib.parse import unquote, urlsplit

from lxml import html

FETCHED = "//script/@src | //link[@rel!='canonical']/@href | //img/@src | //iframe/@src | //source/@src"
FOLLOWED = "//a/@href | //img/@src | //link/@href | //script/@src"


def broken_links(site: Path) -> list[str]:
    """One line for each link that leads nowhere, and for each file that a page would fetch from another host.

    Every page is read once: its anchors, then its links against the anchors of all.
    """
    site = site.resolve()
    pages = {
        path: html.fromstring(path.read_bytes()) for path in sorted(site.rglob("*.html")) if path.name != "404.html"
    }
    anchors = {path: {*_values(page, "//@id | //a/@name")} for path, page in pages.items()}
    told = []
    for path, page in pages.items():
        where = path.relative_to(site)
        told += [f"{where}: fetched from elsewhere: {url}" for url in _values(page, FETCHED) if urlsplit(url).netloc]
        for url in dict.fromkeys(_values(page, FOLLOWED)):
            if (problem := _problem(path, url, anchors)) is not None:
                told.append(f"{where}: {problem}: {url}")
    return told


def _problem(page: Path, url: str, anchors: dict[Path, set[str]]) -> str | None:
    """What is wrong with one link; None for one that leads somewhere, or outside."""
    parts = urlsplit(url)
    if parts.scheme or parts.netloc:
        return None
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if target.is_dir():
        target /= "index.html"
    if not target.exists():
        return "no such file"
    anchor = unquote(parts.fragment)
    known = anchor in ("", "__toc") or target not in anchors or anchor in anchors[target]
    return None if known else "no such anchor"


def _values(page: html.HtmlElement, path: str) -> list[str]:
    """The values of the attributes that a path finds."""
    return [str(value) for value in cast("list[str]", page.xpath(path))]
