"""How values of the record read to people, Chinese first and English on request, and text from strangers made safe."""

import re
from collections.abc import Mapping

LANGUAGES = ("zh", "en")
Rows = Mapping[str, tuple[str, str]]
# Chinese has no spaces where a line ends.
BROKEN_LINE = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])[^\S\n]*\n\s*(?=[\u2e80-\u9fff\uff00-\uffef])")

# Values of the contract as people read them.
VALUES: Rows = {
    "increase": ("增", "up"),
    "decrease": ("减", "down"),
    "flat": ("持平", "flat"),
    "budget": ("预算", "budget"),
    "budget_adjusted": ("调整预算", "adjusted budget"),
    "budget_execution": ("执行", "execution"),
    "final": ("决算", "final"),
    "last_year_budget": ("上年预算", "last year's budget"),
    "last_year_execution": ("上年执行", "last year's execution"),
    "last_year_final": ("上年决算", "last year's final"),
    "budget_initial": ("年初预算", "initial budget"),
    "share": ("占比", "share"),
    "completion": ("完成率", "completion"),
    "score": ("得分", "score"),
    "other": ("其他", "other"),
    "zero": ("零", "zero"),
    "none_stated": ("无", "none"),
    "flat_stated": ("持平", "flat"),
    "not_applicable": ("不适用", "not applicable"),
    "see_attachment": ("见附件", "see attachment"),
    "placeholder": ("未填写", "placeholder"),
    "not_comparable": ("不可比", "not comparable"),
    "blank": ("未写数", "no figure"),
    "reported": ("有", "reported"),
    "department_budget": ("部门预算", "department budget"),
    "unit_budget": ("单位预算", "unit budget"),
    "department_final": ("部门决算", "department final accounts"),
    "unit_final": ("单位决算", "unit final accounts"),
    "budget_report": ("预决算报告", "budget report"),
    "three_public": ("“三公”经费", "three public expenses"),
    "performance": ("绩效", "performance"),
    "pay_policy": ("工资政策", "pay policy"),
    "staffing": ("人员变动", "staffing"),
    "austerity": ("厉行节约", "austerity"),
    "project_start": ("新增项目", "project start"),
    "project_end": ("项目结束", "project end"),
    "price": ("价格变动", "price"),
    "caliber_change": ("口径变化", "scope change"),
    "carry_over": ("结转结余", "carry-over"),
    "reform": ("机构改革", "reform"),
    "emergency": ("突发事件", "emergency"),
    "none_occurred": ("未发生", "none occurred"),
    "exact": ("相符", "exact"),
    "within_rounding": ("四舍五入以内", "within rounding"),
    "truncation": ("尾数舍去", "truncated"),
    "violated": ("不符", "violated"),
    "not_evaluable": ("无法核对", "not evaluable"),
    "present": ("已公开", "present"),
    "stated_empty": ("写明没有", "stated empty"),
    "attached": ("只见附件", "only attached"),
    "missing": ("没有找到", "missing"),
    "share_of_wrong_total": ("占比用错了总额", "a share of another total"),
    "ratio_as_percent": ("倍数写成了百分数", "a ratio with a percent sign"),
    "unit_slip": ("元、万元混用", "yuan for ten thousand yuan, or the reverse"),
    "ten_fold": ("多写或少写一位，差十倍", "ten times too large or too small"),
    "transposed_digits": ("相邻两位数字写反", "two digits exchanged"),
    "stale_copy": ("照抄了另一处的数字", "copied from another place"),
    "balancing_share": ("为凑足100%调整的占比", "a share nudged so that all make 100%"),
    "sign": ("增减方向写反", "the wrong direction"),
    "wrong_base": ("计算的基数不对", "worked out on a wrong base"),
    "prior_value": ("上年数写错", "a wrong figure of the year before"),
    "counted_twice": ("有一项重复计入", "a part counted twice"),
    "part_missing": ("漏了一项", "a part left out"),
    "duplicated_page": ("重复的页", "a page printed twice"),
    "template_residue": ("模板文字没有改", "words of the template left in"),
    "all_funds": ("全口径", "all funds"),
    "fiscal_appropriation": ("财政拨款", "fiscal appropriation"),
    "general_public": ("一般公共预算", "general public budget"),
    "gov_fund": ("政府性基金", "government fund"),
    "state_capital": ("国有资本经营", "state capital"),
    "approximately": ("约", "about"),
    "at_least": ("不少于", "at least"),
    "at_most": ("不超过", "at most"),
    "more_than": ("多于", "more than"),
    "less_than": ("少于", "less than"),
    "quantitative": ("定量", "quantitative"),
    "qualitative": ("定性", "qualitative"),
    "CNY": ("元", "CNY"),
    "pp": ("个百分点", "pp"),
    "duplicate": ("相同文件", "same file"),
    "near_duplicate": ("内容相同", "same content"),
    "corrected": ("更正版本", "corrected version"),
    "last_year": ("与上年文件对照", "against last year's document"),
    "initial_budget": ("与年初预算对照", "against the initial budget"),
    "department_sum": ("单位合计与部门对照", "units against their department"),
    "error": ("错误", "error"),
    "warning": ("提示", "warning"),
    "info": ("说明", "note"),
}

# What is wrong with a document, by the code of its error.
ERRORS: Rows = {
    "unreadable_document": ("文件不能读取", "the document cannot be read"),
    "empty_document": ("文件是空的", "the document is empty"),
    "unsupported_format": ("不支持的格式", "unsupported format"),
    "damaged_document": ("文件已损坏", "the document is damaged"),
    "encrypted_document": ("文件已加密", "the document is encrypted"),
    "unknown_encoding": ("无法识别文字编码", "unknown encoding"),
    "no_text_layer": ("没有文字层", "no text layer"),
    "missing_reader": ("缺少读取程序", "the reader is not installed"),
    "reading_stopped": ("读取中止", "reading was stopped"),
    "no_documents": ("没有文件", "no documents"),
    "too_large": ("文件过大", "the document is too large"),
    "lost_time": ("抽取超时", "extraction took too long"),
    "lost_memory": ("内存超限", "extraction took too much memory"),
    "lost_crash": ("处理进程终止", "the process died"),
    "unreachable_source": ("无法取得", "not to be had"),
    "internal_error": ("程序内部错误", "internal error"),
}


def pick(rows: Rows, key: str, lang: str) -> str:
    """The text of a row in one language."""
    return rows[key][LANGUAGES.index(lang)]


def word(value: str | None, lang: str) -> str:
    """Read a value of the contract: "increase" in "zh" -> "增"; unknown ones stay as they are."""
    return pick(VALUES, value, lang) if value is not None and value in VALUES else value or ""


def one_line(text: str) -> str:
    r"""Make a text from a stranger safe to print on one line: "收入\n总计\x1b[31m" -> "收入总计�[31m"."""
    joined = BROKEN_LINE.sub("", text.strip()) if "\n" in text else text
    return printable(" ".join(joined.split()))


def printable(text: str) -> str:
    r"""Show what a terminal would obey instead of printing: "总计\x1b[31m" -> "总计�[31m"."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else "\ufffd" for char in text)
