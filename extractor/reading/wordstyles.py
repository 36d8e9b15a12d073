"""What the styles of a Word document say of a paragraph: its heading level, its numbering, whether it is hidden."""

import re
from dataclasses import dataclass, field

from extractor.data import BlockRole
from extractor.reading.wordml import W, is_on, number, value
from extractor.reading.xml import Element

HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.I)
CONTENTS = re.compile(r"(?:toc|目录)(?:\s*(?:\d|heading|标题))?", re.I)
TITLE = re.compile(r"title|标题", re.I)
DEEPEST_CHAIN = 20  # styles based on each other; Word allows 10
BODY_LEVEL = 9  # w:outlineLvl of text that is no heading


@dataclass(frozen=True, slots=True)
class Style:
    """One style with everything it inherits; levels count from 1, numbering levels from 0 as in the file."""

    id: str = ""
    role: BlockRole | None = None
    level: int | None = None
    number_id: int | None = None
    number_level: int | None = None
    is_hidden: bool = False


PLAIN = Style()


@dataclass(slots=True)
class Styles:
    """The styles of one document by id, resolved when asked for."""

    elements: dict[str, Element] = field(default_factory=dict)
    default: str = ""
    _resolved: dict[str, Style] = field(default_factory=dict)

    def get(self, style_id: str | None) -> Style:
        """A paragraph style with its inheritance; the default style when none is named or it does not exist."""
        key = style_id if style_id in self.elements else self.default
        if key not in self._resolved:
            self._resolved[key] = self._resolve(key, 0)
        return self._resolved[key]

    def hides(self, style_id: str | None) -> bool:
        """Whether a character style makes its text invisible."""
        return style_id in self.elements and self.get(style_id).is_hidden

    def _resolve(self, style_id: str, depth: int) -> Style:
        element = self.elements.get(style_id)
        if element is None or depth > DEEPEST_CHAIN:
            return PLAIN
        based_on = value(element, "basedOn")
        parent = self._resolve(based_on, depth + 1) if based_on else PLAIN
        name = value(element, "name") or style_id
        outline = number(element, "pPr", "outlineLvl")
        stated = HEADING.fullmatch(name)
        level = outline + 1 if outline is not None else int(stated[1]) if stated else parent.level
        number_id = number(element, "pPr", "numPr", "numId")
        hidden = element.find(f"{W}rPr/{W}vanish")
        return Style(
            id=style_id,
            role="contents" if CONTENTS.fullmatch(name) else "title" if TITLE.fullmatch(name) else parent.role,
            level=None if level is not None and level > BODY_LEVEL else level,
            number_id=parent.number_id if number_id is None else number_id,
            number_level=number(element, "pPr", "numPr", "ilvl"),
            is_hidden=parent.is_hidden if hidden is None else is_on(element, "rPr", "vanish"),
        )


def read_styles(root: Element | None) -> Styles:
    """Index the styles part; a document without one has plain paragraphs."""
    styles = Styles()
    for element in () if root is None else root.iterchildren(W + "style"):
        style_id = element.get(W + "styleId") or ""
        styles.elements[style_id] = element
        if element.get(W + "type") == "paragraph" and element.get(W + "default") in ("1", "true", "on"):
            styles.default = style_id
    return styles
