"""A paragraph as it is read: digits half-width, the stops of Chinese full-width, the letters of one script.

"收入１，０６．８４萬元,比上年增收87.52." -> "收入1,06.84万元，比上年增收87.52。"
"""

import re
from functools import cache

from annotations.catalogue.names import load_script

WIDE_DIGITS = {ord(wide): chr(ord(wide) - 0xFEE0) for wide in "０１２３４５６７８９％＋－＝"}
NUMBER_MARK = re.compile(r"(?<=\d)[，．](?=\d)")  # between digits, which are half-width by now
STOPS = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？"}
CHINESE = r"[㐀-鿿（）()“”《》〈〉【】]"
STOP = re.compile(rf"[,;:!?](?:(?<={CHINESE}.)|(?<=[\d%].)(?=\s*(?:{CHINESE}|$))|(?={CHINESE}))")
PER = r"(?!(?<=/[㐀-鿿]\.)[年月周天日次])"  # 1200元/生.年
POINT = re.compile(
    rf"\.(?:(?<={CHINESE}\.|[%”]\.)(?!\d){PER}|(?<=\d\.)(?<!^\d\.)(?<!^\d\d\.)(?=\s*$)|(?<=\.\d\d\.)(?={CHINESE}))"
)


def even_out(text: str) -> str:
    """The text with its digits, stops and letters in one form; character for character, so that offsets stay.

    Traditional letters become those that cues and catalogue have. Full-width digits of a number go with its comma and
    point ("３，２６４．５８" -> "3,264.58"); a point is a full stop behind a word, a percentage, a whole figure at the
    end, or one with two decimals.
    """
    plain = text.translate(_letters())
    if plain != text:
        plain = NUMBER_MARK.sub(lambda mark: "," if mark[0] == "，" else ".", plain)
    plain = STOP.sub(lambda mark: STOPS[mark[0]], plain)
    return POINT.sub("。", plain)


@cache
def _letters() -> dict[int, str]:
    """What single letters become: "９萬" -> "9万"."""
    return {**WIDE_DIGITS, **load_script()}
