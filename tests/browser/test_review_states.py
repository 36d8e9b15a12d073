"""The review's pages in every state that they can be in: usable by everybody, narrow and dark."""

import pytest

from api.store.keys import add_key
from tests.browser.accessibility import violations
from tests.browser.conftest import serving
from tests.browser.reviewed import add_text, decide_as, free, items_of, take_as


@pytest.fixture(scope="module")
def site(workers, tmp_path_factory):
    """A service whose documents no test changes for good."""
    with serving(tmp_path_factory.mktemp("data"), workers, models=("none",)) as site:
        document = add_text(site.service.store, double=1.0)
        for name, action, other in (("f2", "correct", {"changes": {"stage": "final"}}), ("q2", "reject", {})):
            item = items_of(site.service.store, document)[name]
            decide_as(site.service.store, item, "accept", "ben")
            decide_as(site.service.store, item, action, "cai", **other)
        site.document = document
        yield site


@pytest.fixture(scope="module")
def empty(workers, tmp_path_factory):
    """A service without documents."""
    with serving(tmp_path_factory.mktemp("data"), workers, models=("none",)) as site:
        yield site


@pytest.fixture
def opens(open_window):
    """Open a page as a reviewer and wait for something on it."""

    def opens(path, waits, *, name="ann", **options):
        page = open_window(None, **options)
        page.add_init_script(f"localStorage.setItem('mingxi.reviewer', '{name}')")
        page.goto(path)
        page.locator(waits).first.wait_for()
        return page

    return opens


def item(site, name):
    return items_of(site.service.store, site.document)[name]


STATES = {
    "an item": ("f1", []),
    "a field that is edited": ("f1", ["4"]),
    "a row that was changed": ("f1", ["]"]),
    "a row that is added": ("f1", ["m"]),
    "a stretch without rows": ("f3", []),
    "rows to link to": ("c1", ["l"]),
    "several rows to link to": ("r1", ["l"]),
    "the keys": ("f1", ["?"]),
    "the guidelines": ("f1", ["g"]),
    "a comment": ("f1", ["c"]),
}


@pytest.mark.parametrize(("name", "keys"), STATES.values(), ids=STATES)
def test_everybody_can_use_the_review_with(site, opens, name, keys):
    page = opens(f"/review#item={item(site, name).id}", "#hand h2")
    page.get_by_text("归您审核").wait_for()
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_timeout(150)
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("path", "waits"),
    [("/review", "#hand h2"), ("/review/progress", ".plot svg"), ("/review/adjudicate", ".answers td")],
)
@pytest.mark.parametrize("width", [1440, 360])
def test_everybody_can_use_each_page_light_and_dark_wide_and_narrow(opens, path, waits, scheme, width):
    page = opens(path, waits, width=width, height=740, color_scheme=scheme)
    assert violations(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_in_english_as_well(opens, site):
    page = opens("/review", "#hand h2")
    page.context.add_cookies([{"name": "mingxi_lang", "value": "en", "url": site.url}])
    for path, waits in (
        ("/review", "Accept"),
        ("/review/progress", "settled"),
        ("/review/adjudicate", "Take that of ben"),
    ):
        page.goto(path)
        page.get_by_text(waits, exact=False).first.wait_for()
        assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/review", "没有待审的条目"),
        ("/review/progress", "还没有待审的文件"),
        ("/review/adjudicate", "没有待裁决的条目"),
    ],
)
def test_where_nothing_is_it_is_told_what_to_do(empty, opens, path, told):
    page = opens(path, ".notice.empty", url=empty.url)
    assert told in page.locator("main").inner_text()
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/review", "/review/progress", "/review/adjudicate"])
@pytest.mark.usefixtures("site")
def test_a_service_that_does_not_answer_is_told_of_and_asked_again(open_window, path):
    page = open_window(None, may_complain=True)
    page.add_init_script("localStorage.setItem('mingxi.reviewer', 'ann')")
    page.route("**/v1/review/**", lambda route: route.abort())
    page.goto(path)
    page.get_by_role("heading", name="服务没有回答").wait_for()
    assert violations(page) == []
    page.unroute("**/v1/review/**")
    page.get_by_role("button", name="重试").click()
    page.locator("#hand h2, .plot svg").first.wait_for()


@pytest.mark.usefixtures("site")
def test_while_an_answer_is_awaited_it_is_told_so(open_window):
    page = open_window(None)
    page.add_init_script("localStorage.setItem('mingxi.reviewer', 'ann')")
    held = []

    def hold(route):
        held.append(route)

    page.route("**/v1/review/progress", hold)
    page.goto("/review")
    page.get_by_role("status").get_by_text("正在取下一条").wait_for()
    assert violations(page) == []
    held[0].continue_()
    page.wait_for_selector("#hand h2")


def test_an_item_that_another_one_has_and_a_refused_decision_are_usable_as_well(opens, site):
    store = site.service.store
    free(store, item(site, "c1"))
    take_as(store, item(site, "c1"), "ben")
    page = opens(f"/review#item={item(site, 'c1').id}", ".owned", may_complain=True)
    assert violations(page) == []


def test_who_reviews_is_the_name_of_the_key(open_window, workers, tmp_path):
    with serving(tmp_path, workers, needs_keys=True, models=("none",)) as site:
        document = add_text(site.service.store)
        token = add_key(site.service.store, "ben", "default", ["review"])
        page = open_window("/review", url=site.url, may_complain=True)
        page.get_by_label("密钥", exact=True).fill(token)
        page.keyboard.press("Enter")
        page.wait_for_selector("#hand h2")
        assert page.locator("#reviewer").inner_text() == "ben"
        page.keyboard.press("a")
        page.get_by_text("已全部保存").wait_for()
        page.wait_for_timeout(200)
        assert any(each.state == "accepted" for each in items_of(site.service.store, document).values())
