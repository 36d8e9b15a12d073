"""Lists, tables, trees, keys, plots and the key of the service, each by itself."""

from playwright.sync_api import expect

from api.store.keys import add_key
from tests.browser.accessibility import violations
from tests.browser.conftest import serving
from tests.browser.modules import run, run_in_room

ROWS = """
  const rows = [...Array(given).keys()].map((number) => ({id: `f${number}`, number, name: `第${number}项`}));
  const columns = [
    {name: 'name', text: '项目', value: (row) => row.name, cell: (row) => row.name},
    {name: 'number', text: '数值', isNumber: true, value: (row) => row.number, cell: (row) => String(row.number)},
  ];
  window.picked = [];
  window.shown = new table.Table(room, {label: '指标', columns, rows, onpick: (row) => picked.push(row.id)});
"""


def test_a_table_of_thousands_draws_what_is_seen_and_goes_to_its_end(open_window):
    page = open_window()
    run_in_room(page, ["table"], ROWS, 3000)
    assert page.locator("tbody tr:not(.gap)").count() < 60
    page.get_by_role("grid").focus()
    page.keyboard.press("End")
    assert page.evaluate("() => picked") == ["f2999"]
    assert page.locator("tr[aria-selected=true]").inner_text().split() == ["第2999项", "2999"]
    selected = page.locator("tr[aria-selected=true]").get_attribute("id")
    assert page.get_by_role("grid").get_attribute("aria-activedescendant") == selected


def test_a_table_is_sorted_by_its_head_and_back_in_its_own_order(open_window):
    page = open_window()
    run_in_room(page, ["table"], ROWS, 30)
    first = page.locator("tbody tr:not(.gap)").first
    heads = []
    for _ in range(3):
        page.get_by_role("button", name="数值").click()
        heads.append((page.get_by_role("columnheader", name="数值").get_attribute("aria-sort"), first.inner_text()[:4]))
    assert [(order, text.split()[0]) for order, text in heads] == [
        ("descending", "第29项"), ("ascending", "第0项"), ("none", "第0项"),
    ]  # fmt: skip


def test_a_filter_that_leaves_nothing_says_so(open_window):
    page = open_window()
    run_in_room(page, ["table"], ROWS + "shown.filter((row) => row.number > 99);", 30)
    expect(page.get_by_text("没有符合条件的行")).to_be_visible()


def test_a_list_is_moved_through_with_the_arrows(open_window):
    page = open_window()
    body = """window.picked = [];
      const row = (item) => item.name;
      const shown = new list.List(room, {label: '队列', row, onpick: (item) => picked.push(item.name)});
      shown.show([...Array(given).keys()].map((number) => ({name: `第${number}项`})));"""
    run_in_room(page, ["list"], body, 5000)
    page.get_by_role("listbox").focus()
    for key in ("ArrowDown", "ArrowDown", "End", "ArrowUp"):
        page.keyboard.press(key)
    assert page.evaluate("() => picked") == ["第0项", "第1项", "第4999项", "第4998项"]
    assert page.locator("#room [aria-selected=true]").inner_text() == "第4998项"


def test_a_tree_opens_closes_and_is_walked_with_the_arrows(open_window):
    page = open_window()
    body = """window.picked = [];
      const shown = new tree.Tree(room, {label: '章节', onpick: (id) => picked.push(id)});
      shown.show([{id: 'a', parent: null, text: '一、概况'}, {id: 'b', parent: 'a', text: '（一）职责'},
        {id: 'c', parent: 'b', text: '1.主要职责'}, {id: 'd', parent: null, text: '二、收支'}]);"""
    run_in_room(page, ["tree"], body)
    page.get_by_role("treeitem", name="一、概况").first.focus()
    for key in ("ArrowRight", "ArrowRight", "Enter", "ArrowLeft", "ArrowLeft", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate("() => picked") == ["c", "d"]
    assert page.get_by_role("treeitem", name="（一）职责").get_attribute("aria-expanded") == "false"
    expect(page.get_by_text("1.主要职责")).to_be_hidden()


KEYS = """window.pressed = [];
  new keys.KeyMap([{keys: ['j'], text: '下一行', run: () => pressed.push('j')}]).listen();
  const field = document.createElement('input');
  field.setAttribute('aria-label', '筛选');
  room.append(field);
"""


def test_a_key_does_nothing_while_a_person_types_or_holds_another_one(open_window):
    page = open_window()
    run_in_room(page, ["keys"], KEYS)
    page.keyboard.press("j")
    for held in ("Control", "Alt", "Meta"):
        page.keyboard.press(f"{held}+j")
    page.get_by_label("筛选").press("j")
    page.evaluate("() => document.body.dispatchEvent("
                  "new KeyboardEvent('keydown', {key: 'j', isComposing: true, bubbles: true}))")  # fmt: skip
    assert page.evaluate("() => pressed") == ["j"]


def test_the_question_mark_shows_all_keys(open_window):
    page = open_window()
    run_in_room(page, ["keys"], KEYS)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="键盘操作").get_by_text("下一行")).to_be_visible()
    page.keyboard.press("j")
    assert page.evaluate("() => pressed") == []
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert page.evaluate("() => pressed") == ["j"]


PLOTS = """
  const points = [{label: '财政拨款收入', value: 80, printed: '80万元', id: 'f1'},
    {label: '其他收入', value: 20, printed: '20万元'}];
  window.picked = [];
  const pick = (id) => picked.push(id);
  room.append(
    plots.bars('构成', points, pick),
    plots.waterfall('增减', [{label: '上年', value: 100, printed: '100万元'},
      {label: '基本支出', value: -4, printed: '-4万元'},
      {label: '项目支出', value: 9, printed: '9万元'}, {label: '本年', value: 105, printed: '105万元'}]),
    plots.flows('收支', points, {label: '总计', printed: '100万元'}, points),
    plots.lines('历年', ['2022', '2023'], [{label: '支出', values: [1, 3], printed: ['1', '3']}]));
  await new Promise((done) => setTimeout(done, 100));
"""


def test_plots_are_drawn_picked_by_keys_and_told_as_tables(open_window):
    page = open_window()
    run_in_room(page, ["plots"], PLOTS)
    expect(page.locator("#room svg")).to_have_count(4)
    expect(page.locator("#room svg [d*=NaN], #room svg [x*=NaN], #room svg [width*=NaN]")).to_have_count(0)
    page.get_by_role("button", name="财政拨款收入 80万元").first.press("Enter")
    assert page.evaluate("() => picked") == ["f1"]
    page.get_by_text("数据表").first.click()
    told = page.locator("#room figure table").first.inner_text().split()
    assert told == ["财政拨款收入", "80万元", "其他收入", "20万元"]
    assert violations(page) == []


def test_a_narrow_plot_stays_within_its_width(open_window):
    page = open_window(width=360)
    run_in_room(page, ["plots"], "room.style.width = '320px';" + PLOTS)
    widths = "() => [...document.querySelectorAll('#room svg')].map((svg) => svg.getBoundingClientRect().width)"
    assert max(page.evaluate(widths)) <= 320


def test_a_key_is_asked_for_once_kept_for_the_window_and_sent(open_window, workers, tmp_path):
    with serving(tmp_path, workers, needs_keys=True, models=("none",)) as site:
        token = add_key(site.service.store, "", "default", ["extract"])
        page = open_window(url=site.url, may_complain=True)
        run(
            page,
            ["asking"],
            "window.answers = Promise.all([asking.askJson('/v1/rules'), asking.askJson('/v1/concepts')]);",
        )
        page.get_by_label("密钥", exact=True).fill(token)
        page.keyboard.press("Enter")
        assert page.evaluate("async () => (await answers).every((answer) => answer.length > 10)")
        assert page.evaluate("() => [sessionStorage.length, localStorage.length]") == [1, 0]
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_number_whose_unit_stands_elsewhere_has_it_in_brackets(open_window):
    quantities = [
        {"text": "307.82", "value": "3078200", "unit": "CNY"},
        {"text": "1,234,500", "value": "1234500", "unit": "CNY"},
        {"text": "307.82 万元", "value": "3078200", "unit": "CNY"},
        {"text": "0.00", "value": "0", "unit": "CNY"},
        {"text": "12", "value": "12", "unit": "人"},
    ]
    found = run(open_window(), ["record"], "return given.map(record.printed);", quantities)
    assert found == ["307.82（万元）", "1,234,500（元）", "307.82万元", "0.00", "12"]


def test_a_refusal_is_told_in_the_language_of_the_page(open_window):
    page = open_window(may_complain=True)
    body = "try { await asking.ask('/v1/documents/none'); } catch (error) { return [error.code, error.title]; }"
    assert run(page, ["asking"], body) == ["no_such_document", "没有这份文件"]


def test_language_and_colours_stay_as_they_were_chosen(open_window):
    page = open_window()
    page.get_by_role("button", name="English").click()
    page.get_by_label("Colours").select_option("dark")
    assert page.locator("html").get_attribute("lang") == "en"
    page.reload()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.get_by_label("Colours").input_value() == "dark"
