"""Invented projects and their performance targets, as rows of a table in several layouts or in a sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from models.corpus.pools import Aim, Words
from models.corpus.tags import tag

AT_LEAST = ("≥", ">=", "≥", "不低于", "≧")
SIGNS = {">=": AT_LEAST, "<=": ("≤", "<=", "≤", "不超过"), "=": ("=", "", "＝", "")}
BEHIND = {">=": ("以上", "及以上"), "<=": ("以内",)}
LAYOUTS = {"tabs": "\t", "spaces": "  ", "bars": "｜"}
HEADS = ("一级指标", "二级指标", "三级指标", "指标值")


@dataclass(frozen=True, slots=True)
class Target:
    """A target as printed, and what it reads as."""

    aim: Aim
    text: str
    value: int | None

    def tagged(self, project: str, levels: Sequence[str | None]) -> str:
        """The target cell with its tag."""
        known = self.value is not None
        return tag(
            "ind",
            self.text,
            p=project,
            l1=levels[0],
            l2=levels[1],
            l3=levels[2],
            cmp=(self.aim.comparator if known else None),
            v=self.value,
            u=self.aim.unit if known else None,
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
        return Target(aim, aim.words, None)
    value = random.randint(aim.low, aim.high)
    unit = aim.unit
    if random.random() < 0.12 and aim.comparator in BEHIND:
        return Target(aim, f"{value}{unit}{random.choice(BEHIND[aim.comparator])}", value)
    return Target(aim, f"{random.choice(SIGNS[aim.comparator])}{value}{unit}", value)


def indicator_rows(project: Project, layout: str, random: Random) -> str:
    """A performance table: "tabs", "spaces", "bars", or "lines" with one cell a line and blank lines between rows."""
    merges = random.random() < 0.7
    rows = list(_rows(project, merges, random))
    if layout == "lines":
        return "\n".join([*HEADS, *("\n".join(cell for cell in row if cell) + "\n" for row in rows)]).rstrip("\n")
    between = LAYOUTS[layout]
    kept = rows if layout != "spaces" else [tuple(cell for cell in row if cell) for row in rows]
    return "\n".join(between.join(row) for row in (HEADS, *kept))


def _rows(project: Project, merges: bool, random: Random) -> Iterator[tuple[str, ...]]:
    """Rows of cells; merged ones give an upper level only where it changes."""
    before: tuple[str, ...] = ("", "", "")
    del random
    for one in project.targets:
        first, second, third = one.aim.levels
        cell = one.tagged(project.id, one.aim.levels)
        same_first = merges and first == before[0]
        same_second = same_first and second == before[1]
        yield ("" if same_first else first, "" if same_second else second, third, cell)
        before = one.aim.levels
