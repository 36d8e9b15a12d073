"""The text inside one Word paragraph: what prints, without deletions, field codes and hidden runs."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from extractor.reading.wordml import MC, TRANSPARENT, W, choose, is_on, value, word
from extractor.reading.wordstyles import Styles
from extractor.reading.xml import Element

INNER_SPACE = str.maketrans("\t\n\r", "   ")  # white space of the file's own layout prints as a space
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
PICTURES = frozenset(
    [
        "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic",
        "{urn:schemas-microsoft-com:vml}imagedata",
    ]
)
OBJECTS = frozenset(
    [
        "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
        "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds",
    ]
)
PRINTED = {  # an element that stands for one character
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
}
INLINE = TRANSPARENT | {W + name for name in ("hyperlink", "fldSimple", "rubyBase")}
DEEPEST_FIELD = 50  # fields in fields
SYMBOLS = {  # characters of symbol fonts -> Unicode
    ("symbol", 0xA3): "≤",
    ("symbol", 0xB3): "≥",
    ("symbol", 0xB9): "≠",
    ("symbol", 0xB4): "×",
    ("symbol", 0xB8): "÷",
    ("symbol", 0xB1): "±",
    ("symbol", 0xBB): "≈",
    ("symbol", 0xA5): "∞",
    ("wingdings", 0xFC): "✓",
    ("wingdings", 0xFE): "☑",
    ("wingdings", 0xFD): "☒",
    ("wingdings", 0xA8): "□",
    ("wingdings", 0x6F): "□",
    ("wingdings", 0x6E): "■",
    ("wingdings", 0x6C): "●",
    ("wingdings", 0xA1): "○",
    ("wingdings 2", 0x52): "☑",
    ("wingdings 2", 0x53): "☒",
    ("wingdings 2", 0xA3): "□",
    ("wingdings 2", 0x50): "✓",
}


@dataclass(slots=True)
class Field:
    """An open field: its code is read first, then, once `showing`, its printed result."""

    code: str = ""
    showing: bool = False

    @property
    def is_contents(self) -> bool:
        """Whether it makes a table of contents."""
        return self.code.split()[:1] == ["TOC"]


@dataclass(slots=True)
class Inline:
    """Reads paragraphs one after the other; fields may reach from one into the next."""

    styles: Styles
    fields: list[Field] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    notes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    pictures: int = 0
    objects: int = 0
    was_in_contents: bool = False
    _is_hidden: bool = False  # by the paragraph's style
    _too_deep: int = 0  # how many fields are open inside the deepest that is followed

    def read(self, paragraph: Element, *, is_hidden: bool) -> str:
        """The printed text of one paragraph, without its number."""
        self._is_hidden = is_hidden
        self.was_in_contents = self._in_contents()
        text = "".join(self._content(paragraph))
        self.fields = [each for each in self.fields if each.showing]  # a code without end must not swallow the rest
        return text

    def take_boxes(self) -> list[Element]:
        """The text boxes anchored in the last paragraph."""
        boxes, self.boxes = self.boxes, []
        return boxes

    def _content(self, parent: Element) -> Iterator[str]:
        for child in parent:
            if child.tag == W + "r" or child.tag == MATH + "r":
                yield from self._run(child)
            elif child.tag in INLINE or child.tag.startswith(MATH):
                yield from self._content(child)
            elif child.tag == MC + "AlternateContent" and (chosen := choose(child)) is not None:
                yield from self._content(chosen)

    def _run(self, run: Element) -> Iterator[str]:
        properties = word(run, "rPr")
        vanish = word(properties, "vanish")
        hidden = self._is_hidden or self.styles.hides(value(properties, "rStyle"))
        if vanish is not None:
            hidden = is_on(properties, "vanish")
        yield from self._run_content(run, hidden)

    def _run_content(self, run: Element, hidden: bool) -> Iterator[str]:
        for child in run:
            if child.tag == W + "fldChar":
                self._turn_field(child.get(W + "fldCharType") or "")
            elif child.tag == W + "instrText":
                if self.fields and not self.fields[-1].showing:
                    self.fields[-1].code += child.text or ""
            elif child.tag == MC + "AlternateContent":
                if (chosen := choose(child)) is not None:
                    yield from self._run_content(chosen, hidden)
            elif child.tag == W + "ruby":
                yield from self._content(child)
            elif not hidden and all(each.showing for each in self.fields):
                yield self._printed(child)

    def _printed(self, element: Element) -> str:
        """The character or text of one element of a run; boxes, notes and pictures are noted for later."""
        if element.tag in (W + "t", MATH + "t"):
            return (element.text or "").translate(INNER_SPACE)
        if element.tag in PRINTED:
            return PRINTED[element.tag]
        if element.tag == W + "sym":
            return symbol(element.get(W + "font") or "", element.get(W + "char") or "")
        if element.tag in (W + "footnoteReference", W + "endnoteReference"):
            kind = "footnote" if element.tag == W + "footnoteReference" else "endnote"
            self.notes[kind].append(element.get(W + "id") or "")
        elif element.tag in (W + "drawing", W + "pict"):
            self.boxes += _boxes(element)
            self.pictures += sum(each.tag in PICTURES for each in element.iter())
            self.objects += sum(each.tag in OBJECTS for each in element.iter())
        elif element.tag == W + "object":
            self.objects += 1
        return ""

    def _turn_field(self, kind: str) -> None:
        if self._too_deep or (kind == "begin" and len(self.fields) == DEEPEST_FIELD):
            self._too_deep += {"begin": 1, "end": -1}.get(kind, 0)
        elif kind == "begin":
            self.fields.append(Field())
        elif self.fields and kind == "separate":
            self.fields[-1].showing = True
            self.was_in_contents = self.was_in_contents or self._in_contents()
        elif self.fields and kind == "end":
            self.fields.pop()

    def _in_contents(self) -> bool:
        return any(each.showing and each.is_contents for each in self.fields)


def _boxes(element: Element) -> Iterator[Element]:
    """The outermost text boxes of a drawing, of alternatives the first only; boxes in boxes come later."""
    for child in element:
        if child.tag == W + "txbxContent":
            yield child
        elif child.tag == MC + "AlternateContent":
            if (chosen := choose(child)) is not None:
                yield from _boxes(chosen)
        else:
            yield from _boxes(child)


def symbol(font: str, code: str) -> str:
    """The character of a symbol font: ("Symbol", "F0B3") -> "≥"; what is not known stays in the private use area."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    known = SYMBOLS.get((font.lower(), number & 0xFF)) if number >= 0xF000 or number < 0x100 else None
    return known or (chr(number) if 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE else "")
