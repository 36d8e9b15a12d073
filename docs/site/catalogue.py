"""The pages of concepts and of kinds of sections, from the catalogue."""

from itertools import groupby
from typing import get_args

from annotations.catalogue import Concept, load
from annotations.catalogue.rows import ConceptKind, SectionLevel
from docs.site.markdown import cell, code, page, table
from docs.site.words import compare, describe
from extractor.language import word

MOST_NAMES = 6
CONCEPTS = {
    "zh": "由目录 `annotations/catalogue/concepts.toml` 生成。“其他名称”是同义的写法，只列前几个；全部见 `GET "
    "/v1/concepts`。"
    "功能分类和经济分类记为 `exp.func` 和 `exp.econ`，编码在 `dims` 中，见[开放数据](../open-data.md)。",
    "en": "Made from `annotations/catalogue/concepts.toml`. The first few other names are shown; `GET "
    "/v1/concepts` has all. "
    "Functional and economic classes are `exp.func` and `exp.econ` with their codes in "
    "`dims`: [open data](../open-data.md).",
}
SECTIONS = {
    "zh": "由目录 `annotations/catalogue/sections.toml` 生成：章节按标题归类，表按标题中的词归类。",
    "en": "Made from `annotations/catalogue/sections.toml`: sections are told by their headings, tables by words "
    "of their captions.",
}
CONCEPT_HEAD = {
    "zh": ("编码", "名称", "计量", "口径", "其他名称"),
    "en": ("id", "Chinese name", "kind", "whose money", "other names"),
}
SECTION_HEAD = {"zh": ("编码", "级别", "标题的例子"), "en": ("id", "level", "headings, for example")}
TABLE_HEAD = {
    "zh": ("预算中", "决算中", "标题中的词"),
    "en": ("in a budget", "in final accounts", "words of its caption"),
}


def write_concepts(lang: str) -> str:
    """The page of concepts in one language; raises `Undocumented` for a group or kind without words."""
    concepts = load().concepts
    compare("concepts", [_group(concept) for concept in concepts])
    compare("concept_kinds", get_args(ConceptKind))
    parts = [
        f"## {describe('concepts', group, lang)} {{ #{group} }}\n\n"
        + table(CONCEPT_HEAD[lang], [_row(c, lang) for c in rows])
        for group, rows in groupby(sorted(concepts, key=_order), key=_group)
    ]
    kinds = table(
        ({"zh": "计量", "en": "kind"}[lang], ""),
        [(code(kind), describe("concept_kinds", kind, lang)) for kind in get_args(ConceptKind)],
    )
    return page({"zh": "指标概念", "en": "Concepts"}[lang], CONCEPTS[lang], kinds, *parts)


def write_sections(lang: str) -> str:
    """The page of kinds of sections and tables in one language."""
    catalogue = load()
    compare("section_levels", get_args(SectionLevel))
    rows = [
        (
            code(kind.id),
            describe("section_levels", kind.level, lang),
            cell("、".join((kind.exact + kind.captions + kind.named)[:4])),
        )
        for kind in catalogue.sections
    ]
    tables = [
        (code(each.budget), code(each.final), cell("；".join("／".join(group) for group in each.words)))
        for each in catalogue.tables
    ]
    captions = {"zh": "## 标准表", "en": "## Standard tables"}[lang]
    title = {"zh": "章节种类", "en": "Kinds of sections"}[lang]
    return page(title, SECTIONS[lang], table(SECTION_HEAD[lang], rows), captions, table(TABLE_HEAD[lang], tables))


def _group(concept: Concept) -> str:
    return concept.id.partition(".")[0]


def _order(concept: Concept) -> int:
    """Groups in the order of the catalogue."""
    return [*dict.fromkeys(_group(each) for each in load().concepts)].index(_group(concept))


def _row(concept: Concept, lang: str) -> tuple[str, ...]:
    others = [name for name in dict.fromkeys((*concept.names, *concept.weak)) if name != concept.name]
    basis = word(concept.basis, lang) if concept.basis else ""
    return code(concept.id), cell(concept.name), code(concept.kind), basis, cell("、".join(others[:MOST_NAMES]))
