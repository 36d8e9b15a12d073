"""What people see, Chinese first and English on request."""

from collections.abc import Mapping

LANGUAGES = ("zh", "en")
TEXTS: Mapping[str, tuple[str, str]] = {
    "not_found": ("{path}：没有这个文件或文件夹", "{path}: no such file or folder"),
    "cannot_open": ("{path}：无法打开（{reason}）", "{path}: cannot be opened ({reason})"),
    "internal": (
        "{path}：处理时出现程序错误（{reason}），请把文件和这一行报告给维护者",
        "{path}: internal error ({reason}); please report the file and this line",
    ),
    "summary": ("完成 {done} 个文件，{failed} 个未能读取", "{done} files done, {failed} could not be read"),
    "working": ("提取", "extracting"),
    "serving": ("服务地址 {address} （Ctrl-C 停止）", "serving at {address} (Ctrl-C stops)"),
    "standard_input": ("标准输入", "standard input"),
    "sections": ("章节", "Sections"),
    "facts": ("指标", "Facts"),
    "changes": ("增减变化", "Changes"),
    "ratios": ("占比与完成率", "Ratios"),
    "reasons": ("原因", "Reasons"),
    "projects": ("项目", "Projects"),
    "indicators": ("绩效指标", "Indicators"),
    "checks": ("核对", "Checks"),
    "item": ("名称", "item"),
    "concept": ("概念", "concept"),
    "value": ("数值", "value"),
    "year": ("年度", "year"),
    "stage": ("阶段", "stage"),
    "confidence": ("置信度", "confidence"),
    "direction": ("方向", "direction"),
    "amount": ("金额", "amount"),
    "percent": ("幅度", "percent"),
    "against": ("比较对象", "against"),
    "of": ("占／完成", "of"),
    "explains": ("说明", "explains"),
    "level": ("指标级别", "levels"),
    "target": ("指标值", "target"),
    "name": ("项目名称", "name"),
    "budget": ("年度预算", "budget"),
    "implementer": ("实施主体", "implementer"),
    "no_rows": ("没有找到可提取的明细", "no rows were found"),
}
VALUES: Mapping[str, tuple[str, str]] = {
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
    "not_applicable": ("不适用", "not applicable"),
    "see_attachment": ("见附件", "see attachment"),
    "placeholder": ("未填写", "placeholder"),
    "blank": ("空白", "blank"),
    "department_budget": ("部门预算", "department budget"),
    "unit_budget": ("单位预算", "unit budget"),
    "department_final": ("部门决算", "department final accounts"),
    "unit_final": ("单位决算", "unit final accounts"),
    "budget_report": ("预决算报告", "budget report"),
    "three_public": ("“三公”经费", "three public expenses"),
    "performance": ("绩效", "performance"),
    "error": ("错误", "error"),
    "warning": ("提示", "warning"),
    "info": ("说明", "info"),
}


def say(key: str, lang: str, **values: object) -> str:
    """One text in a language: say("summary", "zh", done=3, failed=1) -> "完成 3 个文件，1 个未能读取"."""
    return TEXTS[key][LANGUAGES.index(lang)].format(**values)


def word(value: str | None, lang: str) -> str:
    """A value of the contract as people read it: word("increase", "zh") -> "增"; unknown ones stay as they are."""
    return VALUES[value][LANGUAGES.index(lang)] if value in VALUES else value or ""
