"""Whether a line goes on with the sentence of the line before, or begins something new.

Three kinds of evidence, the surest first: how the document is set, what a sentence cannot end or begin with, and
whether the two characters at the cut stand side by side elsewhere in the document.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from extractor.numbering import begins_item
from extractor.reading.setting import (
    CENTRED,
    INDENTED,
    LEAD_INS,
    NEARLY_FULL,
    NUMERAL,
    SHORTEST_WRAP,
    TITLE_END,
    Printed,
    Setting,
)

LABELLED = re.compile(r"[^，。；：:]{2,14}[：:]")
NOTE = re.compile(r"[（(]?(?:注|备注|说明|单位|金额单位)[：:]")
SENTENCE_START = re.compile(r"\d{4}\s*年|本|我|截至|根据|按照|从|其中")
OPEN_ENDS = "，、,（(“《〈「"
# Nothing begins with one of these, so that what does was cut before it.
CUT_BEFORE = re.compile(
    r"[，。；：、,;）)”》〉」%％！？]|[万亿千百]?元(?![旦月宵])|的(?![确士])|等[，。、；）]|为\s*\d|如下[：:]|[（(][类款项][）)]"
)
BRACKETS = ("（(", "）)"), ("“", "”"), ("《", "》")
OPEN_NUMERAL = re.compile(  # an item whose text stands on the next line
    rf"(?:^|[。；;：:，,、\s])(?!.{{0,1}}\d{{3}}){NUMERAL}$"
)
CARRIES_ON = re.compile(r"其中|主要|原因|具体|包括|比上年|较上年|占")
# Words that want another word, but not as the end of a noun: 参与, 原因, 行为, 目的, 占比.
DANGLING = re.compile(
    r"(?:(?<!参)与|(?<!总)和|(?<!普)及|或|较|(?<!占)比|(?<![应核])对|(?<![存所])在|于|(?<![理自事缘])由|从|按|以|至|到|占|(?<!目)的|是"
    r"|(?<!原)因|其|每|各|(?<!合)并|且|将|把|被|(?<!方)向|(?<![行作而所])为)$"
)
AMOUNT = re.compile(r"\d[\d,，]*(?:\.\d+)?\s*(?:[亿万千百]*元|[%％]|个百分点)")
FIGURE_END = re.compile(rf"{AMOUNT.pattern}$")
LONGEST_FIGURE = 24  # characters
AFTER_FIGURE = re.compile(r"[较比占的用]|同比|增[长加]|下降|减少|完成|主要|以[上下]|左右|和|及")
ASIDE = re.compile(r"[（(][^（()）]*[）)]")
TRAILING_ASIDE = re.compile(rf"(?!{NUMERAL}){ASIDE.pattern}[，。；、]")
ITEM_END = re.compile(r"[（(]项[）)]”?$")  # of the name of an item, whose amount may stand on the next line
NUMBER_CUT = re.compile(r"\d(?:[.,，]|\s*[万亿千百])?$")  # stops inside a number, or between it and its unit
UNIT_START = re.compile(
    r"[.\d]|[万亿千百]?元|[万亿]|[%％‰]|[年月日辆台套批户]|个(?!人)|人(?!员|均|民)|次(?!年)|项(?!目)|家(?!庭)|名(?!称)|平方米|公里"
)
FRAGMENT = re.compile(r"[^，。；：\s]{1,8}。")  # too short to be a paragraph: 万元。
FIGURES = re.compile(r"\d\.\d+%?\s+[-—\d]")  # 2.74 3.00: a row of a table without its cells
STANDS_ALONE = re.compile(r"[（(]?(?:无|略|详见|见|同上|附|另附|没有|未|不|暂)")
OPEN_PATH = re.compile(r"[（(][类款][)）][^（(]+$")  # 教育支出（类）普通教育（款）… without its （项）
PATH_GOES_ON = re.compile(r"[^（(，。]*[（(][款项][)）]")
TIED, SURELY_TIED = 0.1, 0.3  # shares of the places of the rarer character
LONGEST_NUMERAL = 4  # characters: （1）, 12.
LONGEST_LABEL = 10  # characters: 年度绩效目标
FIELD = re.compile(r"(?P<label>[^：:，。；]{2,12})[：:]")
TAIL_OF_TITLE = 6  # characters of a heading's second line: 说明, 机构设置”）


@dataclass(frozen=True, slots=True)
class Seam:
    """Two lines that follow each other, and what is known of the paragraph up to the first."""

    setting: Setting
    above: str  # the line above the paragraph
    opening: Printed  # the paragraph's first line
    before: Printed
    after: Printed
    is_first: bool  # the paragraph has one line so far
    fill: float  # share of the width that `before` and what begins `after` would take
    is_line: bool  # both are printed lines, not whole paragraphs of a format that has paragraphs
    is_apart: bool  # an empty line stands between
    is_turned: bool  # a page number or running head stands between

    @property
    def is_full(self) -> bool:
        """Whether `before` reaches the margin."""
        return self.fill >= NEARLY_FULL

    @property
    def is_brimful(self) -> bool:
        """Whether `before` is full to the last column."""
        return self.fill > 1

    @property
    def is_tied(self) -> bool:
        """Whether the characters at the cut are often neighbours elsewhere."""
        return self._tie >= TIED

    @property
    def is_word(self) -> bool:
        """Whether there is hardly a doubt that the cut goes through a word."""
        return self._tie >= SURELY_TIED

    @property
    def _tie(self) -> float:
        return self.setting.pairs.tie(self.before.text, self.after.text)

    @property
    def is_titled(self) -> bool:
        """Whether the paragraph so far is one line that reads like a heading."""
        return self.is_first and self.setting.is_title(self.before.text)

    @property
    def is_motto(self) -> bool:
        """Whether the paragraph so far is an item of one line without figures or stops: 二、强化责任，狠抓落实."""
        text = self.opening.text
        return self.is_first and self.opening.begins_item and not re.search(r"\d|[。；：]", text[LONGEST_NUMERAL:])

    @property
    def is_value(self) -> bool:
        """Whether the paragraph stands below the label of a form or the head of a column."""
        return len(self.above) <= LONGEST_LABEL and self.setting.is_caption(self.above) and not begins_item(self.above)

    @property
    def begins(self) -> bool:
        """Whether `after` opens like an item or a sentence of its own."""
        return self.after.begins_item or bool(SENTENCE_START.match(self.after.text))

    @property
    def has_prose(self) -> bool:
        """Whether the paragraph so far has the punctuation of a sentence."""
        return self.opening.is_prose or self.before.is_prose


def goes_on(seam: Seam) -> bool:
    """Whether the second line of a seam goes on with the paragraph; the first rule that knows decides."""
    return next((verdict for rule in RULES if (verdict := rule(seam)) is not None), False)


def _stay_cells(seam: Seam) -> bool | None:
    """A row of a table is part of no sentence."""
    is_row = FIGURES.search(seam.before.text) and not seam.is_full
    return False if seam.before.has_cells or seam.after.has_cells or seam.after.is_tabbed or is_row else None


def _cut_before_mark(seam: Seam) -> bool | None:
    """No line begins with 、 or ） or 万元 but where a sentence was cut."""
    return True if CUT_BEFORE.match(seam.after.text) and _is_long(seam.before) else None


def _by_indent(seam: Seam) -> bool | None:
    """In a document that indents first lines, the indent says nearly everything."""
    opening, before, after = seam.opening, seam.before, seam.after
    if not seam.setting.indents or (seam.is_apart and not seam.is_turned):
        return None
    if max(before.indent, after.indent) > CENTRED:
        return _is_tail(seam)
    if seam.is_first and opening.indent < INDENTED:  # a heading at the margin, or the rest of a page before
        return False if after.indent >= INDENTED else None
    if not _is_flush(seam):
        return before.text[-1] in OPEN_ENDS and not seam.begins
    if not seam.is_full:
        return False if before.is_finished else None
    begins = seam.after.begins_item and not (seam.setting.indents_items and seam.is_brimful)
    return not (before.is_finished and (begins or seam.setting.is_title(after.text)))


def _is_flush(seam: Seam) -> bool:
    """Whether `after` is set as the second line of a paragraph is: further out, or hanging under an item's text."""
    if not seam.is_first:
        return seam.after.indent <= seam.before.indent + 1
    hangs = seam.opening.begins_item and seam.after.indent > seam.opening.indent
    return seam.after.indent <= seam.opening.indent - INDENTED or (
        hangs and seam.is_full and not seam.before.is_finished
    )


def _end_finished(seam: Seam) -> bool | None:
    """Without an indent, an item begins a paragraph, and a sentence's end ends one but for 其中 at the margin."""
    if seam.after.begins_item:
        return False
    if not seam.before.is_finished:
        return None
    if not seam.is_full or (seam.is_apart and not seam.is_turned):
        return False
    is_title = seam.setting.is_title(seam.after.text) or NOTE.match(seam.after.text)
    flows = seam.is_brimful and not is_title and not seam.setting.opens_paragraph(seam.after.text)
    return flows or bool(CARRIES_ON.match(seam.after.text))


def _end_at_gap(seam: Seam) -> bool | None:
    """An empty line ends a paragraph, unless in the middle of a list of words."""
    return seam.before.text[-1] in "，、," if seam.is_apart and not seam.is_turned else None


def _finish_open(seam: Seam) -> bool | None:
    """A comma, an open bracket, a word that wants another or a （款）that wants its （项）cannot end a paragraph."""
    text = seam.before.text
    dangles = (DANGLING.search(text) and _is_long(seam.before)) or OPEN_NUMERAL.search(text)
    path = OPEN_PATH.search(text) and PATH_GOES_ON.match(seam.after.text)
    brackets = not seam.is_titled and _closes_bracket(text, seam.after.text)  # headings have ”三公“ the wrong way round
    return True if text[-1] in OPEN_ENDS or dangles or path or brackets else None


def _closes_bracket(before: str, after: str) -> bool:
    """Whether what one line opens is closed in the next: 建立区域医共体“三|通”机制."""
    return any(
        max(map(before.rfind, opening)) > max(map(before.rfind, closing)) and any(each in after for each in closing)
        for opening, closing in BRACKETS
    )


def _finish_number(seam: Seam) -> bool | None:
    """3,408.27万|元 and 2709.|03万元 are one number; cells of a table that end in digits are short."""
    inside = NUMBER_CUT.search(seam.before.text) and UNIT_START.match(seam.after.text)
    is_prose = seam.has_prose or seam.after.is_prose or len(seam.before.text) >= SHORTEST_WRAP
    return True if inside and is_prose and _is_long(seam.before) and not SENTENCE_START.match(seam.after.text) else None


def _end_title(seam: Seam) -> bool | None:
    """A heading ends with its line, unless the margin cut it, or it was no heading: …支出预算|120万元，…."""
    if not seam.is_titled:
        return None
    if seam.is_full and not seam.setting.is_sure_title(seam.before.text):
        return None
    if seam.is_full:
        return _is_tail(seam) or (not seam.begins and seam.is_tied)
    if seam.opening.begins_item or not seam.after.is_prose:
        return False
    return bool(AMOUNT.match(seam.after.text)) or (not seam.begins and _is_long(seam.before) and seam.is_word)


def _end_aside(seam: Seam) -> bool | None:
    """（节选） below a title and （见附件） in the place of a table are paragraphs of their own."""
    return False if seam.is_first and ASIDE.fullmatch(seam.before.text) else None


def _is_tail(seam: Seam) -> bool:
    """Whether `after` is the last word of a long heading."""
    is_word = len(seam.after.text) <= TAIL_OF_TITLE and not re.search("[，。；：:]", seam.after.text)
    return seam.is_titled and seam.is_full and is_word


def _end_before_note(seam: Seam) -> bool | None:
    """注：… under a table, 单位：元 above it and 实施单位：… of a form are paragraphs of their own."""
    field = FIELD.match(seam.after.text)
    is_field = field is not None and seam.setting.is_caption(field["label"])
    return False if is_field or NOTE.match(seam.after.text) else None


def _take_fragment(seam: Seam) -> bool | None:
    """万元。 is no paragraph, and neither is 120万元，主要用于… or （含上年结转）。, unless under a heading."""
    after = seam.after.text
    if not _is_long(seam.before):
        return None
    if AMOUNT.match(after) and seam.after.is_prose:
        return None if seam.is_motto and not ITEM_END.search(seam.before.text) else True
    is_fragment = FRAGMENT.fullmatch(after) or TRAILING_ASIDE.match(after)
    return True if is_fragment and not STANDS_ALONE.match(after) and not seam.is_motto else None


def _end_paragraph(seam: Seam) -> bool | None:
    """A format that has paragraphs is believed, short of the evidence above."""
    return None if seam.is_line else False


def _end_lead_in(seam: Seam) -> bool | None:
    """What …如下： leads in begins on a line of its own, unless the margin cut it."""
    return seam.is_brimful if seam.before.text[-1] in LEAD_INS else None


def _cross_page(seam: Seam) -> bool | None:
    """An unfinished sentence at the foot of a page goes on over it."""
    return True if seam.is_turned and (seam.has_prose or seam.is_tied) else None


def _cross_margin(seam: Seam) -> bool | None:
    """An unfinished line that the margin cut goes on."""
    if not seam.is_full or seam.is_tied:
        return seam.is_tied if seam.is_full else None
    if seam.has_prose:
        return seam.after.is_prose or not TITLE_END.search(seam.after.text)
    return not (seam.setting.is_title(seam.after.text) or seam.begins)


def _pass_figure(seam: Seam) -> bool | None:
    """Where no margin is, …120万元 without a stop is the end of a row in a list, unless compared: …较上年增加."""
    if not FIGURE_END.search(seam.before.text[-LONGEST_FIGURE:]):
        return None
    return bool(AFTER_FIGURE.match(seam.after.text)) and seam.after.is_prose and _is_long(seam.before)


def _end_short_item(seam: Seam) -> bool | None:
    """实施主体：教务部 and 二、强化责任，狠抓落实 end with their line, unless the cut goes through a word."""
    if not seam.is_first:
        return None
    is_field = LABELLED.match(seam.opening.text)
    if (is_field and (not seam.opening.is_prose or LABELLED.match(seam.after.text))) or seam.is_value:
        return seam.is_tied
    return seam.is_word if seam.is_motto else None


def _finish_sentence(seam: Seam) -> bool:
    """Between two stretches of prose a sentence goes on; a line without punctuation needs better evidence."""
    is_prose = seam.after.is_prose and not seam.begins
    if seam.has_prose:
        return is_prose or seam.is_tied
    return is_prose and _is_long(seam.before) and seam.is_tied


def _is_long(line: Printed) -> bool:
    """Whether a line is too long for most cells of a table."""
    return len(line.text) >= 8


RULES: tuple[Callable[[Seam], bool | None], ...] = (
    _stay_cells,
    _cut_before_mark,
    _by_indent,
    _end_finished,
    _end_at_gap,
    _finish_open,
    _finish_number,
    _end_title,
    _end_aside,
    _end_before_note,
    _take_fragment,
    _end_paragraph,
    _end_lead_in,
    _cross_page,
    _cross_margin,
    _pass_figure,
    _end_short_item,
    _finish_sentence,
)
