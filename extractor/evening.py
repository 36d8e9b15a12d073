"""A paragraph as it is read: whichever keys its author used, digits are half-width and the stops of Chinese full-width.

"收入１，０６．８４万元,比上年增收87.52." -> "收入1,06.84万元，比上年增收87.52。"
"""

import re

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
    """The text with its digits and stops in one form; character for character, so that offsets stay.

    Full-width digits of a number go with its comma and point ("３，２６４．５８" -> "3,264.58"); a point is a full stop
    behind a word, a percentage, a whole figure at the end, or one with two decimals.
    """
    plain = text.translate(WIDE_DIGITS)
    if plain != text:
        plain = NUMBER_MARK.sub(lambda mark: "," if mark[0] == "，" else ".", plain)
    plain = STOP.sub(lambda mark: STOPS[mark[0]], plain)
    return POINT.sub("。", plain)
