"""Eight regional styles, budgets and finals, written from the phrases that such documents use.

A template prints the figures of some books on a page; `checked` marks what the document itself gives the means to check.
"""

import random
from decimal import Decimal
from typing import Any

from benchmarks.reconciliation_injected.books import CLASSES, ITEMS, PROJECTS, Books, Entry, added
from benchmarks.reconciliation_injected.page import Page, Style

ZERO = Decimal(0)
CHINESE = "一二三四五六七八九十"


def listed(page: Page, parts: list[tuple[str | None, Entry]], whole: str, mark: str, **more: Any) -> list[str]:
    """Parts of a total, one after the other: "甲1.00万元，乙2.00万元"."""
    rows = []
    for number, (concept, entry) in enumerate(parts):
        page.say(mark if number else "")
        rows.append(page.fact(concept, entry.name, entry.now, checked=True, part_of=whole, **more))
    return rows


def shares(page: Page, parts: list[tuple[str | None, Entry]], whole: str, lead: str, mark: str, **more: Any) -> None:
    """Parts of a total, each with its share; some authors nudge one share so that all of them make 100."""
    even = page.style.percent_digits == 2 and not page.style.truncates
    nudged = balanced(page, parts) if even and page.rng.random() < 0.3 else None
    for number, (concept, entry) in enumerate(parts):
        page.say(mark if number else "")
        row = page.fact(concept, entry.name, entry.now, checked=True, part_of=whole, **more)
        page.share(row, whole, lead=lead, nudge=nudged if number == len(parts) - 1 else None)


def balanced(page: Page, parts: list[tuple[str | None, Entry]]) -> Decimal:
    """100 minus the shares of all parts but the last, each rounded to two decimals."""
    total = sum((entry.now for _, entry in parts), ZERO)
    rest = [(100 * entry.now / total).quantize(Decimal("0.01")) for _, entry in parts[:-1]]
    return 100 - sum(rest, ZERO)


def jiangxi_budget(page: Page, books: Books) -> None:
    """A street office: three ways of dividing the expenditure, shares, projects with cost indicators, 三公."""
    now: dict[str, Any] = {"year": books.year, "stage": "budget"}
    basic = books.entry("基本支出", 0.5, 0.7)
    economic = books.split(basic, ("工资福利支出", "日常公用支出", "对个人和家庭的补助", "资本性支出"))
    projects = books.entries(PROJECTS, 3, 0.03, 0.15)
    project = added("项目支出", projects)
    total = added("", [basic, project])
    classes = books.split(total, tuple(books.rng.sample(CLASSES, 4)))
    sources = books.split(total, ("财政拨款收入", "其他收入", "上年结转"))
    org = f"{books.stem}街道办事处"
    page.heading(1, f"第一部分  {org}概况", "part.profile")
    staff(page, books, **now)
    page.heading(1, f"第二部分  {org}{books.year}年部门预算情况说明", "part.narrative")
    page.heading(2, "一、部门预算收支情况说明")
    page.heading(3, "（一）收入预算情况", "sec.revenue")
    income = page.say(f"{books.year}年{org}").fact(
        "rev.total", "收入预算总额", total.now, glue="为", checked=True, **now
    )
    page.change(income, total.prior, "last_year_budget", reason=books.reason())
    page.say("。其中：")
    listed(page, list(zip(("rev.fiscal", "rev.other", "rev.carryover"), sources, strict=True)), income, "，", **now)
    page.say("。\n")
    page.heading(3, "（二）支出预算情况", "sec.expenditure")
    outgo = page.say(f"{books.year}年{org}").fact(
        "exp.total", "支出预算总额", total.now, glue="为", checked=True, **now
    )
    page.change(outgo, total.prior, "last_year_budget", reason=books.reason())
    page.say("。\n其中：按支出项目类别划分：")
    row = page.fact("exp.basic", "基本支出", basic.now, checked=True, part_of=outgo, **now)
    page.change(row, basic.prior, "last_year_budget")
    page.say("，包括")
    concepts = ("exp.econ", "exp.basic_public", "exp.econ", "exp.econ")
    listed(page, list(zip(concepts, economic, strict=True)), row, "、", **now)
    page.say("；")
    row = page.fact("exp.project", "项目支出", project.now, checked=True, part_of=outgo, **now)
    page.change(row, project.prior, "last_year_budget", reason=books.reason())
    page.say("。\n")
    with page.block("functions"):
        page.say("按支出功能科目划分：")
        listed(page, [("exp.func", entry) for entry in classes], outgo, "，\n", **now)
        page.say("。\n")
    page.heading(3, "（三）财政拨款支出情况", "sec.fiscal_expenditure")
    fiscal = books.entry("", 0.4, 0.5)
    row = page.say(f"{books.year}年{org}").fact(
        "fiscal.exp_total", "财政拨款支出预算", fiscal.now, basis="fiscal_appropriation", **now
    )
    page.change(row, fiscal.prior, "last_year_budget")
    page.say("。具体支出情况是：")
    parts = [("exp.func", entry) for entry in books.split(fiscal, tuple(entry.name for entry in classes))]
    shares(page, parts, row, "，占财政拨款支出的", "；", basis="fiscal_appropriation", **now)
    page.say("。\n")
    gov_fund(page, books, **now)
    page.heading(3, "（五）机关运行经费等重要情况说明", "sec.operating_expense")
    public = economic[1]
    row = page.say(f"{books.year}年本部门").fact("op.total", "机关运行经费", public.now, glue="为", kind="fact", **now)
    page.change(row, public.prior, "last_year_budget", reason=books.reason())
    page.say("。\n")
    procurement(page, books, "（六）政府采购情况说明", **now)
    vehicles(page, books, "（七）国有资产占有使用情况")
    page.heading(3, "（八）预算绩效情况", "sec.performance")
    page.say(f"{books.year}年本部门").fact("perf.project_count", "一级项目", Decimal(3), unit="个", checked=True, **now)
    page.say("，具体为：" + "、".join(entry.name for entry in projects) + "\n")
    for number, entry in enumerate(projects, start=1):
        page.heading(4, f"{number}.{entry.name}项目", "sec.projects")
        name = page.project(f"{entry.name}项目", None)
        page.say("\n（1）")
        budget = page.fact(
            "project.annual_budget", "年度预算安排", entry.now, glue="：", checked=True, project=name, **now
        )
        page.budget_of(name, budget)
        page.say("\n（2）绩效目标和指标：\n")
        page.cost(name, f"{entry.name}支出", entry.now)
    three_public(page, books, f"二、{org}“三公”经费预算情况说明", "last_year_budget", **now)


def staff(page: Page, books: Books, **now: Any) -> None:
    """Quota and active staff by kind."""
    quota = [Decimal(books.rng.randint(8, 40)) for _ in range(2)]
    active = [one - books.rng.randint(0, 3) for one in quota]
    page.heading(2, "三、部门基本情况")
    for concept, name, numbers in (("quota", "编制", quota), ("active", "在职", active)):
        total = page.fact(
            f"staff.{concept}_total", f"{name}人数小计", sum(numbers, ZERO), unit="人", checked=True, **now
        )
        page.say("，其中：")
        page.fact(
            f"staff.{concept}_admin", f"行政{name}人数", numbers[0], unit="人", checked=True, part_of=total, **now
        )
        page.say("，")
        page.fact(
            f"staff.{concept}_full_subsidy", f"全部补助事业{name}人数", numbers[1], unit="人", checked=True, part_of=total,
            **now,
        )  # fmt: skip
        page.say("。")


def gov_fund(page: Page, books: Books, **now: Any) -> None:
    """No government fund, said in words; a defect makes the document give money for it all the same."""
    page.heading(3, "（四）政府性基金情况", "sec.gov_fund")
    page.none("govfund.statement", "政府性基金预算", "本部门没有政府性基金预算", **now)
    page.say("。\n")
    if page.flag("fund money", usual=False):
        page.say("其中").fact("rev.fiscal_gov_fund", "政府性基金预算拨款收入", books.number(0.05, 0.1), **now)
        page.say("。\n")


def procurement(page: Page, books: Books, heading: str, **now: Any) -> None:
    """Goods, works and services."""
    page.heading(3, heading, "sec.procurement")
    total = books.entry("", 0.02, 0.08)
    parts = books.split(total, ("货物采购预算", "工程采购预算", "服务采购预算"))
    row = page.say(f"{books.year}年").fact("proc.total", "政府采购预算", total.now, glue="共安排", checked=True, **now)
    page.say("。其中，")
    listed(page, list(zip(("proc.goods", "proc.works", "proc.services"), parts, strict=True)), row, "，", **now)
    page.say("。\n")


def vehicles(page: Page, books: Books, heading: str) -> None:
    """Cars by kind, at a date."""
    page.heading(3, heading, "sec.assets")
    numbers = [Decimal(books.rng.randint(1, 9)) for _ in range(3)]
    page.say(f"截至{books.year - 1}年12月31日，部门共有")
    at = {"year": books.year - 1}
    total = page.fact("asset.vehicles", "车辆", sum(numbers, ZERO), unit="辆", checked=True, **at)
    page.say("，其中，")
    kinds = (("general", "一般公务用车"), ("law", "执法执勤用车"), ("other", "其他用车"))
    for number, (kind, name) in enumerate(kinds):
        page.say("，" if number else "")
        page.fact(f"asset.veh_{kind}", name, numbers[number], unit="辆", checked=True, part_of=total, **at)
    page.say("。\n")


def three_public(page: Page, books: Books, heading: str, against: str, **now: Any) -> None:
    """The three public expenses, purchase and operation of cars apart, and where they come from."""
    page.heading(2, heading, "sec.three_public")
    operation, reception = books.entry("运行维护费", 0.004, 0.02), books.entry("公务接待费", 0.002, 0.01)
    purchase = books.entry("购置费", 0.01, 0.03) if books.rng.random() < 0.4 else Entry("购置费", ZERO, ZERO, ZERO)
    vehicle = added("公务用车购置及运行维护费", [purchase, operation])
    total = added("“三公”经费", [vehicle, reception])
    row = page.say(f"{books.year}年").fact("tp.total", "“三公”经费", total.now, glue="安排", checked=True, **now)
    page.change(row, total.prior, against, reason=books.reason())
    page.say("。其中：\n（一）")
    abroad = page.fact("tp.abroad", "因公出国（境）费", ZERO, checked=False, part_of=row, **now)
    page.change(abroad, ZERO, against, checked=False)
    page.say("。\n（二）")
    one = page.fact("tp.vehicle", vehicle.name, vehicle.now, checked=True, part_of=row, **now)
    page.change(one, vehicle.prior, against)
    page.say("。其中：")
    page.fact("tp.vehicle_purchase", "公务用车购置费", purchase.now, checked=bool(purchase.now), part_of=one, **now)
    page.say("，")
    page.fact("tp.vehicle_operation", "公务用车运行维护费", operation.now, checked=True, part_of=one, **now)
    page.say("。\n（三）")
    one = page.fact("tp.reception", reception.name, reception.now, checked=True, part_of=row, **now)
    page.change(one, reception.prior, against, reason=books.reason())
    page.say("。\n")


def shanghai_budget(page: Page, books: Books) -> None:
    """A unit whose appropriation is listed item by item, each with last year's execution; lines break inside words."""
    now: dict[str, Any] = {"year": books.year, "stage": "budget"}
    items = books.entries(ITEMS, 6, 0.02, 0.4)
    fiscal = added("财政拨款支出预算", items)
    business = books.entry("事业收入", 0.01, 0.05)
    total = added("", [fiscal, business])
    page.heading(1, f"{books.year}年单位预算编制说明", "part.narrative")
    income = page.say(f"{books.year}年，本单位").fact("rev.total", "收入预算", total.now, checked=True, **now)
    page.say("，其中：")
    sources = [("rev.fiscal", Entry("财政拨款收入", fiscal.now, ZERO, ZERO)), ("rev.business", business)]
    listed(page, sources, income, "；", **now)
    page.say("。\n支出预算")
    outgo = page.fact("exp.total", "", total.now, checked=True, **now)
    page.say("，其中：")
    spent = page.fact(
        "fiscal.exp_total",
        "财政拨款支出\n预算",
        fiscal.now,
        checked=True,
        part_of=outgo,
        basis="fiscal_appropriation",
        **now,
    )
    page.change(
        spent, fiscal.prior, "last_year_budget", lead=f"，比{books.year - 1}年预算", percent=None, checked=False
    )
    page.say("。按支出性质分，")
    nature = books.split(total, ("基本支出", "项目支出"))
    listed(page, list(zip(("exp.basic", "exp.project"), nature, strict=True)), outgo, "，", **now)
    page.say("。\n财政拨款支出主要内容如下：\n")
    with page.block("items"):
        for number, entry in enumerate(items, start=1):
            page.say(f"{number}. “")
            row = page.fact(
                "exp.func",
                entry.name,
                entry.now,
                glue="”",
                checked=True,
                part_of=spent,
                basis="fiscal_appropriation",
                **now,
            )
            page.say("，主要用于人员经费和日常运转。上年当年\n预算执行数为")
            before: dict[str, Any] = {"year": books.year - 1, "stage": "budget_execution"}
            prior(page, "exp.func", entry, **before)
            page.change(
                row,
                entry.prior,
                "last_year_execution",
                lead="，比上年执行数",
                percent="，{word}",
                reason=books.reason(),
            )
            page.say("。\n")
    page.heading(1, "其他相关情况说明")
    three_public(page, books, f"一、{books.year}年“三公”经费预算情况说明", "last_year_budget", **now)
    procurement(page, books, "三、政府采购情况", **now)


def prior(page: Page, concept: str, entry: Entry, **before: Any) -> None:
    """Last year's figure of an item, printed as a bare number behind its words."""
    page.rename(page.fact(concept, "", entry.prior, kind="prior", checked=True, **before), entry.name)


def guangdong_budget(page: Page, books: Books) -> None:
    """A budget in 元 with thousands commas; 三公 first, the parts of cars in a bracket."""
    now: dict[str, Any] = {"year": books.year, "stage": "budget"}
    basic = books.entry("基本支出", 0.5, 0.7)
    total = added("", [basic, books.entry("项目支出", 0.2, 0.4)])
    project = Entry("项目支出", total.now - basic.now, total.prior - basic.prior, ZERO)
    economic = books.split(basic, ("工资福利支出", "商品和服务支出", "对个人和家庭的补助"))
    page.heading(1, "第一部分  “三公”经费公开说明")
    three_public(page, books, f"一、{books.year}年“三公”经费安排情况", "last_year_budget", **now)
    page.heading(1, f"第二部分  {books.year}年部门预算情况说明", "part.narrative")
    page.heading(2, "一、部门预算收支增减变化情况", "sec.overall")
    income = page.say(f"{books.year}年本部门").fact("rev.total", "收入预算", total.now, checked=True, **now)
    page.change(income, total.prior, "last_year_budget", reason=books.reason())
    page.say("，其中：")
    sources = books.split(total, ("财政拨款收入", "事业收入", "其他收入"))
    listed(page, list(zip(("rev.fiscal", "rev.business", "rev.other"), sources, strict=True)), income, "，", **now)
    page.say("；")
    outgo = page.fact("exp.total", "支出预算", total.now, checked=True, **now)
    page.change(outgo, total.prior, "last_year_budget", reason=books.reason())
    page.say("。\n按支出结构，")
    shares(page, [("exp.basic", basic), ("exp.project", project)], outgo, "，占支出预算", "；", **now)
    page.say("。基本支出中：")
    row = next(fact.id for fact in page.facts if fact.concept == "exp.basic")
    listed(page, [("exp.econ", entry) for entry in economic], row, "，", **now)
    page.say("。\n按功能科目，")
    listed(page, [("exp.func", e) for e in books.split(total, tuple(books.rng.sample(CLASSES, 4)))], outgo, "，", **now)
    page.say("。\n")
    page.heading(2, "二、机关运行经费安排情况", "sec.operating_expense")
    row = page.say(f"{books.year}年本部门").fact(
        "op.total", "机关运行经费", economic[1].now, glue="安排", checked=True, **now
    )
    page.change(row, economic[1].prior, "last_year_budget")
    page.say("。\n")
    procurement(page, books, "三、政府采购情况", **now)
    vehicles(page, books, "四、国有资产占有使用情况")


def anhui_final(page: Page, books: Books) -> None:
    """A final account: two balances, shares, completion of the initial budget item by item, words for more and less."""
    now: dict[str, Any] = {"year": books.year, "stage": "final"}
    current = books.entry("本年收入合计", 0.8, 0.95)
    opening = books.entry("年初结转和结余", 0.03, 0.08)
    total = added("", [current, opening])
    spent, closing = books.split(total, ("本年支出合计", "年末结转和结余"))
    page.heading(1, f"第二部分  {books.year}年度部门决算情况说明", "part.narrative")
    page.heading(2, "一、收入支出决算总体情况说明", "sec.overall")
    income = page.say(f"{books.year}年度").fact("rev.total", "收入总计", total.now, checked=True, **now)
    page.say("、")
    outgo = page.fact("exp.total", "支出总计", total.now, checked=True, **now)
    page.say("（含结转结余）。")
    page.change(
        income, total.prior, "last_year_final", lead=f"与{books.year - 1}年相比，收、支总计各", reason=books.reason()
    )
    page.say("。\n")
    page.heading(2, "二、收入决算情况说明", "sec.revenue")
    row = page.say(f"{books.year}年度").fact(
        "rev.current_total", current.name, current.now, checked=True, part_of=income, **now
    )
    page.say("，其中：")
    sources = books.split(current, ("财政拨款收入", "上级补助收入", "其他收入"))
    concepts = ("rev.fiscal", "rev.superior_subsidy", "rev.other")
    shares(page, list(zip(concepts, sources, strict=True)), row, "，占", "；", **now)
    page.say("。")
    page.fact("rev.carryover", opening.name, opening.now, checked=True, part_of=income, **now)
    page.say("。\n")
    page.heading(2, "三、支出决算情况说明", "sec.expenditure")
    row = page.say(f"{books.year}年度").fact(
        "exp.current_total", spent.name, spent.now, checked=True, part_of=outgo, **now
    )
    page.say("，其中：")
    nature = books.split(spent, ("基本支出", "项目支出"))
    shares(page, list(zip(("exp.basic", "exp.project"), nature, strict=True)), row, "，占", "；", **now)
    page.say("。")
    page.fact("exp.year_end_carryover", closing.name, closing.now, checked=True, part_of=outgo, **now)
    page.say("。\n")
    general(page, books, spent, **now)
    three_public(page, books, "八、财政拨款“三公”经费支出决算情况说明", "last_year_final", **now)


def general(page: Page, books: Books, spent: Entry, **now: Any) -> None:
    """General public expenditure: structure with shares, then items with their completion."""
    page.heading(2, "五、一般公共预算财政拨款支出决算情况说明", "sec.gpb_scale")
    basis = {**now, "basis": "general_public"}
    total, _ = books.split(spent, ("一般公共预算财政拨款支出", ""))
    row = page.say(f"{books.year}年度").fact("gpb.exp_total", total.name, total.now, checked=True, **basis)
    page.change(row, total.prior, "last_year_final", lead=f"。与{books.year - 1}年相比，")
    page.say("。\n")
    page.heading(3, "（二）一般公共预算财政拨款支出决算结构情况", "sec.gpb_structure")
    page.say("一般公共预算财政拨款支出主要用于以下方面：")
    classes = books.split(total, tuple(books.rng.sample(CLASSES, 4)))
    shares(page, [("exp.func", entry) for entry in classes], row, "，占", "；", **basis)
    page.say("。\n")
    page.heading(3, "（三）一般公共预算财政拨款支出决算具体情况", "sec.gpb_detail")
    with page.block("completion"):
        for number, entry in enumerate(books.entries(ITEMS, 4), start=1):
            page.say(f"{number}．{entry.name}。")
            completed(page, entry, books, **basis)


def completed(page: Page, entry: Entry, books: Books, **now: Any) -> None:
    """Budget, final, completion, and the word that compares them."""
    budget = page.fact("exp.func", "", entry.budget, glue="年初预算为", **{**now, "stage": "budget"})
    page.say("，")
    final = page.fact("exp.func", "", entry.now, glue="支出决算为", checked=True, **now)
    page.rename(budget, entry.name)
    page.rename(final, entry.name)
    page.share(final, budget, lead="，完成年初预算的", kind="completion")
    page.say("，决算数")
    page.word(final, "大于" if entry.now > entry.budget else "小于")
    page.say(f"年初预算数的主要原因是{books.reason()}。\n")


def sichuan_final(page: Page, books: Books) -> None:
    """Two figures in one clause, structure shares, completion; full stops are rare."""
    now: dict[str, Any] = {"year": books.year, "stage": "final"}
    total = books.entry("", 0.7, 0.9)
    page.heading(2, "一、收入支出决算总体情况说明", "sec.overall")
    income = page.say(f"{books.year}年度").fact("rev.total", "收入总计", total.now, checked=True, **now)
    page.say("，")
    outgo = page.fact("exp.total", "支出总计", total.now, checked=True, **now)
    page.say("。")
    page.change(income, total.prior, "last_year_final", lead=f"与{books.year - 1}年度相比，收入总计")
    page.change(outgo, total.prior, "last_year_final", lead="，支出总计", reason=books.reason())
    page.say("。\n")
    page.heading(2, "二、收入决算情况说明", "sec.revenue")
    page.say("收入构成如下：")
    names = ("一般公共预算财政拨款收入", "政府性基金预算财政拨款收入", "事业收入", "其他收入")
    concepts = ("rev.fiscal_gpb", "rev.fiscal_gov_fund", "rev.business", "rev.other")
    shares(page, list(zip(concepts, books.split(total, names), strict=True)), income, "，占", "；", **now)
    page.say("。\n")
    page.heading(2, "三、支出决算情况说明", "sec.expenditure")
    nature = books.split(total, ("基本支出", "项目支出"))
    shares(page, list(zip(("exp.basic", "exp.project"), nature, strict=True)), outgo, "，占", "；", **now)
    page.say("。\n")
    general(page, books, total, **now)
    three_public(page, books, "七、“三公”经费财政拨款支出决算情况说明", "last_year_final", **now)


def fujian_report(page: Page, books: Books) -> None:
    """A government-wide report in 亿元: open lists, additions in words, balances, movements with the level before."""
    now: dict[str, Any] = {"year": books.year, "stage": "budget_execution"}
    own = books.entry("一般公共预算收入", 0.3, 0.5)
    page.heading(2, f"一、{books.year}年预算执行情况")
    page.heading(3, "（一）一般公共预算")
    revenue = page.say("全市").fact(None, own.name, own.now, glue="完成", checked=True, **now)
    page.change(revenue, own.prior, "last_year_execution", lead="，同比", words=("增收", "减收"))
    page.say("。其中：")
    taxes, others = books.split(own, ("税收收入", "非税收入"))
    row = page.fact(None, taxes.name, taxes.now, checked=True, part_of=revenue, **now)
    page.share(row, revenue, lead="，占一般公共预算收入的比重为")
    page.say("；")
    row = page.fact(None, others.name, others.now, checked=True, part_of=revenue, **now)
    page.share(row, revenue, lead="，占")
    page.say("。\n一般公共预算收入加上")
    extra = books.entries(("上级补助收入", "债务转贷收入", "上年结余", "调入资金"), 3, 0.05, 0.2)
    identity = f"f{len(page.facts) + len(extra) + 1}"
    for number, entry in enumerate(extra):
        page.say("、" if number else "")
        page.fact(None, entry.name, entry.now, checked=True, part_of=identity, **now)
    page.say("，")
    page.fact(None, "收入总计", added("", [own, *extra]).now, checked=True, **now)
    page.say("。\n")
    page.heading(3, "（二）社会保险基金预算")
    income, outgo = books.entry("", 0.2, 0.3), books.entry("", 0.1, 0.19)
    page.fact(None, "社会保险基金收入", income.now, checked=True, **now)
    page.say("，")
    page.fact(None, "社会保险基金支出", outgo.now, checked=True, **now)
    page.say("，")
    page.fact(None, "当年收支结余", income.now - outgo.now, checked=True, **now)
    page.say("。\n")
    page.heading(3, "（三）主要支出")
    for entry in books.entries(CLASSES, 3):
        row = page.fact("exp.func", entry.name, entry.now, glue="完成", checked=True, **now)
        page.say("，上年为")
        prior(page, "exp.func", entry, year=books.year - 1, stage="budget_execution")
        page.change(row, entry.prior, "last_year_execution", lead="，同比", reason=books.reason())
        page.say("。\n")


def henan_performance(page: Page, books: Books) -> None:
    """Projects and their money, cost indicators, and the self-evaluation of the year before."""
    now: dict[str, Any] = {"year": books.year, "stage": "budget"}
    projects = books.entries(PROJECTS, 4, 0.05, 0.3)
    total = added("", projects)
    page.heading(2, "一、总体情况", "sec.performance")
    page.say(f"{books.year}年纳入绩效目标管理的").fact(
        "perf.project_count", "项目", Decimal(len(projects)), glue="共", unit="个", checked=True, **now
    )
    page.say("，具体为：" + "、".join(entry.name for entry in projects) + "。")
    funds = page.fact("perf.funds", "涉及资金", total.now, checked=True, **now)
    page.change(funds, total.prior, "last_year_budget")
    page.say("。其中：")
    names = []
    for number, entry in enumerate(projects):
        page.say("；" if number else "")
        row = page.fact("project.annual_budget", f"{entry.name}项目", entry.now, checked=True, part_of=funds, **now)
        page.change(row, entry.prior, "last_year_budget")
        names.append(row)
    page.say("。\n")
    page.heading(2, "二、项目支出绩效目标表", "sec.projects")
    for entry, row in zip(projects, names, strict=True):
        page.say("项目名称\n")
        name = page.project(f"{entry.name}项目", row)
        page.say("\n")
        page.cost(name, f"{entry.name}总成本", entry.now)
    page.heading(2, f"三、{books.year - 1}年度项目绩效自评情况", "sec.performance")
    for number, entry in enumerate(books.entries(PROJECTS, 3), start=1):
        page.say(f"（{number}）{entry.name}项目")
        last: dict[str, Any] = {"year": books.year - 1}
        budget = page.fact(None, "全年预算数", entry.budget, stage="budget_adjusted", **last)
        page.say("，")
        final = page.fact(None, "全年执行数", entry.now, checked=True, stage="final", **last)
        page.share(final, budget, lead="，执行率", kind="completion")
        page.say("。\n")


def hebei_budget(page: Page, books: Books) -> None:
    """A county bureau: this year and last year side by side, and 三公 with both years of every part."""
    now, before = ({"year": books.year - n, "stage": "budget"} for n in (0, 1))
    basic, project = books.entry("基本支出", 0.4, 0.6), books.entry("项目支出", 0.2, 0.4)
    total = added("", [basic, project])
    page.heading(2, "一、收支总体情况", "sec.overall")
    income = page.say(f"{books.year}年").fact("rev.total", "收入总预算", total.now, checked=True, **now)
    page.change(income, total.prior, "last_year_budget", reason=books.reason())
    page.say("。")
    outgo = page.fact("exp.total", "支出总预算", total.now, checked=True, **now)
    page.say("，其中：")
    listed(page, [("exp.basic", basic), ("exp.project", project)], outgo, "、", **now)
    page.say("。\n")
    page.heading(2, "二、“三公”经费", "sec.three_public")
    parts = books.entries(("公务接待费", "公务用车运行维护费", "因公出国（境）费"), 3, 0.01, 0.05)
    concepts = {
        "公务接待费": "tp.reception",
        "公务用车运行维护费": "tp.vehicle_operation",
        "因公出国（境）费": "tp.abroad",
    }
    sums = added("“三公”经费", parts)
    whole = page.fact("tp.total", sums.name, sums.now, checked=True, **now)
    page.say("，上年预算")
    past = page.fact("tp.total", sums.name, sums.prior, kind="prior", **before)
    page.change(whole, sums.prior, "last_year_budget", lead="，比上年", percent="，{word}")
    page.say("。其中：\n")
    for entry in parts:
        row = page.fact(concepts[entry.name], entry.name, entry.now, checked=True, part_of=whole, **now)
        page.say("，上年预算")
        page.fact(concepts[entry.name], entry.name, entry.prior, kind="prior", checked=True, part_of=past, **before)
        page.change(row, entry.prior, "last_year_budget", lead="，比上年")
        page.say("。\n")
    procurement(page, books, "三、政府采购", **now)


TEMPLATES = {
    "jiangxi": (jiangxi_budget, "department_budget", Style(), Decimal(10**7)),
    "shanghai": (shanghai_budget, "unit_budget", Style(commas=True), Decimal(3 * 10**7)),
    "guangdong": (guangdong_budget, "department_budget", Style(unit="元", commas=True), Decimal(10**7)),
    "anhui": (anhui_final, "department_final", Style(), Decimal(4 * 10**7)),
    "sichuan": (sichuan_final, "unit_final", Style(commas=True), Decimal(10**8)),
    "fujian": (fujian_report, "budget_report", Style(unit="亿元"), Decimal(2 * 10**10)),
    "henan": (henan_performance, "performance", Style(), Decimal(2 * 10**7)),
    "hebei": (hebei_budget, "department_budget", Style(), Decimal(10**8)),
}


def write(name: str, seed: int, overrides: Any = None) -> Page:
    """One document: the same seed gives the same figures, whatever is overridden."""
    rng = random.Random(f"{name} {seed}")
    template, _, style, scale = TEMPLATES[name]
    books = Books(rng, scale * Decimal(str(round(rng.uniform(0.3, 3), 3))))
    varied = Style(style.unit, style.digits, style.commas, rng.choice((2, 2, 2, 1)), rng.random() < 0.1)
    page = Page(varied, random.Random(f"{name} {seed} style"), overrides)
    page.year, page.organisation = books.year, f"{books.stem}街道办事处"
    template(page, books)
    return page
