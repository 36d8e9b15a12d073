"""The documents that everything is measured on, and which of them a learner may see."""

import os
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

from annotations.markup import GoldDocument, gold_documents, load_gold

SHARED = Path(os.environ.get("SHARED", Path(__file__).parents[3] / "shared"))
PARTS = 5
# Written after all that is compared here, and first read by it when docs/benchmark.json was made. Once a rule has been
# changed for what went wrong in one of them, its name goes from here, and it is a document like the others.
FIRST_SIGHT = (
    "gansu-coop-2020",
    "guizhou-allotment-2024",
    "jiangxi-auditreport-2023",
    "xinjiang-taxbureau-2023",
    "yunnan-socialinsurance-2024",
    "zhejiang-glance-2025",
)


def own() -> list[GoldDocument]:
    """The annotated documents of the project by name, but for those of FIRST_SIGHT."""
    return sorted((gold for gold in gold_documents() if gold.name not in FIRST_SIGHT), key=lambda gold: gold.name)


def unseen() -> list[GoldDocument]:
    """Those of FIRST_SIGHT."""
    return [gold for gold in gold_documents() if gold.name in FIRST_SIGHT]


def others() -> list[GoldDocument]:
    """Those of $SHARED/eval/dev, which others annotated; none where it is not."""
    return [load_gold(path) for path in sorted((SHARED / "eval" / "dev").glob("*.gold"))]


def split(documents: Sequence[GoldDocument]) -> tuple[list[GoldDocument], list[GoldDocument]]:
    """What is learned from and what is left out, about a fifth: by name, so that a new document moves no other."""
    left_out = [gold for gold in documents if crc32(gold.name.encode()) % PARTS == 0]
    return [gold for gold in documents if gold not in left_out], left_out
