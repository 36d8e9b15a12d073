"""The page of fields: every type of the record, from its declaration in extractor/data.py."""

import types
from collections.abc import Mapping
from dataclasses import Field, fields, is_dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from docs.site.markdown import cell, code, page, table
from docs.site.words import compare, describe, tables
from extractor import data
from extractor.language import VALUES, word

INTRODUCTION = {
    "zh": "由 `extractor/data.py` 的类型生成，与程序一致。各列表怎样互相指向，见[结果记录](../record.md)。"
    "起止位置是全文中的字符位置，含起点、不含终点；数值是十进制字符串。",
    "en": "Made from the types of `extractor/data.py`. How the lists point at each other is told in [the "
    "record](../record.md). "
    "Places are half-open ranges of code points; numbers are decimal strings.",
}
HEADS = {"zh": ("字段", "含义", "类型"), "en": ("field", "meaning", "type")}
WORDS = {
    "zh": {
        "str": "文字",
        "int": "整数",
        "float": "小数",
        "Decimal": "十进制数",
        "map": "名称到文字",
        "list": "若干",
        "or": "或空",
    },
    "en": {
        "str": "text",
        "int": "integer",
        "float": "float",
        "Decimal": "decimal",
        "map": "names to text",
        "list": "list of",
        "or": "or null",
    },
}
KEEPS = {"Rows"}  # rows on their way, which no record holds


def declared() -> list[type]:
    """The types of a record, the record first, then in the order of the contract."""
    found = [kind for kind in vars(data).values() if isinstance(kind, type) and is_dataclass(kind)]
    mine = [kind for kind in found if kind.__module__ == data.__name__ and kind.__name__ not in KEEPS]
    return [data.Record, *(kind for kind in mine if kind is not data.Record)]


def write_fields(lang: str) -> str:
    """The page in one language; raises `Undocumented` where a field or type has no words."""
    kinds = declared()
    compare("types", [kind.__name__ for kind in kinds])
    used = [_key(kind, field) for kind in kinds for field in fields(kind)]
    compare("fields", used)
    parts = [_section(kind, lang) for kind in kinds]
    return page({"zh": "结果的字段", "en": "Fields of the record"}[lang], INTRODUCTION[lang], *parts)


def _key(kind: type, field: Field[Any]) -> str:
    own = f"{kind.__name__}.{field.name}"
    return own if own in tables()["fields"] or f"*.{field.name}" not in tables()["fields"] else f"*.{field.name}"


def _section(kind: type, lang: str) -> str:
    hints = get_type_hints(kind, include_extras=True)
    rows = (
        (code(field.name), cell(describe("fields", _key(kind, field), lang)), _shown(hints[field.name], lang))
        for field in fields(kind)
    )
    anchor = f"## {kind.__name__} {{ #{kind.__name__.lower()} }}"
    return f"{anchor}\n\n{describe('types', kind.__name__, lang)}\n\n{table(HEADS[lang], rows)}"


def _shown(hint: Any, lang: str) -> str:
    """A type in words: `Literal["a", "b"]` lists its values with what they mean, a type of the record is a link."""
    said, origin = WORDS[lang], get_origin(hint)
    if origin is Annotated:
        return _shown(get_args(hint)[0], lang)
    if origin in (Union, types.UnionType):
        [inner] = [each for each in get_args(hint) if each is not type(None)]
        return f"{_shown(inner, lang)} {said['or']}"
    if origin is tuple:
        return f"{said['list']} {_shown(get_args(hint)[0], lang)}"
    if origin is Literal:
        return " · ".join(_value(each, lang) for each in get_args(hint))
    if origin in (Mapping, dict) or hint is Mapping:
        return said["map"]
    if is_dataclass(hint):
        name = hint.__name__ if isinstance(hint, type) else type(hint).__name__
        return f"[{name}](#{name.lower()})"
    return said["Decimal" if hint is Decimal else hint.__name__]


def _value(value: str, lang: str) -> str:
    return f"{code(value)} {cell(word(value, lang))}" if value in VALUES else code(value)
