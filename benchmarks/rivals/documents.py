"""The documents that everything is measured on, and which of them a learner may see."""

import os
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

from annotations.markup import GoldDocument, gold_documents, load_gold

SHARED = Path(os.environ.get("SHARED", Path(__file__).parents[3] / "shared"))
PARTS = 5
# Written after all that is compared here, of kinds that no rule was made for, and first read when docs/benchmark.json
# was made. They stay apart from the others: nothing is learned from them, and their figures are their own.
UNLIKE = (
    "gansu-coop-2020",
    "guizhou-allotment-2024",
    "jiangxi-auditreport-2023",
    "xinjiang-taxbureau-2023",
    "yunnan-socialinsurance-2024",
    "zhejiang-glance-2025",
)
# Those whose mistakes rules have learned from since; a new run reads only the rest at first sight.
LEARNED_FROM = frozenset(UNLIKE) - {"guizhou-allotment-2024"}


def own() -> list[GoldDocument]:
    """The annotated documents of the project by name, but for those of UNLIKE."""
    return sorted((gold for gold in gold_documents() if gold.name not in UNLIKE), key=lambda gold: gold.name)


def unseen() -> list[GoldDocument]:
    """Those of UNLIKE that no rule has learned from."""
    return [gold for gold in gold_documents() if gold.name in UNLIKE and gold.name not in LEARNED_FROM]


def others() -> list[GoldDocument]:
    """Those of $SHARED/eval/dev, which others annotated; none where it is not."""
    return [load_gold(path) for path in sorted((SHARED / "eval" / "dev").glob("*.gold"))]


def split(documents: Sequence[GoldDocument]) -> tuple[list[GoldDocument], list[GoldDocument]]:
    """What is learned from and what is left out, about a fifth: by name, so that a new document moves no other."""
    left_out = [gold for gold in documents if crc32(gold.name.encode()) % PARTS == 0]
    return [gold for gold in documents if gold not in left_out], left_out
