"""Facts: which predicted fact is which annotated one, and whether it is right."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from annotations.markup import GoldDocument
from annotations.markup.documents import GoldFact
from annotations.scoring.likeness import Row, is_same_name, is_same_quantity, overlap, printed
from annotations.scoring.numbers import is_of_indicator
from annotations.scoring.results import Difference
from annotations.scoring.sheet import Part, Pool, Sheet, rows

COMMON_CONCEPTS = ("exp.func", "exp.econ")  # many facts of one document have these: only the item tells them apart
UNSTATED = ("none_stated", "zero")  # without a number, "无" and "为零" are one
EMPTY_STATES = ("blank", "placeholder", "see_attachment", "none_stated", "flat_stated", "not_applicable")


def score_facts(gold: GoldDocument, record: Row, sheet: Sheet) -> dict[str, str]:
    """Compare facts; returns the predicted id of each annotated fact that was found, right or wrong."""
    pool = Pool(rows(record, "facts"))
    pairs: dict[str, Row] = {}
    for fact in gold.facts:
        row = pool.take(partial(_fits, fact))
        if row is None:
            sheet.missed("fact", _quote(fact), fact.start)
        else:
            pairs[fact.id] = row
            sheet.compare("fact", row, _quote(fact), fact.start, _parts(fact, row))
    ids = {name: row["id"] for name, row in pairs.items()}
    _score_parts_of(gold, pairs, ids, sheet)
    _score_rest(gold, pool.rest, sheet)
    return ids


def _quote(fact: GoldFact) -> str:
    """A fact for the eye: what is measured, and its number or statement."""
    return f"{fact.item}｜{fact.text}"


def _fits(fact: GoldFact, row: Row) -> bool:
    """Whether a row speaks of a fact: by the number, at any place that states it, or by the item of a statement."""
    if fact.quantity:
        places = (row.get("quantity"), *(row.get("mentions") or ()))
        return any(is_same_quantity(fact.quantity, place) for place in places)
    if row.get("quantity") or row.get("state") == "reported":
        return False
    item = row.get("item")
    has_concept = fact.concept is not None and row.get("concept") == fact.concept
    return has_concept or is_same_name(fact.item, printed(item)) or overlap(fact, item) > 0


def _parts(fact: GoldFact, row: Row) -> Iterator[Part]:
    """The fields of a fact that was found; its concept is measured, but a right item is enough."""
    own_concept = fact.concept is not None and fact.concept not in COMMON_CONCEPTS
    has_concept = own_concept and row.get("concept") == fact.concept
    item, state = printed(row.get("item")), row.get("state")
    yield Part("item", has_concept or is_same_name(fact.item, item), fact.item, item)
    yield Part("year", fact.year is None or str(row.get("year")) == str(fact.year), fact.year, row.get("year"))
    yield Part("stage", fact.stage is None or row.get("stage") == fact.stage, fact.stage, row.get("stage"))
    is_unstated = fact.quantity is None and fact.state in UNSTATED and state in UNSTATED
    yield Part("state", state == fact.state or is_unstated, fact.state, state)
    if own_concept:
        yield Part("concept", has_concept, fact.concept, row.get("concept"), counts=False)


def _score_parts_of(gold: GoldDocument, pairs: Mapping[str, Row], ids: Mapping[str, str], sheet: Sheet) -> None:
    """Count whether the facts that were found are part of the right total."""
    for fact in gold.facts:
        if fact.part_of is None or fact.id not in pairs:
            continue
        whole = pairs[fact.id].get("part_of")
        is_right = whole is not None and whole == ids.get(fact.part_of)
        sheet.agree("fact.part_of", is_right)
        if not is_right:
            named = next((name for name, found in ids.items() if found == whole), whole)
            wrong = Difference("part_of", fact.part_of, named or "-")
            sheet.note("fact.part_of", "wrong", _quote(fact), fact.start, (wrong,))


def _score_rest(gold: GoldDocument, rest: Sequence[Row], sheet: Sheet) -> None:
    """Count facts that nobody marked, except where gold does not mark everything."""
    has_statements = any(fact.quantity is None for fact in gold.facts)
    for row in rest:
        quantity = row.get("quantity")
        if row.get("table"):
            continue
        if quantity and (_is_mentioned(gold, quantity) or is_of_indicator(gold, quantity)):
            continue
        if not quantity and row.get("state") in EMPTY_STATES and not has_statements:
            continue
        item = row.get("item") or {}
        place = quantity or item
        sheet.made_up("fact", row, f"{printed(item)}｜{printed(quantity) or row.get('state')}", place.get("start"))


def _is_mentioned(gold: GoldDocument, quantity: Row) -> bool:
    """Whether a number states a marked fact again; a row of its own for it is no mistake."""
    return any(is_same_quantity(mention.quantity, quantity) for mention in gold.mentions)
