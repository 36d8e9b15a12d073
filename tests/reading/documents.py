"""Small writers of the formats that are read, so that each test shows the whole document it is about."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

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
    written, places = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{each}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(written)
    size = len(objects) + 1
    return bytes(written) + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R{trailer}>>\n"
        f"startxref\n{start}\n%%EOF\n"
    ).encode("latin-1")


def rules(*places: float, bottom: float, top: float) -> list[str]:
    """Vertical rules of a table at these places, as drawing operators."""
    return [f"{place} {bottom} 0.5 {top - bottom} re f" for place in places]


# -- containers, pictures and archives, for what reads other people's files

CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>{}</Types>'
)
WORD_PART = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def typed_docx(data: bytes) -> bytes:
    """The same .docx with a list of its parts' types, without which Word and LibreOffice open none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    names = [name.removeprefix("word/").removesuffix(".xml") for name in parts if name.endswith(".xml")]
    kinds = {name: f"{WORD_PART}.{'document.main' if name == 'document' else name}+xml" for name in names}
    rows = (f'<Override PartName="/word/{name}.xml" ContentType="{kind}"/>' for name, kind in kinds.items())
    return zipped({"[Content_Types].xml": CONTENT_TYPES.format("".join(rows)), **parts})


def png(width: int, height: int, *, rows: bytes | None = None) -> bytes:
    """A grey picture of this size; with `rows` its header may promise more than its pixels hold."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(rows if rows is not None else (b"\0" + b"\xff" * width) * height)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def gbk_zip(files: Mapping[str, bytes]) -> bytes:
    """A zip as Chinese Windows writes it: names in GBK, and no word about that; nothing is compressed."""
    local, directory = b"", b""
    for path, content in files.items():
        name, crc = path.encode("gbk"), zlib.crc32(content)
        common = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0x5A21, crc, len(content), len(content), len(name), 0)
        directory += b"PK\x01\x02\x14\x00" + common + struct.pack("<HHHII", 0, 0, 0, 0, len(local)) + name
        local += b"PK\x03\x04" + common + name + content
    count = len(files)
    return (
        local + directory + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(local), 0)
    )


def rar(files: Mapping[str, bytes]) -> bytes:
    """A RAR 4 archive that stores its files; names are GBK where they are not ASCII."""
    written = b"Rar!\x1a\x07\x00" + _rar_block(0x73, 0, bytes(6))
    for path, content in files.items():
        name = path.encode("gbk")
        head = struct.pack(
            "<IIBIIBBHI", len(content), len(content), 2, zlib.crc32(content), 0x5A210000, 20, 0x30, len(name), 0
        )
        written += _rar_block(0x74, 0x8000, head + name) + content
    return written + _rar_block(0x7B, 0, b"")


def _rar_block(kind: int, flags: int, body: bytes) -> bytes:
    head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head


def grid(
    xs: Sequence[float], ys: Sequence[float], *, without: Sequence[tuple[float, float, float, float]] = ()
) -> list[str]:
    """The rules of a table: vertical ones at `xs`, horizontal ones at `ys`, each drawn field by field.

    `without` are sides that merged fields do not have, as x0, y0, x1, y1.
    """
    sides = [(x, low, x, high) for x in xs for low, high in zip(sorted(ys), sorted(ys)[1:], strict=False)]
    sides += [(left, y, right, y) for y in ys for left, right in zip(sorted(xs), sorted(xs)[1:], strict=False)]
    return [f"{x0} {y0} m {x1} {y1} l S" for x0, y0, x1, y1 in sides if (x0, y0, x1, y1) not in without]


def table(
    rows: Sequence[Sequence[str]], xs: Sequence[float], top: float, *, high: float = 20.0, size: float = 10.0
) -> list[Printed | str]:
    """A ruled table as a page prints it: one string a field, blank ones not at all; \n wraps a field."""
    printed: list[Printed | str] = [*grid(xs, [top - high * number for number in range(len(rows) + 1)])]
    for number, row in enumerate(rows):
        for left, text in zip(xs, row, strict=False):
            lines = text.split("\n")
            for place, line in enumerate(lines):
                shift = (len(lines) - 1) * size * 0.55 - place * size * 1.1
                printed += [(left + 2, top - high * (number + 0.5) - size * 0.35 + shift, size, line)] if line else []
    return printed


SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
CellText = str | float | tuple[float, str] | None  # text, a number, a number with its format


def xlsx(
    sheets: Mapping[str, Sequence[Sequence[CellText]]],
    *,
    merged: Sequence[str] = (),
    hidden: Sequence[str] = (),
    extra: Mapping[str, str] = {},
) -> bytes:
    """A workbook: xlsx({"收入": [["合计", (12.5, "#,##0.00")]]}); `merged` holds for every sheet, A1:B1."""
    formats = sorted({c[1] for rows in sheets.values() for row in rows for c in row if isinstance(c, tuple)})
    names = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"{HIDDEN if name in hidden else ""}/>'
        for n, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations({"officeDocument": "xl/workbook.xml"}),
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
        "xl/styles.xml": _styles_xml(formats),
    }
    for n, rows in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/s{n}.xml"] = _sheet_xml(rows, formats, merged)
    return zipped({**parts, **extra})


HIDDEN = ' state="hidden"'


def _styles_xml(formats: Sequence[str]) -> str:
    codes = "".join(
        f'<numFmt numFmtId="{200 + n}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for n, code in enumerate(formats)
    )
    cells = "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(len(formats)))
    styles = f'<numFmts>{codes}</numFmts><cellXfs><xf numFmtId="0"/>{cells}</cellXfs>'
    return f'<styleSheet xmlns="{SHEET}">{styles}</styleSheet>'


def _sheet_xml(rows: Sequence[Sequence[CellText]], formats: Sequence[str], merged: Sequence[str]) -> str:
    body = "".join(
        f'<row r="{n}">{"".join(_cell_xml(f"{chr(65 + c)}{n}", cell, formats) for c, cell in enumerate(row))}</row>'
        for n, row in enumerate(rows, 1)
    )
    spans = "".join(f'<mergeCell ref="{span}"/>' for span in merged)
    return f'<worksheet xmlns="{SHEET}"><sheetData>{body}</sheetData><mergeCells>{spans}</mergeCells></worksheet>'


def _cell_xml(place: str, cell: CellText, formats: Sequence[str]) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, str) and cell.startswith("="):
        return f'<c r="{place}"><f>{cell[1:]}</f></c>'
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    value, style = (cell[0], formats.index(cell[1]) + 1) if isinstance(cell, tuple) else (cell, 0)
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'
