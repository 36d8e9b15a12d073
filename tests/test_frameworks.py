"""What is installed beside mingxi costs nothing where it is not used."""

import importlib
import json.tool
import subprocess
import sys

import pytest

from extractor.frameworks import hidden
from tests.api.running import ROOT


def test_what_is_hidden_cannot_be_imported_and_can_afterwards(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with hidden("colorsys"), pytest.raises(ImportError):
        importlib.import_module("colorsys")
    assert importlib.import_module("colorsys").rgb_to_hls


def test_what_is_loaded_already_stays():
    with hidden("json.tool"):
        assert importlib.import_module("json.tool") is json.tool
    assert sys.modules["json.tool"] is json.tool


def test_an_extractor_loads_no_torch():
    """Torch belongs to the tests' environment: without it this would show nothing."""
    code = "import sys, extractor.pipeline; print('torch' in sys.modules); import torch; print(torch.__name__)"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, timeout=120)
    assert told.stdout.split() == [b"False", b"torch"]
