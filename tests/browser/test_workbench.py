"""The workbench in the browser: one test for each of its states, and what a person does in them."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from api.pages.report import as_report
from api.pages.shell import assets
from extractor.pipeline import load
from tests.browser.accessibility import violations
from tests.browser.conftest import serving
from tests.comparing.datasets import write_dataset
from tests.service.stored import put_document

SAMPLE = assets()["sample.txt"].body.decode()
LATER = SAMPLE.replace("2024", "2025").replace("680.50", "702.30")
KEPT_FOR_JUDGING = "松山县文化馆"  # annotations.splitting has it in the part that is never reviewed
WRONG = "70.53%"  # of the sample: ten times what its own figures give


@pytest.fixture(scope="module")
def record():
    return load(model="none").extract(SAMPLE.encode(), name="示例预算.txt")


@pytest.fixture
def kept(site):
    """The sample as a document that the service keeps; its id."""
    return put_document(site.service.store, "default", SAMPLE, "示例预算.txt")


@pytest.fixture
def page(open_window, kept):
    """The sample, opened."""
    page = open_window(f"/#/documents/{kept}")
    page.locator(".record").wait_for()
    return page


def painted(page, name):
    """The texts that are painted under a name."""
    return page.evaluate(
        "(name) => [...(CSS.highlights.get(`mx-${name}`) ?? [])].map((range) => {"
        " const live = document.createRange(); live.setStart(range.startContainer, range.startOffset);"
        " live.setEnd(range.endContainer, range.endOffset); return live.toString(); })",
        name,
    )


# -- in


def test_an_empty_store_says_what_to_do_and_the_sample_opens(open_window, workers, tmp_path):
    with serving(tmp_path, workers, models=("none",)) as site:
        page = open_window(url=site.url)
        expect(page.get_by_text("还没有文件")).to_be_visible()
        assert violations(page) == []
        page.get_by_role("button", name="用示例试一试").click()
        page.locator(".record").wait_for()
        expect(page.get_by_role("heading", name="清溪县文化馆2024年部门预算公开说明")).to_be_visible()
        page.get_by_role("link", name="工作台").click()
        expect(page.get_by_role("link", name="清溪县文化馆2024年部门预算公开说明")).to_be_visible()


def test_a_file_that_is_dropped_is_extracted_and_opened(open_window):
    page = open_window()
    transfer = page.evaluate_handle(
        "(text) => { const given = new DataTransfer(); given.items.add(new File([text], '公开.txt')); return given; }",
        SAMPLE,
    )
    page.dispatch_event(".drop", "drop", {"dataTransfer": transfer})
    page.locator(".record").wait_for()
    expect(page.get_by_text("公开.txt")).to_be_visible()


def test_text_that_is_pasted_is_extracted(open_window):
    page = open_window()
    page.get_by_label("或粘贴一段文字").fill("2024年收入预算总额640万元，比上年增加40万元，增长6.67%。")
    page.get_by_role("button", name="提取明细").click()
    page.get_by_role("tab", name="增减变化").click()
    expect(page.get_by_role("row", name="收入预算总额")).to_be_visible()


def test_an_archive_becomes_a_job_that_tells_its_progress_and_what_it_refused(open_window, tmp_path):
    with zipfile.ZipFile(tmp_path / "公开.zip", "w") as archive:
        archive.writestr("甲.txt", "2024年收入预算总额640万元。")
        archive.writestr("坏.pdf", b"%PDF-1.7 nothing")
    page = open_window()
    page.set_input_files("#files", tmp_path / "公开.zip")
    page.get_by_text("完成 1 份，未能处理 1 份").wait_for()
    expect(page.locator(".refusals").get_by_text("坏.pdf").first).to_be_visible()
    expect(page.get_by_role("link", name="甲.txt").first).to_be_visible()


def test_a_file_that_is_refused_says_why_and_what_to_do(open_window, tmp_path):
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.7 nothing")
    page = open_window(may_complain=True)
    page.set_input_files("#files", tmp_path / "坏.pdf")
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert "坏.pdf" in alert.inner_text()
    expect(page.get_by_role("button", name="重试")).to_be_visible()


def test_a_service_that_does_not_answer_is_told_and_tried_again(open_window):
    page = open_window(may_complain=True)
    page.route("**/v1/extract?*", lambda route: route.abort())
    page.get_by_role("button", name="用示例试一试").click()
    page.get_by_text("服务没有回答").wait_for()
    page.unroute("**/v1/extract?*")
    page.get_by_role("button", name="重试").click()
    page.locator(".record").wait_for()


def test_while_a_document_is_extracted_it_says_so_and_can_be_left(open_window):
    page = open_window(may_complain=True)
    page.route("**/v1/extract?*", lambda _: None)  # never answered
    page.get_by_role("button", name="用示例试一试").click()
    expect(page.get_by_text("正在提取 示例预算.txt")).to_be_visible()
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_text("正在提取")).to_have_count(0)


def test_a_document_that_is_not_there_is_an_error_with_a_way_back(open_window):
    page = open_window("/#/documents/none", may_complain=True)
    page.get_by_role("alert").get_by_text("没有这份文件").wait_for()
    page.get_by_role("link", name="回到工作台").click()
    expect(page.get_by_text("最近的文件")).to_be_visible()


def test_a_document_is_deleted_once_that_was_meant(open_window, site):
    put_document(site.service.store, "default", SAMPLE, "要删的.txt")
    page = open_window()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="删除 要删的.txt").click()
    page.get_by_text("已删除 要删的.txt").wait_for()
    expect(page.get_by_role("button", name="删除 要删的.txt")).to_have_count(0)


def test_a_document_is_sent_to_the_review_where_it_is_first(open_window, site):
    page = open_window(f"/#/documents/{put_document(site.service.store, 'default', SAMPLE, '送审.txt')}")
    page.get_by_role("button", name="送审核").click()
    page.wait_for_url("**/review")
    page.get_by_label("姓名或代号").fill("审核员甲")
    page.get_by_role("button", name="确定").click()
    expect(page.locator("#document-about")).to_contain_text("送审.txt")


def test_a_document_that_is_kept_for_judging_is_not_sent(open_window, site):
    text = SAMPLE.replace("清溪县文化馆", KEPT_FOR_JUDGING)
    page = open_window(f"/#/documents/{put_document(site.service.store, 'default', text, '检验.txt')}")
    page.get_by_role("button", name="送审核").click()
    page.get_by_text("留作检验").wait_for()
    assert page.url.endswith("/overview")


# -- a document


def test_the_overview_says_what_does_not_hold_and_leads_to_its_sentence(page):
    page.get_by_role("button", name=f"错误 事业收入48.00万元÷收入预算总额680.50万元应为7.05%，文中为{WRONG}").click()
    assert painted(page, "current") == [WRONG]
    assert "48.00万元" in painted(page, "related")
    detail = page.get_by_role("region", name="详情")
    assert "若将事业收入占比70.53%改为7.05%" in detail.inner_text()
    assert page.get_by_role("treeitem", selected=True).inner_text() == "（一）收入预算情况"


def test_every_row_is_painted_where_the_record_says(page, record):
    shown = set(painted(page, "hue-1"))
    text = record.document.text
    assert {text[fact.quantity.start : fact.quantity.end] for fact in record.facts if fact.quantity} <= shown
    assert set(painted(page, "hue-4")) == {reason.text for reason in record.reasons}


def test_low_confidence_is_told_in_more_than_colour(open_window, site, record):
    unsure = [row for row in (*record.facts, *record.changes) if row.confidence < 0.8]
    text = SAMPLE if unsure else f"{SAMPLE}\n另有约3万元。"
    page = open_window(f"/#/documents/{put_document(site.service.store, 'default', text, 'a.txt')}/facts")
    page.get_by_label("只看待复核").check()
    rows = page.locator("tbody tr:not(.gap)")
    assert all("待复核" in each for each in rows.all_inner_texts())


def test_rows_are_filtered_and_sorted(page):
    page.get_by_role("tab", name="指标 22").click()
    page.get_by_label("筛选").fill("接待")
    expect(page.locator("tbody tr:not(.gap)")).to_have_count(1)
    page.get_by_label("筛选").fill("")
    page.get_by_role("button", name="原文数字").click()
    assert "680.50万元" in page.locator("tbody tr:not(.gap)").first.inner_text()


def test_a_click_on_a_figure_of_the_text_opens_its_row(page):
    box = page.evaluate(
        "() => { const [range] = [...CSS.highlights.get('mx-hue-4')]; const live = document.createRange();"
        " live.setStart(range.startContainer, range.startOffset); live.setEnd(range.endContainer, range.endOffset);"
        " return live.getClientRects()[0].toJSON(); }"
    )
    page.mouse.click(box["x"] + 20, box["y"] + 8)
    assert page.get_by_role("tab", name="原因").get_attribute("aria-selected") == "true"
    assert (
        page.get_by_role("region", name="详情").get_by_role("heading", level=3).inner_text()
        == "新增乡村文化礼堂运行项目"
    )


def test_a_link_to_a_row_restores_document_list_and_row(page, open_window, site):
    page.get_by_role("tab", name="增减变化").click()
    page.keyboard.press("j")
    page.keyboard.press("j")
    row = page.locator("tr[aria-selected=true]").inner_text()
    other = open_window(page.url.removeprefix(site.url))
    other.locator("tr[aria-selected=true]").wait_for()
    assert other.locator("tr[aria-selected=true]").inner_text() == row
    assert painted(other, "current") == painted(page, "current")


def test_a_link_to_a_row_that_is_not_there_says_so(open_window, kept):
    page = open_window(f"/#/documents/{kept}/facts/f999")
    page.get_by_text("这份文件没有编号为 f999 的明细").wait_for()


def test_everything_is_done_with_keys(page):
    page.keyboard.press("n")
    assert painted(page, "current") == [WRONG]
    page.keyboard.press("Escape")
    assert painted(page, "current") == []
    page.keyboard.press("]")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("/")
    page.keyboard.type("j人员")
    assert page.get_by_label("筛选").input_value() == "j人员"
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.tagName") != "BODY"


def test_headings_lead_to_their_place(page):
    page.get_by_role("treeitem", name="三、项目绩效情况").click()
    assert painted(page, "current") == ["三、项目绩效情况"]
    expect(page.get_by_text("三、项目绩效情况").last).to_be_visible()


def test_a_list_without_rows_says_so(open_window, site):
    id = put_document(site.service.store, "default", "2024年收入预算总额640万元。", "b.txt")
    page = open_window(f"/#/documents/{id}/projects")
    expect(page.get_by_text("文件中没有项目")).to_be_visible()


def test_charts_show_where_money_goes_and_lead_to_rows(page):
    names = page.locator("figcaption").all_inner_texts()
    assert [name.split("\n")[0].split("坐标")[0] for name in names][:2] == ["收入从哪来，支出到哪去", "比上年增减"]
    page.get_by_role("button", name="项目支出 +33.20万元").click()
    assert painted(page, "current") == ["33.20万元"]


def test_results_are_saved_in_every_format(page, record):
    saved = {}
    for name in ("Excel 工作簿", "CSV 表格（zip）", "JSON", "网页报告（单个文件）"):
        page.get_by_text("保存为").click()
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        saved[download.value.suggested_filename] = Path(download.value.path()).read_bytes()
    assert list(saved) == [f"示例预算.{suffix}" for suffix in ("xlsx", "zip", "json", "html")]
    assert "指标" in CalamineWorkbook.from_filelike(io.BytesIO(saved["示例预算.xlsx"])).sheet_names
    assert "facts.csv" in zipfile.ZipFile(io.BytesIO(saved["示例预算.zip"])).namelist()
    assert len(json.loads(saved["示例预算.json"])["facts"]) == len(record.facts)
    assert "清溪县文化馆" in saved["示例预算.html"].decode()


def test_the_report_works_from_a_disk_and_asks_nobody(open_window, record, tmp_path):
    path = tmp_path / "报告.html"
    path.write_text(as_report(record, "zh"), "utf-8")
    page = open_window(None, url=path.as_uri())
    page.goto(path.as_uri())
    page.locator(".record").wait_for()
    page.keyboard.press("n")
    assert painted(page, "current") == [WRONG]
    assert violations(page) == []
    page.goto(f"{path.as_uri()}#/facts/f1")
    page.reload()
    expect(page.locator("tr[aria-selected=true]")).to_contain_text("编制人数")


def test_a_person_who_prefers_marks_has_them(open_window, kept):
    page = open_window()
    page.evaluate("() => localStorage.setItem('mingxi.renderer', 'mark')")
    page.goto(f"/#/documents/{kept}")
    page.reload()
    page.locator(".record").wait_for()
    page.keyboard.press("n")
    assert page.locator(".text-room mark.mx-current").all_inner_texts() == [WRONG]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_document_is_accessible(open_window, kept, scheme):
    page = open_window(f"/#/documents/{kept}", color_scheme=scheme)
    page.locator(".record").wait_for()
    assert violations(page) == []
    page.keyboard.press("n")
    assert violations(page) == []


def test_a_narrow_window_shows_text_or_rows_and_nothing_beyond_its_edge(open_window, kept):
    page = open_window(f"/#/documents/{kept}", width=360, height=740)
    page.locator(".record").wait_for()
    expect(page.locator(".text-room")).to_be_hidden()
    page.get_by_role("button", name="正文").click()
    expect(page.locator(".text-room")).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    assert violations(page) == []


def test_it_speaks_english_on_request(open_window, kept):
    page = open_window()
    page.get_by_role("button", name="English").click()
    page.get_by_text("Recent documents").wait_for()
    page.goto(f"/#/documents/{kept}/facts")
    page.get_by_role("tab", name="Facts 22").wait_for()
    expect(page.get_by_role("columnheader", name="As printed")).to_be_visible()


def test_a_huge_document_is_shown_whole_and_goes_to_its_end(open_window, site):
    paragraph = "2024年第{n}办事处收入预算总额{n}.50万元，比上年增加{n}万元。📊其中：𠮷收入{n}万元。"
    text = "\n".join(paragraph.format(n=number) for number in range(1, 301))
    id = put_document(site.service.store, "default", text, "很长.txt")
    page = open_window(f"/#/documents/{id}/facts")
    page.locator("tbody tr:not(.gap)").first.wait_for()
    assert page.locator("tbody tr").count() < 80
    page.get_by_role("grid").focus()
    page.keyboard.press("End")
    shown = "".join(painted(page, "current"))
    assert "300" in shown
    expect(page.locator("[data-piece]")).to_have_count(300)


# -- several documents


@pytest.mark.usefixtures("kept")
def test_two_years_are_side_by_side_with_what_moved(open_window, site):
    later = put_document(site.service.store, "default", LATER, "下年.txt")
    page = open_window(f"/#/documents/{later}")
    page.get_by_role("button", name="与另一年对照").click()
    page.get_by_role("dialog").get_by_role("button", name="清溪县文化馆2024年部门预算公开说明").first.click()
    page.get_by_label("对照结果").select_option("moved")
    rows = [text.split("\t")[:4] for text in page.locator("tbody tr:not(.gap)").all_inner_texts()]
    assert ["收入预算总额", "680.50万元", "702.30万元", "+21.8万元"] in rows
    page.get_by_role("row", name="收入预算总额").first.click()
    assert violations(page) == []
    page.get_by_role("link", name="打开 2025").click()
    page.locator(".record").wait_for()
    assert painted(page, "current") == ["收入预算总额", "702.30万元"]


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    texts = [("甲.txt", SAMPLE), ("乙.txt", "柳溪县文化馆2021年部门预算公开\n2021年收入预算总额为913.26万元。\n")]
    return write_dataset(tmp_path_factory.mktemp("archive"), texts)


def test_an_archive_is_searched_and_its_documents_opened(open_window, workers, archive, tmp_path):
    with serving(tmp_path, workers, models=("none",), archive=str(archive)) as site:
        page = open_window("/#/archive", url=site.url)
        page.get_by_text("2 份文件，2 个单位").wait_for()
        assert violations(page) == []
        page.get_by_label("年度").fill("2024")
        page.get_by_role("button", name="查找").click()
        page.get_by_role("link", name="清溪县文化馆2024年部门预算公开说明").click()
        page.locator(".record").wait_for()
        page.keyboard.press("n")
        assert painted(page, "current") == [WRONG]


def test_without_an_archive_it_says_how_to_have_one(open_window):
    page = open_window("/#/archive", may_complain=True)
    page.get_by_role("alert").get_by_text("MINGXI_ARCHIVE").wait_for()
