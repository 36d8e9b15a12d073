"""The review loop: rows that people decide one after the other, and what follows from it.

corrected(reviewed)["facts"] -> the facts without those that were rejected, with those that were added
"""

from annotations.review.rows import Kind
from annotations.review.settling import settled
from annotations.review.verdicts import Outcome, Reviewed, Verdict, corrected

__all__ = ["Kind", "Outcome", "Reviewed", "Verdict", "corrected", "settled"]
