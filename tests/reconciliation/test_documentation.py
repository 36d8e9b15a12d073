"""docs/checks.md lists every relation, every cause and every status."""

from pathlib import Path

import pytest

from api.texts import VALUES
from extractor.reconciliation import load_relations

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"
BEGIN, END = "<!-- relations -->\n", "<!-- end -->\n"
# fmt: off
SAID = [
    "exact", "within_rounding", "truncation", "violated", "not_evaluable",
    "share_of_wrong_total", "wrong_base", "ratio_as_percent", "ten_fold", "unit_slip", "transposed_digits",
    "stale_copy", "sign", "prior_value", "counted_twice", "part_missing", "balancing_share", "template_residue",
    "duplicated_page", "missing", "attached", "present", "stated_empty",
]
# fmt: on
ACCOUNTS = {None: "", "budget": "budgets", "final": "final accounts"}


def table() -> str:
    """All relations in the order of their file."""
    rows = (f"| {row.id} | {row.name} | {row.severity} | {ACCOUNTS[row.account]} |" for row in load_relations().rows)
    return "\n".join(("| id | promise | severity | only in |", "|---|---|---|---|", *rows, ""))


def test_every_relation_is_listed(request: pytest.FixtureRequest) -> None:
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    listed, _, after = rest.partition(END)
    if request.config.getoption("--regenerate"):
        PAGE.write_text(f"{before}{BEGIN}{table()}{END}{after}", "utf-8")
        pytest.fail("docs/checks.md was written anew: read the difference, then run the tests without --regenerate")
    assert listed == table()


@pytest.mark.parametrize("name", SAID)
def test_what_a_check_may_say_is_explained_and_has_words(name: str) -> None:
    assert f"`{name}`" in PAGE.read_text("utf-8")
    assert name in VALUES
