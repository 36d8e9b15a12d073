"""Small writers of the formats that are read, so that each test shows the whole document it is about."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
NAMESPACES = {
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "v": "urn:schemas-microsoft-com:vml",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
}
ROOTS = {"document": "document", "styles": "styles", "numbering": "numbering", "footnotes": "footnotes"}


def zipped(parts: Mapping[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip container with these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for path, content in parts.items():
            archive.writestr(path, content)
    return stream.getvalue()


def docx(body: str, *, namespace: str = TRANSITIONAL, **parts: str) -> bytes:
    """A Word document whose w:body, w:styles, w:numbering, w:footnotes hold the given XML.

    docx(p("一、收入")) is the smallest; docx(p("收入"), numbering="<w:abstractNum …>") adds a part.
    """
    files: dict[str, str | bytes] = {"_rels/.rels": relations({"officeDocument": "word/document.xml"})}
    for part, content in {"document": f"<w:body>{body}</w:body>", **parts}.items():
        files[f"word/{part}.xml"] = part_xml(part, content, namespace)
    files["word/_rels/document.xml.rels"] = relations({part: f"{part}.xml" for part in parts})
    return zipped(files)


def part_xml(root: str, content: str, namespace: str = TRANSITIONAL) -> str:
    """One part of a Word document."""
    declared = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in {"w": namespace, **NAMESPACES}.items())
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root}{declared}>{content}</w:{root}>'


def relations(targets: Mapping[str, str]) -> str:
    """The relationships of a part: kind -> target."""
    rows = "".join(
        f'<Relationship Id="r{index}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for index, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{PACKAGE}">{rows}</Relationships>'


def p(*runs: str, style: str = "", properties: str = "") -> str:
    """A paragraph; plain text becomes a run: p("收入", r("12", "<w:b/>"))."""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    inner = f"<w:pPr>{styled}{properties}</w:pPr>" if styled or properties else ""
    return f"<w:p>{inner}{''.join(each if each.startswith('<') else r(each) for each in runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run of text."""
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inner}<w:t xml:space="preserve">{text}</w:t></w:r>'


def numbered(text: str, list_id: int = 1, level: int = 0) -> str:
    """A paragraph that Word numbers by itself."""
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def numbering(*levels: tuple[str, str], extra: str = "") -> str:
    """One list, numbered 1: numbering(("chineseCounting", "（%1）"), ("decimal", "%2."))."""
    rows = "".join(
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for index, (style, text) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="0">{rows}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{extra}'
    )


def tbl(*rows: Sequence[str]) -> str:
    """A table; a cell is plain text or a whole w:tc: tbl(["项目", "预算数"], ["合计", "12.50"])."""
    return f"<w:tbl>{''.join(tr(*row) for row in rows)}</w:tbl>"


def tr(*cells: str, properties: str = "") -> str:
    """A row of a table."""
    inner = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    return f"<w:tr>{inner}{''.join(each if each.startswith('<') else tc(each) for each in cells)}</w:tr>"


def tc(text: str, properties: str = "") -> str:
    """A cell of a table; text that starts with < is its paragraphs."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{text if text.startswith('<') else p(text)}</w:tc>"


def page_html(article: str, *, head: str = "", around: tuple[str, str] = ("", "")) -> str:
    """A page of a government site with navigation before and a footer behind its article."""
    return (
        f"<!DOCTYPE html><html><head><title>站点名称</title>{head}</head><body>"
        '<div class="nav"><a href="/">首页</a> <a href="/zwgk">政务公开</a></div>'
        f'{around[0]}<div id="zoom">{article}</div>{around[1]}'
        '<div class="footer">主办单位：某某区人民政府 备案号：沪ICP备00000000号</div></body></html>'
    )


# One printed string of a PDF page: x and y of its first character in points, its size, its text.
Printed = tuple[float, float, float, str]
WIDE, NARROW = 1000, 500  # thousandths of the size: an ideograph and a digit


def pdf(*pages: Iterable[Printed | str], trailer: str = "") -> bytes:
    """A PDF in which each page prints strings where it is told; a plain str among them is a drawing operator.

    pdf([(72, 700, 16, "一、收入"), "100 600 1 40 re f"]): one line of text and one vertical rule on an A4 page. The
    font draws every character as a box, so that characters have places whatever fonts the machine has.
    """
    drawn = [list(page) for page in pages]
    letters = sorted({char for page in drawn for each in page if not isinstance(each, str) for char in each[3]})
    assert len(letters) < 256, "one font holds 255 characters"
    kids = " ".join(f"{7 + 2 * index} 0 R" for index in range(len(drawn)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(drawn)}/Resources<</Font<</F 3 0 R>>>>>>",
        _font(letters),
        stream(_to_unicode(letters)),
        *(stream(f"{width} 0 0 -200 {width} 800 d1 0 0 {width} 800 re f") for width in (WIDE, NARROW)),
    ]
    for index, page in enumerate(drawn):
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {8 + 2 * index} 0 R>>")
        objects.append(stream("\n".join(each if isinstance(each, str) else show(*each, letters) for each in page)))
    return pdf_file(objects, trailer)


def _font(letters: Sequence[str]) -> str:
    names = [f"/g{code}" for code in range(1, len(letters) + 1)]
    is_wide = [ord(letter) > 0x2000 for letter in letters]
    widths = " ".join(str(WIDE if wide else NARROW) for wide in is_wide)
    boxes = " ".join(f"{name} {5 if wide else 6} 0 R" for name, wide in zip(names, is_wide, strict=True))
    return (
        f"<</Type/Font/Subtype/Type3/FontBBox[0 -200 {WIDE} 800]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 1"
        f"/LastChar {len(letters)}/Widths[{widths}]/CharProcs<<{boxes}>>"
        f"/Encoding<</Type/Encoding/Differences[1 {' '.join(names)}]>>/ToUnicode 4 0 R/Resources<<>>>>"
    )


def _to_unicode(letters: Sequence[str]) -> str:
    """Which character each code of the font stands for."""
    rows = "\n".join(f"<{code:02x}> <{char.encode('utf-16-be').hex()}>" for code, char in enumerate(letters, 1))
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(letters)} beginbfchar\n{rows}\nendbfchar\n"
        "endcmap end end"
    )


def show(x: float, y: float, size: float, text: str, letters: Sequence[str]) -> str:
    """The operator that prints a string in the font of these letters."""
    return f"BT /F {size} Tf {x} {y} Td <{bytes(letters.index(char) + 1 for char in text).hex()}> Tj ET"


def stream(content: str) -> str:
    """An object with content."""
    return f"<</Length {len(content)}>>stream\n{content}\nendstream"


def pdf_file(objects: Sequence[str], trailer: str = "") -> bytes:
    """A PDF file with these objects, numbered from 1; the first is the catalog."""
    written, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{each}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(written)
    size = len(objects) + 1
    return written + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R{trailer}>>\n"
        f"startxref\n{start}\n%%EOF\n"
    ).encode("latin-1")


def rules(*places: float, bottom: float, top: float) -> list[str]:
    """Vertical rules of a table at these places, as drawing operators."""
    return [f"{place} {bottom} 0.5 {top - bottom} re f" for place in places]
