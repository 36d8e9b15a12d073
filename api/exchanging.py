"""`mingxi annotations`: records and reviews to other tools, and what comes back."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from annotations.formats import FORMATS, ExchangeError, Format, MarkedDocument, marked, reviewed_of
from annotations.review import Reviewed
from annotations.review.rows import LISTS
from annotations.review.verdicts import OUTCOMES
from annotations.splitting import Part, part_of
from api.problems import Unusable, UnusableAnnotations
from api.texts import say
from extractor.outputs.files import with_folder, write_whole

SUFFIXES = (".json", ".jsonl")
LEARNED: tuple[Part, ...] = ("train", "dev")
FROZEN: Part = "test"


def read_records(paths: Sequence[str]) -> Iterator[MarkedDocument]:
    """The records of files and folders as `mingxi extract --text` writes them; raises `Unusable`."""
    for path in map(Path, paths):
        files = sorted(each for each in path.rglob("*") if each.suffix in SUFFIXES) if path.is_dir() else [path]
        if not files:
            raise Unusable(str(path), "no_records")
        for file in files:
            yield from _records_of(file)


def _records_of(file: Path) -> Iterator[MarkedDocument]:
    try:
        text = file.read_text("utf-8")
        values = filter(str.strip, text.split("\n")) if file.suffix == ".jsonl" else [text]
        yield from (_marked(json.loads(value)) for value in values)
    except FileNotFoundError as error:
        raise Unusable(str(file), "not_found", error) from error
    except OSError as error:
        raise Unusable(str(file), "cannot_open", error) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unusable(str(file), "no_record_with_text", error) from error


def _marked(table: Mapping[str, Any]) -> MarkedDocument:
    about = table["document"]
    rows = {name: table.get(name) or [] for name in LISTS.values()}
    reviewed = Reviewed(about["id"], about["name"], about.get("organisation"), about["text"], rows, ())
    return marked(reviewed, model=table["produced_by"]["model"])


def read_annotations(paths: Sequence[str], form: str) -> Iterator[MarkedDocument]:
    """The documents of files in a format, verified; raises `Unusable`."""
    for path in paths:
        try:
            with Path(path).open("rb") as stream:
                yield from FORMATS[form].read(stream)
        except ExchangeError as error:
            raise UnusableAnnotations(error) from error
        except FileNotFoundError as error:
            raise Unusable(path, "not_found", error) from error
        except OSError as error:
            raise Unusable(path, "cannot_open", error) from error


def export(documents: Iterable[MarkedDocument], form: str, out: Path, lang: str) -> None:
    """Write documents into one file, and say what the format drops; raises `Unusable` where there are none."""
    found = list(documents)
    if not found:
        raise Unusable("", "nothing_to_export")
    format = FORMATS[form]
    write_whole(with_folder(out), lambda stream: format.write(found, stream))
    click.echo(say("exported", lang, count=len(found), path=out), err=True)
    _tell_losses(format, form, lang)


def export_parts(documents: Iterable[MarkedDocument], form: str, out: Path, lang: str, *, with_frozen: bool) -> None:
    """Write a file for each part of the issuing bodies, which no two files share; `test` only if it is asked for."""
    parts: dict[Part, list[MarkedDocument]] = {part: [] for part in (*LEARNED, *((FROZEN,) if with_frozen else ()))}
    for document in documents:
        part = part_of(document.meta.get("issuer"), document.name)
        if part in parts:
            parts[part].append(document)
    if not any(parts.values()):
        raise Unusable("", "nothing_to_export")
    format = FORMATS[form]
    for part, found in parts.items():
        path = with_folder(out / f"{part}{format.suffix}")
        write_whole(path, lambda stream, found=found: format.write(found, stream))  # type: ignore[misc]
        click.echo(say("exported", lang, count=len(found), path=path), err=True)
    _tell_losses(format, form, lang)


def _tell_losses(format: Format, form: str, lang: str) -> None:
    if format.drops:
        named = ", ".join(say(f"loss_{loss}", lang) for loss in sorted(format.drops))
        click.echo(say("drops", lang, form=form, losses=named), err=True)


def take_in(paths: Sequence[str], form: str, out: Path | None, lang: str) -> None:
    """Read what came back, verify it, and write it as our own JSONL, which `mingxi retrain` reads.

    Says on standard error how many rows were accepted, corrected, rejected and added. Raises `Unusable`.
    """
    documents = list(read_annotations(paths, form))
    outcomes = Counter(verdict.outcome for each in documents for verdict in reviewed_of(each).verdicts)
    if out is None:
        FORMATS["jsonl"].write(documents, sys.stdout.buffer)
    else:
        write_whole(with_folder(out), lambda stream: FORMATS["jsonl"].write(documents, stream))
    counts = {name: outcomes[name] for name in OUTCOMES}
    click.echo(say("taken_in", lang, documents=len(documents), **counts), err=True)
