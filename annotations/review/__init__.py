"""The review loop: rows that people decide one after the other, and what follows from it.

corrected(reviewed)["facts"] -> the facts without those that were rejected, with those that were added

What needs the database is imported from its own module, so that a command without one loads none.
"""

from annotations.review.rows import Kind
from annotations.review.verdicts import Outcome, Reviewed, Verdict, corrected

__all__ = ["Kind", "Outcome", "Reviewed", "Verdict", "corrected"]
