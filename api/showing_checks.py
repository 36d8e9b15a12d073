"""The checks of a record for a person: what is wrong first, with the figure that would mend it, then what agrees."""

from rich.table import Table
from rich.text import Text

from api.findings import counted, worst_first
from api.folding import Folded
from api.screen import Screen
from api.texts import say, word
from extractor.data import Record

STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan", "exact": "green"}


def show_checks(record: Record, screen: Screen, lang: str) -> None:
    """Print the checks: how many came out how, and each violation with its hint, the worst first."""
    if not record.checks:
        return
    screen.heading(f"{say('checks', lang)} {len(record.checks)}")
    screen.print(counts(record, lang))
    rows = Table.grid(padding=(0, 2, 0, 0))
    rows.add_column(no_wrap=True)
    for check, times in worst_first(record):
        label = f"{word(check.severity, lang)} {check.rule}" + (f" ×{times}" if times > 1 else "")
        rows.add_row(Text(label, STYLES[check.severity]), Folded(check.message))
        if check.hint:
            rows.add_row("", Folded(say("hint", lang, reason=check.hint.reason), "dim"))
    screen.print(rows)


def counts(record: Record, lang: str) -> Text:
    """How many checks came out how: "错误2项  相符50项"."""
    parts = [
        Text(say("counts", lang, name=word(name, lang), count=count), style=STYLES.get(name, "dim"))
        for name, count in counted(record).items()
    ]
    return Text(say("between", lang)).join(parts)
