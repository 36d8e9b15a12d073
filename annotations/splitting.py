"""Which documents to train on, to choose by, and to judge by: a part for each issuing body, the same for ever.

All documents of a body fall into one part, since next year's disclosure repeats this year's wording.
"""

import hashlib
import re
import unicodedata
from typing import Literal

Part = Literal["train", "dev", "test"]
TEST_SHARE, DEV_SHARE = 0.1, 0.1  # test lies below dev, so that it stays as it is when dev grows
SPACE = re.compile(r"\s+")


def part_of(issuer: str | None, name: str) -> Part:
    """The part of a document, by its issuing body, or by its own name where none is known.

    part_of("云岭市茶山区档案馆", "2024预算.pdf") == part_of("云岭市茶山区档案馆", "2025预算.pdf")

    `test` is frozen: nobody reviews it and nothing learns from it.
    """
    place = drawn(issuer or name)
    return "test" if place < TEST_SHARE else "dev" if place < TEST_SHARE + DEV_SHARE else "train"


def drawn(key: str, salt: str = "") -> float:
    """A number in [0, 1) that a name always has, whatever its spaces and widths: SHA-256 as a fraction."""
    plain = SPACE.sub("", unicodedata.normalize("NFKC", key))
    digest = hashlib.sha256(f"{salt}\0{plain}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48
