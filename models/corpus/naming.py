"""What the entries of a pattern are called: names as printed or drawn, their concepts, and whose money they are."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from random import Random

from annotations.catalogue import FunctionClass, normalise
from models.corpus.language import Entry, Node, PatternError, Slot, walk
from models.corpus.pools import Words, functions_of
from models.corpus.setting import Setting
from models.corpus.tags import untagged

BASIS = {  # whose money a concept is, by the first word of its id
    "gpb": "general_public",
    "govfund": "gov_fund",
    "statecap": "state_capital",
    "fiscal": "fiscal_appropriation",
}
FUNCTION_FORMS = {
    "func3": (
        "{0}（类）{1}（款）{2}（项）",
        "{0}（类）{1}（款）{2}（项）",
        "{0}(类){1}(款){2}(项)",
        "{0}（类）-{1}（款）-{2}（项）",
        "{1}（款）{2}（项）",
        "{1}—{2}",
    ),
    "funcq": ("“{0}（类）{1}（款）{2}（项）”", "“{0}”科目“{1}”款“{2}”项"),
    "funci": ("{2}（项）", "{2}"),
}
USUAL = ("201", "204", "205", "206", "207", "208", "210", "211", "212", "213", "214", "215", "220", "221", "224", "229")
USUAL_GROUPS = (  # of which half of the items are drawn, so that rare functions stay rare
    *("20103", "20106", "20402", "20502", "20701", "20802", "20805", "20808", "21004"),
    *("21007", "21011", "21201", "21203", "21301", "21303", "22102", "22401"),
)
Render = Callable[[tuple[Node, ...]], str]


@dataclass(frozen=True, slots=True)
class Named:
    """An entry with its name: as printed with its tags, and without them as `item`."""

    entry: Entry
    printed: str
    item: str
    concept: str | None
    basis: str | None


def name_entries(nodes: tuple[Node, ...], setting: Setting, render: Render, random: Random) -> dict[str, Named]:
    """Give every entry its name: printed in the pattern, or drawn from its pool; no pool gives a name twice."""
    named: dict[str, Named] = {}
    drawn: set[str] = set()
    for entry in walk(nodes):
        if not isinstance(entry, Entry):
            continue
        if entry.id in named:
            raise PatternError(entry.id, "an entry is introduced twice")
        printed = _name(entry, setting, render, random, drawn)
        concept = _concept(entry, untagged(printed), setting.words)
        named[entry.id] = Named(entry, printed, untagged(printed), concept, None)
    # Only now, because a whole may be introduced behind its parts.
    return {id: replace(one, basis=_basis(one, named)) for id, one in named.items()}


def _name(entry: Entry, setting: Setting, render: Render, random: Random, drawn: set[str]) -> str:
    if entry.name is not None:
        return render(entry.name)
    pool = (entry.kind or "").removeprefix("@")
    for _ in range(30):
        is_function = pool.startswith("func")
        name = draw_function(setting.year, pool, random) if is_function else render((Slot(pool, (), ()),))
        if name not in drawn:
            break
    drawn.add(name)
    return name


def draw_function(year: int, pool: str, random: Random) -> str:
    """A function: @func the class, @func3 class, group and item in one of their forms, @funcq in the quoted one."""
    valid = functions_of(year)
    if pool in ("func", "funcl"):
        name = random.choice([one.name for one in valid if one.level == 1 and one.code in USUAL])
        return name if pool == "func" else random.choice(("{}（类）", "{}（类）支出")).format(name.removesuffix("支出"))
    items = [one for one in valid if one.level == 3]
    usual = [one for one in items if one.code.startswith(USUAL_GROUPS)]
    item = random.choice(usual if random.random() < 0.55 else items)
    names = _path(item, valid)
    return random.choice(FUNCTION_FORMS[pool]).format(*names)


def _path(item: FunctionClass, functions: Iterable[FunctionClass]) -> tuple[str, str, str]:
    """The names of an item and of what it lies under."""
    names = {one.code: one.name for one in functions if item.code.startswith(one.code)}
    return names.get(item.code[:3], "其他支出"), names.get(item.code[:5], "其他支出"), item.name


def _concept(entry: Entry, name: str, words: Words) -> str | None:
    if entry.kind and entry.kind.startswith("@func"):
        return "exp.func"
    if entry.kind and entry.kind.startswith("@econ"):
        return "exp.econ"
    if entry.kind and not entry.kind.startswith("@"):
        return None if entry.kind == "none" else entry.kind
    return words.concepts.get(normalise(name))


def basis_of(concept: str | None) -> str | None:
    """Whose money a concept is by itself: "gpb.basic" -> "general_public"."""
    return BASIS.get((concept or "").partition(".")[0])


def _basis(one: Named, named: Mapping[str, Named]) -> str | None:
    """Whose money it is: as the concept says, or as that of the whole."""
    seen: set[str] = set()
    at: Named | None = one
    while at is not None and at.entry.id not in seen:
        seen.add(at.entry.id)
        if basis := basis_of(at.concept):
            return basis
        at = named.get(at.entry.parent or "")
    return None
