"""Every wording matches its own example where the linking looks for it, and every list is looked for somewhere."""

import re
from pathlib import Path

import pytest

from annotations.catalogue import load
from extractor.linking import Cues

ROWS = [(name, row) for name, rows in load().wording.items() for row in rows]
ROOT = Path(__file__).parents[2]
READERS = (ROOT / "extractor" / "linking", ROOT / "annotations" / "review")  # who looks for wordings


@pytest.fixture(scope="module")
def cues():
    return Cues(load())


@pytest.mark.parametrize(("name", "row"), ROWS, ids=[f"{name}: {row.example}" for name, row in ROWS])
def test_a_wording_matches_what_its_example_shows(name, row):
    behind = len(row.example) - row.end
    pattern = re.compile(rf"(?:{row.match})+?[：:]?(?=.{{{behind}}}\Z)")
    match = pattern.match(row.example, row.start)
    assert match is not None, name
    assert match.end() == row.end


@pytest.mark.parametrize("name", load().wording)
def test_a_list_is_looked_for_somewhere(name):
    code = "".join(path.read_text("utf-8") for folder in READERS for path in folder.glob("*.py"))
    assert re.search(rf"\{{{name}\}}|\"{name}\"", code)


def test_a_list_that_the_catalogue_lacks_is_refused(cues):
    with pytest.raises(KeyError, match="weather"):
        cues.pattern("{weather}$")


DIRECTIONS = [
    ("比上年增长了约", False, "increase"),
    ("比上年下降", False, "decrease"),
    ("比上年多", True, "increase"),
    ("多", False, None),
    ("由12万元增加到", False, None),
    ("较年初追加", True, "increase"),
]


@pytest.mark.parametrize(("clause", "compared", "direction"), DIRECTIONS)
def test_a_direction_stands_right_before_its_number(cues, clause, compared, direction):
    assert cues.direction_before(clause, compared=compared) == direction
