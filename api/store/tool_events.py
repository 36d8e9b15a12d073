"""What annotation tools tell of: events as they came, each kept once, and what they say has been decided."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from annotations.database import new_id
from annotations.formats import MarkedDocument, reviewed_of
from annotations.formats.documents import Marking, as_table, from_table, text_sum
from annotations.formats.labelstudio import OWN, documents_of
from annotations.formats.labelstudio import answered as answer_of
from annotations.review import Reviewed
from api.labelstudio import read_interface
from api.store.documents import pack, unpack
from api.store.engine import Store
from api.store.tables import ToolEvent

MADE = frozenset(["ANNOTATION_CREATED", "ANNOTATION_UPDATED"])
PREDICTED = "PREDICTED"
DELETED = frozenset(["ANNOTATIONS_DELETED", "ANNOTATION_DELETED"])


class Told(NamedTuple):
    """One thing that Label Studio tells: an annotation that was made or changed, or one that is gone."""

    source: str
    action: str
    annotation: str
    updated: str
    content: Mapping[str, Any] | None


def told_by(event: Mapping[str, Any]) -> Iterator[Told]:
    """What an event says of annotations; nothing for other events.

    Raises KeyError, TypeError or ValueError for one that is none, and an `ExchangeError` where a text does not fit.
    """
    action = str(event["action"])
    if action in MADE:
        annotation, task = event["annotation"], event["task"]
        field = read_interface(str(event["project"]["label_config"])).field
        data = {"text": task["data"][field], "name": task["data"].get("name"), OWN: task["data"].get(OWN)}
        content = {"annotation": annotation, "task": {"id": task.get("id"), "data": data}}
        list(_read(content, None))
        yield Told(_source(event), action, str(annotation["id"]), str(annotation["updated_at"]), content)
    elif action in DELETED:
        for each in event.get("annotations") or [event["annotation"]]:
            yield Told(_source(event), action, str(each["id"]), "", None)


def _source(event: Mapping[str, Any]) -> str:
    """Which project of which Label Studio: ids alone are used by every other, too."""
    project = event["project"]
    return f"{project['id']}@{project.get('created_at', '')}"


def keep_event(store: Store, project: str, told: Told) -> bool:
    """Keep an event for a project; False for one that has come before, as from a webhook that was added twice."""
    key = json.dumps([told.source, told.action, told.annotation, told.updated])
    return _keep(store, project, key, told.action, f"{told.source}#{told.annotation}", told.updated, told.content)


def keep_prediction(store: Store, project: str, document: MarkedDocument) -> bool:
    """Remember what was predicted of a text, once for each model: an annotation comes back without it."""
    text = text_sum(document.text)
    key = json.dumps([PREDICTED, text, document.meta.get("model")])
    return _keep(store, project, key, PREDICTED, text, "", as_table(document))


def _keep(
    store: Store, project: str, key: str, action: str, about: str, updated: str, content: Mapping[str, Any] | None
) -> bool:
    row = ToolEvent(
        id=new_id(), project=project, key=key, action=action, at=time.time(), annotation=about, updated=updated,
        content=None if content is None else pack(content),
    )  # fmt: skip
    try:
        with store.write() as session:
            if session.scalar(select(ToolEvent.id).where(ToolEvent.project == project, ToolEvent.key == key)):
                return False
            session.add(row)
    except IntegrityError:  # another server was faster
        return False
    return True


def answered(session: Session, project: str) -> Iterator[Reviewed]:
    """What was decided in tools, an annotation after the other: the last state of each that is not gone."""
    query = select(ToolEvent).where(ToolEvent.project == project).order_by(ToolEvent.id)
    last: dict[str, ToolEvent] = {}
    gone: set[str] = set()
    predictions: dict[str, str] = {}
    for row in session.scalars(query):
        if row.action == PREDICTED:
            predictions[row.annotation] = row.id
        elif row.action in DELETED:
            gone.add(row.annotation)
        elif row.annotation not in last or row.updated >= last[row.annotation].updated:
            last[row.annotation] = row
    for annotation, row in last.items():
        if annotation not in gone:
            content = _content(session, row.id)
            prediction = predictions.get(text_sum(str(content["task"]["data"]["text"])))
            yield from _read(content, None if prediction is None else _content(session, prediction))


def _content(session: Session, id: str) -> Mapping[str, Any]:
    data = session.scalars(select(ToolEvent.content).where(ToolEvent.id == id)).one()
    assert data is not None
    found: Mapping[str, Any] = unpack(data)
    return found


def _read(content: Mapping[str, Any], prediction: Mapping[str, Any] | None) -> Iterator[Reviewed]:
    """The document of an annotation with what it decides; nothing where it was skipped. Raises an `ExchangeError`."""
    annotation, task = content["annotation"], content["task"]
    if annotation.get("was_cancelled"):
        return
    data = task["data"]
    if data[OWN] is not None:
        yield from map(reviewed_of, documents_of({**task, "annotations": [annotation]}))
        return
    text, name = str(data["text"]), str(data["name"] or f"label-studio-{task['id']}")
    plain = MarkedDocument(name, text, Marking(), None, {"document": text_sum(text)})
    if prediction is not None:
        plain = replace(from_table(prediction), name=name)
    yield reviewed_of(answer_of(plain, annotation))
