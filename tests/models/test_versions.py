"""Versions of a model: all are kept, one is in use, and the one before can be taken back."""

import pytest

from models.acceptance import Acceptance, Scorer
from models.errors import UnknownModelError
from models.registry import DEFAULT, load_model
from models.versions import PROMOTED, REFUSED, ROLLED_BACK, Versions


def model(bias):
    return Acceptance("reviewed", {"fact": Scorer(bias, {})}, 0.4)


@pytest.fixture
def versions(tmp_path):
    return Versions(tmp_path / "models")


def test_before_the_first_the_shipped_model_is_in_use(versions):
    assert versions.current == DEFAULT
    assert versions.path(versions.current) == DEFAULT
    assert versions.names() == ()
    assert versions.rollback() is None


def test_the_folder_is_a_model_the_one_in_use(versions):
    first, second = versions.add(model(1.0)), versions.add(model(2.0))
    for version, bias in ((first, 1.0), (second, 2.0)):
        versions.promote(version)
        assert versions.current == version
        assert load_model(str(versions.folder)).scorers["fact"].bias == bias


def test_a_version_is_called_as_records_call_its_model(versions):
    version = versions.add(model(1.0))
    assert load_model(versions.path(version)).version == version


def test_the_same_model_is_one_version(versions):
    assert versions.add(model(1.0)) == versions.add(model(1.0))
    assert len(versions.names()) == 1
    assert not [path for path in versions.folder.iterdir() if path.name.startswith(".")]


def test_taking_back_goes_to_what_was_in_use_before(versions):
    first, second = versions.add(model(1.0)), versions.add(model(2.0))
    versions.promote(first)
    versions.promote(second)
    assert [versions.rollback(), versions.rollback(), versions.rollback()] == [first, DEFAULT, None]
    assert load_model(str(versions.folder)).name == DEFAULT


def test_what_was_taken_back_can_be_taken_into_use_again(versions):
    first, second = versions.add(model(1.0)), versions.add(model(2.0))
    for version in (first, second):
        versions.promote(version)
    versions.rollback()
    versions.promote(second)
    assert versions.rollback() == first


def test_everything_that_happened_is_told(versions):
    first, second = versions.add(model(1.0)), versions.add(model(2.0))
    versions.promote(first)
    versions.refuse(second)
    versions.rollback()
    told = [(event.event, event.version, event.before) for event in versions.history()]
    assert told == [(PROMOTED, first, DEFAULT), (REFUSED, second, first), (ROLLED_BACK, DEFAULT, first)]
    assert versions.names() == (first, second)


def test_a_version_that_is_not_there_is_refused(versions):
    with pytest.raises(UnknownModelError):
        versions.promote("reviewed-00000000")
    assert versions.current == DEFAULT


def test_a_report_stays_with_its_version(versions):
    version = versions.add(model(1.0))
    assert versions.report(version) == ""
    versions.keep_report(version, "# 变好\n")
    assert versions.report(version) == "# 变好\n"
