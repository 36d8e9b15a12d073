"""When a relation of figures is meant to hold at all: conditions that rows name."""

import re
from collections.abc import Callable, Mapping
from typing import Literal

from extractor.reconciliation.ledger import Ledger
from extractor.reconciliation.operands import PROJECT_BUDGET

Condition = Literal["all_projects", "general_public_only"]
SOME = re.compile(r"重点|部分|主要|其中")
OTHER_ACCOUNTS = (
    "govfund.rev",
    "govfund.exp",
    "statecap.rev",
    "statecap.exp",
    "rev.fiscal_gov_fund",
    "rev.fiscal_state_capital",
)


def all_projects(ledger: Ledger) -> bool:
    """True when the text states how many projects there are and gives a budget for each of them."""
    budgets = [
        fact for fact in ledger.by_concept.get(PROJECT_BUDGET, ()) if fact.quantity and not fact.quantity.qualifier
    ]
    for stated in ledger.by_concept.get("perf.project_count", ()):
        if stated.quantity is None or stated.year != ledger.document.fiscal_year:
            continue
        start, end = ledger.sentence(stated.quantity.start)
        if stated.quantity.value == len(budgets) and not SOME.search(ledger.text[start:end]):
            return True
    return False


def general_public_only(ledger: Ledger) -> bool:
    """True when the text says about funds and state capital that there are none, or zero."""
    facts = [fact for concept in OTHER_ACCOUNTS for fact in ledger.by_concept.get(concept, ())]
    return bool(facts) and not any(fact.quantity and fact.quantity.value for fact in facts)


CONDITIONS: Mapping[Condition, Callable[[Ledger], bool]] = {
    "all_projects": all_projects,
    "general_public_only": general_public_only,
}
