"""Exchange formats: each reads what it has written, but for what it says that it drops; a changed text is refused."""

import io
import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.formats import FORMATS, ExchangeError, doccano, labelstudio
from annotations.formats.documents import Link, Mark, MarkedDocument, Marking, flat
from annotations.formats.errors import MalformedError, MismatchError
from annotations.formats.labels import label_names, link_names
from annotations.formats.marking import SHAPES
from annotations.review.rows import KINDS, REFERENCES

CHARACTERS = "收入9.元，\n\r\t 　\xa0\\#📊𠮷\u200b-BO“”"
LABELS = ("fact", "fact.item", "change", "reason")
LONG = "收" * 600 + "\n" + "入" * 600
TEXTS = st.text(st.sampled_from(CHARACTERS), max_size=40) | st.sampled_from(
    ["收入📊1元\r\n", "𠮷\r\n𠮷", "　　收入\r", "# name = a\n# sha256 = b\n", "\\a", "\n\n", LONG]
)
PLAIN = st.none() | st.booleans() | st.integers(-9, 9) | st.text(st.sampled_from(CHARACTERS), max_size=4)
VALUES = st.dictionaries(st.sampled_from(["year", "state", "value"]), PLAIN, max_size=2)
SCORES = st.none() | st.floats(0, 1)


@st.composite
def markings(draw, text):
    marks = []
    for number in range(draw(st.integers(0, 6)) if text else 0):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        marks.append(
            Mark(f"r{number}", draw(st.sampled_from(LABELS)), start, end, text[start:end], draw(SCORES), draw(VALUES))
        )
    ends = st.sampled_from([mark.id for mark in marks]) if marks else st.nothing()
    links = st.builds(Link, ends, ends, st.sampled_from(["item", "explains"]))
    found = draw(st.lists(links, max_size=4, unique=True)) if marks else []
    return Marking(tuple(marks), tuple(found))


@st.composite
def documents(draw):
    text = draw(TEXTS)
    name = draw(st.text(st.sampled_from("预算公开📊. a"), max_size=5))
    decided = draw(st.none() | markings(text))
    meta = draw(st.dictionaries(st.sampled_from(["issuer", "document"]), PLAIN, max_size=2))
    return MarkedDocument(name, text, draw(markings(text)), decided, meta)


# -- there and back


def without(document, losses):
    """The document without what a format drops."""
    if "undecided" in losses:
        document = replace(document, decided=document.final)
    if "proposed" in losses:
        document = replace(document, proposed=Marking())
    if "meta" in losses:
        document = replace(document, meta={})
    for layer in ("proposed", "decided"):
        if getattr(document, layer) is not None:
            document = replace(document, **{layer: lessened(getattr(document, layer), losses)})
    return document


def lessened(marking, losses):
    marks, links = marking.marks, marking.links
    if "overlaps" in losses:
        marks = tuple(flat(marks))
    if "scores" in losses:
        marks = tuple(replace(mark, score=None) for mark in marks)
    if "values" in losses:
        marks = tuple(replace(mark, values={}) for mark in marks)
    if "ids" in losses:
        marks = tuple(replace(mark, id=f"m{number}") for number, mark in enumerate(marks, start=1))
    return Marking(marks, () if "links" in losses else links)


def written(form, *some):
    stream = io.BytesIO()
    FORMATS[form].write(some, stream)
    return stream.getvalue()


def read(form, data):
    return list(FORMATS[form].read(io.BytesIO(data)))


@pytest.mark.parametrize("form", FORMATS)
@given(some=st.lists(documents(), max_size=3))
@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
def test_a_format_reads_what_it_has_written_but_for_what_it_drops(form, some):
    assert read(form, written(form, *some)) == [without(each, FORMATS[form].drops) for each in some]


TEXT = "收入📊9元，\r\n　比𠮷上年增加1元"
FULL = MarkedDocument(
    "预算.txt",
    TEXT,
    Marking((Mark("x", "reason", 0, 2, "收入", 0.5),)),
    Marking(
        (
            Mark("f1", "fact", 3, 5, "9元", 0.9, {"year": 2021}),
            Mark("f1.item", "fact.item", 0, 2, "收入"),
            Mark("c1", "change", 9, 17, TEXT[9:17], 0.8, {"direction": "increase"}),
            Mark("c1.amount", "change.amount", 15, 17, "1元", None, {"value": "1"}),
        ),
        (Link("f1", "f1.item", "item"), Link("c1", "f1", "fact")),
    ),
    {"issuer": "甲局"},
)


def test_marks_keep_their_order_over_the_edges_of_pieces():
    """A mark behind the first piece, listed before one within it, and a link from each to the other."""
    marks = (Mark("b", "fact", 1200, 1201, "入"), Mark("a", "fact", 0, 1, "收"))
    document = MarkedDocument("a", LONG, Marking(marks, (Link("b", "a", "item"), Link("a", "b", "item"))))
    assert read("docbin", written("docbin", document)) == [document]


@pytest.mark.parametrize(
    ("form", "loss"), [(form, loss) for form, each in FORMATS.items() for loss in sorted(each.drops)]
)
def test_what_a_format_says_that_it_drops_is_lost(form, loss):
    """If a format came to keep it, its list would be wrong."""
    given_ = replace(FULL, decided=None) if loss == "undecided" else FULL
    others = FORMATS[form].drops - {loss}
    assert without(given_, FORMATS[form].drops) != without(given_, others)
    assert read(form, written(form, given_)) != [without(given_, others)]


# -- what was changed in a tool


def shortened(mark_text, data):
    """The file with the end of a mark one character earlier, as the tool would write it."""
    if data.startswith(b"["):
        [task] = json.loads(data)
        [region] = [each for each in task["annotations"][0]["result"] if each.get("id") == "c1"]
        region["value"]["end"] -= 1
        region["value"]["text"] = mark_text[:-1]
        return json.dumps([task]).encode()
    line = json.loads(data)
    [entity] = [each for each in line["entities"] if each["label"] == "change"]
    entity["end_offset"] -= 1
    return json.dumps(line).encode()


@pytest.mark.parametrize("form", ["label-studio", "doccano"])
def test_a_mark_that_was_moved_loses_what_the_format_says_that_it_forgets(form):
    before = FULL.decided.marks[2]
    [document] = read(form, shortened(before.text, written(form, FULL)))
    [after] = [mark for mark in document.decided.marks if mark.label == "change"]
    assert (after.start, after.end, after.text) == (before.start, before.end - 1, before.text[:-1])
    lost = {
        name
        for name, is_lost in (
            ("ids", after.id != before.id),
            ("scores", after.score != before.score),
            ("values", after.values != before.values),
        )
        if is_lost
    }
    assert lost == FORMATS[form].forgets
    assert len(document.decided.links) == len(FULL.decided.links)


def test_a_doccano_offset_counts_utf16_units_unless_it_is_told_not_to():
    for unit, end in (("utf16", 6), ("codepoint", 5)):
        stream = io.BytesIO()
        doccano.write([FULL], stream, offset_unit=unit)
        assert json.loads(stream.getvalue())["entities"][0]["end_offset"] == end
        assert read("doccano", stream.getvalue()) == [FULL]


def test_an_offset_in_the_middle_of_a_character_is_refused():
    line = json.loads(written("doccano", FULL))
    line["entities"][0]["start_offset"] = 3  # of the two units of 📊 the second
    with pytest.raises(MismatchError, match="偏移 3 不在字符边界上"):
        read("doccano", json.dumps(line).encode())


def test_a_region_that_was_drawn_by_hand_is_added_and_a_skipped_annotation_is_none():
    [task] = json.loads(written("label-studio", FULL))
    skipped = {"result": [], "was_cancelled": True}
    drawn = {
        "id": "aB3", "from_name": "label", "to_name": "text", "type": "labels", "origin": "manual",
        "value": {"start": 0, "end": 2, "text": "收入", "labels": ["reason"]},
    }  # fmt: skip
    task["annotations"] = [skipped, {"result": [drawn], "was_cancelled": False}]
    [document] = read("label-studio", json.dumps([task]).encode())
    assert document.decided == Marking((Mark("aB3", "reason", 0, 2, "收入"),))


def test_a_relation_drawn_to_the_left_is_turned():
    [task] = json.loads(written("label-studio", FULL))
    for each in task["annotations"][0]["result"]:
        if each["type"] == "relation":
            each["from_id"], each["to_id"], each["direction"] = each["to_id"], each["from_id"], "left"
    assert read("label-studio", json.dumps([task]).encode()) == [FULL]


# -- texts that changed, files that are none


def tampered(form, data):
    """The same file after somebody has changed its text."""
    if form == "docbin":
        from spacy.tokens import Doc, DocBin
        from spacy.vocab import Vocab

        [doc] = DocBin(store_user_data=True).from_bytes(data).get_docs(Vocab())
        words = [token.text if token.text != "，" else "、" for token in doc]
        other = Doc(doc.vocab, words=words, spaces=[False] * len(words), user_data=doc.user_data)
        for name, group in doc.spans.items():
            spans = [other[span.start : span.end] for span in group]
            other.spans[name] = spans
            other.spans[name].attrs = group.attrs
        return DocBin(docs=[other], store_user_data=True).to_bytes()
    return data.decode().replace("，", "、").encode()


@pytest.mark.parametrize("form", FORMATS)
def test_a_text_that_changed_is_refused(form):
    with pytest.raises(MismatchError, match=r"预算.txt：正文与导出时不同，位置因此不可信，未导入") as caught:
        read(form, tampered(form, written(form, FULL)))
    assert caught.value.english_reason.startswith("the text is not the one that was exported")


def test_a_mark_whose_words_are_not_there_is_refused():
    [task] = json.loads(written("label-studio", FULL))
    task["annotations"][0]["result"][0]["value"]["start"] = 2
    with pytest.raises(MismatchError, match="第 2 字处应为“9元”，正文却是“📊9元”"):
        read("label-studio", json.dumps([task]).encode())


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe", b"[1]", b"[", b'{"text": "a"}', b'[{"data": {"text": "a"}}]', b"a\tb\tc\n", b"ab\tO\n", b"\\zz\tO\n",
     b"[[]]", b"{}", b"null", b'{"format": "x"}'],
)  # fmt: skip
def test_a_file_that_is_none_is_one_error(form, data):
    with pytest.raises(ExchangeError):
        read(form, data)


@pytest.mark.parametrize("tags", ["I-a", "E-a", "B-a O", "B-a B-a", "B-a S-a", "B-a E-b", "B-", "X-a", "S-"])
def test_tags_that_continue_nothing_are_a_mistake_of_the_file(tags):
    rows = "".join(f"收\t{tag}\n" for tag in tags.split())
    with pytest.raises(MalformedError, match="character"):
        read("conll", f"# name = a\n# sha256 = {'0' * 64}\n{rows}".encode())


# -- labels


def test_every_mark_and_every_link_has_a_name():
    marks = {*KINDS, *(f"{kind}.{part}" for kind, shape in SHAPES.items() for part in shape.parts)}
    links = {part for shape in SHAPES.values() for part in shape.parts}
    links |= {reference.field for some in REFERENCES.values() for reference in some}
    assert set(label_names()) == marks
    assert set(link_names()) == links


def test_the_labelling_interface_has_every_label():
    config = labelstudio.labelling_config()
    assert all(f'value="{name}" alias="{label}"' in config for label, name in label_names().items())
    assert all(f'value="{label}"' in config for label in link_names())
    assert 'granularity="symbol"' in config
