"""The cells of lines: what tabs, bars, wide gaps, or the columns of a head made of words part from each other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotations.catalogue.indicators import IndicatorWords
from extractor.data import Document
from extractor.flow import Paragraph
from extractor.mentions import Passage

SEPARATED = re.compile(r"[^\t|｜]+")
SEPARATORS = ("\t", "|", "｜")
GAPPED = re.compile(r"\S+(?: \S+)*")  # what gaps of more than one space part; an ideographic space is wide
GAP = re.compile(r"\S(?: {2,}|　+)\S")
SPACED = re.compile(r"\S+")
ONE_LINE = re.compile(r"[^\s|｜]+")  # the cells of a whole table that stands on one line
ALONE = re.compile(r"[^|｜\t]+[|｜]\s*")  # a cell that is a line of its own, with the bar behind it
SENTENCE = re.compile("[。；]")
FEWEST_COLUMNS = 3  # of a head whose words only single spaces part


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell of a table or of what is left of one: its text and range in the document, its row and column if known.

    `line` numbers the printed line of cells that stand on one line: they are one row, whatever else is missing.
    """

    text: str
    start: int
    end: int
    row: int | None = None
    column: int | None = None
    row_span: int = 1
    line: int | None = None


def read_cells(
    document: Document, passages: Sequence[Passage], words: IndicatorWords
) -> Iterator[tuple[Passage, tuple[TableCell, ...]]]:
    """Each passage with its cells: itself, or what its separators part.

    "项目名称  场馆维修  实施单位  文化馆" -> four cells

    Where a head of columns is printed with single spaces (三级指标 指标值 分值), so are the lines below it.
    """
    columns = 0
    for passage in passages:
        text = passage.paragraph.text
        if _is_table(text, words):
            columns = 0
            yield passage, tuple(_cut(document, passage.paragraph, ONE_LINE))
            continue
        if columns and _is_spaced_row(text, columns):
            yield passage, tuple(_cut(document, passage.paragraph, SPACED))
            continue
        columns = _spaced_columns(text, words)
        yield passage, tuple(_cut(document, passage.paragraph, SPACED if columns else _parting(text)))


def is_row(text: str) -> bool:
    """Whether a line is a row of cells: tabs, bars or wide gaps part it, and it holds no sentence."""
    return _parting(text) is not None


def _is_table(text: str, words: IndicatorWords) -> bool:
    """Whether a line holds a table from its head on: "… 一级指标 二级指标 三级指标 指标值 产出指标 数量指标 …"."""
    found = text.split()
    head = next((n for n, each in enumerate(found) if words.column(each) == "level1"), len(found))
    behind = [words.column(each) for each in found[head + 1 : head + FEWEST_COLUMNS + 1]]
    return {"level2", "level3"} <= set(behind) and any(words.is_first(each) for each in found[head:])


def _is_spaced_row(text: str, columns: int) -> bool:
    """Whether a line is a row of a table of single spaces: as many words as there are columns, or a few fewer."""
    parted = any(separator in text for separator in SEPARATORS)
    return not parted and not SENTENCE.search(text) and 1 < len(SPACED.findall(text)) <= columns


def _spaced_columns(text: str, words: IndicatorWords) -> int:
    """How many columns a line heads by single spaces; 0 for any other line."""
    found = text.split()
    if len(found) < FEWEST_COLUMNS or any(separator in text for separator in SEPARATORS):
        return 0
    kinds = [words.column(each) for each in found]
    return len(found) if None not in kinds and {"level3", "target"} <= set(kinds) else 0


def _parting(text: str) -> re.Pattern[str] | None:
    """What the cells of a line look like; None where the line is one cell."""
    if any(separator in text for separator in SEPARATORS):
        return SEPARATED
    if not GAP.search(text) or SENTENCE.search(text):
        return None
    first, second = GAPPED.findall(text)[:2]
    return None if len(first) == len(second) == 1 else GAPPED  # 合　　计 is one word


def _cut(document: Document, paragraph: Paragraph, pattern: re.Pattern[str] | None) -> Iterator[TableCell]:
    block = paragraph.block
    if block.role is not None:
        return
    if pattern is None:
        start, end = paragraph.start, paragraph.end
        yield TableCell(document.text[start:end], start, end, block.row, block.column, block.row_span)
        return
    line = None if pattern is ONE_LINE or ALONE.fullmatch(paragraph.text) else paragraph.start
    for match in pattern.finditer(paragraph.text):
        stripped = match[0].strip()
        if stripped:
            begin = match.start() + match[0].index(stripped)
            start, end = paragraph.range(begin, begin + len(stripped))
            yield TableCell(document.text[start:end], start, end, line=line)
