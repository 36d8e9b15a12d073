"""How pages and their files are served: to anybody, safely, small, and for good."""

import gzip
import re

import pytest

from api.pages.report import joined
from api.pages.shell import CSP, HERE, STATIC, as_data, assets, fingerprint, texts_of
from api.routes.pages import PAGES
from api.texts import LANGUAGES
from tests.service.asking import client_of, problem_of
from tests.service.stored import put_document


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_needs_no_key_and_names_only_files_of_this_service(make_service, sqlite_store, path, lang):
    with client_of(make_service(sqlite_store, needs_keys=True), cookies={"mingxi_lang": lang}) as client:
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-security-policy"] == CSP
        assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in answer.text
        named = re.findall(r'(?:src|href)="([^"#]+)"', answer.text)
        assert len(named) > 5
        for address in named:
            assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", assets())
def test_a_static_file_keeps_its_content_for_as_long_as_its_address(client, name):
    answer = client.get(f"{STATIC}/{fingerprint()}/{name}")
    assert answer.content == assets()[name].body
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].split(";")[0] == assets()[name].media_type


@pytest.mark.parametrize(
    "path", [f"{STATIC}/0000/dom.js", f"{STATIC}/{{now}}/none.js", f"{STATIC}/{{now}}/..%2Fshell.py"]
)
def test_what_is_no_file_of_now_is_not_there(client, path):
    assert problem_of(client.get(path.format(now=fingerprint()))) == (404, "no_such_address")


@pytest.mark.parametrize("page", PAGES.values())
def test_every_text_is_in_both_languages_and_names_the_same_values(page):
    for key, texts in texts_of(page).items():
        assert all(texts), key
        chinese, english = (sorted(re.findall(r"\{(\w+)\}", text)) for text in texts)
        assert chinese == english, key


def test_a_stranger_cannot_leave_the_data_of_a_page():
    told = as_data({"name": "</script><script>alert(1)</script><!--\u2028"})
    assert not set("<>&\u2028") & set(told)


def test_long_answers_are_small_on_their_way_and_streams_are_left_alone(client, service):
    id = put_document(service.store, "default")
    with client.stream("GET", f"/v1/documents/{id}", headers={"Accept-Encoding": "gzip"}) as answer:
        packed = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(packed) == client.get(f"/v1/documents/{id}", headers={"Accept-Encoding": "identity"}).content
    assert "content-encoding" not in client.get("/health/live").headers
    batch = client.post("/v1/extract:batch", content="2024年收入640万元。".encode(), params={"model": "none"})
    assert "content-encoding" not in batch.headers


ALL_PAGES = [*PAGES.values(), "report"]


def sources_of(page):
    """The modules of a page and its templates, as one text."""
    names = (page, f"{page.partition('_')[0]}_shell", "shell")
    templates = [path for name in names if (path := HERE / "templates" / f"{name}.html").exists()]
    return "".join([*joined(f"{page}.js"), *(path.read_text("utf-8") for path in templates)])


def asked_in(sources):
    return set(re.findall(r"""\bsay\(\s*["'](\w+)["']""", sources))


@pytest.mark.parametrize("page", ALL_PAGES)
def test_every_text_that_a_page_asks_for_is_there(page):
    assert asked_in(sources_of(page)) <= set(texts_of(page))


def test_no_text_is_left_over():
    sources = "".join(map(sources_of, ALL_PAGES))
    begun = tuple(re.findall(r"\bsay\(`(\w+_)\$\{", sources))
    chosen = set(re.findall(r'"(\w+)"', sources))  # keys that a page chooses among
    there = {key for page in ALL_PAGES for key in texts_of(page)}
    assert {key for key in there - asked_in(sources) - chosen if not key.startswith(begun)} == set()
