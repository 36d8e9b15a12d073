"""Where the shapes of a chart stand: widths in percent, so that a chart fits any screen without scaling its words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.outputs.figures import Point

HUES = 9  # that the page has for series
LONGEST = 36  # halves of a Chinese character that fit beside a value on a small screen
WIDE = "\u2e80"  # from here on characters are as wide as two
CELL = 22  # pixels of a matrix
SIDE = 210  # pixels of its labels
HEAD = 116  # pixels of its captions
ROW = 42  # pixels of a line
TOP, TALLEST = 20, 120  # pixels above the tallest standing bar, and of it
CUT = "…"
SIGNS = {"missing": "×", "attached": "附", "stated_empty": "无"}  # for those who cannot tell the colours apart
STATUSES = (
    "error",
    "warning",
    "info",
    "exact",
    "within_rounding",
    "truncation",
    "not_evaluable",
    "present",
    "stated_empty",
    "attached",
    "missing",
)


@dataclass(frozen=True, slots=True)
class Shape:
    """A stretch of a bar: where it begins and how long it is, in percent, its colour, and what it says."""

    start: str
    length: str
    colour: str
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart: its label, the shapes of its bar, and the value at its end."""

    label: str
    value: str
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The lines of a chart from top to bottom, and the series in their colours."""

    lines: tuple[Line, ...]
    legend: tuple[tuple[str, str], ...] = ()  # colour and name

    @property
    def height(self) -> int:
        """In pixels."""
        return ROW * len(self.lines)


@dataclass(frozen=True, slots=True)
class Pillar:
    """A bar that stands: where it begins and how wide it is in percent, its top and height in pixels, its label."""

    start: str
    middle: str
    width: str
    top: str
    height: str
    label: tuple[str, ...]
    value: str
    title: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Squares in rows and columns, each with the colour of its status."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, int, str, str, str], ...]  # x, y, colour, sign, title
    legend: tuple[tuple[str, str], ...]

    @property
    def width(self) -> int:
        """In pixels."""
        return SIDE + CELL * len(self.columns)

    @property
    def height(self) -> int:
        """In pixels."""
        return HEAD + CELL * len(self.rows)


def bars(points: Sequence[Point]) -> Chart:
    """A bar a point, the longest over the whole width."""
    most = max((point.value for point in points), default=Decimal(0))
    return Chart(tuple(_line(point, Decimal(0), _share(point.value, most), "s1") for point in points))


def columns(points: Sequence[Point]) -> tuple[Pillar, ...]:
    """A standing bar a point, from left to right."""
    most = max((point.value for point in points), default=Decimal(0))
    room = Decimal(100) / max(1, len(points))
    found = []
    for place, point in enumerate(points):
        height = _share(point.value, most) * TALLEST / 100
        low, tilde, high = point.label.partition("~")
        label = (low, f"{tilde}{high}") if tilde else (low,)
        places = (place * room + room / 10, place * room + room / 2, room * 8 / 10, TOP + TALLEST - height, height)
        start, middle, width, top, tall = (f"{each:.2f}" for each in places)
        title = f"{point.label} {point.printed}"
        found.append(Pillar(start, middle, width, top, tall, label, point.printed, title))
    return tuple(found)


def gaps(points: Sequence[Point]) -> Chart:
    """A bar a point from the middle, to the right for more and to the left for less."""
    most = max((abs(point.value) for point in points), default=Decimal(0))
    lines = []
    for point in points:
        length = _share(abs(point.value), most) / 2
        is_less = point.value < 0
        lines.append(
            _line(point, Decimal(50) - length if is_less else Decimal(50), length, "less" if is_less else "more")
        )
    return Chart(tuple(lines))


def stacked(points: Sequence[Point], kinds: Sequence[str], total: Callable[[Decimal], str]) -> Chart:
    """A bar a label, made of its series in the order of `kinds`; as long as its share in the longest."""
    colours = _colours(kinds)
    sums = {label: sum((each.value for each in points if each.label == label), Decimal(0)) for label in _labels(points)}
    most = max(sums.values(), default=Decimal(0))
    lines = []
    for label, whole in sums.items():
        shapes, at = [], Decimal(0)
        own = (point for point in points if point.label == label)
        for point in sorted(own, key=lambda point: kinds.index(point.kind)):
            length = _share(point.value, most)
            shapes.append(_shape(at, length, colours[point.kind], f"{label} {point.series} {point.printed}"))
            at += length
        lines.append(Line(shortened(label), total(whole), tuple(shapes)))
    return Chart(tuple(lines), _legend(points, colours))


def matrix(points: Sequence[Point]) -> Matrix:
    """A square a point."""
    rows, columns = _labels(points), tuple(dict.fromkeys(point.series for point in points))
    across, down = ({name: place for place, name in enumerate(names)} for names in (columns, rows))
    cells = tuple(
        (
            SIDE + CELL * across[point.series],
            HEAD + CELL * down[point.label],
            point.kind,
            SIGNS.get(point.kind, ""),
            f"{point.label} {point.series} {point.printed}",
        )
        for point in points
    )
    legend = _in_order((point.kind, f"{SIGNS.get(point.kind, '')} {point.printed}".strip()) for point in points)
    return Matrix(
        tuple(shortened(row, 28) for row in rows), tuple(shortened(one, 20) for one in columns), cells, legend
    )


def shortened(label: str, longest: int = LONGEST) -> str:
    """A label that fits, cut in its middle: what begins alike often differs at the end."""
    if _width(label) <= longest:
        return label
    end = label[-(longest // 6) :]
    start = label[: -len(end)]
    while _width(start) + _width(CUT + end) > longest:
        start = start[:-1]
    return f"{start}{CUT}{end}"


def _width(text: str) -> int:
    return sum(2 if char >= WIDE else 1 for char in text)


def _line(point: Point, start: Decimal, length: Decimal, colour: str) -> Line:
    shape = _shape(start, length, colour, f"{point.label} {point.printed}")
    return Line(shortened(point.label), point.printed, (shape,))


def _shape(start: Decimal, length: Decimal, colour: str, title: str) -> Shape:
    return Shape(f"{start:.3f}", f"{length:.3f}", colour, title)


def _share(value: Decimal, most: Decimal) -> Decimal:
    return max(value, Decimal(0)) / most * 100 if most else Decimal(0)


def _labels(points: Iterable[Point]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(point.label for point in points))


def _colours(kinds: Sequence[str]) -> dict[str, str]:
    """The colour of each series: that of its status, or the next hue."""
    return {kind: kind if kind in STATUSES else f"s{place % HUES + 1}" for place, kind in enumerate(kinds)}


def _legend(points: Iterable[Point], colours: dict[str, str]) -> tuple[tuple[str, str], ...]:
    names = {point.kind: point.series for point in points}
    return tuple((colour, names[kind]) for kind, colour in colours.items() if kind in names)


def _in_order(entries: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Each entry of a legend once, statuses the worst first."""
    order = {status: place for place, status in enumerate(STATUSES)}
    return tuple(sorted(dict.fromkeys(entries), key=lambda entry: order.get(entry[0], 0)))
