"""Invented figures of one office that agree to the last 分: everything else is added up from exact parts."""

import random
from dataclasses import dataclass
from decimal import Decimal

CLASSES = (
    "教育支出",
    "社会保障和就业支出",
    "卫生健康支出",
    "城乡社区支出",
    "农林水支出",
    "住房保障支出",
    "公共安全支出",
    "一般公共服务支出",
)
ITEMS = (
    "一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）行政运行（项）",
    "一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）一般行政管理事务（项）",
    "社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）",
    "社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位职业年金缴费支出（项）",
    "卫生健康支出（类）行政事业单位医疗（款）行政单位医疗（项）",
    "城乡社区支出（类）城乡社区管理事务（款）城管执法（项）",
    "住房保障支出（类）住房改革支出（款）住房公积金（项）",
    "住房保障支出（类）住房改革支出（款）购房补贴（项）",
)
REASONS = ("新增人员经费", "压减一般性支出", "项目进入建设期", "上级专项资金减少", "调整缴费基数", "设备到期更新")
PROJECTS = ("巷道养护", "网格巡查", "文化驿站", "垃圾分类", "校舍维修", "河道保洁")
STEMS = ("青禾", "白鹭", "石桥", "云岭", "枫林", "长湖", "柳泉", "南屏")


@dataclass
class Entry:
    """One figure now, the year before, and in this year's budget where the document is a final account."""

    name: str
    now: Decimal
    prior: Decimal
    budget: Decimal


class Books:
    """Random figures, reproducible from `random`."""

    def __init__(self, rng: random.Random, scale: Decimal) -> None:
        self.rng = rng
        self.scale = scale  # about the size of the largest figure, in yuan
        self.year = rng.choice((2019, 2020, 2021, 2022, 2023, 2024))
        self.stem = rng.choice(STEMS)

    def number(self, low: float, high: float) -> Decimal:
        """A random amount to the 分, between two fractions of the scale."""
        return (self.scale * Decimal(str(round(self.rng.uniform(low, high), 7)))).quantize(Decimal("0.01"))

    def entry(self, name: str, low: float, high: float) -> Entry:
        """A random figure with its history: between 30 % less and 40 % more than before, never quite the same."""
        now = self.number(low, high)
        factors = [self.rng.choice((-1, 1)) * self.rng.uniform(0.04, 0.3) for _ in range(2)]
        prior, budget = ((now / Decimal(str(1 + factor))).quantize(Decimal("0.01")) for factor in factors)
        return Entry(name, now, prior, budget)

    def entries(self, names: tuple[str, ...], count: int, low: float = 0.05, high: float = 0.4) -> list[Entry]:
        """Several figures under different names."""
        return [self.entry(name, low, high) for name in self.rng.sample(names, count)]

    def reason(self) -> str:
        """A reason without numbers."""
        return self.rng.choice(REASONS)

    def split(self, total: Entry, names: tuple[str, ...]) -> list[Entry]:
        """A figure divided at random, this year's, last year's and the budgeted one; the last part is the rest."""
        weights = [self.rng.uniform(0.15, 1) for _ in names]
        left, parts = total, []
        for name, weight in zip(names[:-1], weights, strict=False):
            share = Decimal(str(round(weight / sum(weights), 6)))
            drift = Decimal(str(round(self.rng.uniform(0.97, 1.03), 6)))
            values = (total.now * share, total.prior * share * drift, total.budget * share / drift)
            part = Entry(name, *(value.quantize(Decimal("0.01")) for value in values))
            parts.append(part)
            left = Entry("", left.now - part.now, left.prior - part.prior, left.budget - part.budget)
        return [*parts, Entry(names[-1], left.now, left.prior, left.budget)]


def added(name: str, entries: list[Entry]) -> Entry:
    """The total of some figures."""
    sums = (sum((getattr(e, field) for e in entries), Decimal(0)) for field in ("now", "prior", "budget"))
    return Entry(name, *sums)
