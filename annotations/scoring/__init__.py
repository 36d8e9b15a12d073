"""A record against an annotated document: what was found, missed and made up, and whether `confidence` can be believed.

    score = score_record(load_gold(path), record)       # record: the JSON of the contract, offsets in the same text
    score.counts["fact"].f1, score.rows.f1, score.mistakes[0].quote
    reliability(judgement for judgement in score.judgements if judgement.row == "fact").ece

No row is half right. The number, unit, item, year, stage and state of a fact must all agree, and so must the numbers,
fact, direction and base of a change, the kind and both facts of a ratio, the extent of a reason and the rows that it is
for, the levels and the value of an indicator. Each annotated row takes, in the order of the annotation, the first
predicted row that stands in its place.
"""

from annotations.scoring.documents import score_record
from annotations.scoring.reliability import Reliability, reliability
from annotations.scoring.results import MEASURES, Counts, Difference, Judgement, Mistake, Score, total

__all__ = [
    "MEASURES",
    "Counts",
    "Difference",
    "Judgement",
    "Mistake",
    "Reliability",
    "Score",
    "reliability",
    "score_record",
    "total",
]
