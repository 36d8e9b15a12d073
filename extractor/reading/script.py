"""Which script a text is in, and letters with their pronunciation in brackets: what careless copies of pages leave.

A text that a site converted to traditional script, or one that reads 經(jīng)費(fèi), is kept as it is, since every
range must point at what the file has; whoever compares words has to fold them, and is told so. Paragraphs are read
without the brackets (setting.RESIDUE) and with the letters of one script (extractor/evening.py).
"""

import re
from collections.abc import Iterator

from extractor.data import Warning  # noqa: A004

# The same letters of budgets and final accounts in both scripts, those that differ only.
TRADITIONAL = (
    "預決財撥經費務發總額門單級項業會員動關與國產區縣鄉鎮辦應處實據資條劃"
    "較減繳給幣萬億設備購買車輛運維護機構職責績標準農糧電網際廳數為對收開"
)
SIMPLIFIED = (
    "预决财拨经费务发总额门单级项业会员动关与国产区县乡镇办应处实据资条划"
    "较减缴给币万亿设备购买车辆运维护机构职责绩标准农粮电网际厅数为对收开"
)
OLD = frozenset(TRADITIONAL) - frozenset(SIMPLIFIED)
NEW = frozenset(SIMPLIFIED) - frozenset(TRADITIONAL)
FEWEST = 10  # letters that tell; a name or two in the other script says nothing
TONES = "àáèéìíòóùúāēěīńňōūǎǐǒǔǖǘǚǜḿ"
PINYIN = re.compile(rf"(?<=[\u3400-\u9fff])[（(](?=[a-z]{{0,6}}[{TONES}])[a-zü{TONES}]{{1,7}}[)）]")
FEWEST_PINYIN = 3


def is_traditional(text: str) -> bool:
    """Whether a text is in traditional script, by letters that budgets are full of: "財政撥款收入預算" -> True."""
    old = sum(text.count(char) for char in OLD)
    return old >= FEWEST and old > sum(text.count(char) for char in NEW)


def find_pinyin(text: str) -> Iterator[tuple[int, int]]:
    """The ranges of bracketed pronunciations: "經(jīng)費(fèi)" -> (1, 7), (8, 13)."""
    return (match.span() for match in PINYIN.finditer(text))


def script_warnings(text: str) -> Iterator[Warning]:
    """Say what is odd about the script of a text."""
    if is_traditional(text):
        yield Warning("traditional_script", "正文是繁体字，可能由网页自动转换，已按原样保留")
    places = list(find_pinyin(text))
    if len(places) >= FEWEST_PINYIN:
        start, end = places[0]
        message = f"有 {len(places)} 个字后带拼音，如“{text[start - 1 : end]}”，是网页转码的残留，已按原样保留"
        yield Warning("bracketed_pinyin", message, start=start, end=end)
