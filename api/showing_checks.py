"""The checks of a record for a person: what is wrong first, with the figure that would mend it, then what agrees."""

from collections import Counter, defaultdict

from rich.table import Table
from rich.text import Text

from api.folding import Folded
from api.screen import Screen
from api.texts import say, word
from extractor.data import Check, Record

SEVERITIES = ("error", "warning", "info")
STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}
OTHERS = ("exact", "within_rounding", "truncation", "not_evaluable")


def show_checks(record: Record, screen: Screen, lang: str) -> None:
    """Print the checks: how many came out how, and each violation with its hint, the worst first."""
    if not record.checks:
        return
    screen.heading(f"{say('checks', lang)} {len(record.checks)}")
    screen.print(_counted(record, lang))
    rows = Table.grid(padding=(0, 2, 0, 0))
    rows.add_column(no_wrap=True)
    for check, times in _worst_first(record):
        label = f"{word(check.severity, lang)} {check.rule}" + (f" ×{times}" if times > 1 else "")
        rows.add_row(Text(label, STYLES[check.severity]), Folded(check.message))
        if check.hint:
            rows.add_row("", Folded(say("hint", lang, reason=check.hint.reason), "dim"))
    screen.print(rows)


def _violations(record: Record) -> list[Check]:
    return [check for check in record.checks if check.status == "violated"]


def _worst_first(record: Record) -> list[tuple[Check, int]]:
    """The violations with how often each is told: a form left empty says 空格未填写：“XX万元” dozens of times."""
    told: dict[tuple[str, str, str, str], list[Check]] = defaultdict(list)
    for check in sorted(_violations(record), key=lambda check: SEVERITIES.index(check.severity)):
        told[check.severity, check.rule, check.message, check.hint.reason if check.hint else ""].append(check)
    return [(same[0], len(same)) for same in told.values()]


def _counted(record: Record, lang: str) -> Text:
    """How many checks came out how: "不符 2 项，相符 50 项"."""
    severities = Counter[str](check.severity for check in _violations(record))
    statuses = Counter[str](check.status for check in record.checks)
    counts = [(word(name, lang), severities[name], STYLES[name]) for name in SEVERITIES]
    counts += [(word(name, lang), statuses[name], "green" if name == "exact" else "dim") for name in OTHERS]
    parts = [Text(say("counts", lang, name=name, count=count), style=style) for name, count, style in counts if count]
    return Text(say("between", lang)).join(parts)
