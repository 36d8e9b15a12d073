"""Which encoding Chinese bytes are in, decided by the bytes themselves.

A byte-order mark decides; then zero bytes, which only UTF-16 and UTF-32 have in text; then strict UTF-8, which other
encodings almost never satisfy by chance; then GB18030 against Big5. Both of these standards put their frequent
characters in rows of their own (GB 2312 level 1, Big5 level 1), so the share of characters from those rows tells a text
from the same bytes read in the wrong encoding, and from noise.
"""

import codecs
import re
from dataclasses import dataclass

BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
ALIASES = {
    "gb2312": "gb18030",  # pages that declare it use characters outside it: 囍, 镕, €
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "x-big5": "big5hkscs",
    "utf-8": "utf-8",
    "utf8": "utf-8",
}
# Rows of frequent characters, punctuation and full-width letters first, then level 1 of the standard.
GB_FREQUENT = re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]")
GB_CHARACTER = re.compile(rb"[\x81-\xfe][\x30-\x39][\x81-\xfe][\x30-\x39]|[\x81-\xfe][\x40-\xfe]")
BIG5_FREQUENT = re.compile(rb"[\xa1-\xc6][\x40-\x7e\xa1-\xfe]")
BIG5_CHARACTER = re.compile(rb"[\x81-\xfe][\x40-\x7e\xa1-\xfe]")
WIDE_ENCODINGS = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
WIDE_COMMON = re.compile("[\t\n\r -~\u2010-\u203f\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
EAST_ASIAN = re.compile("[\u2010-\u203f\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
WIDE_SHARE = 0.9  # of the characters; read with the wrong width or byte order hardly any are common
SAMPLE = 65_536  # bytes that are enough to tell the encodings apart
FREQUENT_SHARE = 0.45  # real text has over 0.6, even traditional script in GBK; noise about 0.2
ODD = re.compile("[\x00-\x08\x0e-\x1f\x7f\ue000-\uf8ff\ufffe\uffff]")  # controls, private use, non-characters
ODD_SHARE = 0.05  # a few field marks of Word survive in text files; more than that is no text
BROKEN_SHARE = 0.005  # bytes cut in half by a careless tool; more than that is another encoding


@dataclass(frozen=True, slots=True)
class Decoded:
    """Decoded text, its encoding, and how many broken places `�` stands for."""

    text: str
    encoding: str
    broken: int = 0


def decode(data: bytes, *, declared: str | None = None) -> Decoded | None:
    """Decode bytes: "预算".encode("gbk") -> Decoded("预算", "gb18030").

    `declared` is what an HTML page says of itself; it is believed when it fits and strict UTF-8 does not. Returns None
    when the bytes are text in no encoding known here. Nothing but the byte-order mark is removed.
    """
    found = (
        _by_mark(data)
        or _by_zero_bytes(data)
        or _strict(data, ALIASES.get((declared or "").strip().lower()))
        or _lenient(data)
    )
    if found is None or "\x00" in found.text or len(ODD.findall(found.text)) > ODD_SHARE * len(found.text):
        return None
    return found


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            body = data[len(mark) :]
            text = body.decode(encoding, errors="replace")
            broken = _broken(text, body, encoding)
            is_text = broken <= BROKEN_SHARE * len(text) or _is_cut(body, encoding)
            return Decoded(text, encoding, broken) if is_text else None
    return None


def _by_zero_bytes(data: bytes) -> Decoded | None:
    """UTF-16 or UTF-32 without a mark: its digits, spaces and line ends have zero bytes."""
    if b"\x00" not in data[:SAMPLE]:
        return None
    for encoding in WIDE_ENCODINGS:
        text = data.decode(encoding, errors="replace")
        sample = text[: SAMPLE // 4].rstrip("\ufffd")
        broken = _broken(text, data, encoding)
        is_text = sample and len(WIDE_COMMON.findall(sample)) >= WIDE_SHARE * len(sample)
        if is_text and (broken <= BROKEN_SHARE * len(text) or _is_cut(data, encoding)):
            return Decoded(text, encoding, broken)
    return None


def _strict(data: bytes, declared: str | None) -> Decoded | None:
    text = _decoded(data, "utf-8")
    if text is not None and (text.isascii() or EAST_ASIAN.search(text) or gb_share(data) < FREQUENT_SHARE):
        return Decoded(text, "utf-8")  # else two or three characters of another encoding that are UTF-8 by chance
    if declared and (text := _decoded(data, declared)) is not None:
        return Decoded(text, declared)
    best, _ = max(_shares(data), key=lambda pair: pair[1], default=(None, 0.0))
    text = _decoded(data, best) if best else None
    return Decoded(text, best) if best and text is not None else None


def _shares(data: bytes) -> list[tuple[str, float]]:
    """The encodings that decode all of the data, with the share of frequent characters where it is large enough."""
    candidates = []
    for encoding, share in (("gb18030", gb_share(data)), ("big5hkscs", big5_share(data))):
        if share >= FREQUENT_SHARE and _decoded(data, encoding) is not None:
            candidates.append((encoding, share))
    return candidates


def _lenient(data: bytes) -> Decoded | None:
    """A text with a few broken bytes, or cut in the middle of its last character; both stay visible as `�`."""
    shares = {"utf-8": 1.0, "gb18030": gb_share(data), "big5hkscs": big5_share(data)}
    for encoding in sorted(shares, key=shares.__getitem__, reverse=True):
        if shares[encoding] < FREQUENT_SHARE:
            break
        text = data.decode(encoding, errors="replace")
        broken = _broken(text, data, encoding)
        if len(text) > 1 and (broken <= BROKEN_SHARE * len(text) or _is_cut(data, encoding)):
            return Decoded(text, encoding, broken)
    return None


def _broken(text: str, data: bytes, encoding: str) -> int:
    """How many `�` the decoder put in, not counting those that the file itself contains."""
    mark = "\ufffd".encode(encoding, errors="ignore")  # which Big5 does not have
    return max(0, text.count("\ufffd") - (data.count(mark) if mark else 0))


def _is_cut(data: bytes, encoding: str) -> bool:
    """Whether the data is sound up to its last character, which lacks its end."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(data, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def gb_share(data: bytes) -> float:
    """Share of the two- and four-byte characters, read as GB18030, that stand in GB 2312's frequent rows."""
    characters = GB_CHARACTER.findall(data[:SAMPLE])
    return sum(bool(GB_FREQUENT.fullmatch(character)) for character in characters) / max(1, len(characters))


def big5_share(data: bytes) -> float:
    """Share of the two-byte characters, read as Big5, that stand in its frequent rows."""
    characters = BIG5_CHARACTER.findall(data[:SAMPLE])
    return sum(bool(BIG5_FREQUENT.fullmatch(character)) for character in characters) / max(1, len(characters))
