"""The command line: results on standard output, complaints on standard error, and an exit status that tells the truth.

Heavy imports stay inside the commands, so that --help is instant.
"""

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from api.annotation_commands import annotations
from api.catalogue_commands import catalogue
from api.commands import Option, Program, check_folder, language
from api.model_commands import models, retrain, rollback
from api.service_commands import keys, serve
from api.texts import say

Run = TypeVar("Run", bound=Callable[..., Any])
ANSWERS = ("table", "csv", "jsonl", "parquet")
CONVERTED = ("xlsx", "csv", "package", "jsonl")
FORMATS = ("json", "jsonl", "csv", "table", "xlsx")


def show_version(context: click.Context, _: click.Parameter, value: bool) -> None:
    """Print the version and leave: that of the distribution, or of the checkout where none is installed."""
    if not value:
        return
    import tomllib
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("mingxi")
    except PackageNotFoundError:
        project = Path(__file__).resolve().parents[1] / "pyproject.toml"
        number = tomllib.loads(project.read_text("utf-8"))["project"]["version"]
    click.echo(f"mingxi {number}")
    context.exit()


def check_target(context: click.Context, _: click.Parameter, value: Path | None) -> Path | None:
    """Refuse a folder where a report is to go into a file."""
    if value and value.is_dir():
        raise click.BadParameter(say("a_folder", language(context)))
    return value


def check_out(context: click.Context, parameter: click.Parameter, value: Path | None) -> Path | None:
    """Let a workbook be a file, and everything else go into a folder."""
    return value if value and is_book(value) else check_folder(context, parameter, value)


def is_book(path: Path) -> bool:
    """Whether a path names one workbook."""
    return path.suffix.lower() == ".xlsx" and not path.is_dir()


def out_folder(help: str) -> Callable[[Run], Run]:
    """The option of a command that writes into a folder."""
    path = click.Path(path_type=Path)
    return click.option("--out", cls=Option, type=path, required=True, metavar="DIR", callback=check_folder, help=help)


MODEL = click.option("--model", cls=Option, default="default", metavar="NAME", help="model")


@click.group(cls=Program, help="mingxi")
@click.option(
    "--version", cls=Option, is_flag=True, is_eager=True, expose_value=False, help="version", callback=show_version
)
def main() -> None:
    """Prepare the streams: UTF-8 where a program reads them, and nothing that a terminal cannot show stops us."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=stream.encoding if stream.isatty() else "utf-8", errors="backslashreplace")


@main.command(help="extract")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--out", cls=Option, type=click.Path(path_type=Path), metavar="DIR", callback=check_out, help="out")
@click.option("--format", "form", cls=Option, type=click.Choice(FORMATS), help="format")
@click.option("--text", cls=Option, is_flag=True, help="text")
@MODEL
@click.pass_context
def extract(
    context: click.Context, paths: tuple[str, ...], out: Path | None, form: str | None, text: bool, model: str
) -> int:
    """Extract documents; the exit status."""
    lang = language(context)
    if out and form == "table":
        raise click.UsageError(say("table_to_folder", lang))
    if out and is_book(out) and form not in (None, "xlsx"):
        raise click.UsageError(say("book_only", lang))
    if form == "xlsx" and not out and sys.stdout.isatty():
        raise click.UsageError(say("book_to_screen", lang))
    from api.batch import Batch
    from api.inputs import find_inputs
    from api.printing import BookPrinter, FolderPrinter, StreamPrinter

    found = find_inputs(paths)
    printer: BookPrinter | FolderPrinter | StreamPrinter
    if out and is_book(out) and os.path.abspath(out).casefold() in found.paths():
        raise click.UsageError(say("same_file", lang))
    if (out and is_book(out)) or (form == "xlsx" and not out):
        printer = BookPrinter(out, lang)
    elif out:
        printer = FolderPrinter(out, form or "json", text, taken=found.paths(), lang=lang)
    else:
        printer = StreamPrinter(form, text, lang, len(found.inputs))
    batch = Batch(found, model=model, lang=lang)
    batch.run(printer.write, on_screen=out is None)
    printer.close()
    return batch.report()


@main.command(help="show")
@click.argument("paths", nargs=-1, required=True, metavar="FILE…")
@MODEL
@click.pass_context
def show(context: click.Context, paths: tuple[str, ...], model: str) -> int:
    """Show documents to a person; the exit status."""
    from api.batch import Batch
    from api.inputs import find_inputs
    from api.showing import show_record

    lang = language(context)
    batch = Batch(find_inputs(paths), model=model, lang=lang)
    batch.run(lambda _, record: show_record(record, lang))
    return batch.report()


@main.command(help="check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--html", cls=Option, type=click.Path(path_type=Path), metavar="FILE", callback=check_target, help="html")
@click.option("--json", cls=Option, type=click.Path(path_type=Path), metavar="FILE", callback=check_target, help="json")
@click.option("--all", "everything", cls=Option, is_flag=True, help="all")
@MODEL
@click.pass_context
def check(
    context: click.Context, paths: tuple[str, ...], html: Path | None, json: Path | None, everything: bool, model: str
) -> int:
    """Check documents; the exit status: errors found before documents that could not be read."""
    from api.batch import Batch
    from api.checking import Checker
    from api.findings import ERRORS
    from api.inputs import find_inputs

    lang, found = language(context), find_inputs(paths)
    for target in (html, json):
        if target and os.path.abspath(target).casefold() in found.paths():
            raise click.UsageError(say("same_file", lang))
    checker = Checker(lang, everything, html, json)
    batch = Batch(found, model=model, lang=lang)
    batch.run(checker.add, on_screen=checker.on_screen)
    checker.close(batch.failures)
    failed = batch.report()
    return ERRORS if checker.count("error") else failed


@main.command(help="bulk")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@out_folder("bulk_out")
@click.option(
    "--format", "form", cls=Option, type=click.Choice(("parquet", "jsonl")), default="parquet", help="bulk_format"
)
@click.option("--engine", cls=Option, type=click.Choice(("local", "ray")), default="local", help="engine")
@click.option("--workers", cls=Option, type=click.IntRange(1, 10_000), metavar="N", help="workers")
@click.option("--address", cls=Option, metavar="ADDRESS", help="address")
@click.option("--time-limit", cls=Option, default=120, type=click.IntRange(1, 86_400), metavar="S", help="time_limit")
@click.option("--memory-limit", cls=Option, default=3072, type=click.IntRange(256), metavar="MB", help="memory_limit")
@click.option("--retry-failed", "is_retry", cls=Option, is_flag=True, help="retry_failed")
@click.option("--quiet", "is_quiet", cls=Option, is_flag=True, help="quiet")
@click.option("--log", cls=Option, type=click.Path(path_type=Path), metavar="FILE", help="log")
@MODEL
@click.pass_context
def bulk(context: click.Context, /, sources: tuple[str, ...], model: str, **options: Any) -> int:
    """Extract whole archives; the exit status."""
    from api.bulk import Watching, Workers, run_bulk
    from extractor.bulk.data import Settings

    settings = Settings(
        options["out"].absolute(), options["form"], model, options["time_limit"], options["memory_limit"] << 20
    )
    workers = Workers(options["engine"], options["workers"] or os.cpu_count() or 1, options["address"])
    watching = Watching(language(context), options["is_quiet"], options["log"])
    return run_bulk(sources, settings, workers, watching, is_retry=options["is_retry"])


@main.command(help="train")
@click.argument("paths", nargs=-1, metavar="[GOLD…]")
@out_folder("model_folder")
@click.option(
    "--self",
    "archives",
    cls=Option,
    type=click.Path(path_type=Path, exists=True),
    multiple=True,
    metavar="ARCHIVE",
    help="self_train",
)
@click.option("--encoder", cls=Option, metavar="new|DIR", help="encoder")
@click.pass_context
def train(
    context: click.Context, paths: tuple[str, ...], out: Path, archives: tuple[Path, ...], encoder: str | None
) -> int:
    """Train a model; the exit status."""
    from api.batch import tell_failure
    from api.learning import train as fit

    lang = language(context)
    return tell_failure(lambda: fit(paths, out, lang, archives=archives, encoder=encoder), lang)


@main.command(help="export")
@click.argument("source", type=click.Path(path_type=Path), metavar="DIR")
@out_folder("network_folder")
@click.pass_context
def export(context: click.Context, source: Path, out: Path) -> int:
    """Write a trained network for a run without torch; the exit status."""
    from api.batch import tell_failure
    from api.learning import export as write

    lang = language(context)
    return tell_failure(lambda: write(source, out, lang), lang)


@main.command(help="evaluate")
@click.argument("paths", nargs=-1, metavar="[GOLD…]")
@MODEL
@click.pass_context
def evaluate(context: click.Context, paths: tuple[str, ...], model: str) -> int:
    """Measure a model; the exit status."""
    from api.batch import tell_failure
    from api.learning import evaluate as score

    return tell_failure(lambda: click.echo("\n".join(score(paths, model))), language(context))


for command in (serve, keys, annotations, catalogue, retrain, models, rollback):
    main.add_command(command)


@main.command(help="compare")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--json", cls=Option, type=click.Path(path_type=Path), metavar="FILE", callback=check_target, help="json")
@click.pass_context
def compare(context: click.Context, folder: Path, json: Path | None) -> int:
    """Compare the documents of an archive with each other; the exit status."""
    from api.comparing import run_compare

    return run_compare(folder, json, language(context))


@main.command(help="query")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("sql", required=False, metavar="[SQL]")
@click.option("--format", "form", cls=Option, type=click.Choice(ANSWERS), default="table", help="query_format")
@click.option(
    "--out", cls=Option, type=click.Path(path_type=Path), metavar="FILE", callback=check_target, help="answer"
)
@click.pass_context
def query(context: click.Context, folder: Path, sql: str | None, form: str, out: Path | None) -> int:
    """Answer SQL about the results of an archive; the exit status."""
    if form == "parquet" and out is None:
        raise click.UsageError(say("parquet_to_file", language(context)))
    if form == "table" and out is not None:
        raise click.UsageError(say("table_to_file", language(context)))
    from api.querying import run_query

    return run_query(folder, sql, form, out, language(context))


@main.command(help="convert")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--to", "form", cls=Option, type=click.Choice(CONVERTED), required=True, help="convert_to")
@click.option("--out", cls=Option, type=click.Path(path_type=Path), required=True, metavar="PATH", help="convert_out")
@click.pass_context
def convert(context: click.Context, folder: Path, form: str, out: Path) -> int:
    """Convert the results of an archive; the exit status."""
    from api.archives import convert_archive

    return convert_archive(folder, form, out, language(context))


@main.command(help="report")
@click.argument("path", metavar="PATH")
@click.option("--out", cls=Option, type=click.Path(path_type=Path), required=True, metavar="FILE", help="report_out")
@MODEL
@click.pass_context
def report(context: click.Context, path: str, out: Path, model: str) -> int:
    """Report on a document, or on the results of an archive where the path is a folder; the exit status."""
    if Path(path).is_dir():
        from api.archives import report_archive

        return report_archive(Path(path), out, language(context))
    from api.reporting import report_document

    return report_document(path, out, model, language(context))


if __name__ == "__main__":
    main(prog_name="mingxi")
