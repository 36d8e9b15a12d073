"""What all tests share: the loaded extractor, and the flag that writes golden records anew."""

import pytest

from extractor.pipeline import load


def pytest_addoption(parser):
    parser.addoption("--regenerate", action="store_true", help="write the golden records anew instead of comparing")


@pytest.fixture(scope="session")
def extractor():
    return load(model="none")
