"""`mingxi train` and `mingxi evaluate`: a model from annotated documents, and how good one is on them."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from annotations.markup import GoldDocument, MarkupError, gold_documents, load_gold
from annotations.scoring import Judgement, Score, reliability, score_record, total
from annotations.scoring.printing import calibration_table, document_table, measure_table
from api.problems import Unusable
from api.texts import say
from extractor.learning import examples_of
from extractor.outputs import as_plain
from extractor.pipeline import Extractor, load
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


def train(paths: Sequence[str], folder: Path, lang: str) -> None:
    """Fit a model to the documents, tell how good it is on documents left out, and write it into a folder.

    Prints one line of JSON: documents, rows, the part that is right, and what models that had not seen a document
    thought of its rows (ECE, Brier score, the part of the rows that may be accepted at 99 % precision).
    """
    documents = read_documents(paths)
    extractor = load(model=NONE)
    with progress_bar() as bar:
        reading = bar.add_task(say("reading_gold", lang), total=len(documents))
        examples: list[Example] = []
        for document in documents:
            examples += examples_of(document, extractor)
            bar.advance(reading)
        fitting = bar.add_task(say("leaving_out", lang), total=None)
        predictions = list(
            leave_out(examples, told=lambda done, count: bar.update(fitting, completed=done, total=count))
        )
    metrics = {"documents": len(documents), **measure(predictions)}
    model = fit(examples, name=folder.name, facts=metrics)
    save_model(model, folder)
    click.echo(json.dumps(metrics, ensure_ascii=False))
    click.echo(say("trained", lang, folder=str(folder)), err=True)


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
    scores = {document.name: _score(document, extractor) for document in read_documents(paths)}
    overall = total(tuple(scores.values()))
    yield from document_table((*scores.items(), (f"all {len(scores)}", overall)))
    yield ""
    yield from measure_table(overall)
    yield ""
    yield from calibration_table(overall.judgements)


def _score(document: GoldDocument, extractor: Extractor) -> Score:
    record = extractor.extract(document.text.encode(), name=f"{document.name}.txt")
    return score_record(document, as_plain(record, text=True))


def progress_bar() -> Progress:
    """A bar on standard error, nothing where that is no terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
