"""Reading the classifications of expenditure: functions.csv by purpose, economics.csv by what is bought."""

from collections.abc import Sequence

from annotations.catalogue import checks
from annotations.catalogue.rows import CatalogueError, EconomicClass, FunctionClass, Scheme

FUNCTIONS, ECONOMICS = "functions.csv", "economics.csv"
FUNCTION_COLUMNS = ("code", "level", "name", "valid_from", "valid_to", "aliases")
ECONOMIC_COLUMNS = ("scheme", "code", "level", "name", "aliases")
EVER = 9999
FUNCTION_LEVELS = {3: 1, 5: 2, 7: 3}  # 类, 款, 项 by the digits of their codes
ECONOMIC_LEVELS = {3: 1, 5: 2}
SCHEMES: dict[str, Scheme] = {"3": "department", "5": "government"}


def read_functions(content: str) -> tuple[FunctionClass, ...]:
    """Check functions.csv: codes of 3, 5 or 7 digits, each below its parent, years in order and within its."""
    rows: list[FunctionClass] = []
    for row in checks.read_cells(content, FUNCTIONS, FUNCTION_COLUMNS):
        code = row["code"]
        since, until = checks.year(row, "valid_from", FUNCTIONS), checks.year(row, "valid_to", FUNCTIONS)
        if since and until and since > until:
            raise CatalogueError(FUNCTIONS, code, f"valid from {since} to {until}")
        level = _level(row, FUNCTION_LEVELS, FUNCTIONS)
        rows.append(FunctionClass(code, level, row["name"], since, until, _aliases(row)))
    checks.refuse_orphans([(row.code, row.parent) for row in rows], FUNCTIONS)
    _refuse_outliving(rows)
    return tuple(rows)


def _refuse_outliving(rows: Sequence[FunctionClass]) -> None:
    """A class cannot be valid in a year in which its parent is not, under whatever name."""
    spans: dict[str, tuple[int, int]] = {}
    for row in rows:
        since, until = spans.get(row.code, (EVER, 0))
        spans[row.code] = min(since, row.valid_from or 0), max(until, row.valid_to or EVER)
    for row in rows:
        since, until = spans[row.parent] if row.parent else (0, EVER)
        if (row.valid_from or 0) < since or (row.valid_to or EVER) > until:
            raise CatalogueError(FUNCTIONS, row.code, f"valid in years in which {row.parent} is not")


def read_economics(content: str) -> tuple[EconomicClass, ...]:
    """Check economics.csv: codes of 3 or 5 digits, 3xx for departments and 5xx for governments."""
    rows: list[EconomicClass] = []
    for row in checks.read_cells(content, ECONOMICS, ECONOMIC_COLUMNS):
        code = row["code"]
        scheme = SCHEMES.get(code[0])
        if scheme is None or row["scheme"] != scheme:
            raise CatalogueError(ECONOMICS, code, f"{row['scheme']} is not its scheme")
        level = _level(row, ECONOMIC_LEVELS, ECONOMICS)
        rows.append(EconomicClass(code, level, scheme, row["name"], _aliases(row)))
    checks.refuse_orphans([(row.code, row.parent) for row in rows], ECONOMICS)
    return tuple(rows)


def _level(row: dict[str, str], levels: dict[int, int], file: str) -> int:
    level = levels.get(len(row["code"]))
    if level is None or row["level"] != str(level):
        raise CatalogueError(file, row["code"], f"level {row['level']} does not fit the code")
    return level


def _aliases(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(alias for alias in row["aliases"].split("|") if alias)
