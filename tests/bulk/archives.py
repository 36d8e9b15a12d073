"""Small archives for tests, what a folder of results holds, and an engine that works in this process."""

import json
from collections import deque
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from extractor.bulk.data import Settings
from extractor.bulk.engines import Outcome
from extractor.bulk.running import run
from extractor.bulk.sources import Passed, find_sources
from extractor.bulk.working import work
from extractor.outputs.columns import LISTS

ORDER = {"documents": ("id",), "texts": ("id",), "sources": ("path", "member"), "failures": ("document", "source")}


def budget(number: int, more: str = "") -> str:
    """A short disclosure with figures of its own."""
    total = 800 + number
    return (
        f"青禾县第{number}中心站2023年部门预算\n一、收入预算情况说明\n"
        f"2023年收入预算总额{total}.50万元，比上年增加{number + 1}.00万元，主要原因是人员增加。\n"
        f"二、支出预算情况说明\n2023年支出预算总额{total}.50万元，"
        f"其中：基本支出{total - 100}.50万元，项目支出100万元。\n{more}"
    )


def write_archive(folder: Path, count: int, **poison: str) -> Path:
    """A folder of short disclosures; `poison` names files with more in them: bad="此文件…"."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number:03}.txt").write_text(budget(number), "utf-8")
    for index, (name, more) in enumerate(poison.items()):
        (folder / f"{name}.txt").write_text(budget(500 + index, more), "utf-8")
    return folder


class InPlace:
    """An engine of one worker that lives in this process and dies when it is told to."""

    workers = 1

    def __init__(self, settings, work=work):
        self._settings, self._work, self._waiting = settings, work, deque()

    def submit(self, shard):
        self._waiting.append(shard)

    def outcomes(self, seconds):  # noqa: ARG002, it never waits
        shard = self._waiting.popleft()
        try:
            return [Outcome(shard, self._work(shard, self._settings))]
        except DeadWorkerError:
            return [Outcome(shard)]
        except BaseException as error:
            return [Outcome(shard, error=error)]

    def close(self):
        self._waiting.clear()


class DeadWorkerError(Exception):
    """The worker of `InPlace` has died."""


def settings_for(folder: Path, **more: object) -> Settings:
    return replace(Settings(folder, model="none"), **more)


def bulk(source, out, *, open_workers=None, stdin=(), passed=None, is_retry=False, report=lambda _: None, **more):
    """Run an archive into a folder, by default in this process."""
    settings = settings_for(Path(out), **more)
    words = [str(source)] if isinstance(source, (str, Path)) else [str(each) for each in source]
    passed = passed or Passed()
    sources = find_sources(words, iter(stdin), passed)
    engine = open_workers or (lambda: InPlace(settings))
    return run(sources, settings, engine, report, passed=passed, is_retry=is_retry)


def dataset(out: Path) -> dict[str, pa.Table]:
    """All lists of a folder, sorted: what must not depend on how they were made."""
    found = {}
    for folder in sorted(path for path in Path(out).iterdir() if path.is_dir() and not path.name.startswith(".")):
        table = pa.concat_tables([pq.read_table(part, partitioning=None) for part in sorted(folder.glob("part-*"))])
        keys = ORDER.get(folder.name, ("document", "id"))
        keys = [key for key in keys if key in table.column_names] or ["document"]
        found[folder.name] = table.sort_by([(key, "ascending") for key in keys])
    return found


def sorted_bytes(out: Path) -> dict[str, bytes]:
    """The same as bytes."""
    found = {}
    for name, table in dataset(out).items():
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table.combine_chunks())
        found[name] = sink.getvalue().to_pybytes()
    return found


def records(out: Path) -> list[dict]:
    """The records of a folder in JSON lines, by document."""
    lines = [line for part in sorted((Path(out) / "records").glob("*.jsonl")) for line in part.read_text().splitlines()]
    return sorted((json.loads(line) for line in lines), key=lambda each: each["document"]["id"])


def rows(out: Path, name: str) -> list[dict]:
    """One list of a folder."""
    table = dataset(out).get(name)
    return table.to_pylist() if table is not None else []


__all__ = ["LISTS", "InPlace", "bulk", "dataset", "records", "rows", "sorted_bytes", "write_archive"]
