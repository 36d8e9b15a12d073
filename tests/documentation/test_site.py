"""The site is whole in both languages, names everything that code has, and asks no other host for anything."""

import json
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from lxml import html

from annotations.catalogue import load
from api.refusals import rows as refusals
from api.settings import Settings
from docs.site.commands import commands
from docs.site.fields import declared
from docs.site.interface import operations
from docs.site.links import broken_links
from docs.site.navigation import WrongNavigation, load_navigation
from docs.site.words import Undocumented, compare
from extractor.reconciliation import load_relations

LANGUAGES = ("zh", "en")


def command_words() -> Iterator[str]:
    for name, command in commands():
        yield name
        yield from (option for each in command.params for option in each.opts if option.startswith("-"))


# What stands on which page: the lists come from code, so that nothing new is forgotten.
NAMED: dict[str, Callable[[], Iterator[str]]] = {
    "reference/fields": lambda: (
        f for kind in declared() for f in (kind.__name__, *(each.name for each in fields(kind)))
    ),
    "reference/concepts": lambda: (text for each in load().concepts for text in (each.id, each.name, each.kind)),
    "reference/sections": lambda: (kind.id for kind in load().sections),
    "reference/relations": lambda: (text for row in load_relations().rows for text in (row.id, row.kind, row.name)),
    "reference/commands": command_words,
    "reference/routes": lambda: iter(operations()),
    "reference/settings": lambda: (each.name for each in fields(Settings)),
    "reference/refusals": lambda: iter(refusals()),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", NAMED)
def test_whatever_code_has_stands_in_the_reference(site: Path, page: str, lang: str) -> None:
    said = " ".join(html.parse(site / lang / f"{page}.html").getroot().find(".//article").text_content().split())
    assert [name for name in NAMED[page]() if " ".join(name.split()) not in said] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_says_which_language_it_is_in_and_leads_to_the_other(site: Path, lang: str) -> None:
    [other] = {*LANGUAGES} - {lang}
    page = html.parse(site / lang / "record.html").getroot()
    assert page.get("lang") == lang
    assert page.xpath(f"//header//a[@hreflang='{other}']/@href") == [f"../{other}/record.html"]


@pytest.mark.parametrize(("lang", "text"), [("zh", "置信度"), ("zh", "一般公共预算"), ("en", "tolerance")])
def test_what_the_search_looks_through_is_part_of_the_site(site: Path, lang: str, text: str) -> None:
    items = json.loads((site / lang / "search.json").read_text("utf-8"))["items"]
    assert any(text in item["text"] + item["title"] for item in items)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<a href="b.html">', "no such file: b.html"),
        ('<a href="#nowhere">', "no such anchor: #nowhere"),
        ('<a href="a.html#nowhere">', "no such anchor: a.html#nowhere"),
        ('<script src="https://example.org/x.js"></script>', "fetched from elsewhere: https://example.org/x.js"),
        ('<p id="here"><a href="#here"><a href="https://example.org">', None),
    ],
)
def test_a_link_that_leads_nowhere_is_found(tmp_path: Path, body: str, said: str | None) -> None:
    (tmp_path / "a.html").write_text(f"<html><body>{body}</body></html>", "utf-8")
    assert broken_links(tmp_path) == ([f"a.html: {said}"] if said else [])


def test_a_page_in_no_section_is_named(tmp_path: Path) -> None:
    (tmp_path / "stray.md").write_text("# Stray\n", "utf-8")
    with pytest.raises(WrongNavigation, match=r"in no section of docs/site/pages.toml: stray"):
        load_navigation(tmp_path, made=())


def test_a_setting_without_words_and_words_without_a_setting_are_named() -> None:
    names = [each.name for each in fields(Settings)]
    with pytest.raises(Undocumented, match="lacks colour"):
        compare("settings", [*names, "colour"])
    with pytest.raises(Undocumented, match="no more: traces"):
        compare("settings", names[:-1])
