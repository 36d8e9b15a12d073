"""A small archive of results, written as a run writes it, so that no test has to wait for one."""

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from extractor.bulk.data import Failure, Settings, Source
from extractor.bulk.layout import FINDINGS, RUN
from extractor.bulk.results import write_results, write_sources
from extractor.comparing.data import Finding
from extractor.data import Record
from extractor.outputs.columns import typed_table
from extractor.outputs.parts import part_path, write_table
from extractor.pipeline import Extractor
from extractor.reading import Reading
from tests.api.samples import BUDGET

EXAMPLES = Path(__file__).parents[2] / "examples"
FINAL = """云岭市茶山区水务局2023年部门决算

第二部分 部门决算情况说明
一、收入决算情况
2023年收入总计1,234.50万元，比上年减少65.50万元，下降5.04%，主要原因是压缩一般性支出。
二、支出决算情况
2023年支出总计1,234.50万元，其中：基本支出900万元，占72.90%；项目支出334.50万元，占30.10%。
三、预算绩效情况
1.灌渠清淤项目
（1）项目概述：清理干渠淤积。
（2）立项依据：灌区管理办法。
（3）实施主体：云岭市茶山区水务局
（4）实施方案：分段清淤，逐段验收。
（5）实施周期：2023年1月至2023年12月
（6）年度预算安排：30万元
（7）绩效目标：灌溉面积不减少。
"""
LOST = Failure("f" * 64, "坏.pdf", "damaged_document", "PDF 文件已损坏或不完整，请重新下载", "the PDF file is damaged")
FOUND = Finding(
    "x1", "last_year", "violated", "error", ("a" * 64, "b" * 64), ("f1", "f2"), "云岭市茶山区水务局", 2023, "rev.total",
    Decimal("13000000"), Decimal("12345000"), Decimal("655000"), Decimal("100"), None,
    "上年文件为1300.00万元，本年文件所列上年数为1234.50万元。", "1300.00 last year, 1234.50 as this year tells it.",
)  # fmt: skip


def records_of(extractor: Extractor) -> list[Record]:
    """The records of two documents and of the examples."""
    files = [path for path in sorted(EXAMPLES.iterdir()) if path.suffix in (".txt", ".html")]
    named = [("档案馆.txt", BUDGET.encode()), ("水务局.txt", FINAL.encode())]
    named += [(path.name, path.read_bytes()) for path in files]
    return [extractor.extract(data, name=name) for name, data in named]


def write_archive(folder: Path, records: Sequence[Record]) -> None:
    """Write results in two parts, a document that has none, and a finding."""
    settings, half = Settings(folder, model="none"), len(records) // 2
    for part, some in ((1, records[:half]), (2, records[half:])):
        readings = [Reading(record.document, record.warnings) for record in some]
        write_results(settings, part, some, readings, [LOST] if part == 2 else [])
    write_table(part_path(folder, FINDINGS, 1), typed_table(Finding, [FOUND]))
    sources = [Source(f"/档案/{each.document.name}", "", each.document.name, each.document.id, 9) for each in records]
    write_sources(folder, "parquet", sources)
    (folder / RUN).write_text(json.dumps({"format": "parquet"}), "utf-8")
