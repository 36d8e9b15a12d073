"""The shape of the repository: layers, names, and that nothing else owns them."""

import ast
import importlib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("annotations", "models", "extractor", "api")
MODULES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))
PACKAGES = [path for path in MODULES if path.name == "__init__.py"]
VAGUE = {"utils", "util", "helpers", "helper", "common", "core", "base", "manager", "processor", "handler", "misc"}
MOST_NAMES = 10


def imported(path):
    """The top-level packages that a module imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_layer_imports_only_those_below_it(path):
    above = LAYERS[LAYERS.index(path.relative_to(ROOT).parts[0]) + 1 :]
    assert not set(imported(path)) & set(above)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_named_after_what_it_does(path):
    assert path.stem not in VAGUE


@pytest.mark.parametrize("name", LAYERS)
def test_a_package_is_ours_alone(name):
    package = importlib.import_module(name)
    assert Path(package.__file__).resolve().is_relative_to(ROOT)
    assert set(packages_distributions().get(name, ["mingxi"])) == {"mingxi"}


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_package_exports_few_names(path):
    exported = [
        ast.literal_eval(node.value)
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__"
    ]
    assert all(len(names) <= MOST_NAMES for names in exported)


def test_tests_are_no_packages():
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_every_command_of_the_readme_exists():
    readme = (ROOT / "README.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    commands = {line.split()[1] for line in readme.splitlines() if line.startswith("make ")}
    assert commands
    assert all(f"\n{command}:" in makefile for command in commands)


def test_every_decision_has_a_number_of_its_own():
    paths = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(path.name[:4]) for path in paths]
    assert len(set(numbers)) == len(numbers)
    assert [path.read_text("utf-8").split(".")[0] for path in paths] == [f"# {number}" for number in numbers]
