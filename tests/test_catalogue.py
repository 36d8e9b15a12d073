import json
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from annotations.catalogue import Captions, CatalogueError, find_region, load, normalise
from annotations.catalogue.classes import read_economics, read_functions
from annotations.catalogue.concepts import read_concepts
from annotations.catalogue.cues import read_cues
from annotations.catalogue.indicators import load_indicator_words
from annotations.catalogue.loading import read_catalogue, read_fillers
from annotations.catalogue.names import expand, fold
from annotations.catalogue.regions import load_regions, read_regions
from annotations.catalogue.sections import read_sections, read_tables
from annotations.catalogue.wording import read_wording

CASES = tomllib.loads((Path(__file__).parent / "cases" / "catalogue.toml").read_text("utf-8"))
SHARED = Path(__file__).parents[2] / "shared"
GOLD = SHARED / "eval" / "dev"
CONTEXTUAL = {"一、总体情况"}  # its kind follows from the document, which is about performance, and from no word of it

FUNCTIONS = "code,level,name,valid_from,valid_to,aliases\n"
ECONOMICS = "scheme,code,level,name,aliases\n"
REGIONS = "code,name,until,now\n"


@pytest.fixture(scope="module")
def catalogue():
    return load()


@pytest.fixture(scope="module")
def captions(catalogue):
    return Captions(catalogue)


# -- headings and captions


@pytest.mark.parametrize(("where", "title", "kind"), CASES["captions"], ids=lambda value: value or "none")
def test_a_heading_tells_the_kind_of_its_section(captions, where, title, kind):
    assert (captions.kind_of(title) or "") == kind, where


@pytest.mark.parametrize(("caption", "final", "table"), CASES["tables"])
def test_a_caption_names_a_standard_table(captions, caption, final, table):
    assert (captions.table_of(caption, final) or "") == table


@pytest.mark.parametrize(
    "title",
    [
        "{number}财政拨款收支总体情况",
        "{number}关于财政拨款收支总体情况的说明",
        "{number}2023年财政拨款收支总体情况说明",
        "{number}2023年度 财政拨款收支总体情况。",
        "{number}南昌市水利局2023年财政拨款收支总体情况",
        "{number}财政拨款收入、支出预算总体情况（附后）",
    ],
)
@pytest.mark.parametrize(
    "number", ["", "四、", "（四）", "( 四 )", "4.", "4、", "（4）", "④", "第四部分 ", "第4部分："]
)
def test_numbers_years_organisations_and_closing_words_do_not_matter(captions, number, title):
    assert captions.kind_of(title.format(number=number)) == "sec.fiscal_overall"


def test_every_kind_of_section_is_told_by_one_of_the_cases(catalogue):
    told = {kind for _, _, kind in CASES["captions"]}
    assert {kind.id for kind in catalogue.sections} <= told


def headings():
    for file in sorted(GOLD.glob("*.json")):
        for heading in json.loads(file.read_text("utf-8"))["headings"]:
            if heading["kind"] is not None and heading["text"] not in CONTEXTUAL:
                yield pytest.param(heading["text"], heading["kind"], id=f"{file.stem}: {heading['text']}")


@pytest.mark.shared
@pytest.mark.skipif(not GOLD.exists(), reason="needs the annotated documents of ../shared")
@pytest.mark.parametrize(("title", "kind"), list(headings()))
def test_annotated_headings_have_their_kind(captions, title, kind):
    assert captions.kind_of(title) == kind


# -- regions


@pytest.mark.parametrize(("text", "name", "code"), CASES["regions"])
def test_a_name_begins_with_its_region(text, name, code):
    assert find_region(text) == ((name, code) if code else None)


def test_every_region_of_today_is_found_by_its_full_name():
    regions = load_regions()
    today = [region for region in regions.by_code.values() if region.until is None]
    missed = [region for region in today if find_region(regions.path(region)) != (regions.path(region), region.code)]
    assert not missed


# -- classifications


@pytest.mark.parametrize(("code", "year", "name"), CASES["functions"])
def test_a_function_has_the_name_of_its_year(catalogue, code, year, name):
    row = catalogue.function(code, year)
    assert (row.name if row else "") == name


def test_functions_of_one_code_and_name_are_one_row(catalogue):
    rows = [(row.code, row.name) for row in catalogue.functions]
    assert len(rows) == len(set(rows))


def test_functions_reach_down_to_items(catalogue):
    levels = [len({row.code for row in catalogue.functions if row.level == level}) for level in (1, 2, 3)]
    assert levels[0] >= 30
    assert levels[1] >= 280
    assert levels[2] >= 1400


def test_the_two_economic_schemes_are_apart(catalogue):
    names = {(row.scheme, row.code): row.name for row in catalogue.economics}
    assert names["department", "30217"] == "公务接待费"
    assert names["government", "50206"] == "公务接待费"


# -- cues


@pytest.mark.parametrize(("reason", "category"), CASES["reasons"])
def test_a_reason_has_a_category(catalogue, reason, category):
    assert catalogue.cues.category(reason) == category


def test_no_word_says_two_directions(catalogue):
    cues = [row.cue for row in catalogue.cues.directions]
    assert len(cues) == len(set(cues))


def test_the_longest_cue_comes_first(catalogue):
    lengths = [len(row.cue) for row in catalogue.cues.directions]
    assert lengths == sorted(lengths, reverse=True)


# -- names


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("“三公”经费", "三公经费"),
        ("因公出国(境) 费", "因公出国境费"),
        ("財政撥款", "财政拨款"),
        ("其它收入", "其他收入"),
        ("經(jīng)費", "经费"),
        ("収入\u200b預算", "収入预算"),
    ],
)
def test_names_have_one_form(printed, name):
    assert normalise(printed) == name


def test_folding_keeps_offsets():
    printed = "（１）經費㎡ﬁ"
    assert fold(printed) == "(1)经费㎡ﬁ"
    assert len(fold(printed)) == len(printed)


def test_alternatives_are_written_out():
    assert expand("{比|较}上年{|度}") == ("比上年", "比上年度", "较上年", "较上年度")
    assert expand("{year}年") == ("{year}年",)


# -- the whole and its errors


@pytest.mark.parametrize("name", ["concepts.toml", "sections.toml", "cues.toml", "wording.toml", "units.toml"])
def test_the_version_changes_with_a_data_file(catalogue, name):
    folder = files("annotations.catalogue")
    contents = {f.name: f.read_text("utf-8") for f in folder.iterdir() if f.name.endswith((".toml", ".csv"))}
    contents[name] += "# changed\n"
    assert read_catalogue(contents).version != catalogue.version


def concept(**fields):
    return {"id": "a", "name": "甲", "kind": "amount"} | fields


def test_long_alternatives_are_patterns_and_names_stay_few():
    (row,) = read_concepts([concept(like=["{涉及|共}{|的}资金"])], sections=())
    assert row.like == "(?:涉及|共)(?:|的)资金"
    assert row.names == ("甲",)


CONCEPT_ERRORS = [
    ([{"name": "甲"}], "1", "id is missing"),
    ([concept(), concept()], "a", "stands twice"),
    ([concept(alias=["乙"])], "a", "unknown field alias"),
    ([concept(name=" ")], "a", "name is missing"),
    ([concept(kind="money")], "a", "kind must be one of amount"),
    ([concept(basis="all")], "a", "basis must be one of"),
    ([concept(stock="yes")], "a", "stock must be true or false"),
    ([concept(aliases="乙")], "a", "aliases must be a list"),
    ([concept(aliases=[""])], "a", "none of them empty"),
    ([concept(aliases=["乙", "乙"])], "a", "aliases names something twice"),
    ([concept(aliases=["{|乙}"])], "a", "aliases holds an empty name"),
    ([concept(parents=["b"])], "a", "unknown parent b"),
    ([concept(sections=["sec.x"])], "a", "unknown section sec.x"),
    ([concept(weak=["乙"])], "a", "weak names need parents, sections or words near"),
    ([concept(parents=["b"]), concept(id="b", name="乙", parents=["a"])], "a", "is part of itself"),
    ([concept(), concept(id="b", name="乙", aliases=["甲"])], "b", "甲 is claimed by a too"),
    (
        [concept(weak=["丙"], sections=["sec.s"]), concept(id="b", name="乙", weak=["丙"], sections=["sec.s"])],
        "b",
        "丙 is claimed by a too",
    ),
]


@pytest.mark.parametrize(("rows", "row", "detail"), CONCEPT_ERRORS)
def test_a_wrong_concept_names_itself(rows, row, detail):
    with pytest.raises(CatalogueError, match=f"^concepts.toml, row {row}: .*{detail}"):
        read_concepts(rows, sections=["sec.s"])


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"sections": ["sec.s"]}, {"sections": ["sec.t"]}),
        ({"sections": ["sec.s"]}, {"sections": ["sec.s"], "kind": "percent"}),
        ({"kind": "count", "units": ["个"]}, {"kind": "count", "units": ["人"]}),
    ],
)
def test_weak_names_are_told_apart_by_place_kind_or_unit(one, two):
    shared = {"weak": ["丙"], "parents": ["p"]}
    rows = [concept(id="p", name="合计"), concept(**shared | one), concept(id="b", name="乙", **shared | two)]
    assert len(read_concepts(rows, sections=["sec.s", "sec.t"])) == 3


SECTION_ERRORS = [
    ([{"id": "sec.a", "level": "chapter"}], "sec.a", "level must be one of part, section, item"),
    ([{"id": "sec.a", "level": "part", "caption": ["甲"]}], "sec.a", "unknown field caption"),
    (
        [{"id": "sec.a", "level": "part", "exact": ["甲"]}, {"id": "sec.b", "level": "part", "captions": ["甲"]}],
        "sec.b",
        "甲 is claimed by sec.a too",
    ),
]


@pytest.mark.parametrize(("rows", "row", "detail"), SECTION_ERRORS)
def test_a_wrong_section_names_itself(rows, row, detail):
    with pytest.raises(CatalogueError, match=f"^sections.toml, row {row}: {detail}"):
        read_sections(rows)


TABLE_ERRORS = [
    ({"budget": "bt.a", "final": "ft.a"}, "bt.a", "words are missing"),
    ({"final": "ft.a", "words": ["甲"]}, "1", "budget is missing"),
    ({"budget": "bt.a", "words": ["甲"]}, "bt.a", "final is missing"),
    ({"budget": "bt.a", "final": "ft.a", "word": ["甲"]}, "bt.a", "unknown field word"),
]


@pytest.mark.parametrize(("table", "row", "detail"), TABLE_ERRORS)
def test_a_wrong_table_names_itself(table, row, detail):
    with pytest.raises(CatalogueError, match=f"^sections.toml, row {row}: {detail}"):
        read_tables([table])


FUNCTION_ERRORS = [
    ("code,name\n", "1", "the columns must be code,level,name"),
    (FUNCTIONS + "201,1,一般公共服务支出\n", "201", "must have 6 cells, not 3"),
    (FUNCTIONS + "x,1,甲,,,\n", "x", "code or name is missing"),
    (FUNCTIONS + "201,1,,,,\n", "201", "code or name is missing"),
    (FUNCTIONS + "201,2,甲,,,\n", "201", "level 2 does not fit the code"),
    (FUNCTIONS + "2010,1,甲,,,\n", "2010", "level 1 does not fit the code"),
    (FUNCTIONS + "201,1,甲,new,,\n", "201", "valid_from must be a year, not new"),
    (FUNCTIONS + "201,1,甲,2019,2014,\n", "201", "valid from 2019 to 2014"),
    (FUNCTIONS + "20101,2,甲,,,\n", "20101", "201 must stand above it"),
    (FUNCTIONS + "201,1,甲,,2018,\n20101,2,乙,,,\n", "20101", "valid in years in which 201 is not"),
    (FUNCTIONS + "201,1,甲,2019,,\n20101,2,乙,2018,,\n", "20101", "valid in years in which 201 is not"),
]


@pytest.mark.parametrize(("content", "row", "detail"), FUNCTION_ERRORS)
def test_a_wrong_function_names_itself(content, row, detail):
    with pytest.raises(CatalogueError, match=f"^functions.csv, row {row}: {detail}"):
        read_functions(content)


ECONOMIC_ERRORS = [
    (ECONOMICS + "government,301,1,甲,\n", "301", "government is not its scheme"),
    (ECONOMICS + "department,401,1,甲,\n", "401", "department is not its scheme"),
    (ECONOMICS + "department,301,2,甲,\n", "301", "level 2 does not fit the code"),
    (ECONOMICS + "department,30101,2,甲,\n", "30101", "301 must stand above it"),
]


@pytest.mark.parametrize(("content", "row", "detail"), ECONOMIC_ERRORS)
def test_a_wrong_economic_class_names_itself(content, row, detail):
    with pytest.raises(CatalogueError, match=f"^economics.csv, row {row}: {detail}"):
        read_economics(content)


CUE_ERRORS = [
    ({"directions": []}, "directions", "unknown list"),
    ({"direction": [{"direction": "increase"}]}, "direction", "a row without cues"),
    ({"direction": [{"direction": "up", "cues": ["增"]}]}, "增", "direction must be one of increase, decrease,"),
    ({"direction": [{"direction": "increase", "cues": ["平"], "after": True}]}, "平", "unknown field after"),
    ({"direction": [{"direction": d, "cues": ["增"]} for d in ("increase", "decrease")]}, "增", "stands twice"),
    ({"reason": [{"category": "weather"}]}, "weather", "category must be one of pay_policy"),
    ({"reason": [{"category": "price", "keyword": ["油价"]}]}, "price", "unknown field keyword"),
    ({"reason": [{"category": "price", "patterns": ["油价…"]}]}, "price", "油价… has nothing on one side of …"),
    ({"reason": [{"category": "price", "last_resort": 1}]}, "price", "last_resort must be true or false"),
]


@pytest.mark.parametrize(("table", "row", "detail"), CUE_ERRORS)
def test_a_wrong_cue_names_itself(table, row, detail):
    with pytest.raises(CatalogueError, match=f"^cues.toml, row {row}: {detail}"):
        read_cues(table)


WORDING_ERRORS = [
    ({"Share": [["占", "〔占〕"]]}, "Share", "a list is named in small letters"),
    ({"share": ["占"]}, "share", "a row is a match and an example"),
    ({"share": [["占", "占"]]}, "share", "占 must show its match in one pair of 〔〕"),
    ({"share": [["(占", "〔占〕"]]}, "share", r"\(占 is no expression"),
    ({"share": [["占比", "〔占〕"]]}, "share", "占比 does not occur in 占"),
]


@pytest.mark.parametrize(("table", "row", "detail"), WORDING_ERRORS)
def test_a_wrong_wording_names_itself(table, row, detail):
    with pytest.raises(CatalogueError, match=f"^wording.toml, row {row}: {detail}"):
        read_wording(table)


def test_a_wrong_filler_names_itself():
    with pytest.raises(CatalogueError, match=r"^sections.toml, row tail: tail holds an empty word"):
        read_fillers({"tail": ["情况{|说明}", "{|的}"]}, "sections.toml")


REGION_ERRORS = [
    (REGIONS + "3601,南昌市,,\n", "3601", "a code has six digits"),
    (REGIONS + "360100,南昌市,,\n", "360100", "360000 is missing"),
    (REGIONS + "360000,江西省,long ago,\n", "360000", "until must be a year, not long ago"),
    (REGIONS + "360000,江西省,,\n360122,新建县,2015,360000\n", "360122", "360000 is not another code of 新建县"),
]


@pytest.mark.parametrize(("content", "row", "detail"), REGION_ERRORS)
def test_a_wrong_region_names_itself(content, row, detail):
    with pytest.raises(CatalogueError, match=f"^regions.csv, row {row}: {detail}"):
        read_regions(content)


# -- words of performance tables


@pytest.mark.parametrize(
    ("text", "is_first"),
    [
        ("产出指标", True), ("产出", True), ("产出指标（50分）", True), ("产出指标50分", True), ("产出类指标", True),
        ("数量指标", False), ("产出50天", False), ("9" * 5000 + " n", False), ("（9）" * 2000 + "n", False),
    ],
    ids=lambda value: str(value)[:12],
)  # fmt: skip
def test_a_cell_is_a_first_level(text, is_first):
    """Whatever is in it: a long number was once cut in every way there is."""
    assert load_indicator_words().is_first(text) is is_first
