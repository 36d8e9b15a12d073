"""Names and dates: what things were called in which year, what the organisation calls itself, and which years fit."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from extractor.data import Change, Phrase, Project
from extractor.reconciliation.figures import plain_name
from extractor.reconciliation.ledger import Ledger
from extractor.reconciliation.messages import About, Note
from extractor.reconciliation.relations import Concepts, Relation

if TYPE_CHECKING:
    from extractor.reconciliation.scene import Scene

OWN_KINDS = ("department_budget", "unit_budget", "department_final", "unit_final")
REGION = re.compile(r"^.*[省市县区州旗](?=.{2})")
DATE = re.compile(r"(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed(Relation):
    """A class is called what it was called in that year; `names` are (old, new, first budget year of the new name)."""

    kind: Literal["renamed"]
    concept: str
    names: tuple[tuple[str, str, int], ...]

    def find(self, scene: "Scene") -> Iterable[Note]:
        """One check for each fact with a name that has a successor."""
        for fact in scene.ledger.by_concept.get(self.concept, ()):
            name = plain_name(fact.item.text)
            year = fact.year or scene.ledger.document.fiscal_year
            for old, new, since in self.names:
                is_old, is_new = name.startswith(old), name.startswith(new.removesuffix("支出"))
                if year is None or not (is_old or is_new):
                    continue
                wrong = is_old == (year >= since)
                tail = f"{year}年应称“{new if is_old else old}”" if wrong else f"是{year}年的名称"
                yield Note(self, f"功能科目“{fact.item.text}”{tail}。", About(fact.item, (fact.id,)), good=not wrong)
                break


@dataclass(frozen=True, slots=True, kw_only=True)
class OneName(Relation):
    """The organisation has one name; `endings` are the forms that its kind of name is shortened to, longest first."""

    kind: Literal["one_name"]
    endings: tuple[str, ...]

    def find(self, scene: "Scene") -> Iterable[Note]:
        """One check, with all forms of the name that the text uses."""
        name = REGION.sub("", re.sub(r"\s", "", scene.ledger.document.organisation or ""))
        ending = next((ending for ending in self.endings if name.endswith(ending) and len(name) > len(ending)), None)
        if ending is None:
            return
        stem = name.removesuffix(ending)
        alternatives = "|".join(re.escape(one) for one in self.endings)
        forms: dict[str, int] = {}
        for match in re.finditer(rf"{re.escape(stem)}(?:{alternatives})", scene.ledger.text):
            forms.setdefault(match[0], match.start())
        if forms:
            names = "、".join(forms)
            text = f"单位名称写法{'不一' if len(forms) > 1 else '一致'}：{names}。"
            last = max(forms, key=lambda form: forms[form])
            yield Note(self, text, About(Phrase(last, forms[last], forms[last] + len(last))), good=len(forms) == 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Years(Relation):
    """Movements look back to an earlier year, projects run in the year, assets are counted at or before its end.

    `own` are concepts of which a document has a figure of its own year wherever it has one of the year before.
    """

    kind: Literal["years"]
    own: Concepts

    def find(self, scene: "Scene") -> Iterable[Note]:
        """One check for each year that does not fit, or one that says that all do."""
        year = scene.ledger.document.fiscal_year
        if year is None:
            return
        parts = (self.changes(scene.ledger), self.projects(scene.ledger, year), self.stocks(scene.ledger, year))
        found = [check for part in (*parts, self.left_over(scene.ledger, year)) for check in part]
        yield from found
        if not found:
            yield Note(self, f"{self.name}：{year}年。", good=True)

    def changes(self, ledger: Ledger) -> Iterator[Note]:
        """Movements against the very year that moved, or a later one."""
        for change in ledger.rows.changes:
            fact = ledger.facts.get(change.fact)
            back = change.against.startswith("last_year")
            if fact and fact.year and back and change.against_year and change.against_year >= fact.year:
                yield self.against(change, fact.item.text, fact.year)

    def against(self, change: Change, name: str, year: int) -> Note:
        """One movement that does not look back."""
        text = f"{year}年的{name}与{change.against_year}年比较，比较年度疑有误。"
        return Note(self, text, About(change, (change.fact,), (change.id,)))

    def projects(self, ledger: Ledger, year: int) -> Iterator[Note]:
        """Projects that run before or after the year."""
        for project in ledger.rows.projects:
            start, end = period_of(project)
            if project.period and ((start and int(start[:4]) > year) or (end and int(end[:4]) < year)):
                text = f"项目“{project.name.text}”的实施周期“{project.period.phrase.text}”不在{year}年内。"
                yield Note(self, text, About(project.period.phrase))

    def left_over(self, ledger: Ledger, year: int) -> Iterator[Note]:
        """Sections that speak of the year before only: last year's document was the template."""
        stage = "final" if ledger.is_final else "budget"
        for concept in self.own if ledger.document.kind in OWN_KINDS else ():
            facts = [f for f in ledger.by_concept.get(concept, ()) if f.stage == stage and not f.project]
            if facts and all(fact.year is not None and fact.year < year for fact in facts):
                section = tuple(
                    f.id for f in ledger.numbered if f.section == facts[0].section and f.year == facts[0].year
                )
                text = f"{facts[0].item.text}只有{facts[0].year}年的数字，没有{year}年的，疑为上年文本未更新。"
                yield Note(self, text, About(facts[0].quantity or facts[0].item, section), cause="stale_copy")

    def stocks(self, ledger: Ledger, year: int) -> Iterator[Note]:
        """Assets counted after the year, or before the year in which a budget was drawn up or an account closed."""
        told: set[str] = set()
        earliest = year if ledger.is_final else year - 1
        for fact in ledger.rows.facts:
            as_of = fact.dims.get("as_of") or str(fact.year if fact.stage is None and fact.year else "")
            if (fact.concept or "").startswith("asset.") and as_of[:4].isdecimal() and as_of not in told:
                told.add(as_of)
                if not earliest <= int(as_of[:4]) <= year:
                    text = f"资产统计日期{as_of}与{year}年度不符。"
                    yield Note(self, text, About(fact.quantity or fact.item, (fact.id,)))


def period_of(project: Project) -> tuple[str | None, str | None]:
    """When a project runs, as far as it says."""
    return (project.period.start, project.period.end) if project.period else (None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Relation):
    """The document was published within `days` of its approval, where the text gives both dates."""

    kind: Literal["deadline"]
    approved: re.Pattern[str]
    published: re.Pattern[str]
    days: int

    def find(self, scene: "Scene") -> Iterable[Note]:
        """One check, if both dates are there."""
        found = [date_after(pattern, scene.ledger.text) for pattern in (self.approved, self.published)]
        if found[0] is None or found[1] is None:
            return
        (approved, _), (published, at) = found[0], found[1]
        took = (published - approved).days
        good = 0 <= took <= self.days
        limit = f"{'未超过' if good else '超过'}{self.days}天"
        yield Note(self, f"{approved}批复，{published}公开，相隔{took}天，{limit}。", About(at), good=good)


def date_after(pattern: re.Pattern[str], text: str) -> tuple[date, Phrase] | None:
    """The first date that stands behind the words of a pattern."""
    for match in pattern.finditer(text):
        found = DATE.search(text, match.end(), match.end() + 20)
        if found:
            try:
                day = date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                continue
            return day, Phrase(found[0], found.start(), found.end())
    return None
