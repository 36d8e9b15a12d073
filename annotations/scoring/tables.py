"""Performance tables: the rows of indicators, and the forms of projects."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain

from annotations.markup import GoldDocument, Phrase
from annotations.markup.documents import GoldIndicator, GoldProject
from annotations.scoring.likeness import (
    Row,
    bare,
    closeness,
    is_same_name,
    is_same_value,
    overlap,
    printed,
)
from annotations.scoring.reasons import SAME_WORDS
from annotations.scoring.sheet import Part, Pool, Sheet, rows

UNMEASURED = "goal"  # where a goal ends is a matter of taste


def score_indicators(gold: GoldDocument, record: Row, sheet: Sheet) -> None:
    """Compare indicator rows; in a document where nobody marked one, none is false."""
    pool = Pool(rows(record, "indicators"))
    for indicator in gold.indicators:
        quote = f"{indicator.level3 or ''}｜{indicator.text}"
        row = pool.take(partial(_is_row_of, indicator))
        if row is None:
            sheet.missed("indicator", quote, indicator.start)
        else:
            sheet.compare("indicator", row, quote, indicator.start, _indicator_parts(indicator, row))
    for row in pool.rest if gold.indicators else ():
        target = printed(row.get("target"))
        sheet.made_up("indicator", row, f"{row.get('level3') or ''}｜{target}", row.get("start"))


def _is_row_of(indicator: GoldIndicator, row: Row) -> bool:
    """Whether a row has the marked target, by its place or by its words and name."""
    target = row.get("target") or {}
    is_alike = bare(printed(target)) == bare(indicator.text) and bare(row.get("level3")) == bare(indicator.level3)
    return is_alike or overlap(indicator, target) > 0


def _indicator_parts(indicator: GoldIndicator, row: Row) -> Iterator[Part]:
    """The marked levels and value of an indicator that was found."""
    for level in ("level1", "level2", "level3"):
        wanted = getattr(indicator, level)
        if wanted:
            yield Part(level, bare(wanted) == bare(row.get(level)), wanted, row.get(level))
    if indicator.value is not None:
        value = (row.get("target") or {}).get("value")
        yield Part("value", is_same_value(indicator.value, value), indicator.value, value)


def score_projects(gold: GoldDocument, record: Row, sheet: Sheet) -> None:
    """Compare projects by name, and their fields; a project that nobody marked is not counted, and so not judged."""
    found = rows(record, "projects")
    facts = {fact["id"]: fact for fact in rows(record, "facts")}
    for project in gold.projects:
        row = next((row for row in found if is_same_name(project.name, _name(row))), None)
        sheet.count("project", right=int(row is not None), missed=int(row is None))
        if row is None:
            sheet.note("project", "missed", project.name, project.start)
        fields = _measured_fields(gold, project)
        right = [_has_field(row or {}, field, phrase, facts) for field, phrase in fields]
        for (field, phrase), is_right in zip(fields, right, strict=True):
            sheet.count("project.field", right=int(is_right), missed=int(not is_right))
            if not is_right:
                sheet.note("project.field", "missed", f"{field}｜{phrase.text}", phrase.start)
        if row is not None:
            sheet.judge("project", row, all(right))


def _name(row: Row) -> str:
    """A project's name: a phrase, or plain text."""
    name = row.get("name")
    return name if isinstance(name, str) else printed(name)


def _measured_fields(gold: GoldDocument, project: GoldProject) -> Sequence[tuple[str, Phrase]]:
    """The fields that can be compared: a budget only where its number is marked as a fact, too."""
    marked = chain((fact.quantity for fact in gold.facts), (mention.quantity for mention in gold.mentions))
    numbers = [number for number in marked if number]

    def is_measured(field: str, phrase: Phrase) -> bool:
        return any(_meet(number, phrase) for number in numbers) if field == "budget" else field != UNMEASURED

    return [(field, phrase) for field, phrase in project.fields.items() if is_measured(field, phrase)]


def _meet(one: Phrase, other: Phrase) -> bool:
    """Whether two phrases share a character."""
    return min(one.end, other.end) > max(one.start, other.start)


def _has_field(row: Row, field: str, phrase: Phrase, facts: Mapping[str, Row]) -> bool:
    """Whether a project has a field: the budget as a fact there, a period at all, others nearly to the letter."""
    value = row.get(field)
    if field == "budget":
        return overlap(phrase, facts.get(value, {}).get("quantity") if value else None) > 0
    if field == "period":
        return bool(value)
    return closeness(phrase, value) >= SAME_WORDS if isinstance(value, dict) else is_same_name(phrase.text, value)
