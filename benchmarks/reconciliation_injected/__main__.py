"""Count what the checker finds in documents with one injected defect, and what it invents in documents without one."""

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Sequence

from benchmarks.reconciliation_injected.defects import DEFECTS, Defect, broken
from benchmarks.reconciliation_injected.page import Override, Page
from benchmarks.reconciliation_injected.templates import TEMPLATES, write
from extractor.data import Check
from extractor.reconciliation import Relations, load_relations, reconcile


def checks_of(page: Page, template: str, relations: Relations) -> Sequence[Check]:
    """All violated checks of one page."""
    document = page.document(TEMPLATES[template].kind)
    found = reconcile(page.rows(), document, page.sections(), relations).checks
    return [check for check in found if check.status == "violated"]


def about(check: Check, row: str, page: Page) -> bool:
    """True when a check is about a row: directly, or about the change or ratio of a fact whose number is wrong."""
    rows = set(check.rows)
    if row in rows or (row == "fund money" and check.rule == "X08"):
        return True
    return row in {block.row for block in page.slots if block.kind == "block"} and check.cause == "duplicated_page"


def clean_errors(count: int, seed: int, relations: Relations, shown: int) -> Counter[str]:
    """Errors in documents that have none, by rule."""
    found: Counter[str] = Counter()
    for number in range(count):
        template = list(TEMPLATES)[number % len(TEMPLATES)]
        page = write(template, seed * 100_000 + number)
        for check in checks_of(page, template, relations):
            if check.severity == "error":
                found[check.rule] += 1
                if sum(found.values()) <= shown:
                    print("  false:", template, number, check.rule, check.message)
    return found


def injected(defect: Defect, each: int, seed: int, relations: Relations, shown: int) -> dict[str, int]:
    """How one type of defect fares."""
    tally: dict[str, int] = defaultdict(int)
    names, number = list(TEMPLATES), 0
    while tally["made"] < each and number < each * len(names) * 2:
        rng, template = random.Random(f"{seed} {defect.name} {number}"), names[number % len(names)]
        number += 1
        base = seed * 100_000 + 50_000 + number
        choice = broken(defect, write(template, base), rng)
        if choice is None:
            continue
        slot, override = choice
        page = write(template, base, {slot.number: override})
        checks = checks_of(page, template, relations)
        weigh(defect, slot.row, page, checks, tally)
        if tally["missed"] + tally["wrong cause"] <= shown and tally.pop("speak", 0):
            tell(template, base, slot.row, slot.printed, override, checks)
    return tally


def weigh(defect: Defect, row: str, page: Page, checks: Sequence[Check], tally: dict[str, int]) -> None:
    """Count one document."""
    mine = [check for check in checks if about(check, row, page) and check.severity != "info"]
    wanted = [check for check in mine if check.severity == "error" or not defect.error]
    tally["made"] += 1
    tally["found"] += bool(wanted)
    tally["any"] += bool(mine)
    tally["missed"] += not wanted
    tally["other errors"] += sum(check.severity == "error" for check in checks if check not in mine)
    if wanted and defect.causes:
        right = wanted[0].cause in defect.causes
        tally["caused"] += 1
        tally["right cause"] += right
        tally["wrong cause"] += not right
    hints = [check.hint for check in mine if check.hint]
    tally["hinted"] += bool(hints)
    tally["right hint"] += any(hint.row == row for hint in hints)
    tally["speak"] = not wanted or (bool(defect.causes) and wanted[0].cause not in defect.causes)


def tell(template: str, base: int, row: str, before: object, override: Override, checks: Sequence[Check]) -> None:
    """Print one document that went wrong."""
    print(f"  {template} {base} {row}: {before} -> {override.value} {override.unit or ''}")
    for check in checks:
        if check.severity != "info" and check.rule[0] not in "LPD":
            print("     ", check.rule, check.severity, check.cause, check.message, check.hint and check.hint.row)


def main() -> None:
    """Print one line a type and the totals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clean", type=int, default=400, help="documents without a defect")
    parser.add_argument("--each", type=int, default=40, help="documents for each type of defect")
    parser.add_argument("--show", type=int, default=0, help="examples to print of what went wrong")
    parser.add_argument("--only", default="", help="types whose name contains this")
    arguments = parser.parse_args()
    relations = load_relations()
    false = clean_errors(arguments.clean, arguments.seed, relations, arguments.show)
    print(f"{'type':22}{'made':>6}{'found':>7}{'recall':>8}{'cause':>8}{'hint':>7}{'right':>7}{'other':>7}")
    total: Counter[str] = Counter()
    for defect in DEFECTS:
        if arguments.only in defect.name:
            tally = Counter(injected(defect, arguments.each, arguments.seed, relations, arguments.show))
            total += tally
            print(line(defect.name, tally))
    print(line("all", total))
    print(f"clean documents {arguments.clean}, false errors {sum(false.values())} {dict(false)}")


def line(name: str, tally: Counter[str]) -> str:
    """One row of the table."""
    made, caused = tally["made"] or 1, tally["caused"]
    cause = f"{tally['right cause'] / caused:.3f}" if caused else "-"
    return (
        f"{name:22}{tally['made']:>6}{tally['found']:>7}{tally['found'] / made:>8.3f}{cause:>8}"
        f"{tally['hinted']:>7}{tally['right hint']:>7}{tally['other errors']:>7}"
    )


if __name__ == "__main__":
    main()
