"""The pictures of the review in docs/pictures: make pictures takes them anew, other runs only look at them."""

from pathlib import Path

import pytest
from sqlalchemy import select

from annotations.review.deciding import decide
from annotations.review.entering import add_document
from annotations.review.leasing import next_lease
from annotations.review.noting import Decision
from annotations.review.priorities import load_priorities
from annotations.review.tables import ReviewItem
from api.reviewing import entry_of, seen_item, shaped
from extractor.outputs import as_plain
from extractor.pipeline import load
from tests.browser.pictures import check_picture
from tests.browser.reviewed import PROJECT

EXAMPLES = Path(__file__).parents[2] / "examples"
REVIEWERS = ("审核员甲", "审核员乙", "审核员丙")
NOW = 1_795_000_000.0
WRONG = {"fact": {"stage": "final"}, "change": {"against": "last_year_execution"}, "reason": {"category": "reform"}}


@pytest.fixture(scope="module")
def reviewed(site):
    """Two documents, half of them reviewed by three people who see some rows differently."""
    for name in ("agency-final.html", "town-budget.txt"):
        record = as_plain(load().extract((EXAMPLES / name).read_bytes(), name=name), text=True, blocks=True)
        with site.service.store.write() as session:
            add_document(session, PROJECT, entry_of(record, record["document"]["text"], double=0.4))
    for number in range(110):
        review(site.service.store, number)
    return site


def review(store, number):
    """One decision of one of the reviewers, now and then another one than the last."""
    reviewer, now = REVIEWERS[number % 3], NOW + number * 9
    with store.write() as session:
        lease = next_lease(session, PROJECT, reviewer, load_priorities().policy, chance=number % 10 / 10, now=now)
        item = lease.items[0]
        changes = WRONG.get(item.kind, {}) if number % 6 == 0 else {}
        action = "correct" if changes else "reject" if number % 17 == 5 and item.kind != "gap" else "accept"
        version = seen_item(session, item, reviewer)["version"]
        decision = Decision(
            f"{number}", item.id, version, action, changes, alike=len(lease.items), lead_ms=2500 + number * 41 % 5000
        )
        decide(session, PROJECT, reviewer, decision, shaped, now=now)


def opened(open_window, path, waits, **options):
    page = open_window(None, **{"width": 1440, "height": 860, **options})
    page.add_init_script("localStorage.setItem('mingxi.reviewer', '审核员丁')")
    page.goto(path)
    page.locator(waits).first.wait_for()
    return page


def at_hand(open_window, site, **options):
    """A figure that is part of another one, and is in a check that does not hold where there is one."""
    with site.service.store.read() as session:
        facts = session.scalars(select(ReviewItem).where(ReviewItem.kind == "fact", ReviewItem.state == "pending"))
        parts = [item for item in facts if item.before["part_of"]]
    shown = max(parts, key=lambda item: (item.signals.get("violated", 0), -item.start))
    page = opened(open_window, f"/review#item={shown.id}", "#hand h2", **options)
    page.get_by_text("归您审核").wait_for()
    return page


TAKEN = {
    "review": at_hand,
    "review-dark": lambda opens, site: at_hand(opens, site, color_scheme="dark"),
    "review-narrow": lambda opens, _: opened(opens, "/review", "#hand h2", width=360, height=740),
    "review-adjudicate": lambda opens, _: opened(opens, "/review/adjudicate", ".answers td", height=620),
    "review-progress": lambda opens, _: opened(opens, "/review/progress", ".plot svg", width=1200, height=1180),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_picture_is_there_and_small(name, request):
    check_picture(name, request, TAKEN[name], "reviewed")
