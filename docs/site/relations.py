"""The page of relations that are checked, from relations.toml."""

from dataclasses import asdict

from docs.site.markdown import cell, code, page, table
from docs.site.words import compare, describe
from extractor.language import word
from extractor.reconciliation import load_relations

INTRODUCTION = {
    "zh": "由 `extractor/reconciliation/relations.toml` 生成。结果、允许误差、原因和建议怎样得出，"
    "见[核对](../checks.md)。",
    "en": "Made from `extractor/reconciliation/relations.toml`. How tolerance, causes and hints come about is told in "
    "[checks](../checks.md). The promises are quoted in messages, which are Chinese.",
}
HEAD = {
    "zh": ("编号", "应有的关系", "不符时", "只用于", "依据"),
    "en": ("id", "promise", "severity", "only in", "source"),
}
ACCOUNTS = {
    "zh": {None: "", "budget": "预算", "final": "决算"},
    "en": {None: "", "budget": "budgets", "final": "final accounts"},
}


def write_relations(lang: str) -> str:
    """The page in one language, a section for each kind; raises `Undocumented` for a kind without words."""
    rows = load_relations().rows
    kinds = {row.id: str(asdict(row)["kind"]) for row in rows}  # every kind declares its own name
    compare("relations", kinds.values())
    parts = []
    for kind in dict.fromkeys(kinds.values()):
        cells = [
            (
                code(row.id),
                cell(row.name),
                word(row.severity, lang),
                ACCOUNTS[lang][row.account],
                cell(row.source or ""),
            )
            for row in rows
            if kinds[row.id] == kind
        ]
        parts.append(f"## {describe('relations', kind, lang)} {{ #{kind} }}\n\n`{kind}`\n\n{table(HEAD[lang], cells)}")
    return page({"zh": "核对的关系", "en": "Relations that are checked"}[lang], INTRODUCTION[lang], *parts)
