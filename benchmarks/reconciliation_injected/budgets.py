"""Five regional styles of budgets and of the papers around them, written from the phrases that they use."""

from decimal import Decimal

from benchmarks.reconciliation_injected.books import CLASSES, ITEMS, PROJECTS, Books, Entry, added
from benchmarks.reconciliation_injected.page import Page
from benchmarks.reconciliation_injected.passages import (
    Said,
    explained,
    gov_fund,
    listed,
    named,
    prior,
    procurement,
    shares,
    staff,
    three_public,
    vehicles,
)

AGAINST = "last_year_budget"


def jiangxi_budget(page: Page, books: Books) -> None:
    """A street office: three ways of dividing the expenditure, shares, projects with cost indicators, 三公."""
    said: Said = {"year": books.year, "stage": "budget"}
    org = f"{books.stem}街道办事处"
    basic, projects = books.entry("基本支出", 0.5, 0.7), books.entries(PROJECTS, 3, 0.03, 0.15)
    economic = books.split(basic, ("工资福利支出", "日常公用支出", "对个人和家庭的补助", "资本性支出"))
    total = added("", [basic, *projects])
    page.heading(1, f"第一部分  {org}概况", "part.profile")
    staff(page, books, said)
    page.heading(1, f"第二部分  {org}{books.year}年部门预算情况说明", "part.narrative")
    page.heading(2, "一、部门预算收支情况说明")
    page.heading(3, "（一）收入预算情况", "sec.revenue")
    page.say(f"{books.year}年{org}")
    income = page.fact("rev.total", "收入预算总额", total.now, glue="为", checked=True, **said)
    explained(page, books, income, total.prior, AGAINST)
    page.say("。其中：")
    sources = books.split(total, ("财政拨款收入", "其他收入", "上年结转"))
    listed(page, named(("rev.fiscal", "rev.other", "rev.carryover"), sources), income, "，", said)
    page.say("。\n")
    jiangxi_expenditure(page, books, basic, economic, added("项目支出", projects))
    jiangxi_appropriation(page, books, economic[1])
    procurement(page, books, "（六）政府采购情况说明", said)
    vehicles(page, books, "（七）国有资产占有使用情况")
    jiangxi_projects(page, books, projects)
    three_public(page, books, f"二、{org}“三公”经费预算情况说明", AGAINST, said)


def jiangxi_expenditure(page: Page, books: Books, basic: Entry, economic: list[Entry], project: Entry) -> None:
    """Expenditure by nature and by function; the list by function is what a page break may double."""
    said: Said = {"year": books.year, "stage": "budget"}
    total = added("", [basic, project])
    page.heading(3, "（二）支出预算情况", "sec.expenditure")
    page.say(f"{books.year}年{books.stem}街道办事处")
    outgo = page.fact("exp.total", "支出预算总额", total.now, glue="为", checked=True, **said)
    explained(page, books, outgo, total.prior, AGAINST)
    page.say("。\n其中：按支出项目类别划分：")
    row = page.fact("exp.basic", basic.name, basic.now, checked=True, part_of=outgo, **said)
    page.change(row, basic.prior, AGAINST)
    page.say("，包括")
    listed(page, named(("exp.econ", "exp.basic_public", "exp.econ", "exp.econ"), economic), row, "、", said)
    page.say("；")
    row = page.fact("exp.project", project.name, project.now, checked=True, part_of=outgo, **said)
    explained(page, books, row, project.prior, AGAINST)
    page.say("。\n")
    classes = books.split(total, tuple(books.rng.sample(CLASSES, 4)))
    with page.block("functions"):
        page.say("按支出功能科目划分：")
        listed(page, [("exp.func", entry) for entry in classes], outgo, "，\n", said)
        page.say("。\n")


def jiangxi_appropriation(page: Page, books: Books, public: Entry) -> None:
    """The appropriation by function with shares, no fund, and the operating expense."""
    said: Said = {"year": books.year, "stage": "budget"}
    page.heading(3, "（三）财政拨款支出情况", "sec.fiscal_expenditure")
    fiscal: Said = {**said, "basis": "fiscal_appropriation"}
    total = books.entry("财政拨款支出预算", 0.4, 0.5)
    page.say(f"{books.year}年{books.stem}街道办事处")
    row = page.fact("fiscal.exp_total", total.name, total.now, **fiscal)
    page.change(row, total.prior, AGAINST)
    page.say("。具体支出情况是：")
    classes = books.split(total, tuple(books.rng.sample(CLASSES, 4)))
    shares(page, [("exp.func", entry) for entry in classes], row, "，占财政拨款支出的", fiscal)
    page.say("。\n")
    gov_fund(page, books, said)
    page.heading(3, "（五）机关运行经费等重要情况说明", "sec.operating_expense")
    row = page.say(f"{books.year}年本部门").fact("op.total", "机关运行经费", public.now, glue="为", **said)
    explained(page, books, row, public.prior, AGAINST)
    page.say("。\n")


def jiangxi_projects(page: Page, books: Books, projects: list[Entry]) -> None:
    """Every project under a heading of its own, with its budget and a cost indicator."""
    said: Said = {"year": books.year, "stage": "budget"}
    page.heading(3, "（八）预算绩效情况", "sec.performance")
    page.say(f"{books.year}年本部门").count("perf.project_count", "一级项目", Decimal(len(projects)), "个", **said)
    page.say("，具体为：" + "、".join(entry.name for entry in projects) + "\n")
    for number, entry in enumerate(projects, start=1):
        page.heading(4, f"{number}.{entry.name}项目", "sec.projects")
        name = page.project(f"{entry.name}项目")
        page.say("\n（1）")
        budget: Said = {**said, "project": name}
        row = page.fact("project.annual_budget", "年度预算安排", entry.now, glue="：", checked=True, **budget)
        page.budget_of(name, row)
        page.say("\n（2）绩效目标和指标：\n")
        page.cost(name, f"{entry.name}支出", entry.now)


def shanghai_budget(page: Page, books: Books) -> None:
    """A unit whose appropriation is listed item by item, each with last year's execution; lines break inside words."""
    said: Said = {"year": books.year, "stage": "budget"}
    fiscal: Said = {**said, "basis": "fiscal_appropriation"}
    items, business = books.entries(ITEMS, 6, 0.02, 0.4), books.entry("事业收入", 0.01, 0.05)
    granted = added("财政拨款收入", items)
    total = added("", [granted, business])
    page.heading(1, f"{books.year}年单位预算编制说明", "part.narrative")
    income = page.say(f"{books.year}年，本单位").fact("rev.total", "收入预算", total.now, checked=True, **said)
    page.say("，其中：")
    listed(page, named(("rev.fiscal", "rev.business"), (granted, business)), income, "；", said)
    page.say("。\n支出预算")
    outgo = page.fact("exp.total", "", total.now, checked=True, **said)
    page.say("，其中：")
    spent = page.fact("fiscal.exp_total", "财政拨款支出\n预算", granted.now, checked=True, part_of=outgo, **fiscal)
    page.change(spent, granted.prior, AGAINST, lead=f"，比{books.year - 1}年预算", grows=False, checked=False)
    page.say("。按支出性质分，")
    nature = books.split(total, ("基本支出", "项目支出"))
    listed(page, named(("exp.basic", "exp.project"), nature), outgo, "，", said)
    page.say("。\n财政拨款支出主要内容如下：\n")
    with page.block("items"):
        for number, entry in enumerate(items, start=1):
            page.say(f"{number}. “")
            row = page.fact("exp.func", entry.name, entry.now, glue="”", checked=True, part_of=spent, **fiscal)
            page.say("，主要用于人员经费和日常运转。上年当年\n预算执行数为")
            prior(page, "exp.func", entry, {"year": books.year - 1, "stage": "budget_execution"})
            explained(page, books, row, entry.prior, "last_year_execution", "，比上年执行数")
            page.say("。\n")
    page.heading(1, "其他相关情况说明")
    three_public(page, books, f"一、{books.year}年“三公”经费预算情况说明", AGAINST, said)
    procurement(page, books, "三、政府采购情况", said)


def guangdong_budget(page: Page, books: Books) -> None:
    """A budget in 元 with thousands commas; 三公 first."""
    said: Said = {"year": books.year, "stage": "budget"}
    basic, project = books.entry("基本支出", 0.5, 0.7), books.entry("项目支出", 0.2, 0.4)
    total = added("", [basic, project])
    economic = books.split(basic, ("工资福利支出", "商品和服务支出", "对个人和家庭的补助"))
    page.heading(1, "第一部分  “三公”经费公开说明")
    three_public(page, books, f"一、{books.year}年“三公”经费安排情况", AGAINST, said)
    page.heading(1, f"第二部分  {books.year}年部门预算情况说明", "part.narrative")
    page.heading(2, "一、部门预算收支增减变化情况", "sec.overall")
    income = page.say(f"{books.year}年本部门").fact("rev.total", "收入预算", total.now, checked=True, **said)
    explained(page, books, income, total.prior, AGAINST)
    page.say("，其中：")
    sources = books.split(total, ("财政拨款收入", "事业收入", "其他收入"))
    listed(page, named(("rev.fiscal", "rev.business", "rev.other"), sources), income, "，", said)
    page.say("；")
    outgo = page.fact("exp.total", "支出预算", total.now, checked=True, **said)
    explained(page, books, outgo, total.prior, AGAINST)
    page.say("。\n按支出结构，")
    row = f"f{len(page.facts) + 1}"
    shares(page, named(("exp.basic", "exp.project"), (basic, project)), outgo, "，占支出预算", said)
    page.say("。基本支出中：")
    listed(page, [("exp.econ", entry) for entry in economic], row, "，", said)
    page.say("。\n按功能科目，")
    classes = books.split(total, tuple(books.rng.sample(CLASSES, 4)))
    listed(page, [("exp.func", entry) for entry in classes], outgo, "，", said)
    page.say("。\n")
    page.heading(2, "二、机关运行经费安排情况", "sec.operating_expense")
    page.say(f"{books.year}年本部门")
    row = page.fact("op.total", "机关运行经费", economic[1].now, glue="安排", checked=True, **said)
    page.change(row, economic[1].prior, AGAINST)
    page.say("。\n")
    procurement(page, books, "三、政府采购情况", said)
    vehicles(page, books, "四、国有资产占有使用情况")


def hebei_budget(page: Page, books: Books) -> None:
    """A county bureau: 三公 with both years of the total and of every part."""
    said: Said = {"year": books.year, "stage": "budget"}
    before: Said = {"year": books.year - 1, "stage": "budget"}
    basic, project = books.entry("基本支出", 0.4, 0.6), books.entry("项目支出", 0.2, 0.4)
    total = added("", [basic, project])
    page.heading(2, "一、收支总体情况", "sec.overall")
    income = page.say(f"{books.year}年").fact("rev.total", "收入总预算", total.now, checked=True, **said)
    explained(page, books, income, total.prior, AGAINST)
    page.say("。")
    outgo = page.fact("exp.total", "支出总预算", total.now, checked=True, **said)
    page.say("，其中：")
    listed(page, named(("exp.basic", "exp.project"), (basic, project)), outgo, "、", said)
    page.say("。\n")
    page.heading(2, "二、“三公”经费", "sec.three_public")
    concepts = {
        "公务接待费": "tp.reception",
        "公务用车运行维护费": "tp.vehicle_operation",
        "因公出国（境）费": "tp.abroad",
    }
    parts = books.entries(tuple(concepts), 3, 0.01, 0.05)
    sums = added("“三公”经费", parts)
    whole = page.fact("tp.total", sums.name, sums.now, checked=True, **said)
    page.say("，上年预算")
    past = page.fact("tp.total", sums.name, sums.prior, kind="prior", **before)
    page.change(whole, sums.prior, AGAINST)
    page.say("。其中：\n")
    for entry in parts:
        row = page.fact(concepts[entry.name], entry.name, entry.now, checked=True, part_of=whole, **said)
        page.say("，上年预算")
        page.fact(concepts[entry.name], entry.name, entry.prior, kind="prior", checked=True, part_of=past, **before)
        page.change(row, entry.prior, AGAINST)
        page.say("。\n")
    procurement(page, books, "三、政府采购", said)


def henan_performance(page: Page, books: Books) -> None:
    """Projects and their money, cost indicators, and the self-evaluation of the year before."""
    said: Said = {"year": books.year, "stage": "budget"}
    projects = books.entries(PROJECTS, 4, 0.05, 0.3)
    total = added("涉及资金", projects)
    page.heading(2, "一、总体情况", "sec.performance")
    page.say(f"{books.year}年纳入绩效目标管理的")
    page.count("perf.project_count", "项目", Decimal(len(projects)), "个", **said)
    page.say("，具体为：" + "、".join(entry.name for entry in projects) + "。")
    funds = page.fact("perf.funds", total.name, total.now, checked=True, **said)
    page.change(funds, total.prior, AGAINST)
    page.say("。其中：")
    rows = []
    for number, entry in enumerate(projects):
        page.say("；" if number else "")
        name = f"{entry.name}项目"
        rows.append(page.fact("project.annual_budget", name, entry.now, checked=True, part_of=funds, **said))
        page.change(rows[-1], entry.prior, AGAINST)
    page.say("。\n")
    page.heading(2, "二、项目支出绩效目标表", "sec.projects")
    for entry, row in zip(projects, rows, strict=True):
        page.say("项目名称\n")
        name = page.project(f"{entry.name}项目")
        page.budget_of(name, row)
        page.say("\n")
        page.cost(name, f"{entry.name}总成本", entry.now)
    page.heading(2, f"三、{books.year - 1}年度项目绩效自评情况", "sec.performance")
    for number, entry in enumerate(books.entries(PROJECTS, 3), start=1):
        page.say(f"（{number}）{entry.name}项目")
        budget = page.fact(None, "全年预算数", entry.budget, year=books.year - 1, stage="budget_adjusted")
        page.say("，")
        final = page.fact(None, "全年执行数", entry.now, checked=True, year=books.year - 1, stage="final")
        page.share(final, budget, lead="，执行率", kind="completion")
        page.say("。\n")
