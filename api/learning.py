"""`mingxi train`, `export` and `evaluate`: a model from annotated documents, and how good one is on them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from annotations.markup import GoldDocument, MarkupError, gold_documents, load_gold
from annotations.scoring import Judgement, reliability, total
from annotations.scoring.printing import calibration_table, document_table, measure_table
from api.problems import Unusable
from api.texts import one_line, say
from extractor.errors import MingxiError
from extractor.learning import examples_of, extract_gold
from extractor.pipeline import Extractor, load
from extractor.staging import staging_of
from models.acceptance import NETWORK
from models.registry import NONE, save_model
from models.training import Example, Prediction, fit, leave_out

SUFFIX = ".gold"
SURE = 0.99  # the precision at which rows may be accepted without a person


def read_documents(paths: Sequence[str]) -> list[GoldDocument]:
    """Annotated documents of files and folders, by name; those of the project where none are given.

    Raises `Unusable` for a path that holds none, or one whose annotation is wrong.
    """
    if not paths:
        return list(gold_documents())
    found: list[GoldDocument] = []
    for path in map(Path, paths):
        files = sorted(path.rglob(f"*{SUFFIX}")) if path.is_dir() else [path]
        if not files or not all(file.is_file() for file in files):
            raise Unusable(str(path), "no_gold")
        for file in files:
            try:
                found.append(load_gold(file))
            except (MarkupError, UnicodeDecodeError) as error:
                raise Unusable(str(file), "bad_gold", error) from error
    return found


def train(
    paths: Sequence[str], folder: Path, lang: str, *, archives: Sequence[Path] = (), encoder: str | None = None
) -> None:
    """Fit a model to the documents, tell how good it is on documents left out, and write it into a folder.

    `archives` are folders of unlabelled documents whose proven rows are learned from as well; `encoder` has a network
    trained, from scratch ("new") or from an encoder of Hugging Face's by its folder or name.

    Prints one line of JSON: documents, rows, the part that is right, and what models that had not seen a document
    thought of its rows (ECE, Brier score, the part of the rows that may be accepted at 99 % precision).
    """
    documents = read_documents(paths)
    extractor = load(model=NONE)
    with progress_bar() as bar:
        examples = [*_examples(documents, extractor, folder, encoder, bar, lang)]
        proven = [*_proven(archives, extractor, bar, lang)]
        fitting = bar.add_task(say("leaving_out", lang), total=None)
        predictions = list(
            leave_out(examples, told=lambda done, count: bar.update(fitting, completed=done, total=count))
        )
    metrics: dict[str, Any] = {"documents": len(documents), **measure(predictions)}
    if archives:
        metrics["proven"] = len(proven)
    model = fit([*examples, *proven], name=folder.name, facts=metrics | ({NETWORK: True} if encoder else {}))
    save_model(replace(model, staging=staging_of(documents, extractor)), folder)
    click.echo(json.dumps(metrics, ensure_ascii=False))
    click.echo(say("trained", lang, folder=str(folder)), err=True)


def _examples(
    documents: Sequence[GoldDocument], extractor: Extractor, folder: Path, encoder: str | None, bar: Progress, lang: str
) -> Iterator[Example]:
    """The judged rows of the documents, heard by a network where one is to be trained."""
    if encoder is not None:
        from extractor.teaching import teach
        from models.tuning import Plan

        task = bar.add_task(say("tuning", lang), total=None)
        folder.mkdir(parents=True, exist_ok=True)

        def told(done: int, count: int, _: float) -> None:
            bar.update(task, completed=done, total=count)

        yield from teach(documents, extractor, folder, encoder, Plan(), told)
        return
    reading = bar.add_task(say("reading_gold", lang), total=len(documents))
    for document in documents:
        yield from examples_of(document, extractor)
        bar.advance(reading)


def _proven(archives: Sequence[Path], extractor: Extractor, bar: Progress, lang: str) -> Iterator[Example]:
    """The rows of unlabelled documents that prove themselves; what cannot be read is told and left out."""
    from extractor.proving import proven_examples

    files = [file for archive in archives for file in sorted(archive.rglob("*")) if file.is_file()]
    reading = bar.add_task(say("proving", lang), total=len(files))
    for file in files:
        try:
            yield from proven_examples(extractor.extract(file.read_bytes(), name=file.name), extractor)
        except (MingxiError, OSError) as error:
            click.echo(f"mingxi: {one_line(str(error))}", err=True)
        bar.advance(reading)


def export(source: Path, folder: Path, lang: str) -> None:
    """Write the network of a folder of Hugging Face's, made by training, for a run without torch."""
    from models.export import export_network
    from models.network import HEADS, open_network

    if not (source / HEADS).is_file():
        raise Unusable(str(source), "no_network")
    export_network(open_network(source), folder)
    click.echo(say("network_exported", lang, folder=str(folder)), err=True)


def measure(predictions: Sequence[Prediction]) -> dict[str, float | int]:
    """What predictions on documents left out are worth: rows, right, ece, brier, coverage at 99 % precision."""
    judged = [Judgement(p.example.kind, p.probability, p.example.is_right) for p in predictions]
    found = reliability(judged)
    if found is None:
        return {"rows": 0}
    return {
        "rows": found.rows,
        "right": round(found.accuracy, 4),
        "ece": round(found.ece, 4),
        "brier": round(found.brier, 4),
        "coverage_at_99": round(coverage(predictions, SURE), 4),
    }


def coverage(predictions: Sequence[Prediction], precision: float) -> float:
    """The greatest part of the rows, the surest first, of which a part of `precision` is right."""
    ranked = sorted(predictions, key=lambda prediction: -prediction.probability)
    right, most = 0, 0
    for count, prediction in enumerate(ranked, start=1):
        right += prediction.example.is_right
        if right >= precision * count:
            most = count
    return most / len(ranked) if ranked else 0.0


def evaluate(paths: Sequence[str], model: str) -> Iterator[str]:
    """The tables of scores of a model on annotated documents, line by line."""
    extractor = load(model=model)
    scores = {document.name: extract_gold(document, extractor)[1] for document in read_documents(paths)}
    overall = total(tuple(scores.values()))
    yield from document_table((*scores.items(), (f"all {len(scores)}", overall)))
    yield ""
    yield from measure_table(overall)
    yield ""
    yield from calibration_table(overall.judgements)


def progress_bar() -> Progress:
    """A bar on standard error, nothing where that is no terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
