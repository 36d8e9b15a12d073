"""The records that all tests of outputs share, and the folder of their results."""

from pathlib import Path

import pytest

from extractor.data import Record
from extractor.pipeline import Extractor
from tests.outputs.archive import records_of, write_archive


@pytest.fixture(scope="session")
def records(extractor: Extractor) -> list[Record]:
    return records_of(extractor)


@pytest.fixture(scope="session")
def archive(records: list[Record], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    write_archive(folder, records)
    return folder
