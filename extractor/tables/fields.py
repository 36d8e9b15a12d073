"""The cells of tables, and lines of text between them."""

from dataclasses import dataclass

from extractor.data import Phrase

MARGIN = " \t\n\u3000"


@dataclass(frozen=True, slots=True)
class Field:
    """A cell with its text and range in the document, its place and how far it reaches."""

    text: str
    start: int
    end: int
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1

    @property
    def phrase(self) -> Phrase:
        """The cell as evidence."""
        return Phrase(self.text, self.start, self.end)


def phrase_of(text: str, start: int) -> Phrase:
    """A text that stands at `start`, without its margins.

    phrase_of("  合计 ", 10) -> Phrase("合计", 12, 14)
    """
    stripped = text.strip(MARGIN)
    begin = start + text.index(stripped)
    return Phrase(stripped, begin, begin + len(stripped))
