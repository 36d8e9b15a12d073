"""What a document says of another year or stage, held against the document that said it first.

A budget prints last year's budget or how far it moved from it, a final account last year's final account and the budget
of its own year. Each such figure has one place where it was published: the document of that year and stage, of the same
organisation and the same scope (a department is not its own office).
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from duckdb import DuckDBPyConnection

from extractor.comparing.data import Finding, FindingKind, finding
from extractor.comparing.figures import KEY, Amount, Verdict, judge
from extractor.comparing.organisations import shares
from extractor.comparing.wording import NOTHING, Said, allowed, gap, item_name, money, say, sentence, title, word
from extractor.data import Severity

BATCH = 1_000

# What a document prints itself of another year or stage.
PRINTED = f"""
    create temp table claims as
    select figures.document, {", ".join(f"figures.{name.strip()}" for name in KEY.split(","))},
           case when figures.year < owners.year then 'last_year' else 'initial_budget' end as kind,
           'level' as way, figures.id, figures.value, figures.step, figures.item,
           null::decimal(26, 6) as own, null::decimal(26, 6) as own_step, null::varchar as direction,
           null::decimal(26, 6) as moved, null::decimal(26, 6) as moved_step, null::varchar as change
    from figures join owners on owners.document = figures.document
    where (figures.year = owners.year - 1 and figures.stage = owners.stage)
       or (figures.year = owners.year and figures.stage = 'budget' and owners.stage = 'final')
"""
# What follows from a movement, where the figure it started from is not printed: 913.26万元，减少117.42万元.
MOVED = """
    insert into claims
    with moves as (
        select levels.document, levels.concept, levels.basis, levels.code,
               coalesce(against_year, levels.year - 1) as year, owners.stage, levels.year as own_year,
               min(struct_pack(step := try_cast(amount.step as decimal(26, 6)), id := changes.id, fact := levels.id,
                   value := try_cast(amount.value as decimal(26, 6)), direction := direction)) as move,
               count(distinct (amount.value, direction)) as said
        from changes join owners on owners.document = changes.document
        join levels on levels.document = changes.document and levels.id = changes.fact
        where direction in ('increase', 'decrease') and amount.kind = 'amount' and amount.qualifier is null
          and changes.confidence >= 0.5 and levels.year = owners.year and levels.stage = owners.stage
          and hash(owner) % $shares = $share
          and against = case owners.stage when 'budget' then 'last_year_budget' else 'last_year_final' end
        group by all
    )
    select moves.document, moves.concept, moves.basis, moves.code, moves.year, moves.stage, 'last_year', 'change',
           figures.id, figures.value + move.value * case move.direction when 'increase' then -1 else 1 end,
           figures.step + move.step, figures.item, figures.value, figures.step, move.direction, move.value, move.step,
           move.id
    from moves join figures on figures.document = moves.document and figures.concept = moves.concept
         and figures.basis = moves.basis and figures.code = moves.code
         and figures.year = moves.own_year and figures.stage = moves.stage
    anti join claims on claims.document = moves.document and claims.concept = moves.concept
         and claims.basis = moves.basis and claims.code = moves.code and claims.kind = 'last_year'
    where said = 1 and moves.year = moves.own_year - 1 and move.value is not null
"""
HELD_AGAINST = """
    with scopes as (
        select document, unnest(explains) as row from reasons where category in ('caliber_change', 'reform')
    )
    select claims.document, any_value(mine.name), any_value(mine.organisation), bool_or(mine.is_vague),
           claims.kind, claims.year, claims.stage, claims.concept, way, claims.id, claims.value, claims.step,
           claims.item, own, own_step, direction, moved, moved_step, bool_or(scopes.row is not null),
           list_sort(list(distinct struct_pack(name := theirs.name, document := theirs.document, id := figures.id,
                value := figures.value, step := figures.step, item := figures.item)))
    from claims join owners mine on mine.document = claims.document
    join owners theirs on theirs.owner = mine.owner and theirs.scope = mine.scope and theirs.year = claims.year
         and theirs.stage = claims.stage and theirs.document <> mine.document
    join figures on figures.document = theirs.document and figures.concept = claims.concept
         and figures.basis = claims.basis and figures.code = claims.code
         and figures.year = claims.year and figures.stage = claims.stage
    left join scopes on scopes.document = claims.document and scopes.row in (claims.id, claims.change)
    anti join copies me on me.document = claims.document
    anti join copies them on them.document = theirs.document
    where hash(mine.owner) % $shares = $share
    group by claims.document, claims.kind, claims.year, claims.stage, claims.concept, claims.basis, claims.code, way,
             claims.id, claims.value, claims.step, claims.item, own, own_step, direction, moved, moved_step
    order by any_value(mine.owner), claims.year, claims.document, claims.kind, claims.concept, claims.basis, claims.code
"""


class Original(NamedTuple):
    """The figure where it was published."""

    document: str
    name: str
    fact: str
    amount: Amount
    item: str


class Move(NamedTuple):
    """The movement that a figure was worked out from."""

    now: Amount
    direction: str
    amount: Amount


class Claim(NamedTuple):
    """What one document says of a figure that another published, and all versions of that other."""

    document: str
    name: str
    organisation: str
    is_vague: bool
    kind: FindingKind
    year: int
    stage: str
    concept: str
    fact: str
    amount: Amount
    item: str
    move: Move | None
    is_rescoped: bool
    originals: tuple[Original, ...]


class Judged(NamedTuple):
    """A claim with the version that it comes closest to; `verdict` is None where versions contradict each other."""

    claim: Claim
    original: Original
    verdict: Verdict | None

    @property
    def is_violated(self) -> bool:
        """No rounding explains the difference."""
        return self.verdict is not None and self.verdict.status == "violated"


def find_years(connection: DuckDBPyConnection) -> Iterator[Finding]:
    """Findings about every figure that an earlier document of the archive published, by organisation and year.

    Needs `owners`, `levels`, `figures` and `copies`. A document that agrees with the other in nothing, where it is not
    even certain that both are of one organisation, is passed over.
    """
    connection.execute(PRINTED)
    for share in shares(connection):
        connection.execute(MOVED, share)
    for _, claims in groupby(_claims(connection), key=lambda claim: (claim.document, claim.kind)):
        yield from _told([_judged(claim) for claim in claims])


def _claims(connection: DuckDBPyConnection) -> Iterator[Claim]:
    for share in shares(connection):
        rows = connection.execute(HELD_AGAINST, share)
        while batch := rows.fetchmany(BATCH):
            yield from map(_claim, batch)


def _claim(row: Sequence[Any]) -> Claim:
    """One row of HELD_AGAINST."""
    document, name, organisation, is_vague, kind, year, stage, concept, way, fact, value, step, item, *rest = row
    own, own_step, direction, moved, moved_step, is_rescoped, published = rest
    move = Move(Amount(own, own_step), direction, Amount(moved, moved_step)) if way == "change" else None
    originals = tuple(
        Original(each["document"], each["name"], each["id"], Amount(each["value"], each["step"]), each["item"])
        for each in published
    )
    about = (document, name, organisation, is_vague, kind, year, stage, concept, fact, Amount(value, step), item)
    return Claim(*about, move, is_rescoped, originals)


def _judged(claim: Claim) -> Judged:
    """Hold a claim against every version of the other document: one that agrees is enough."""
    verdicts = [(judge(original.amount, claim.amount), original) for original in claim.originals]
    for verdict, original in verdicts:
        if verdict.status != "violated":
            return Judged(claim, original, verdict)
    first = claim.originals[0]
    if any(judge(first.amount, other.amount).status == "violated" for other in claim.originals[1:]):
        return Judged(claim, first, None)
    return Judged(claim, first, verdicts[0][0])


def _told(judged: Sequence[Judged]) -> Iterator[Finding]:
    """The findings about one document and one kind of claim.

    Where most figures differ, another scope (可比口径) or another organisation is meant rather than so many mistakes.
    """
    failed = sum(each.is_violated for each in judged)
    agreed = sum(each.verdict is not None and not each.is_violated for each in judged)
    if judged[0].claim.is_vague and failed and failed >= agreed:
        return
    if failed > 1 and failed > agreed:
        yield _mostly_differs(judged, failed)
        judged = [each for each in judged if not each.is_violated]
    yield from map(_one, judged)


def _mostly_differs(judged: Sequence[Judged], failed: int) -> Finding:
    claim, original = judged[0].claim, judged[0].original
    said = sentence(
        "mostly_differ",
        claimant=title(claim.name),
        original=title(original.name),
        year=claim.year,
        stage=word(claim.stage),
        count=len(judged),
        failed=failed,
    )
    return finding(
        claim.kind,
        documents=(original.document, claim.document),
        status="not_evaluable",
        severity="info",
        organisation=claim.organisation,
        year=claim.year,
        **said,
    )


def _one(judged: Judged) -> Finding:
    """One figure that two documents state."""
    claim, original, verdict = judged
    shared: dict[str, Any] = {
        "documents": (original.document, claim.document),
        "facts": (original.fact, claim.fact),
        "about": () if claim.move is None else ("change",),
        "organisation": claim.organisation,
        "year": claim.year,
        "concept": claim.concept,
    }
    values: dict[str, Any] = {"claimant": title(claim.name), "says": _says(claim)}
    if verdict is None:
        values |= {"year": claim.year, "stage": word(claim.stage), "count": len(claim.originals)}
        return finding(claim.kind, status="not_evaluable", severity="info", **shared, **sentence("unclear", **values))
    values |= {
        "original": title(original.name),
        "item": item_name(original.item),
        "expected": money(original.amount),
        "agree": word(verdict.status) if not judged.is_violated else NOTHING,
        "gap": gap(verdict.difference, claim.amount, original.amount),
        "tolerance": allowed(verdict.tolerance),
        "aside": say("scope") if claim.is_rescoped else NOTHING,
    }
    return finding(
        claim.kind,
        status=verdict.status,
        severity=_severity(claim),
        expected=original.amount.value,
        actual=claim.amount.value,
        difference=verdict.difference,
        tolerance=verdict.tolerance,
        **shared,
        **sentence("fails" if judged.is_violated else "holds", **values),
    )


def _says(claim: Claim) -> Said:
    values: dict[str, Any] = {"year": claim.year, "stage": word(claim.stage), "item": item_name(claim.item)}
    if claim.move is None:
        return say("says_level", actual=money(claim.amount), **values)
    finest = Amount(claim.amount.value, min(claim.move.now.step, claim.move.amount.step))
    moved = {"now": money(claim.move.now), "direction": word(claim.move.direction), "amount": money(claim.move.amount)}
    return say("says_change", actual=money(finest), **moved, **values)


def _severity(claim: Claim) -> Severity:
    """A printed figure is certain; one that was worked out may be compared with another base than the words say."""
    if claim.is_rescoped:
        return "info"
    return "error" if claim.move is None and claim.kind == "last_year" else "warning"
