"""Where the text of a page begins, so that the indent of a paragraph's first line can be kept as spaces."""

from collections import Counter
from collections.abc import Sequence

from extractor.reading.layout import Line

SHORTEST = 16  # characters: shorter lines are centred, or cells
USUAL_INDENT = (0.5, 3.5)  # em: a page that begins so far right of the others has only first lines
MOST_INDENT = 60  # em: as much as a sheet is wide
SAME_PLACE = 3.0  # points
SPACE = "\u3000"  # as wide as an ideograph


def find_margins(pages: Sequence[Sequence[Line]]) -> list[float | None]:
    """The left edge of the text of each page, in points; None where no line is long enough to tell.

    That is where the leftmost long line begins, unless every paragraph of the page is a single indented line: then
    the usual edge of the other pages is taken.
    """
    own = [_leftmost(lines) for lines in pages]
    places = Counter(round(left / SAME_PLACE) for left, _ in filter(None, own))
    usual = places.most_common(1)[0][0] * SAME_PLACE if places else 0.0
    return [_margin(found, usual) for found in own]


def _leftmost(lines: Sequence[Line]) -> tuple[float, float] | None:
    """Where the leftmost long line begins, and its size."""
    long = [(line.left, line.size) for line in lines if len(line.text) >= SHORTEST and "\t" not in line.text]
    return min(long, default=None)


def _margin(found: tuple[float, float] | None, usual: float) -> float | None:
    if found is None:
        return usual or None
    left, size = found
    least, most = USUAL_INDENT
    return usual if least * size <= left - usual <= most * size else left


def indented(line: Line, margin: float | None) -> str:
    """The text of a line behind as many ideographic spaces as it is indented; rows of cells have no indent."""
    if margin is None or "\t" in line.text:
        return line.text
    ems = max(0.0, line.left - margin) / (line.size or 1.0)
    return SPACE * round(min(ems, MOST_INDENT)) + line.text
