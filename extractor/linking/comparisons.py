"""What a change is measured against: 比上年, 较2023年决算, 与年初预算数相比, 同比."""

from dataclasses import dataclass

from extractor.data import Against, Stage
from extractor.linking.cues import Cues

BASE = r"""
    {comparison}\s*
    (?:(?P<year>(?:19|20)\d{2})\s*年(?:度|末|底)?|(?P<last>{last_year})|(?P<this>{this_year}))?
    {between_year_and_stage}*
    (?:(?:(?!年初预算|上年|去年)[^，。；：、\d]){2,18}?(?=(?:年初|全年)预算|决算|执行数))?
    (?:
        (?P<budget_initial>{against_budget_initial}) | (?P<budget_adjusted>{against_budget_adjusted})
      | (?P<last_year_execution>{against_last_year_execution}) | (?P<last_year_final>{against_last_year_final})
      | (?P<other>{against_other}) | (?P<own_stage>{against_own_stage})
    )?
    (?:数|安排数?|完成数?|金额|支出|收入|情况|总额)*
    | (?P<same>同比) | (?P<during>{during_year})(?=追加|调增|调减|核减)
"""
STAGED: tuple[Against, ...] = (
    "budget_initial",
    "budget_adjusted",
    "last_year_execution",
    "last_year_final",
    "other",
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


def find_comparison(text: str, start: int, end: int, year: int | None, cues: Cues) -> Comparison | None:
    """The last base named between two offsets of a text about fiscal `year`.

    "，比2024年预算执行数增加" -> last_year_execution of 2024; "较上年减少" -> None of the year before
    """
    found, against = None, None
    for match in cues.pattern(BASE, verbose=True).finditer(text, start, end):
        named: Against | None = next((stage for stage in STAGED if match[stage]), None)
        if match["during"]:
            named = "budget_initial"
        if named or match["year"] or match["last"] or match["same"] or match["own_stage"]:
            found, against = match, named
    if found is None:
        return None
    stated = int(found["year"]) if found["year"] else None
    earlier = bool(found["last"] or found["same"] or (stated is not None and stated != year))
    if against == "budget_initial" and earlier:
        against = "last_year_budget"
    if against == "budget_adjusted" and earlier:
        against = "other"  # 与上年调整预算数相比
    base_year = stated if stated is not None else (year - 1 if year and earlier else year)
    return Comparison(against, base_year, earlier, found.start(), found.end())


def resolve_against(comparison: Comparison | None, stage: Stage | None) -> Against:
    """The base of a change, by its words or else by the stage of what changed."""
    if comparison is not None and comparison.against is not None:
        return comparison.against
    if comparison is None and stage == "budget_adjusted":
        return "budget_initial"
    return BY_STAGE[stage]
