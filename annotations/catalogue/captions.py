"""What kind of section a heading opens, and which standard table a caption names."""

import re
from collections.abc import Iterable, Iterator

from annotations.catalogue.names import normalise
from annotations.catalogue.rows import Catalogue, SectionKind

NUMERAL = re.compile(
    r"(?:附[件表]?\d*[:、]|表\d+[:、.]?|第[一二三四五六七八九十\d]{1,3}(?:部分|章)[:、,]?|[一二三四五六七八九十]{1,3}(?:[、.](?!\d)|问:)"
    r"|（[一二三四五六七八九十\d]{1,3}）[、.]?|\d{1,2}(?:[、.）](?!\d))|[①-⑳])+"
)
YEAR = re.compile(
    r"(?:(?:19|20)\d{2}|二[〇○零0][〇○零一二三四五六七八九]{2}|[Xx×*]{2,4})(?:年度|年|度)?(?=\D|$)|(?<!\d)\d{2}年度?"
)
BRACKET = re.compile(r"(?<=.)（[^（）]*）$")  # （附后）, （按功能分类）: what a heading adds in passing
ENDS = ":。;.,、-—"
AND = re.compile("以及|及其|[和及与]")
TABLE_ENDS = ("表", "表格", "一览表")
SHORTEST = 3  # characters that a caption must keep to be found by its core: 收入 alone names nothing
GENERIC = ("部门", "单位", "本级", "机关")


class Captions:
    """Headings and table captions, looked up by their ends in dictionaries that are built once.

    `Captions(load()).kind_of("2022年度一般公共预算财政拨款支出决算情况说明")` -> "sec.gpb_scale"
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._tables = catalogue.tables
        self._lead = catalogue.fillers["heading_lead"]
        self._tail = catalogue.fillers["heading_tail"]
        self._owner = catalogue.fillers["owner"]
        self._noise = re.compile("|".join(map(re.escape, catalogue.fillers["heading_noise"])))
        parts = [kind for kind in catalogue.sections if kind.level == "part"]
        others = [kind for kind in catalogue.sections if kind.level == "section"]
        items = [kind for kind in catalogue.sections if kind.level == "item"]
        self._anywhere = {_joined(caption): kind.id for kind in catalogue.sections for caption in kind.captions}
        self._alone = {_joined(caption): kind.id for kind in (*parts, *others) for caption in kind.exact}
        self._items = {_joined(caption): kind.id for kind in items for caption in kind.exact}
        self._named = {_joined(caption): kind.id for kind in parts for caption in kind.named}
        self._core_anywhere = self._cores((kind, caption) for kind in others for caption in kind.captions)
        self._core_alone = self._cores((kind, caption) for kind in others for caption in kind.exact)

    def kind_of(self, title: str) -> str | None:
        """The kind of section that a heading with this title opens; None where only its place could tell.

            "关于2021年财政拨款收支预算情况的总体说明" -> "sec.fiscal_overall";  "总体目标" -> None

        A heading that ends in 表 and names a standard table is of that table's kind.
        """
        bare = self._bare(title)
        forms = list(self._forms(bare))
        if bare in self._items:
            return self._items[bare]
        if kind := self._best(forms, self._anywhere, self._alone):
            return kind
        if bare.endswith(TABLE_ENDS):
            return self.table_of(title, "决算" in title)
        cores = [self._noise.sub("", form) for form in forms]
        return self._best(cores, self._core_anywhere, self._core_alone if len(forms) > 1 else {})

    def table_of(self, caption: str, final: bool) -> str | None:
        """The standard table with this caption: "收入支出决算总表" in final accounts -> "ft.summary"."""
        name = normalise(caption)
        if "表" not in name:
            return None
        for table in self._tables:
            named = all(any(word in name for word in group) for group in table.words)
            if named and not any(word in name for word in table.without):
                return table.final if final else table.budget
        return None

    def _bare(self, title: str) -> str:
        """A title without number, year and what leads in: "二、关于2023年收入预算的说明" -> "收入预算的说明"."""
        name = _joined(normalise(title))
        name = YEAR.sub("", NUMERAL.sub("", name, count=1) if NUMERAL.match(name) else name).strip(ENDS)
        while lead := next((word for word in self._lead if name.startswith(word)), ""):
            name = name[len(lead) :]
        return NUMERAL.sub("", name, count=1) if NUMERAL.match(name) else name

    def _forms(self, name: str) -> Iterator[str]:
        """The title as it stands, then without bracket and closing words, one after the other."""
        yield name
        if (shorter := BRACKET.sub("", name)) != name:
            name = shorter
            yield name
        while tail := next((word for word in self._tail if name.endswith(word) and name != word), ""):
            name = name[: -len(tail)]
            yield name

    def _best(self, forms: Iterable[str], anywhere: dict[str, str], alone: dict[str, str]) -> str | None:
        """The kind of the caption that begins first, because it says most: 三公经费支出决算 rather than 支出决算."""
        found = [match for form in forms if (match := self._find(form, anywhere, alone))]
        return min(found, key=lambda match: match[0])[1] if found else None

    def _find(self, form: str, anywhere: dict[str, str], alone: dict[str, str]) -> tuple[int, str] | None:
        """The longest end of a form that is a caption and may stand behind what is in front of it."""
        for start in range(len(form)):
            end = form[start:]
            if end in self._named and self._is_name(form[:start]):
                return start, self._named[end]
            if end in anywhere:
                return start, anywhere[end]
            if end in alone and self._is_owner(form[:start]):
                return start, alone[end]
        return None

    def _is_owner(self, prefix: str) -> bool:
        return not prefix or BRACKET.sub("", prefix).removesuffix("关于").endswith(self._owner)

    def _is_name(self, prefix: str) -> bool:
        return len(prefix) > 3 and self._is_owner(prefix) and not prefix.endswith(GENERIC)

    def _cores(self, captions: Iterable[tuple[SectionKind, str]]) -> dict[str, str]:
        """Captions without the words that say nothing about their kind; a core that two kinds share is dropped."""
        found: dict[str, str] = {}
        shared: set[str] = set()
        for kind, caption in captions:
            core = self._noise.sub("", _joined(caption))
            if len(core) >= SHORTEST and found.setdefault(core, kind.id) != kind.id:
                shared.add(core)
        return {core: kind for core, kind in found.items() if core not in shared}


def _joined(name: str) -> str:
    """One sign for all that joins: 培训费及会议费 -> 培训费、会议费."""
    return AND.sub("、", name)
