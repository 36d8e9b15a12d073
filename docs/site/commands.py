"""The page of commands, from the command line itself."""

from collections.abc import Iterator

import click

from api.cli import main
from api.texts import HELP, pick
from docs.site.markdown import cell, code, page, table

INTRODUCTION = {
    "zh": "由命令行生成，内容与 `mingxi --help` 相同。",
    "en": "Made from the command line: it says what `mingxi --lang en --help` says.",
}
HEAD = {"zh": ("选项", "值", "含义"), "en": ("option", "value", "meaning")}


def commands(group: click.Group = main, above: tuple[str, ...] = ("mingxi",)) -> Iterator[tuple[str, click.Command]]:
    """Every command by the words that call it, the program first: ("mingxi keys add", its command)."""
    yield " ".join(above), group
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, (*above, name))
        else:
            yield " ".join((*above, name)), command


def write_commands(lang: str) -> str:
    """The page in one language."""
    parts = [_section(name, command, lang) for name, command in commands()]
    return page({"zh": "命令行", "en": "Command line"}[lang], INTRODUCTION[lang], *parts)


def _section(name: str, command: click.Command, lang: str) -> str:
    told = pick(HELP, str(command.help), lang)
    arguments = " ".join(
        each.make_metavar(click.Context(command)) for each in command.params if isinstance(each, click.Argument)
    )
    rows = [
        _option(each, command, lang) for each in command.params if isinstance(each, click.Option) and not each.hidden
    ]
    paragraphs = "\n\n".join(_paragraph(part) for part in told.split("\n\n"))
    usage = f"`{name} {arguments}`" if arguments else f"`{name}`"
    return f"## {name} {{ #{name.replace(' ', '-')} }}\n\n{usage}\n\n{paragraphs}\n\n{table(HEAD[lang], rows)}"


def _paragraph(text: str) -> str:
    r"""One paragraph of help; behind "\b" its lines stay lines."""
    lines = text.removeprefix("\b\n").split("\n")
    return "<br>\n".join(cell(line) for line in lines) if text.startswith("\b") else cell(text)


def _option(option: click.Option, command: click.Command, lang: str) -> tuple[str, ...]:
    value = "" if option.is_flag else option.make_metavar(click.Context(command))
    return ", ".join(code(name) for name in option.opts), code(value), cell(pick(HELP, str(option.help), lang))
