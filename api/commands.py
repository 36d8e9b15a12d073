"""Commands whose help and complaints are in the language of the user; click itself speaks English only."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import click

from api.problems import describe
from api.texts import HELP, LANGUAGES, pick, say

FAILED = 1
INTERRUPTED = 130  # 128 + SIGINT and 128 + SIGPIPE: what a shell reports for a program that the signal ended
PIPE_CLOSED = 141


def language(context: click.Context | None) -> str:
    """The language that was asked for, on the command, before it, or in the environment."""
    asked = context.find_root().obj if context else None
    found = asked or os.environ.get("MINGXI_LANG")
    return found if found in LANGUAGES else LANGUAGES[0]


def check_folder(context: click.Context, _: click.Parameter, value: Path | None) -> Path | None:
    """Refuse a file where a folder is meant."""
    if value and value.exists() and not value.is_dir():
        raise click.BadParameter(say("not_a_folder", language(context)))
    return value


def set_language(context: click.Context, _: click.Parameter, value: str | None) -> None:
    """Remember a language, which a command inherits from the program."""
    root = context.find_root()
    root.obj = value or root.obj


def show_help(context: click.Context, _: click.Parameter, value: bool) -> None:
    """Print the help and leave."""
    if value:
        click.echo(context.get_help())
        context.exit()


class Option(click.Option):
    """An option whose `help` is a key of HELP."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Names and help."""
        record = super().get_help_record(ctx)
        return record and (record[0], pick(HELP, str(self.help), language(ctx)))


class Command(click.Command):
    """A command whose `help` is a key of HELP, with --lang and --help."""

    def __init__(self, name: str | None, **settings: Any) -> None:
        settings["params"] = [*settings.get("params", ()), *self.own_options()]
        super().__init__(name, add_help_option=False, **settings)

    def own_options(self) -> tuple[click.Option, ...]:
        """The options of every command; read before the others, so that even --help obeys --lang."""
        lang = Option(
            ["--lang"],
            type=click.Choice(LANGUAGES),
            help="lang",
            is_eager=True,
            expose_value=False,
            callback=set_language,
        )
        shown = Option(
            ["-h", "--help"], is_flag=True, is_eager=True, expose_value=False, help="help", callback=show_help
        )
        return lang, shown

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; a complaint about them knows the command, whose language it needs."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def summary(self, lang: str) -> str:
        """The first line of the help."""
        return pick(HELP, str(self.help), lang).removeprefix("\b\n").split("\n", 1)[0]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """How the command is called."""
        prefix = f"{say('usage', language(ctx))}: "
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What it does."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(pick(HELP, str(self.help), language(ctx)))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Its options."""
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        records = [record for option in options if (record := option.get_help_record(ctx))]
        with formatter.section(say("options", language(ctx))):
            formatter.write_dl(records)


class Group(Command, click.Group):
    """A command of commands."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Its options and its commands."""
        super().format_options(ctx, formatter)
        commands = [command for _, command in sorted(self.commands.items()) if isinstance(command, Command)]
        with formatter.section(say("commands", language(ctx))):
            formatter.write_dl([(command.name or "", command.summary(language(ctx))) for command in commands])


class Program(Group):
    """The program: a signal or a closed pipe ends it quietly, a wrong command gets one line in the user's language."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command to its end, output included."""
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except BrokenPipeError:
            drop_output()
            sys.exit(PIPE_CLOSED)
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)
        except OSError as error:
            lang = language(ctx)
            click.echo(f"mingxi: {say('cannot_write', lang, reason=describe(error, lang))}", err=True)
            drop_output()
            sys.exit(FAILED)

    def main(self, *args: Any, **settings: Any) -> NoReturn:
        """Run the program and exit with the status that a command returns."""
        try:
            sys.exit(super().main(*args, **{**settings, "standalone_mode": False}))
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.message, err=True)
        except click.UsageError as error:
            click.echo(f"mingxi: {explain(error)}", err=True)
        except click.Abort:
            sys.exit(INTERRUPTED)
        sys.exit(click.UsageError.exit_code)


def drop_output() -> None:
    """Send what is still buffered nowhere: the interpreter flushes once more when it ends, and would complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # streams that are no files
            os.dup2(nowhere, stream.fileno())


def explain(error: click.UsageError) -> str:
    """Say what is wrong with a command: "缺少参数 PATH…（见 mingxi extract --help）"."""
    lang = language(error.ctx)
    match error:
        case click.MissingParameter():
            text = say("missing_parameter", lang, parameter=_named(error))
        case click.BadParameter():
            text = say("bad_parameter", lang, parameter=_named(error), reason=_wanted(error, lang))
        case click.NoSuchOption():
            text = say("no_such_option", lang, name=error.option_name) + _similar(error.possibilities, lang)
        case click.exceptions.NoSuchCommand():
            text = say("no_such_command", lang, name=error.command_name) + _similar(error.possibilities, lang)
        case click.BadOptionUsage():
            text = say("bad_option_usage", lang, name=error.option_name)
        case _:
            text = say("wrong_usage", lang, reason=error.format_message())
    return text + say("see_help", lang, command=error.ctx.command_path if error.ctx else "mingxi")


def _named(error: click.BadParameter) -> str:
    """A parameter as the user types it."""
    if isinstance(error.param, click.Argument) and error.ctx:
        return error.param.make_metavar(error.ctx)
    return error.param.opts[-1] if error.param else ""


def _wanted(error: click.BadParameter, lang: str) -> str:
    """What a parameter may be."""
    match error.param and error.param.type:
        case click.Choice(choices=choices):
            return say("one_of", lang, choices=", ".join(map(str, choices)))
        case click.IntRange(min=low, max=high):
            return say("number_within", lang, low=low, high=high)
    return error.message


def _similar(names: list[str] | None, lang: str) -> str:
    return say("did_you_mean", lang, names=", ".join(names)) if names else ""
