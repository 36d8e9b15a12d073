"""The pictures of the pages in docs/pictures: make pictures takes them anew, other runs only look at them."""

import pytest

from api.store.documents import add_document
from api.work.tasks import keep
from extractor.pipeline import load
from tests.browser.pictures import check_picture
from tests.browser.test_workbench import LATER, SAMPLE


def start(open_window, _):
    return open_window()


def workbench(open_window, ids):
    page = open_window(f"/#/documents/{ids[0]}", width=1440, height=860)
    page.locator(".record").wait_for()
    page.keyboard.press("n")
    return page


def overview(open_window, ids):
    page = open_window(f"/#/documents/{ids[0]}", width=1440, height=1100)
    page.locator(".record").wait_for()
    return page


def dark(open_window, ids):
    page = open_window(f"/#/documents/{ids[0]}/facts/f12", width=1440, height=860, color_scheme="dark")
    page.locator(".record").wait_for()
    return page


def narrow(open_window, ids):
    page = open_window(f"/#/documents/{ids[0]}", width=360, height=740)
    page.locator(".record").wait_for()
    return page


def comparison(open_window, ids):
    page = open_window(f"/#/compare/{ids[0]}/{ids[1]}", width=1440, height=760)
    page.locator(".comparison").wait_for()
    page.get_by_role("row", name="收入预算总额").first.click()
    return page


TAKEN = {"workbench": workbench, "overview": overview, "workbench-dark": dark, "workbench-narrow": narrow,
         "workbench-start": start, "comparison": comparison}  # fmt: skip


@pytest.fixture(scope="module")
def ids(site):
    """Two documents of one organisation, the earlier one first."""
    found = []
    for name, text in (("2024年预算.txt", SAMPLE), ("2025年预算.txt", LATER)):
        record = load().extract(text.encode(), name=name)
        with site.service.store.write() as session:
            found.append(add_document(session, "default", keep(record, len(text.encode()))))
    return found


@pytest.mark.parametrize("name", TAKEN)
def test_a_picture_is_there_and_small(name, request):
    check_picture(name, request, TAKEN[name], "ids")
