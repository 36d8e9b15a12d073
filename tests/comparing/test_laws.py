"""What holds for every archive: parts and order do not matter, and what was injected is found."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.comparing import build, found_in
from extractor.bulk.layout import FINDINGS
from extractor.comparing.candidates import candidate_pairs
from extractor.comparing.data import finding
from extractor.comparing.figures import Amount, judge
from extractor.comparing.organisations import tabulate_owners
from extractor.comparing.running import compare
from extractor.comparing.similarity import features_of, likeness
from extractor.comparing.wording import TEXTS, money, percent
from extractor.outputs.parts import part_path
from extractor.querying import open_dataset
from tests.comparing.datasets import stored_findings, write_dataset
from tests.comparing.test_findings import CASES, archive

STEPS = st.sampled_from([Decimal("0.01"), Decimal(1), Decimal(100), Decimal(10_000)])
AMOUNTS = st.builds(Amount, st.decimals(-(10**9), 10**12, places=2), STEPS)
TEXTS_OF_ALL = st.text(alphabet="预算支出收入0123456789.,，万元 \n", max_size=80)


@pytest.fixture(scope="module")
def everything():
    """The documents of all cases as one archive, each case under a name of its own."""
    texts, sources = {}, []
    for number, case in enumerate(CASES["case"]):
        documents, places = archive(case)
        texts |= {f"{number:02}/{name}": text for name, text in documents}
        sources += places
    return texts, sources


# 7 documents a part, then 1, then all in one; the second time from the end.
@pytest.mark.parametrize(("size", "is_backwards"), [(1, True), (1000, False), (7, True)])
def test_neither_the_order_of_documents_nor_their_parts_matter(everything, size, is_backwards, tmp_path):
    texts, sources = everything
    documents = list(texts.items())
    one, other = tmp_path / "one", tmp_path / "other"
    compare(write_dataset(one, documents, sources, size=7))
    # The same bytes lie under several names in this archive; the first one names the record.
    named = list({text: name for name, text in reversed(documents)}.items())
    again = [(name, text) for text, name in (named if is_backwards else reversed(named))]
    rest = [(name, text) for name, text in documents if (name, text) not in again]
    compare(write_dataset(other, [*again, *rest], sources, size=size))
    found = stored_findings(one)
    assert len({each["kind"] for each in found}) == 6
    assert stored_findings(other) == found


def test_comparing_again_changes_nothing(everything, tmp_path):
    texts, sources = everything
    write_dataset(tmp_path, list(texts.items()), sources, size=50)
    counts = compare(tmp_path)
    first = part_path(tmp_path, FINDINGS, FINDINGS).read_bytes()
    assert compare(tmp_path) == counts
    assert part_path(tmp_path, FINDINGS, FINDINGS).read_bytes() == first
    assert sum(each.count for each in counts) == len(stored_findings(tmp_path))


def test_findings_have_ids_of_their_own(everything, tmp_path):
    texts, sources = everything
    compare(write_dataset(tmp_path, list(texts.items()), sources, size=50))
    found = stored_findings(tmp_path)
    assert len({each["id"] for each in found}) == len(found)


def test_findings_that_no_longer_hold_are_taken_away(tmp_path):
    documents, sources = archive(CASES["case"][0])
    compare(write_dataset(tmp_path, documents, sources))
    assert stored_findings(tmp_path)
    write_dataset(tmp_path, documents)
    assert compare(tmp_path) == ()
    assert not part_path(tmp_path, FINDINGS, FINDINGS).exists()


def test_an_empty_archive_has_no_findings(tmp_path):
    assert compare(tmp_path) == ()


def test_what_was_injected_is_found_and_nothing_else(tmp_path):
    _, truth = build(tmp_path, 320)
    compare(tmp_path)
    assert len({kind for kind, _ in truth}) == 4
    assert found_in(tmp_path) == truth


def test_documents_of_one_template_are_hardly_ever_candidates(tmp_path):
    size, truth = build(tmp_path, 320)
    connection = open_dataset(tmp_path)
    tabulate_owners(connection)
    pairs = candidate_pairs(connection).num_rows
    copies = sum(kind in ("near_duplicate", "corrected") for kind, _ in truth)
    assert copies <= pairs <= copies + size // 20


@given(AMOUNTS, AMOUNTS)
def test_two_figures_compare_alike_from_either_side(one, other):
    there, back = judge(one, other), judge(other, one)
    assert there.status == back.status
    assert there.difference == -back.difference
    assert there.tolerance == back.tolerance


@given(AMOUNTS, AMOUNTS)
def test_a_difference_within_the_tolerance_is_no_violation(one, other):
    verdict = judge(one, other)
    assert (verdict.status == "exact") == (one.value == other.value)
    assert (abs(verdict.difference) <= verdict.tolerance) == (verdict.status in ("exact", "within_rounding"))


@given(TEXTS_OF_ALL, TEXTS_OF_ALL)
def test_likeness_is_a_share_and_the_same_from_either_side(one, other):
    first, second = features_of(one), features_of(other)
    wording, common, figures = likeness(first, second)
    assert likeness(second, first) == (wording, common, figures)
    assert 0 <= wording <= 1
    assert 0 <= common <= figures
    assert likeness(first, first) == (1, len(first.figures), len(first.figures))


@given(st.floats(0, 1))
def test_a_share_is_never_rounded_up_to_the_whole(share):
    assert (percent(share) == "100%") == (share == 1)


# fmt: off
MONEY = [
    (9_132_600, 100, "913.26万元"), (9_132_600, 1, "9132600元"),
    ("1234.5", "0.01", "1234.50元"), (130_000, 1_000, "13.0万元"),
    (10_000_000, 10_000, "1000万元"), (-11_742, 100, "-1.17万元"), (0, 100, "0.00万元"), (0, 0, "0.00万元"),
]
# fmt: on


@pytest.mark.parametrize(("value", "step", "printed"), MONEY)
def test_an_amount_is_printed_in_its_own_digits(value, step, printed):
    assert money(Amount(Decimal(value), Decimal(step))).chinese == printed


def test_every_sentence_has_the_same_gaps_in_both_languages():
    for chinese, english in TEXTS.values():
        fields = [{part.split("}")[0] for part in text.split("{")[1:]} for text in (chinese, english)]
        assert fields[0] == fields[1]


def test_an_id_depends_on_what_a_finding_is_about_and_not_on_how_it_came_out():
    def made(**told):
        return finding("corrected", status="violated", severity="warning", **told).id

    assert made(documents=["a", "b"], facts=["f1", "f2"]) == made(documents=["a", "b"], facts=["f1", "f2"], year=2021)
    assert made(documents=["a", "b"], facts=["f1", "f2"]) != made(documents=["a", "b"], facts=["f1", "f3"])
    assert made(documents=["a", "b"], about=["missing"]) != made(documents=["a", "b"])
