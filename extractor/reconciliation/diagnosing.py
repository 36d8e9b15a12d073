"""Why a claim is violated, and which one change would mend it: proposed, never made.

项目预算30万元 against its cost indicator 96万元, and three projects that miss their total by 66.0012万元:
with 96 both relations hold -> Hint("f37", 960000, "若将年度预算安排30万元改为96万元，则2条…")
"""

from dataclasses import dataclass

from extractor.data import Hint
from extractor.reconciliation.causes import copied
from extractor.reconciliation.claims import Claim, Linear
from extractor.reconciliation.messages import shown
from extractor.reconciliation.suspects import BARE, SLIPPED, Search, Suspect


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What one violation comes from.

    `root` is the same for violations that go back to one figure or one word; `stopped` when the search for the figure
    was cut off before all were tried.
    """

    cause: str | None = None
    hint: Hint | None = None
    root: object = None
    stopped: bool = False


def diagnose(search: Search, number: int) -> Diagnosis:
    """One violated claim, seen together with all others."""
    if search.left <= 0:
        return Diagnosis(stopped=True)
    claim, structure = search.claims[number], search.structure(number)
    best, complete = search.best(number)
    mended = len(best[0].mended) if best else 0
    if structure == "sign":
        change, turned = turning(search, number)
        if turned >= mended:  # a word is wrong, not a number
            return Diagnosis("sign", root=change)
    if len(best) == 1:
        cause = best[0].cause or structure
        return Diagnosis(
            cause, hint_of(best[0]), frozenset((best[0].figure.key,)), not complete and best[0].strength == BARE
        )
    shared = shared_cause(claim, best, search)
    cause = shared or structure if mended > 1 else structure or shared
    keys = frozenset(suspect.figure.key for suspect in best)
    return Diagnosis(cause, None, keys if mended > 1 else None, not complete)


def turning(search: Search, number: int) -> tuple[str | None, int]:
    """The change whose opposite word would mend this violation, and how many it would mend in all."""
    rows = [row for row, numbers in search.turned.items() if number in numbers]
    return (rows[0], len(search.turned[rows[0]])) if rows else (None, 1)


def shared_cause(claim: Claim, best: list[Suspect], search: Search) -> str | None:
    """The cause where the figure stays open: the one that all suspects share, or a copy that breaks a bound."""
    causes = {suspect.cause for suspect in best}
    if len(causes) == 1:
        return causes.pop()
    over = isinstance(claim, Linear) and claim.sense == "≤" and copied(claim.main, search.ledger)
    return "stale_copy" if over else None


def hint_of(suspect: Suspect) -> Hint | None:
    """The change to propose; nothing where the relations leave room for many values."""
    if not suspect.narrow and (suspect.strength < SLIPPED or not suspect.wanted.width.is_finite()):
        return None
    figure, count = suspect.figure, len(suspect.mended)
    better = f"若将{figure.label}改为{shown(suspect.value, figure.quantity)}"
    source = f"；文中另处（{suspect.source.name}）正是此数" if suspect.source else ""
    kept = f"，其他{suspect.kept}条不受影响" if suspect.kept else ""
    return Hint(figure.row, suspect.value, f"{better}，则{count}条不符的关系全部成立{kept}{source}。")
