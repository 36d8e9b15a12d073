"""What a bulk run is given: files, folders, globs, manifests, and lists of these on standard input."""

import csv
import glob
import io
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractor.bulk.data import Source
from extractor.bulk.errors import UnreachableSource
from extractor.errors import MingxiError, NoDocuments
from extractor.reading.encoding import decode
from extractor.reading.formats import is_readable, utf8_name, visible_files

STDIN = "-"
WILD = frozenset("*?[")
ADDRESSES = ("http://", "https://")
MANIFESTS = (".csv", ".jsonl", ".ndjson")
FIELDS: Mapping[str, tuple[str, ...]] = {  # the columns of a manifest, and what people call them
    "path": ("path", "file", "文件", "路径", "文件路径"),
    "url": ("url", "link", "网址", "链接"),
    "organisation": ("organisation", "organization", "单位", "部门", "单位名称", "部门名称"),
    "year": ("year", "年度", "年份"),
}
CODES = {
    "missing": ("没有这个文件", "no such file"),
    "no_match": ("没有相符的文件", "no file matches"),
    "no_list": ("文字编码无法识别", "its encoding cannot be recognised"),
    "no_object": ("这一行不是 JSON 对象", "this line is no JSON object"),
    "no_place": ("这一行没有路径或网址", "this row has neither path nor url"),
}


@dataclass(slots=True)
class Passed:
    """The files of folders that are no documents, by suffix: what was passed over should not go unnoticed."""

    suffixes: Counter[str] = field(default_factory=Counter)


def find_sources(words: Sequence[str], stdin: Iterator[str], passed: Passed) -> Iterator[Source]:
    """Everything that some words name, one after the other; what names nothing is a source with an error.

    find_sources(["县级", "省级.zip", "全国/**/*.pdf", "清单.csv", "-"], sys.stdin, Passed())

    `-` reads paths from standard input, one a line, or a manifest.
    """
    for word in words:
        if word == STDIN:
            yield from _listed(list(stdin), Path(), passed)
        elif word.startswith(ADDRESSES):
            yield Source(word, name=word, url=word)
        else:
            yield from _named(Path(word), passed)


def _named(path: Path, passed: Passed) -> Iterator[Source]:
    """What one path names: a folder with all in it, a manifest, a file, or the files that a pattern matches."""
    if path.is_dir():
        yield from _folder(path, passed)
    elif path.suffix.lower() in MANIFESTS and path.is_file():
        decoded = decode(path.read_bytes())
        if decoded is None:
            yield _lost(str(path), "no_list")
        else:
            yield from _listed(decoded.text.splitlines(keepends=True), path.parent, passed)
    elif path.exists():
        yield _file(path, path.name)
    elif WILD & set(str(path)):
        matches = sorted(glob.glob(str(path), recursive=True))
        if not matches:
            yield _lost(str(path), "no_match")
        for match in matches:
            if Path(match).is_file():
                yield _file(Path(match), match)
    else:
        yield _lost(str(path), "missing")


def _folder(folder: Path, passed: Passed) -> Iterator[Source]:
    own, found = folder.resolve().name, False
    for file in visible_files(folder):
        if is_readable(file):
            found = True
            yield _file(file, f"{own}/{file.relative_to(folder).as_posix()}")
        else:
            passed.suffixes[file.suffix.lower()] += 1
    if not found:
        yield _failed(str(folder), NoDocuments(str(folder)))


def _listed(lines: Sequence[str], folder: Path, passed: Passed) -> Iterator[Source]:
    """A manifest, JSON objects or a table with a header; or plain paths. They are relative to the manifest."""
    first = next((line for line in lines if line.strip()), "")
    if first.lstrip().startswith("{"):
        yield from (_object(line.strip(), folder) for line in lines if line.strip())
    elif set(_columns(next(csv.reader([first]), []))) & {"path", "url"}:
        yield from (_row(row, folder) for row in csv.DictReader(io.StringIO("".join(lines))))
    else:
        for line in lines:
            if line.strip():
                yield from _named(folder / line.strip(), passed)


def _columns(header: Sequence[str]) -> Mapping[str, str]:
    """The columns of a manifest by what they mean: ["单位", "url"] -> {"organisation": "单位", "url": "url"}."""
    called = {name: meaning for meaning, names in FIELDS.items() for name in names}
    return {called[each.strip().lower()]: each for each in header if each.strip().lower() in called}


def _object(line: str, folder: Path) -> Source:
    """One line of a manifest that should be a JSON object."""
    try:
        row = json.loads(line)
    except ValueError:
        return _lost(line, "no_object")
    return _row(row, folder) if isinstance(row, dict) else _lost(line, "no_object")


def _row(row: Mapping[str, object], folder: Path) -> Source:
    """One row of a manifest."""
    values = {meaning: str(row[name] or "").strip() for meaning, name in _columns(list(row)).items()}
    year = values.get("year", "")[:4]
    told: dict[str, Any] = {
        "url": values.get("url") or None,
        "organisation": values.get("organisation") or None,
        "year": int(year) if year.isdigit() else None,
    }
    if path := values.get("path"):
        place = folder / path
        return _file(place, path, **told) if place.is_file() else _lost(path, "missing", **told)
    if told["url"]:
        return Source(values["url"], name=values["url"], **told)
    return _lost(json.dumps(dict(row), ensure_ascii=False), "no_place", **told)


def _file(path: Path, name: str, **told: Any) -> Source:
    return Source(os.path.abspath(path), name=utf8_name(name), **told)


def _lost(name: str, code: str, **told: Any) -> Source:
    return _failed(name, UnreachableSource(name, *CODES[code]), **told)


def _failed(name: str, error: MingxiError, **told: Any) -> Source:
    said: dict[str, Any] = {"error": error.code, "message": error.reason, "english": error.english_reason}
    return Source(os.path.abspath(name), name=utf8_name(name), **said, **told)
