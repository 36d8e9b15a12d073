"""How many decisions it takes until the rows are right: the queue of the review against other orders.

    python -m benchmarks.review [FOLDER …] [--plot FILE] [--seeds N]

The reviewer is the annotation (NAME.gold in each FOLDER, else those of annotations/gold). Each document is extracted by
a model that was trained without it (the five parts of benchmarks/model.py); those of the frozen part are left out, as
they never enter the queue. Prints how many decisions each order takes to reach an F1 of all rows.

- **queue**: what `next_lease` gives, from a store as the service has it, control items included.
- **confidence**: the row that the record is least sure of first; stretches without rows in the middle, as if 0.5.
- **random**: rows and stretches as they come, the mean of N orders.

Whatever the order, the same is a decision: accepting a row, correcting one, each row that is added, and seeing that
nothing is missing in a stretch. Who looks at a wrong row also adds what is missing in its place. A decision that
settles alike rows is one, and is taken for all of them by the one that is shown: wrong rows among them stay wrong. Rows
that the annotation does not judge cost their decision and change nothing.
"""

import argparse
import random
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotations.markup import GoldDocument, gold_documents, load_gold
from annotations.review import Reviewed, Verdict, corrected
from annotations.review.deciding import decide
from annotations.review.entering import Entry, Item, add_document, items_of
from annotations.review.leasing import next_lease, release_lease
from annotations.review.noting import Decision
from annotations.review.priorities import load_priorities
from annotations.review.rows import GAP, LISTS, Row, named_by, place
from annotations.scoring import score_record
from annotations.splitting import part_of
from api.store import Store
from api.store.migrating import upgrade
from benchmarks.model import parts, with_model
from benchmarks.reviewer import reviewed_by_gold
from extractor.learning import examples_of
from extractor.outputs import as_plain
from extractor.pipeline import load
from models.registry import NONE
from models.training import fit

MARKS = (0.95, 0.96, 0.97, 0.98, 0.985, 0.99)
STEP = 50  # decisions between two points of a curve
WHO, WHERE = "gold", "benchmark"
Curve = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Extracted:
    """One document as it comes to the review, and what its annotation says of it."""

    gold: GoldDocument
    entry: Entry
    items: Sequence[Item]
    verdicts: Mapping[str, Verdict]
    missing: Mapping[str, Verdict]


@dataclass(slots=True)
class Reviewing:
    """A document while it is being reviewed: the verdicts so far."""

    document: Extracted
    taken: dict[str, Verdict] = field(default_factory=dict)
    counts: tuple[int, int, int] | None = None

    def look_at(self, item: Item) -> tuple[int, bool]:
        """Decide an item as the annotation says; the decisions that this takes, and whether something was wrong."""
        here = [id for id, verdict in self.document.missing.items() if self._stands_in(verdict, item)]
        if item.row is None:
            cost = sum(map(self._add, here))
            return max(1, cost), cost > 0
        verdict = self.document.verdicts.get(item.row["id"])
        if verdict is None or verdict.outcome == "accepted":
            return 1, False
        self._take(item.row["id"], verdict)
        return 1 + sum(map(self._add, here)) + self._add_named(verdict), True

    def _stands_in(self, verdict: Verdict, item: Item) -> bool:
        start, end = stated_at(self.document.gold, verdict)
        return item.start <= start < item.end if item.kind == GAP else start < item.end and item.start < end

    def _add(self, id: str) -> int:
        """Add a row that is missing, with those that it names; the decisions that this takes."""
        verdict = self.document.missing.get(id)
        if verdict is None or id in self.taken:
            return 0
        self._take(id, verdict)
        return 1 + self._add_named(verdict)

    def _add_named(self, verdict: Verdict) -> int:
        return sum(map(self._add, named_by(verdict.kind, verdict.after or {})))

    def _take(self, id: str, verdict: Verdict) -> None:
        self.taken[id] = verdict
        self.counts = None

    def count(self) -> tuple[int, int, int]:
        """Rows that are right, false and missed now."""
        if self.counts is None:
            reviewed = Reviewed("", "", None, "", self.document.entry.record, tuple(self.taken.values()))
            rows = score_record(self.document.gold, corrected(reviewed)).rows
            self.counts = (rows.right, rows.false, rows.missed)
        return self.counts


def stated_at(gold: GoldDocument, verdict: Verdict) -> tuple[int, int]:
    """Where a missing row is stated: a fact without a number at the words that state it, not at its name."""
    assert verdict.after is not None
    if verdict.kind == "fact" and not verdict.after.get("quantity"):
        for fact in gold.facts:
            if verdict.after["id"] == f"gold.{fact.id}":
                return fact.start, fact.end
    return place(verdict.kind, verdict.after)


def f1(reviewing: Iterable[Reviewing]) -> float:
    """F1 of all rows of all documents."""
    right, false, missed = (sum(column) for column in zip(*(each.count() for each in reviewing), strict=True))
    return 2 * right / (2 * right + false + missed)


def extracted(found: Sequence[GoldDocument]) -> Iterator[Extracted]:
    """Each document by a model that has not seen it, but for those that never enter the queue."""
    rules = load(model=NONE)
    examples = {gold.name: list(examples_of(gold, rules)) for gold in found}
    for left_out, others in parts(found):
        model = fit([example for gold in others for example in examples[gold.name]], name="own")
        extractor = with_model(rules, model)
        for gold in left_out:
            data, name = gold.text.encode(), f"{gold.name}.txt"
            record = as_plain(extractor.extract(data, name=name))
            if part_of(record["document"]["organisation"], name) == "test":
                continue
            alone = as_plain(rules.extract(data, name=name))
            confidence = {row["id"]: row["confidence"] for rows in LISTS.values() for row in alone[rows]}
            yield _extracted(gold, Entry(record, gold.text, confidence, double=0.0))


def _extracted(gold: GoldDocument, entry: Entry) -> Extracted:
    verdicts = [_named_as_annotated(gold, verdict) for verdict in reviewed_by_gold(gold, entry.record).verdicts]
    return Extracted(
        gold,
        entry,
        items_of(entry, load_priorities()),
        {verdict.before["id"]: verdict for verdict in verdicts if verdict.before is not None},
        {verdict.after["id"]: verdict for verdict in verdicts if verdict.before is None and verdict.after is not None},
    )


def _named_as_annotated(gold: GoldDocument, verdict: Verdict) -> Verdict:
    """A changed fact with the name that the annotation gives it, which may be printed in pieces."""
    if verdict.kind != "fact" or verdict.outcome not in ("corrected", "added") or verdict.after is None:
        return verdict
    row: Row = verdict.after
    number = row.get("quantity")
    for fact in gold.facts:
        same = fact.quantity and number and (fact.quantity.start, fact.quantity.end) == (number["start"], number["end"])
        if same or (not number and row["id"] == f"gold.{fact.id}"):
            return replace(verdict, after={**row, "item": {**row["item"], "text": fact.item}})
    return verdict


def review(found: Sequence[Extracted], order: Callable[[Sequence[Reviewing]], Iterator[int]]) -> Curve:
    """The F1 after every so many decisions of an order, which tells what each step has cost."""
    state = [Reviewing(document) for document in found]
    curve, decisions = [(0, f1(state))], 0
    for cost in order(state):
        decisions += cost
        if decisions >= curve[-1][0] + STEP:
            curve.append((decisions, f1(state)))
            if curve[-1][1] >= MARKS[-1]:
                return curve
    return [*curve, (decisions, f1(state))]


def in_turn(key: Callable[[Item], float]) -> Callable[[Sequence[Reviewing]], Iterator[int]]:
    """An order of all items, the smallest first."""

    def order(state: Sequence[Reviewing]) -> Iterator[int]:
        items = [(key(item), number, each, item) for each in state for number, item in enumerate(each.document.items)]
        for _, _, each, item in sorted(items, key=lambda entry: entry[:2]):
            yield each.look_at(item)[0]

    return order


def shuffled(seed: int) -> Callable[[Sequence[Reviewing]], Iterator[int]]:
    """A random order of all items."""
    chances = random.Random(seed)
    return in_turn(lambda _: chances.random())


def queued(store: Store) -> Callable[[Sequence[Reviewing]], Iterator[int]]:
    """What the queue gives one reviewer after the other decision."""
    policy, chances = load_priorities().policy, random.Random(1)

    def order(state: Sequence[Reviewing]) -> Iterator[int]:
        ids: dict[str, tuple[Reviewing, Item]] = {}
        for each in state:
            with store.write() as session:
                id, _ = add_document(session, WHERE, each.document.entry)
            ids |= {f"{id[:24]}{number:08x}": (each, item) for number, item in enumerate(each.document.items)}
        number = 0
        while True:
            with store.write() as session:
                lease = next_lease(session, WHERE, WHO, policy, chance=chances.random())
                if lease is None:
                    return
                first = lease.items[0]
                each, item = ids[first.id]
                cost, is_wrong = each.look_at(item)
                number += 1
                decide(
                    session,
                    WHERE,
                    WHO,
                    _answer(number, first.id, item, lease.items, each, is_wrong),
                    lambda _, row: row,
                )
                release_lease(session, WHERE, WHO, lease.id)
            yield cost

    return order


def _answer(number: int, id: str, item: Item, shown: Sequence[object], each: Reviewing, is_wrong: bool) -> Decision:
    """A decision as the store takes it: one that finds nothing wrong holds for all that were shown as alike.

    What a corrected row says does not matter to the order, so a wrong one is rejected there, and a stretch with missing
    rows gets one that quotes it.
    """
    if not is_wrong:
        return Decision(str(number), id, 0, "accept", alike=len(shown))
    if item.row is not None:
        return Decision(str(number), id, 0, "reject")
    words = {"text": each.document.gold.text[item.start : item.end], "start": item.start, "end": item.end}
    return Decision(str(number), id, 0, "add", rows=(("fact", {"item": words}),))


def reached(curve: Curve, mark: float) -> int | None:
    """The decisions after which a curve is at a mark; None where it never is."""
    return next((decisions for decisions, value in curve if value >= mark), None)


def table(curves: Mapping[str, Sequence[Curve]]) -> str:
    """Decisions by order and mark, the mean of the curves of each order."""
    lines = ["F1".ljust(14) + "".join(f"{mark:>9}" for mark in MARKS)]
    for name, some in curves.items():
        found = [[reached(curve, mark) for curve in some] for mark in MARKS]
        cells = (str(round(sum(map(int, each)) / len(each))) if None not in each else "never" for each in found)
        lines.append(name.ljust(14) + "".join(f"{cell:>9}" for cell in cells))
    return "\n".join(lines)


COLOURS = {"queue": "#1d4ed8", "confidence": "#047857", "random": "#c2410c"}
WIDE, HIGH, MARGIN = 560, 300, 48


def plot(curves: Mapping[str, Sequence[Curve]]) -> str:
    """F1 against decisions as an SVG; each order has a line for each of its curves."""
    most = max(curve[-1][0] for some in curves.values() for curve in some)
    least = min(curve[0][1] for some in curves.values() for curve in some)

    def at(point: tuple[int, float]) -> str:
        x = MARGIN + point[0] / most * WIDE
        y = MARGIN + (1 - point[1]) / (1 - least) * HIGH
        return f"{x:.1f},{y:.1f}"

    lines = "".join(
        f'<polyline fill="none" stroke="{COLOURS[name]}" stroke-width="1.6" points="{" ".join(map(at, curve))}"/>'
        for name, some in curves.items()
        for curve in some
    )
    names = "".join(
        f'<text x="{MARGIN + WIDE - 8}" y="{MARGIN + HIGH - 52 + 16 * place}" fill="{COLOURS[name]}" text-anchor="end">'
        f"{name}</text>"
        for place, name in enumerate(curves)
    )
    goal, low, height = at((0, MARKS[-1])).split(",")[1], MARGIN + HIGH, HIGH + 2 * MARGIN
    ticks = "".join(
        f'<text x="{MARGIN + part * WIDE / 4:.0f}" y="{low + 18}" text-anchor="middle">{most * part // 4}</text>'
        for part in range(5)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE + 2 * MARGIN} {height}" '
        f'font-family="sans-serif" font-size="12"><title>F1 of all rows against the number of decisions</title>'
        f'<rect width="100%" height="100%" fill="#fff"/>'
        f'<rect x="{MARGIN}" y="{MARGIN}" width="{WIDE}" height="{HIGH}" fill="none" stroke="#999"/>'
        f'<path d="M{MARGIN} {goal}h{WIDE}" stroke="#999" stroke-dasharray="4"/>'
        f'<text x="{MARGIN - 6}" y="{float(goal) + 4:.1f}" text-anchor="end">{MARKS[-1]}</text>'
        f'<text x="{MARGIN - 6}" y="{low}" text-anchor="end">{least:.3f}</text>{ticks}{lines}{names}'
        f'<text x="{MARGIN + WIDE / 2}" y="{height - 8}" text-anchor="middle">decisions</text></svg>\n'
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--seeds", type=int, default=3, metavar="N")
    parser.add_argument("--plot", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    paths = [path for folder in arguments.folders for path in sorted(folder.glob("*.gold"))]
    gold = map(load_gold, paths) if paths else gold_documents()
    found = list(extracted(sorted(gold, key=lambda document: document.name)))
    items = [item for each in found for item in each.items]
    gaps = sum(item.kind == GAP for item in items)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/review.db")
        upgrade(store)
        curves = {"queue": [review(found, queued(store))]}
        store.close()
    curves["confidence"] = [review(found, in_turn(lambda item: 0.5 if item.confidence is None else item.confidence))]
    curves["random"] = [review(found, shuffled(seed)) for seed in range(arguments.seeds)]
    start = curves["queue"][0][0][1]
    print(f"{len(found)} documents, {len(items) - gaps} rows, {gaps} stretches without rows, F1 {start:.4f} before")
    print(table(curves))
    if arguments.plot:
        arguments.plot.write_text(plot(curves), "utf-8")


if __name__ == "__main__":
    main()
