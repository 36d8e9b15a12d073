"""Two regional styles of final accounts, and a government-wide report."""

from benchmarks.reconciliation_injected.books import CLASSES, ITEMS, Books, Entry, added
from benchmarks.reconciliation_injected.page import Page
from benchmarks.reconciliation_injected.passages import Said, explained, named, prior, shares, three_public

AGAINST = "last_year_final"


def anhui_final(page: Page, books: Books) -> None:
    """A final account: two balances, shares, completion of the initial budget item by item, words for more and less."""
    said: Said = {"year": books.year, "stage": "final"}
    current, opening = books.entry("本年收入合计", 0.8, 0.95), books.entry("年初结转和结余", 0.03, 0.08)
    total = added("", [current, opening])
    spent, closing = books.split(total, ("本年支出合计", "年末结转和结余"))
    page.heading(1, f"第二部分  {books.year}年度部门决算情况说明", "part.narrative")
    page.heading(2, "一、收入支出决算总体情况说明", "sec.overall")
    income = page.say(f"{books.year}年度").fact("rev.total", "收入总计", total.now, checked=True, **said)
    page.say("、")
    outgo = page.fact("exp.total", "支出总计", total.now, checked=True, **said)
    page.say("（含结转结余）。")
    explained(page, books, income, total.prior, AGAINST, f"与{books.year - 1}年相比，收、支总计各")
    page.say("。\n")
    page.heading(2, "二、收入决算情况说明", "sec.revenue")
    page.say(f"{books.year}年度")
    row = page.fact("rev.current_total", current.name, current.now, checked=True, part_of=income, **said)
    page.say("，其中：")
    sources = books.split(current, ("财政拨款收入", "上级补助收入", "其他收入"))
    shares(page, named(("rev.fiscal", "rev.superior_subsidy", "rev.other"), sources), row, "，占", said)
    page.say("。")
    page.fact("rev.carryover", opening.name, opening.now, checked=True, part_of=income, **said)
    page.say("。\n")
    page.heading(2, "三、支出决算情况说明", "sec.expenditure")
    page.say(f"{books.year}年度")
    row = page.fact("exp.current_total", spent.name, spent.now, checked=True, part_of=outgo, **said)
    page.say("，其中：")
    nature = books.split(spent, ("基本支出", "项目支出"))
    shares(page, named(("exp.basic", "exp.project"), nature), row, "，占", said)
    page.say("。")
    page.fact("exp.year_end_carryover", closing.name, closing.now, checked=True, part_of=outgo, **said)
    page.say("。\n")
    general(page, books, spent, said)
    three_public(page, books, "八、财政拨款“三公”经费支出决算情况说明", AGAINST, said)


def sichuan_final(page: Page, books: Books) -> None:
    """Two figures in one clause, structure shares, completion; full stops are rare."""
    said: Said = {"year": books.year, "stage": "final"}
    total = books.entry("", 0.7, 0.9)
    page.heading(2, "一、收入支出决算总体情况说明", "sec.overall")
    income = page.say(f"{books.year}年度").fact("rev.total", "收入总计", total.now, checked=True, **said)
    page.say("，")
    outgo = page.fact("exp.total", "支出总计", total.now, checked=True, **said)
    page.say("。")
    page.change(income, total.prior, AGAINST, lead=f"与{books.year - 1}年度相比，收入总计")
    explained(page, books, outgo, total.prior, AGAINST, "，支出总计")
    page.say("。\n")
    page.heading(2, "二、收入决算情况说明", "sec.revenue")
    page.say("收入构成如下：")
    names = ("一般公共预算财政拨款收入", "政府性基金预算财政拨款收入", "事业收入", "其他收入")
    concepts = ("rev.fiscal_gpb", "rev.fiscal_gov_fund", "rev.business", "rev.other")
    shares(page, named(concepts, books.split(total, names)), income, "，占", said)
    page.say("。\n")
    page.heading(2, "三、支出决算情况说明", "sec.expenditure")
    nature = books.split(total, ("基本支出", "项目支出"))
    shares(page, named(("exp.basic", "exp.project"), nature), outgo, "，占", said)
    page.say("。\n")
    general(page, books, total, said)
    three_public(page, books, "七、“三公”经费财政拨款支出决算情况说明", AGAINST, said)


def general(page: Page, books: Books, spent: Entry, said: Said) -> None:
    """General public expenditure: structure with shares, then items with their completion."""
    page.heading(2, "五、一般公共预算财政拨款支出决算情况说明", "sec.gpb_scale")
    basis: Said = {**said, "basis": "general_public"}
    total, _ = books.split(spent, ("一般公共预算财政拨款支出", ""))
    row = page.say(f"{books.year}年度").fact("gpb.exp_total", total.name, total.now, checked=True, **basis)
    page.change(row, total.prior, AGAINST, lead=f"。与{books.year - 1}年相比，")
    page.say("。\n")
    page.heading(3, "（二）一般公共预算财政拨款支出决算结构情况", "sec.gpb_structure")
    page.say("一般公共预算财政拨款支出主要用于以下方面：")
    classes = books.split(total, tuple(books.rng.sample(CLASSES, 4)))
    shares(page, [("exp.func", entry) for entry in classes], row, "，占", basis)
    page.say("。\n")
    page.heading(3, "（三）一般公共预算财政拨款支出决算具体情况", "sec.gpb_detail")
    with page.block("completion"):
        for number, entry in enumerate(books.entries(ITEMS, 4), start=1):
            page.say(f"{number}．{entry.name}。")
            completed(page, books, entry, basis)


def completed(page: Page, books: Books, entry: Entry, said: Said) -> None:
    """Budget, final, completion, and the word that compares them."""
    budget = page.fact("exp.func", "", entry.budget, glue="年初预算为", **{**said, "stage": "budget"})
    page.say("，")
    final = page.fact("exp.func", "", entry.now, glue="支出决算为", checked=True, **said)
    page.rename(budget, entry.name)
    page.rename(final, entry.name)
    page.share(final, budget, lead="，完成年初预算的", kind="completion")
    page.say("，决算数")
    page.word(final, "大于" if entry.now > entry.budget else "小于")
    page.say(f"年初预算数的主要原因是{books.reason()}。\n")


def fujian_report(page: Page, books: Books) -> None:
    """A government-wide report in 亿元: additions in words, balances, movements with the level before."""
    said: Said = {"year": books.year, "stage": "budget_execution"}
    own = books.entry("一般公共预算收入", 0.3, 0.5)
    page.heading(2, f"一、{books.year}年预算执行情况")
    page.heading(3, "（一）一般公共预算")
    revenue = page.say("全市").fact(None, own.name, own.now, glue="完成", checked=True, **said)
    page.change(revenue, own.prior, "last_year_execution", lead="，同比")
    page.say("。其中：")
    shares(page, named((None, None), books.split(own, ("税收收入", "非税收入"))), revenue, "，占比重为", said)
    page.say("。\n一般公共预算收入加上")
    extra = books.entries(("上级补助收入", "债务转贷收入", "上年结余", "调入资金"), 3, 0.05, 0.2)
    total = f"f{len(page.facts) + len(extra) + 1}"
    for number, entry in enumerate(extra):
        page.say("、" if number else "")
        page.fact(None, entry.name, entry.now, checked=True, part_of=total, **said)
    page.say("，")
    page.fact(None, "收入总计", added("", [own, *extra]).now, checked=True, **said)
    page.say("。\n")
    page.heading(3, "（二）社会保险基金预算")
    income, outgo = books.entry("社会保险基金收入", 0.2, 0.3), books.entry("社会保险基金支出", 0.1, 0.19)
    balance = Entry("当年收支结余", income.now - outgo.now, income.prior, income.budget)
    for entry, mark in ((income, "，"), (outgo, "，"), (balance, "。\n")):
        page.fact(None, entry.name, entry.now, checked=True, **said)
        page.say(mark)
    page.heading(3, "（三）主要支出")
    for entry in books.entries(CLASSES, 3):
        row = page.fact("exp.func", entry.name, entry.now, glue="完成", checked=True, **said)
        page.say("，上年为")
        prior(page, "exp.func", entry, {"year": books.year - 1, "stage": "budget_execution"})
        explained(page, books, row, entry.prior, "last_year_execution", "，同比")
        page.say("。\n")
