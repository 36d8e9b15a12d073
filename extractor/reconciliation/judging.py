"""From claims to checks: how each came out, why, and which of several violations is the defect and which its echo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.data import Check, Severity, Status
from extractor.reconciliation.claims import Claim, Linear, Quotient
from extractor.reconciliation.diagnosing import Diagnosis, diagnose
from extractor.reconciliation.figures import Key
from extractor.reconciliation.intervals import HUNDRED, ZERO, nearest
from extractor.reconciliation.ledger import Ledger, grouped
from extractor.reconciliation.messages import Note, sentence
from extractor.reconciliation.ratios import Share
from extractor.reconciliation.suspects import Search

STOPPED = "（关系过多，未检索完所有可能的更正）"
ECHO = "（与另一处不符同源）"
URGENCY = ("error", "warning", "info")
LAST = 10**9  # the place of what stands nowhere in the text
Place = tuple[int, int, str, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim with its diagnosis; an echo is a violation that goes back to the same defect as another one."""

    claim: Claim
    diagnosis: Diagnosis
    severity: Severity
    echo: bool = False

    @property
    def place(self) -> Place:
        """Where the check belongs: the worst first, then in the order of the text."""
        main = self.claim.main
        worst = urgency(self.claim.verdict.status, self.severity)
        return worst, main.quantity.start, self.claim.relation.id, ".".join(main.key)

    def check(self, identity: str, ledger: Ledger) -> Check:
        """The row of the record."""
        claim, verdict = self.claim, self.claim.verdict
        rows = ledger.sorted_rows((*(figure.row for figure in claim.figures), *claim.related))
        known = verdict.status != "not_evaluable"
        tolerance = nearest(verdict.tolerance, DIGITS) if isinstance(claim, Quotient) else verdict.tolerance
        return Check(
            identity, claim.relation.rule, verdict.status, self.severity, *rows,
            verdict.expected if known else None, verdict.actual, verdict.difference if known else None,
            tolerance if known else None, self.diagnosis.cause, self.diagnosis.hint, self.message(),
            claim.main.quantity.start, claim.main.quantity.end, claim.relation.name,
        )  # fmt: skip

    def message(self) -> str:
        """One Chinese sentence that names the figures, and says when it is an echo or the search was cut off."""
        tail = (ECHO if self.echo else "") + (STOPPED if self.diagnosis.stopped else "")
        return f"{sentence(self.claim).removesuffix('。')}{tail}。"


DIGITS = Decimal("0.000001")  # of a tolerance in percent
NOTHING = Diagnosis()


def judge(claims: Sequence[Claim], notes: Sequence[Note], ledger: Ledger) -> list["Judged | Noted"]:
    """Every claim with its diagnosis, and every note: of several that go back to one defect, one is the error."""
    balanced = balancing(claims)
    search = Search(claims, ledger)
    found = {number: diagnose(search, number) for number in search.violated if number not in balanced}
    told = {frozenset((note.root,)) for note in notes if note.root}
    proven = {one.root for number, one in found.items() if one.root in told and equation(claims[number])}
    leading = {number for number in leaders(claims, found) if found[number].root not in told - proven}
    judged: list[Judged | Noted] = []
    for number, claim in enumerate(claims):
        if number in found:
            echo = number not in leading
            severity: Severity = "warning" if echo and claim.severity == "error" else claim.severity
            judged.append(Judged(claim, found[number], severity, echo))
        else:
            judged.append(Judged(claim, Diagnosis("balancing_share") if number in balanced else NOTHING, "info"))
    return judged + [Noted(note, echo=frozenset((note.root,)) in proven) for note in notes]


def equation(claim: Claim) -> bool:
    """True for an error that proves itself: a bound is exceeded by a figure in a wrong unit, and says no more."""
    return claim.severity == "error" and (isinstance(claim, Quotient) or claim.sense == "=")


def urgency(status: Status, severity: Severity) -> int:
    """The rank of a check among others: errors, warnings, infos, then what is no violation."""
    return URGENCY.index(severity) if status == "violated" else len(URGENCY)


def leaders(claims: Sequence[Claim], found: Mapping[int, Diagnosis]) -> set[int]:
    """The violations that are no echoes of another one with the same root."""
    groups = grouped((diagnosis.root or number, number) for number, diagnosis in found.items())
    return {min(group, key=lambda number: lead(claims[number], found[number], number)) for group in groups.values()}


def lead(claim: Claim, diagnosis: Diagnosis, number: int) -> tuple[bool, bool, int]:
    """What leads a group: an error before a warning, words about a wrong word, figures about a wrong figure."""
    worded = isinstance(claim, Linear) and bool(claim.words)
    return claim.severity != "error", worded != (diagnosis.cause == "sign"), number


def balancing(claims: Sequence[Claim]) -> set[int]:
    """Shares that were nudged by one last digit so that all shares of their whole make exactly 100.

    Only when it is the one share of its list that is off; the result are places in `claims`.
    """
    shares: dict[Key, list[tuple[int, Quotient]]] = {}
    for number, claim in enumerate(claims):
        if isinstance(claim, Quotient) and isinstance(claim.relation, Share):
            shares.setdefault(claim.whole[0][1].key, []).append((number, claim))
    found: set[int] = set()
    for series in shares.values():
        off = [(n, claim) for n, claim in series if claim.verdict.status in ("violated", "truncation")]
        complete = sum((abs(claim.main.value) for _, claim in series), ZERO) == HUNDRED
        if complete and len(off) == 1 and abs(off[0][1].verdict.difference) <= off[0][1].main.quantity.step:
            found.add(off[0][0])
    return found


@dataclass(frozen=True, slots=True)
class Noted:
    """A note as a check to be; an echo when a violated equation says the same."""

    note: Note
    echo: bool = False

    @property
    def severity(self) -> Severity:
        """What the note weighs: what is good or open is only an info."""
        if self.note.good is not False:
            return "info"
        return "warning" if self.echo else self.note.severity or self.note.relation.severity

    @property
    def status(self) -> Status:
        """How it came out."""
        return "violated" if self.note.good is False else "exact" if self.note.good else "not_evaluable"

    @property
    def place(self) -> Place:
        """Where the check belongs: the worst first, then in the order of the text, what has no place last."""
        at = self.note.about.at
        worst = urgency(self.status, self.severity)
        return worst, LAST if at is None else at.start, self.note.relation.id, self.note.message

    def check(self, identity: str, _: Ledger) -> Check:
        """The row of the record."""
        note, about = self.note, self.note.about
        compared = note.expected is not None and note.actual is not None
        difference = note.actual - note.expected if compared else None  # type: ignore[operator]
        start, end = (about.at.start, about.at.end) if about.at is not None else (None, None)
        return Check(
            identity, note.relation.rule, self.status, self.severity,
            about.facts, about.changes, about.ratios, about.indicators,
            note.expected, note.actual, difference, None, note.cause if note.good is False else None, None,
            note.message, start, end, note.relation.name,
        )  # fmt: skip
