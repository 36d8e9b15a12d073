"""What the service remembers, on both databases."""

import re
import threading
import time
import zlib

import pytest
from alembic import command
from alembic.util import CommandError
from sqlalchemy import event, inspect, text

from api.refusals import Refusal, StorageFull, StoreUnavailable
from api.store import Store
from api.store import jobs as queue
from api.store.documents import Filter, Kept, add_document, delete_document, find_document, list_documents, pack, unpack
from api.store.jobs import Order, Upload
from api.store.keys import SCOPES, add_key, find_principal, has_keys, list_keys, revoke_key
from api.store.migrating import configured, downgrade, is_current, upgrade

COLUMNS = {
    "sha256": "a" * 64,
    "name": "预算.txt",
    "media_type": "text/plain",
    "size": 9,
    "title": "云岭市茶山区档案馆2024年单位预算",
    "kind": "unit_budget",
    "fiscal_year": 2024,
    "organisation": "云岭市茶山区档案馆",
    "region": "云岭市茶山区",
    "facts": 1,
    "violated": 0,
    "model": "none",
}


def kept(**columns):
    return Kept({**COLUMNS, **columns}, pack({"facts": []}), pack({"text": "收入"}))


def order(id="job-1", *, project="a", idempotency=None, fingerprint="f", webhook=None):
    return Order(id, project, {"model": "none"}, fingerprint, idempotency, webhook)


FILES = [Upload("a.txt", "1"), Upload("b.zip", "2"), Upload("c.txt", "3")]


# -- the tables


def test_the_tables_go_forward_and_back_and_are_those_that_the_code_expects(empty_store):
    upgrade(empty_store)
    upgrade(empty_store)  # as every start does
    with empty_store.write() as session:
        connection = session.connection()
        assert is_current(connection)
        command.check(configured(connection))  # raises where models and tables differ
    downgrade(empty_store)
    assert set(inspect(empty_store.engine).get_table_names()) <= {"alembic_version"}
    upgrade(empty_store)
    assert {"key", "job", "item", "document"} <= set(inspect(empty_store.engine).get_table_names())


def test_a_table_that_was_changed_by_hand_is_noticed(store):
    with store.write() as session:
        session.execute(text("ALTER TABLE document DROP COLUMN facts"))
    with store.write() as session, pytest.raises(CommandError):
        command.check(configured(session.connection()))


def test_servers_that_start_together_make_the_tables_once(database_url):
    failures = []

    def start():
        store = Store(database_url)
        try:
            upgrade(store)
        except Exception as error:
            failures.append(error)
        finally:
            store.close()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


# -- keys


def test_a_key_is_known_by_its_hash_alone(store):
    token = add_key(store, "import", "newsroom", ["extract"])
    assert re.fullmatch(r"mingxi_[0-9a-f]{12}_[\w-]{43}", token)
    assert find_principal(store, token)[1:] == ("newsroom", ("extract",), "import")
    with store.read() as session:
        stored = session.execute(text("SELECT * FROM key")).one()
    assert token.rpartition("_")[2] not in str(stored)
    assert token[20:] not in str(stored)


def test_what_is_no_key_any_more_is_refused_with_its_reason(store):
    live, revoked, expired = (
        add_key(store, name, "a", ["extract"], days) for name, days in (("live", 1), ("revoked", None), ("expired", -1))
    )
    assert revoke_key(store, revoked.split("_")[1])
    assert not revoke_key(store, "0" * 12)
    find_principal(store, live)
    wrong = live[:-1] + ("A" if live[-1] != "A" else "B")
    for token, code in (
        (revoked, "key_revoked"),
        (expired, "key_expired"),
        (wrong, "key_unknown"),
        ("", "key_unknown"),
        ("mingxi_0_x", "key_unknown"),
        (f"{live}\x00", "key_unknown"),
    ):
        with pytest.raises(Refusal) as refused:
            find_principal(store, token)
        assert refused.value.code == code
    assert [key.name for key in list_keys(store)] == ["live", "revoked", "expired"]


def test_a_store_without_live_keys_has_none(store):
    assert not has_keys(store)
    token = add_key(store, "one", "a", ["admin"])
    assert has_keys(store)
    revoke_key(store, token.split("_")[1])
    assert not has_keys(store)


def test_an_admin_may_everything_and_others_what_their_key_says(store):
    admin = find_principal(store, add_key(store, "", "a", ["admin"]))
    reviewer = find_principal(store, add_key(store, "", "a", ["review"]))
    assert [admin.may(scope) for scope in SCOPES] == [True, True, True]
    assert [reviewer.may(scope) for scope in SCOPES] == [False, True, False]


# -- documents


def put(store, project, **columns):
    with store.write() as session:
        return add_document(session, project, kept(**columns))


def test_a_document_is_seen_by_its_own_project_only(store):
    id = put(store, "a")
    assert unpack(find_document(store, "a", id).record) == {"facts": []}
    for call in (find_document, delete_document):
        with pytest.raises(Refusal) as refused:
            call(store, "b", id)
        assert refused.value.code == "no_such_document"
    assert list_documents(store, "b", Filter()) == []
    delete_document(store, "a", id)
    assert list_documents(store, "a", Filter()) == []


FOUND = [
    (Filter(), "123"),
    (Filter(kind="unit_final"), "2"),
    (Filter(fiscal_year=2023), "3"),
    (Filter(organisation="档案馆"), "123"),
    (Filter(organisation="%"), ""),  # a character like any other
    (Filter(organisation="' OR 1=1 --"), ""),
    (Filter(name="2"), "2"),
    (Filter(violated=True), "3"),
    (Filter(violated=False), "12"),
    (Filter(sha256="b" * 64), "1"),
    (Filter(job="none"), ""),
    (Filter(limit=2), "12"),
]


@pytest.mark.parametrize(("wanted", "names"), FOUND, ids=[str(row[0]) for row in FOUND])
def test_documents_are_found_by(wanted, names, store):
    put(store, "a", name="1", sha256="b" * 64)
    time.sleep(0.002)  # ids sort by the millisecond
    put(store, "a", name="2", kind="unit_final")
    time.sleep(0.002)
    put(store, "a", name="3", fiscal_year=2023, violated=2)
    assert "".join(row.name for row in list_documents(store, "a", wanted)) == names


def test_a_list_goes_on_behind_the_last_one_that_was_seen(store):
    ids = sorted(put(store, "a") for _ in range(5))
    seen = list_documents(store, "a", Filter(limit=3))
    rest = list_documents(store, "a", Filter(limit=3, after=seen[-1].id))
    assert [row.id for row in (*seen, *rest)] == ids


# -- the queue


def states(store, job="job-1"):
    return queue.find_job(store, "a", job)[1]


def test_a_job_is_worked_on_by_one_server_until_its_lease_ends(store):
    queue.add_job(store, order(), FILES)
    assert queue.claim_job(store, "one", 60).id == "job-1"
    assert queue.claim_job(store, "two", 60) is None
    assert queue.renew_lease(store, "job-1", "two", 60) is None
    assert queue.renew_lease(store, "job-1", "one", 0) == "running"
    time.sleep(0.01)
    assert queue.claim_job(store, "two", 60).id == "job-1"
    assert queue.renew_lease(store, "job-1", "one", 60) is None  # it was taken away
    queue.finish_job(store, "job-1", "one", "done")  # too late
    assert queue.find_job(store, "a", "job-1")[0].state == "running"
    queue.finish_job(store, "job-1", "two", "done")
    assert queue.find_job(store, "a", "job-1")[0].state == "done"
    assert queue.claim_job(store, "one", 60) is None


def test_servers_that_ask_together_get_different_jobs(store):
    for number in range(8):
        queue.add_job(store, order(f"job-{number}"), FILES)
    got = []

    def claim(owner):
        while (job := queue.claim_job(store, owner, 60)) is not None:
            got.append(job.id)

    threads = [threading.Thread(target=claim, args=(str(number),)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [f"job-{number}" for number in range(8)]


def test_a_file_counts_once_however_often_it_is_done(store):
    queue.add_job(store, order(), FILES)
    first, *_ = queue.waiting_items(store, "job-1", (), 9)
    assert queue.finish_item(store, "a", first, kept(), None)
    assert not queue.finish_item(store, "a", first, kept(), None)
    assert not queue.finish_item(store, "a", first, None, {"code": "worker_lost"})
    assert states(store) == (2, 1, 0)
    assert len(list_documents(store, "a", Filter(job="job-1"))) == 1


def test_an_archive_becomes_the_files_in_it_once(store):
    queue.add_job(store, order(), FILES)
    _, archive, _ = queue.waiting_items(store, "job-1", (), 9)
    members = [Upload("b.zip/1.txt", "2/1"), Upload("b.zip/2.txt", "", {"code": "damaged_document"})]
    assert queue.open_item(store, archive, members)
    assert not queue.open_item(store, archive, members)
    assert states(store) == (3, 0, 1)
    names = [item.name for item in queue.waiting_items(store, "job-1", (), 9)]
    assert names == ["a.txt", "b.zip/1.txt", "c.txt"]  # in the order in which they were sent


def test_results_come_in_the_order_of_the_files(store):
    queue.add_job(store, order(), [Upload(f"{number}.txt", "") for number in range(7)])
    for number, item in enumerate(reversed(queue.waiting_items(store, "job-1", (), 9))):
        queue.finish_item(store, "a", item, kept() if number % 2 else None, None if number % 2 else {"code": "x"})
    found = list(queue.results(store, "job-1", size=3))
    assert [item.name for item, _ in found] == [f"{number}.txt" for number in range(7)]
    assert all((item.state == "done") == (record is not None) for item, record in found)


def test_the_same_request_twice_is_one_job(store):
    assert queue.add_job(store, order("job-1", idempotency="k"), FILES) == ("job-1", True)
    assert queue.add_job(store, order("job-2", idempotency="k"), FILES) == ("job-1", False)
    assert queue.add_job(store, order("job-3", idempotency="k", project="b"), FILES) == ("job-3", True)
    with pytest.raises(Refusal) as refused:
        queue.add_job(store, order("job-4", idempotency="k", fingerprint="g"), FILES)
    assert refused.value.code == "idempotency_mismatch"


def test_the_same_request_at_the_same_time_is_one_job(store):
    got = []

    def send(number):
        got.append(queue.add_job(store, order(f"job-{number}", idempotency="k"), FILES))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id for id, _ in got}) == 1
    assert sum(is_new for _, is_new in got) == 1


def test_a_job_that_is_cancelled_ends_when_its_server_says_so(store):
    queue.add_job(store, order(webhook="https://example.org/"), FILES)
    queue.cancel_job(store, "a", "job-1")
    claimed = queue.claim_job(store, "one", 60)
    assert claimed.state == "cancelling"
    queue.finish_job(store, "job-1", "one", "cancelled")
    queue.cancel_job(store, "a", "job-1")
    job, _ = queue.find_job(store, "a", "job-1")
    assert (job.state, job.webhook_state) == ("cancelled", "due")
    with pytest.raises(Refusal):
        queue.cancel_job(store, "b", "job-1")


def test_a_webhook_is_called_by_one_server_at_a_time(store):
    queue.add_job(store, order(webhook="https://example.org/"), FILES)
    queue.claim_job(store, "one", 60)
    queue.finish_job(store, "job-1", "one", "done")
    due = queue.due_webhook(store, 60)
    assert (due.id, due.webhook_tries) == ("job-1", 1)
    assert queue.due_webhook(store, 60) is None
    queue.settle_webhook(store, "job-1", "due", time.time())
    assert queue.due_webhook(store, 60).webhook_tries == 2
    queue.settle_webhook(store, "job-1", "delivered", None)
    assert queue.due_webhook(store, 60) is None


def test_a_job_is_seen_by_its_own_project_only(store):
    queue.add_job(store, order(), FILES)
    assert [job.id for job, _ in queue.list_jobs(store, "a", None, 9)] == ["job-1"]
    assert queue.list_jobs(store, "b", None, 9) == []
    with pytest.raises(Refusal) as refused:
        queue.find_job(store, "b", "job-1")
    assert refused.value.code == "no_such_job"


# -- what a database fails with


def test_a_database_that_is_gone_is_said_to_be(tmp_path):
    for url in ("postgresql+psycopg://nobody@127.0.0.1:1/none", f"sqlite:///{tmp_path}"):
        store = Store(url)
        with pytest.raises(StoreUnavailable):
            store.ping()
        store.close()


def test_a_full_disk_is_said_to_be_and_nothing_is_half_written(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'small.db'}")
    upgrade(store)
    with store.read() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()

    def limit(connection, _):
        connection.execute(f"PRAGMA max_page_count={pages + 4}")

    store.close()
    event.listen(store.engine, "connect", limit)

    def fill():
        for _ in range(40):
            with store.write() as session:
                add_document(session, "a", Kept(COLUMNS, zlib.compress(bytes(range(256)) * 40, 0), b""))

    with pytest.raises(StorageFull):
        fill()
    whole = len(list_documents(store, "a", Filter()))
    assert whole < 41
    with store.read() as session:
        assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    store.close()


def test_a_writer_waits_for_another_one(store):
    """Two read, then write: on SQLite the second would fail if it had not waited at the start."""
    token = add_key(store, "", "a", ["extract"])
    inside = threading.Event()

    def hold():
        with store.write() as session:
            session.execute(text("UPDATE key SET name = 'one'"))
            inside.set()
            time.sleep(0.2)

    thread = threading.Thread(target=hold)
    thread.start()
    inside.wait()
    revoke_key(store, token.split("_")[1])
    thread.join()
    [key] = list_keys(store)
    assert (key.name, key.revoked is None) == ("one", False)
