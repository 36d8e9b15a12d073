"""POST /v1/extract and /v1/extract:batch: documents in, records out; the rest is problem details, never a traceback."""

import csv
import io
import json
import zipfile

import pytest

from api.accept import negotiate
from api.refusals import Refusal
from api.selecting import LISTS, confident
from api.uploads import file_name
from api.work.pool import Pool
from extractor.outputs import TABLES, as_json, schema
from extractor.pipeline import load
from tests.api.samples import BAD, BUDGET, WORD
from tests.reading.documents import gbk_zip, rar
from tests.service.asking import client_of, problem_of
from tests.service.hostile import make

MEGABYTE = bytes(1_000_000)
TEXT = BUDGET.encode()
ROWS = ("facts", "changes", "ratios", "reasons", "indicators")


def record_of(data, name, **parts):
    """The record that the extractor itself gives."""
    return json.loads(as_json(load().extract(data, name=name), **parts))


def test_the_lists_that_may_be_asked_for_are_those_of_the_record():
    assert LISTS == TABLES


# fmt: off
WAYS = [
    ("a file of a form", {"files": {"file": ("预算.txt", TEXT)}}, TEXT, "预算.txt"),
    ("a file of the other field", {"files": {"files": ("预算.txt", TEXT)}}, TEXT, "预算.txt"),
    ("a Word file of a form", {"files": {"file": ("a.docx", WORD)}}, WORD, "a.docx"),
    ("a file with a path", {"files": {"file": ("C:\\tmp\\a.txt", TEXT)}}, TEXT, "a.txt"),
    ("a body", {"content": TEXT}, TEXT, ""),
    ("a body with a name", {"content": WORD, "params": {"name": "决算.docx"}}, WORD, "决算.docx"),
    ("a body of any type", {"content": TEXT, "headers": {"content-type": "text/plain; charset=gbk"}}, TEXT, ""),
    ("what curl --data-binary sends", {"content": TEXT,
                                       "headers": {"content-type": "application/x-www-form-urlencoded"}}, TEXT, ""),
    ("another encoding", {"content": BUDGET.encode("gbk")}, BUDGET.encode("gbk"), ""),
    ("a body of unknown length", {"content": (TEXT[at:at + 50] for at in range(0, len(TEXT), 50))}, TEXT, ""),
]
# fmt: on


@pytest.mark.parametrize(("request_", "data", "name"), [row[1:] for row in WAYS], ids=[row[0] for row in WAYS])
def test_a_document_may_arrive_in_several_ways(request_, data, name, client):
    answer = client.post("/v1/extract", **request_)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json() == record_of(data, name)


@pytest.mark.parametrize("include", [["text", "blocks"], ["text,blocks"]])
def test_the_text_and_its_blocks_come_on_request(include, client):
    answer = client.post("/v1/extract", params={"include": include}, content=TEXT)
    assert answer.json() == record_of(TEXT, "", text=True, blocks=True)


def test_lists_come_by_name(client):
    whole = record_of(TEXT, "")
    answer = client.post("/v1/extract", params={"lists": "facts,changes"}, content=TEXT).json()
    assert answer == {name: whole[name] for name in whole if name not in TABLES or name in ("facts", "changes")}


def test_rules_alone_are_a_model_too(client):
    answer = client.post("/v1/extract", params={"model": "none"}, content=TEXT).json()
    assert answer == json.loads(as_json(load(model="none").extract(TEXT)))


def test_rows_that_are_less_sure_stay_away_with_all_that_rests_on_them(client):
    whole = record_of(TEXT, "")
    sure = client.post("/v1/extract", params={"min_confidence": 0.97}, content=TEXT).json()
    assert client.post("/v1/extract", params={"min_confidence": 0}, content=TEXT).json() == whole
    known = {row["id"] for name in ROWS for row in sure[name]}
    assert len(known) < sum(len(whole[name]) for name in ROWS)
    needed = {change["fact"] for change in sure["changes"]} | {ratio["fact"] for ratio in sure["ratios"]}
    needed |= {fact["part_of"] for fact in sure["facts"] if fact["part_of"]}
    needed |= {id for check in sure["checks"] for id in (*check["facts"], *check["changes"], *check["ratios"])}
    assert needed <= known
    assert all(row["confidence"] >= 0.97 for name in ("changes", "ratios", "reasons") for row in sure[name])
    assert all(fact["confidence"] >= 0.97 or fact["id"] in needed for fact in sure["facts"])


def test_nothing_is_left_out_below_no_confidence(extractor):
    record = extractor.extract(TEXT)
    assert confident(record, 0.0) is record
    gone = confident(record, 1.0)
    assert not gone.changes + gone.ratios + gone.projects
    left = {fact.id for fact in gone.facts}
    assert not [check for check in gone.checks if not left.issuperset(check.facts)]


# -- formats


def tables_of(data):
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {
        name: list(csv.DictReader(archive.read(name).decode("utf-8-sig").splitlines())) for name in archive.namelist()
    }


def post(client, accept, **params):
    answer = client.post("/v1/extract", params=params, content=TEXT, headers={"accept": accept})
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, accept)
    return answer.content


def test_a_record_comes_as_tables(client):
    record = record_of(TEXT, "")
    tables = tables_of(post(client, "application/zip"))
    assert set(tables) == {f"{name}.csv" for name in TABLES}
    assert [row["id"] for row in tables["facts.csv"]] == [fact["id"] for fact in record["facts"]]
    assert set(tables_of(post(client, "application/zip", lists="ratios,facts"))) == {"ratios.csv", "facts.csv"}
    assert list(csv.DictReader(post(client, "text/csv").decode("utf-8-sig").splitlines())) == tables["facts.csv"]
    changes = post(client, "text/csv", lists="changes").decode("utf-8-sig").splitlines()
    assert list(csv.DictReader(changes)) == tables["changes.csv"]


def test_a_record_comes_as_a_line(client):
    line = post(client, "application/x-ndjson")
    assert (line.count(b"\n"), json.loads(line)) == (1, record_of(TEXT, ""))


# fmt: off
ACCEPTED = [
    ("", "a/json"), ("*/*", "a/json"), ("a/json", "a/json"), ("text/csv", "text/csv"), ("text/*", "text/csv"),
    ("text/csv;q=0.5, a/json;q=0.4", "text/csv"), ("*/*;q=0.1, text/csv;q=0.2", "text/csv"),
    ("a/json;q=0, */*", "text/csv"), ("TEXT/CSV", "text/csv"), ("text/csv;q=x, a/*", "a/json"), ("image/png", None),
    ("text/csv;q=0", None), ("text/html, image/*", None), (",;,/", "a/json"),
]
# fmt: on


@pytest.mark.parametrize(("header", "chosen"), ACCEPTED)
def test_negotiate(header, chosen):
    if chosen is None:
        with pytest.raises(Refusal) as refused:
            negotiate(header, ["a/json", "text/csv"])
        assert refused.value.code == "not_acceptable"
    else:
        assert negotiate(header, ["a/json", "text/csv"]) == chosen


# -- what is refused

# fmt: off
REFUSED = [
    ("nothing", {}, 400, "missing_document"),
    ("a form with another field", {"files": {"document": ("a.txt", b"x")}}, 400, "missing_document"),
    ("a form with text in place of a file", {"data": {"file": "x"}, "files": {"other": b""}}, 400, "missing_document"),
    ("two files", {"files": [("file", ("a.txt", b"x")), ("file", ("b.txt", b"y"))]}, 413, "too_many_files"),
    ("many files", {"files": [("file", ("a.txt", b"x"))] * 9}, 422, "invalid_request"),
    ("a form without a boundary", {"content": b"x", "headers": {"content-type": "multipart/form-data"}},
     422, "invalid_request"),
    ("a form that is none", {"content": b"x", "headers": {"content-type": "multipart/form-data; boundary=b"}},
     422, "invalid_request"),
    ("a part that is not known", {"content": b"x", "params": {"include": "all"}}, 422, "invalid_request"),
    ("a list that is not known", {"content": b"x", "params": {"lists": "facts,figures"}}, 422, "invalid_request"),
    ("a confidence over one", {"content": b"x", "params": {"min_confidence": "1.1"}}, 422, "invalid_request"),
    ("a confidence that is no number", {"content": b"x", "params": {"min_confidence": "nan"}}, 422, "invalid_request"),
    ("another model", {"content": b"x", "params": {"model": "../../etc"}}, 422, "invalid_request"),
    ("another format", {"content": b"x", "headers": {"accept": "image/png"}}, 406, "not_acceptable"),
    ("a large body", {"content": MEGABYTE}, 413, "body_too_large"),
    ("a body over the limit by one", {"content": b"x" * 2001}, 413, "too_large"),
    ("a large form", {"files": {"file": ("a.txt", MEGABYTE)}}, 413, "body_too_large"),
    ("a file over the limit by one", {"files": {"file": ("a.txt", b"x" * 2001)}}, 413, "too_large"),
    ("a large field beside the file", {"data": {"note": "x" * 500_000}, "files": {"file": b"x"}}, 413,
     "body_too_large"),
    ("a long body of unknown length", {"content": (bytes(1000) for _ in range(100))}, 413, "body_too_large"),
    ("an archive", {"content": gbk_zip({"a.txt": b"1"}), "params": {"name": "a.zip"}}, 415, "archive_here"),
    ("a document that is none", {"content": b"%PDF-1.7"}, 422, "damaged_document"),
    ("an empty file", {"files": {"file": ("a.txt", b"")}}, 422, "empty_document"),
]
# fmt: on


@pytest.mark.parametrize(("request_", "status", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_refused(request_, status, code, make_service, sqlite_store):
    service = make_service(sqlite_store, max_upload=2000)
    with client_of(service) as client:
        answer = client.post("/v1/extract", **request_)
    assert problem_of(answer) == (status, code)
    assert answer.json()["detail_en"].isascii()
    assert not list(service.settings.incoming.iterdir())


def test_what_is_wrong_is_said_with_the_name_of_the_file(client):
    answer = client.post("/v1/extract", files={"file": ("决算.pdf", b"%PDF-1.7")})
    assert answer.json()["detail"] == "决算.pdf：PDF 文件已损坏或不完整，请重新下载（文件结尾缺失）"


def test_other_addresses_and_methods_are_explained_too(client):
    for method, address, status, code in (
        ("GET", "/v2", 404, "no_such_address"),
        ("GET", "/docs", 404, "no_such_address"),  # its scripts would come from elsewhere
        ("GET", "/v1/extract", 405, "method_not_allowed"),
        ("PUT", "/health/live", 405, "method_not_allowed"),
    ):
        assert problem_of(client.request(method, address)) == (status, code)
    assert client.get("/v1/extract").headers["allow"] == "POST"


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.what)
def test_what_is_wrong_with_a_document_is_explained(bad, client):
    answer = client.post("/v1/extract", files={"file": (bad.name, bad.make())})
    assert problem_of(answer) == (bad.status, bad.code)
    assert answer.json()["detail"].startswith(f"{bad.name}：{bad.chinese}")
    assert answer.json()["detail_en"].startswith(f"{bad.name}: {bad.english}")


def test_a_body_without_a_name_is_spoken_of_without_one(client):
    answer = client.post("/v1/extract", content=b" ")
    assert answer.json()["detail"] == "文件是空的，请检查是否上传完整"


# -- workers


@pytest.fixture(scope="module")
def hostile_pool():
    pool = Pool(make, workers=1, queue=1)
    pool.start()
    assert pool.wait_until_ready()
    yield pool
    pool.close(1.0)


@pytest.fixture
def hostile(hostile_pool, make_service, sqlite_store, monkeypatch):
    """A service whose workers do what the name of a document says."""
    service = make_service(sqlite_store, workers=hostile_pool, document_seconds=0.5)
    monkeypatch.setattr("api.service.Task", lambda _path, name, *_: name)
    return service


@pytest.mark.parametrize(
    ("word", "status", "code", "retry"),
    [
        ("kill", 503, "worker_lost", "1"),
        ("hang", 504, "document_timeout", None),
        ("raise", 500, "internal_error", None),
    ],
)
def test_a_document_that_ends_its_worker_is_one_clear_answer(word, status, code, retry, hostile):
    with client_of(hostile) as client:
        answer = client.post("/v1/extract", content=b"x", params={"name": word})
        assert (*problem_of(answer), answer.headers.get("retry-after")) == (status, code, retry)
        assert "secret" not in answer.text
        assert client.get("/health/live").status_code == 200
        assert hostile.pool.wait_until_ready()
        assert client.get("/health/ready").status_code == 200


def test_more_than_may_wait_are_told_to_come_again(hostile):
    busy = [hostile.pool.submit("sleep 0.4", seconds=9), hostile.pool.submit("a", seconds=9)]
    with client_of(hostile) as client:
        answer = client.post("/v1/extract", content=b"x", params={"name": "a"})
        assert problem_of(answer) == (429, "queue_full")
        assert int(answer.headers["retry-after"]) >= 1
        assert client.get("/health/ready").status_code == 200
    assert [future.result(9).value for future in busy] == ["sleep 0.4", "a"]


# -- batches


def lines_of(client, files, **params):
    answer = client.post("/v1/extract:batch", files=[("files", file) for file in files], params=params)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson")
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert len({line["name"] for line in lines}) == len(lines)
    return {line["name"]: line for line in lines}


def test_a_batch_gives_a_line_for_every_document(client):
    archive = {"预算/a.txt": TEXT, "logo.svg": b"x", "../b.txt": b"1", "c.docx": WORD, "d.txt": b""}
    found = lines_of(client, [("公开.zip", gbk_zip(archive)), ("e.txt", TEXT), ("f.pdf", b"%PDF-1.7")])
    assert {name: line.get("problem", {}).get("code") for name, line in found.items()} == {
        "公开.zip/预算/a.txt": None,
        "公开.zip/../b.txt": "damaged_document",
        "公开.zip/c.docx": None,
        "公开.zip/d.txt": "empty_document",
        "e.txt": None,
        "f.pdf": "damaged_document",
    }
    assert found["e.txt"]["record"] == record_of(TEXT, "e.txt")
    assert found["公开.zip/预算/a.txt"]["record"] == record_of(TEXT, "公开.zip/预算/a.txt")
    assert client.get("/health/ready").status_code == 200


def test_a_batch_obeys_the_same_wishes(client):
    found = lines_of(client, [("a.txt", TEXT)], lists="facts", include="text", model="none")
    record = json.loads(as_json(load(model="none").extract(TEXT, name="a.txt"), text=True))
    assert found["a.txt"]["record"] == {
        name: value for name, value in record.items() if name not in TABLES or name == "facts"
    }


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (gbk_zip({"a.txt": b"1"})[:40], "damaged_document"),
        (gbk_zip({"a.svg": b"1"}), "no_documents"),
        (rar({"a.txt": b"1"})[:24], "damaged_document"),
    ],
)
def test_an_archive_that_cannot_be_opened_is_its_line(data, code, client):
    assert lines_of(client, [("a.zip", data)])["a.zip"]["problem"]["code"] == code


def test_a_batch_may_be_the_body(client):
    answer = client.post("/v1/extract:batch", content=gbk_zip({"a.txt": TEXT}), params={"name": "公开.zip"})
    assert json.loads(answer.text)["name"] == "公开.zip/a.txt"


def test_a_worker_that_is_lost_is_one_line_of_a_batch(hostile, monkeypatch):
    monkeypatch.setattr("api.routes.extracting.Task", lambda _path, name, *_: name)
    monkeypatch.setattr("api.routes.extracting.Batch._told", told_word)
    monkeypatch.setattr(hostile.metrics, "document", lambda *_: None)
    with client_of(hostile) as client:
        found = lines_of(client, [(word, b"x") for word in ("a", "kill", "b", "raise", "hang", "c")])
    assert {name: line.get("problem") for name, line in found.items()} == {
        "a": None, "b": None, "c": None, "kill": "worker_lost", "raise": "internal_error", "hang": "document_timeout",
    }  # fmt: skip


async def told_word(_, sent, answer):
    problem = None if isinstance(answer, str) else answer.code
    return json.dumps({"name": sent.name, "problem": problem}).encode() + b"\n"


def test_too_many_batches_at_once_are_told_to_come_again(make_service, sqlite_store):
    with client_of(make_service(sqlite_store, batches=0)) as client:
        assert problem_of(client.post("/v1/extract:batch", content=b"x")) == (429, "queue_full")


def test_nothing_of_a_request_stays_behind(client, service):
    client.post("/v1/extract", content=TEXT)
    lines_of(client, [("a.zip", gbk_zip({"a.txt": TEXT, "b.txt": b""}))])
    assert not list(service.settings.incoming.iterdir())
    assert (service.batches, service.pool.health().waiting) == (0, 0)


# -- references


def test_the_references_are_there(client):
    assert client.get("/v1/schema").json() == schema()
    concepts = {concept["id"]: concept for concept in client.get("/v1/concepts").json()}
    assert "收入预算总额" in concepts["rev.total"]["names"]
    rules = {rule["id"]: rule for rule in client.get("/v1/rules").json()}
    record = client.post("/v1/extract", content=TEXT).json()
    assert {check["rule"] for check in record["checks"]} <= {rule["rule"] for rule in rules.values()}
    ready = client.get("/health/ready").json()
    assert (ready["status"], ready["model"], ready["catalogue"]) == ("ok", load().model, load().catalogue.version)


def test_every_record_satisfies_the_schema(client):
    described = client.get("/v1/schema").json()
    record = client.post("/v1/extract", content=TEXT).json()
    assert set(described["required"]) <= set(record) <= set(described["properties"])
    document = described["$defs"]["Document"]
    assert set(document["required"]) <= set(record["document"]) <= set(document["properties"])


# fmt: off
NAMES = [
    ("决算.pdf", "决算.pdf"),
    ("a/b/决算.pdf", "决算.pdf"),
    ("C:\\docs\\决算.pdf", "决算.pdf"),
    ("../../etc/passwd", "passwd"),
    ("", ""),
    ("/", ""),
    ("a\nb\x00.txt", "a b\ufffd.txt"),
    ("长" * 300, "长" * 255),
]
# fmt: on


@pytest.mark.parametrize(("sent", "kept"), NAMES)
def test_file_name(sent, kept):
    assert file_name(sent) == kept
