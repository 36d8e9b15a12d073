"""Sums told in their order: "A，加上B、C，收入总计D" makes parts of what was added up, parts of parts left out."""

from collections.abc import Sequence

from extractor.linking.arithmetic import sum_closes
from extractor.linking.drafts import FactDraft
from extractor.linking.walk import Walk

CLOSING_TOTAL = r"{closing_total}"
LONGEST = 24  # figures of a chain in which runs of parts are looked for, since there are as many runs as pairs


def add_to_chain(walk: Walk, draft: FactDraft) -> None:
    """The last figure of "A加上B、C，总计D" is the total of all before it; others are added up."""
    assert walk.chain is not None
    if walk.cues.pattern(CLOSING_TOTAL).search(draft.name):
        if walk.chain:
            _close(walk, draft, _without_parts(walk.chain, draft) or tuple(walk.chain))
        walk.chain = None
    elif not walk.scope.frames or not walk.scope.frames[-1].bracket:
        walk.chain.append(draft)


def _close(walk: Walk, total: FactDraft, members: Sequence[FactDraft]) -> None:
    """Hang what was added up on its total, and on the one in front of them what was only said to be part of it."""
    assert walk.chain is not None
    whole = members[0]
    for fact in walk.chain:
        if fact in members:
            fact.parent, whole = total, fact
        else:
            fact.parent = whole
    if total.parent in walk.chain:
        total.parent = None
        walk.scope.frames = [frame for frame in walk.scope.frames if frame.parent not in walk.chain]


def _without_parts(chain: Sequence[FactDraft], total: FactDraft) -> tuple[FactDraft, ...]:
    """What adds up to a total: the whole chain, or it without the run of parts behind the figure that holds them.

    收入400，加补助200，其中：一般150，专项50，结余60，合计660 -> 400, 200 and 60
    """
    if len(chain) > LONGEST or _adds_up(total, chain):
        return tuple(chain)
    for holds in (_adds_up, _holds):
        for place, whole in enumerate(chain):
            for end in range(place + 2, len(chain) + 1):
                left = (*chain[: place + 1], *chain[end:])
                if holds(whole, chain[place + 1 : end]) and _adds_up(total, left):
                    return left
    return ()


def _holds(whole: FactDraft, parts: Sequence[FactDraft]) -> bool:
    """Whether a figure is as large as all of its parts told in the chain; some may stand in a bracket."""
    figures = [part.quantity.value for part in parts if part.quantity is not None]
    return whole.quantity is not None and sum(figures) <= whole.quantity.value


def _adds_up(whole: FactDraft, parts: Sequence[FactDraft]) -> bool:
    figures = [part.quantity for part in parts if part.quantity is not None]
    return len(figures) > 0 and whole.quantity is not None and sum_closes(whole.quantity, figures)
