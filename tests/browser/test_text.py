"""The text of a document in the browser: positions are code points, whichever way spans are painted."""

import pytest

from tests.browser.modules import run, run_in_room

TEXT = "预算📊总额\n𠮷林街办支出𠮷元100万元，\n\n科目\t金额\t备注\n基本支出\t12.5\t\n项目支出\t\t𠮷\n结束"
CELLS = [
    {"kind": "cell", "table": "t1", "row": row, "column": column}
    for row in range(3)
    for column in range(3)
]  # fmt: skip
RENDERERS = ("highlight", "mark")


def cell_blocks():
    """A block for each cell of the table in TEXT."""
    start, blocks, cells = 0, [], iter(CELLS)
    for line in TEXT.split("\n"):
        at = start
        for part in line.split("\t"):
            if "\t" in line:
                blocks.append({**next(cells), "start": at, "end": at + len(part)})
            at += len(part) + 1
        start += len(line) + 1
    return blocks


@pytest.fixture(params=RENDERERS)
def page(request, open_window):
    page = open_window()
    page.evaluate("(name) => localStorage.setItem('mingxi.renderer', name)", request.param)
    return page


DRAWN = "const view = new text.TextView(room, given.text, {blocks: given.blocks});"


def test_every_span_is_the_slice_that_python_takes(page):
    spans = [(start, end) for start in range(len(TEXT)) for end in range(start + 1, min(len(TEXT), start + 9) + 1)]
    body = f"{DRAWN} return given.spans.map(([start, end]) => view.textOf(start, end));"
    found = run_in_room(page, ["text"], body, {"text": TEXT, "blocks": cell_blocks(), "spans": spans})
    assert found == [TEXT[start:end] for start, end in spans]


def test_a_place_in_the_page_and_its_position_are_each_others_reverse(page):
    body = f"""{DRAWN}
      view.paint(given.spans.map(([start, end], id) => ({{id, start, end, hue: 1 + id % 8, low: id % 3 == 0}})));
      return [...Array(view.length + 1).keys()].map((position) => {{
        const {{node, offset}} = view.pieces.place(position);
        return view.pieces.position(node, offset);
      }});"""
    spans = [(0, 5), (2, 4), (6, 20), (8, 9), (15, 40)]
    found = run_in_room(page, ["text"], body, {"text": TEXT, "blocks": cell_blocks(), "spans": spans})
    assert found == list(range(len(TEXT) + 1))


def test_what_is_selected_with_the_mouse_is_a_span_of_code_points(page):
    body = f"{DRAWN} window.view = view; window.picked = []; view.root.addEventListener('x', () => 0);"
    run_in_room(page, ["text"], body, {"text": TEXT, "blocks": cell_blocks()})
    start = TEXT.index("100万元")
    box = page.evaluate(
        "([start, end]) => { const [first] = view.rects(start, end);"
        " return {left: first.left, right: first.right, y: first.top + first.height / 2}; }",
        [start, start + 5],
    )
    page.mouse.move(box["left"] + 1, box["y"])
    page.mouse.down()
    page.mouse.move(box["right"] - 1, box["y"], steps=4)
    page.mouse.up()
    assert page.evaluate("() => view.selection()") == {"start": start, "end": start + 5}


def test_a_click_finds_the_spans_below_it_the_shortest_first(page):
    body = f"""{DRAWN} window.view = view; window.picked = null;
      view.paint(given.spans.map(([start, end], id) => ({{id, start, end, hue: 1}})));
      room.addEventListener('click', (event) => {{
        window.picked = view.spansAt(view.positionAt(event.clientX, event.clientY)).map((span) => span.id);
      }});"""
    start = TEXT.index("支出𠮷元")
    spans = [(0, 3), (start - 3, start + 9), (start, start + 2)]
    run_in_room(page, ["text"], body, {"text": TEXT, "blocks": cell_blocks(), "spans": spans})
    box = page.evaluate("([start, end]) => view.rects(start, end)[0].toJSON()", [start + 1, start + 2])
    page.mouse.click(box["x"] + box["width"] * 0.7, box["y"] + box["height"] / 2)
    assert page.evaluate("() => picked") == [2, 1]


def test_cells_are_a_table_with_its_merged_cells(page):
    blocks = cell_blocks()
    blocks[0] |= {"column_span": 2}
    body = f"{DRAWN} return [...room.querySelectorAll('tr')].map((row) => [...row.cells].map((cell) => cell.colSpan));"
    assert run_in_room(page, ["text"], body, {"text": TEXT, "blocks": blocks}) == [[2, 1, 1], [1, 1, 1], [1, 1, 1]]


def test_a_span_far_below_is_brought_into_the_window(page):
    body = """const view = new text.TextView(room, given.text, {});
      view.show(given.at, given.at + 3);
      const [box] = view.rects(given.at, given.at + 3), frame = room.getBoundingClientRect();
      return box.top >= frame.top && box.bottom <= frame.bottom;"""
    text = "\n".join(f"第{number}段，收入{number}万元。" for number in range(2000))
    assert run_in_room(page, ["text"], body, {"text": text, "at": text.index("收入1500万元")})


def test_painting_twice_leaves_nothing_of_the_first_time(page):
    body = f"""{DRAWN}
      view.paint([{{id: 1, start: 0, end: 4, hue: 1}}]);
      view.mark([{{start: 0, end: 2}}]);
      view.paint([]);
      view.mark([]);
      const left = [...(CSS.highlights ?? new Map()).values()].reduce((all, each) => all + each.size, 0);
      return [left, room.querySelectorAll('mark').length, room.querySelectorAll('[data-piece]').length];"""
    found = run_in_room(page, ["text"], body, {"text": TEXT, "blocks": cell_blocks()})
    assert found == [0, 0, 5 - 1 + 9]


def test_arcs_join_a_span_with_others_and_go_with_it(page):
    body = f"""{DRAWN}
      view.link([{{from: {{start: 0, end: 2}}, to: {{start: 8, end: 10}}, label: '说明'}}]);
      const drawn = room.querySelectorAll('.arcs g').length;
      view.link([]);
      return [drawn, room.querySelectorAll('.arcs g').length];"""
    assert run_in_room(page, ["text"], body, {"text": TEXT, "blocks": cell_blocks()}) == [1, 0]


def test_units_and_points_are_each_others_reverse(open_window):
    texts = ["", "a", "𠮷", "a𠮷", "𠮷𠮷b", "📊\n📊"]
    body = """return given.map((text) => [...Array(codepoints.pointsIn(text) + 1).keys()].map(
      (at) => codepoints.toPoints(text, codepoints.toUnits(text, at))));"""
    assert run(open_window(), ["codepoints"], body, texts) == [list(range(len(text) + 1)) for text in texts]
