"""`mingxi retrain`, `mingxi models`, `mingxi rollback`: what people reviewed becomes a model, if it is a better one."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from annotations.formats import reviewed_of
from annotations.review import Reviewed
from annotations.review.settling import settled
from api.exchanging import read_annotations
from api.learning import progress_bar, read_documents
from api.problems import Unusable
from api.running import open_store
from api.settings import Settings
from api.store.tool_events import answered
from api.texts import say
from api.turn_report import write_report
from extractor.outputs.files import write_content
from extractor.pipeline import load
from extractor.retraining import Turn, material, take_turn
from models.promotion import RULE, WrongRule, load_rule
from models.registry import DEFAULT, NONE, load_model
from models.versions import PROMOTED, REFUSED, REPORT, Versions


@dataclass(frozen=True, slots=True)
class Order:
    """What a turn is to use: paths of annotated and frozen documents, the folder of versions, the rule, the report."""

    models: Path
    gold: tuple[str, ...] = ()
    frozen: tuple[str, ...] = ()
    rule: Path = RULE
    report: Path | None = None


def read_reviews(paths: Sequence[str]) -> Iterator[Reviewed]:
    """The reviewed documents of files in our own format; raises `Unusable`."""
    yield from map(reviewed_of, read_annotations(paths, "jsonl"))


def kept_reviews(settings: Settings, project: str) -> Iterator[Reviewed]:
    """What was decided in the service and in tools that it is told by, of one project; raises a `Refusal`."""
    store = open_store(settings)
    try:
        with store.read() as session:
            yield from settled(session, project)
            yield from answered(session, project)
    finally:
        store.close()


def retrain(reviewed: Sequence[Reviewed], order: Order, lang: str) -> bool:
    """Take one turn and act on it; whether the new model is in use now.

    Prints one line of JSON. Raises `Unusable` and `ModelError`.
    """
    if not reviewed:
        raise Unusable("", "no_reviews")
    try:
        rule = load_rule(order.rule)
    except WrongRule as error:
        raise Unusable(str(order.rule), "bad_rule", error) from error
    versions = Versions(order.models)
    before = versions.current
    gold, frozen = read_documents(order.gold), read_documents(order.frozen) if order.frozen else []
    found = material(gold, frozen, reviewed)
    model, is_shipped = load_model(versions.path(before)), before == DEFAULT
    with progress_bar() as bar:
        task = bar.add_task(say("retraining", lang), total=found.documents)
        try:
            turn = take_turn(found, model, load(model=NONE), rule, shipped=is_shipped, told=lambda _: bar.advance(task))
        except ValueError as error:
            raise Unusable("", "no_turn", error) from error
    version = versions.add(turn.model)
    text = write_report(turn, found, rule, (before, version), lang, time.time())
    versions.keep_report(version, text)
    if order.report is not None:
        write_content(order.report, text)
    is_better = turn.comparison.is_better
    (versions.promote if is_better else versions.refuse)(version)
    click.echo(json.dumps(summary(turn, before, version), ensure_ascii=False))
    path = order.report or Path(versions.path(version)) / REPORT
    key = "turn_promoted" if is_better else "turn_refused"
    click.echo(say(key, lang, version=version, before=before, report=path), err=True)
    return is_better


def summary(turn: Turn, before: str, version: str) -> dict[str, object]:
    """The turn on one line."""
    gain = turn.comparison.gain
    return {
        "version": version,
        "before": before,
        "promoted": turn.comparison.is_better,
        "gain": round(gain.value, 5),
        "low": round(gain.low, 5),
        "high": round(gain.high, 5),
        "failed": [f"{each.name} {each.kind}".strip() for each in turn.comparison.conditions if not each.holds],
        "newly_right": len(turn.comparison.newly_right),
        "newly_wrong": len(turn.comparison.newly_wrong),
    }


def version_lines(versions: Versions, lang: str) -> Iterator[str]:
    """One line for each version, its columns apart by tabs: name, state, when, what was in use before."""
    last = {event.version: event for event in versions.history() if event.event in (PROMOTED, REFUSED)}
    for name in (DEFAULT, *versions.names()):
        event = last.get(name)
        state = "version_shipped" if event is None else f"version_{event.event}"
        if name == versions.current:
            state = "version_in_use"
        day = "" if event is None else f"{datetime.fromtimestamp(event.at, UTC):%Y-%m-%d %H:%M}"
        yield "\t".join((name, say(state, lang), day, "" if event is None else event.before))


def roll_back(versions: Versions, lang: str) -> int:
    """Take the version before back into use; the exit status."""
    version = versions.rollback()
    if version is None:
        click.echo(f"mingxi: {say('nothing_before', lang)}", err=True)
        return 1
    click.echo(say("rolled_back", lang, version=version))
    return 0
