"""The sandbox: the same results as reading in place, and a reader that misbehaves harms nobody."""

import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.errors import NoTextLayer, ReadingStopped, UnreadableDocument
from extractor.reading import Limits, confinement, office, scan
from extractor.reading.confinement import Isolation
from extractor.reading.members import Member
from extractor.reading.readers import read_in_place as read
from extractor.reading.safely import read_safely
from extractor.reading.sandbox import File, Sandbox
from tests.reading.documents import docx, gbk_zip, p, page_html, pdf, tbl, zipped

OLD_WORD = (Path(__file__).parent / "files" / "budget.doc").read_bytes()
ROOT = Path(__file__).parents[2]
PAGE = page_html("<h2>一、收入</h2><p>共12.50万元。</p>").encode()
WORD = docx(p("一、收入") + tbl(["项目", "金额"], ["合计", "12.50"]))
HASTE = Limits(max_seconds=20, max_memory=1 << 30, max_output=1_000_000, max_open_files=40, max_scanned_pages=0)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are only shut in on Linux")


def allowed(isolation: Isolation) -> bool:
    """Whether this machine allows it."""
    if isolation == "bubblewrap" and not confinement.has_bubblewrap():
        return False
    with Sandbox(isolations=(isolation,)) as sandbox:
        sandbox.read(b"1")
        return sandbox.isolation == isolation


@pytest.fixture(scope="module", params=["bubblewrap", "namespaces", "rlimits"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    if not allowed(request.param):
        pytest.skip(f"this machine does not allow {request.param} (Debian: bubblewrap; user namespaces)")
    with Sandbox(isolations=(request.param,)) as sandbox:
        yield sandbox


@pytest.fixture
def rogue(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """A sandbox whose reader does what the name of the file says."""
    places = list(confinement.code_places())
    monkeypatch.setattr(confinement, "WORKER", "tests.reading.rogue")
    monkeypatch.setattr(confinement, "code_places", lambda: [*places, str(ROOT / "tests")])
    with Sandbox(HASTE, isolations=(sandbox.isolation,)) as taken:
        yield taken


# fmt: off
FILES = [
    ("收入\n支出".encode("gbk"), "a.txt"),
    (PAGE, "决算.html"),
    (WORD, "a.docx"),
    (WORD, "a.pdf"),
    (pdf([(90, 700, 12, "一、收入"), (90, 60, 9, "- 1 -")]), "a.pdf"),
    (b"", "a.txt"),
    (bytes(range(256)), "a.bin"),
    (WORD[:300], "a.docx"),
    (zipped({"a.txt": "x"}), "a.zip"),
    ("繁體".encode("big5") * 300, ""),
    (pdf(["100 600 200 40 re f"]), "a.pdf"),
]
# fmt: on


@pytest.mark.parametrize(("data", "name"), FILES)
def test_results_and_errors_are_those_of_reading_in_place(sandbox: Sandbox, data: bytes, name: str) -> None:
    limits = Limits(max_scanned_pages=0)
    assert outcome(lambda: sandbox.read(data, name=name, limits=limits)) == outcome(
        lambda: read(data, name=name, limits=limits)
    )


def test_a_reading_says_how_its_process_was_shut_in_where_that_is_not_the_strongest_way(sandbox: Sandbox) -> None:
    codes = {"bubblewrap": [], "namespaces": ["isolated_from_network_only"], "rlimits": ["limited_only"]}
    warnings = sandbox.read(PAGE, name="a.html").warnings
    assert [warning.code for warning in warnings] == codes[sandbox.isolation]


def outcome(reading):  # type: ignore[no-untyped-def]
    """What comes out: a reading without what it says about its process, or the class and the facts of an error."""
    try:
        document, warnings = reading()
        return document, [warning for warning in warnings if warning.code not in confinement.NOTE_CODES]
    except UnreadableDocument as error:
        return type(error), vars(error), str(error)


@pytest.mark.skipif(not office.has_libreoffice(), reason="LibreOffice is not installed")
def test_old_word_files_are_converted_inside_together() -> None:
    files = [
        File("1.doc", OLD_WORD),
        File("2.txt", b"1"),
        File("3.doc", OLD_WORD[:9000]),
        File("4.doc", OLD_WORD + b"0"),
    ]
    with Sandbox() as sandbox:
        found = [result for _, result in sandbox.read_all(files)]
    assert outcome(lambda: found[0]) == outcome(lambda: read(OLD_WORD, name="1.doc"))
    assert outcome(lambda: found[1]) == outcome(lambda: read(b"1", name="2.txt"))
    assert isinstance(found[2], UnreadableDocument)
    assert not isinstance(found[3], UnreadableDocument)
    assert found[3].document.text == found[0].document.text


def test_archives_are_opened_inside(sandbox: Sandbox) -> None:
    data = gbk_zip({"预算/a.txt": b"1", "../b.txt": b"2", "内.zip": gbk_zip({"c.txt": b"3"})})
    found = list(sandbox.unpack(data, name="a.zip"))
    assert found[::2] == [Member("预算/a.txt", b"1"), Member("内.zip/c.txt", b"3")]
    assert outcome(lambda: raised(found[1].content))[0].__name__ == "DamagedDocument"
    with pytest.raises(UnreadableDocument, match="压缩包"):
        list(sandbox.unpack(b"no archive", name="a.zip"))


def raised(error):  # type: ignore[no-untyped-def]
    raise error


# fmt: off
DEEDS = [
    ("sleep", "time", "读取超过 1 秒"),
    ("spin", "time", "读取超过 1 秒"),
    ("spawn", "time", "读取超过 1 秒"),
    ("eat", "memory", "读取所需内存超过 1073741824 字节"),
    ("write 2000000", "output", "读取结果超过 1000000 字节"),
    ("open", "crash", "读取进程意外终止"),
    ("crash", "crash", "读取进程意外终止"),
    ("exit", "crash", "读取进程意外终止"),
    ("betray", "crash", "读取进程意外终止"),
    ("raise 1", "crash", "读取进程意外终止"),
    ("lie {}", "crash", "读取进程意外终止"),
    ('lie {"document": {"text": 5}}', "crash", "读取进程意外终止"),
]
# fmt: on


@pytest.mark.parametrize(("deed", "cause", "words"), DEEDS)
def test_a_reader_that_misbehaves_is_stopped(rogue: Sandbox, deed: str, cause: str, words: str) -> None:
    limits = replace(HASTE, max_seconds=1) if cause == "time" else HASTE
    with pytest.raises(ReadingStopped, match=words) as caught:
        rogue.read(b"1", name=deed, limits=limits)
    assert caught.value.cause == cause
    assert rogue.read(b"1", name="environment").document.text  # and the next file is read
    assert not left_behind(rogue)


def left_behind(sandbox: Sandbox) -> list[str]:
    """Processes of the sandbox other than its own ones."""
    own = 3 if sandbox.isolation == "bubblewrap" else 1
    return sandbox.processes()[own:]


def test_what_a_reader_reaches(rogue: Sandbox, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("x")
    with socket.create_server(("127.0.0.1", 0)) as server:
        network = rogue.read(b"1", name=f"connect {server.getsockname()[1]}").document.text
    files = rogue.read(b"1", name=f"look {secret}").document.text
    code = rogue.read(b"1", name=f"look {confinement.PACKAGE / 'data.py'}").document.text
    is_shut = rogue.isolation == "bubblewrap"
    assert network.startswith("connected" if rogue.isolation == "rlimits" else "no network")
    assert files == ("not seen, not written" if is_shut else "seen, written")
    if is_shut:
        assert code == "seen, not written"


def test_nothing_of_the_environment_comes_in(rogue: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    names = rogue.read(b"1", name="environment").document.text.split()
    assert "SECRET" not in names
    assert "PATH" in names


def test_no_file_finds_what_another_left(rogue: Sandbox) -> None:
    rogue.read(b"1", name="look /tmp/mingxi-left.txt")
    if rogue.isolation == "bubblewrap":
        assert "mingxi-left" not in rogue.read(b"1", name="scratch").document.text


def test_nothing_is_left_on_disk_by_a_reader_that_ends_its_process(
    rogue: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Sandbox(HASTE, isolations=(rogue.isolation,)) as taken:
        with pytest.raises(ReadingStopped):
            taken.read(b"1", name="betray")
        assert taken.read(b"1", name="environment").document.text
    assert list(tmp_path.iterdir()) == []


def test_the_strongest_isolation_that_works_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confinement, "bubblewrap", lambda: ["false"])
    with Sandbox() as sandbox:
        sandbox.read(b"1")
        assert sandbox.isolation in ("namespaces", "rlimits")


def test_elsewhere_files_are_read_in_place_with_a_warning() -> None:
    with Sandbox(isolations=()) as sandbox:
        reading = sandbox.read("收入".encode(), name="a.txt")
        assert reading.document == read("收入".encode(), name="a.txt").document
        assert [warning.code for warning in reading.warnings] == ["not_isolated"]
        assert [member.path for member in sandbox.unpack(zipped({"a.txt": "x"}))] == ["a.txt"]
        assert sandbox.isolation == "none"


def test_pages_without_text_get_time_for_ocr(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading is asked twice: without OCR first, then with a minute for each page."""
    asked: list[tuple[int, float]] = []

    def answer(request, seconds):  # type: ignore[no-untyped-def]
        asked.append((request.limits.max_scanned_pages, seconds))
        raise NoTextLayer("a.pdf", 3)

    monkeypatch.setattr(scan, "is_installed", lambda: True)
    monkeypatch.setattr(sandbox, "_read", answer)
    with pytest.raises(NoTextLayer):
        sandbox.read(b"1", limits=Limits(max_seconds=10, max_scan_seconds=20, max_scanned_pages=5))
    assert asked == [(0, 10), (5, 70)]


def test_text_that_was_read_survives_an_ocr_that_is_stopped(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read(pdf([(90, 700, 12, "一、收入")], ["100 600 200 40 re f"]), limits=Limits(max_scanned_pages=0))

    def answer(request, _):  # type: ignore[no-untyped-def]
        if request.limits.max_scanned_pages:
            raise ReadingStopped("a.pdf", "time", 60)
        return first

    monkeypatch.setattr(scan, "is_installed", lambda: True)
    monkeypatch.setattr(sandbox, "_read", answer)
    found = sandbox.read(b"1")
    assert found.document == first.document
    assert "page_without_text" in [warning.code for warning in found.warnings]


def test_any_thread_may_read_safely() -> None:
    texts: list[str] = []
    threads = [
        threading.Thread(target=lambda n=n: texts.append(read_safely(b"%d" % n).document.text)) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(texts) == sorted(map(str, range(8)))


def test_a_file_costs_a_fork_and_not_a_start(sandbox: Sandbox) -> None:
    sandbox.read(b"1")
    before = sandbox.processes()
    for _ in range(10):
        sandbox.read(b"1")
    assert sandbox.processes() == before
