"""A run over an archive, in this process: what is found is done once, and whatever stops it, the next call goes on."""

import hashlib
import json
import zipfile
from dataclasses import replace

import pytest

from annotations.catalogue import load as load_catalogue
from extractor.bulk import running, sharding
from extractor.bulk.errors import OtherForm, OutputInUse, WorkersFail
from extractor.bulk.sources import Passed
from extractor.bulk.working import work
from extractor.data import Producer
from extractor.outputs.records import as_plain
from tests.bulk.archives import (
    DeadWorkerError,
    InPlace,
    budget,
    bulk,
    dataset,
    records,
    rows,
    settings_for,
    sorted_bytes,
    write_archive,
)


@pytest.fixture
def archive(tmp_path):
    return write_archive(tmp_path / "县级", 20)


class Counting:
    """Work that notes what it did, and can be told to die or to break."""

    def __init__(self, dies=lambda _: False, breaks_after=None):
        self.done, self._dies, self._breaks_after = [], dies, breaks_after

    def __call__(self, shard, settings):
        if len(self.done) == self._breaks_after:
            raise KeyboardInterrupt
        self.done.append(shard)
        if self._dies(shard):
            raise DeadWorkerError
        return work(shard, settings)

    @property
    def documents(self):
        return sum(len(shard.tasks) for shard in self.done)


def counted(source, out, counting, **more):
    return bulk(source, out, open_workers=lambda: InPlace(settings_for(out, **more), counting), **more)


def test_every_document_is_one_row_and_every_list_points_at_it(archive, tmp_path):
    out = tmp_path / "out"
    summary = bulk(archive, out)
    assert summary.documents == summary.counts.documents == summary.new.documents == 20
    documents = {row["id"] for row in rows(out, "documents")}
    assert len(documents) == 20
    for name, table in dataset(out).items():
        column = "id" if name in ("documents", "texts") else "document"
        assert set(table.column(column).to_pylist()) <= documents, name
    assert {row["name"] for row in rows(out, "sources")} == {f"县级/{number:03}.txt" for number in range(20)}


def test_a_record_is_that_of_extract(archive, tmp_path, extractor):
    bulk(archive, tmp_path / "out", form="jsonl")
    expected = [as_plain(extractor.extract(path.read_bytes(), name=path.name)) for path in archive.iterdir()]
    assert records(tmp_path / "out") == sorted(expected, key=lambda each: each["document"]["id"])


def test_figures_are_exact_in_the_typed_lists(archive, tmp_path, extractor):
    bulk(archive, tmp_path / "out")
    name = "000.txt"
    expected = extractor.extract((archive / name).read_bytes(), name=name)
    found = [row for row in rows(tmp_path / "out", "facts") if row["document"] == expected.document.id]
    assert [row["id"] for row in found] == sorted(fact.id for fact in expected.facts)
    values = {fact.id: fact.quantity.value for fact in expected.facts if fact.quantity}
    assert {row["id"]: row["quantity"]["value"] for row in found if row["quantity"]} == values


def test_a_second_run_does_nothing(archive, tmp_path):
    bulk(archive, tmp_path / "out")
    before, counting = sorted_bytes(tmp_path / "out"), Counting()
    summary = counted(archive, tmp_path / "out", counting)
    assert (counting.done, summary.new.documents, summary.counts.documents) == ([], 0, 20)
    assert sorted_bytes(tmp_path / "out") == before


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_run_that_is_stopped_goes_on_where_it_stopped(archive, tmp_path, after):
    first = Counting(breaks_after=after)
    with pytest.raises(KeyboardInterrupt):
        counted(archive, tmp_path / "out", first)
    second = Counting()
    counted(archive, tmp_path / "out", second)
    assert first.documents + second.documents == 20
    bulk(archive, tmp_path / "whole")
    assert sorted_bytes(tmp_path / "out") == sorted_bytes(tmp_path / "whole")


def test_what_was_being_written_is_cleared_away(archive, tmp_path):
    out = tmp_path / "out"
    bulk(archive, out)
    (out / "facts" / ".part-000001.parquet.77").write_bytes(b"half")
    (out / "facts" / "part-009999.parquet").write_bytes(b"of a shard that is no more")
    bulk(archive, out)
    assert not list(out.glob("*/.part*"))
    assert not list(out.glob("*/part-009999*"))


def test_new_documents_are_done_and_the_old_ones_stay(archive, tmp_path):
    bulk(archive, tmp_path / "out")
    write_archive(archive / "补交", 0, late="补充公开。\n")
    counting = Counting()
    summary = counted(archive, tmp_path / "out", counting)
    assert (counting.documents, summary.counts.documents) == (1, 21)


def test_a_copy_is_not_done_twice_and_both_places_are_known(archive, tmp_path):
    (archive / "副本.txt").write_bytes((archive / "003.txt").read_bytes())
    summary = bulk(archive, tmp_path / "out")
    assert summary.counts.documents == 20
    places = [row["name"] for row in rows(tmp_path / "out", "sources") if row["document"] == id_of_third(archive)]
    assert places == ["县级/003.txt", "县级/副本.txt"]
    assert {row["name"] for row in rows(tmp_path / "out", "documents")} >= {"003.txt"}


def id_of_third(archive):
    return hashlib.sha256((archive / "003.txt").read_bytes()).hexdigest()


def test_a_file_that_has_changed_takes_the_place_of_what_it_was(archive, tmp_path):
    bulk(archive, tmp_path / "out")
    (archive / "003.txt").write_text(budget(77), "utf-8")
    summary = bulk(archive, tmp_path / "out")
    assert summary.counts.documents == 20
    assert len(rows(tmp_path / "out", "documents")) == 20
    bulk(archive, tmp_path / "fresh")
    assert dataset(tmp_path / "out")["facts"].equals(dataset(tmp_path / "fresh")["facts"])


def test_an_archive_that_is_moved_is_not_done_again(archive, tmp_path):
    bulk(archive, tmp_path / "out")
    moved = archive.rename(tmp_path / "新址")
    counting = Counting()
    counted(moved, tmp_path / "out", counting)
    assert counting.done == []


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_members_of_an_archive_are_documents(archive, tmp_path, form):
    packed = tmp_path / "县.zip"
    with zipfile.ZipFile(packed, "w") as stream:
        for path in archive.iterdir():
            stream.write(path, f"预算/{path.name}")
        stream.writestr("说明.md", "not a document")
    passed = Passed()
    summary = bulk(packed, tmp_path / "out", form=form, passed=passed)
    assert summary.counts.documents == 20
    assert passed.suffixes == {".md": 1}
    assert not (tmp_path / "out" / ".run" / "spool").exists()
    again = Counting()
    counted(packed, tmp_path / "out", again, form=form)
    assert again.done == []
    if form == "parquet":
        assert {row["name"] for row in rows(tmp_path / "out", "documents")} == {
            f"县.zip/预算/{number:03}.txt" for number in range(20)
        }


def test_members_are_unpacked_again_where_they_are_needed_again(archive, tmp_path, monkeypatch):
    packed = tmp_path / "县.zip"
    with zipfile.ZipFile(packed, "w") as stream:
        stream.write(archive / "000.txt", "a.txt")
    bulk(packed, tmp_path / "out", form="jsonl")
    monkeypatch.setattr(running, "VERSION", "later")
    summary = bulk(packed, tmp_path / "out", form="jsonl")
    assert (summary.new.documents, summary.counts.failures) == (1, 0)


def test_what_can_be_unpacked_no_more_is_a_failure(archive, tmp_path, monkeypatch):
    packed = tmp_path / "县.zip"
    with zipfile.ZipFile(packed, "w") as stream:
        stream.write(archive / "000.txt", "a.txt")
    bulk(packed, tmp_path / "out", form="jsonl")
    packed.unlink()
    monkeypatch.setattr(running, "VERSION", "later")
    summary = bulk([archive / "001.txt"], tmp_path / "out", form="jsonl")
    assert (summary.new.documents, summary.counts.failures) == (2, 1)
    assert failures_of(tmp_path / "out", "jsonl") == {"县.zip/a.txt": "unreachable_source"}


def test_a_new_model_does_not_read_again(archive, tmp_path, monkeypatch):
    bulk(archive, tmp_path / "out")
    for path in archive.iterdir():
        path.touch()
        path.write_bytes(path.read_bytes())  # the same bytes at another time: hashed again, and nothing more
    monkeypatch.setattr(running, "_producer", another_model)
    counting = Counting()
    summary = counted(archive, tmp_path / "out", counting)
    assert summary.new.documents == 20
    assert all(shard.is_read for shard in counting.done)


def test_what_was_read_is_enough_for_a_new_model(archive, tmp_path, monkeypatch):
    bulk(archive, tmp_path / "out")
    before = dataset(tmp_path / "out")
    monkeypatch.setattr(running, "_producer", another_model)
    monkeypatch.setattr("extractor.bulk.working.read", not_again)
    bulk(archive, tmp_path / "out")
    assert dataset(tmp_path / "out")["facts"].equals(before["facts"])
    assert dataset(tmp_path / "out")["texts"].equals(before["texts"])


def not_again(*_, **__):
    raise AssertionError("this document has been read before")


def another_model(_):
    return Producer(running.VERSION, "another", load_catalogue().version)


def test_new_code_does_everything_again(archive, tmp_path, monkeypatch):
    bulk(archive, tmp_path / "out")
    monkeypatch.setattr(running, "VERSION", "later")
    counting = Counting()
    counted(archive, tmp_path / "out", counting)
    assert counting.documents == 20
    assert not any(shard.is_read for shard in counting.done)


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_what_cannot_be_read_is_a_failure_and_is_tried_again_when_asked(archive, tmp_path, form):
    (archive / "坏.pdf").write_bytes(b"%PDF-1.7 truncated")
    (archive / "空.txt").write_bytes(b"")
    out = tmp_path / "out"
    summary = bulk(archive, out, form=form)
    assert (summary.counts.documents, summary.counts.failures) == (22, 2)
    assert failures_of(out, form) == {"坏.pdf": "damaged_document", "空.txt": "empty_document"}
    again = Counting()
    counted(archive, out, again, form=form)
    assert again.done == []
    bulk(archive, out, form=form, is_retry=True)
    assert failures_of(out, form) == {"坏.pdf": "damaged_document", "空.txt": "empty_document"}


def failures_of(out, form):
    if form == "parquet":
        return {row["source"]: row["error"] for row in rows(out, "failures")}
    lines = [line for part in (out / "failures").glob("*.jsonl") for line in part.read_text("utf-8").splitlines()]
    return {row["source"]: row["error"] for row in map(json.loads, lines)}


def test_a_retry_finds_what_has_been_mended_elsewhere(archive, tmp_path, monkeypatch):
    (archive / "坏.txt").write_text(budget(300), "utf-8")
    monkeypatch.setattr("extractor.bulk.working.read", not_again)
    summary = bulk(archive, tmp_path / "out")
    assert summary.counts.failures == 21
    monkeypatch.undo()
    assert bulk(archive, tmp_path / "out").counts.failures == 21
    assert bulk(archive, tmp_path / "out", is_retry=True).counts.failures == 0


def test_a_document_whose_worker_dies_is_put_aside_and_its_neighbours_are_not(archive, tmp_path):
    bad = id_of_third(archive)

    def dies(shard):
        if bad not in [task.document for task in shard.tasks]:
            return False
        begin(tmp_path / "out", shard, bad)
        return True

    summary = counted(archive, tmp_path / "out", Counting(dies))
    assert (summary.counts.documents, summary.counts.failures) == (20, 1)
    (failure,) = rows(tmp_path / "out", "failures")
    assert (failure["source"], failure["error"], failure["attempts"]) == ("003.txt", "lost_crash", 2)
    assert len(rows(tmp_path / "out", "documents")) == 19


def begin(out, shard, bad):
    """What the journal of a worker says that died of one document."""
    folder = out / ".run" / "journal"
    folder.mkdir(parents=True, exist_ok=True)
    names = [task.document for task in shard.tasks]
    (folder / f"{shard.id}.begun").write_text("".join(f"{each}\n" for each in names[: names.index(bad) + 1]))


def test_workers_that_never_start_stop_the_run(archive, tmp_path):
    with pytest.raises(WorkersFail):
        counted(archive, tmp_path / "out", Counting(lambda _: True))


def test_a_file_that_vanishes_or_changes_during_the_run_is_a_failure(archive, tmp_path):
    def tamper(shard, settings):
        (archive / "000.txt").unlink(missing_ok=True)
        (archive / "001.txt").write_text("something else", "utf-8")
        return work(shard, settings)

    summary = counted(archive, tmp_path / "out", tamper)
    assert summary.counts.failures == 2
    assert {row["source"]: row["error"] for row in rows(tmp_path / "out", "failures")} == {
        "000.txt": "unreachable_source",
        "001.txt": "unreachable_source",
    }


def test_two_runs_do_not_write_into_one_folder(archive, tmp_path):
    def second(shard, settings):
        with pytest.raises(OutputInUse):
            bulk(archive, tmp_path / "out")
        return work(shard, settings)

    assert counted(archive, tmp_path / "out", second).counts.documents == 20


def test_a_folder_keeps_its_form(archive, tmp_path):
    bulk(archive, tmp_path / "out")
    with pytest.raises(OtherForm):
        bulk(archive, tmp_path / "out", form="jsonl")


def test_progress_counts_to_the_end(archive, tmp_path):
    seen = []
    bulk(archive, tmp_path / "out", report=seen.append)
    assert [each.phase for each in seen if each.phase != "work"] == ["stock", "end"]
    done = [each.done.documents for each in seen if each.phase == "work"]
    assert done == sorted(done)
    assert done[-1] == seen[-1].done.documents == 20


def test_the_manifest_of_a_run_says_what_made_it(archive, tmp_path):
    bulk(archive, tmp_path / "out")
    told = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert (told["schema"], told["documents"], told["produced_by"]["model"]) == ("mingxi/1", 20, "none")


@pytest.mark.parametrize(
    ("count", "sizes", "expected"),
    [
        (3, [5, 5, 5], [3]),
        (20, [5] * 20, [4, 4, 4, 4, 4]),
        (1000, [5] * 130, [63, 63, 4]),
        (100_000, [5] * 300, [256, 44]),
        (3, [5_000_000, 4_000_000, 10], [1, 2]),
        (2, [90_000_000, 10], [1, 1]),
    ],
)
def test_shards_are_large_where_there_are_many_documents_and_small_where_documents_are_large(count, sizes, expected):
    documents = [(str(number), size) for number, size in enumerate(sizes)]
    found = list(sharding.groups(documents, count))
    assert [len(group) for group in found] == expected
    assert [each for group in found for each in group] == [name for name, _ in documents]


def test_large_documents_come_first(archive, tmp_path):
    (archive / "长.txt").write_text(budget(1) + "无数字的一行。\n" * 3000, "utf-8")
    counting = Counting()
    counted(archive, tmp_path / "out", counting)
    sizes = [max(len((archive / task.name).read_bytes()) for task in shard.tasks) for shard in counting.done]
    assert sizes == sorted(sizes, reverse=True)


def test_rows_that_wait_for_a_person_are_counted(archive, tmp_path):
    summary = bulk(archive, tmp_path / "out")
    unsure = sum(
        row["confidence"] < 0.8
        for name in ("facts", "changes", "ratios", "reasons", "projects", "indicators")
        for row in rows(tmp_path / "out", name)
    )
    assert summary.counts.unsure == unsure
    assert replace(summary.counts, unsure=0, violated=0).rows > 100


def test_documents_are_compared_at_the_end_and_only_where_something_has_changed(archive, tmp_path, monkeypatch):
    out = tmp_path / "out"
    (archive / "副本.txt").write_bytes((archive / "003.txt").read_bytes())
    bulk(archive, out)
    assert [row["kind"] for row in rows(out, "findings")] == ["duplicate"]
    compared = []
    monkeypatch.setattr(running, "compare", lambda folder: compared.append(folder) or ())
    bulk(archive, out)
    assert compared == []
    (archive / "又一副本.txt").write_bytes((archive / "003.txt").read_bytes())
    bulk(archive, out)
    assert compared == [out]


def test_what_years_say_of_each_other_is_counted(tmp_path):
    archive = tmp_path / "两年"
    archive.mkdir()
    (archive / "2022.txt").write_text(yearly(2022, 812), "utf-8")
    (archive / "2023.txt").write_text(yearly(2023, 913, "上年预算数为800.00万元，"), "utf-8")
    summary = bulk(archive, tmp_path / "out")
    violated = [row for row in rows(tmp_path / "out", "findings") if row["status"] == "violated"]
    assert summary.contradictions == len([row for row in violated if row["severity"] == "error"]) == 1
    assert bulk(archive, tmp_path / "out").contradictions == 1


def yearly(year, total, before=""):
    return (
        f"成都市武侯区档案馆{year}年部门预算\n一、收入预算情况说明\n{year}年收入预算总额{total}.00万元，{before}"
        f"其中：财政拨款收入{total - 12}.00万元，其他收入12.00万元。\n二、支出预算情况说明\n"
        f"{year}年支出预算总额{total}.00万元，其中：基本支出{total - 100}.00万元，项目支出100.00万元。\n"
    )
