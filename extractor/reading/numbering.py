"""Automatic numbers as Word and browsers print them: 3 in "chineseCounting" is 三."""

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
# Series of ready-made characters: format -> the character for 1 and how many follow.
ENCLOSED = {
    "decimalEnclosedCircle": ("①", 20),
    "decimalEnclosedCircleChinese": ("①", 20),
    "decimalEnclosedParen": ("⑴", 20),
    "decimalEnclosedFullstop": ("⒈", 20),
    "ideographEnclosedCircle": ("㊀", 10),
}
COUNTED = frozenset(
    [
        "chineseCounting",
        "chineseCountingThousand",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "japaneseCounting",
        "koreanCounting",
    ]
)
DIGITAL = frozenset(["ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand", "koreanDigital2"])


def format_number(number: int, format: str) -> str:
    """Write a number in one of the formats of ISO/IEC 29500-1, 17.18.59: (11, "chineseCounting") -> "十一".

    A format that is not known, or has no sign for this number, falls back to decimal digits.
    """
    if format == "none" or not 0 <= number <= MOST_COUNTED:
        return "" if format == "none" else str(number)
    if format in COUNTED:
        return counted(number, CHINESE, "十百千", drop_one=True)
    if format in DIGITAL:
        return "".join(CHINESE[int(digit)] for digit in str(number))
    if format in ENCLOSED:
        first, count = ENCLOSED[format]
        return chr(ord(first) + number - 1) if 1 <= number <= count else str(number)
    match format:
        case "chineseLegalSimplified":
            return counted(number, LEGAL, "拾佰仟", drop_one=False)
        case "ideographLegalTraditional" | "japaneseLegal":
            return counted(number, LEGAL_TRADITIONAL, "拾佰仟", drop_one=False)
        case "ideographTraditional":
            return STEMS[number - 1] if 1 <= number <= len(STEMS) else str(number)
        case "ideographZodiac":
            return BRANCHES[number - 1] if 1 <= number <= len(BRANCHES) else str(number)
        case "decimalFullWidth" | "decimalFullWidth2":
            return "".join(FULL_WIDTH[int(digit)] for digit in str(number))
        case "upperRoman" | "lowerRoman":
            return roman(number) if format == "upperRoman" else roman(number).lower()
        case "upperLetter" | "lowerLetter":
            return letters(number, "A" if format == "upperLetter" else "a")
        case "decimalZero":
            return f"{number:02d}"
        case "numberInDash":
            return f"- {number} -"
    return str(number)


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
    """Write a Roman number: 4 -> "IV"."""
    if not 0 < number < 4000:
        return str(number)
    written = ""
    for value, sign in ROMAN:
        count, number = divmod(number, value)
        written += sign * count
    return written


def letters(number: int, first: str) -> str:
    """Number with letters as Word does: 26 -> "z", 27 -> "aa", 28 -> "bb"."""
    if number < 1:
        return str(number)
    rounds, index = divmod(number - 1, 26)
    return chr(ord(first) + index) * (rounds + 1)
