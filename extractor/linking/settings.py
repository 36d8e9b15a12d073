"""What the headings around a paragraph set for it: year, stage, basis, and whether its numbers are figures at all."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotations.catalogue import Catalogue
from annotations.catalogue.rows import Reads
from extractor.announcing import plain, titles
from extractor.data import Basis, Document, Phrase, Section, Stage
from extractor.describing import years
from extractor.linking.cues import Cues
from extractor.stages import BUDGET_MONEY, Placing

COMPARES = re.compile(r"[与和较比]\s*(?:19|20)\d{2}\s*年[^，。]{0,14}(?:对比|相比|比较)")
FINAL_KINDS: Mapping[str, str] = {"sec.revenue": "ft.revenue", "sec.expenditure": "ft.expenditure"}
USED = re.compile("(?:使用|拨付|支出|执行)(?:情况|进度|结果)")
PROFILE = "part.profile"
OF_DOCUMENT: Mapping[str, tuple[str, ...]] = {"three_public": ("sec.three_public",)}  # documents of one section
PLANS_OF_MONEY = ("budget_report", "three_public")  # whose chapters on a year before tell how it went
DEEDS, EXECUTION, DRAFT = r"{deeds}", r"{execution_title}", r"{draft_title}"


@dataclass(frozen=True, slots=True)
class Setting:
    """Year, stage and basis of a paragraph, the kinds of the sections around it (innermost first), what to read of it.

    `heading` is the title of the innermost section as evidence; `floor` is where the text after a heading that runs in
    begins. `is_of_document` says that no heading sets the stage, `is_assumed` that no title does either; `is_item` that
    the paragraph is a numbered item and so goes on what 其中： opened before it, `is_audit` that what was found and put
    right is counted.
    """

    kinds: tuple[str, ...] = ()
    year: int | None = None
    stage: Stage | None = None
    is_of_document: bool = False
    is_assumed: bool = False
    basis: Basis | None = None
    reads: Reads = "figures"
    heading: Phrase | None = None
    floor: int = 0
    is_item: bool = False
    project: str | None = None
    is_performance: bool = False
    is_audit: bool = False


class Settings:
    """Settings of the sections of one document, worked out once for each."""

    def __init__(
        self, document: Document, sections: Sequence[Section], placing: Placing, cues: Cues, catalogue: Catalogue
    ) -> None:
        self._cues = cues
        self._tells_money = document.kind == "performance"  # whose 基本情况 begins with what was granted and spent
        self._placing, self._base = placing, placing.stage
        self._drafts = any("草案" in words or "安排" in words for words in (document.title or "", *titles(sections)))
        self._kinds = {kind.id: kind for kind in catalogue.sections}
        self._document = document
        self._by_id = {section.id: section for section in sections}
        self._years = {section.id: self._year_of(section) for section in sections}
        self._stages = {section.id: self._stage_of(plain(section.title)) for section in sections}
        self._of_deeds = {section.id for section in sections if cues.pattern(DEEDS).search(plain(section.title))}
        self._known: dict[str | None, Setting] = {}

    def of(self, section: Section | None) -> Setting:
        """The setting of a section, `floor`, `is_item` and `project` left to the paragraph."""
        key = section.id if section else None
        if key not in self._known:
            self._known[key] = self._make(section)
        return self._known[key]

    def _make(self, section: Section | None) -> Setting:
        path = list(self._path(section))
        kinds = tuple(each.kind for each in path if each.kind)
        known = [self._kinds[kind] for kind in kinds if kind in self._kinds]
        told = (kind for kind in known if not (self._tells_money and kind.id == PROFILE))
        stated = [kind.reads for kind in told if kind.reads is not None]
        if any(each.id in self._of_deeds for each in path):
            stated.append("counts")
        reads: Reads = "nothing" if "nothing" in stated else stated[0] if stated else "figures"
        kinds = tuple(_of_final(kinds)) if self._base == "final" else kinds
        stage = next((stage for each in path if (stage := self._stages[each.id])), None)
        return Setting(
            kinds=(*kinds, *OF_DOCUMENT.get(self._document.kind, ())),
            year=next((year for each in path if (year := self._years[each.id])), self._document.fiscal_year),
            stage=stage or self._base,
            is_of_document=stage is None,
            is_assumed=stage is None and not self._placing.is_told,
            basis=next((kind.basis for kind in known if kind.basis is not None), None),
            reads=reads,
            heading=_title(path[0], self._document.text) if path else None,
            is_performance=self._document.kind == "performance",
            is_audit=self._document.kind == "other" and "审计" in (self._document.title or ""),
        )

    def _path(self, section: Section | None) -> "list[Section]":
        path = []
        while section is not None:
            path.append(section)
            section = self._by_id.get(section.parent or "")
        return path

    def _year_of(self, section: Section) -> int | None:
        """The year that a title sets; that of a project says when it was begun or ends."""
        if (section.kind or "").startswith(("project.", "sec.projects")):
            return None
        return next(years(COMPARES.sub("", section.title)), None)

    def _stage_of(self, title: str) -> Stage | None:
        """The stage that a title sets, if any."""
        kind, base = self._document.kind, self._base
        if "自评" in title and (kind == "performance" or self._is_earlier(title)):
            return "final"
        executed = self._cues.pattern(EXECUTION).search(title) is not None
        if base == "budget_execution" and self._drafts and not executed and self._cues.pattern(DRAFT).search(title):
            return "budget"
        if base in ("budget_execution", "budget_adjusted") and executed:
            return "budget_execution"
        if "决算" in title and (kind == "budget_report" or "预算" not in BUDGET_MONEY.sub("", title)):
            return "final"
        if kind == "other" and base == "budget" and USED.search(title):
            return "budget_execution"
        told_of_past = base == "budget" and "预算" not in BUDGET_MONEY.sub("", title) and kind in PLANS_OF_MONEY
        return "budget_execution" if (executed or told_of_past) and self._is_earlier(title) else None

    def _is_earlier(self, title: str) -> bool:
        """Whether a title names a year before that of the document."""
        year, current = next(years(title), None), self._document.fiscal_year
        return year is not None and current is not None and year < current


def _of_final(kinds: Sequence[str]) -> Iterator[str]:
    """The kinds of sections in final accounts, where 收入合计 is the income of the year without what was carried in."""
    for kind in kinds:
        if kind in FINAL_KINDS:
            yield FINAL_KINDS[kind]
        yield kind


def _title(section: Section, text: str) -> Phrase:
    """The title as printed, without its number; lines or letters that reading leaves out may part its words."""
    start, end = section.heading_end - len(section.title), section.heading_end
    if text[max(start, 0) : end] != section.title:
        start = text.find(section.title[:1], section.heading_start + len(section.number), end)
    start = max(start, section.heading_start)
    return Phrase(text[start:end], start, end)
