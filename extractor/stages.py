"""What rules make of the stage of a document: its title, what it announces, its headings, words that leave no doubt."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from annotations.catalogue import Catalogue
from annotations.catalogue.rows import DocumentRow
from extractor.announcing import find_row, plain
from extractor.data import Document, Section, Stage

BUDGET_MONEY = re.compile("公共预算|经营预算|基金预算")  # kinds of money, not stages
NO_PLAN = re.compile(f"{BUDGET_MONEY.pattern}|预算(?:单位|部门|绩效|管理)")  # nor are those who have a budget
SETTLED = r"度?(?:(?!上年|去年|(?<!公共)(?<!基金)(?<!经营)预算|\d{4}\s*年)[^。；;]){0,40}?决算"
SPENT = re.compile(  # of what is done: no plan awards a contract
    r"(?:开支|实际支出|实际使用|已(?:拨付|支付|支出|使用|发放|完成)[^，。；]{0,12}?)了?(?:为|共)?\s*\d|授予[^，。；]{2,12}合同金额"
)
PLANS = re.compile(r"预算|计划|拟|安排|分配|下达")


@dataclass(frozen=True, slots=True)
class Placing:
    """The stage of figures that say nothing else; `probability` only where no title told it and words were weighed."""

    stage: Stage
    is_told: bool = True
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What rules make of the stage of a document: the row of the catalogue that tells it, if any.

    `by_title` when the title says so, which is believed; headings and announcements may be those of a part.
    """

    stage: Stage
    row: DocumentRow | None = None
    by_title: bool = False

    @property
    def signs(self) -> frozenset[str]:
        """The same as words among others: "=budget", and "=budget told" where a row tells more than the kind."""
        is_told = self.row is not None and not self.row.usual
        return frozenset((f"={self.stage}", f"={self.stage} told") if is_told else (f"={self.stage}",))


def tell(document: Document, sections: Sequence[Section], catalogue: Catalogue) -> Told:
    """What title, announcement, headings and a few words that leave no doubt say of the stage.

    A row of the catalogue tells the stage of the kind that it names; of a kind named otherwise it is the first of the
    kind. Documents of no kind have nothing in common, so that only their own words say it.
    """
    title = document.title or ""
    row = find_row(catalogue, title, document.text, sections)
    if row is None or row.kind != document.kind:
        row = next((each for each in catalogue.documents if each.kind == document.kind != "other"), None)
    by_title = row is not None and row.fits(title)
    if row is not None and (row.stage != "budget" or by_title):
        return Told(row.stage, row, by_title and not row.usual)
    return Told(_stage_of_words(document), row)


def _stage_of_words(document: Document) -> Stage:
    """What sentences say of the year of a document that no title places: "2019年公务接待费支出决算2万元" is final.

    So is one that never speaks of a plan but of what was spent: "2019年“三公”经费开支22万元".
    """
    text = plain(document.text)
    accounts = re.search(rf"{document.fiscal_year}\s*年{SETTLED}", text) is not None
    spent = SPENT.search(text) is not None and not PLANS.search(NO_PLAN.sub("", text))
    return "final" if accounts or spent else "budget"
