"""Deciding rows: what a decision does, what it must not do, and what it survives; on both databases."""

import threading
import time
from dataclasses import replace
from urllib.parse import quote

import pytest
from sqlalchemy import event, select

from annotations.review import corrected
from annotations.review.deciding import decide, undo
from annotations.review.entering import Entry, add_document
from annotations.review.errors import ReviewRefused
from annotations.review.leasing import leases_of, next_lease, release_lease, renew_lease, take_item
from annotations.review.noting import Decision, events_of, state_of
from annotations.review.pointing import point_at
from annotations.review.priorities import load_priorities
from annotations.review.settling import settled
from annotations.review.statistics import agreements, automatic, paces, progress
from annotations.review.tables import ReviewAnswer, ReviewEvent, ReviewItem
from api.reviewing import conflicts, entry_of, seen_item, shaped
from extractor.outputs import as_plain
from extractor.pipeline import load
from tests.service.stored import put_reviewed

POLICY = load_priorities().policy
NEVER = 1.0  # a chance at which no control item is drawn
TEXT = (
    "2024年收入预算总额640万元，比上年增加40万元，增长6.67%，主要原因是新增档案数字化项目。"
    "其中：财政拨款收入600万元，占收入预算总额的93.75%。\n全年另缴2.35亿元。人均51.16元，已办结37.5%。"
)
LIKE = "{body}2024年收入预算总额{amount}万元。"


def record_of(text, name="a.txt"):
    return as_plain(load(model="none").extract(text.encode(), name=name))


def add(store, text=TEXT, *, project="p", double=0.0, name="a.txt"):
    with store.write() as session:
        return add_document(session, project, entry_of(record_of(text, name), text, double=double))[0]


def items(store, project="p"):
    with store.read() as session:
        query = select(ReviewItem).where(ReviewItem.project == project).order_by(ReviewItem.id)
        return {item.row or item.kind: item for item in session.scalars(query)}


def take(store, decision, reviewer="ann", project="p", **given):
    with store.write() as session:
        return decide(session, project, reviewer, decision, shaped, **given)


def say(store, row, action, reviewer="ann", version=None, **given):
    """Decide a row as it is now; what came of it."""
    item = items(store)[row]
    with store.read() as session:
        shown = seen_item(session, session.get(ReviewItem, item.id), reviewer)["version"]
    key = given.pop("key", f"{reviewer} {row} {action} {time.time_ns()}")
    return take(store, Decision(key, item.id, shown if version is None else version, action, **given), reviewer)


def back(store, reviewer="ann", decision=None):
    with store.write() as session:
        return undo(session, "p", reviewer, f"undo {time.time_ns()}", decision)


def refused(call, *given, **named):
    with pytest.raises(ReviewRefused) as error:
        call(*given, **named)
    return error.value.code


def following(store, reviewer="ann", chance=NEVER, **given):
    with store.write() as session:
        lease = next_lease(session, "p", reviewer, POLICY, chance=chance, **given)
        return lease and [item.id for item in lease.items]


# -- entering


def test_a_document_becomes_its_rows_and_the_stretches_that_no_row_uses(store):
    add(store)
    assert set(items(store)) == {"f1", "f2", "f3", "c1", "q1", "r1", "gap"}
    gap = items(store)["gap"]
    assert (gap.signals, TEXT[gap.start : gap.end]) == ({"amount": 1.0, "percent": 1.0}, "人均51.16元，已办结37.5%")


def test_the_same_bytes_come_in_once(store):
    with store.write() as session:
        entry = entry_of(record_of(TEXT), TEXT)
        id, is_new = add_document(session, "p", entry)
        assert add_document(session, "p", entry) == (id, False)
        assert is_new
        assert add_document(session, "other", entry)[1]


def test_a_document_that_judges_never_enters(store):
    record = record_of(TEXT)
    record["document"]["organisation"] = "前镇人民政府"
    with store.write() as session:
        assert refused(add_document, session, "p", entry_of(record, TEXT)) == "document_frozen"


@pytest.mark.parametrize("text", [TEXT[1:], TEXT.replace("640", "641"), "📊" + TEXT, ""])
def test_a_record_whose_quotes_are_not_in_the_text_is_refused(text, store):
    with store.write() as session:
        assert refused(add_document, session, "p", Entry(record_of(TEXT), text)) == "wrong_quote"


def test_a_text_beyond_the_basic_plane_keeps_its_offsets(store):
    text = "📊𠮷" + TEXT
    add(store, text)
    for item in items(store).values():
        if item.before and "quantity" in item.before:
            quantity = item.before["quantity"]
            assert text[quantity["start"] : quantity["end"]] == quantity["text"]


# -- deciding


def test_what_is_decided_is_what_comes_out(store):
    add(store)
    say(store, "f1", "accept")
    say(store, "f2", "correct", changes={"year": 2023})
    say(store, "c1", "reject")
    say(store, "r1", "relink", changes={"explains": ["f1"]})
    say(store, "q1", "skip")
    with store.read() as session:
        [found] = settled(session, "p")
    assert {verdict.before["id"]: verdict.outcome for verdict in found.verdicts} == {
        "f1": "accepted",
        "f2": "corrected",
        "c1": "rejected",
        "r1": "corrected",
    }
    record = corrected(found)
    assert [fact["year"] for fact in record["facts"]][:2] == [2024, 2023]
    assert record["changes"] == []
    assert record["reasons"][0]["explains"] == ["f1"]
    assert found.text == TEXT


def test_rows_that_were_missed_are_added_in_a_gap_and_may_name_each_other(store):
    add(store)
    at = TEXT.index("人均51.16元")
    fact = {"id": "x", "item": {"text": "人均", "start": at, "end": at + 2}, "concept": None}
    place = {"text": "37.5%", "start": at + 12, "end": at + 17}
    percent = {"kind": "percent", "value": "37.5", "unit": "%", "step": "0.1", **place}
    ratio = {"id": "y", "kind": "other", "fact": "x", "of": None, "of_text": None, "percent": percent}
    done = say(store, "gap", "add", rows=(("fact", fact), ("ratio", ratio)))
    assert [item.row for item in done.items] == [None, "a1", "a2"]
    assert items(store)["gap"].state == "added"
    with store.read() as session:
        [found] = settled(session, "p")
    assert [(v.kind, v.outcome, v.before) for v in found.verdicts] == [
        ("fact", "added", None),
        ("ratio", "added", None),
    ]
    assert corrected(found)["ratios"][-1]["fact"] == "a1"
    back(store)
    assert [items(store)[row].state for row in ("gap", "a1", "a2")] == ["pending", "withdrawn", "withdrawn"]
    with store.read() as session:
        assert list(settled(session, "p")) == []


WRONG = [
    ("f1", "add", {}, "wrong_decision"),
    ("f1", "correct", {}, "wrong_decision"),
    ("f1", "correct", {"changes": {"id": "f9"}}, "wrong_decision"),
    ("f1", "correct", {"changes": {"colour": "red"}}, "wrong_decision"),
    ("f1", "correct", {"changes": {"year": "soon"}}, "wrong_decision"),
    ("f1", "correct", {"changes": {"stage": "dream"}}, "wrong_decision"),
    ("f1", "relink", {"changes": {"year": 2023}}, "wrong_decision"),
    ("f1", "relink", {"changes": {"part_of": "f99"}}, "wrong_decision"),
    ("f1", "move", {"changes": {"year": 2023}}, "wrong_decision"),
    ("f1", "move", {"changes": {"item": {"text": "收入", "start": 0, "end": 2}}}, "wrong_quote"),
    ("f1", "move", {"changes": {"item": {"text": "收入", "start": -2, "end": 0}}}, "wrong_quote"),
    ("f1", "reopen", {}, "wrong_decision"),
    ("f1", "resolve", {}, "item_settled"),
    ("f1", "accept", {"version": 1}, "item_stale"),
    ("f1", "accept", {"alike": 2}, "alike_changed"),
    ("gap", "reject", {}, "wrong_decision"),
    ("gap", "add", {}, "wrong_decision"),
    ("gap", "add", {"rows": (("fact", {"item": None}),)}, "wrong_decision"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "action", "given", "code"), WRONG, ids=[f"{row[0]} {row[1]} {row[2]}" for row in WRONG]
)
def test_a_decision_that_does_not_fit_changes_nothing(row, action, given, code, sqlite_store):
    add(sqlite_store)
    assert refused(say, sqlite_store, row, action, **given) == code
    assert {(item.state, item.version) for item in items(sqlite_store).values()} == {("pending", 0)}


def test_a_span_is_moved_by_its_new_quote(store):
    add(store)
    at = TEXT.index("预算总额")
    say(store, "f1", "move", changes={"item": {"text": "预算总额", "start": at, "end": at + 4}})
    assert items(store)["f1"].after["item"]["text"] == "预算总额"


def test_a_decision_on_what_was_shown_before_is_refused(store):
    add(store)
    say(store, "f1", "accept", "ann")
    assert refused(say, store, "f1", "reject", "ben", version=0) == "item_stale"
    say(store, "f1", "reject", "ben", version=1)
    assert items(store)["f1"].state == "rejected"


def test_a_key_that_is_sent_twice_is_one_decision(store):
    add(store)
    first = say(store, "f1", "accept", key="k", version=0)
    again = say(store, "f1", "accept", key="k", version=0)
    assert again.decision == first.decision
    assert items(store)["f1"].version == 1
    assert refused(say, store, "f1", "reject", key="k", version=0) == "idempotency_mismatch"
    with store.write() as session:
        done = undo(session, "p", "ann", "u")
    with store.write() as session:
        assert undo(session, "p", "ann", "u").decision == done.decision
    assert (items(store)["f1"].state, items(store)["f1"].version) == ("pending", 2)


def test_a_key_that_is_sent_twice_at_once_is_one_decision(store):
    add(store)
    decision = Decision("k", items(store)["f1"].id, 0, "accept")
    found = []
    threads = [threading.Thread(target=lambda: found.append(take(store, decision).decision)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1
    assert items(store)["f1"].version == 1


# -- undo


def test_undo_takes_back_the_last_decision_and_then_the_one_before(store):
    add(store)
    say(store, "f1", "accept")
    say(store, "f2", "reject")
    say(store, "f1", "correct", changes={"year": 2020})
    states = []
    for _ in range(3):
        back(store)
        states.append((items(store)["f1"].state, items(store)["f2"].state))
    assert states == [("accepted", "rejected"), ("accepted", "pending"), ("pending", "pending")]
    assert refused(back, store) == "no_such_decision"


def test_an_undo_can_be_undone(store):
    add(store)
    say(store, "f1", "reject")
    undone = back(store)
    back(store, decision=undone.decision)
    assert items(store)["f1"].state == "rejected"
    back(store)
    assert items(store)["f1"].state == "pending"


def test_nobody_undoes_what_another_one_decided_or_what_was_decided_since(store):
    add(store)
    done = say(store, "f1", "accept", "ann")
    assert refused(back, store, "ben", done.decision) == "no_such_decision"
    say(store, "f1", "reject", "ben")
    assert refused(back, store, "ann") == "item_stale"


# -- leases


def test_what_somebody_looks_at_is_shown_to_nobody_else_and_cannot_be_decided_by_others(store):
    add(store)
    seen = [following(store, str(number)) for number in range(8)]
    assert sorted(id for ids in seen if ids for id in ids) == sorted(item.id for item in items(store).values())
    mine = seen[0][0]
    assert refused(take, store, Decision("k", mine, 0, "accept"), "1") == "item_leased"
    with store.write() as session:
        assert refused(take_item, session, "p", "1", mine, POLICY) == "item_leased"
    take(store, Decision("k", mine, 0, "accept"), "0")


def test_a_lease_ends_by_itself_unless_it_is_renewed(store):
    add(store)
    now = time.time()
    [first] = following(store, "ann", now=now)
    with store.write() as session:
        [lease] = leases_of(session, "p", "ann", now=now)
        assert [item.id for item in lease.items] == [first]
        later = renew_lease(session, "p", "ann", lease.id, POLICY, now=now + 300)
        assert later == now + 900
    assert first not in {id for number in range(9) for id in following(store, str(number), now=now + 700) or ()}
    assert following(store, "ben", now=now + 901) == [first]
    with store.write() as session:
        assert refused(renew_lease, session, "p", "ann", lease.id, POLICY, now=now + 902) == "lease_lost"


def test_what_is_given_back_is_anybodys(store):
    add(store)
    first = following(store, "ann")
    with store.write() as session:
        [lease] = leases_of(session, "p", "ann")
        release_lease(session, "p", "ann", lease.id)
    assert following(store, "ben") == first


def test_what_was_skipped_is_shown_to_others_alone(store):
    add(store)
    [first, *_] = following(store, "ann")
    take(store, Decision("k", first, 0, "skip"), "ann")
    shown = {id for _ in range(9) for id in following(store, "ann") or ()}
    assert first not in shown
    assert following(store, "ben") == [first]


def test_what_is_next_is_at_hand_in_an_index_and_no_queue_is_sorted_for_it(sqlite_store):
    add(sqlite_store)
    asked = []

    @event.listens_for(sqlite_store.engine, "before_cursor_execute")
    def note(*told):
        statement, values = told[2:4]
        if statement.startswith("SELECT") and "FROM review_item" in statement and "LIMIT" in statement:
            asked.append((statement, values))

    assert following(sqlite_store, chance=0.0)
    assert following(sqlite_store)
    with sqlite_store.read() as session:
        ask = session.connection().exec_driver_sql
        plans = [str(ask(f"EXPLAIN QUERY PLAN {statement}", values).all()) for statement, values in asked]
    assert len(plans) >= 4  # a control item, the first of each state, and those like it
    assert [plan for plan in plans if "TEMP B-TREE" in plan or "USING INDEX" not in plan] == []


# -- alike


def put_alike(store, count):
    for number in range(count):
        add(store, LIKE.format(body="", amount=640 + number))


def test_one_decision_settles_the_rows_that_were_shown_as_alike(store):
    put_alike(store, 5)
    shown = following(store)
    assert len(shown) == 5
    assert {item.alike for item in items(store).values()} == {5}
    done = take(store, Decision("k", shown[0], 0, "correct", changes={"stage": "final"}, alike=5))
    assert len({item.id for item in done.items}) == 5
    with store.read() as session:
        assert {v.after["stage"] for found in settled(session, "p") for v in found.verdicts} == {"final"}
        assert progress(session, "p").decisions == 1
    back(store)
    with store.read() as session:
        assert list(settled(session, "p")) == []


def test_rows_that_were_not_shown_are_not_settled(store):
    put_alike(store, 3)
    shown = following(store)
    put_alike(store, 5)  # two more of them
    assert refused(take, store, Decision("k", shown[0], 0, "accept", alike=5)) == "alike_changed"
    assert len(take(store, Decision("l", shown[0], 0, "accept", alike=3)).items) == 3
    with store.read() as session:
        assert progress(session, "p").settled == 3


def test_one_of_many_may_be_decided_alone(store):
    put_alike(store, 3)
    shown = following(store)
    take(store, Decision("k", shown[0], 0, "reject"))
    with store.read() as session:
        assert progress(session, "p").settled == 1
    assert refused(take, store, Decision("l", shown[0], 1, "accept", alike=3)) == "alike_changed"


def test_what_stands_at_another_place_is_not_corrected_in_many(store):
    put_alike(store, 3)
    shown = following(store)
    moved = {"item": {"text": "收入", "start": 5, "end": 7}}
    assert refused(take, store, Decision("k", shown[0], 0, "move", changes=moved, alike=3)) == "wrong_decision"


# -- two reviewers


def test_the_second_reviewer_sees_the_row_of_the_record_and_not_the_first_answer(store):
    add(store, double=1.0)
    say(store, "f1", "correct", "ann", changes={"year": 2020})
    with store.read() as session:
        item = session.get(ReviewItem, items(store)["f1"].id)
        seen = {name: seen_item(session, item, name) for name in ("ann", "ben")}
    assert (seen["ben"]["state"], seen["ben"]["version"], seen["ben"]["row"]["year"]) == ("pending", 0, 2024)
    assert (seen["ann"]["state"], seen["ann"]["version"], seen["ann"]["row"]["year"]) == ("answered", 1, 2020)
    with store.read() as session:
        assert list(settled(session, "p")) == []


def test_two_reviewers_settle_a_row_where_they_agree_and_a_third_where_not(store):
    add(store, double=1.0)
    for name in ("ann", "ben"):
        say(store, "f1", "correct", name, changes={"year": 2020})
        say(store, "c1", "reject", name)
    say(store, "f2", "accept", "ann")
    say(store, "f2", "correct", "ben", changes={"year": 2020})
    assert [items(store)[row].state for row in ("f1", "c1", "f2")] == ["corrected", "rejected", "conflict"]
    assert refused(say, store, "f1", "accept", "cem") == "item_settled"
    with store.read() as session:
        [conflict] = conflicts(session, "p", "", 9)
    assert conflict["differences"] == ["year"]
    assert [answer["reviewer"] for answer in conflict["answers"]] == ["ann", "ben"]
    assert refused(say, store, "f2", "resolve", "cem", choose="dan") == "wrong_decision"
    say(store, "f2", "resolve", "cem", choose="ben", changes={"stage": "final"})
    assert items(store)["f2"].state == "corrected"
    assert (items(store)["f2"].after["year"], items(store)["f2"].after["stage"]) == (2020, "final")
    assert refused(say, store, "f2", "accept", "ann") == "item_settled"
    say(store, "f2", "reopen", "cem")
    assert items(store)["f2"].state == "pending"
    with store.read() as session:
        [found] = settled(session, "p")
    assert {verdict.reviewers for verdict in found.verdicts} == {("ann", "ben")}


def test_a_row_is_shown_twice_to_two_and_to_nobody_a_third_time(store):
    add(store, double=1.0)
    answered = {"ann": 0, "ben": 0, "cem": 0}
    for name in answered:
        while ids := following(store, name):
            item = next(item for item in items(store).values() if item.id == ids[0])
            take(store, Decision(f"{name} {ids[0]}", ids[0], 0, "accept"), name)
            answered[name] += item.kind != "gap"
    assert answered == {"ann": 6, "ben": 6, "cem": 0}


def test_how_far_two_reviewers_agree(store):
    add(store, double=1.0)
    for row in ("f1", "f2", "f3", "c1"):
        say(store, row, "accept", "ann", lead_ms=1000)
        say(store, row, "accept" if row != "c1" else "reject", "ben", lead_ms=3000)
    with store.read() as session:
        [(pair, found)] = agreements(session, "p").items()
        paced = {pace.reviewer: pace for pace in paces(session, "p")}
    assert pair == ("ann", "ben")
    assert (found.items, found.same, found.kappa) == (4, 0.75, 0.0)
    assert found.span_f1 < 1
    assert (paced["ann"].seconds, paced["ben"].seconds) == (1.0, 3.0)
    assert (paced["ann"].accuracy, paced["ann"].double) == (1.0, 3)


# -- the automatic part


def test_control_items_are_certain_rows_at_random_and_alone(store):
    put_alike(store, 4)
    [shown] = following(store, chance=0.0)
    take(store, Decision("k", shown, 0, "reject"))
    with store.read() as session:
        found = automatic(session, "p")
        paced = paces(session, "p")[0]
    assert (found.control.rows, found.control.accuracy) == (1, 0.0)
    assert found.every.rows == 1
    assert (paced.control_items, paced.control) == (1, 0.0)


def test_a_document_with_more_mistakes_than_expected_is_doubted(store):
    add(store)
    before = {row: item.priority for row, item in items(store).items()}
    for row in ("f1", "f2", "f3"):
        say(store, row, "reject")
    after = {row: item.priority for row, item in items(store).items()}
    assert after["r1"] > 1.5 * before["r1"]
    for _ in range(3):
        back(store)
    assert {row: item.priority for row, item in items(store).items()} == pytest.approx(before, rel=0.2)


# -- what an item is


def test_what_is_kept_of_an_item_is_what_its_events_say(store):
    add(store, double=0.5)
    for number, row in enumerate(("f1", "f2", "f3", "c1", "q1", "r1")):
        for name in ("ann", "ben"):
            say(store, row, "reject" if number % 2 and name == "ann" else "accept", name)
    back(store, "ben")
    with store.read() as session:
        for item in session.scalars(select(ReviewItem)):
            state = state_of(item, events_of(session, item.id))
            answers = session.scalars(select(ReviewAnswer).where(ReviewAnswer.item == item.id)).all()
            assert (item.state, item.after, item.version) == (state.name, state.after, state.version)
            assert {each.reviewer: each.outcome for each in answers} == {
                name: answer.outcome for name, answer in state.answers.items()
            }


def test_an_event_says_who_decided_what_when_and_on_which_version(store):
    add(store)
    say(store, "f1", "accept", lead_ms=1200, guideline="2", comment="如原文")
    with store.read() as session:
        event = session.scalars(select(ReviewEvent)).one()
    told = (event.action, event.reviewer, event.base, event.number, event.lead_ms, event.guideline, event.model)
    assert told == ("accept", "ann", 0, 1, 1200, "2", "none")
    assert event.comment == "如原文"


def test_projects_do_not_see_each_other(store):
    add(store)
    item = items(store)["f1"].id
    assert refused(take, store, Decision("k", item, 0, "accept"), project="q") == "no_such_item"
    with store.write() as session:
        assert next_lease(session, "q", "ann", POLICY, chance=NEVER) is None
        assert refused(take_item, session, "q", "ann", item, POLICY) == "no_such_item"
        assert progress(session, "q").documents == 0
        assert list(settled(session, "q")) == []
        assert replace(Decision("k", item, 0, "accept"), key="l").item == item


# -- stretches that a person points at


def test_a_stretch_that_is_pointed_at_takes_rows_and_the_same_key_is_one_stretch(store):
    document = add(store)
    place = (TEXT.index("收入预算"), TEXT.index("，比上年"))
    with store.write() as session:
        found = [point_at(session, "p", "ann", document, "a", *place).id for _ in range(2)]
        other = point_at(session, "p", "ann", document, "b", *place).id
    assert found[0] == found[1] != other
    start = TEXT.index("640万元")
    reason = {"text": "640万元", "start": start, "end": start + 5, "category": "other", "explains": ["c1"]}
    take(store, Decision("add", found[0], 0, "add", rows=[("reason", reason)]))
    assert items(store)["a1"].state == "added"


@pytest.mark.parametrize(
    ("document", "start", "end", "code"),
    [
        ("none", 0, 2, "no_such_review_document"),
        (None, 2, 2, "wrong_quote"),
        (None, 3, 2, "wrong_quote"),
        (None, 0, len(TEXT) + 1, "wrong_quote"),
    ],
)
def test_a_stretch_that_is_not_in_the_text_is_refused(store, document, start, end, code):
    there = add(store)
    with store.write() as session:
        assert refused(point_at, session, "p", "ann", document or there, "a", start, end) == code


def test_two_stretches_that_were_pointed_at_are_not_alike(store):
    document = add(store)
    with store.write() as session:
        for key in ("a", "b"):
            point_at(session, "p", "ann", document, key, 0, 2)
    while given := following(store):
        assert len(given) == 1


# -- over HTTP: what a page needs

CELLS = ["科目", "金额", "收入合计", "640"]
TABLE = "<html><table><tr><td>{}</td><td>{}</td></tr><tr><td>{}</td><td>{}</td></tr></table></html>".format(*CELLS)


def test_a_page_gets_where_text_stood_and_who_it_is(service, client):
    document = put_reviewed(service.store, "default", TABLE, "a.html")
    found = client.get(f"/v1/review/documents/{document}").json()
    assert [found["text"][block["start"] : block["end"]] for block in found["blocks"]] == CELLS
    assert all(None not in block.values() for block in found["blocks"])
    name = "林审核📊"
    assert client.get("/v1/review/progress", headers={"X-Reviewer": quote(name)}).json()["reviewer"] == name
    assert client.get("/v1/review/progress").json()["reviewer"] == "default"


def test_the_figures_of_a_sentence_are_read_as_those_of_a_document(client):
    found = client.get("/v1/quantities", params={"text": "📊收入640万元，3.5%"}).json()["quantities"]
    assert [(each["kind"], each["value"], each["start"]) for each in found] == [
        ("amount", "6400000", 3),
        ("percent", "3.5", 9),
    ]
    assert client.get("/v1/quantities").json() == {"quantities": []}
