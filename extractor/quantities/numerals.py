"""What a printed numeral is worth: 1,234.50, 3亿5000万, 三十七点七五, 十几万."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

ONE, ZERO = Decimal(1), Decimal(0)
LONGEST = 64  # characters; a longer run of numerals is a code or noise, and reading it would not stay linear
MOST_DIGITS = 24  # below the 28 of the decimal context, so that nothing is ever rounded

FOLD = str.maketrans(
    "０１２３４５６７８９．，Ｋｋk〇两兩俩倆壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億點幾",
    "0123456789.,KKK零二二二二一二二三三四五六六七八九十百千万亿点几",
)
DIGITS = {character: Decimal(value) for value, character in enumerate("零一二三四五六七八九")} | {"半": Decimal("0.5")}
SMALL = {"十": Decimal(10), "百": Decimal(100), "千": Decimal(1000), "K": Decimal(1000)}
BIG = {"万": Decimal(10**4), "亿": Decimal(10**8), "兆": Decimal(10**12)}
SCALES = {**SMALL, **BIG}
PART = re.compile(r"\s*(?:(?P<arabic>[0-9][0-9,]*(?:\.[0-9]+)?)|(?P<word>[零一二三四五六七八九半十百千K万亿兆几]))")
TRAILING = re.compile(r"[百千K万亿兆]+$")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral as read: 二十几万 -> value 200000, step 100000, scale 10000, few.

    `step` is the size of the last printed digit; `scale` the worth of the scale words at the end, which a list shares
    (3至5万); `few` says that 几 stands for a digit; `length` counts the characters that were read.
    """

    value: Decimal
    step: Decimal
    length: int
    scale: Decimal = ONE
    few: bool = False


def tidy(value: Decimal) -> Decimal:
    """Drop the zeros that only printing needs: 9132600.00 -> 9132600, 93.50 -> 93.5, never an exponent."""
    whole = value.to_integral_value()
    return Decimal(int(whole)) if whole == value else value.normalize()


def read_arabic(text: str) -> tuple[Decimal, Decimal] | None:
    """Value and step of digits with separators: "5 , 320.75" -> (5320.75, 0.01); None for a run too long to be one."""
    if len(text) > LONGEST:
        return None
    digits = "".join(text.translate(FOLD).replace(",", "").split())
    whole, _, decimals = digits.partition(".")
    if len(whole) + len(decimals) > MOST_DIGITS:
        return None
    return Decimal(digits), ONE.scaleb(-len(decimals))


def read_numeral(text: str) -> Numeral | None:
    """Read a numeral with scale words or in Chinese.

        "3亿5000万" -> 350000000, step 10000;  "三十七点七五" -> 37.75, step 0.01;  "五十千" -> 50, length 2

    None when the characters are no numeral: 万万, 二三十 (two or three tens), 二〇二一 (digits of a year).
    """
    if len(text) > LONGEST:
        return None
    folded = text.translate(FOLD)
    whole, point, decimals = folded.partition("点")
    total = _Total()
    length = total.read(whole)
    value = total.close() if length else None
    if value is None:
        return None
    if not point or length < len(whole.rstrip()):
        return Numeral(value, total.step, length, _trailing(whole[:length]), total.few)
    if len(decimals) > MOST_DIGITS:
        return None
    value, step, scale = _add_decimals(value, decimals)
    return Numeral(value, step, len(text), scale, total.few)


def _trailing(numeral: str) -> Decimal:
    """The worth of the scale words at the end: 200万 -> 10000, 三百万 -> 1000000, 二十 -> 1."""
    scale = ONE
    if match := TRAILING.search(numeral):
        for word in match[0]:
            scale *= SCALES[word]
    return scale


def _add_decimals(value: Decimal, decimals: str) -> tuple[Decimal, Decimal, Decimal]:
    """Value, step and scale of digits after 点, with a scale word behind them: 八点 + "零一万亿"."""
    words = "".join(decimals.split())
    digits = [word for word in words if word in DIGITS]
    scale = ONE
    for word in words[len(digits) :]:
        scale *= SCALES[word]
    step = ONE.scaleb(-len(digits))
    number = sum((DIGITS[word] for word in digits), ZERO) if len(digits) == 1 else _positional(digits)
    return (value + number * step) * scale, step * scale, scale


def _positional(digits: list[str]) -> Decimal:
    return Decimal("".join(str(int(DIGITS[digit])) for digit in digits))


@dataclass(slots=True)
class _Total:
    """The sum under way: closed `parts` of 万 and above with their scale, the open `section`, the pending `digit`."""

    parts: list[tuple[Decimal, Decimal]] = field(default_factory=list)
    section: Decimal | None = None
    smallest: Decimal | None = None  # the last of 十百千 in the open section
    digit: Decimal | None = None
    digit_step: Decimal = ONE
    step: Decimal = ONE
    literal: bool = True  # the pending digit counts as it stands; in 四百五 it counts tens
    few: bool = False
    after: str = ""

    def read(self, text: str) -> int:
        """Add words as long as they make a numeral; how many characters did, or 0 when they contradict each other.

        Each `_take` says True when its word belongs, False when the numeral is complete without it, None for nonsense.
        """
        length = 0
        while match := PART.match(text, length):
            word = match["word"] or "arabic"
            taken = self._take_arabic(match["arabic"]) if match["arabic"] else self._take(word)
            if taken is None:
                return 0
            if not taken:
                break
            length, self.after = match.end(), word
        return length

    def _take(self, word: str) -> bool | None:
        if word == "几":
            self.few = True
            return True if self.after and self.digit is None else None
        if word in SMALL:
            return self._take_small(SMALL[word])
        if word in BIG:
            return self._take_big(BIG[word])
        return self._take_digit(DIGITS[word], word)

    def _take_digit(self, digit: Decimal, word: str) -> bool | None:
        if self.digit is not None or self.after == "几":
            return None
        if word == "零" and self.after:
            self.literal = True
            return True
        self.literal = self.after in ("", "零", "十")
        self.digit, self.digit_step = digit, ONE
        return True

    def _take_arabic(self, printed: str) -> bool | None:
        read = read_arabic(printed)
        if self.digit is not None or read is None:
            return None
        self.digit, self.digit_step = read
        self.literal = True
        return True

    def _take_small(self, unit: Decimal) -> bool | None:
        if self.smallest is not None and self.smallest <= unit:
            return False
        if self.digit is None:
            if self.after == "几" or (self.section is not None and self.after != "零"):
                return None
            self.digit, self.digit_step = ONE, ONE
        elif self.after == "零":
            self.digit = ONE  # 零十; the 0 of 0千万 stays
        self.section = (self.section or ZERO) + self.digit * unit
        self.step, self.smallest, self.digit = self.digit_step * unit, unit, None
        return True

    def _take_big(self, unit: Decimal) -> bool | None:
        scale = unit
        if self.digit is not None:
            self.section, self.step, self.digit = (self.section or ZERO) + self.digit, self.digit_step, None
        if self.section is None:
            if self.after not in BIG:  # 万 without a number before it
                return None if not self.parts else False
            amount, last = self.parts.pop()
            scale = unit * last
        else:
            amount = self.section
        while self.parts and self.parts[-1][1] < unit:
            amount += self.parts.pop()[0]
        if self.parts and self.parts[-1][1] <= scale:
            return None
        self.parts.append((amount * unit, scale))
        self.step, self.section, self.smallest = self.step * unit, None, None
        return True

    def close(self) -> Decimal | None:
        """The value; a digit left over after 百千万 counts the next lower place, as in 一万三."""
        value = sum((amount for amount, _ in self.parts), self.section or ZERO)
        if self.digit is None:
            return value
        place = ONE
        if not self.literal:
            place = (self.smallest or (self.parts[-1][1] if self.parts else Decimal(10))) / 10
        self.step = self.digit_step * place
        return value + self.digit * place
