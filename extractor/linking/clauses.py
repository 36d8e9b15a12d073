"""Where clauses begin and end: the geometry of a sentence, before anything is understood."""

import re

OPENING, CLOSING = "（(《【[", "）)》】]"
CLAUSE_ENDS = frozenset("，,；;。：:、！？!?\n\t")
SENTENCE_ENDS = frozenset("。！？!?\n")
BOTH_SIDES = ("收、支", "收入、支出")  # the enumerations that are names: 收、支总计
TOTAL = re.compile(r"(?:决算|预算)?(?:总|各|合计|均|共)")
MARGIN = " \t　，,。；;：:、．.●•◆◇■□▪▍▎▌█▶►▷★☆※→✦—·"  # marks of lists and bullets among them
COMMAS = ("，", ",")
QUOTED_PROJECT = re.compile(r"[“《](?P<before>[^”》]{3,30})[”》](?:专项)?项目|项目[“《](?P<behind>[^”》]{3,30})[”》]")


def quoted_project(text: str, start: int, end: int) -> tuple[int, tuple[int, int]] | None:
    """Where a project in quotes is spoken of, and the range of its name: "项目“老旧小区改造”" -> (0, (3, 9))."""
    match = QUOTED_PROJECT.search(text, start, end)
    return (match.start(), match.span("before" if match["before"] else "behind")) if match else None


def bracket_depths(text: str) -> list[int]:
    """How many brackets are open before each character: "a（b）" -> [0, 0, 1, 1]; stray closers count for nothing."""
    depths: list[int] = []
    depth = 0
    for character in text:
        depths.append(depth)
        if character in OPENING:
            depth += 1
        elif character in CLOSING and depth > 0:
            depth -= 1
    return depths


def clause_start(text: str, start: int, end: int, *, lists: bool = False) -> int:
    """Where the noun phrase that ends at `end` begins, not before `start`.

        "，其中：因公出国（境）费" -> the offset of 因

    Bracketed and quoted stretches belong to the phrase: 社会保障（类）…（项）, “三公”经费. With `lists` a phrase may
    hold enumeration commas: 会议费、培训费.
    """
    position = end
    while position > start:
        character = text[position - 1]
        if character in CLOSING:
            opener = _opener(text, start, position - 1)
            if opener is None:
                return position
            position = opener
        elif character == "”" and (quote := text.rfind("“", start, position - 1)) >= 0:
            position = quote
        elif character == "、" and (lists or _joins_sides(text, position - 1)):
            position -= 1
        elif character in CLAUSE_ENDS or character in OPENING:
            return position
        else:
            position -= 1
    return position


def _joins_sides(text: str, mark: int) -> bool:
    """Whether a list mark stands in 收、支 or 收入、支出 and another word that makes a name of both: 收入、支出总计."""
    return any(
        text.startswith(name, start) and TOTAL.match(text, start + len(name)) is not None
        for name in BOTH_SIDES
        if (start := mark - name.index("、")) >= 0
    )


def _opener(text: str, start: int, closer: int) -> int | None:
    """The bracket that `closer` closes; mixed widths （款) count as a pair."""
    depth = 0
    for position in range(closer, start - 1, -1):
        if text[position] in CLOSING:
            depth += 1
        elif text[position] in OPENING:
            depth -= 1
            if depth == 0:
                return position
    return None


def first_of(text: str, characters: str | frozenset[str], start: int, end: int) -> int:
    """The first place of any of `characters` between `start` and `end`, outside brackets; `end` when there is none."""
    depth = 0
    for position in range(start, end):
        character = text[position]
        if character in OPENING:
            depth += 1
        elif character in CLOSING:
            if depth == 0:
                return position
            depth -= 1
        elif depth == 0 and character in characters:
            return position
    return end


def last_of(text: str, characters: str | frozenset[str], start: int, end: int) -> int:
    """One past the last of any of `characters` between `start` and `end`; `start` when there is none."""
    return next((at + 1 for at in range(end - 1, start - 1, -1) if text[at] in characters), start)


def strip_range(text: str, start: int, end: int, characters: str = MARGIN) -> tuple[int, int]:
    """Shrink a range until it neither begins nor ends with one of `characters`."""
    while start < end and text[start] in characters:
        start += 1
    while end > start and text[end - 1] in characters:
        end -= 1
    return start, end
