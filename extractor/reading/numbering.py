"""Automatic numbers as Word and browsers print them: 3 in "chineseCounting" is 三."""

from collections.abc import Callable, Mapping

CHINESE = "〇一二三四五六七八九"
LEGAL = "零壹贰叁肆伍陆柒捌玖"
LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
FULL_WIDTH = "０１２３４５６７８９"
ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
MOST_COUNTED = 99_999  # Word itself stops at 32,767


def format_number(number: int, format: str) -> str:
    """Write a number in one of the formats of ISO/IEC 29500-1, 17.18.59: (11, "chineseCounting") -> "十一".

    A format that is not known, or has no sign for this number, falls back to decimal digits.
    """
    if format == "none":
        return ""
    write = FORMATS.get(format)
    written = write(number) if write and 0 <= number <= MOST_COUNTED else ""
    return written or str(number)


def counted(number: int, digits: str, places: str, *, drop_one: bool) -> str:
    """Count in Chinese: 105 -> 一百零五; `drop_one` writes 十五 for 一十五."""
    if number == 0:
        return digits[0]
    myriads, rest = divmod(number, 10_000)
    head = counted(myriads, digits, places, drop_one=drop_one) + "万" if myriads else ""
    if not rest:
        return head
    written = ("零" if head and rest < 1000 else "") + _below_ten_thousand(rest, digits, places)
    if drop_one and not head and 10 <= number < 20:
        written = written[1:]
    return head + written


def _below_ten_thousand(number: int, digits: str, places: str) -> str:
    written, gap = "", False
    for power, place in ((3, places[2]), (2, places[1]), (1, places[0]), (0, "")):
        digit = number // 10**power % 10
        if digit:
            written += ("零" if gap and written else "") + digits[digit] + place
        gap = not digit
    return written


def roman(number: int) -> str:
    """Write a Roman number: 4 -> "IV"; the Romans had no 0 and no 4000."""
    if not 0 < number < 4000:
        return ""
    written = ""
    for value, sign in ROMAN:
        count, number = divmod(number, value)
        written += sign * count
    return written


def letters(number: int, first: str) -> str:
    """Number with letters as Word does: 26 -> "z", 27 -> "aa", 28 -> "bb"; Word repeats at most 30 times."""
    if not 0 < number <= 26 * 30:
        return ""
    rounds, index = divmod(number - 1, 26)
    return chr(ord(first) + index) * (rounds + 1)


def _of(series: str) -> Callable[[int], str]:
    """Count with ready-made signs, as far as they go: 甲, 乙, 丙."""
    return lambda number: series[number - 1] if 1 <= number <= len(series) else ""


def _by_digit(digits: str) -> Callable[[int], str]:
    """Write each decimal digit with a sign of its own: 10 -> 一〇."""
    return lambda number: "".join(digits[int(digit)] for digit in str(number))


def _run(first: str, count: int) -> str:
    """Characters that follow each other in Unicode: ①, ②, ③."""
    return "".join(chr(ord(first) + index) for index in range(count))


def _counting(number: int) -> str:
    return counted(number, CHINESE, "十百千", drop_one=True)


FORMATS: Mapping[str, Callable[[int], str]] = {
    "chineseCounting": _counting,
    "chineseCountingThousand": _counting,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _counting,
    "japaneseCounting": _counting,
    "koreanCounting": _counting,
    "ideographDigital": _by_digit(CHINESE),
    "taiwaneseDigital": _by_digit(CHINESE),
    "japaneseDigitalTenThousand": _by_digit(CHINESE),
    "koreanDigital2": _by_digit(CHINESE),
    "chineseLegalSimplified": lambda number: counted(number, LEGAL, "拾佰仟", drop_one=False),
    "ideographLegalTraditional": lambda number: counted(number, LEGAL_TRADITIONAL, "拾佰仟", drop_one=False),
    "japaneseLegal": lambda number: counted(number, LEGAL_TRADITIONAL, "拾佰仟", drop_one=False),
    "ideographTraditional": _of(STEMS),
    "ideographZodiac": _of(BRANCHES),
    "decimalEnclosedCircle": _of(_run("①", 20)),
    "decimalEnclosedCircleChinese": _of(_run("①", 20)),
    "decimalEnclosedParen": _of(_run("⑴", 20)),
    "decimalEnclosedFullstop": _of(_run("⒈", 20)),
    "ideographEnclosedCircle": _of(_run("㊀", 10)),
    "decimalFullWidth": _by_digit(FULL_WIDTH),
    "decimalFullWidth2": _by_digit(FULL_WIDTH),
    "upperRoman": roman,
    "lowerRoman": lambda number: roman(number).lower(),
    "upperLetter": lambda number: letters(number, "A"),
    "lowerLetter": lambda number: letters(number, "a"),
    "decimalZero": lambda number: f"{number:02d}",
    "numberInDash": lambda number: f"- {number} -",
}
