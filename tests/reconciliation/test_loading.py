"""A wrong row names its file, itself and what is wrong with it."""

from pathlib import Path

import pytest

from annotations.catalogue import CatalogueError
from extractor.reconciliation import load_relations
from extractor.reconciliation.relations import Operand, matches, read_operand

GOOD = """
[[relation]]
id = "S05"
kind = "sum"
name = "支出＝基本＋项目"
total = ["exp.total"]
parts = ["exp.basic", "exp.project"]
"""
PROFILE = """
[[expectation]]
id = "revenue"
name = "收入"
concepts = ["rev.total"]
[[profile]]
id = "national"
name = "全国"
kinds = ["department_budget"]
expects = ["revenue"]
"""


@pytest.mark.parametrize(
    ("row", "named", "about"),
    [
        ('id = "S99"\nkind = "summe"\nname = "x"', "S99", "summe"),
        ('id = "S99"\nkind = "sum"\nname = "x"\ntotal = ["exp.total"]', "S99", "parts"),
        ('id = "S99"\nkind = "series"\nname = "x"\nleft = ["exp.total"]', "S99", "left"),
        ('id = "S99"\nkind = "series"\nname = "x"\nseverity = "fatal"', "S99", "severity"),
        ('id = "S99"\nkind = "equal"\nname = "x"\nleft = ["exp.total!"]\nright = ["exp.total"]', "S99", "exp.total!"),
        ('id = "S99"\nkind = "equal"\nname = "x"\nleft = ["exp.totall"]\nright = ["exp.total"]', "S99", "exp.totall"),
        ('id = "S99"\nkind = "twins"\nname = "x"\nconcepts = ["nothing.*"]', "S99", "nothing.*"),
        ('id = "S99"\nkind = "text"\nname = "x"\npattern = "("', "S99", "pattern"),
        ('id = "S05"\nkind = "series"\nname = "x"', "S05", "stands twice"),
    ],
)
def test_a_wrong_relation_names_itself(tmp_path: Path, row: str, named: str, about: str) -> None:
    file = tmp_path / "relations.toml"
    file.write_text(f"{GOOD}\n[[relation]]\n{row}\n", "utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_relations(file)
    assert (caught.value.file, caught.value.row) == ("relations.toml", named)
    assert about in caught.value.detail


@pytest.mark.parametrize(
    ("old", "new", "named", "about"),
    [
        ('expects = ["revenue"]', 'expects = ["revenu"]', "national", "revenu"),
        ('concepts = ["rev.total"]', 'concepts = ["rev.totale"]', "revenue", "rev.totale"),
        ('kinds = ["department_budget"]', 'kinds = ["budget"]', "national", "kinds"),
        ('name = "收入"', 'name = "收入"\nsence = 2020', "revenue", "sence"),
    ],
)
def test_a_wrong_profile_names_itself(tmp_path: Path, old: str, new: str, named: str, about: str) -> None:
    relations, profiles = tmp_path / "relations.toml", tmp_path / "profiles.toml"
    relations.write_text(GOOD, "utf-8")
    profiles.write_text(PROFILE.replace(old, new), "utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_relations(relations, profiles=profiles)
    assert (caught.value.file, caught.value.row) == ("profiles.toml", named)
    assert about in caught.value.detail


def test_shipped_rows_load_and_name_concepts_in_chinese() -> None:
    relations = load_relations()
    assert relations.names["rev.total"]
    assert len({row.rule for row in relations.rows}) > 40


@pytest.mark.parametrize(
    ("text", "operand"),
    [
        ("exp.total", Operand((("exp.total", None),))),
        ("exp.basic|gpb.basic", Operand((("exp.basic", None), ("gpb.basic", None)))),
        ("exp.econ[310]?", Operand((("exp.econ", "310"),), optional=True)),
        ("tp.total@final", Operand((("tp.total", None),), "final")),
        ("project.annual_budget*", Operand((("project.annual_budget", None),), every=True)),
    ],
)
def test_read_operand(text: str, operand: Operand) -> None:
    assert read_operand(text) == operand


def test_matches() -> None:
    assert matches("rev.other", ("rev.*",))
    assert matches("asset.veh_law", ("asset.veh_*",))
    assert matches(None, ("",))
    assert not matches("exp.total", ("rev.*", "exp.tota"))
