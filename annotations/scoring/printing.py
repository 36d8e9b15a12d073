"""Scores as tables for the eye: F1 by document, each measure, and how well confidence can be believed."""

from collections.abc import Iterable, Iterator, Sequence

from annotations.scoring.reliability import reliability
from annotations.scoring.results import MEASURES, ROW_TYPES, Counts, Judgement, Mistake, Score

COLUMNS = {
    "facts": "fact",
    "changes": "change",
    "ratios": "ratio",
    "reasons": "reason",
    "project fields": "project.field",
    "indicators": "indicator",
    "headings": "heading",
    "heading.parent": "heading.parent",
    "checks": "check",
}
ALL_ROWS = "ALL ROWS"
NAME_WIDTH = 28


def figure(counts: Counts) -> str:
    """F1, or a dash where there was nothing to find and nothing found."""
    return f"{counts.f1:.3f}" if counts.wanted or counts.false else "-"


def document_table(scores: Iterable[tuple[str, Score]]) -> Iterator[str]:
    """F1 of each document, a line each."""
    yield f"{'F1':{NAME_WIDTH}}" + "".join(f"{title:>{len(title) + 2}}" for title in (*COLUMNS, ALL_ROWS))
    for name, score in scores:
        cells = {**{title: score.counts[measure] for title, measure in COLUMNS.items()}, ALL_ROWS: score.rows}
        columns = "".join(f"{figure(counts):>{max(len(title), 5) + 2}}" for title, counts in cells.items())
        yield f"{name:{NAME_WIDTH}}{columns}"


def measure_table(score: Score) -> Iterator[str]:
    """Precision, recall and F1 of each measure that occurs; for the field of a row, its accuracy stands as recall."""
    yield f"{'measure':{NAME_WIDTH}}{'precision':>10}{'recall':>8}{'F1':>8}{'wanted':>8}{'false':>7}"
    for name, counts in (*((name, score.counts[name]) for name in MEASURES), (ALL_ROWS, score.rows)):
        if counts.wanted or counts.false:
            found = f"{counts.precision:>10.3f}{counts.recall:>8.3f}{counts.f1:>8.3f}"
            yield f"{name:{NAME_WIDTH}}{found}{counts.wanted:>8}{counts.false:>7}"


def calibration_table(judgements: Sequence[Judgement]) -> Iterator[str]:
    """Calibration of each kind of row and its bins: the mean confidence, and the part of the rows that is right."""
    yield f"{'confidence':{NAME_WIDTH}}{'rows':>7}{'mean':>8}{'right':>8}{'ECE':>8}{'Brier':>8}"
    together = [judgement for judgement in judgements if judgement.row in ROW_TYPES]
    kinds = {row: [one for one in judgements if one.row == row] for row in (*ROW_TYPES, "project", "heading")}
    for name, found in (*kinds.items(), (ALL_ROWS, together)):
        measured = reliability(found)
        if measured is None:
            continue
        means = f"{measured.rows:>7}{measured.confidence:>8.3f}{measured.accuracy:>8.3f}"
        yield f"{name:{NAME_WIDTH}}{means}{measured.ece:>8.3f}{measured.brier:>8.3f}"
        for low, high, rows, confidence, accuracy in measured.bins:
            yield f"{f'    {low:.1f} to {high:.1f}':{NAME_WIDTH}}{rows:>7}{confidence:>8.3f}{accuracy:>8.3f}"


def mistake_line(mistake: Mistake) -> str:
    """A mistake for the eye: "hebei-civil-2018:812 fact wrong 收入总计｜9元 (year 2018, not 2017)"."""
    place = mistake.document if mistake.start is None else f"{mistake.document}:{mistake.start}"
    quote = " ".join(mistake.quote.split())
    wrong = "; ".join(f"{field} {wanted}, not {found}" for field, wanted, found in mistake.differences)
    return f"{place} {mistake.row} {mistake.kind} {quote}" + (f" ({wrong})" if wrong else "")
