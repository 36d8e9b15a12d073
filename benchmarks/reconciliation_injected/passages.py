"""Passages that several regional styles share: lists of parts, shares, staff, procurement, cars, the three expenses."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from benchmarks.reconciliation_injected.books import Books, Entry, added
from benchmarks.reconciliation_injected.page import Page

ZERO = Decimal(0)
Parts = list[tuple[str | None, Entry]]
Said = dict[str, Any]  # year, stage and basis of the facts of a passage


def named(concepts: Iterable[str | None], entries: Iterable[Entry]) -> Parts:
    """Figures with what they mean."""
    return list(zip(concepts, entries, strict=True))


def listed(page: Page, parts: Parts, whole: str, mark: str, said: Said) -> None:
    """Parts of a total, one after the other: "甲1.00万元，乙2.00万元"."""
    for number, (concept, entry) in enumerate(parts):
        page.say(mark if number else "")
        page.fact(concept, entry.name, entry.now, checked=True, part_of=whole, **said)


def shares(page: Page, parts: Parts, whole: str, lead: str, said: Said) -> None:
    """Parts of a total, each with its share; some authors nudge the last one so that all of them make 100."""
    even = page.style.percent_digits == 2 and not page.style.truncates
    nudged = balanced(parts) if even and page.rng.random() < 0.3 else None
    for number, (concept, entry) in enumerate(parts):
        page.say("；" if number else "")
        row = page.fact(concept, entry.name, entry.now, checked=True, part_of=whole, **said)
        page.share(row, whole, lead=lead, nudge=nudged if number == len(parts) - 1 else None)


def balanced(parts: Parts) -> Decimal:
    """100 minus the shares of all parts but the last, each rounded to two decimals."""
    total = sum((entry.now for _, entry in parts), ZERO)
    return 100 - sum(((100 * entry.now / total).quantize(Decimal("0.01")) for _, entry in parts[:-1]), ZERO)


def explained(page: Page, books: Books, fact: str, prior: Decimal, against: str, lead: str = "，比上年") -> None:
    """A movement and its reason."""
    page.reason(page.change(fact, prior, against, lead=lead), books.reason())


def staff(page: Page, books: Books, said: Said) -> None:
    """Quota and active staff by kind."""
    quota = [Decimal(books.rng.randint(8, 40)) for _ in range(2)]
    active = [one - books.rng.randint(0, 3) for one in quota]
    page.heading(2, "三、部门基本情况")
    for concept, name, numbers in (("quota", "编制", quota), ("active", "在职", active)):
        total = page.count(f"staff.{concept}_total", f"{name}人数小计", sum(numbers, ZERO), "人", **said)
        page.say("，其中：")
        page.count(f"staff.{concept}_admin", f"行政{name}人数", numbers[0], "人", part_of=total, **said)
        page.say("，")
        page.count(f"staff.{concept}_full_subsidy", f"全部补助事业{name}人数", numbers[1], "人", part_of=total, **said)
        page.say("。")


def gov_fund(page: Page, books: Books, said: Said) -> None:
    """No government fund, said in words; a defect makes the document give money for it all the same."""
    page.heading(3, "（四）政府性基金情况", "sec.gov_fund")
    page.none("govfund.statement", "政府性基金预算", "本部门没有政府性基金预算", **said)
    page.say("。\n")
    if page.flag("fund money", usual=False):
        page.say("其中").fact("rev.fiscal_gov_fund", "政府性基金预算拨款收入", books.number(0.05, 0.1), **said)
        page.say("。\n")


def procurement(page: Page, books: Books, heading: str, said: Said) -> None:
    """Goods, works and services."""
    page.heading(3, heading, "sec.procurement")
    total = books.entry("", 0.02, 0.08)
    parts = books.split(total, ("货物采购预算", "工程采购预算", "服务采购预算"))
    page.say(f"{books.year}年")
    row = page.fact("proc.total", "政府采购预算", total.now, glue="共安排", checked=True, **said)
    page.say("。其中，")
    listed(page, named(("proc.goods", "proc.works", "proc.services"), parts), row, "，", said)
    page.say("。\n")


def vehicles(page: Page, books: Books, heading: str) -> None:
    """Cars by kind, at a date."""
    page.heading(3, heading, "sec.assets")
    numbers = [Decimal(books.rng.randint(1, 9)) for _ in range(3)]
    page.say(f"截至{books.year - 1}年12月31日，部门共有")
    at: Said = {"year": books.year - 1}
    total = page.count("asset.vehicles", "车辆", sum(numbers, ZERO), "辆", **at)
    page.say("，其中，")
    kinds = (("general", "一般公务用车"), ("law", "执法执勤用车"), ("other", "其他用车"))
    for number, (kind, name) in enumerate(kinds):
        page.say("，" if number else "")
        page.count(f"asset.veh_{kind}", name, numbers[number], "辆", part_of=total, **at)
    page.say("。\n")


def three_public(page: Page, books: Books, heading: str, against: str, said: Said) -> None:
    """The three public expenses, purchase and operation of cars apart, and where they come from."""
    page.heading(2, heading, "sec.three_public")
    operation, reception = books.entry("运行维护费", 0.004, 0.02), books.entry("公务接待费", 0.002, 0.01)
    nothing = Entry("购置费", ZERO, ZERO, ZERO)
    purchase = books.entry("购置费", 0.01, 0.03) if books.rng.random() < 0.4 else nothing
    vehicle = added("公务用车购置及运行维护费", [purchase, operation])
    total = added("“三公”经费", [vehicle, reception])
    page.say(f"{books.year}年")
    row = page.fact("tp.total", total.name, total.now, glue="安排", checked=True, **said)
    explained(page, books, row, total.prior, against)
    page.say("。其中：\n（一）")
    page.change(page.fact("tp.abroad", "因公出国（境）费", ZERO, part_of=row, **said), ZERO, against, checked=False)
    page.say("。\n（二）")
    car = page.fact("tp.vehicle", vehicle.name, vehicle.now, checked=True, part_of=row, **said)
    page.change(car, vehicle.prior, against)
    page.say("。其中：")
    bought = bool(purchase.now)
    page.fact("tp.vehicle_purchase", "公务用车购置费", purchase.now, checked=bought, part_of=car, **said)
    page.say("，")
    page.fact("tp.vehicle_operation", "公务用车运行维护费", operation.now, checked=True, part_of=car, **said)
    page.say("。\n（三）")
    guests = page.fact("tp.reception", reception.name, reception.now, checked=True, part_of=row, **said)
    explained(page, books, guests, reception.prior, against)
    page.say("。\n")


def prior(page: Page, concept: str, entry: Entry, before: Said) -> None:
    """Last year's figure of an item, printed as a bare number behind its words."""
    page.rename(page.fact(concept, "", entry.prior, kind="prior", checked=True, **before), entry.name)
