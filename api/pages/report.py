"""A document as one file that can be mailed: the modules and styles of the workbench with the record inside."""

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache

from api.pages.shell import as_data, assets, environment, say_in, texts_in
from extractor.data import Record
from extractor.outputs import as_plain

NAME = "report"
STYLES = ("tokens", "shell", "text", "rows", "plots", "record")
IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?function |const |class )", re.MULTILINE)
LEFT = re.compile(r"^(?:import|export)\b|</script", re.MULTILINE)


def as_report(record: Record, lang: str) -> str:
    """The whole file: what the workbench shows of a document, without any request."""
    plain = as_plain(record, text=True, blocks=True)
    return environment().get_template(f"{NAME}.html").render(
        name=NAME, lang=lang, say=say_in(NAME, lang), languages=(), static="", policy=policy(),
        title=record.document.title or record.document.name, texts=as_data(texts_in(NAME, lang)),
        record=as_data(plain), stylesheet=style(), theme=_text("theme.js"), script=script(), icon=_icon(),
    )  # fmt: skip


@cache
def policy() -> str:
    """What a browser may do in the file: run its own scripts, use its own style, and ask nobody for anything."""
    scripts = " ".join(map(_digest, (_text("theme.js"), script())))
    return f"default-src 'none'; script-src {scripts}; style-src {_digest(style())}; img-src data:; base-uri 'none'"


@cache
def script() -> str:
    """The modules that a report is made of as one, each before those that import it.

    Modules import by name and never rename, and no two of them declare the same name at their top: a browser refuses
    a script that does.
    """
    found = "".join(joined(f"{NAME}.js"))
    if left := LEFT.search(found):
        raise ValueError(f"not to be joined: {found[left.start() : left.start() + 80]!r}")
    return found


@cache
def style() -> str:
    """The styles as one."""
    return "".join(_text(f"{name}.css") for name in STYLES)


def joined(name: str, seen: set[str] | None = None) -> Iterator[str]:
    """A module and all that it imports, the imported ones first, without words of import and export."""
    seen = set() if seen is None else seen
    if name in seen:
        return
    seen.add(name)
    source = _text(name)
    for imported in IMPORT.findall(source):
        yield from joined(imported, seen)
    yield EXPORT.sub("", IMPORT.sub("", source))


def _text(name: str) -> str:
    return assets()[name].body.decode()


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _icon() -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(assets()['icon.svg'].body).decode()}"
