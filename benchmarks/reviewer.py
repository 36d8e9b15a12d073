"""A reviewer who knows the annotation: what careful people would decide of a record, to try the loop without them.

    python -m benchmarks.reviewer FOLDER [--few N]

Writes into FOLDER what docs/retraining.md takes a turn with: `few`, the first N annotated documents that may be learned
from; `frozen`, those of bodies that are not; `reviewed.jsonl`, what this reviewer decides of what a model from the few
reads in all others; and `worse.jsonl`, the same with right and wrong turned round.

Every row that the annotation confirms is accepted, one that it refutes corrected where the right row stands in its
place and rejected elsewhere, and every annotated row that is still missing is added.
"""

import argparse
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from annotations.formats import FORMATS, marked
from annotations.markup import GoldDocument, GoldQuantity, Phrase, gold_documents
from annotations.markup.documents import GoldFact
from annotations.review import Kind, Reviewed, Verdict
from annotations.review.rows import KINDS, LISTS, Row, place, rows_of
from annotations.scoring import score_record
from annotations.splitting import part_of
from extractor.learning import examples_of
from extractor.outputs import as_plain
from extractor.pipeline import load
from models.registry import NONE
from models.training import fit

NAME = "gold"


def reviewed_by_gold(gold: GoldDocument, record: Row) -> Reviewed:
    """What somebody who knows the annotation decides of a record (its JSON) of the document."""
    judged = {each.id: each.accepted for each in score_record(gold, record).judgements}
    found = {kind: [row for each, row in rows_of(record) if each == kind] for kind in KINDS}
    wanted = annotated_rows(gold)
    twins = {kind: dict(_twins(kind, wanted[kind], found[kind], judged)) for kind in KINDS}
    names = {annotated: row["id"] for pairs in twins.values() for annotated, row in pairs.items()}
    verdicts = tuple(
        verdict for kind in KINDS for verdict in _verdicts(kind, found[kind], wanted[kind], twins[kind], judged, names)
    )
    return Reviewed(
        hashlib.sha256(gold.text.encode()).hexdigest(), gold.name, gold.meta.get("organisation"), gold.text,
        {name: list(record.get(name) or ()) for name in LISTS.values()}, verdicts,
    )  # fmt: skip


def _twins(kind: Kind, wanted: list[Row], found: list[Row], judged: Mapping[str, bool]) -> Iterator[tuple[str, Row]]:
    """The row of the record that stands where an annotated row does, a right one rather than a wrong one."""
    left = sorted(found, key=lambda row: not judged.get(row["id"], False))
    for row in wanted:
        start, end = place(kind, row)
        twin = next((each for each in left if _meet((start, end), place(kind, each))), None)
        if twin is not None:
            left.remove(twin)
            yield row["id"], twin


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _verdicts(
    kind: Kind,
    found: list[Row],
    wanted: list[Row],
    twins: Mapping[str, Row],
    judged: Mapping[str, bool],
    names: Mapping[str, str],
) -> Iterator[Verdict]:
    right = {twins[row["id"]]["id"]: row for row in wanted if row["id"] in twins}
    for row in found:
        if row["id"] not in judged:  # the annotation does not say
            continue
        if judged[row["id"]]:
            yield Verdict(row["id"], kind, "accepted", row, row, (NAME,), 0.0)
        elif row["id"] in right:
            after = {**row, **_named(right[row["id"]], names), "id": row["id"]}
            yield Verdict(row["id"], kind, "corrected", row, after, (NAME,), 0.0)
        else:
            yield Verdict(row["id"], kind, "rejected", row, None, (NAME,), 0.0)
    for row in wanted:
        if row["id"] not in twins:
            yield Verdict(row["id"], kind, "added", None, _named(row, names), (NAME,), 0.0)


def _named(row: Row, names: Mapping[str, str]) -> dict[str, Any]:
    """An annotated row that names other rows as the record does."""

    def known(value: Any) -> Any:
        return [names.get(each, each) for each in value] if isinstance(value, list) else names.get(value, value)

    references = ("part_of", "fact", "of", "explains", "project", "budget")
    return {name: known(value) if name in references else value for name, value in row.items()}


# -- an annotation in the shape of a record


def annotated_rows(gold: GoldDocument) -> dict[Kind, list[Row]]:
    """The rows of an annotation in the contract's shape, their ids marked as those of the annotation."""
    mentions: dict[str, list[Row]] = {fact.id: [] for fact in gold.facts}
    for mention in gold.mentions:
        mentions[mention.fact].append(_quantity(mention.quantity))
    purposes = {purpose.fact: _phrase(purpose) for purpose in gold.purposes}
    budgets = [(fact.id, fact.quantity) for fact in gold.facts if fact.quantity]
    return {
        "fact": [
            {
                "id": _id(fact.id), "concept": fact.concept, "year": fact.year, "stage": fact.stage,
                "basis": fact.basis, "part_of": _id(fact.part_of), "state": fact.state,
                "mentions": mentions[fact.id],
                "item": _item(gold.text, fact), "purpose": purposes.get(fact.id),
                "quantity": None if fact.quantity is None else _quantity(fact.quantity),
            }
            for fact in gold.facts
        ],
        "change": [
            {
                "id": _id(change.id), "fact": _id(change.fact), "direction": change.direction,
                "against": change.against, "start": min(each.start for each in change.evidence),
                "end": max(each.end for each in change.evidence),
                "amount": None if change.amount is None else _quantity(change.amount),
                "percent": None if change.percent is None else _quantity(change.percent),
            }
            for change in gold.changes
        ],
        "ratio": [
            {
                "id": f"gold.ratio.{number}", "kind": ratio.kind, "fact": _id(ratio.fact), "of": _id(ratio.of),
                "percent": _quantity(ratio.percent),
            }
            for number, ratio in enumerate(gold.ratios)
        ],
        "reason": [
            {
                "id": f"gold.reason.{number}", "category": reason.category, "explains": [*map(_id, reason.explains)],
                **_phrase(reason),
            }
            for number, reason in enumerate(gold.reasons)
        ],
        "project": [
            {
                "id": _id(project.id), "name": _phrase(project),
                **{name: _phrase(field) for name, field in project.fields.items() if name != "budget"},
                "budget": next((_id(id) for id, number in budgets if _is_budget(project.fields, number)), None),
                "start": project.start, "end": project.end,
            }
            for project in gold.projects
        ],
        "indicator": [
            {
                "id": f"gold.indicator.{number}", "project": _id(each.project), "level1": each.level1,
                "level2": each.level2, "level3": each.level3, "start": each.start, "end": each.end,
                "target": {
                    **_phrase(each), "comparator": each.comparator, "unit": each.unit, "kind": each.kind,
                    "value": None if each.value is None else str(each.value),
                },
            }
            for number, each in enumerate(gold.indicators)
        ],
    }  # fmt: skip


def _id(name: str | None) -> str | None:
    return None if name is None else f"gold.{name}"


def _item(text: str, fact: GoldFact) -> dict[str, Any]:
    """Where the name of a fact is printed last before its figure, else anywhere; the figure itself where it is not."""
    name = re.compile(r"\s*".join(map(re.escape, fact.item)))
    printed = [*name.finditer(text, 0, fact.end)] or [*name.finditer(text)][:1]
    start, end = printed[-1].span() if printed else (fact.start, fact.end)
    return {"text": text[start:end], "start": start, "end": end}


def _phrase(phrase: Phrase) -> dict[str, Any]:
    return {"text": phrase.text, "start": phrase.start, "end": phrase.end}


def _quantity(number: GoldQuantity) -> dict[str, Any]:
    return {**_phrase(number), "value": str(number.value), "unit": number.unit, "step": str(number.step)}


def _is_budget(fields: Mapping[str, Phrase], number: GoldQuantity) -> bool:
    budget = fields.get("budget")
    return budget is not None and _meet((budget.start, budget.end), (number.start, number.end))


# -- a trial


def turned_round(reviewed: Reviewed) -> Reviewed:
    """The same with every right row rejected and every wrong one accepted."""

    def turned(verdict: Verdict) -> Verdict:
        if verdict.outcome == "accepted":
            return replace(verdict, outcome="rejected", after=None)
        return replace(verdict, outcome="accepted", after=verdict.before)

    return replace(reviewed, verdicts=tuple(turned(each) for each in reviewed.verdicts if each.before is not None))


def main() -> None:
    """Write the trial."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reviewer", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--few", type=int, default=5, metavar="N")
    arguments = parser.parse_args()
    documents = list(gold_documents())
    learned = [each for each in documents if part_of(each.meta.get("organisation"), each.name) == "train"]
    few, others = learned[: arguments.few], learned[arguments.few :]
    for part, found in (("few", few), ("frozen", [each for each in documents if each not in learned])):
        (arguments.folder / part).mkdir(parents=True, exist_ok=True)
        for each in found:
            source = files("annotations") / "gold" / f"{each.name}.gold"
            (arguments.folder / part / f"{each.name}.gold").write_text(source.read_text("utf-8"), "utf-8")
    rules = load(model=NONE)
    model = fit([example for each in few for example in examples_of(each, rules)], name="few")
    extractor = replace(rules, acceptance=model)
    reviews = []
    for each in others:
        record = as_plain(extractor.extract(each.text.encode(), name=f"{each.name}.txt"), text=True)
        reviews.append(reviewed_by_gold(each, record))
    for name, found in (("reviewed", reviews), ("worse", map(turned_round, reviews))):
        with (arguments.folder / f"{name}.jsonl").open("wb") as stream:
            FORMATS["jsonl"].write(map(marked, found), stream)
    print(f"{len(few)} few, {len(documents) - len(learned)} frozen, {len(reviews)} reviewed")


if __name__ == "__main__":
    main()
