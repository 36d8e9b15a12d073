"""Organisations in one spelling, and the units that a department lists."""

import pytest

from extractor.comparing.organisations import Name, name_of
from extractor.comparing.units import listed_units

# fmt: off
NAMES = [
    ("成都市武侯区水务局", Name("水务局", "武侯区")),
    ("四川省成都市武侯区水务局", Name("水务局", "武侯区")),
    ("武侯区 水务局（部门）", Name("水务局", "武侯区")),
    ("成都市武侯区水务局(本级)", Name("水务局", "武侯区", is_office=True)),
    ("成都市武侯区水务局本级", Name("水务局", "武侯区", is_office=True)),
    ("中共成都市武侯区委宣传部", Name("委宣传部", "武侯区")),
    ("中国共产党成都市武侯区委宣传部", Name("委宣传部", "武侯区")),
    ("河道管理所", Name("河道管理所")),
    ("机关", Name("机关")),
]
UNITS = [
    (
        "纳入部门预算编制范围的单位包括：\n1.甲县水务局（本级）\n2.甲县河道管理所\n",
        ("甲县水务局（本级）", "甲县河道管理所"),
    ),
    (
        "预算单位构成：\n（一）甲县水务局本级\n（二）甲县河道管理所（公益一类）；\n",
        ("甲县水务局本级", "甲县河道管理所"),
    ),
    (
        "纳入决算编制范围的单位包括：\n序号\t单位名称\t备注\n1\t甲县水务局（本级）\t\n2\t甲县河道管理所\t\n",
        ("甲县水务局（本级）", "甲县河道管理所"),
    ),
    (
        "所属预算单位包括甲县河道管理所、甲县供水服务中心和甲县水文站。",
        ("甲县河道管理所", "甲县供水服务中心", "甲县水文站"),
    ),
    (
        "所属单位分别为：呼和浩特市玉泉区河道管理所，呼和浩特市玉泉区水文站。",
        ("呼和浩特市玉泉区河道管理所", "呼和浩特市玉泉区水文站"),
    ),
    (
        "所属单位包括：甲县卫生和计划生育监督所、甲县疾病预防控制中心。",
        ("甲县卫生和计划生育监督所", "甲县疾病预防控制中心"),
    ),
    ("我局部门预算包括：局本级预算、甲县河道管理所预算。纳入编制范围的单位共2个。", ()),
    ("从预算单位构成看，部门预算包括：局本级预算、甲县河道管理所预算。", ("局本级", "甲县河道管理所")),
    ("从预算单位构成看，部门决算包括：局本级决算、下属事业单位决算。", ()),
    ("内设机构包括：办公室、规划科、水政科。", ()),
    ("下属单位的内设机构包括：甲县水务局办公室、甲县水务局财务室。", ()),
    ("纳入预算编制范围的单位包括：\n1.甲县水务局\n2.。。。\n", ()),
    ("纳入预算编制范围的单位包括：\n1.XX局本级\n2.XX中心\n", ()),
    ("本单位无下属单位。", ()),
    ("", ()),
]
# fmt: on


@pytest.mark.parametrize(("organisation", "name"), NAMES)
def test_an_organisation_has_one_name_however_it_is_printed(organisation, name):
    assert name_of(organisation) == name


@pytest.mark.parametrize(("section", "units"), UNITS)
def test_a_list_of_units_is_read_whole_or_not_at_all(section, units):
    assert listed_units(section) == units
