"""Reviewing in the browser: every decision by keys, what is shown, and that nothing is lost; on the real store."""

from types import SimpleNamespace

import pytest

from tests.browser.conftest import serving
from tests.browser.reviewed import SUM, add_text, decide_as, events_of, free, items_of, take_as

SAVED = "已全部保存"


@pytest.fixture
def site(workers, tmp_path):
    """A service of its own for every test: what one decides must not be there for the next."""
    with serving(tmp_path, workers, models=("none",)) as site:
        yield site


@pytest.fixture
def store(site):
    return site.service.store


@pytest.fixture
def document(store):
    return add_text(store)


@pytest.fixture
def review(open_window):
    """Open the review as somebody, at an item if one is named, and wait until something is at hand."""

    def opens(item=None, *, name="ann", renderer=None, waits="#hand h2", **options):
        page = open_window(None, **options)
        page.add_init_script(f"localStorage.setItem('mingxi.reviewer', '{name}')")
        if renderer:
            page.add_init_script(f"localStorage.setItem('mingxi.renderer', '{renderer}')")
        page.goto(f"/review#item={item.id}" if item else "/review")
        page.wait_for_selector(waits)
        return page

    return opens


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def title(page):
    return page.locator("#hand h2").inner_text()


def saved(page):
    page.get_by_text(SAVED).wait_for()


def settle(page):
    """Wait until the item at hand is this reviewer's."""
    page.get_by_text("归您审核").wait_for()


def field(page, name):
    return page.locator(f"[data-field={name}]")


# -- deciding


def test_a_decision_is_kept_at_once_and_the_next_item_comes(review, store, document):
    page = review()
    first = title(page)
    press(page, "a")
    page.wait_for_function("(was) => document.querySelector('#hand h2').textContent !== was", arg=first)
    saved(page)
    [(_, action, reviewer)] = events_of(store, document)
    assert (action, reviewer) == ("accept", "ann")


def test_the_whole_queue_is_decided_by_keys_and_its_end_is_told(review, store, document):
    page = review()
    for _ in range(len(items_of(store, document))):
        if page.locator("#state h2").is_visible():
            break
        press(page, "a")
        page.wait_for_timeout(150)
        saved(page)
    page.get_by_role("heading", name="没有待审的条目").wait_for()
    assert {item.state for item in items_of(store, document).values()} == {"accepted"}


def test_what_should_not_be_there_is_rejected_and_struck_out(review, store, document):
    ratio = items_of(store, document)["q2"]
    page = review(ratio)
    settle(page)
    press(page, "r")
    saved(page)
    assert items_of(store, document)["q2"].state == "rejected"
    assert page.evaluate("() => CSS.highlights.get('mx-rejected').size") == 1
    assert "已否决" in page.get_by_role("listbox", name="条目").inner_text()


def test_a_field_is_corrected_by_its_number(review, store, document):
    page = review(items_of(store, document)["f1"])
    settle(page)
    press(page, "3")
    page.keyboard.type("2023")
    press(page, "Enter")
    assert "2024" in page.locator(".field-was").inner_text()
    press(page, "Enter")
    saved(page)
    fact = items_of(store, document)["f1"]
    assert (fact.state, fact.after["year"]) == ("corrected", 2023)


@pytest.mark.parametrize(("typed", "value"), [("641万元", "6410000"), ("6400001", "6400001"), ("0.5亿元", "50000000")])
def test_an_amount_is_typed_as_documents_print_it_or_in_yuan(review, store, document, typed, value):
    page = review(items_of(store, document)["f1"])
    settle(page)
    press(page, "2")
    page.keyboard.type(typed)
    press(page, "Enter")
    page.locator(".field-was").wait_for()
    press(page, "Enter")
    saved(page)
    assert items_of(store, document)["f1"].after["quantity"]["value"] == value


def test_a_value_that_cannot_be_is_refused_on_the_spot(review, store, document):
    page = review(items_of(store, document)["f1"])
    press(page, "3")
    page.keyboard.type("二〇")
    press(page, "Enter")
    page.get_by_text("看不懂所输入的值").wait_for()
    assert items_of(store, document)["f1"].version == 0


def test_undo_takes_back_the_last_decision_also_after_a_reload_and_can_be_undone(review, store, document):
    page = review(items_of(store, document)["f1"])
    settle(page)
    press(page, "r")
    saved(page)
    page.reload()
    page.wait_for_selector("#hand h2")
    press(page, "u")
    page.get_by_text("已撤销上一个决定").wait_for()
    assert title(page) == "收入预算总额"
    assert items_of(store, document)["f1"].state == "pending"
    press(page, "U")
    page.get_by_text("已恢复").wait_for()
    assert items_of(store, document)["f1"].state == "rejected"


def test_skipping_and_commenting_leave_a_row_open_and_the_comment_is_there(review, store, document):
    page = review(items_of(store, document)["f1"])
    settle(page)
    press(page, "c")
    page.get_by_label("写给其他审核人").fill("单位是否为万元？")
    press(page, "Control+Enter")
    page.locator(".comment", has_text="单位是否为万元").wait_for()
    press(page, "s")
    saved(page)
    assert [action for _, action, _ in events_of(store, document)] == ["comment", "skip"]
    assert items_of(store, document)["f1"].state == "pending"


# -- places


@pytest.mark.parametrize("renderer", ["highlight", "mark"])
def test_the_ends_of_a_stretch_are_moved_by_keys_behind_characters_of_two_units(review, store, document, renderer):
    page = review(items_of(store, document)["f1"], renderer=renderer)
    settle(page)
    press(page, "]", "]", "{", "Enter")
    saved(page)
    item = items_of(store, document)["f1"].after["item"]
    assert item["text"] == SUM[item["start"] : item["end"]] == "预算总"


def test_a_figure_is_read_anew_where_its_ends_have_moved(review, store, document):
    page = review(items_of(store, document)["f1"])
    settle(page)
    press(page, "x", "]")
    page.get_by_text("40万元", exact=True).first.wait_for()
    press(page, "Enter")
    saved(page)
    quantity = items_of(store, document)["f1"].after["quantity"]
    assert (quantity["value"], quantity["text"]) == ("400000", "40万元")


def edge(page, which):
    box = page.locator(f".handle.{which}").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_ends_of_a_stretch_are_dragged_with_the_mouse(review, store, document):
    page = review(items_of(store, document)["f2"])
    settle(page)
    x, y = edge(page, "start")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 32, y, steps=6)
    page.mouse.up()
    press(page, "Enter")
    saved(page)
    item = items_of(store, document)["f2"].after["item"]
    assert item["text"] == SUM[item["start"] : item["end"]] == "拨款收入"


def select(page, text):
    """Select some text with the mouse."""
    rects = page.evaluate(
        """(text) => {
          const room = document.querySelector('#text-room');
          const walker = document.createTreeWalker(room, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(text);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(node, at); range.setEnd(node, at + text.length);
            const found = range.getClientRects(), first = found[0], last = found[found.length - 1];
            return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
          }
        }""",
        text,
    )
    page.mouse.move(rects[0], rects[1])
    page.mouse.down()
    page.mouse.move(rects[2], rects[3], steps=5)
    page.mouse.up()
    page.get_by_role("group", name="已选中").wait_for()


def test_a_field_is_set_to_what_is_selected(review, store, document):
    page = review(items_of(store, document)["f2"])
    settle(page)
    select(page, "其中：财政拨款")
    page.get_by_role("button", name="设为项目", exact=True).click()
    press(page, "Enter")
    saved(page)
    assert items_of(store, document)["f2"].after["item"]["text"] == "其中：财政拨款"


# -- links


def test_a_row_is_linked_to_another_one_from_a_list_that_narrows(review, store, document):
    page = review(items_of(store, document)["c1"])
    settle(page)
    assert page.locator(".arcs g").count() == 1
    press(page, "l")
    page.get_by_role("combobox", name="筛选").fill("财政 600")
    press(page, "Enter")
    page.get_by_role("dialog").wait_for(state="detached")
    press(page, "Enter")
    saved(page)
    assert items_of(store, document)["c1"].after["fact"] == "f2"


def test_a_row_is_linked_to_the_next_one_by_a_key(review, store, document):
    page = review(items_of(store, document)["c1"])
    settle(page)
    press(page, ">", ">", "<", "Enter")
    saved(page)
    assert items_of(store, document)["c1"].after["fact"] == "f2"
    assert ("c1", "relink", "ann") in events_of(store, document)


def test_a_reason_is_linked_to_several_rows(review, store, document):
    page = review(items_of(store, document)["r1"])
    settle(page)
    press(page, "l")
    field = page.get_by_role("combobox", name="筛选")
    field.fill("拨款")
    press(page, "Enter", "Shift+Enter", "Enter")
    saved(page)
    assert items_of(store, document)["r1"].after["explains"] == ["c1", "f2"]


# -- rows that were missed


def test_a_row_is_added_to_a_stretch_that_no_row_uses(review, store):
    document = add_text(store, "📊2024年收入预算总额640万元。\n本年接收安置𠮷林退役士兵216人，信访事项按期办结率100%。")
    page = review(items_of(store, document)["gap"])
    settle(page)
    press(page, "m")
    page.get_by_text("补充遗漏的一行").wait_for()
    press(page, "Enter")
    saved(page)
    [row] = [item.after for name, item in items_of(store, document).items() if name.startswith("a")]
    assert (row["quantity"]["value"], row["item"]["text"], row["year"]) == ("216", "本年接收安置𠮷林退役士兵", 2024)


def test_a_row_is_added_where_something_is_selected_and_its_kind_is_chosen(review, store, document):
    page = review(items_of(store, document)["f1"])
    settle(page)
    select(page, "预算总额640万元")
    press(page, "m")
    page.get_by_role("button", name="指标", exact=False).first.wait_for()
    press(page, "Shift+Digit4")
    press(page, "Enter")
    page.get_by_text("已补充一行").wait_for()
    added = items_of(store, document)["a1"]
    assert (added.kind, added.after["text"], added.state) == ("reason", "预算总额640万元", "added")
    assert items_of(store, document)["f1"].state == "pending"
    assert title(page) == "收入预算总额"


# -- what is shown


def test_a_long_document_is_reviewed_from_its_beginning_to_its_end(review, store):
    lines = [f"第{number}街道办事处𠮷收入预算总额{number}.{number % 89:02}万元📊。" for number in range(1, 401)]
    document = add_text(store, "2024年部门预算\n" + "本办事处按规定履行职责。\n".join(lines))
    page = review()
    page.locator("#items").focus()
    press(page, "End")
    page.get_by_text("400 / 400", exact=True).wait_for()
    settle(page)
    assert page.locator("#items [role=option]").count() < 80
    press(page, "]", "a")
    saved(page)
    last = max(items_of(store, document).values(), key=lambda item: item.start)
    assert (last.state, last.after["item"]["text"]) == ("corrected", "400街道办事处𠮷收入")


def test_checks_that_do_not_hold_are_told_beside_the_row(review, store, document):
    page = review(items_of(store, document)["q1"])
    checks = page.locator(".checks")
    assert "应为93.75%，文中为90.75%" in checks.inner_text()
    assert page.locator(".signal").all_inner_texts()


@pytest.fixture
def no_control(monkeypatch):
    """No row is drawn at random, which would stand alone."""
    monkeypatch.setattr("api.routes.review_queue.random", SimpleNamespace(random=lambda: 1.0))


@pytest.mark.usefixtures("no_control")
def test_rows_that_are_alike_are_settled_together_and_how_many_is_shown(review, store):
    texts = [
        f"{place}街道办事处\n2024年收入预算总额{amount}万元。"
        for place, amount in (("甲", 640), ("乙", 650), ("丙", 660))
    ]
    documents = [add_text(store, text, name=f"{number}.txt") for number, text in enumerate(texts)]
    page = review()
    page.get_by_text("同类条目 3 条").wait_for()
    press(page, "a")
    saved(page)
    assert [items_of(store, each)["f1"].state for each in documents] == ["accepted"] * 3


@pytest.mark.usefixtures("no_control")
def test_only_the_row_at_hand_is_settled_where_a_person_says_so(review, store):
    texts = [f"{place}街道办事处\n2024年收入预算总额{amount}万元。" for place, amount in (("甲", 640), ("乙", 650))]
    documents = [add_text(store, text, name=f"{number}.txt") for number, text in enumerate(texts)]
    page = review()
    page.get_by_text("同类条目 2 条").wait_for()
    press(page, "o", "a")
    saved(page)
    assert sorted(items_of(store, each)["f1"].state for each in documents) == ["accepted", "pending"]


def test_who_has_an_item_is_shown_and_it_cannot_be_decided(review, store, document):
    fact = items_of(store, document)["f1"]
    take_as(store, fact, "ben")
    page = review(fact, may_complain=True)
    page.get_by_text("ben 正在审核这一条").wait_for()
    assert page.get_by_role("button", name="采纳").is_disabled()
    press(page, "a")
    assert items_of(store, document)["f1"].state == "pending"
    press(page, "j")
    settle(page)


def test_the_list_and_the_item_say_what_the_colours_say(review, store, document):
    page = review(items_of(store, document)["q1"])
    option = page.locator("#items [aria-selected=true]")
    assert [word in option.inner_text() for word in ("占比和完成率", "财政拨款收入", "%", "待审")] == [True] * 4
    spoken = page.locator("#spoken").inner_text()
    assert [word in spoken for word in ("占比和完成率", "财政拨款收入", "置信度", "待审")] == [True] * 4
    assert "收入预算总额" in field(page, "of").inner_text()


def test_headings_lead_to_their_place_and_follow_the_item(review, store, document):
    page = review(items_of(store, document)["f3"])
    assert "其他" in page.locator("#tree [aria-selected=true] .tree-text").first.inner_text()


@pytest.mark.usefixtures("document")
def test_the_guidelines_are_there_with_their_version(review):
    page = review()
    press(page, "g")
    page.get_by_role("dialog", name="标注指南").get_by_role("heading").first.wait_for()
    assert page.locator(".guidelines").inner_text().strip()


# -- nothing is lost


def test_an_item_that_has_changed_is_shown_anew_and_the_decision_is_still_there(review, store, document):
    fact = items_of(store, document)["f1"]
    page = review(fact, may_complain=True)
    settle(page)
    free(store, fact)
    decide_as(store, fact, "correct", changes={"stage": "final"})
    press(page, "3")
    page.keyboard.type("2023")
    press(page, "Enter", "Enter")
    page.get_by_text("条目已有变化", exact=True).wait_for()
    assert "决算" in field(page, "stage").inner_text()
    assert "2023" in field(page, "year").inner_text()
    page.get_by_role("button", name="按现在的内容再次提交").click()
    saved(page)
    page.wait_for_function("() => !document.querySelector('.conflict')")
    found = items_of(store, document)["f1"].after
    assert (found["stage"], found["year"]) == ("final", 2023)


def test_without_a_connection_decisions_wait_are_counted_and_survive_a_reload(review, store, document):
    page = review(items_of(store, document)["f1"], may_complain=True)
    settle(page)
    page.context.set_offline(True)
    press(page, "a")
    page.get_by_text("未保存 1").wait_for()
    page.wait_for_function("() => document.querySelector('#hand h2').textContent !== '收入预算总额'")
    assert events_of(store, document) == []
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto("/review")
    page.wait_for_selector("#hand h2")
    saved(page)
    assert events_of(store, document) == [("f1", "accept", "ann")]


def test_an_answer_that_is_lost_on_its_way_leads_to_one_decision(review, store, document):
    page = review(items_of(store, document)["f1"], may_complain=True)
    settle(page)
    lost = []

    def lose(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        return route.abort()

    page.route("**/v1/review/decisions", lose)
    press(page, "a")
    page.get_by_text("未保存 1").wait_for()
    saved(page)
    assert events_of(store, document) == [("f1", "accept", "ann")]


def test_what_was_changed_and_not_submitted_is_there_after_a_reload(review, store, document):
    page = review(items_of(store, document)["f1"])
    settle(page)
    press(page, "]")
    page.reload()
    page.locator(".field-was").wait_for()
    press(page, "Escape")
    assert page.locator(".field-was").count() == 0


# -- keys


def test_keys_do_nothing_while_chinese_is_composed_or_another_key_is_held(review, store, document):
    page = review(items_of(store, document)["f1"])
    settle(page)
    compose = (
        "(key) => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, isComposing: true, bubbles: true}))"
    )
    for key in ("a", "r", "s", "]"):
        page.evaluate(compose, key)
    press(page, "Control+a", "Alt+r")
    assert (title(page), events_of(store, document)) == ("收入预算总额", [])
    assert page.locator(".field-was").count() == 0


def test_keys_are_shown_changed_and_kept(review, store, document):
    page = review(items_of(store, document)["f1"])
    press(page, "?")
    box = page.get_by_role("dialog", name="键盘操作")
    change = box.get_by_role("button", name="改键：否决：不应有此行")
    change.click()
    press(page, "a")
    box.get_by_text("此键已用于").wait_for()
    box.get_by_role("button", name="改键：否决：不应有此行").click()
    press(page, "d")
    press(page, "Escape")
    page.reload()
    page.get_by_role("button", name="否决").locator("kbd", has_text="d").wait_for()
    settle(page)
    press(page, "d")
    saved(page)
    assert events_of(store, document) == [("f1", "reject", "ann")]


def test_without_keys_of_the_service_a_person_says_who_reviews(open_window, store, document):
    page = open_window("/review")
    page.get_by_label("姓名或代号").fill("林审核")
    press(page, "Enter")
    page.wait_for_selector("#hand h2")
    press(page, "a")
    saved(page)
    assert {reviewer for _, _, reviewer in events_of(store, document)} == {"林审核"}
