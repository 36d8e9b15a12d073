"""Plain text: decoded, line ends unified, one block a line."""

import re

from extractor.data import Block, Warning  # noqa: A004
from extractor.errors import EmptyDocument, TooLarge, UnknownEncoding
from extractor.reading.content import Content
from extractor.reading.encoding import Decoded, decode
from extractor.reading.limits import Limits

# Whatever a person sees as the end of a line: Word's soft break (\v), page break (\f), Unicode's separators too.
LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
BYTES_PER_CHARACTER = 4  # at most, in every encoding read here


def read_text(data: bytes, *, name: str, limits: Limits) -> Content:
    r"""Read a .txt file: "一、收入\r\n　二、支出" -> text "一、收入\n　二、支出", two `line` blocks.

    Every line end becomes one "\n"; no other character is changed, added or lost. A block covers one line that is not
    blank, margins included, line end excluded. Raises `UnknownEncoding`, `TooLarge` or `EmptyDocument`.
    """
    if len(data) > BYTES_PER_CHARACTER * limits.max_text:
        raise TooLarge(name, "文本字节数", len(data), BYTES_PER_CHARACTER * limits.max_text)
    decoded = decode(data)
    if decoded is None:
        raise UnknownEncoding(name)
    text = unify_line_ends(decoded.text)
    if len(text) > limits.max_text:
        raise TooLarge(name, "字符数", len(text), limits.max_text)
    if not text.strip():
        raise EmptyDocument(name)
    if (lines := text.count("\n") + 1) > limits.max_blocks:
        raise TooLarge(name, "行数", lines, limits.max_blocks)
    return Content(text, tuple(line_blocks(text)), warnings=broken_bytes(decoded))


def unify_line_ends(text: str) -> str:
    r"""Turn every kind of line end into one "\n"."""
    return LINE_END.sub("\n", text)


def line_blocks(text: str) -> list[Block]:
    """One block for each line that is not blank."""
    blocks, start = [], 0
    for line in text.split("\n"):
        if line and not line.isspace():
            blocks.append(Block(start, start + len(line), "line"))
        start += len(line) + 1
    return blocks


def broken_bytes(decoded: Decoded) -> tuple[Warning, ...]:
    """Say how many places could not be decoded."""
    if not decoded.broken:
        return ()
    message = f"有 {decoded.broken} 处字节无法按 {decoded.encoding.upper()} 解码，已用“\ufffd”代替"
    return (Warning("undecodable_bytes", message),)
