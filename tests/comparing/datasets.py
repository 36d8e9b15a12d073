"""Small datasets for tests: texts are extracted by the rules alone and written as an archive's parts."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from extractor.bulk.data import Source
from extractor.bulk.layout import SOURCES
from extractor.bulk.results import source_table
from extractor.data import Record
from extractor.outputs.parts import dataset_tables, part_path, write_part, write_table
from extractor.pipeline import load
from extractor.querying import open_dataset
from extractor.reading import Reading, read


@cache
def extracted(name: str, content: str | bytes) -> tuple[Record, Reading]:
    """What the rules make of a text or a file."""
    reading = read(content.encode() if isinstance(content, str) else content, name=name)
    return load(model="none").extract_from(reading), reading


def written(document: Mapping[str, object], texts: Mapping[str, Mapping[str, object]]) -> str:
    """The text of a document: that of a template with its own values, or the given ones, in the places."""
    if "text" not in document:
        return str(document["content"])
    template = texts[str(document["text"])]
    values = {**template, **document}
    body = str(template["body"])
    for change in document.get("changed", ()):
        old, new = change.split(" -> ")
        assert old in body, old
        body = body.replace(old, new)
    return body.format(**values)


def write_dataset(
    folder: Path, documents: Sequence[tuple[str, str | bytes]], sources: Iterable[Source] = (), size: int = 1
) -> Path:
    """Write some named texts or files as a dataset with `size` documents in each part, and where they lie."""
    pairs = [extracted(name, text) for name, text in documents]
    known = {record.document.id: (record, reading) for record, reading in pairs}
    ids = list(known)
    for part, at in enumerate(range(0, len(ids), size)):
        held = [known[document] for document in ids[at : at + size]]
        write_part(folder, part, dataset_tables([record for record, _ in held], [reading for _, reading in held]))
    places = [Source(f"/a/{name}", name=name, document=id_of(content)) for name, content in documents]
    write_table(part_path(folder, SOURCES, SOURCES), source_table([*places, *sources]))
    return folder


def id_of(content: str | bytes) -> str:
    """The id of a text or a file."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def stored_findings(folder: Path) -> list[dict[str, object]]:
    """The list `findings` of a dataset, with names in place of ids."""
    connection = open_dataset(folder)
    names = dict(connection.execute("select id, name from documents").fetchall())
    table = connection.sql("select * from findings").to_arrow_table()
    return [{**row, "names": [names[document] for document in row["documents"]]} for row in table.to_pylist()]
