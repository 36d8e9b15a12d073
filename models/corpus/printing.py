"""How one document prints its numbers: unit, decimals, separators, spaces."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from annotations.catalogue.names import load_script

YUAN = {"亿元": 10**8, "万元": 10**4, "元": 1, "亿": 10**8, "万": 10**4}
WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


@dataclass(frozen=True, slots=True)
class Style:
    """The habits of one author.

    `decimals` are those of money, `trims` drops zeros at their end now and then, `marks` are signs and characters that
    are printed in another form: half-width brackets, other quotation marks, traditional script.
    """

    unit: str = "万元"
    decimals: int = 2
    percent_decimals: int = 2
    has_commas: bool = False
    gap: str = ""
    trims: bool = False
    is_wide: bool = False
    marks: tuple[tuple[str, str], ...] = ()

    def typeset(self, text: str) -> str:
        """A text as this author prints it: "“三公”经费（本级）" -> "”三公“经费(本级)"."""
        return text.translate({ord(sign): printed for sign, printed in self.marks}) if self.marks else text

    @property
    def step(self) -> Decimal:
        """The last printed digit of money in yuan: 100 for 万元 with two decimals."""
        return Decimal(YUAN[self.unit]).scaleb(-self.decimals)


# unit, decimals, likelihood
USUAL = (("万元", 2, 12), ("万元", 2, 4), ("元", 2, 3), ("元", 0, 1), ("万元", 1, 1), ("万元", 4, 1))
LARGE = (("亿元", 2, 5), ("亿元", 1, 1), ("万元", 0, 5))


HALF_WIDTH = (("（", "("), ("）", ")"))
HALF_WIDTH_TOO = (*HALF_WIDTH, ("，", ","), ("；", ";"), ("：", ":"))
QUOTES = ((("“", '"'), ("”", '"')), (("“", "”"), ("”", "“")), (("“", "「"), ("”", "」")), (("“", ""), ("”", "")))


def draw_marks(random: Random) -> tuple[tuple[str, str], ...]:
    """Draw how an author prints brackets, quotation marks and, rarely, characters."""
    marks: tuple[tuple[str, str], ...] = ()
    if random.random() < 0.15:
        marks += random.choice((HALF_WIDTH, HALF_WIDTH_TOO))
    if random.random() < 0.2:
        marks += random.choice(QUOTES)
    if random.random() < 0.015:
        marks += tuple((plain, chr(old)) for old, plain in load_script().items())
    return marks


def draw_style(random: Random, *, is_large: bool = False) -> Style:
    """Draw the habits of an author; `is_large` is for governments, who write of 亿元."""
    rows = LARGE if is_large else USUAL
    unit, decimals, _ = random.choices(rows, weights=[row[2] for row in rows])[0]
    return Style(
        unit=unit,
        decimals=decimals,
        percent_decimals=random.choice((1, 1, 2)) if is_large else random.choice((2, 2, 2, 2, 1)),
        has_commas=random.random() < 0.35,
        gap=" " if random.random() < 0.08 else "",
        trims=random.random() < 0.2,
        is_wide=random.random() < 0.02,
        marks=draw_marks(random),
    )


def digits(number: Decimal, decimals: int, style: Style, random: Random) -> str:
    """A number as printed, without its unit: 1720 -> "1,720.00"."""
    text = f"{number:{',' if style.has_commas else ''}.{decimals}f}"
    if style.trims and "." in text and random.random() < 0.7:
        text = text.rstrip("0").rstrip(".")
    return text.translate(WIDE) if style.is_wide else text


def money(steps: int, style: Style, random: Random) -> str:
    """An amount with its unit: 91326 -> "913.26万元"."""
    return digits(Decimal(steps) / 10**style.decimals, style.decimals, style, random) + style.gap + style.unit


def counted(steps: int, unit: str, style: Style) -> str:
    """A count with its classifier: 168 -> "168人"; scores have one decimal."""
    text = f"{Decimal(steps) / 10:.1f}" if unit == "分" else f"{steps:,}" if style.has_commas else str(steps)
    return text + style.gap + unit


def percent(part: int, whole: int, style: Style, random: Random) -> str:
    """A part as a percentage of a whole, rounded half up: 11742 of 103068 -> "11.39%"."""
    rate = Decimal(part) * 100 / Decimal(whole) if whole else Decimal(0)
    rounded = rate.quantize(Decimal(1).scaleb(-style.percent_decimals), ROUND_HALF_UP)
    text = digits(rounded, style.percent_decimals, style, random)
    if rounded == rounded.to_integral_value() and random.random() < 0.5:
        text = text.split(".")[0].split("．")[0]
    return text + style.gap + "%"
