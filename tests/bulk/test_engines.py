"""Both engines on real processes: the same rows, and what kills, stops or starves a worker costs one document."""

import hashlib
import os
import signal
import threading
import time

import pytest
import ray

from extractor.bulk.engines.cluster import ClusterEngine, connect
from extractor.bulk.engines.local import LocalEngine
from extractor.bulk.errors import OutputUnwritable
from extractor.bulk.journal import ending_of
from extractor.bulk.layout import journal_folder
from tests.bulk import poison
from tests.bulk.archives import bulk, rows, settings_for, sorted_bytes, write_archive

ENGINES = {"local": LocalEngine, "ray": ClusterEngine}
SECONDS = 4
ONE, BOTH = ("local", pytest.param("ray", marks=pytest.mark.slow)), tuple(ENGINES)  # what make test runs on


@pytest.fixture(scope="module", autouse=True)
def cluster():
    """One Ray cluster on this machine for all tests here: it takes seconds to start."""
    connect(workers=2)
    yield
    ray.shutdown()


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Two dozen harmless documents."""
    return write_archive(tmp_path_factory.mktemp("harmless") / "县级", 24)


@pytest.fixture(scope="module")
def expected(archive, tmp_path_factory):
    """What a plain loop makes of them."""
    out = tmp_path_factory.mktemp("expected")
    bulk(archive, out)
    return out


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory):
    """The same with four that are not."""
    more = {"a": poison.KILLS, "b": poison.HANGS, "c": poison.EATS, "d": poison.BREAKS}
    return write_archive(tmp_path_factory.mktemp("poisoned") / "县级", 24, **more)


def run_on(engine, source, out, work=poison.work, **more):
    settings = settings_for(out, **more)
    return bulk(source, out, open_workers=lambda: ENGINES[engine](settings, 2, work=work), **more)


@pytest.mark.parametrize("engine", BOTH)
def test_an_engine_gives_what_a_plain_loop_gives(engine, archive, expected, tmp_path):
    summary = run_on(engine, archive, tmp_path)
    assert summary.counts.documents == summary.new.documents == 24
    assert summary.counts.failures == 0
    assert sorted_bytes(tmp_path) == sorted_bytes(expected)


@pytest.mark.parametrize("engine", BOTH)
def test_what_kills_a_worker_costs_one_document(engine, poisoned, expected, tmp_path):
    summary = run_on(engine, poisoned, tmp_path, seconds=SECONDS)
    assert summary.counts.documents == 28
    failures = {row["source"]: row for row in rows(tmp_path, "failures")}
    assert {name: (row["error"], row["attempts"]) for name, row in failures.items()} == {
        "a.txt": ("lost_crash", 2),
        "b.txt": ("lost_time", 2),
        "c.txt": ("lost_memory", 1),
        "d.txt": ("internal_error", 1),
    }
    assert "sleep" in failures["b.txt"]["detail"] or "poison.py" in failures["b.txt"]["detail"]
    assert "LookupError" in failures["d.txt"]["detail"]
    found, harmless = sorted_bytes(tmp_path), sorted_bytes(expected)
    assert found["facts"] == harmless["facts"]
    assert found["checks"] == harmless["checks"]
    again = run_on(engine, poisoned, tmp_path, seconds=SECONDS)  # poison is not taken twice
    assert (again.new.documents, again.counts.failures) == (0, 4)


@pytest.mark.parametrize("engine", ONE)
def test_a_worker_that_is_killed_from_outside_loses_nothing(engine, poisoned, tmp_path):
    """The third document stops its worker for good; the test kills it there, and the second attempt too."""
    settings = settings_for(tmp_path, seconds=600)
    stuck = hashlib.sha256((poisoned / "b.txt").read_bytes()).hexdigest()
    killed = threading.Thread(target=kill_the_stuck, args=(settings.folder, stuck), daemon=True)
    killed.start()
    summary = run_on(engine, poisoned, tmp_path, seconds=600)
    assert summary.counts.documents == 28
    failures = {row["source"]: row["error"] for row in rows(tmp_path, "failures")}
    assert failures == {
        "a.txt": "lost_crash",
        "b.txt": "lost_crash",
        "c.txt": "lost_memory",
        "d.txt": "internal_error",
    }
    killed.join(10)


def kill_the_stuck(folder, document, deaths=2):
    """Kill the process that is at a document, so many times; by name, since a slow machine stops at others too."""
    journals = journal_folder(folder)
    while deaths:
        time.sleep(0.5)
        for path in journals.glob("*.begun") if journals.exists() else ():
            is_there = path.read_text("ascii").splitlines()[-1:] == [document]
            if is_there and (worker := holder_of(path)):
                os.kill(worker, signal.SIGKILL)
                deaths -= 1


def holder_of(path):
    """The process that has a file open."""
    for entry in os.listdir("/proc"):
        if entry.isdigit() and int(entry) != os.getpid():
            try:
                links = [os.readlink(f"/proc/{entry}/fd/{each}") for each in os.listdir(f"/proc/{entry}/fd")]
            except OSError:
                continue
            if str(path) in links:
                return int(entry)
    return None


def test_a_worker_that_is_killed_while_it_waits_costs_nothing(archive, expected, tmp_path):
    """What pools with one queue for all their workers break of."""
    settings = settings_for(tmp_path)
    engine, killed = LocalEngine(settings, 1, work=poison.work), []

    class Interrupting:
        """The same engine; its worker is killed between two shards."""

        workers = 1
        submit = staticmethod(engine.submit)
        close = staticmethod(engine.close)

        def outcomes(self, seconds):
            found = engine.outcomes(seconds)
            for process in engine.processes() if found else ():
                os.kill(process, signal.SIGKILL)
                killed.append(process)
            return found

    assert bulk(archive, tmp_path, open_workers=Interrupting).counts.failures == 0
    assert len(set(killed)) > 1
    assert sorted_bytes(tmp_path) == sorted_bytes(expected)


@pytest.mark.parametrize("engine", ONE)
def test_a_full_disk_stops_the_run_and_the_next_one_goes_on(engine, archive, expected, tmp_path):
    with pytest.raises(OutputUnwritable):
        run_on(engine, archive, tmp_path, work=poison.work_in_little_room)
    assert not list(tmp_path.glob("*/.part*"))
    run_on(engine, archive, tmp_path)
    assert sorted_bytes(tmp_path) == sorted_bytes(expected)


def test_a_journal_says_how_far_a_dead_worker_came(tmp_path):
    (tmp_path / "7.begun").write_text("aa\nbb\n")
    assert ending_of(tmp_path, 7).begun == ("aa", "bb")
    assert ending_of(tmp_path, 7).stuck is None
    assert ending_of(tmp_path, 8).begun == ()
