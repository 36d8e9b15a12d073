"""Composing documents out of patterns, seeded: the same seed gives the same document."""

from random import Random

from annotations.markup import GoldDocument, read_markup
from models.corpus.filling import fill
from models.corpus.loading import Pattern
from models.corpus.pools import Words, load_words
from models.corpus.printing import draw_style
from models.corpus.setting import LARGE, Ledger, Setting
from models.corpus.tags import tag

YEARS = range(2016, 2027)


def draw_setting(kind: str, random: Random, words: Words) -> Setting:
    """Invent who writes the document, of which year, and how."""
    place = random.choice(words.lists["place_front"]) + random.choice(words.lists["place_back"]) + random.choice(words.lists["place_kind"])
    is_large = kind in LARGE
    organisation = place + ("财政局" if is_large else random.choice(words.lists["office"]))
    short = random.choice(words.lists["short"])
    style = draw_style(random, is_large=is_large)
    return Setting(kind, random.choice(YEARS), style, organisation, short, place, words)


def specimen(pattern: Pattern, seed: int, *, name: str = "") -> GoldDocument:
    """One pattern filled once, under a title and the heading of its section: to look at a family by itself."""
    random = Random(f"{seed} {pattern.text}")
    kind = random.choice(pattern.kinds)
    setting = draw_setting(kind, random, load_words())
    title = TITLES[kind].format(org=setting.organisation, year=setting.year, place=setting.place)
    heading = tag("h", "一、" + HEADINGS.get(pattern.section, "有关情况说明"), level=1, kind=pattern.section or None)
    body = fill(pattern.text, setting, Ledger(), random)
    return read_markup(f"{title}\n\n{heading}\n{body}\n", name or f"{pattern.family}-{seed}")


TITLES = {
    "budget": "{org}{year}年部门预算公开说明",
    "final": "{org}{year}年度部门决算公开说明",
    "three_public": "{place}{year}年“三公”经费预算说明",
    "report": "关于{place}{year}年预算执行情况的报告",
    "draft": "关于{place}{year}年预算草案的报告",
    "adjustment": "关于{place}{year}年预算调整方案的说明",
    "performance": "{org}{year}年项目绩效目标公开",
    "evaluation": "{org}{year}年度绩效自评报告",
}
HEADINGS = {
    "sec.overall": "收支总体情况说明",
    "sec.revenue": "收入情况说明",
    "sec.expenditure": "支出情况说明",
    "sec.gpb_structure": "一般公共预算支出结构情况",
    "sec.gpb_basic": "一般公共预算基本支出情况",
    "sec.gpb_detail": "一般公共预算支出具体情况",
    "sec.three_public": "“三公”经费情况说明",
    "sec.gov_fund": "政府性基金情况说明",
    "sec.state_capital": "国有资本经营情况说明",
    "sec.operating_expense": "机关运行经费情况",
    "sec.procurement": "政府采购情况",
    "sec.assets": "国有资产占用情况",
    "sec.performance": "绩效情况说明",
    "sec.projects": "项目情况说明",
    "profile.staff": "人员情况",
    "profile.organisation": "机构设置情况",
    "profile.duties": "主要职责",
    "sec.gov_debt": "政府债务情况",
    "sec.fiscal_overall": "财政拨款收支总体情况",
    "sec.gpb_scale": "一般公共预算支出规模变化情况",
    "sec.meeting_training": "会议费、培训费情况",
}
