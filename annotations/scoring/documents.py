"""One record against one annotated document."""

from annotations.markup import GoldDocument
from annotations.scoring.changes import score_changes
from annotations.scoring.checks import score_checks
from annotations.scoring.facts import score_facts
from annotations.scoring.likeness import Row
from annotations.scoring.numbers import score_numbers
from annotations.scoring.outline import score_headings
from annotations.scoring.ratios import score_ratios
from annotations.scoring.reasons import score_reasons
from annotations.scoring.results import Score
from annotations.scoring.sheet import Sheet
from annotations.scoring.tables import score_indicators, score_projects


def score_record(gold: GoldDocument, record: Row) -> Score:
    """Compare a record with what people marked.

        score_record(gold, {}).counts["fact"].recall -> 0.0

    `record` is the JSON of the contract as plain values, its offsets those of `gold.text`; lists it lacks are empty.
    Rows read from tables are not false when nobody marked them: gold marks what the running text says.
    """
    sheet = Sheet(gold.name)
    score_numbers(gold, record, sheet)
    facts = score_facts(gold, record, sheet)
    changes = score_changes(gold, record, sheet, facts)
    score_ratios(gold, record, sheet, facts)
    score_reasons(gold, record, sheet, facts | changes)
    score_indicators(gold, record, sheet)
    score_projects(gold, record, sheet)
    score_headings(gold, record, sheet)
    score_checks(gold, record, sheet, facts | changes)
    return sheet.score()
