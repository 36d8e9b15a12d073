"""How long reconciliation takes: for real-sized documents, for very large ones, and whether it grows in proportion.

    python -m benchmarks.reconciliation_speed

Prints milliseconds of processor time for documents of 10,000 characters (each written template once, then prose), then
seconds for documents of 2,500 and 5,000 facts, clean and with one figure in ten wrong, and the ratios between them:
twice the facts should take about twice as long, and a wrecked document no more than a few times a clean one. Times are
the best of several runs; the yardstick in front says how fast the machine was meanwhile.
"""

import random
import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial

from benchmarks.reconciliation_injected.templates import TEMPLATES, write
from extractor.data import Change, Document, Fact, Phrase, Quantity, Ratio, Rows
from extractor.reconciliation import Relations, load_relations, reconcile

LENGTH = 10_000  # characters of an ordinary document
PROSE = "本部门坚持以服务群众为宗旨，统筹推进辖区各项工作，落实上级决策部署，完善制度，强化监督，提升治理水平。\n"


def best(run: Callable[[], object], times: int) -> float:
    """The shortest of several runs, in seconds."""
    found = []
    for _ in range(times):
        start = time.process_time()
        run()
        found.append(time.process_time() - start)
    return min(found)


def amount(value: Decimal, start: int) -> Quantity:
    """A figure of 万元 with two decimals."""
    text = f"{value / 10000:.2f}万元"
    return Quantity("amount", value, "CNY", text, start, start + len(text), Decimal(100))


def large(count: int, wrong: float, told: float) -> tuple[Rows, Document]:
    """A document of `count` facts: totals of nine parts, some of which have a change and a share; some are wrong."""
    rng = random.Random(count)
    facts: list[Fact] = []
    changes: list[Change] = []
    ratios: list[Ratio] = []
    place = 0
    for group in range(count // 10):
        parts = [Decimal(rng.randrange(10**4, 10**7)) * 100 for _ in range(9)]
        total = sum(parts, Decimal(0))
        for number, value in enumerate((total, *parts)):
            row, place = f"f{group}.{number}", place + 40
            shown = value + 1_000_000 if rng.random() < wrong else value
            phrase = Phrase(f"支出项目{group}之{number}", place - 20, place - 10)
            concept = "exp.func" if number else "exp.total"
            parent = f"f{group}.0" if number else None
            facts.append(Fact(row, phrase, concept, amount(shown, place), "reported", 2024, "budget", part_of=parent))
            if rng.random() > told:
                continue
            prior = (value / Decimal("1.1")).quantize(Decimal(100))
            moved, percent = amount(value - prior, place + 12), Decimal(100 * (value - prior) / prior)
            printed = Quantity(
                "percent", percent.quantize(Decimal("0.01")), "%", "", place + 24, place + 30, Decimal("0.01")
            )
            span = (place + 12, place + 30)
            changes.append(Change(f"c{row}", row, "increase", moved, printed, "last_year_budget", None, *span))
            if number:
                part = (100 * value / total).quantize(Decimal("0.01"))
                share = Quantity("percent", part, "%", "", place + 31, place + 36, Decimal("0.01"))
                ratios.append(Ratio(f"r{row}", "share", row, f"f{group}.0", None, share))
    text = "支" * (place + 100)
    document = Document("d", "d", "text/plain", text, len(text), (), None, None, "department_budget", 2024)
    return Rows(tuple(facts), tuple(changes), tuple(ratios)), document


def yardstick() -> float:
    """Milliseconds for a million additions."""
    return 1000 * best(lambda: sum(number * number for number in range(1_000_000)), 3)


def ordinary(relations: Relations) -> None:
    """Print a line for each template, filled up with prose."""
    print(f"{'template':12}{'characters':>11}{'facts':>7}{'checks':>8}{'ms':>8}")
    for name, template in TEMPLATES.items():
        page = write(name, 3)
        page.say("\n" + PROSE * ((LENGTH - len(page.text)) // len(PROSE)))
        rows, document, sections = page.rows(), page.document(template.kind), page.sections()
        checks = len(reconcile(rows, document, sections, relations).checks)
        seconds = best(partial(reconcile, rows, document, sections, relations), 9)
        print(f"{name:12}{len(page.text):>11}{len(rows.facts):>7}{checks:>8}{1000 * seconds:>8.1f}")


def main() -> None:
    """Print both tables."""
    relations = load_relations()
    print(f"yardstick: {yardstick():.0f} ms for a million additions")
    ordinary(relations)
    times: dict[tuple[int, float, float], float] = {}
    for told in (0.1, 1.0):
        for count in (2_500, 5_000):
            for wrong in (0.0, 0.1):
                rows, document = large(count, wrong, told)
                times[count, wrong, told] = best(partial(reconcile, rows, document, (), relations), 5)
                line = f"{count} facts, {told:.0%} of them with change and share, {wrong:.0%} wrong:"
                print(f"{line} {times[count, wrong, told]:.2f} s")
        twice, wrecked = (
            times[5_000, 0.0, told] / times[2_500, 0.0, told],
            times[5_000, 0.1, told] / times[5_000, 0.0, told],
        )
        print(f"twice the facts: x{twice:.2f}, one in ten wrong: x{wrecked:.2f}")


if __name__ == "__main__":
    main()
