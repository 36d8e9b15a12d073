"""What Label Studio asks a model for, as values: which tags its labelling interface has, and what we predict for it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from annotations.formats.documents import Mark, MarkedDocument, Marking
from annotations.formats.marking import marking_of


class NotForTextError(ValueError):
    """A labelling interface without labels for a text."""


@dataclass(frozen=True, slots=True)
class Interface:
    """A labelling interface: the names of its tags, the field of a task that holds the text, and its labels."""

    from_name: str
    to_name: str
    field: str
    labels: frozenset[str]


def read_interface(config: str) -> Interface:
    """The first labels for a text in a labelling configuration.

        <View><Labels name="l" toName="t"><Label value="fact"/></Labels><Text name="t" value="$x"/></View>
        -> Interface("l", "t", "x", frozenset({"fact"}))

    A label that has an alias is called by it. Raises `NotForTextError` where there are none, or the XML is none.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(config.encode(), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise NotForTextError(str(error)[:100]) from error
    texts = {each.get("name", ""): each.get("value", "") for each in root.iter("Text")}
    for labels in root.iter("Labels"):
        name, to_name = labels.get("name", ""), labels.get("toName", "")
        if name and texts.get(to_name, "").startswith("$"):
            found = (each.get("alias") or each.get("value") for each in labels.iter("Label"))
            return Interface(name, to_name, texts[to_name][1:], frozenset(filter(None, found)))
    raise NotForTextError("no <Labels> for a <Text>")


def predicted(record: Mapping[str, Any], text: str, interface: Interface) -> MarkedDocument | None:
    """A record as what is proposed for a task with this text; None where the record is of another text.

    Marks whose label the interface does not have, and links to them, are left out.
    """
    about, read = record["document"], record["document"]["text"]
    marking = placed(marking_of(record, read), read, text)
    if marking is None:
        return None
    marks = tuple(mark for mark in marking.marks if mark.label in interface.labels)
    ids = {mark.id for mark in marks}
    links = tuple(link for link in marking.links if link.source in ids and link.target in ids)
    meta = {"document": about["id"], "issuer": about["organisation"], "model": record["produced_by"]["model"]}
    return MarkedDocument("", text, Marking(marks, links), None, meta)


def placed(marking: Marking, read: str, text: str) -> Marking | None:
    """The marks of a text that was read, in the text as it was sent: there each line may end with two characters."""
    if read == text:
        return marking
    widths = [2 if text.startswith("\r\n", place) else 1 for place in range(len(text))]
    starts = [place for place in range(len(text)) if not (place and text.startswith("\r\n", place - 1))]
    unified = "".join("\n" if text[place] == "\r" else text[place] for place in starts)
    if read != unified:
        return None

    def moved(mark: Mark) -> Mark:
        start, last = starts[mark.start], starts[mark.end - 1]
        end = last + widths[last]
        return replace(mark, start=start, end=end, text=text[start:end])

    return Marking(tuple(map(moved, marking.marks)), marking.links)
