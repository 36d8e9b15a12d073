"""What a target says: its comparator, value and unit, or words alone."""

import re
from decimal import Decimal

from extractor.cells import TableCell
from extractor.data import Comparator, Target
from extractor.quantities import find_quantities

BOUNDS: tuple[tuple[re.Pattern[str], Comparator], ...] = (
    (re.compile(r"≥|>=|≧|>＝|大于等于|大于或等于|不低于|不少于|不小于|不高?于?少于|至少|达到|以上|及以上"), "≥"),
    (re.compile(r"≤|<=|≦|<＝|小于等于|小于或等于|不高于|不超过|不大于|不多于|至多|以内|以下|控制在"), "≤"),
    (re.compile(r">|＞|大于|超过|高于"), ">"),
    (re.compile(r"<|＜|小于|低于"), "<"),
    (re.compile(r"=|＝|等于"), "="),
    (re.compile(r"约|左右|~|～"), "~"),
)
TIME = re.compile(r"\d+\s*(?:月|日|号)|\d{4}\s*年|季度|前完成|底前|上半年|下半年")
WORDS = re.compile(r"[一-鿿]{3,}")
SIGNS = re.compile(r"不低于|不少于|大于等于|小于等于|不超过|不高于|达到|以上|以下|以内")
MEASURE = re.compile(  # ≥5600治疗量: what stands behind a sign and a number is its unit, known or not
    r"(?:[≥≤=＝>＞<＜≧≦]|>=|<=)\s*\d[\d,.]*\s*(?P<unit>[一-鿿]{1,4})(?:/[一-鿿]{1,3})?"
)
COLUMN_UNIT = re.compile(r"(?P<scale>[亿万千百]?)(?P<unit>[^/／]+)")  # 万元/村
SCALES = {"": 1, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
COUNTED = re.compile("[千百]")  # 千米, 百分点: no scale but a part of the word


def read_target(cell: TableCell, level3: str, *, unit: str = "", comparator: str = "") -> Target:
    """Read a target as printed: ">=98" -> "≥" 98, "不低于95%" -> "≥" 95 %, "11月底前" -> words only.

    With the unit in a column of its own the number is of that: "8" and 万元 -> 80000 CNY.
    """
    text = cell.text
    bounds = comparator + text
    measure = MEASURE.fullmatch(text)
    plain = [q for q in find_quantities(text, plain=True) if q.kind != "number" or measure or _is_whole(text, q.text)]
    if not plain or (TIME.search(text) and plain[0].kind == "number"):
        return Target(text, _comparator(bounds) if plain else None, None, None, "qualitative", cell.start, cell.end)
    quantity = plain[0]
    value, base = quantity.value, quantity.unit
    if quantity.kind == "number":
        factor, base = _of_column(unit)
        value *= factor
        base = base or (measure["unit"] if measure else "")
        base = base or ("%" if re.search(r"[（(][%％][)）]|百分比", level3) else "")
    return Target(text, _comparator(bounds), value, base or None, "quantitative", cell.start, cell.end)


def _of_column(unit: str) -> tuple[Decimal, str]:
    """What a number counts for beside a cell that names its unit: "万元/村" -> 10000, "CNY"."""
    match = COLUMN_UNIT.match(unit)
    if match is None:
        return Decimal(1), unit
    scale, name = match["scale"], match["unit"]
    if COUNTED.match(scale) and name != "元":
        scale, name = "", scale + name
    return Decimal(SCALES[scale]), "CNY" if name == "元" else name


def _is_whole(text: str, number: str) -> bool:
    """Whether a bare number is all there is but signs: ">=98", not "按照2021年标准"."""
    return not WORDS.search(SIGNS.sub("", text.replace(number, "", 1)))


def _comparator(text: str) -> Comparator | None:
    return next((sign for pattern, sign in BOUNDS if pattern.search(text)), None)
