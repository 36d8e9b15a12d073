"""Which encoding Chinese bytes are in, decided by the bytes themselves.

A byte-order mark decides; then strict UTF-8, which other encodings almost never satisfy by chance; then GB18030 against
Big5. Both of these standards put their frequent characters in rows of their own (GB 2312 level 1, Big5 level 1), so
the share of characters from those rows tells a text from the same bytes read in the wrong encoding, and from noise.
"""

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
    found = _by_mark(data) or _strict(data, ALIASES.get((declared or "").strip().lower())) or _lenient(data)
    if found is None or "\x00" in found.text or len(ODD.findall(found.text)) > ODD_SHARE * len(found.text):
        return None
    return found


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, errors="replace")
            broken = _broken(text, data, encoding)
            return Decoded(text, encoding, broken) if broken <= BROKEN_SHARE * len(text) else None
    return None


def _strict(data: bytes, declared: str | None) -> Decoded | None:
    if (text := _decoded(data, "utf-8")) is not None:
        return Decoded(text, "utf-8")
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
    """A text with a few broken bytes, which are kept visible as `�`."""
    for encoding, is_likely in (("utf-8", True), ("gb18030", gb_share(data) >= FREQUENT_SHARE)):
        text = data.decode(encoding, errors="replace")
        broken = _broken(text, data, encoding)
        if is_likely and not text.isascii() and broken <= BROKEN_SHARE * len(text):
            return Decoded(text, encoding, broken)
    return None


def _broken(text: str, data: bytes, encoding: str) -> int:
    """How many `�` the decoder put in, not counting those that the file itself contains."""
    return max(0, text.count("\ufffd") - data.count("\ufffd".encode(encoding)))


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
