"""Invented projects and their performance targets, as rows of a table in several layouts or in a sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from models.corpus.pools import Aim, Words
from models.corpus.printing import YUAN
from models.corpus.tags import tag

AT_LEAST = ("≥", ">=", "≥", "不低于", "≧", "大于等于")
SIGNS = {">=": AT_LEAST, "<=": ("≤", "<=", "≤", "不超过", "小于等于"), "=": ("=", "", "＝", "")}
BEHIND = {">=": ("以上", "及以上"), "<=": ("以内",)}
LAYOUTS = {"tabs": "\t", "spaces": "  ", "bars": "｜"}
RESULT_HEADS = ("实际完成值", "分值", "得分")
HEADS = ("一级指标", "二级指标", "三级指标", "指标值")


@dataclass(frozen=True, slots=True)
class Target:
    """A target as printed, and what it reads as; `result` is what was reached."""

    aim: Aim
    text: str
    value: int | None
    comparator: str | None
    unit: str | None
    result: str

    def tagged(self, project: str, levels: Sequence[str | None]) -> str:
        """The target cell with its tag."""
        return tag(
            "ind",
            self.text,
            p=project,
            l1=levels[0],
            l2=levels[1],
            l3=levels[2],
            cmp=self.comparator,
            v=self.value,
            u=self.unit,
        )


@dataclass
class Project:
    """A project of one document; `targets` are taken from the front as its sentences name them."""

    id: str
    name: str
    targets: list[Target]
    told: int = field(default=0)

    @classmethod
    def draw(cls, id: str, name: str, words: Words, random: Random) -> "Project":
        """Invent the targets of a project, in the order of their levels."""
        aims = random.sample(words.aims, random.randint(5, 9))
        order = list(dict.fromkeys(aim.levels[0] for aim in words.aims))
        aims.sort(key=lambda aim: (order.index(aim.levels[0]), aim.levels[1]))
        return cls(id, name, [target(aim, random) for aim in aims])

    def next_in_prose(self, gap: str) -> str:
        """The next target in a sentence: 养护道路里程≥20公里."""
        one = self.targets[self.told % len(self.targets)]
        self.told += 1
        return one.aim.levels[2] + gap + one.tagged(self.id, (None, None, one.aim.levels[2]))


def target(aim: Aim, random: Random) -> Target:
    """Draw the target of an indicator: "≥20公里", "20公里以上", "及时"."""
    if aim.words:
        return Target(aim, aim.words, None, None, None, aim.words)
    printed = random.randint(aim.low, aim.high)
    reached = f"{max(0, printed + random.choice((0, 0, 1, 2, -1)))}{aim.unit}"
    is_money = aim.unit in YUAN
    value, unit = (printed * YUAN[aim.unit], "CNY") if is_money else (printed, aim.unit)
    if random.random() < 0.12 and aim.comparator in BEHIND:
        text = f"{printed}{aim.unit}{random.choice(BEHIND[aim.comparator])}"
        return Target(aim, text, value, aim.comparator, unit, reached)
    sign = random.choice(SIGNS[aim.comparator])
    return Target(aim, f"{sign}{printed}{aim.unit}", value, aim.comparator if sign else None, unit, reached)


def indicator_rows(project: Project, layout: str, random: Random, *, has_results: bool = False) -> str:
    """A performance table: "tabs", "spaces", "bars", or "lines" with one cell a line and blank lines between rows."""
    merges = random.random() < 0.7
    rows = list(_rows(project, merges, has_results, random))
    head = (*HEADS, *(RESULT_HEADS if has_results else ()))
    if layout == "lines":
        return "\n".join([*head, *("\n".join(cell for cell in row if cell) + "\n" for row in rows)]).rstrip("\n")
    between = LAYOUTS[layout]
    kept = rows if layout != "spaces" else [tuple(cell for cell in row if cell) for row in rows]
    return "\n".join(between.join(row) for row in (head, *kept))


def _rows(project: Project, merges: bool, has_results: bool, random: Random) -> Iterator[tuple[str, ...]]:
    """Rows of cells; merged ones give an upper level only where it changes."""
    before: tuple[str, ...] = ("", "", "")
    for one in project.targets:
        first, second, third = one.aim.levels
        same_first = merges and first == before[0]
        same_second = same_first and second == before[1]
        cells = (
            "" if same_first else first,
            "" if same_second else second,
            third,
            one.tagged(project.id, one.aim.levels),
        )
        yield (*cells, *(_result(one, random) if has_results else ()))
        before = one.aim.levels


def _result(one: Target, random: Random) -> tuple[str, str, str]:
    """What was reached, its weight and its score; only the first is marked, as a number that is no row."""
    weight = random.choice((5, 10, 10, 15, 20))
    reached = tag("x", one.result) if one.value is not None else one.result
    return reached, str(weight), str(weight if random.random() < 0.8 else weight - 1)
