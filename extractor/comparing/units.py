"""The units that a department says it consists of, as the section on its organisation lists them."""

import re
from collections.abc import Iterator

from extractor.comparing.organisations import OFFICE, name_of
from extractor.describing import ORGANISATION

MOST = 6_000  # characters behind the heading: a section without a successor runs on into the tables
NUMBERED = re.compile(
    r"^\s*(?:[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[）)]?\s*[.．、:：\t]|[（(]\w{1,3}[）)]|[①-⑳])\s*(?P<rest>.+)$"
)
CUE = re.compile(
    r"(?:预算|决算|所属|下属|直属|二级|基层|独立核算|编制|编报|汇总|范围)[^。]{0,12}(?:单位|机构)|单位(?:构成|名称|名单|组成)"
)
INTERNAL = re.compile(r"内设|科室|处室|股室|职能(?:部门|科)|党组织")
BEGINS = re.compile(r"(?:包括|分别(?:是|为)|具体(?:是|为|包括)|如下|即|[:：])[:：]?")
PARTS = re.compile(r"[、，,；;]")
AND = re.compile(r"以及|和|及|与")
LEFT = re.compile(r"^\s*(?:(?:其中|包括|分别(?:是|为)|即|有)[:：]?)?(?:\d{1,3}[.．])?\s*")
TRAILING = re.compile(
    r"(?:[（(](?:行政单位|参公单位|事业单位|公益[一二]类|全额|差额|二级预算单位|一级预算单位)[^）)]*[）)]|(?:部门|单位)?[预决]算|[。.;；等])+$"
)
OWN = re.compile(
    r"^(?:本|我|该|全)?(?:部门|单位|局|委|办|厅|处|中心|院|校|会|街道|镇|乡|机关)?(?:本级|机关本级|机关|本部)$"
)


def listed_units(text: str) -> tuple[str, ...]:
    r"""The units that a section names, in its order; none where it is not certain that all are read.

        listed_units("纳入预算编制范围的单位包括：\n1. 武侯区水务局（本级）\n2. 武侯区河道管理所")
            -> ("武侯区水务局（本级）", "武侯区河道管理所")

    A list with an entry that is no name (……, 下属事业单位) is not complete, and so it is none.
    """
    lines = text[:MOST].split("\n")
    prose = (line.strip() for line in lines if "\t" not in line and not NUMBERED.match(line))
    found = [*_lists(lines), *_sentences("".join(prose))]
    return max(found, key=len, default=())


def _lists(lines: list[str]) -> Iterator[tuple[str, ...]]:
    """The numbered lists and tables behind a line that announces units."""
    names: list[str] = []
    announced, is_whole = False, True
    for line in [*lines, ""]:
        numbered = NUMBERED.match(line)
        if numbered and announced:
            name = plain_unit(re.split(r"[\t。；;]", numbered["rest"].strip())[0])
            names.append(name)
            is_whole &= is_unit(name)
            continue
        if not line.strip() and names and line is not lines[-1]:
            continue
        if names and is_whole:
            yield tuple(names)
        names, is_whole = [], True
        announced = (CUE.search(line) is not None and INTERNAL.search(line) is None) or (
            announced and re.match(r"\s*(?:序号|编号)\s*\t", line) is not None
        )


def _sentences(text: str) -> Iterator[tuple[str, ...]]:
    """The names in sentences that announce units: those of 所属预算单位包括河道管理所、供水服务中心."""
    for sentence in re.split("。", text):
        cue = CUE.search(sentence)
        begins = BEGINS.search(sentence, cue.start()) if cue else None
        if begins is None or INTERNAL.search(sentence):
            continue
        parts = (LEFT.sub("", part) for part in PARTS.split(sentence[begins.end() :]) if part.strip())
        names = tuple(name for part in parts for name in _joined(plain_unit(part)))
        if names and all(map(is_unit, names)):
            yield names


def _joined(part: str) -> tuple[str, ...]:
    """The names that a conjunction joins; 呼和浩特市水务局 and 卫生和计划生育局 are one name each."""
    for match in AND.finditer(part):
        left, right = plain_unit(part[: match.start()]), part[match.end() :]
        if is_unit(left) and all(map(is_unit, _joined(right))):
            return (left, *_joined(right))
    return (part,)


def plain_unit(name: str) -> str:
    """A listed name without what stands around it: "河道管理所（公益一类）决算" -> "河道管理所"."""
    return TRAILING.sub("", re.sub(r"\s", "", name))


def is_unit(name: str) -> bool:
    """Whether a name is that of one organisation, and not of a kind of them: 河道管理所, but not 下属事业单位."""
    if is_own_office(name):
        return True
    if not 4 <= len(name) <= 40 or re.search(r"[XxＸ×]{2}|…|单位$|机构$", name):
        return False
    return ORGANISATION.search(OFFICE.sub("", name)) is not None or name_of(name).is_office


def is_own_office(name: str) -> bool:
    """Whether a name means the department's own office without naming it: 本级, 局机关."""
    return OWN.search(name) is not None
