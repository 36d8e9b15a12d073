"""What every page is made of: its template around its texts, and static files under an address that changes with them.

A page NAME is templates/NAME.html, static/NAME.js and texts/NAME.toml, and its row in api/routes/pages.py. A page
NAME_PART has the texts of NAME as well.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.texts import LANGUAGES, VALUES, Rows, pick
from extractor.outputs.cells import concept_names
from extractor.outputs.sheets import load_sheets

HERE = Path(__file__).parent
STATIC = "/static"
IMPORT = re.compile(rb'from "\./([\w.]+)"')
COOKIE = "mingxi_lang"  # the language that a person has chosen
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".txt": "text/plain"}
SHARED = ("shell", "record")  # texts that modules of several pages need
CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file as it is sent."""

    body: bytes
    media_type: str


@cache
def assets() -> Mapping[str, Asset]:
    """Every static file by its name."""
    files = sorted(path for path in (HERE / "static").iterdir() if path.suffix in TYPES)
    return {path.name: Asset(path.read_bytes(), TYPES[path.suffix]) for path in files}


@cache
def fingerprint() -> str:
    """What the address of static files changes with: a digest of all of them, so that modules may name each other."""
    digest = hashlib.sha256()
    for name, asset in assets().items():
        digest.update(b"%s %d " % (name.encode(), len(asset.body)) + asset.body)
    return digest.hexdigest()[:16]


@cache
def modules_of(page: str) -> tuple[str, ...]:
    """The modules that a page needs, so that a browser asks for all at once and not for one behind the other."""
    found: dict[str, None] = {}
    wanted = [f"{page}.js"]
    while wanted:
        name = wanted.pop()
        if name not in found:
            found[name] = None
            wanted += [module.decode() for module in IMPORT.findall(assets()[name].body)]
    return tuple(found)


@cache
def texts_of(page: str) -> Rows:
    """The texts of a page and those that all share, both languages side by side."""
    found: dict[str, tuple[str, str]] = {}
    for name in dict.fromkeys((*SHARED, page.partition("_")[0], page)):
        rows = tomllib.loads((HERE / "texts" / f"{name}.toml").read_text("utf-8"))
        found |= {key: (zh, en) for key, (zh, en) in rows.items()}
    return found


@cache
def page(name: str, lang: str) -> str:
    """A page in one language, whole: "workbench" in "zh" -> "<!doctype html>…"."""
    return environment().get_template(f"{name}.html").render(
        name=name, lang=lang, say=say_in(name, lang), languages=LANGUAGES, static=f"{STATIC}/{fingerprint()}",
        texts=as_data(texts_in(name, lang)), modules=modules_of(name),
    )  # fmt: skip


def say_in(page: str, lang: str) -> Callable[[str], str]:
    """What templates of a page say in one language."""
    return lambda key: pick(texts_of(page), key, lang)


def texts_in(page: str, lang: str) -> Mapping[str, Any]:
    """What modules say on a page in one language: its texts, and what lists of a record, columns and values are."""
    sheets = load_sheets()
    return {
        "lang": lang,
        "texts": {key: pick(texts_of(page), key, lang) for key in texts_of(page)},
        "words": {key: pick(VALUES, key, lang) for key in VALUES},
        "lists": {name: sheet.caption(lang) for name, sheet in sheets.items()},
        "captions": {name: {row.key: row.caption(lang) for row in sheet.columns} for name, sheet in sheets.items()},
        "concepts": dict(concept_names()),
    }


def as_data(value: object) -> str:
    """JSON that may stand inside of a script element, whatever a stranger's document says."""
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        plain = plain.replace(char, f"\\u{ord(char):04x}")
    return plain


@cache
def environment() -> Environment:
    """The templates of all pages."""
    return Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=StrictUndefined,
    )  # fmt: skip
