"""Label Studio's JSON: a task a document, what is proposed as its prediction, what is decided as its annotation.

    {"data": {"text": …, "name": …, "mingxi": {…}},
     "predictions": [{"model_version": …, "score": 0.44, "result": [
        {"id": "f1", "from_name": "label", "to_name": "text", "type": "labels", "score": 0.93,
         "value": {"start": 10, "end": 16, "text": "“三公”经费", "labels": ["fact"]}},
        {"type": "relation", "from_id": "c1", "to_id": "f1", "direction": "right", "labels": ["fact"]}]}]}

Offsets are code points. A region that somebody moves keeps its id, and so what is known of it; `data.mingxi` carries
what regions have no place for. The score of a task is that of its least sure row: "uncertainty sampling" orders by it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import IO, Any
from xml.sax.saxutils import quoteattr

from annotations.formats.documents import Link, Mark, MarkedDocument, Marking, as_table, from_table, text_sum, verified
from annotations.formats.errors import MalformedError, MismatchError
from annotations.formats.labels import label_names, link_names

FORM = "label-studio"
OWN = "mingxi"
FROM_NAME, TO_NAME = "label", "text"
UNKNOWN_MODEL = "mingxi"
Task = Mapping[str, Any]


def labelling_config() -> str:
    """The labelling interface for a project: every label by its Chinese name, relations, selection by character."""
    labels = "\n".join(
        f"    <Label value={quoteattr(name)} alias={quoteattr(label)}/>" for label, name in label_names().items()
    )
    relations = "\n".join(f"    <Relation value={quoteattr(name)}/>" for name in link_names())
    return (
        f"<View>\n  <Relations>\n{relations}\n  </Relations>\n"
        f'  <Labels name="{FROM_NAME}" toName="{TO_NAME}">\n{labels}\n  </Labels>\n'
        f'  <Text name="{TO_NAME}" value="$text" granularity="symbol"/>\n</View>\n'
    )


def regions(marking: Marking, *, from_name: str = FROM_NAME, to_name: str = TO_NAME) -> list[dict[str, Any]]:
    """A marking as the `result` of a prediction or annotation; the names are those of the tags of the interface."""
    names = {"from_name": from_name, "to_name": to_name, "type": "labels"}
    found: list[dict[str, Any]] = []
    for mark in marking.marks:
        value = {"start": mark.start, "end": mark.end, "text": mark.text, "labels": [mark.label]}
        score = {} if mark.score is None else {"score": mark.score}
        found.append({"id": mark.id, **names, **score, "value": value})
    for link in marking.links:
        ends = {"from_id": link.source, "to_id": link.target}
        found.append({"type": "relation", **ends, "direction": "right", "labels": [link.label]})
    return found


def prediction(marking: Marking, model: str, **names: str) -> dict[str, Any]:
    """A marking as a prediction; `names` as `regions` takes them."""
    scores = [mark.score for mark in marking.marks if mark.score is not None]
    return {"model_version": model, "score": min(scores, default=1.0), "result": regions(marking, **names)}


def task(document: MarkedDocument) -> dict[str, Any]:
    """One document as a task to import."""
    own = as_table(document, with_text=False)
    found: dict[str, Any] = {
        "data": {"text": document.text, "name": document.name, OWN: {**own, "decided": None}},
        "predictions": [prediction(document.proposed, str(document.meta.get("model", UNKNOWN_MODEL)))],
    }
    if document.decided is not None:
        found["data"][OWN]["values"] = {mark.id: dict(mark.values) for mark in document.decided.marks}
        found["annotations"] = [{"result": regions(document.decided), "was_cancelled": False}]
    return found


def write(documents: Iterable[MarkedDocument], stream: IO[bytes]) -> None:
    """Write documents as one list of tasks, for Label Studio's import."""
    stream.write(b"[")
    for number, document in enumerate(documents):
        stream.write(b",\n" if number else b"\n")
        stream.write(json.dumps(task(document), ensure_ascii=False).encode())
    stream.write(b"\n]\n")


def read(stream: IO[bytes]) -> Iterator[MarkedDocument]:
    """The documents of an export in the format JSON; one for each annotation that was not skipped.

    JSON_MIN is refused: it has lost the relations. Raises an `ExchangeError`.
    """
    where = str(getattr(stream, "name", FORM))
    try:
        tasks = json.load(stream)
        if not isinstance(tasks, list):
            raise TypeError(f"{type(tasks).__name__}, not a list of tasks")
    except (ValueError, TypeError) as error:
        raise MalformedError(where, FORM, error) from error
    for number, each in enumerate(tasks, start=1):
        try:
            yield from documents_of(each)
        except MismatchError:
            raise
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise MalformedError(f"{where}:{number}", FORM, error) from error


def documents_of(exported: Task) -> Iterator[MarkedDocument]:
    """The documents of a task that we have exported; one without an answer has nothing decided."""
    data = exported["data"]
    own = data[OWN]
    plain = verified(from_table(own, data["text"]), own["sha256"])
    annotations = [each for each in exported.get("annotations") or () if not each.get("was_cancelled")]
    if not annotations:
        yield plain
    for annotation in annotations:
        yield answered(plain, annotation, own.get("values") or {})


def answered(
    plain: MarkedDocument,
    annotation: Mapping[str, Any],
    values: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
) -> MarkedDocument:
    """A document as an annotation of it says; `values` are known of regions beside those that were proposed.

    Raises `MismatchError` where a region is not where its words are.
    """
    known = {mark.id: mark for mark in plain.proposed.marks}
    decided = marking_of(annotation["result"], plain.text, known, values)
    document = replace(plain, decided=decided, meta={**plain.meta, **_signed(annotation)})
    return verified(document, text_sum(document.text))


def _signed(annotation: Mapping[str, Any]) -> dict[str, Any]:
    """Who has answered and when, as far as Label Studio says."""
    by, at = annotation.get("completed_by"), annotation.get("updated_at")
    person = by.get("email") if isinstance(by, dict) else by
    found = {"reviewer": None if person is None else f"label-studio:{person}", "updated": at}
    return {name: value for name, value in found.items() if value is not None}


def marking_of(
    result: Iterable[Mapping[str, Any]],
    text: str,
    known: Mapping[str, Mark] | None = None,
    values: Mapping[str, Mapping[str, Any]] | None = None,
) -> Marking:
    """The marks and links of a result; a region that was made by hand has no score."""
    marks: list[Mark] = []
    links: list[Link] = []
    for each in result:
        if each["type"] == "relation":
            ends = (each["from_id"], each["to_id"])
            source, target = reversed(ends) if each.get("direction") == "left" else ends
            links += [Link(source, target, label) for label in each.get("labels") or ("",)]
        elif each["type"] == "labels":
            value, id = each["value"], str(each["id"])
            start, end = int(value["start"]), int(value["end"])
            before = (known or {}).get(id)
            kept = (values or {}).get(id, before.values if before is not None else {})
            quote = str(value.get("text", text[start:end]))
            score = each.get("score")
            marks.append(Mark(id, str(value["labels"][0]), start, end, quote, score, kept))
    return Marking(tuple(marks), tuple(links))
