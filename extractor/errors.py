"""What can go wrong with a document. Contradictions inside it are checks, never errors.

MingxiError
├── UnreadableDocument        the bytes cannot become text
│   ├── EmptyDocument         no bytes, or no text in them
│   ├── UnsupportedFormat     a format that no reader knows
│   ├── DamagedDocument       truncated or corrupt
│   ├── EncryptedDocument     needs a password
│   ├── UnknownEncoding       text in no encoding that we can recognise
│   ├── NoTextLayer           a PDF of pictures
│   ├── MissingReader         a format whose reader is not installed
│   ├── ReadingStopped        took too much time or memory, or broke its reader
│   └── TooLarge              over a limit
└── NoDocuments               a folder or an archive without one readable file

A wrong row of the catalogue is nobody's document: `annotations.catalogue.CatalogueError` says which row it is.
"""

import re
from typing import Literal

# What readers say about a document, in English; the longest match comes first, and names of parts stay as they are.
ENGLISH: dict[str, str] = {
    "文件字节数": "bytes",
    "文本字节数": "bytes of text",
    "解压后字节数": "bytes when unpacked",
    "压缩包条目数": "entries of the archive",
    "表格单元格数": "table cells",
    "段落数": "paragraphs",
    "字符数": "characters",
    "标签数": "tags",
    "页数": "pages",
    "行数": "lines",
    "，请先做文字识别": "; run OCR first",
    "，请先解压": "; unpack it first",
    "，请另存为 docx": "; save it as docx",
    "，请另存为 html": "; save it as html",
    "，请另存为 PDF": "; save it as PDF",
    "图片 ": "a picture, ",
    "空的压缩包 ": "an empty archive, ",
    "压缩包 ": "an archive, ",
    "网页存档 ": "a web archive, ",
    "旧版 Word 文档 doc": "an old Word document, doc",
    "旧版 Excel 工作簿 xls": "an old Excel workbook, xls",
    "旧版 PowerPoint 演示文稿 ppt": "an old PowerPoint presentation, ppt",
    "旧版 Office 复合文档": "an old Office document",
    "Excel 工作簿 ": "an Excel workbook, ",
    "PowerPoint 演示文稿 ": "a PowerPoint presentation, ",
    "HWP 文档": "an HWP document",
    "版式文档 OFD": "an OFD document",
    "网页只有附件：": "a page with attachments only: ",
    "内容无法识别": "its content is not recognised",
    "文件结尾缺失": "its end is missing",
    "嵌套过深": "nested too deeply",
    "没有正文": "has no body",
    "含有 DOCTYPE": "has a DOCTYPE",
    "缺少 ": "lacks ",
    "不安全的路径 ": "unsafe path ",
    "不支持的压缩方法 ": "unsupported compression method ",
    "像素数": "pixels",
    "工作表格数": "cells of sheets",
    "不是压缩包": "it is no archive",
    "是链接": "it is a link",
    "无法转换": "it cannot be converted",
    "转换结果不完整": "its conversion is incomplete",
    "图片": "picture",
    "纯文本": "text",
    "，": ", ",
    "：": ": ",
    "、": ", ",
}
READABLE = "txt、html、doc、docx、wps、rtf、PDF、xls、xlsx、图片，或 zip、7z、rar 压缩包"
READABLE_ENGLISH = "txt, html, doc, docx, wps, rtf, PDF, xls, xlsx, pictures, or archives (zip, 7z, rar)"
OCR = "pip install rapidocr onnxruntime"
Remedy = Literal["install", "recognise", "rescan", "convert"]
REMEDIES: dict[Remedy, tuple[str, str]] = {  # what to do about a document of pictures
    "install": (
        f"共 {{pages}} 页，没有文字层（扫描件），请安装 OCR（{OCR}）或先做文字识别",
        f"{{pages}} pages and not one character (a scan); install OCR ({OCR}) or run it first",
    ),
    "recognise": (
        "共 {pages} 页，没有文字层（扫描件），请先做文字识别",
        "{pages} pages and not one character (a scan); run OCR first",
    ),
    "rescan": (
        "共 {pages} 页，文字识别没有找到文字，请检查扫描质量",
        "{pages} pages on which OCR found no text; check the scan",
    ),
    "convert": (
        "只有 {pages} 张图片，没有文字，请另存为 PDF 再处理",
        "{pages} pictures and no text; save it as PDF and try again",
    ),
}
StopCause = Literal["time", "memory", "output", "crash"]
STOPS: dict[StopCause, tuple[str, str]] = {
    "time": (
        "读取超过 {limit} 秒，已中止，请拆分后再处理",
        "reading took more than {limit} s and was stopped; split the file",
    ),
    "memory": (
        "读取所需内存超过 {limit} 字节，已中止，请拆分后再处理",
        "reading took more than {limit} bytes of memory and was stopped; split the file",
    ),
    "output": (
        "读取结果超过 {limit} 字节，已中止，请拆分后再处理",
        "what was read has more than {limit} bytes, and reading was stopped; split the file",
    ),
    "crash": (
        "读取进程意外终止，文件可能已损坏，请另存后重试",
        "the reader died; the file may be damaged: save it anew and try again",
    ),
}
TERM = re.compile("|".join(map(re.escape, sorted(ENGLISH, key=len, reverse=True))))


def in_english(phrase: str) -> str:
    """Say what a reader found in English: "压缩包 RAR，请先解压" -> "an archive, RAR; unpack it first"."""
    return TERM.sub(lambda match: ENGLISH[match[0]], phrase)


class MingxiError(Exception):
    """Any failure that mingxi explains: a stable `code`, what it is about, and why in Chinese and in English.

    MingxiError("决算.pdf", "文件已加密", "it is encrypted").message -> "决算.pdf：文件已加密"
    """

    code = "mingxi_error"

    def __init__(self, name: str, reason: str, english_reason: str) -> None:
        self.name = name
        self.reason = reason
        self.english_reason = english_reason
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """One Chinese line."""
        return f"{self.name}：{self.reason}" if self.name else self.reason

    @property
    def english(self) -> str:
        """The same in English."""
        return f"{self.name}: {self.english_reason}" if self.name else self.english_reason


class UnreadableDocument(MingxiError):  # noqa: N818, these names say what the document is
    """The bytes of `name` cannot become text."""

    code = "unreadable_document"


class EmptyDocument(UnreadableDocument):
    """Nothing to read."""

    code = "empty_document"

    def __init__(self, name: str) -> None:
        super().__init__(
            name, "文件是空的，请检查是否上传完整", "the file is empty; check that it was copied completely"
        )


class UnsupportedFormat(UnreadableDocument):
    """A format that no reader knows."""

    code = "unsupported_format"

    def __init__(self, name: str, found: str) -> None:
        super().__init__(
            name,
            f"不支持的格式（{found}），可处理 {READABLE}",
            f"unsupported format ({in_english(found)}); what can be read is {READABLE_ENGLISH}",
        )
        self.found = found


class DamagedDocument(UnreadableDocument):
    """Truncated or corrupt bytes of a known format."""

    code = "damaged_document"

    def __init__(self, name: str, format: str, detail: str = "") -> None:
        super().__init__(
            name,
            f"{format} 文件已损坏或不完整，请重新下载{f'（{detail}）' if detail else ''}",
            f"the {in_english(format)} file is damaged or incomplete; download it again"
            f"{f' ({in_english(detail)})' if detail else ''}",
        )
        self.format = format


class EncryptedDocument(UnreadableDocument):
    """A file that needs a password."""

    code = "encrypted_document"

    def __init__(self, name: str, format: str) -> None:
        super().__init__(
            name,
            f"{format} 文件已加密，请先去除密码再处理",
            f"the {in_english(format)} file is encrypted; remove the password first",
        )


class UnknownEncoding(UnreadableDocument):
    """Bytes that are no text in any encoding we can recognise."""

    code = "unknown_encoding"

    def __init__(self, name: str) -> None:
        super().__init__(
            name,
            "无法识别文字编码，请另存为 UTF-8 文本后重试",
            "the encoding cannot be recognised; save the file as UTF-8 text and try again",
        )


class NoTextLayer(UnreadableDocument):
    """Pages of pictures, or a document that holds nothing else."""

    code = "no_text_layer"

    def __init__(self, name: str, pages: int, remedy: Remedy = "recognise") -> None:
        chinese, english = REMEDIES[remedy]
        super().__init__(name, chinese.format(pages=pages), english.format(pages=pages))
        self.pages = pages


class MissingReader(UnreadableDocument):
    """A format that is read with a package that is not installed: MissingReader("a.rar", "rar", "libarchive13")."""

    code = "missing_reader"

    def __init__(self, name: str, format: str, package: str) -> None:
        super().__init__(
            name,
            f"读取 {format} 需要 {package}，请先安装",
            f"{package} is needed to read {in_english(format)}; install it first",
        )
        self.format = format
        self.package = package


class ReadingStopped(UnreadableDocument):
    """Reading was stopped from outside: it took more than `limit` seconds or bytes, or its process died."""

    code = "reading_stopped"

    def __init__(self, name: str, cause: StopCause, limit: int = 0, detail: str = "") -> None:
        chinese, english = STOPS[cause]
        super().__init__(name, chinese.format(limit=limit), english.format(limit=limit))
        self.cause = cause
        self.limit = limit
        self.detail = detail


class TooLarge(UnreadableDocument):
    """Over a limit of `limit` units of `what`."""

    code = "too_large"

    def __init__(self, name: str, what: str, found: int, limit: int) -> None:
        super().__init__(
            name,
            f"超出限制：{what} {found}，上限 {limit}，请拆分后再处理",
            f"over the limit: {found} {in_english(what)}, at most {limit}; split the file",
        )


class NoDocuments(MingxiError):  # noqa: N818
    """A folder or an archive without one readable file."""

    code = "no_documents"

    def __init__(self, folder: str) -> None:
        super().__init__(
            folder,
            f"其中没有可处理的文件，可处理 {READABLE}",
            f"no readable file in it; what can be read is {READABLE_ENGLISH}",
        )
