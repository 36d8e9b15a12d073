"""A record written by hand, so that what is shown does not depend on what is extracted."""

from dataclasses import replace
from decimal import Decimal

from extractor.data import (
    Change,
    Check,
    Document,
    Fact,
    Hint,
    Phrase,
    Producer,
    Project,
    ProjectPeriod,
    Quantity,
    Ratio,
    Reason,
    Record,
    Section,
)

WRONG_SHARE = "项目支出230万元÷支出预算总额640万元应为35.94%，文中为37.5%，相差1.56个百分点。"
REMEDY = "项目支出改为240万元后，2条不符的关系成立。"
CHECKS = (
    Check("k2", "L02", "violated", "info", message="编号重复：“[bold]一、[/]”。"),
    Check("k3", "S01", "exact", "info", message="收入预算总额640万元与各项收入之和一致。"),
    Check("k4", "C03", "violated", "warning", message="收入预算总额增加40万元，没有说明原因。"),
    Check("k1", "H01", "violated", "error", message=WRONG_SHARE, hint=Hint("f6", Decimal("2400000"), REMEDY)),
    Check("k5", "S02", "within_rounding", "info", message="相差0.01万元，在四舍五入误差以内。"),
    Check("k6", "S03", "not_evaluable", "info", message="缺少支出预算总额，无法核对。"),
)


def phrase(text: str) -> Phrase:
    """A stretch of no document."""
    return Phrase(text, 0, len(text))


def quantity(text: str) -> Quantity:
    """A printed number, of which only the print matters here."""
    return Quantity("amount", Decimal(0), "CNY", text, 0, len(text), Decimal(1))


def fact(id: str, item: str, printed: str, *, part_of: str | None = None, concept: str | None = None) -> Fact:
    """One level of the budget of 2024."""
    level = Fact(id, phrase(item), concept, quantity(printed), year=2024, stage="budget", confidence=0.97)
    return replace(level, part_of=part_of)


def section(id: str, parent: str | None, number: str, title: str, kind: str | None) -> Section:
    """One heading."""
    return Section(id, parent, 1, number, title, kind, 0, 0, 0, 0)


RECORD = Record(
    document=Document(
        "0" * 64,
        "预算.txt",
        "text/plain",
        "",
        0,
        (),
        title="云岭市茶山区档案馆2024年单位预算",
        kind="unit_budget",
        fiscal_year=2024,
        organisation="云岭市茶山区档案馆",
    ),
    sections=(
        section("s1", None, "第一部分", "单位概况", "part.profile"),
        section("s2", "s1", "一、", "主要职责", "profile.duties"),
        section("s3", None, "第二部分", "单位预算情况说明", "part.narrative"),
        section("s4", "s3", "一、", "收入预算情况", "sec.revenue"),
        section("s5", "s3", "二、", "其他", None),
    ),
    facts=(
        fact("f1", "收入预算总额", "640万元", concept="rev.total"),
        fact("f2", "财政拨款收入", "600万元", part_of="f1", concept="rev.fiscal"),
        fact("f3", "其他收入", "40万元", part_of="f1"),
        fact("f4", "支出预算总额", "640万元", concept="exp.total"),
        fact("f6", "项目支出", "230\n万元", part_of="f4", concept="exp.project"),
        fact("f5", "其中：行政运行", "41,234,567.89元", part_of="f6"),
    ),
    changes=(
        Change("c1", "f1", "increase", quantity("40万元"), quantity("6.67%"), "last_year_budget", 2023, 0, 1),
        Change("c2", "f4", "flat", None, None, "other", None, 0, 1),
    ),
    ratios=(
        Ratio("q1", "share", "f6", "f4", None, quantity("37.5%")),
        Ratio("q2", "completion", "f4", None, "年初预算", quantity("98%")),
    ),
    reasons=(Reason("r1", "新增档案数字化项目，经费20万元", 0, 1, "project_start", ("c1", "f1", "f6")),),
    projects=(
        Project(
            "p1",
            name=phrase("档案数字化"),
            overview=None,
            basis=None,
            implementer=phrase("档案\n馆"),
            plan=None,
            period=ProjectPeriod("2024-01", "2024-12", phrase("2024年1月至12月")),
            budget="f3",
            goal=None,
            start=0,
            end=1,
        ),
    ),
    indicators=(),
    checks=CHECKS,
    coverage=(),
    warnings=(),
    produced_by=Producer("0", "none", "0"),
)
