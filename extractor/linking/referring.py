"""Names that a number takes from words before it: from a quoted project, the heading, the figure beside it."""

import re
from dataclasses import dataclass

from extractor.data import Phrase, Quantity
from extractor.linking.clauses import SENTENCE_ENDS, last_of, quoted_project
from extractor.linking.concepts import Meaning
from extractor.linking.drafts import FactDraft
from extractor.linking.walk import Walk

PROJECT_BUDGET = "project.annual_budget"
HEADING_TAIL = re.compile(r"(?:的)?(?:具体)?(?:情况)?(?:的)?(?:说明)?$")
SIDES = {"收入": "支出", "支出": "收入"}
SIDE = re.compile(r"(?P<side>收入|支出)(?:预算|决算)?(?:数|额|金额)?$")


@dataclass(frozen=True, slots=True)
class Named:
    """A name with its evidence: the phrase, what it means, and where it came from."""

    phrase: Phrase
    meaning: Meaning
    source: str


def project_of_sentence(walk: Walk, end: int) -> Named | None:
    """The project that the sentence is about: "项目“老旧小区改造”由…实施，当年预算260万元"."""
    begin = last_of(walk.text, SENTENCE_ENDS, 0, end)
    quoted = quoted_project(walk.text, begin, end)
    if quoted is None:
        return None
    phrase = walk.phrase(*quoted[1])
    return Named(phrase, Meaning(phrase.text, PROJECT_BUDGET), "item:inherited")


def name_of_heading(walk: Walk, quantity: Quantity) -> Named | None:
    """The heading, where it names what is measured: "1．因公出国（境）支出情况说明"."""
    heading = walk.setting.heading
    if heading is None:
        return None
    name = HEADING_TAIL.sub("", heading.text)
    meaning = walk.meaning(name, quantity)
    if meaning.concept is None:
        return None
    return Named(Phrase(name, heading.start, heading.start + len(name)), meaning, "item:heading")


def again(walk: Walk, subject: FactDraft) -> Meaning:
    """The meaning of a figure that is spoken of again."""
    concept = walk.course.lexicon.concept(subject.concept)
    stock = bool(concept and concept.stock)
    return Meaning(subject.name, subject.concept, subject.basis, stock, dict(subject.dims), "concept:inherited")


def counterpart(walk: Walk, own: str, quantity: Quantity) -> Named | None:
    """The other side of the figure in front: 支出 in "养老保险基金收入11,260万元、支出8,180万元" is of 养老保险基金.

    `own` is all that names the number. None where no figure of the sentence has the other side in its name.
    """
    match = SIDE.fullmatch(own)
    other = walk.scope.subject
    if match is None or other is None or not walk.speaks_of(other):
        return None
    opposite = SIDE.search(other.item.text)
    if opposite is None or opposite["side"] != SIDES[match["side"]] or opposite.start() < 2:
        return None
    shared = other.item.text[: opposite.start()]
    phrase = Phrase(shared, other.item.start, other.item.start + len(shared))
    meaning = walk.meaning(shared + match["side"], quantity)
    if meaning.concept is None and walk.meaning(own, quantity).concept is not None:
        return None
    return Named(phrase, meaning, "item:inherited")
