"""Checks as sentences: the figures as the document prints them, the difference, and what would have been allowed."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from extractor.data import Quantity, Severity, trimmed
from extractor.reconciliation.claims import Claim, Linear, Quotient, Terms
from extractor.reconciliation.figures import UNITS, Key, printed
from extractor.reconciliation.intervals import nearest, scale
from extractor.reconciliation.relations import Relation

LISTED = 6  # parts that a sentence names before it says 等
WHY = {"within_rounding": "四舍五入", "truncation": "尾数舍去"}


class Ranged(Protocol):
    """Anything with a place in the text."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


def shown(value: Decimal, like: Quantity, *, step: Decimal | None = None) -> str:
    """A value in the printed unit of another figure: (9000000, "263.47亿元") -> "0.09亿元"."""
    size = scale(like)
    digits = (like.step if step is None else step) / size
    number = value / size
    unit = UNITS[size] if like.kind == "amount" else like.unit if like.kind == "count" else "%"
    if 0 < digits < 1:
        return f"{format(nearest(number, digits.normalize()), 'f')}{unit}"
    return f"{trimmed(number)}{unit}"


def written(terms: Terms) -> str:
    """A signed sum of named figures, the first few of a long one: "甲1万元＋乙2万元－丙3万元"."""
    if len(terms) == 1 and terms[0][0] == 1:
        return terms[0][1].label  # most are
    listed = [
        f"{'－' if c < 0 else '＋' if n else ''}{f.label}{f'×{abs(c)}' if abs(c) > 1 else ''}"
        for n, (c, f) in enumerate(terms[:LISTED])
    ]
    return "".join(listed) + (f"等{len(terms)}项" if len(terms) > LISTED else "")


def sentence(claim: Claim) -> str:
    """One Chinese sentence about a claim."""
    return linear_text(claim) if isinstance(claim, Linear) else quotient_text(claim)


def linear_text(claim: Linear) -> str:
    """What a sum says: "支出总额913.26万元与基本支出702.15万元＋项目支出211.11万元＝913.26万元一致。"."""
    main, verdict, right = claim.main, claim.verdict, written(claim.terms)
    finest = min((size for size in claim.step.values() if size), default=Decimal(1))
    if len(claim.terms) > 1 or claim.terms[0][0] < 0:
        right = f"{right}＝{shown(verdict.expected, main.quantity, step=finest)}"
    if claim.words:
        said = f"与“{claim.words}”一致" if holds(claim) else f"文中却写作“{claim.words}”"
        return f"{main.label}，{right}，{said}。"
    if verdict.status == "exact":
        word, tail = {"=": ("与", "一致"), "≤": ("不超过", ""), "≥": ("不少于", "")}[claim.sense]
        return f"{main.label}{word}{right}{tail}。"
    gap = shown(abs(verdict.difference), main.quantity, step=finest)
    allowed = shown(verdict.tolerance, main.quantity, step=finest / 10)
    if verdict.status in WHY:
        return f"{main.label}与{right}相差{gap}，在{WHY[verdict.status]}误差（{allowed}）以内。"
    word, tail = {"=": ("与", "相差"), "≤": ("超过", "超出"), "≥": ("少于", "相差")}[claim.sense]
    extra = f"（{claim.note}）" if claim.note else ""
    return f"{main.label}{word}{right}，{tail}{gap}，允许误差{allowed}{extra}。"


def holds(claim: Claim) -> bool:
    """True for a claim that no figure contradicts."""
    return claim.verdict.status != "violated"


def quotient_text(claim: Quotient) -> str:
    """What a quotient says: "教育支出540.00万元÷财政拨款支出1200.00万元应为45.00%，文中为43.86%，…"."""
    part, whole, verdict = written(claim.part), written(claim.whole), claim.verdict
    part = f"（{part}）" if len(claim.part) > 1 else part
    whole = f"（{whole}）" if len(claim.whole) > 1 else whole
    stated = printed(claim.main.quantity)
    if verdict.status == "not_evaluable":
        return f"{claim.main.name}{stated}无法核对：{whole}为零或为负。"
    if verdict.status == "exact":
        return f"{part}÷{whole}＝{stated}，一致。"
    expected = f"{trimmed(verdict.expected)}%"
    if verdict.status in WHY:
        return f"{part}÷{whole}应为{expected}，文中为{stated}，属{WHY[verdict.status]}误差。"
    gap, allowed = trimmed(abs(verdict.difference)), trimmed(nearest(verdict.tolerance, Decimal("0.0001")))
    return f"{part}÷{whole}应为{expected}，文中为{stated}，相差{gap}个百分点，允许误差{allowed}。"


@dataclass(frozen=True, slots=True)
class About:
    """The rows that a check names, and the place in the text that it quotes."""

    at: Ranged | None = None
    facts: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    ratios: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()


NOBODY = About()


@dataclass(frozen=True, slots=True)
class Note:
    """What a relation says that no claim stands behind: about words, presence or order.

    `good` is None when it cannot be evaluated. `severity` is that of the relation unless this place weighs otherwise.
    `root` is the figure that is wrong, where the note knows: what else goes back to it is an echo.
    """

    relation: Relation
    message: str
    about: About = NOBODY
    good: bool | None = False
    cause: str | None = None
    expected: Decimal | None = None
    actual: Decimal | None = None
    severity: Severity | None = None
    root: Key | None = None
