"""What a change is measured against: 比上年, 较2023年决算, 与年初预算数相比, 同比."""

import re
from dataclasses import dataclass

from extractor.data import Against, Stage

BASE = re.compile(
    r"""
    (?:同口径|可比口径|自然口径)?\s*(?:相?比较?|较之?|与|同(?!时|步|级|口径)|和|对比|相对于?|高于|低于|等于|大于|小于)\s*(?:本单位|我单位|本部门|我部门|我局|全市|全县|全区)?
    \s*(?:(?P<year>(?:19|20)\d{2})\s*年(?:度|末|底)?|(?P<last>上一?年度?(?:末|底)?|去年|前一年|往年)|(?P<this>本年度?|当年|今年))?
    (?:的|同期|同口径|部门|单位|财政拨款|收入|支出|年末|实际|一般公共预算|相应|省市)*
    (?:[^，。；、\d]{2,18}?(?=(?:年初|财政拨款年初|全年)预算|决算|执行数))?
    (?P<base>年初(?:支出|收入)?预算|全年预算|调整后?(?:的)?预算|预算执行|执行|(?:支出|收入)?决算|年初|预算|完成|计划|实绩)?
    (?:数|安排数?|完成数?|金额|支出|收入|情况|总额)*
    | (?P<same>同比)
    """,
    re.VERBOSE,
)
BY_STAGE: dict[Stage | None, Against] = {
    "budget": "last_year_budget",
    "budget_adjusted": "last_year_budget",
    "budget_execution": "last_year_execution",
    "final": "last_year_final",
    None: "last_year_budget",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A stated base: which figure of which year, as far as the words say; None where they leave it to the document.

    `earlier` is true when the base lies in another year than the figure that is compared with it.
    """

    against: Against | None
    year: int | None
    earlier: bool
    start: int
    end: int


def find_comparison(text: str, start: int, end: int, year: int | None) -> Comparison | None:
    """The last base named between two offsets of a text about fiscal `year`.

    "，比2024年预算执行数增加" -> last_year_execution of 2024; "较上年减少" -> None of the year before
    """
    found = None
    for match in BASE.finditer(text, start, end):
        if match["year"] or match["last"] or match["same"] or match["base"]:
            found = match
    if found is None:
        return None
    stated = int(found["year"]) if found["year"] else None
    earlier = bool(found["last"] or found["same"] or (stated is not None and stated != year))
    base_year = stated if stated is not None else (year - 1 if year and earlier else year)
    return Comparison(_against(found["base"], earlier), base_year, earlier, found.start(), found.end())


def _against(base: str | None, earlier: bool) -> Against | None:
    if base is None or base in ("完成", "实绩"):
        return None
    if base.startswith(("全年", "调整")):
        return "budget_adjusted"
    if "执行" in base:
        return "last_year_execution"
    if "决算" in base:
        return "last_year_final"
    if base == "计划":
        return "other"
    return "last_year_budget" if earlier else "budget_initial"


def resolve_against(comparison: Comparison | None, stage: Stage | None) -> Against:
    """The base of a change, by its words or else by the stage of what changed."""
    if comparison is not None and comparison.against is not None:
        return comparison.against
    return BY_STAGE[stage]
