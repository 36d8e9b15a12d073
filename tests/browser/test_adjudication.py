"""Adjudication and progress in the browser: only what differs, two keys to choose and a third to edit."""

import pytest

from tests.browser.conftest import serving
from tests.browser.reviewed import add_text, decide_as, events_of, items_of


@pytest.fixture
def site(workers, tmp_path):
    with serving(tmp_path, workers, models=("none",)) as site:
        yield site


@pytest.fixture
def document(site):
    """A document of which two people see two rows differently, and one in the same way."""
    store = site.service.store
    document = add_text(store, double=1.0)
    items = items_of(store, document)
    decide_as(store, items["f1"], "accept", "ben")
    decide_as(store, items["f1"], "correct", "cai", changes={"stage": "final"})
    decide_as(store, items["f2"], "accept", "ben")
    decide_as(store, items["f2"], "accept", "cai")
    decide_as(store, items["q2"], "reject", "ben")
    decide_as(store, items["q2"], "accept", "cai")
    return document


@pytest.fixture
def adjudicate(open_window, document):
    assert document
    page = open_window(None)
    page.add_init_script("localStorage.setItem('mingxi.reviewer', 'dan')")
    page.goto("/review/adjudicate")
    page.wait_for_selector(".answers td")
    return page


def saved(page):
    page.get_by_text("已全部保存").wait_for()
    page.wait_for_timeout(100)


def go_to(page, name):
    page.locator("#conflicts [role=option]", has_text=name).click()
    page.wait_for_function("(name) => document.querySelector('#hand h2').textContent.includes(name)", arg=name)


def test_only_what_differs_is_shown(adjudicate):
    assert adjudicate.locator("#conflicts [role=option]").count() == 2
    go_to(adjudicate, "收入预算总额")
    table = adjudicate.locator(".answers")
    assert table.locator("tbody th").all_inner_texts() == ["阶段"]
    assert table.locator("tbody td").all_inner_texts() == ["预算", "预算", "决算"]


@pytest.mark.parametrize(("key", "stage", "state"), [("1", "budget", "accepted"), ("2", "final", "corrected")])
def test_a_key_chooses_an_answer(adjudicate, site, document, key, stage, state):
    go_to(adjudicate, "收入预算总额")
    adjudicate.keyboard.press(key)
    saved(adjudicate)
    fact = items_of(site.service.store, document)["f1"]
    assert (fact.state, fact.after["stage"]) == (state, stage)
    assert adjudicate.locator("#conflicts [role=option]").count() == 1


def test_an_answer_that_there_is_no_such_row_can_be_chosen(adjudicate, site, document):
    go_to(adjudicate, "全年另缴")
    assert "已否决" in adjudicate.locator(".answers").inner_text()
    adjudicate.keyboard.press("1")
    saved(adjudicate)
    assert items_of(site.service.store, document)["q2"].state == "rejected"


def test_a_third_key_edits_what_shall_hold(adjudicate, site, document):
    go_to(adjudicate, "收入预算总额")
    adjudicate.keyboard.press("3")
    adjudicate.locator("[data-field=year]").click()
    adjudicate.keyboard.type("2022")
    adjudicate.keyboard.press("Enter")
    adjudicate.locator(".field-was").wait_for()
    adjudicate.keyboard.press("Enter")
    saved(adjudicate)
    assert items_of(site.service.store, document)["f1"].after["year"] == 2022


def test_an_adjudication_is_undone(adjudicate, site, document):
    go_to(adjudicate, "收入预算总额")
    adjudicate.keyboard.press("2")
    saved(adjudicate)
    adjudicate.keyboard.press("u")
    adjudicate.get_by_text("已撤销上一个决定").wait_for()
    assert items_of(site.service.store, document)["f1"].state == "conflict"
    adjudicate.locator("#hand h2", has_text="收入预算总额").wait_for()
    assert [action for _, action, reviewer in events_of(site.service.store, document) if reviewer == "dan"] == [
        "resolve",
        "undo",
    ]


@pytest.mark.usefixtures("document")
def test_progress_is_drawn_and_told_in_tables(open_window):
    page = open_window("/review/progress")
    page.locator(".plot svg").first.wait_for()
    titles = page.locator("figcaption").all_inner_texts()
    assert [title.split("（")[0] for title in titles] == [
        "各类已审定",
        "审核结果",
        "速度",
        "两人一致程度",
        "自动部分的准确率，按置信度",
    ]
    assert page.locator("svg [d*=NaN], svg [cx*=NaN], svg [width*=NaN]").count() == 0
    assert page.locator(".tile b").first.inner_text().endswith("%")
    table = page.get_by_role("region", name="审核人")
    assert [row.split("\t")[0] for row in table.inner_text().splitlines()[1:]] == ["ben", "cai"]
    figure = page.locator("figure", has_text="各类已审定")
    figure.get_by_text("数据表").click()
    assert "1 / 3" in figure.locator("table").inner_text()
