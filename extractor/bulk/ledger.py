"""The ledger of a bulk run: what was found, which document is in which shard, and which shards are done.

One SQLite file beside the results. A shard is done when its part is on disk and only then, so a run that dies at any
point goes on with the shards that are not done, and overwrites what it had begun.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, astuple, fields
from pathlib import Path
from typing import Any

from extractor.bulk.data import Counts, Shard, Source, Task
from extractor.data import Producer

SCHEMA = """
create table if not exists source (
  path blob, member text, name text, document text, size integer, modified_ns integer,
  url text, organisation text, year integer, error text, message text, english text,
  primary key (path, member)
) without rowid;
create index if not exists source_document on source (document);
create table if not exists document (id text primary key, size integer, shard integer) without rowid;
create index if not exists document_shard on document (shard);
create table if not exists shard (
  id integer primary key autoincrement, size integer, code text, judge text, attempts integer default 0, counts text
);
create table if not exists setting (name text primary key, value text) without rowid;
create trigger if not exists found after insert on source
  begin delete from setting where name = 'compared'; end;
create trigger if not exists done after update of counts on shard
  begin delete from setting where name = 'compared'; end;
"""
COMPARED = "compared"  # the setting that holds until anything is found or done
SOURCE_FIELDS = ", ".join(field.name for field in fields(Source))
MARKS = ", ".join("?" for _ in fields(Source))
# A document found in many places is called by the first of their names, in whatever order they were found.
TASKS = """
select document.id, source.path, source.member, min(source.name || hex(source.path)) from document
join source on source.document = document.id where document.shard = ? group by document.id order by document.id
"""
ORPHANS = "select id from document where id not in (select document from source where document is not null)"


class Ledger:
    """The state of one output folder; one process at a time has it open.

    A shard that is done has `counts`. Its `code` is the version that read and linked it, `judge` the model and the
    catalogue; they stay when it is to be done anew, so that what need not be read again is not.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = normal")  # a power cut may undo the last rows, whose shards are redone
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def setting(self, name: str) -> str | None:
        """Something the folder was begun with."""
        row = self._db.execute("select value from setting where name = ?", (name,)).fetchone()
        return row and str(row[0])

    def set(self, name: str, value: str) -> None:
        """Remember something about the folder."""
        self._db.execute("insert or replace into setting values (?, ?)", (name, value))

    def known(self, path: str) -> Source | None:
        """A file or an archive as it was when last seen."""
        query = f"select {SOURCE_FIELDS} from source where path = ? and member = ''"
        row = self._db.execute(query, (os.fsencode(path),)).fetchone()
        return _source(row) if row else None

    def add(self, sources: Sequence[Source]) -> None:
        """Note where documents were found: a file, or an archive with all its members, in place of what it was."""
        with self._transaction():
            for path in {source.path for source in sources}:
                self._db.execute("delete from source where path = ?", (os.fsencode(path),))
            self._db.executemany(f"insert or replace into source values ({MARKS})", map(_source_row, sources))
            found = [(source.document, source.size) for source in sources if source.document]
            self._db.executemany("insert or ignore into document values (?, ?, null)", found)

    def count_unplanned(self) -> int:
        """How many documents have no shard."""
        return int(self._db.execute("select count(*) from document where shard is null").fetchone()[0])

    def unplanned(self) -> Iterator[tuple[str, int]]:
        """These and their sizes, large ones first, as they were at the first: `plan` may take them meanwhile."""
        with closing(sqlite3.connect(self._path)) as reader:
            yield from reader.execute("select id, size from document where shard is null order by size desc, id")

    def plan(self, groups: Iterable[Sequence[str]]) -> None:
        """Make a shard of each group of documents."""
        with self._transaction():
            for group in groups:
                self._new_shard(group)

    def drop_orphans(self) -> None:
        """Take out the documents that are found nowhere any more; the shards they were in are done anew."""
        with self._transaction():
            self._db.execute(
                f"update shard set counts = null where id in (select shard from document where id in ({ORPHANS}))"
            )
            self._db.execute(f"delete from document where id in ({ORPHANS})")
            self._db.execute("delete from shard where id not in (select shard from document where shard is not null)")

    def reopen(self, producer: Producer) -> None:
        """Put back the shards that another producer has made."""
        made_by = (producer.code, _judge(producer))
        self._db.execute("update shard set counts = null where code is not ? or judge is not ?", made_by)

    def reopen_failed(self) -> list[int]:
        """Put back the shards in which a document failed."""
        failed = "select id from shard where json_extract(counts, '$.failures') > 0"
        ids = [int(id) for (id,) in self._db.execute(failed)]
        self._db.executemany("update shard set counts = null where id = ?", [(id,) for id in ids])
        return ids

    def waiting(self) -> list[int]:
        """The shards that are not done, those with the largest documents first."""
        return [id for (id,) in self._db.execute("select id from shard where counts is null order by size desc, id")]

    def shard(self, id: int, code: str) -> Shard:
        """One shard with its documents, as the code of this version sees it."""
        made_by, attempts = self._db.execute("select code, attempts from shard where id = ?", (id,)).fetchone()
        tasks = tuple(
            Task(document, os.fsdecode(path), member) for document, path, member, _ in self._db.execute(TASKS, (id,))
        )
        return Shard(id, tasks, attempts, made_by == code)

    def finish(self, shard: Shard, counts: Counts, producer: Producer) -> None:
        """A shard is done: its part is on disk."""
        self._db.execute(
            "update shard set counts = ?, code = ?, judge = ?, attempts = 0 where id = ?",
            (json.dumps(asdict(counts)), producer.code, _judge(producer), shard.id),
        )

    def blame(self, shard: Shard) -> None:
        """A worker died of a shard."""
        self._db.execute("update shard set attempts = attempts + 1 where id = ?", (shard.id,))

    def split(self, shard: Shard, groups: Sequence[Sequence[Task]], suspect: Task) -> list[int]:
        """Make several shards of one; that of the suspect alone keeps the blame."""
        with self._transaction():
            self._db.execute("delete from shard where id = ?", (shard.id,))
            made = [self._new_shard([task.document for task in group]) for group in groups]
            owner = "select shard from document where id = ?"
            self._db.execute(f"update shard set attempts = 1 where id = ({owner})", (suspect.document,))
        return made

    def totals(self) -> Counts:
        """What the shards that are done have given."""
        rows = self._db.execute("select counts from shard where counts is not null")
        return sum((Counts(**json.loads(counts)) for (counts,) in rows), Counts())

    def size(self) -> int:
        """How many documents there are."""
        return int(self._db.execute("select count(*) from document").fetchone()[0])

    def shards(self) -> frozenset[int]:
        """The ids of all shards, done or not."""
        return frozenset(id for (id,) in self._db.execute("select id from shard"))

    def found(self) -> Iterator[Source]:
        """Where every document was found, by name."""
        yield from self._sources("document is not null order by name, path")

    def lost(self) -> Iterator[Source]:
        """What has no bytes, by name."""
        yield from self._sources("error is not null order by name, path")

    def _sources(self, condition: str) -> Iterator[Source]:
        rows = self._db.execute(f"select {SOURCE_FIELDS} from source where {condition}")
        yield from (_source(row) for row in rows)

    def _new_shard(self, documents: Sequence[str]) -> int:
        (id,) = self._db.execute("insert into shard (size) values (0) returning id").fetchone()
        self._db.executemany("update document set shard = ? where id = ?", [(id, each) for each in documents])
        largest = "select max(size) from document where document.shard = shard.id"
        self._db.execute(f"update shard set size = ({largest}) where id = ?", (id,))
        return int(id)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All that is done within it, or nothing."""
        self._db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")


def _judge(producer: Producer) -> str:
    """What decides which rows are believed, once a document is read."""
    return f"{producer.model} {producer.catalogue}"


def _source_row(source: Source) -> tuple[object, ...]:
    """A path may be bytes in any encoding, which text in the ledger may not."""
    return (os.fsencode(source.path), *astuple(source)[1:])


def _source(row: Sequence[Any]) -> Source:
    return Source(os.fsdecode(row[0]), *row[1:])
