"""docs/checks.md explains every cause and every status."""

from pathlib import Path

import pytest

from api.texts import VALUES

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"
# fmt: off
SAID = [
    "exact", "within_rounding", "truncation", "violated", "not_evaluable",
    "share_of_wrong_total", "wrong_base", "ratio_as_percent", "ten_fold", "unit_slip", "transposed_digits",
    "stale_copy", "sign", "prior_value", "counted_twice", "part_missing", "balancing_share", "template_residue",
    "duplicated_page", "missing", "attached", "present", "stated_empty",
]
# fmt: on


@pytest.mark.parametrize("name", SAID)
def test_what_a_check_may_say_is_explained_and_has_words(name: str) -> None:
    assert f"`{name}`" in PAGE.read_text("utf-8")
    assert name in VALUES
