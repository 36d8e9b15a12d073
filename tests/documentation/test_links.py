"""Links of README and documentation lead somewhere as they are stored, without a site being built."""

import re
from pathlib import Path

import pytest

from tests.documentation.blocks import PAGES, ROOT

LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)(?:#[^)\s]*)?\)")
FENCED = re.compile(r"^```.*?^```$", re.M | re.S)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_link_leads_to_a_file(page: Path) -> None:
    text = FENCED.sub("", (ROOT / page).read_text("utf-8"))
    missing = [target for target in LINK.findall(text) if not ((ROOT / page).parent / target).exists()]
    assert missing == []
