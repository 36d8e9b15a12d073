"""spaCy's DocBin: a Doc a piece of a document, one token a character, as our own pipeline has them.

`doc.spans["sc"]` has the marks, nested and overlapping ones too, with their ids and scores as attributes: spaCy's span
categorizer learns from it as it is. `doc.ents` are those of them that overlap nothing. `doc.user_data["relations"]` are
the links that begin in the piece, by ids. Pieces are short because spaCy needs 20 s for a Doc of 200,000 characters.
"""

import json
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any

from annotations.formats.chunks import Chunk, chunks, marks_within
from annotations.formats.documents import Link, Mark, MarkedDocument, Marking, flat, text_sum, verified
from annotations.formats.errors import MalformedError

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span
    from spacy.vocab import Vocab

FORM = "docbin"
FINAL, PROPOSED = "sc", "proposed"
LANGUAGE = "zh"
RELATIONS = {FINAL: "relations", PROPOSED: "proposed_relations"}  # in the user data of a Doc


def write(documents: Iterable[MarkedDocument], stream: IO[bytes]) -> None:
    """Write documents as one DocBin, which spaCy reads whole."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    found, vocab = DocBin(attrs=["ENT_IOB", "ENT_TYPE", "SPACY"], store_user_data=True), Vocab()
    for document in documents:
        layers = {FINAL: document.final, PROPOSED: document.proposed}
        for chunk in chunks(document.text, [*document.final.marks, *document.proposed.marks]):
            found.add(_doc(document, chunk, layers, vocab))
    stream.write(found.to_bytes())


def _doc(document: MarkedDocument, chunk: Chunk, layers: dict[str, Marking], vocab: "Vocab") -> "Doc":
    from spacy.tokens import Doc, SpanGroup

    words = list(document.text[chunk.start : chunk.end])
    doc = Doc(vocab, words=words, spaces=[False] * len(words))
    doc.user_data.update(
        name=document.name,
        sha256=text_sum(document.text),
        start=chunk.start,
        is_decided=document.decided is not None,
        meta=json.dumps(dict(document.meta)),
    )

    def span(mark: Mark) -> "Span":
        return doc[mark.start - chunk.start : mark.end - chunk.start]

    for layer, marking in layers.items():
        marks = marks_within(marking, chunk)
        numbers = {mark.id: number for number, mark in enumerate(marking.marks)}
        attributes = {
            "ids": [mark.id for mark in marks],
            "numbers": [numbers[mark.id] for mark in marks],
            "scores": [mark.score for mark in marks],
            "values": [json.dumps(dict(mark.values)) for mark in marks],
        }
        spans = [_labelled(span(mark), mark.label) for mark in marks]
        doc.spans[layer] = SpanGroup(doc, name=layer, spans=spans, attrs=attributes)
        ids, named = {mark.id for mark in marks}, RELATIONS[layer]
        links = {number: link for number, link in enumerate(marking.links) if link.source in ids}
        doc.user_data[named] = [[link.source, link.target, link.label] for link in links.values()]
        doc.user_data[f"{named}_numbers"] = [*links]
    doc.ents = [_labelled(span(mark), mark.label) for mark in flat(marks_within(layers[FINAL], chunk))]
    return doc


def _labelled(span: "Span", label: str) -> "Span":
    from spacy.tokens import Span

    return Span(span.doc, span.start, span.end, label=label)


def read(stream: IO[bytes]) -> Iterator[MarkedDocument]:
    """The documents of a DocBin, their pieces together again; raises an `ExchangeError`."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    where = str(getattr(stream, "name", FORM))
    try:
        pieces = list(DocBin(store_user_data=True).from_bytes(stream.read()).get_docs(Vocab()))
        together: list[list[Doc]] = []
        for doc in pieces:
            if doc.user_data["start"] == 0:
                together.append([])
            together[-1].append(doc)
        found = [(_document(docs), docs[0].user_data["sha256"]) for docs in together]
    except Exception as error:  # whatever zlib, msgpack and spaCy say of bytes that are none
        raise MalformedError(where, FORM, error) from error
    for document, stated in found:
        yield verified(document, stated)


def _document(docs: "list[Doc]") -> MarkedDocument:
    first = docs[0].user_data
    layers = {layer: _marking(docs, layer) for layer in RELATIONS}
    return MarkedDocument(
        first["name"],
        "".join(doc.text for doc in docs),
        layers[PROPOSED],
        layers[FINAL] if first["is_decided"] else None,
        json.loads(first["meta"]),
    )


def _marking(docs: "list[Doc]", layer: str) -> Marking:
    """A layer in its own order, which goes over the edges of pieces."""
    marks: dict[int, Mark] = {}
    links: dict[int, Link] = {}
    for doc in docs:
        group, start = doc.spans[layer], int(doc.user_data["start"])
        attributes: dict[str, Any] = group.attrs
        columns = (attributes[name] for name in ("numbers", "ids", "scores", "values"))
        for span, number, id, score, values in zip(group, *columns, strict=True):
            place = start + span.start, start + span.end
            marks[number] = Mark(id, span.label_, *place, span.text, score, json.loads(values))
        named = RELATIONS[layer]
        numbers = doc.user_data[f"{named}_numbers"]
        links |= {number: Link(*each) for number, each in zip(numbers, doc.user_data[named], strict=True)}
    return Marking(tuple(marks[n] for n in sorted(marks)), tuple(links[n] for n in sorted(links)))
