"""The documentation in a browser: Chinese words are found inside of sentences, and no other host is asked."""

import functools
import http.server
import threading

import pytest

from docs.site.building import build
from tests.browser.conftest import Window

# Marks of hits stand in a shadow root, wherever the search of the theme puts it.
HITS = """() => {
  const found = [];
  const walk = (node) => {
    if (node.tagName === 'MARK') found.push(node.textContent);
    if (node.shadowRoot) walk(node.shadowRoot);
    for (const child of node.children || []) walk(child);
  };
  walk(document.body);
  return found;
}"""

FOCUSED = """() => {
  let focused = document.activeElement;
  while (focused.shadowRoot && focused.shadowRoot.activeElement) focused = focused.shadowRoot.activeElement;
  return focused.tagName;
}"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Files, without a line on the terminal for each."""

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The built documentation on a port of its own."""
    out = tmp_path_factory.mktemp("documentation") / "site"
    assert build(out) == []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=out)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("lang", "words", "found"),
    [("zh", "置信度", "置信度"), ("zh", "一般公共预算", "一般公共预算"), ("en", "tolerance", "tolerance")],
)
def test_a_word_is_found(browser, address, lang, words, found):
    page = browser.new_page()
    window = Window(page, address)
    page.goto(f"{address}/{lang}/index.html")
    for _ in range(40):  # the key is heard once the scripts of the page have started
        page.keyboard.press("/")
        if page.evaluate(FOCUSED) == "INPUT":
            break
        page.wait_for_timeout(500)
    page.keyboard.type(words)
    page.wait_for_function(f"(word) => ({HITS})().some((hit) => hit.toLowerCase().includes(word))", arg=found)
    assert window.complaints == []
    page.close()
