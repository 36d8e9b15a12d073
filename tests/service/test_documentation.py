"""docs/service.md names every route, problem and setting, with the values that they have."""

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from api.refusals import rows
from api.settings import Settings

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "service.md").read_text("utf-8")


@pytest.mark.parametrize("code", rows())
def test_a_problem_is_in_the_table(code):
    row = rows()[code]
    assert f"| `{code}` | {row.status} | {row.title[0]} · {row.title[1]} |" in TEXT


@pytest.mark.parametrize("name", [each.name for each in fields(Settings)])
def test_a_setting_is_in_the_table(name):
    [shown] = re.findall(rf"^\| `{name}` \| ([^|]*) \|", TEXT, re.M)
    default = getattr(Settings(), name)
    if isinstance(default, int | float) and not isinstance(default, bool) and name != "workers":
        assert float(shown.replace(" ", "")) == default


def test_every_route_is_in_the_table():
    paths = json.loads((DOCS / "openapi.json").read_text("utf-8"))["paths"]
    assert all(f"`{path}`" in TEXT or f" {path}`" in TEXT for path in paths)
