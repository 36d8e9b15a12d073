"""The site, built once for all that look at it."""

from pathlib import Path

import pytest

from docs.site.building import build


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both languages, built with warnings as errors and every link followed."""
    out = tmp_path_factory.mktemp("documentation") / "site"
    assert build(out) == []
    return out
