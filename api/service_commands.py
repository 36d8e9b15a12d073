"""mingxi serve and mingxi keys, as the command line takes them."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.commands import FAILED, Command, Group, Option, check_folder, language
from api.problems import describe
from api.texts import one_line, say

if TYPE_CHECKING:
    from api.store.keys import Scope

SCOPES = ("extract", "review", "admin")


DATA = click.option(
    "--data", cls=Option, type=click.Path(path_type=Path), metavar="DIR", callback=check_folder, help="data"
)


def told(run: Callable[[], None], lang: str) -> int:
    """Run a command of the service; the exit status, one line told of what is wrong with it."""
    from api.refusals import Refusal
    from api.settings import WrongSetting
    from models.errors import ModelError

    try:
        run()
    except WrongSetting as error:
        line = say("wrong_setting", lang, name=error.name, value=one_line(error.value))
    except Refusal as error:
        line = say("cannot_serve", lang, reason=error.reason if lang == "zh" else error.english_reason)
    except ModelError as error:
        line = f"{error.name}：{error.reason}" if lang == "zh" else f"{error.name}: {error.english_reason}"
    except OSError as error:
        line = say("cannot_serve", lang, reason=describe(error, lang))
    else:
        return 0
    click.echo(f"mingxi: {line}", err=True)
    return FAILED


def told_with_model(run: Callable[[], object], lang: str) -> int:
    """The same for a command that needs a model or annotations besides."""
    from api.batch import tell_failure

    statuses: list[int] = []
    return told(lambda: statuses.append(tell_failure(run, lang)), lang) or statuses[0]


@click.command(cls=Command, help="serve")
@click.option("--host", cls=Option, default="127.0.0.1", metavar="HOST", help="host")
@click.option("--port", cls=Option, default=8000, type=click.IntRange(1, 65535), metavar="PORT", help="port")
@click.option("--workers", cls=Option, type=click.IntRange(1, 256), metavar="N", help="workers")
@DATA
@click.option("--model", cls=Option, metavar="NAME", help="model")
@click.pass_context
def serve(
    context: click.Context, host: str, port: int, workers: int | None, data: Path | None, model: str | None
) -> int:
    """Start the HTTP service; the exit status."""
    from api.running import start
    from api.settings import settings_of

    lang = language(context)

    def run() -> None:
        settings = settings_of(os.environ, data=data, workers=workers, model=model)
        start(settings, host=host, port=port, lang=lang, tell=lambda line: click.echo(line, err=True))

    return told(run, lang)


@click.group(cls=Group, help="keys")
def keys() -> None:
    """Make, list and revoke the keys of the service."""


@keys.command(name="add", help="keys_add")
@click.option("--name", cls=Option, default="", metavar="TEXT", help="key_name")
@click.option("--project", cls=Option, default="default", metavar="TEXT", help="key_project")
@click.option(
    "--scope", "scopes", cls=Option, multiple=True, type=click.Choice(SCOPES), default=SCOPES[:1], help="key_scope"
)
@click.option("--days", cls=Option, type=click.IntRange(1, 36500), metavar="N", help="key_days")
@DATA
@click.pass_context
def add(
    context: click.Context, name: str, project: str, scopes: "tuple[Scope, ...]", days: int | None, data: Path | None
) -> int:
    """Make a key and print it, once; the exit status."""
    from api.running import make_key
    from api.settings import settings_of

    def run() -> None:
        settings = settings_of(os.environ, data=data)
        click.echo(make_key(settings, one_line(name)[:200], one_line(project)[:100], scopes, days))

    return told(run, language(context))


@keys.command(name="list", help="keys_list")
@DATA
@click.pass_context
def list_(context: click.Context, data: Path | None) -> int:
    """Print a line for each key; the exit status."""
    from api.running import key_lines
    from api.settings import settings_of

    lang = language(context)

    def run() -> None:
        for line in key_lines(settings_of(os.environ, data=data), lang):
            click.echo(line)

    return told(run, lang)


@keys.command(name="revoke", help="keys_revoke")
@click.argument("id", metavar="ID")
@DATA
@click.pass_context
def revoke(context: click.Context, id: str, data: Path | None) -> int:
    """Revoke a key; the exit status."""
    from api.running import stop_key
    from api.settings import settings_of

    lang, found = language(context), []
    status = told(lambda: found.append(stop_key(settings_of(os.environ, data=data), id)), lang)
    if found == [False]:
        click.echo(f"mingxi: {one_line(id)[:50]}: {say('no_such_key', lang)}", err=True)
        return FAILED
    return status
