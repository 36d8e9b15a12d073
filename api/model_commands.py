"""mingxi retrain, mingxi models and mingxi rollback, as the command line takes them."""

import os
from pathlib import Path

import click

from api.commands import Command, Option, language
from api.service_commands import DATA, told_with_model

MODELS = click.option(
    "--models", "folder", cls=Option, type=click.Path(path_type=Path), metavar="DIR", help="models_folder"
)


def versions_folder(data: Path | None, folder: Path | None) -> Path:
    """Where the versions are: the folder that was named, else that of the service's data."""
    from api.settings import settings_of

    return folder or settings_of(os.environ, data=data).versions


@click.command(cls=Command, help="retrain")
@click.argument("files", nargs=-1, metavar="[FILE…]")
@click.option("--gold", cls=Option, multiple=True, metavar="PATH", help="gold_paths")
@click.option("--frozen", cls=Option, multiple=True, metavar="PATH", help="frozen_paths")
@click.option("--rule", cls=Option, type=click.Path(path_type=Path), metavar="FILE", help="rule")
@click.option("--report", cls=Option, type=click.Path(path_type=Path), metavar="FILE", help="turn_report")
@click.option("--project", cls=Option, default="default", metavar="TEXT", help="review_project")
@MODELS
@DATA
@click.pass_context
def retrain(
    context: click.Context,
    /,
    files: tuple[str, ...],
    folder: Path | None,
    data: Path | None,
    project: str,
    rule: Path | None,
    **options: object,
) -> int:
    """Learn from reviews; the exit status, 0 whether the model was taken into use or not."""
    from api.retraining import Order, kept_reviews, read_reviews
    from api.retraining import retrain as take
    from api.settings import settings_of
    from models.promotion import RULE

    lang = language(context)
    order = Order(versions_folder(data, folder), rule=rule or RULE, **options)  # type: ignore[arg-type]

    def run() -> None:
        found = read_reviews(files) if files else kept_reviews(settings_of(os.environ, data=data), project)
        take(list(found), order, lang)

    return told_with_model(run, lang)


@click.command(cls=Command, help="models")
@MODELS
@DATA
@click.pass_context
def models(context: click.Context, folder: Path | None, data: Path | None) -> int:
    """Print a line for each version; the exit status."""
    from api.retraining import version_lines
    from models.versions import Versions

    for line in version_lines(Versions(versions_folder(data, folder)), language(context)):
        click.echo(line)
    return 0


@click.command(cls=Command, help="rollback")
@MODELS
@DATA
@click.pass_context
def rollback(context: click.Context, folder: Path | None, data: Path | None) -> int:
    """Take the version before back into use; the exit status."""
    from api.retraining import roll_back
    from models.versions import Versions

    return roll_back(Versions(versions_folder(data, folder)), language(context))
