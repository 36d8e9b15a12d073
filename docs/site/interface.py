"""The pages of the service: routes from its OpenAPI document, settings, and what it refuses."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from typing import Any

from api.openapi import document
from api.refusals import rows
from api.settings import PREFIX, Settings
from docs.site.markdown import cell, code, page, table
from docs.site.words import compare, describe

ROUTES = {
    "zh": "由接口描述 [openapi.json](../openapi.json) 生成，服务也在 `/openapi.json` 给出它。用法和例子见 [HTTP "
    "服务](../service.md)。",
    "en": "Made from [openapi.json](../openapi.json), which the service has at `/openapi.json`, with examples. "
    "How to use them is told in [the service](../service.md).",
}
SETTINGS = {
    "zh": "环境变量，名称为 `MINGXI_` 加大写的设置名。时间以秒、大小以字节计。",
    "en": "Variables of the environment: `MINGXI_` and the name in capitals. Times are seconds, sizes bytes.",
}
REFUSALS = {
    "zh": "出错时的回答是 `application/problem+json`（RFC 9457）：`code` 不变，`title`、`detail` 为中文，"
    "`title_en`、`detail_en` 为英文，都说明怎么办。",
    "en": "Whatever goes wrong is `application/problem+json` (RFC 9457): `code` is stable; `title` and `detail` "
    "are Chinese, `title_en` "
    "and `detail_en` English, and say what to do.",
}
PARAMETER_HEAD = {"zh": ("参数", "位置", "说明"), "en": ("parameter", "in", "meaning")}
SETTING_HEAD = {"zh": ("名称", "环境变量", "默认", "含义"), "en": ("name", "variable", "default", "meaning")}
REFUSAL_HEAD = {"zh": ("代码", "状态", "标题", "说明"), "en": ("code", "status", "title", "what to do")}


def operations() -> Mapping[str, Mapping[str, Any]]:
    """Every route by its name: "GET /v1/jobs"."""
    paths = document()["paths"]
    return {f"{method.upper()} {path}": told for path, methods in paths.items() for method, told in methods.items()}


def write_routes(lang: str) -> str:
    """The page of routes in one language; raises `Undocumented` for a route without words."""
    found = operations()
    compare("routes", found)
    return page(
        {"zh": "HTTP 接口", "en": "HTTP interface"}[lang],
        ROUTES[lang],
        *(_route(name, found[name], lang) for name in found),
    )


def _route(name: str, told: Mapping[str, Any], lang: str) -> str:
    parameters = [
        (code(each["name"]), each["in"], cell(each.get("description", ""))) for each in told.get("parameters", ())
    ]
    answers = ", ".join(code(status) for status in told["responses"])
    parts = [f"## {name}", describe("routes", name, lang), told["description"] if lang == "en" else ""]
    parts += [
        table(PARAMETER_HEAD[lang], parameters) if parameters else "",
        {"zh": "回答：", "en": "Answers: "}[lang] + answers,
    ]
    return "\n\n".join(part for part in parts if part)


def write_settings(lang: str) -> str:
    """The page of settings in one language; raises `Undocumented` for a setting without words."""
    compare("settings", [each.name for each in fields(Settings)])
    told = [
        (code(each.name), code(PREFIX + each.name.upper()), _default(each), describe("settings", each.name, lang))
        for each in fields(Settings)
    ]
    return page(
        {"zh": "服务的设置", "en": "Settings of the service"}[lang], SETTINGS[lang], table(SETTING_HEAD[lang], told)
    )


def _default(setting: Field[Any]) -> str:
    """What a setting is unless said otherwise; that of `data` depends on the home of whoever starts the service."""
    if setting.default is MISSING:
        return code("~/.local/share/mingxi")
    if isinstance(setting.default, tuple):
        return code(",".join(setting.default))
    return code(str(setting.default))


def write_refusals(lang: str) -> str:
    """The page of problems in one language."""
    pick = ("zh", "en").index(lang)
    told = [
        (code(code_), str(row.status), cell(row.title[pick]), cell(row.detail[pick]))
        for code_, row in sorted(rows().items(), key=lambda each: (each[1].status, each[0]))
    ]
    return page(
        {"zh": "服务拒绝的原因", "en": "What the service refuses"}[lang],
        REFUSALS[lang],
        table(REFUSAL_HEAD[lang], told),
    )
