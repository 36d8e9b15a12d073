"""The administrative divisions and how an organisation's name tells its own: 成都市武侯区榆林街办 -> 510107.

A name counts only where nothing else can be meant: by itself when it is the only one of its kind, otherwise behind its
province or city. Divisions that were renamed or abolished since 2010 keep their rows: old documents keep their names.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from annotations.catalogue import checks
from annotations.catalogue.names import normalise
from annotations.catalogue.rows import CatalogueError

FILE = "regions.csv"
COLUMNS = ("code", "name", "until", "now")
FORGOTTEN = 2013  # county departments disclose since the Budget Law of 2014: older divisions yield to their namesakes
SUFFIXES = "省市县区旗盟州"
PLAIN = frozenset({"东区", "西区", "城区", "郊区", "矿区", "市中区", "城中区", "城东区", "城西区", "城北区", "新城区"})
PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌"
    "|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|德昂|保安|裕固|独龙|鄂伦春|各"
)
AUTONOMOUS = re.compile(rf"(?P<base>.{{2,}}?)(?:(?:{PEOPLES})族?)*族?自治(?P<unit>[区州县旗])")
OFFICE = re.compile(
    r"(?:[市县区州省]?(?:委|人大|政协|纪委|监委)|(?:中级|高级)?人民(?:政府|法院|检察院)|政府|财政|公安|教育|民政|司法|审计|统计|水[利务]|农业|林业|交通"
    r"|住房|城[乡市]|文[化旅体]|卫生|人力资源|市场监督|应急|发展|科[学技]|自然资源|国土|生态环境|环境保护|退役|医疗保障|信访|机关事务|档案|税务|商务|体育)"
)


@dataclass(frozen=True, slots=True)
class Region:
    """One division under one code; `until` is its last year, `now` the code under which the same place goes on."""

    code: str
    name: str
    until: int | None = None
    now: str = ""

    @property
    def above(self) -> tuple[str, ...]:
        """The codes that may stand above: 510107 -> 510000, 510100."""
        return tuple(code for code in (f"{self.code[:2]}0000", f"{self.code[:4]}00") if code != self.code)


@dataclass(frozen=True, slots=True)
class Regions:
    """All divisions by code, by the names that stand alone, and by the short names that need an office behind them."""

    by_code: dict[str, Region]
    by_name: dict[str, tuple[Region, ...]]
    by_short: dict[str, tuple[Region, ...]]
    longest: int

    def path(self, region: Region) -> str:
        """The full name: 四川省成都市武侯区."""
        return "".join(self.by_code[code].name for code in region.above if code in self.by_code) + region.name


def find_region(text: str) -> tuple[str, str] | None:
    """The division that a name or title begins with or names first, never a guess.

        "成都市武侯区榆林街办" -> ("四川省成都市武侯区", "510107");  "鼓楼区榆林街办" -> None: several 鼓楼区

    A county needs its parent unless it is the only one of that name; a short name (成都) needs an office or a division
    of its own right behind it.
    """
    regions, text = load_regions(), normalise(text)
    for start in range(len(text)):
        candidates, end = _mention(regions, text, start)
        if not candidates:
            continue
        found = _settle(_descend(regions, text, candidates, end))
        return (regions.path(found), found.code) if found else None
    return None


def _mention(regions: Regions, text: str, start: int) -> tuple[tuple[Region, ...], int]:
    """The divisions named at `start` and where the name ends; no divisions where it is only part of a word."""
    for end in range(min(len(text), start + regions.longest), start + 1, -1):
        name = text[start:end]
        if name in regions.by_name and name not in PLAIN and (end - start > 2 or start == 0):
            return regions.by_name[name], end
        if name in regions.by_short:
            below = _below(regions.by_short[name], regions, text, end)
            office = start == 0 and OFFICE.match(text, end)
            return (regions.by_short[name], end) if below or office else ((), end)
    return (), start


def _descend(regions: Regions, text: str, candidates: Sequence[Region], end: int) -> Sequence[Region]:
    """Follow the names that stand directly behind as long as each lies in the one before."""
    while found := _below(candidates, regions, text, end):
        candidates, end = found
    return candidates


def _below(above: Sequence[Region], regions: Regions, text: str, start: int) -> tuple[tuple[Region, ...], int] | None:
    codes = {region.code for region in above}
    for end in range(min(len(text), start + regions.longest), start + 1, -1):
        name = text[start:end]
        inside = tuple(region for region in regions.by_name.get(name, ()) if codes.intersection(region.above))
        if inside:
            return inside, end
    return None


def _settle(candidates: Sequence[Region]) -> Region | None:
    """The only division that is left when old codes of one place and long forgotten namesakes are set aside."""
    codes = {region.code for region in candidates}
    left = [region for region in candidates if region.now not in codes]
    recent = [region for region in left if region.until is None or region.until > FORGOTTEN]
    left = recent or left
    return left[0] if len(left) == 1 else None


@cache
def load_regions() -> Regions:
    """Every division, read once; CatalogueError names the first row that is wrong."""
    return read_regions((files(__package__) / FILE).read_text("utf-8"))


def read_regions(text: str) -> Regions:
    """Check rows of regions.csv: six digits, each under its province, `now` a code of the same name."""
    rows = [_region(row) for row in checks.read_cells(text, FILE, COLUMNS)]
    known = {(row.code, row.name) for row in rows}
    by_code = {row.code: row for row in sorted(rows, key=lambda row: row.until or 9999)}
    by_name: dict[str, list[Region]] = defaultdict(list)
    by_short: dict[str, list[Region]] = defaultdict(list)
    for row in rows:
        if row.above and row.above[0] not in by_code:
            raise CatalogueError(FILE, row.code, f"{row.above[0]} is missing")
        if row.now and (row.now, row.name) not in known:
            raise CatalogueError(FILE, row.code, f"{row.now} is not another code of {row.name}")
        for name in _full_names(row.name):
            by_name[name].append(row)
        if short := _short_name(row.name):
            by_short[short].append(row)
    return Regions(
        by_code,
        {name: tuple(found) for name, found in by_name.items()},
        {name: tuple(found) for name, found in by_short.items() if name not in by_name},
        max(map(len, by_name)),
    )


def _region(row: dict[str, str]) -> Region:
    code = row["code"]
    if len(code) != 6:
        raise CatalogueError(FILE, code, "a code has six digits")
    return Region(code, row["name"], checks.year(row, "until", FILE), row["now"])


def _full_names(name: str) -> tuple[str, ...]:
    """The name and, where a people's name stands in it, the form without: 恩施土家族苗族自治州 -> 恩施州."""
    match = AUTONOMOUS.fullmatch(name) if "自治" in name else None
    if match is None:
        return (name,)
    unit = "自治区" if match["unit"] == "区" else match["unit"]
    return tuple(dict.fromkeys((name, match["base"] + unit)))


def _short_name(name: str) -> str:
    """成都市 -> 成都, 内蒙古自治区 -> 内蒙古; "" where fewer than two characters would be left."""
    match = AUTONOMOUS.fullmatch(name) if "自治" in name else None
    base = match["base"] if match else name.removesuffix("地区").removesuffix("特别行政区")
    base = base[:-1] if base == name and name[-1] in SUFFIXES else base
    return base if len(base) >= 2 and base not in PLAIN else ""
