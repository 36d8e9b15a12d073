"""Names as they are compared: one form for the many ways in which a caption is printed."""

import csv
import re
import unicodedata
from functools import cache
from importlib.resources import files
from itertools import product

QUOTES = "“”\"'‘’「」『』《》〈〉＂＇｀`"
PINYIN = re.compile(r"(?<=\w)[(（][a-zà-ǜ]{1,7}[)）]")  # scraped copies: 經(jīng)費(fèi)
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
LAST_SPACE = "\u3000"  # no character behind it is white space
OPTIONAL_BRACKETS = re.compile(r"（(境|单位|级|含|室)）")
OTHER, USUAL = "其它", "其他"
BRACKETS = {ord("("): "（", ord(")"): "）"}
CLASS_MARK = r"[（(]\s*\d{0,7}\s*[类款项]\s*[）)]"  # （类）, and with its code （204类）; a pattern to build on
ALTERNATIVES = re.compile(r"\{([^{}]*\|[^{}]*)\}")


def normalise(text: str) -> str:
    """The form in which names are stored and compared.

        "“三公”经费" -> "三公经费";  "因公出国(境) 费" -> "因公出国境费";  "財政撥款" -> "财政拨款";  "其它" -> "其他"

    Compatibility forms are unified (NFKC), white space and quotes dropped, brackets made full-width and dropped around
    the few words that some printers bracket and others do not, traditional script folded for the words that occur here.
    """
    text = unicodedata.normalize("NFKC", text)
    if "(" not in text:
        return text.translate(load_forms()).replace(OTHER, USUAL)
    text = PINYIN.sub("", text).translate(load_forms())
    return OPTIONAL_BRACKETS.sub(lambda match: match[1], text).replace(OTHER, USUAL)


def fold(text: str) -> str:
    """Each character in its plain form, one for one, so that offsets stay: "（１）經費" -> "(1)经费"."""
    return "".join(map(_plain, text))


def simplify(text: str) -> str:
    """The traditional characters of a text in their simplified form, one for one: "決算數減少" -> "决算数减少"."""
    return text.translate(load_script())


@cache  # it can grow no longer than the list of all characters
def _plain(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character)
    return (plain if len(plain) == 1 else character).translate(load_script())


@cache
def load_forms() -> dict[int, str]:
    """What single characters of a name become, ready for `str.translate`; quotes and all that is blank become nothing.

    load_forms()[ord("(")] -> "（"
    """
    blank = [chr(code) for code in range(ord(LAST_SPACE) + 1) if chr(code).isspace()]
    return {**dict.fromkeys(map(ord, [*blank, *INVISIBLE, *QUOTES]), ""), **BRACKETS, **load_script()}


@cache
def load_script() -> dict[int, str]:
    """Traditional characters of the vocabulary and their simplified forms, ready for `str.translate`."""
    lines = (files(__package__) / "script.csv").read_text("utf-8").splitlines()
    return {ord(row["traditional"]): row["simplified"] for row in csv.DictReader(lines)}


def expand(pattern: str) -> tuple[str, ...]:
    """Write out the alternatives of a name: "公务{接待|用车}费" -> ("公务接待费", "公务用车费"); {|数} may be empty."""
    parts = ALTERNATIVES.split(pattern)  # plain text and what stands in braces take turns
    choices = [part.split("|") if place % 2 else [part] for place, part in enumerate(parts)]
    return tuple(map("".join, product(*choices)))


def as_regex(pattern: str) -> str:
    """A name with alternatives as a regular expression: "公务{接待|用车}费" -> "公务(?:接待|用车)费"."""
    parts = ALTERNATIVES.split(pattern)
    return "".join(
        f"(?:{'|'.join(map(re.escape, part.split('|')))})" if place % 2 else re.escape(part)
        for place, part in enumerate(parts)
    )
