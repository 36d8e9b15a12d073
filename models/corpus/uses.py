"""What a pattern does with its entries: the levels that it prints, the changes that it gives, what it compares."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.corpus.language import Entry, Node, Slot, reference, walk
from models.corpus.sums import OWN

LEVELS = ("level", "cell", "none")
CHANGES = ("by", "pct", "pp", "flat", "gap", "rise")
MOVED = (*CHANGES, "more", "grew", "rate", "dir", "why")
COMPLETIONS = ("done",)


@dataclass(frozen=True, slots=True)
class Uses:
    """Which levels a pattern prints or states in words, and which changes it gives: pairs of id and base."""

    levels: frozenset[tuple[str, str]]
    statements: frozenset[tuple[str, str]]
    changes: frozenset[tuple[str, str]]
    bases: tuple[str, ...]
    flat: frozenset[tuple[str, str]]
    wholes: Mapping[str, str]  # of entries that are given as a share of something that they are not said to be part of
    plans: Mapping[str, str]  # of entries that are given as the completion of another


def uses_of(nodes: tuple[Node, ...], usual: str) -> Uses:
    """Collect what a pattern prints; `usual` is the base of a change that names none."""
    levels, statements, changes, flat = (set[tuple[str, str]]() for _ in range(4))
    wholes: dict[str, str] = {}
    plans: dict[str, str] = {}
    bases: dict[str, None] = {}
    for slot in walk(nodes):
        if not isinstance(slot, Slot) or not slot.arguments:
            continue
        if slot.verb in LEVELS:
            one = reference(slot.arguments[0])
            (statements if slot.verb == "none" else levels).add((one.id, one.base or OWN))
            bases[one.base or OWN] = None
        elif slot.verb == "share" and len(slot.arguments) > 1:
            wholes[slot.arguments[0]] = slot.arguments[1]
        elif slot.verb in COMPLETIONS and len(slot.arguments) > 1:
            plans[slot.arguments[0]] = slot.arguments[1]
        elif slot.verb in (*MOVED, *COMPLETIONS):
            for one in map(reference, slot.arguments):
                base = one.base or ("plan" if slot.verb in COMPLETIONS else usual)
                bases[base] = None
                if slot.verb in CHANGES:
                    changes.add((one.id, base))
                if slot.verb == "flat":
                    flat.add((one.id, base))
    bases.pop(OWN, None)
    return Uses(
        frozenset(levels), frozenset(statements), frozenset(changes), tuple(bases), frozenset(flat), wholes, plans
    )


def whole_of(entry: Entry, uses: Uses) -> str | None:
    """What an entry is part of: as introduced, or else what it is first given as a share of."""
    return entry.parent or uses.wholes.get(entry.id)
