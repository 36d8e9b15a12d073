"""How headings are numbered: 第一部分, 一、, （一）, 1., the same way through a document."""

from dataclasses import dataclass
from random import Random

DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """A number below 100 in Chinese: 21 -> "二十一"."""
    tens, ones = divmod(number, 10)
    front = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return front + (DIGITS[ones] if ones or not tens else "")


@dataclass(frozen=True, slots=True)
class Numbering:
    """The forms of the numbers of parts and of sections; {c} stands for 三, {n} for 3."""

    part: str
    section: str

    def of_part(self, number: int) -> str:
        """What stands before the heading of a part."""
        return self.part.format(c=chinese(number), n=number)

    def of_section(self, number: int) -> str:
        """What stands before the heading of a section."""
        return self.section.format(c=chinese(number), n=number)


FORMS = (
    ("第{c}部分  ", ("{c}、", "{c}、", "（{c}）")),
    ("第{c}部分　", ("{c}、", "（{c}）")),
    ("第{c}部分：", ("{c}、", "{n}.")),
    ("第{c}部分 ", ("{c}、", "{n}、")),
    ("{c}、", ("（{c}）", "（{c}）", "{n}.", "{n}、")),
    ("{c}．", ("（{c}）", "{n}．")),
    ("", ("{c}、", "（{c}）")),
)


def draw_numbering(random: Random) -> Numbering:
    """Draw the forms of one document."""
    part, sections = random.choice(FORMS)
    return Numbering(part, random.choice(sections))
