"""Reports as one JSON object, schema `mingxi-check/1`, described in docs/checks.md."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from api.findings import SEVERITIES, Finding, Report
from extractor.outputs import as_plain

SCHEMA = "mingxi-check/1"


def as_json(reports: Sequence[Report], failures: Sequence[str]) -> str:
    """All reports as one object: {"schema": …, "summary": {"documents": 2, …}, "documents": […], "failed": […]}."""
    summary = {name: sum(report.counts.get(name, 0) for report in reports) for name in SEVERITIES}
    found = {
        "schema": SCHEMA,
        "summary": {"documents": len(reports), "failed": len(failures), **summary},
        "documents": [document(report) for report in reports],
        "failed": list(failures),
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def document(report: Report) -> Mapping[str, Any]:
    """One document: what it is, how its checks came out, the checks, and what is disclosed how."""
    about = report.record.document
    checks = {row["id"]: row for row in as_plain(report.record)["checks"]}
    return {
        "id": about.id,
        "name": about.name,
        "title": about.title,
        "kind": about.kind,
        "fiscal_year": about.fiscal_year,
        "organisation": about.organisation,
        "counts": dict(report.counts),
        "checks": [check(finding, checks[finding.check.id]) for finding in (*report.violated, *report.others)],
        "coverage": {status: list(names) for status, names in report.coverage.items()},
        "warnings": [warning.message for warning in report.warnings],
    }


def check(finding: Finding, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """One check: the row of the record, the figures in printed units, and the sentences."""
    names = ("actual", "expected", "difference", "tolerance")
    quotes = [
        {
            "text": quote.text,
            "figures": [{"start": start, "end": end} for start, end in quote.marks],
            "path": list(quote.path),
            "page": quote.page,
        }
        for quote in finding.quotes
    ]
    printed = {name: getattr(finding, name) or None for name in names}
    return {**row, "printed": printed, "times": finding.times, "quotes": quotes, "more_quotes": finding.more}
