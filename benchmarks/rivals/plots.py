"""Bars as SVG, one group of them a row, with their values beside them."""

from collections.abc import Mapping, Sequence
from html import escape
from math import log10

COLOURS = ("#1d4ed8", "#60a5fa", "#c2410c", "#a16207", "#6b7280")
WIDTH, LEFT, RIGHT = 720, 200, 70
BAR, GAP, HEAD = 17, 14, 64
LETTER = 6.5  # width of a Latin letter at this size; a Chinese one is nearly twice as wide


def bars(title: str, groups: Mapping[str, Mapping[str, float | None]], *, logarithmic: bool = False) -> str:
    """Bars by group and series.

        bars("F1", {"facts": {"mingxi": 0.93, "labels": 0.37}})

    Linear bars are of 0 to 1; logarithmic ones begin a little below the smallest value. A series without a value has
    no bar and a dash; one series alone needs no legend.
    """
    series = list(dict.fromkeys(name for row in groups.values() for name in row))
    longest, smallest = _range(groups)
    colours = dict(zip(series, COLOURS, strict=False))
    parts, y = [_legend(series, colours) if len(series) > 1 else ""], HEAD
    for group, row in groups.items():
        middle = y + len(row) * BAR / 2 + 4
        parts.append(f'<text x="{LEFT - 10}" y="{middle:.0f}" text-anchor="end">{escape(group)}</text>')
        for name, value in row.items():
            width = 0.0 if value is None else _width(value, smallest, longest, logarithmic)
            shown = "–" if value is None else f"{value:,.1f}" if logarithmic else f"{value:.3f}".lstrip("0")
            parts.append(
                f'<rect x="{LEFT}" y="{y}" width="{width:.1f}" height="{BAR - 3}" fill="{colours[name]}"/>'
                f'<text x="{LEFT + width + 6:.1f}" y="{y + BAR - 6}" font-size="11">{shown}</text>'
            )
            y += BAR
        y += GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" font-family="sans-serif" font-size="13">'
        f'<title>{escape(title)}</title><rect width="{WIDTH}" height="{y}" fill="#fff"/>'
        f'<text x="12" y="22" font-size="15" font-weight="bold">{escape(title)}</text>'
        f'{"".join(parts)}<path d="M{LEFT} {HEAD - 6}V{y - GAP}" stroke="#999"/></svg>\n'
    )


def _range(groups: Mapping[str, Mapping[str, float | None]]) -> tuple[float, float]:
    values = [value for row in groups.values() for value in row.values() if value]
    return max(values), min(values)


def _width(value: float, smallest: float, longest: float, logarithmic: bool) -> float:
    whole = WIDTH - LEFT - RIGHT
    if not logarithmic:
        return value * whole
    low = log10(smallest) - 0.3  # so that the smallest has a bar as well
    return (log10(value) - low) / (log10(longest) - low) * whole


def _legend(series: Sequence[str], colours: Mapping[str, str]) -> str:
    parts, x = [], 12.0
    for name in series:
        parts.append(
            f'<rect x="{x:.0f}" y="34" width="11" height="11" fill="{colours[name]}"/>'
            f'<text x="{x + 16:.0f}" y="44" font-size="12">{escape(name)}</text>'
        )
        x += 30 + LETTER * sum(1 if letter.isascii() else 1.8 for letter in name)
    return "".join(parts)
