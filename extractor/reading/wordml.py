"""The vocabulary of WordprocessingML, and what all its readers ask of an element."""

import posixpath
from collections.abc import Iterator

from extractor.reading.archive import Parts
from extractor.reading.xml import Element, parse_xml

STRICT = b"http://purl.oclc.org/ooxml/"  # ISO/IEC 29500 Strict has other names for the same namespaces
STRICT_NAMES = (
    (STRICT + b"wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (STRICT + b"officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (STRICT + b"drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
VALUE = W + "val"
OFF = frozenset(["0", "false", "off", "none"])
# Wrappers that print what they hold: content controls, tracked insertions and the places text was moved to.
TRANSPARENT = frozenset(
    W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "dir", "bdo", "body")
)
OFFICE_DOCUMENT = "/officeDocument"


def word(element: Element | None, *path: str) -> Element | None:
    """Follow a path of WordprocessingML names, always to the first child: `word(paragraph, "pPr", "numPr")`."""
    for name in path:
        if element is None:
            return None
        element = element.find(W + name)
    return element


def value(element: Element | None, *path: str) -> str | None:
    """The w:val of the element at the end of a path."""
    found = word(element, *path)
    return None if found is None else found.get(VALUE)


def number(element: Element | None, *path: str) -> int | None:
    """The w:val of the element at the end of a path, as a whole number."""
    text = value(element, *path) or ""
    return int(text) if text.isdecimal() and len(text) < 10 else None


def is_on(element: Element | None, *path: str) -> bool:
    """Whether a switch such as w:vanish is set: present, and not set to false."""
    found = word(element, *path)
    return found is not None and (found.get(VALUE) or "true").lower() not in OFF


def flattened(element: Element) -> Iterator[Element]:
    """The children of an element, looking through wrappers; of alternatives the first only."""
    for child in element:
        if child.tag in TRANSPARENT:
            yield from flattened(child)
        elif child.tag == MC + "AlternateContent":
            chosen = choose(child)
            if chosen is not None:
                yield from flattened(chosen)
        else:
            yield child


def choose(alternatives: Element) -> Element | None:
    """The alternative that Word itself takes: the first mc:Choice, else the mc:Fallback."""
    chosen = alternatives.find(MC + "Choice")
    return chosen if chosen is not None else alternatives.find(MC + "Fallback")


def read_part(parts: Parts, path: str) -> Element:
    """Parse one part, Strict documents renamed to Transitional."""
    data = parts.read(path)
    for strict, transitional in STRICT_NAMES if STRICT in data else ():
        data = data.replace(strict, transitional)
    return parse_xml(data, name=parts.name, format=parts.format, part=path, limits=parts.limits)


def main_part(parts: Parts) -> str:
    """The part that holds the text, as the package's relationships say."""
    return related(parts, "").get(OFFICE_DOCUMENT, "word/document.xml")


def related(parts: Parts, source: str) -> dict[str, str]:
    """The parts that `source` refers to, by the end of the relationship's type: {"/styles": "word/styles.xml"}."""
    folder, file = posixpath.split(source)
    path = posixpath.join(folder, "_rels", file + ".rels")
    if path not in parts:
        return {}
    targets = {}
    for relationship in read_part(parts, path):
        kind, target = relationship.get("Type") or "", relationship.get("Target") or ""
        if relationship.get("TargetMode") != "External":
            targets["/" + kind.rpartition("/")[2]] = posixpath.normpath(posixpath.join("/", folder, target))[1:]
    return targets
