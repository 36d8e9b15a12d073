"""Where a page has rules: they, and not the width of a gap, say where a table's cells end."""

import ctypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

THIN = 3.0  # points: a rule is no wider
TALL = 4.0  # points: a rule is no shorter
DOT = 0.3  # points: a piece of a dashed rule is no shorter
SAME_RULE = 2.0  # points between two pieces of one rule
DASH = 3.0  # points between the dashes of one rule
MOST_OBJECTS = 20_000  # a page with more is a map or a chart
DEEPEST_FORM = 4
SIMPLE = 5  # segments of a line or a rectangle, whose bounds say everything

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule along one axis, in page coordinates or in those of a turned frame.

    A vertical one stands at x = `at` from y = `start` up to `stop`, a horizontal one at y = `at` from x = `start`.
    """

    at: float
    start: float
    stop: float


@dataclass(frozen=True, slots=True)
class Edge:
    """A straight stretch of drawing between two points of the page."""

    x0: float
    y0: float
    x1: float
    y1: float


def find_edges(page: pdfium.PdfPage) -> list[Edge]:
    """Every side of the rectangles and every straight line that the page draws, thin rectangles as one line."""
    count = raw.FPDFPage_CountObjects(page)
    if not 0 < count <= MOST_OBJECTS:
        return []
    objects = (raw.FPDFPage_GetObject(page, index) for index in range(count))
    return [edge for each in objects for edge in _edges(each, IDENTITY, 0)]


def vertical(edges: Iterable[Edge]) -> list[Rule]:
    """The vertical rules among the edges, pieces of one rule put together."""
    return merged(Rule((e.x0 + e.x1) / 2, *sorted((e.y0, e.y1))) for e in edges if abs(e.x1 - e.x0) <= THIN)


def horizontal(edges: Iterable[Edge]) -> list[Rule]:
    """The horizontal rules among the edges, pieces of one rule put together."""
    return merged(Rule((e.y0 + e.y1) / 2, *sorted((e.x0, e.x1))) for e in edges if abs(e.y1 - e.y0) <= THIN)


def merged(pieces: Iterable[Rule]) -> list[Rule]:
    """Put together what is drawn in pieces, cell by cell or dash by dash, and drop what stays short."""
    rules: list[Rule] = []
    for line in _collinear(sorted((p for p in pieces if p.stop - p.start >= DOT), key=lambda piece: piece.at)):
        at = sum(piece.at for piece in line) / len(line)
        start, stop = line[0].start, line[0].stop
        for piece in line[1:]:
            if piece.start - stop > DASH:
                rules.append(Rule(at, start, stop))
                start, stop = piece.start, piece.stop
            stop = max(stop, piece.stop)
        rules.append(Rule(at, start, stop))
    return [rule for rule in rules if rule.stop - rule.start >= TALL]


def _collinear(pieces: list[Rule]) -> Iterator[list[Rule]]:
    """The pieces that lie on one line, from its start to its end."""
    line: list[Rule] = []
    for piece in pieces:
        if line and piece.at - line[0].at > SAME_RULE:
            yield sorted(line, key=lambda each: each.start)
            line = []
        line.append(piece)
    if line:
        yield sorted(line, key=lambda each: each.start)


def _edges(item: raw.FPDF_PAGEOBJECT, outer: Matrix, depth: int) -> Iterator[Edge]:
    kind = raw.FPDFPageObj_GetType(item)
    if kind == raw.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
        inner = _multiply(_matrix(item), outer)
        for index in range(min(raw.FPDFFormObj_CountObjects(item), MOST_OBJECTS)):
            yield from _edges(raw.FPDFFormObj_GetObject(item, index), inner, depth + 1)
    elif kind == raw.FPDF_PAGEOBJ_PATH and _is_drawn(item):
        simple = raw.FPDFPath_CountSegments(item) <= SIMPLE
        for edge in _box_edges(item) if simple else _segment_edges(item):
            yield Edge(*_apply(outer, edge.x0, edge.y0), *_apply(outer, edge.x1, edge.y1))


def _is_drawn(item: raw.FPDF_PAGEOBJECT) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill, stroke)
    return bool(fill.value or stroke.value)


def _box_edges(item: raw.FPDF_PAGEOBJECT) -> list[Edge]:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    x0, y0, x1, y1 = left.value, bottom.value, right.value, top.value
    if x1 - x0 <= THIN or y1 - y0 <= THIN:
        return [Edge((x0 + x1) / 2, y0, (x0 + x1) / 2, y1) if x1 - x0 <= THIN else Edge(x0, y0, x1, y0)]
    return [Edge(x0, y0, x0, y1), Edge(x1, y0, x1, y1), Edge(x0, y0, x1, y0), Edge(x0, y1, x1, y1)]


def _segment_edges(item: raw.FPDF_PAGEOBJECT) -> Iterator[Edge]:
    """The straight segments of a path that draws a whole grid at once."""
    matrix = _matrix(item)
    x, y = ctypes.c_float(), ctypes.c_float()
    last: tuple[float, float] | None = None
    for index in range(min(raw.FPDFPath_CountSegments(item), MOST_OBJECTS)):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = _apply(matrix, x.value, y.value)
        if last is not None and raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO:
            yield Edge(*last, *point)
        last = point


def _matrix(item: raw.FPDF_PAGEOBJECT) -> Matrix:
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, matrix)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _multiply(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
