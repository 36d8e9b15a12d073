"""Patterns are read into nodes, and a wrong one is refused with its reason."""

from random import Random

import pytest

from models.corpus.language import Choice, Entry, PatternError, Reference, Slot, choose, parse, reference, walk

READ = [
    ("收入", ("收入",)),
    ("共{a}元", ("共", Slot("level", ("a",), ()), "元")),
    ("{by a.plan}", (Slot("by", ("a.plan",), ()),)),
    ("{flat a|持平}", (Slot("flat", ("a",), (("持平",),)),)),
    ("{dir a|多|少}", (Slot("dir", ("a",), (("多",), ("少",))),)),
    ("{x|{n 2 9}个}", (Slot("x", (), ((Slot("n", ("2", "9"), ()), "个"),)),)),
    ("[甲|乙|]", (Choice((("甲",), ("乙",), ())),)),
    ("<a|收入>", (Entry("a", None, "", False, None, None, None, None, False, ("收入",)),)),
    ("<~b:a~#人- staff.retired|退休>", (Entry("b", "a", "", True, "人", "-", None, "staff.retired", True, ("退休",)),)),
    ("<c:a/2!adj @func>", (Entry("c", "a", "/2", False, None, None, "adj", "@func", False, None),)),
    ("<d* none|其他>", (Entry("d", None, "", False, None, "*", None, "none", False, ("其他",)),)),
]
REFUSED = [
    ("{a", "never closed"),
    ("收入]", "closes nothing"),
    ("收入|支出", "a bar outside"),
    ("<a>", "without a name"),
    ("<x|数>", "not an entry"),
    ("<甲|数>", "not an entry"),
    ("{}", "empty slot"),
]


@pytest.mark.parametrize(("text", "nodes"), READ, ids=[text for text, _ in READ])
def test_a_pattern_is_read_into_nodes(text, nodes):
    assert parse(text) == nodes


@pytest.mark.parametrize(("text", "reason"), REFUSED, ids=[text for text, _ in REFUSED])
def test_a_wrong_pattern_is_refused(text, reason):
    with pytest.raises(PatternError, match=reason):
        parse(text)


def test_choosing_leaves_no_choice_behind_wherever_it_stood():
    chosen = choose(parse("[甲[乙|丙]|丁]<a|[收入|支出]>{none a|[无|没有]}"), Random(1))
    assert not [node for node in chosen if isinstance(node, Choice)]
    entry, slot = walk(chosen)
    assert entry.name in (("收入",), ("支出",))
    assert slot.bodies[0] in (("无",), ("没有",))


def test_both_sides_of_a_choice_are_chosen_sometimes():
    seen = {choose(parse("[甲|乙]"), Random(seed)) for seed in range(20)}
    assert seen == {("甲",), ("乙",)}


def test_a_reference_names_an_entry_and_a_base():
    assert reference("a") == Reference("a", None)
    assert reference("b2.plan") == Reference("b2", "plan")
    with pytest.raises(PatternError):
        reference("a,b")
