"""One small disclosure, and everything that a person may send instead of one."""

import random
from collections.abc import Callable
from typing import NamedTuple

from tests.reading.documents import docx, p, pdf, zipped

BUDGET = """云岭市茶山区档案馆2024年单位预算

第一部分 单位概况
一、主要职责
负责接收、保管全区档案。
第二部分 单位预算情况说明
一、收入预算情况
2024年收入预算总额为640万元，比上年增加40万元，增长6.67%，主要原因是新增档案数字化项目。其中：财政拨款收入600万元，其他收入40万元。
二、支出预算情况
2024年支出预算总额为640万元，其中：基本支出400万元，占支出预算总额的62.50%；项目支出230万元，占支出预算总额的37.5%。
"""
LOCKED = f"/Encrypt<</Filter/Standard/V 1/R 2/O<{'ab' * 32}>/U<{'cd' * 32}>/P -4>>/ID[<00><00>]"
PRINTED = pdf([(90, 700, 12, "收入预算总额640万元")])
WORD = docx(p("2024年收入预算总额640万元。"))
SLIDES = zipped({"[Content_Types].xml": "", "ppt/slides": "x"})
PICTURES = docx(p("<w:r><w:drawing><a:graphic><pic:pic/></a:graphic></w:drawing></w:r>"))
NOISE = random.Random(1).randbytes(4000)


class Bad(NamedTuple):
    """What is wrong, the bytes (made when they are wanted: some are large), their name, code, status, and the lines."""

    what: str
    make: Callable[[], bytes]
    name: str
    code: str
    status: int
    chinese: str
    english: str


# fmt: off
BAD = [
    Bad("an empty file", lambda: b"", "a.txt", "empty_document", 422,
        "文件是空的，请检查是否上传完整",
        "the file is empty; check that it was copied completely"),
    Bad("random bytes", lambda: NOISE, "a.bin", "unknown_encoding", 422,
        "无法识别文字编码，请另存为 UTF-8 文本后重试",
        "the encoding cannot be recognised; save the file as UTF-8 text and try again"),
    Bad("text in no encoding", lambda: "预算".encode("utf-16-le") * 50 + NOISE, "a.txt", "unknown_encoding", 422,
        "无法识别文字编码，请另存为 UTF-8 文本后重试",
        "the encoding cannot be recognised; save the file as UTF-8 text and try again"),
    Bad("a presentation called docx", lambda: SLIDES, "a.docx", "unsupported_format", 415,
        "不支持的格式（PowerPoint 演示文稿 pptx），可处理 txt、html、doc",
        "unsupported format (a PowerPoint presentation, pptx); what can be read is txt, html, doc"),
    Bad("an archive of another kind", lambda: b"\x1f\x8b" + NOISE, "a.pdf", "unsupported_format", 415,
        "不支持的格式（压缩包 gzip，请先解压），可处理 txt、html、doc",
        "unsupported format (an archive, gzip; unpack it first); what can be read is txt, html, doc"),
    Bad("a truncated docx", lambda: WORD[:-200], "a.docx", "damaged_document", 422,
        "docx 文件已损坏或不完整，请重新下载",
        "the docx file is damaged or incomplete; download it again"),
    Bad("a truncated PDF", lambda: PRINTED[:-300], "a.pdf", "damaged_document", 422,
        "PDF 文件已损坏或不完整，请重新下载（文件结尾缺失）",
        "the PDF file is damaged or incomplete; download it again (its end is missing)"),
    Bad("an encrypted PDF", lambda: pdf([(90, 700, 12, "收入")], trailer=LOCKED), "a.pdf", "encrypted_document", 422,
        "PDF 文件已加密，请先去除密码再处理",
        "the PDF file is encrypted; remove the password first"),
    Bad("a document of pictures", lambda: PICTURES, "a.docx", "no_text_layer", 422,
        "只有 1 张图片，没有文字，请另存为 PDF 再处理",
        "1 pictures and no text; save it as PDF and try again"),
    Bad("60 MB of text", lambda: "预算\n".encode() * 8_600_000, "a.txt", "too_large", 413,
        "超出限制：文本字节数 60200000，上限 40000000，请拆分后再处理",
        "over the limit: 60200000 bytes of text, at most 40000000; split the file"),
]
# fmt: on
