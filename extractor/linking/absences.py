"""What a text says is not there: 没有政府性基金预算, 未安排, 详见附件, and figures that were left as XX."""

import re
from collections.abc import Iterator

from annotations.catalogue.names import normalise
from extractor.data import Stage, State
from extractor.linking.clauses import last_of
from extractor.linking.concepts import GENERIC, Meaning
from extractor.linking.drafts import FactDraft
from extractor.linking.facts import add_state
from extractor.linking.names import ONE_SIDE, name_before
from extractor.linking.parents import When
from extractor.linking.referring import Named, again
from extractor.linking.segments import AMOUNT, name_in_front, name_segment
from extractor.linking.signals import Signal
from extractor.linking.walk import Walk
from extractor.linking.years import note_year, year_of
from extractor.quantities import find_quantities

FILLED_IN = "1"  # put in the place of XX, to see what would be counted there
JOINTS = re.compile("、|以及|[和及与]")
AGAIN, TAIL, WORD = r"{absent_again}*", r"{absent_tail}$", r"{absent}"
MOST_APART = 2  # items of one statement that become facts of their own
ACCOUNTS = (("govfund.", "rev.fiscal_gov_fund"), ("statecap.", "rev.fiscal_state_capital"))
ALSO = "也"
COUNTED_ONLY = ("profile.", "staff.")  # 无下属单位 tells of the organisation, and leaves no figure open
PLANNED_FIRST = re.compile("年初")
PLANNED = re.compile("年初|预算")


def read_absence(walk: Walk, signal: Signal) -> None:
    """没有政府性基金预算: a fact without a number, or several (无上级补助收入和附属单位上缴收入)."""
    assert signal.name is not None
    assert signal.state is not None
    note_year(walk, signal.start)
    if signal.state == "see_attachment":
        if "part.tables" in walk.setting.kinds and walk.setting.heading is not None:
            whole = Named(walk.setting.heading, Meaning(walk.setting.heading.text), "item:own")
            _state(walk, signal, whole, When(walk.year))
        return
    named = list(_absent_names(walk, *signal.name, signal.start))
    stage = _stage_of_absence(walk, signal)
    year, _ = year_of(walk, last_of(walk.text, "，,。；;：:", 0, signal.start), signal.start, "")
    for each in named:
        concept = each.meaning.concept or ""
        if not (concept.startswith(COUNTED_ONLY) or _account_said(walk, each)):
            _state(walk, signal, each, When(year, stage))
    if not named:
        _read_absent_again(walk, signal)


def _account_said(walk: Walk, named: Named) -> bool:
    """Whether the sentence said just now that there is none: "没有政府性基金收入，也没有政府性基金支出"."""
    account = next((each for each in ACCOUNTS if (named.meaning.concept or "").startswith(each)), ())
    last = walk.drafts.facts[-1] if walk.drafts.facts else None
    if not account or last is None or last.quantity is not None or not walk.speaks_of(last):
        return False
    between = walk.course.document.text[last.item.end : named.phrase.start + 1]
    goes_on = ALSO in between or walk.cues.pattern(WORD).search(between) is None
    return goes_on and last.state == "none_stated" and (last.concept or "").startswith(account)


def _stage_of_absence(walk: Walk, signal: Signal) -> Stage | None:
    """The stage at which there is none of an item that its clause names in front: 动植物保护（项）无年初预算."""
    assert signal.name is not None
    after = re.sub(r"\s", "", walk.text[slice(*signal.name)])
    clause = last_of(walk.text, "，,。；;：:", 0, signal.start)
    plans_item = walk.cues.pattern(AGAIN).fullmatch(after) and PLANNED_FIRST.search(walk.text, clause, signal.end)
    return "budget" if plans_item else None


def _state(walk: Walk, signal: Signal, named: Named, when: When) -> None:
    """Put down that there is none of an item, and speak of it."""
    assert signal.state is not None
    fact = _said_before(walk, named.meaning, signal.state, when.year)
    walk.scope.speak_of(fact or add_state(walk, named, signal.state, when))
    walk.gap_start = max(walk.gap_start, signal.end)


def _absent_names(walk: Walk, start: int, end: int, cue: int) -> Iterator[Named]:
    """What the catalogue knows of the words: all of them as one name, else each of two.

    Of a longer list (上级补助收入、事业收入、经营收入均未发生) the text makes one statement, and so does the fact.
    """
    listed = "、" in walk.text[start:end] and walk.meaning(walk.text[start:end], None).concept is None
    whole = None if listed else _known(walk, start, end, cue)
    if whole is not None:
        yield whole
        return
    cuts = [start, *(cut for match in JOINTS.finditer(walk.text, start, end) for cut in match.span()), end]
    pieces = list(zip(cuts[::2], cuts[1::2], strict=True)) if len(cuts) > 2 else []
    named = [piece for piece in pieces if walk.text[slice(*piece)].strip() not in ONE_SIDE]  # 无政府性基金收入、支出
    parts = [part for begin, stop in named if (part := _known(walk, begin, stop, cue)) is not None]
    if len(parts) <= MOST_APART:
        yield from parts
        return
    segment = name_before(walk.text, start, pieces[0][1], walk.cues, own=walk.course.own)
    phrase = walk.phrase(segment.start, end)
    yield Named(phrase, Meaning(normalise(phrase.text)), "item:own")


def _known(walk: Walk, start: int, end: int, cue: int) -> Named | None:
    """The name in a range, if the catalogue knows it, without what would count it: 机关运行经费统计范围."""
    segment = name_before(walk.text, start, end, walk.cues, own=walk.course.own)
    tail = walk.cues.pattern(TAIL).search(walk.text, segment.start, segment.end)
    for stop in (segment.end, tail.start() if tail else segment.end):
        meaning = walk.meaning(walk.text[segment.start : stop], None)
        if meaning.concept is not None:
            return Named(walk.phrase(segment.start, stop), meaning, "item:own")
    return _known_around(walk, segment.start, segment.end, cue)


def _known_around(walk: Walk, start: int, end: int, cue: int) -> Named | None:
    """A name that the cue divides: "年末无结转和结余", "国有资本经营预算财政拨款无收支"."""
    begin = last_of(walk.text, "，,。；;：:", 0, cue)
    front = name_before(walk.text, begin, cue, walk.cues, own=walk.course.own)
    for first in (front.start, begin):
        meaning = walk.meaning(walk.text[first:cue].strip() + walk.text[start:end], None)
        if meaning.concept is not None and first < cue:
            is_again = walk.cues.pattern(AGAIN).fullmatch(walk.text, start, end)
            printed = (front.start, front.ends[-1]) if is_again and front.ends else (start, end)
            return Named(walk.phrase(*printed), meaning, "item:own")
    return None


def _read_absent_again(walk: Walk, signal: Signal) -> None:
    """年初未安排预算, 上年无此项支出: there was none of what the words before are about.

    The words stay with the next figure: 年初未安排预算，决算238万元.
    """
    assert signal.name is not None
    assert signal.state is not None
    after = re.sub(r"\s", "", walk.text[slice(*signal.name)])
    begin = last_of(walk.text, "，,。；;：:", 0, signal.start)
    named = _spoken_of(walk, begin) if walk.cues.pattern(AGAIN).fullmatch(after) else None
    if named is None or named.meaning.concept is None:
        return
    year, _ = year_of(walk, begin, signal.start, "")
    stage: Stage | None = "budget" if PLANNED.search(walk.text, begin, signal.end) else None
    if year == walk.setting.year and stage is None:
        return  # 当年未安排: said of this year, it only tells why the figure is nothing
    if _said_before(walk, named.meaning, signal.state, year) is None:
        add_state(walk, named, signal.state, When(year, stage))


def _spoken_of(walk: Walk, clause: int) -> Named | None:
    """The item that the words before a clause are about: a name that waits for its figure, or a figure's."""
    if walk.pending is not None:
        return Named(walk.pending, walk.meaning(walk.pending.text, AMOUNT), "item:pending")
    if (in_front := name_in_front(walk, clause, AMOUNT)) is not None:
        return in_front
    subject = walk.scope.subject
    if subject is not None and subject.passage == walk.passage.place:
        return Named(subject.item, again(walk, subject), "item:inherited")
    return None


def _said_before(walk: Walk, meaning: Meaning, state: State, year: int | None) -> FactDraft | None:
    """The fact that already says that there is none of this in a year."""
    for fact in walk.drafts.facts:
        is_same = fact.concept == meaning.concept and (fact.concept not in GENERIC or fact.name == meaning.name)
        if fact.quantity is None and fact.concept is not None and is_same and (fact.state, fact.year) == (state, year):
            fact.sentence, fact.passage = walk.course.sentence, walk.passage.place
            return fact
    return None


def read_placeholder(walk: Walk, signal: Signal) -> None:
    """XX万元: a figure that the author of the form left to be filled in."""
    note_year(walk, signal.start)
    segment = name_before(walk.text, walk.gap_start, signal.start, walk.cues, own=walk.course.own)
    filled = next(iter(find_quantities(FILLED_IN + walk.text[signal.end : signal.end + 4].lstrip())), None)
    named = name_segment(walk, segment, filled)
    if named is not None and named.meaning.concept is not None:
        fact = add_state(walk, named, "placeholder", When(walk.year))
        walk.scope.speak_of(fact)
