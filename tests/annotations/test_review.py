"""What an item is by its events, what is alike, what is worth looking at, and how far people agree."""

from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from annotations.review.agreement import agreement, kappa, span_f1, stretches
from annotations.review.entering import Entry, items_of
from annotations.review.events import Event, fold, in_force
from annotations.review.gaps import find_gaps
from annotations.review.priorities import load_priorities, read_priorities
from annotations.review.ranking import Ranked, reranked

# -- events

ROW = {"id": "f1", "year": 2024}
OTHER = {"id": "f1", "year": 2023}
DATA = {
    "accept": {"outcome": "accepted", "after": ROW},
    "correct": {"outcome": "corrected", "after": OTHER},
    "reject": {"outcome": "rejected", "after": None},
    "skip": {"outcome": "skipped", "after": None},
    "resolve": {"outcome": "corrected", "after": OTHER},
    "reopen": {},
    "comment": {},
}


@st.composite
def histories(draw):
    """Events as they may follow each other; an undo names one that is in force."""
    events = []
    for number in range(1, draw(st.integers(0, 12)) + 1):
        standing = [event.number for event in in_force(events)]
        action = draw(st.sampled_from([*DATA, *(["undo"] if standing else [])]))
        data = {"undoes": draw(st.sampled_from(standing))} if action == "undo" else DATA[action]
        events.append(Event(number, action, draw(st.sampled_from(["ann", "ben", "cem"])), data))
    return events


def without_version(state):
    return (state.name, state.after, state.answers, state.is_resolved)


# fmt: off
STATES = [
    ("",                                   1, "pending"),
    ("ann accept",                         1, "accepted"),
    ("ann accept, ben reject",             1, "rejected"),   # of one reviewer, the last word holds
    ("ann skip",                           1, "pending"),
    ("ann reject, ann skip",               1, "pending"),
    ("ann accept",                         2, "answered"),
    ("ann accept, ben accept",             2, "accepted"),
    ("ann correct, ben correct",           2, "corrected"),
    ("ann accept, ben correct",            2, "conflict"),
    ("ann accept, ben correct, cem resolve", 2, "corrected"),
    ("ann accept, ben correct, ben accept", 2, "accepted"),
    ("ann accept, ben skip",               2, "answered"),
    ("ann accept, ben accept, ben reopen", 2, "pending"),
    ("ann reject, ann comment",            1, "rejected"),
]
# fmt: on


@pytest.mark.parametrize(("history", "reviews", "name"), STATES, ids=[f"{row[0]} of {row[1]}" for row in STATES])
def test_an_item_is_what_its_events_say(history, reviews, name):
    said = [each.split() for each in history.split(", ") if each]
    events = [Event(number, action, who, DATA[action]) for number, (who, action) in enumerate(said, 1)]
    assert fold(events, reviews=reviews).name == name


@given(histories(), st.sampled_from([1, 2]))
def test_undoing_the_last_event_brings_back_what_was_before(events, reviews):
    before = fold(events[:-1], reviews=reviews)
    if events and events[-1].action != "undo":
        undone = [*events, Event(len(events) + 1, "undo", events[-1].reviewer, {"undoes": len(events)})]
        assert without_version(fold(undone, reviews=reviews)) == without_version(before)


@given(histories(), st.sampled_from([1, 2]))
def test_undoing_an_undo_brings_back_what_was_undone(events, reviews):
    if in_force(events):
        target = in_force(events)[-1].number
        once = [*events, Event(len(events) + 1, "undo", "ann", {"undoes": target})]
        twice = [*once, Event(len(events) + 2, "undo", "ann", {"undoes": len(events) + 1})]
        assert without_version(fold(twice, reviews=reviews)) == without_version(fold(events, reviews=reviews))


@given(histories(), st.lists(st.integers(0, 12)), st.sampled_from([1, 2]))
def test_events_say_the_same_however_they_come_in_batches(events, cuts, reviews):
    batches = [events[a:b] for a, b in zip([0, *sorted(cuts)], [*sorted(cuts), len(events)], strict=True)]
    joined = list(accumulate(batches, lambda some, more: [*some, *more]))[-1]
    assert fold(iter(joined), reviews=reviews) == fold(tuple(events), reviews=reviews)


# -- agreement

# fmt: off
KAPPAS = [  # worked out by hand from the definition
    ([("a", "a"), ("a", "b"), ("b", "b"), ("b", "b")],             0.5),
    ([("a", "a"), ("b", "b")],                                     1.0),
    ([("a", "b"), ("b", "a")],                                    -1.0),
    ([("a", "a"), ("a", "a")],                                    None),
    ([],                                                          None),
    ([("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15, 0.4),
]
# fmt: on


@pytest.mark.parametrize(("pairs", "value"), KAPPAS)
def test_kappa(pairs, value):
    assert kappa(pairs) == (None if value is None else pytest.approx(value))


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1))
def test_kappa_is_that_of_others(pairs):
    ours = kappa(pairs)
    if ours is not None:
        assert ours == pytest.approx(cohen_kappa_score(*zip(*pairs, strict=True)))


# fmt: off
SPANS = [
    ([("item", 0, 4)],                   [("item", 0, 4)],                   1.0, 1.0),
    ([("item", 0, 4)],                   [("item", 0, 5)],                   0.0, 1.0),
    ([("item", 0, 4)],                   [("purpose", 0, 4)],                0.0, 0.0),
    ([("item", 0, 4)],                   [("item", 4, 8)],                   0.0, 0.0),
    ([("item", 0, 4), ("item", 6, 8)],   [("item", 0, 4)],                   2 / 3, 2 / 3),
    ([("item", 0, 4)] * 2,               [("item", 0, 4)],                   2 / 3, 2 / 3),
    ([],                                 [],                                 1.0, 1.0),
    ([("item", 0, 4)],                   [],                                 0.0, 0.0),
]
# fmt: on


@pytest.mark.parametrize(("ours", "theirs", "exact", "overlapping"), SPANS)
def test_span_f1(ours, theirs, exact, overlapping):
    assert span_f1(ours, theirs) == pytest.approx(exact)
    assert span_f1(ours, theirs, overlapping=True) == pytest.approx(overlapping)


def test_rows_of_different_items_do_not_meet():
    row = {"id": "f1", "item": {"text": "收入", "start": 0, "end": 2}}
    assert stretches(row) == [("item", 0, 2)]
    found = agreement([(("accepted", row), ("rejected", None)), (("rejected", None), ("accepted", row))])
    assert (found.items, found.same, found.kappa, found.span_f1) == (2, 0.0, -1.0, 0.0)


# -- gaps


def record(*quotes, text="", **lists):
    """A record whose facts quote these words of a text."""
    facts = []
    for number, words in enumerate(quotes, 1):
        start = text.index(words)
        quote = {"text": words, "start": start, "end": start + len(words)}
        facts.append({"id": f"f{number}", "item": quote, "quantity": None, "confidence": 0.9})
    document = {"id": "0" * 64, "name": "a.txt", "organisation": None, "region": None, "fiscal_year": 2024}
    return {"document": document, "facts": facts, **lists}


# fmt: off
GAPS = [
    ("收入640万元。",                     ("收入", "640万元"),  []),
    ("收入640万元，其中上缴12万元。",     ("收入", "640万元"),  [{"amount": 1}]),
    ("占比12.5%。",                       (),                  [{"percent": 1}]),
    ("车辆3辆。",                         (),                  [{"count": 1}]),
    ("合计 37.50",                        (),                  [{"decimal": 1}]),
    ("合计\t3,750",                       (),                  [{"decimal": 1, "table": 1}]),
    ("2024年3月12日发布。",               (),                  []),
    ("《办法》（2019年修订）。",          (),                  []),
    ("本单位无政府性基金预算。",          (),                  [{"absent": 1}]),
    ("本单位无政府性基金预算。",          ("政府性基金预算",),  []),
    ("支出与上年持平。",                  (),                  [{"flat": 1}]),
    ("主要原因是人员增加。",              (),                  [{"reason": 1}]),
    ("下跌源自集中拨付。",                (),                  [{"hint": 1}]),
    ("本单位认真履职。",                  (),                  []),
]
# fmt: on


@pytest.mark.parametrize(("text", "used", "seen"), GAPS, ids=[row[0].strip() for row in GAPS])
def test_what_no_row_uses_is_seen(text, used, seen):
    assert [dict(gap.seen) for gap in find_gaps(text, record(*used, text=text))] == seen


def test_a_figure_that_only_counts_as_stated_again_may_be_one_of_its_own():
    text = "收入640万元。另收640万元。"
    again = {"text": "640万元", "start": 10, "end": 15}
    made = record("收入", "640万元", text=text)
    made["facts"][0]["mentions"] = [again]
    assert [(gap.start, gap.end, dict(gap.seen)) for gap in find_gaps(text, made)] == [(8, 15, {"mention": 1})]


@given(st.text(alphabet="收入万元12.5%，。\n无📊𠮷 ", max_size=60))
def test_gaps_stand_in_the_text_in_order_and_apart(text):
    found = list(find_gaps(text, record()))
    places = [(gap.start, gap.end) for gap in found]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))


# -- what is alike


def patterns(text, name="收入", year=2024, **fact):
    """The pattern of a fact in a text of 640万元."""
    made = record(name, text=text)
    at = text.index("640万元")
    number = {"text": "640万元", "start": at, "end": at + 5, "value": "6400000"}
    made["facts"][0] |= {"quantity": number, "year": year, "stage": "budget", **fact}
    made["document"] |= {"organisation": "云岭市档案馆", "fiscal_year": 2024}
    return next(item.pattern for item in items_of(Entry(made, text), load_priorities()))


# fmt: off
ALIKE = [
    ("云岭市档案馆2024年收入640万元。",        {},                    True),
    ("云岭市档案馆2024年 收入 640万元。",      {},                    True),
    ("云岭市档案馆2023年收入640万元。",        {},                    True),
    ("云岭市档案馆2024年收入640万元",          {},                    True),
    ("云岭市档案馆2024年总收入640万元。",      {},                    False),
    ("青川县水利局2024年收入640万元。",        {},                    False),  # only its own name is masked
    ("云岭市档案馆2024年收入640万元。",        {"year": 2023},        False),
    ("云岭市档案馆2024年收入640万元。",        {"stage": "final"},    False),
    ("云岭市档案馆2024年收入640万元。",        {"concept": "rev"},    False),
    ("云岭市档案馆2024年收入640万元。",        {"name": "年收入"},    False),
]
# fmt: on


@pytest.mark.parametrize(("text", "fact", "is_alike"), ALIKE, ids=[f"{row[0]} {row[1]}" for row in ALIKE])
def test_rows_are_alike_where_only_figures_years_and_names_differ(text, fact, is_alike):
    assert (patterns(text, **fact) == patterns("云岭市档案馆2024年收入640万元。")) is is_alike


# -- what is worth looking at


def test_the_surer_a_row_the_less_it_is_worth_and_signals_raise_it():
    priorities = load_priorities()
    risks = [priorities.risk_of_row(confidence, {}) for confidence in (0.0, 0.3, 0.6, 0.9, 1.0)]
    assert risks == sorted(risks, reverse=True)
    for name in priorities.signals["row"]:
        assert priorities.risk_of_row(0.9, {name: 1.0}) > priorities.risk_of_row(0.9, {})
    for name in priorities.signals["gap"].keys() - {"bias"}:
        assert priorities.risk_of_gap({name: 1.0}) > priorities.risk_of_gap({})


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"of": "row", "name": "x", "weight": 1, "label": ["一", "one"]}, "a weight needs a reason"),
        ({"of": "row", "name": "x", "weight": 1, "label": ["一"], "reason": "r"}, "a label in two languages"),
        ({"of": "cell", "name": "x", "weight": 1, "label": ["一", "one"], "reason": "r"}, "row or gap"),
    ],
)
def test_a_weight_without_a_reason_is_refused(row, said):
    with pytest.raises(ValueError, match=said):
        read_priorities({"signal": [row], "policy": {}})


def ranked(id, state, passage=0, reading="a", risk=0.1):
    return Ranked(id, state, risk, passage, reading, 1, risk)


def test_mistakes_raise_what_is_near_and_right_rows_lower_it():
    policy = load_priorities().policy
    rest = [ranked("near", "pending", 5, "b"), ranked("alike", "pending", 50, "a"), ranked("far", "pending", 99, "c")]
    wrong = dict(reranked([*rest, ranked("1", "rejected", 5, "a")], policy))
    right = dict(reranked([*rest, *(ranked(str(n), "accepted", 5, "a", 0.3) for n in range(3))], policy))
    assert wrong["near"] > wrong["alike"] * 0.9 > wrong["far"] > 0.1
    assert right["near"] < 0.1
    assert right["alike"] < 0.1
    assert dict(reranked(rest, policy)) == {}


def test_what_is_settled_is_not_ranked_and_doubt_has_an_end():
    policy = load_priorities().policy
    items = [ranked("left", "pending", 5), *(ranked(str(number), "rejected", 5) for number in range(50))]
    assert dict(reranked(items, policy)) == {"left": pytest.approx(0.1 * policy.most_doubt)}
