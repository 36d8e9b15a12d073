"""Lists in lists: parts that the words hang on one total while their figures add up to another one beside it."""

from collections import defaultdict
from collections.abc import Sequence

from extractor.data import Quantity
from extractor.linking.arithmetic import sum_closes
from extractor.linking.drafts import FactDraft, is_below

FEWEST, MOST = 2, 12  # parts of a list within a list; fewer than two other than nought add up by chance
BEFORE = 3  # facts back to which a total may stand in front of the section that lists its parts
AHEAD = 100  # facts behind a total among which what places took in is looked for
SHORTEST = 4  # characters of a name that says what a place took in or spent
TELLING = 10  # a count from which two others add up to it by more than chance


def nest_parts(facts: Sequence[FactDraft]) -> None:
    """Hang parts on the total that they add up to, where the whole list does not add up to its own.

        实有39人，其中：在职39人，行政10人，事业29人 -> 行政 and 事业 are parts of 在职
        支出100，其中：拨款90，拨款中一般90。按性质分，基本60，项目40 -> 基本 and 项目 are parts of 支出

    Words leave open how deep such a list goes; a list that adds up, or that adds up to nothing, stays as it was told.
    """
    lists: dict[int, list[FactDraft]] = defaultdict(list)
    for fact in facts:
        if fact.parent is not None and _is_alike(fact, fact.parent):
            lists[fact.parent.place].append(fact)
    for parts in lists.values():
        if not _divide_another(parts, facts):
            _nest(parts)


def nest_below(facts: Sequence[FactDraft]) -> None:
    """Hang the figures of a section on the one that it begins with, where all that hang on nothing add up to it.

    一、中央资金（90万元）: 产业发展50万元；乡村建设40万元 -> parts of 中央资金
    """
    sections: dict[tuple[str, int | None, str | None], list[tuple[int, FactDraft]]] = defaultdict(list)
    for fact in facts:
        for _, section, place in fact.told:
            if section is not None and fact.quantity is not None and fact.quantity.kind == "amount":
                sections[section, fact.year, fact.stage].append((place, fact))
    for told in sections.values():
        first, *others = [fact for _, fact in sorted(told, key=lambda each: each[0])]
        parts = [fact for fact in others if fact.parent is None and fact is not first]
        telling = [part for part in parts if part.quantity is not None and part.quantity.value != 0]
        if len(telling) >= FEWEST and _adds_up(first, parts):
            for part in parts:
                part.parent = first


def nest_listed(facts: Sequence[FactDraft]) -> None:
    """Hang what a section lists on the total told just before it, where all that hang on nothing add up to that.

    总支出99.6万元。⏎二、支出情况⏎1.比赛13.6万元⏎2.场地60.4万元⏎3.宣传25.6万元 -> parts of 总支出

    Two add up to a total by chance; so they do only where the section tells the total again: 以上合计99.6万元.
    """
    begun: dict[tuple[str, int | None, str | None], list[FactDraft]] = defaultdict(list)
    told_again: dict[str, set[int]] = defaultdict(set)
    for fact in facts:
        for n, (_, section, _) in enumerate(fact.told):
            if section is not None and fact.quantity is not None and fact.quantity.kind == "amount":
                if n == 0 and fact.parent is None:
                    begun[section, fact.year, fact.stage].append(fact)
                told_again[section].add(fact.place)
    for (section, _, _), loose in begun.items():
        first = loose[0].place
        for whole in reversed(facts[max(0, first - BEFORE) : first]):
            least = FEWEST if whole.place in told_again[section] else FEWEST + 1
            if _is_alike(loose[0], whole) and _is_telling_list(loose, least) and _adds_up(whole, loose):
                for fact in loose:
                    fact.parent = whole
                break


def _is_telling_list(parts: Sequence[FactDraft], least: int) -> bool:
    return sum(part.quantity is not None and part.quantity.value != 0 for part in parts) >= least


def nest_places(facts: Sequence[FactDraft]) -> None:
    """Hang what is told of parts of a place on what was told of all of it, where they add up.

    全区收入319万元。地本级收入72万元；县级收入247万元 -> parts of 全区's 收入
    收入503亿元。…41个县收支情况：收入151亿元。…59个区收支情况：收入352亿元 -> parts of the first
    """
    for whole in facts:
        if whole.quantity is None or whole.quantity.kind != "amount" or len(whole.name) < SHORTEST:
            continue
        later = facts[whole.place + 1 : whole.place + 1 + AHEAD]
        alike = [f for f in later if f.parent is None and _is_alike(f, whole) and f.name.endswith(whole.name)]
        for end in range(FEWEST, min(len(alike), MOST) + 1):
            if _is_telling_list(alike[:end], end) and _adds_up(whole, alike[:end]):
                for fact in alike[:end]:
                    fact.parent = whole
                break


def nest_following(facts: Sequence[FactDraft]) -> None:
    """Hang figures on the total whose list a full stop cut short, where together they add up to it.

    收入90万元，其中：税收收入50万元，增长3%。非税收入40万元。 -> 非税收入 is a part of 收入
    """
    parts: dict[int, list[FactDraft]] = defaultdict(list)
    paragraphs: dict[int, list[FactDraft]] = defaultdict(list)
    for fact in facts:
        paragraphs[_paragraph(fact)].append(fact)
        if fact.parent is not None and _is_alike(fact, fact.parent):
            parts[fact.parent.place].append(fact)
    for whole in facts:
        listed = parts.get(whole.place)
        if not listed or whole.quantity is None or whole.quantity.kind != "amount" or _adds_up(whole, listed):
            continue
        after = (fact for fact in paragraphs[_paragraph(whole)] if fact.place > listed[-1].place)
        loose = [fact for fact in after if fact.parent is None and _is_alike(fact, whole)][:MOST]
        for end in range(1, len(loose) + 1):
            if _adds_up(whole, [*listed, *loose[:end]]):
                for fact in loose[:end]:
                    fact.parent = whole
                break


def _paragraph(fact: FactDraft) -> int:
    """Where a figure was told first."""
    return fact.told[0][0] if fact.told else fact.passage


def _is_alike(part: FactDraft, whole: FactDraft) -> bool:
    """Whether two figures may be added: of one unit, year and stage."""
    if part.quantity is None or whole.quantity is None or part.quantity.unit != whole.quantity.unit:
        return False
    return (part.year, part.stage) == (whole.year, whole.stage)


def _nest(parts: Sequence[FactDraft]) -> None:
    whole = parts[0].parent
    if whole is None or _adds_up(whole, parts) or _adds_up_twice(whole, parts):
        return
    begin = max(1, _in_full_lists(whole, parts))
    while begin <= len(parts) - FEWEST:
        begin = _hang_run(parts, begin, whole)


def _divide_another(parts: Sequence[FactDraft], facts: Sequence[FactDraft]) -> bool:
    """Hang lists on the amount before them that each of them adds up to, where none adds up to what they hang on.

    财政收入90，…。县本级收入70。按部门分：税务50，财政40。按类别分：税收65，非税25 -> all four are parts of 财政收入
    """
    told = parts[0].parent
    if told is None or told.quantity is None or told.quantity.kind != "amount" or len(parts) < FEWEST:
        return False
    if any(_adds_up(told, parts[begin:end]) for begin in range(len(parts)) for end in _ends(parts, begin)):
        return False
    before = [f for f in facts[: parts[0].place] if f is not told and f.section == told.section and _is_alike(f, told)]
    whole = next((f for f in reversed(before) if not is_below(f, told) and _divides(f, parts)), None)
    if whole is None:
        return False
    for part in parts:
        part.parent = whole
    return True


def _divides(whole: FactDraft, parts: Sequence[FactDraft]) -> bool:
    """Whether parts are lists, one behind the other, each of which adds up to a total."""
    begin = 0
    while begin < len(parts):
        end = next((end for end in _ends(parts, begin) if _adds_up(whole, parts[begin:end])), None)
        if end is None:
            return False
        begin = end
    return True


def _ends(parts: Sequence[FactDraft], begin: int) -> range:
    """Where a list may end that begins at a place."""
    return range(begin + FEWEST, min(begin + MOST, len(parts)) + 1)


def _in_full_lists(whole: FactDraft, parts: Sequence[FactDraft]) -> int:
    """How many parts stand in two lists that each add up, whatever follows: by kind, and by form of organisation."""
    ends = range(FEWEST, len(parts) + 1)
    first = next((end for end in ends if _adds_up(whole, parts[:end])), None)
    if first is None:
        return 0
    return next((end for end in range(first + FEWEST, len(parts) + 1) if _adds_up(whole, parts[first:end])), 0)


def _hang_run(parts: Sequence[FactDraft], begin: int, whole: FactDraft) -> int:
    """Hang the shortest run from a place on that adds up to another total; where to look next."""
    for end in range(begin + FEWEST, min(begin + MOST, len(parts)) + 1):
        total = _total_of(parts[begin:end], parts[:begin], whole)
        if total is not None:
            for part in parts[begin:end]:
                part.parent = total
            return end
    return begin + 1


def _total_of(run: Sequence[FactDraft], before: Sequence[FactDraft], whole: FactDraft) -> FactDraft | None:
    """The part before them that they add up to, or the total above a list that adds up without them."""
    values = [part.quantity.value for part in run if part.quantity is not None]
    if values[0] == 0 or sum(value != 0 for value in values) < FEWEST:
        return None
    if _is_telling(before[-1].quantity) and _adds_up(before[-1], run):
        return before[-1]
    above = whole.parent
    if above is None or not _is_alike(whole, above) or _adds_up(whole, run):
        return None  # what is printed for both is told of the nearer one
    if _adds_up(above, run) and _adds_up(whole, before):
        return above
    return None


def _adds_up(whole: FactDraft, parts: Sequence[FactDraft]) -> bool:
    figures = [part.quantity for part in parts if part.quantity is not None]
    return whole.quantity is not None and sum_closes(whole.quantity, figures)


def _adds_up_twice(whole: FactDraft, parts: Sequence[FactDraft]) -> bool:
    """Whether both sides of an account were listed: 收支总预算, 收入包括：…；支出包括：…."""
    return any(_adds_up(whole, parts[:cut]) and _adds_up(whole, parts[cut:]) for cut in range(1, len(parts)))


def _is_telling(quantity: Quantity | None) -> bool:
    return quantity is not None and (quantity.kind == "amount" or quantity.value >= TELLING)
