"""mingxi annotations, as the command line takes it."""

import os
from pathlib import Path

import click

from api.commands import Group, Option, language
from api.service_commands import DATA, told_with_model

FORMS = ("jsonl", "label-studio", "docbin", "doccano", "conll")  # those of annotations.formats, which takes a while
FORM = click.option("--format", "form", cls=Option, type=click.Choice(FORMS), required=True, help="exchange_format")


@click.group(cls=Group, help="annotations")
def annotations() -> None:
    """Exchange annotations with other tools."""


@annotations.command(name="export", help="annotations_export")
@click.argument("paths", nargs=-1, metavar="[PATH…]")
@FORM
@click.option(
    "--out", cls=Option, type=click.Path(path_type=Path), required=True, metavar="PATH", help="annotations_out"
)
@click.option("--split", "is_split", cls=Option, is_flag=True, help="split")
@click.option("--with-frozen", cls=Option, is_flag=True, help="with_frozen")
@click.option("--project", cls=Option, default="default", metavar="TEXT", help="review_project")
@DATA
@click.pass_context
def export_(
    context: click.Context,
    /,
    paths: tuple[str, ...],
    form: str,
    out: Path,
    project: str,
    data: Path | None,
    **options: bool,
) -> int:
    """Write records or reviews for a tool; the exit status."""
    from annotations.formats import marked
    from api.exchanging import export, export_parts, read_records
    from api.retraining import kept_reviews
    from api.settings import settings_of

    lang = language(context)

    def run() -> None:
        kept = () if paths else kept_reviews(settings_of(os.environ, data=data), project)
        documents = read_records(paths) if paths else map(marked, kept)
        if options["is_split"]:
            export_parts(documents, form, out, lang, with_frozen=options["with_frozen"])
        else:
            export(documents, form, out, lang)

    return told_with_model(run, lang)


@annotations.command(name="import", help="annotations_import")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@FORM
@click.option("--out", cls=Option, type=click.Path(path_type=Path), metavar="FILE", help="annotations_in")
@click.pass_context
def import_(context: click.Context, files: tuple[str, ...], form: str, out: Path | None) -> int:
    """Read what a tool gives back; the exit status."""
    from api.exchanging import take_in

    lang = language(context)
    return told_with_model(lambda: take_in(files, form, out, lang), lang)


@annotations.command(name="config", help="annotations_config")
def config() -> int:
    """Print the labelling interface; the exit status."""
    from annotations.formats.labelstudio import labelling_config

    click.echo(labelling_config(), nl=False)
    return 0
