"""Where things are in the folder of a bulk run: results in plain sight, the state of the run in `.run`.

OUT/facts/ OUT/changes/ …   a folder a list, or OUT/records/ for JSON lines
OUT/failures/ OUT/sources/  what has no record and why; where every document was found
OUT/findings/               what comparing the documents with each other found
OUT/run.json                what made it
OUT/.run/                   ledger, journals, spool
"""

from pathlib import Path

RUN = "run.json"
STATE = ".run"
SOURCES = "sources"
FAILURES = "failures"
FINDINGS = "findings"


def ledger_path(folder: Path) -> Path:
    """The ledger of a run."""
    return folder / STATE / "ledger.sqlite3"


def journal_folder(folder: Path) -> Path:
    """What workers are at."""
    return folder / STATE / "journal"


def spool_folder(folder: Path) -> Path:
    """Bytes that lie in no file of the user's."""
    return folder / STATE / "spool"


def lock_path(folder: Path) -> Path:
    """What one run at a time holds."""
    return folder / STATE / "lock"
