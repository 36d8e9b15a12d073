"""mingxi catalogue, as the command line takes it."""

from pathlib import Path

import click

from api.commands import FAILED, Command, Group, Option, language


@click.group(cls=Group, help="catalogue")
def catalogue() -> None:
    """What mingxi knows, for other uses."""


@catalogue.command(cls=Command, name="export", help="catalogue_export")
@click.option("--out", cls=Option, type=click.Path(path_type=Path), required=True, metavar="DIR", help="catalogue_out")
@click.pass_context
def export(context: click.Context, out: Path) -> int:
    """Write the catalogue as a data package; the exit status."""
    from api.archives import Unconvertible
    from api.batch import Teller
    from api.problems import CannotWrite, Failure
    from api.texts import say
    from extractor.outputs.catalogue import write_catalogue

    teller = Teller(language(context))
    try:
        if out.exists():
            raise Unconvertible(str(out), "exists")
        try:
            write_catalogue(out)
        except OSError as error:
            raise CannotWrite(str(out), error) from error
    except Failure as error:
        teller.tell(error, error.name)
        return FAILED
    teller.line(say("written", teller.lang, path=out))
    return 0
