"""GET and DELETE /v1/documents: records that were kept, to those of their project alone."""

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import TypeAdapter

from api.accept import negotiate
from api.access import Extracting, Reading
from api.formats import HTML, JSON, NDJSON, WRITERS, XLSX, dumped, plain_of, record_of, write_records
from api.pages.report import as_report, policy
from api.routes.describing import EVERYWHERE, OBJECT, RECORD, STRING, answering, shaped
from api.routes.parameters import Accept, After, Id, Lang, Limit, Text, Wished
from api.selecting import confident
from api.service import Serving
from api.store.documents import Filter, delete_document, find_document, list_documents, unpack
from api.store.tables import Document
from api.work.tasks import Wish, whole_record
from extractor.comparing.pairs import Pair, earlier_first, pairs
from extractor.data import DocumentKind, Record

PAIRS = TypeAdapter(tuple[Pair, ...])
Other = Annotated[
    Text, Query(max_length=100, description="The id of the other document", examples=["019ab1c2d3e4f507"])
]
Part = Annotated[Text | None, Query(max_length=200, description="A part of it")]


def router() -> APIRouter:
    """The routes of documents that were kept."""
    routes = APIRouter(prefix="/v1/documents", tags=["documents"])
    routes.add_api_route(
        "",
        listed,
        methods=["GET"],
        response_model=None,
        responses=answering("the documents in the order in which they came", {JSON: shaped("documents.json", OBJECT)},
                            *EVERYWHERE),
    )  # fmt: skip
    routes.add_api_route(
        "/{id}",
        found,
        methods=["GET"],
        response_model=None,
        responses=answering("the record", {form: shaped("record.json", RECORD) if form == JSON else {} for form in
                                           WRITERS}, *EVERYWHERE, "no_such_document", "not_acceptable"),
    )  # fmt: skip
    routes.add_api_route(
        "/{id}/report",
        reported,
        methods=["GET"],
        response_model=None,
        responses=answering("what the workbench shows of it, as one HTML file", {HTML: {"schema": STRING}},
                            *EVERYWHERE, "no_such_document"),
    )  # fmt: skip
    routes.add_api_route(
        "/{id}/differences",
        differences,
        methods=["GET"],
        response_model=None,
        responses=answering("both documents, the earlier one first, and every figure of either",
                            {JSON: shaped("differences.json", OBJECT)}, *EVERYWHERE, "no_such_document"),
    )  # fmt: skip
    routes.add_api_route(
        "/{id}",
        deleted,
        methods=["DELETE"],
        status_code=204,
        response_model=None,
        responses=answering("it is gone", {}, *EVERYWHERE, "no_such_document", "busy", "too_slow", "body_too_large",
                            status=204),
    )  # fmt: skip
    return routes


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents to list."""

    kind: Annotated[DocumentKind | None, Query(description="What it is")] = None
    fiscal_year: Annotated[int | None, Query(ge=1900, le=2200)] = None
    organisation: Part = None
    region: Part = None
    name: Part = None
    sha256: Annotated[str | None, Query(pattern="^[0-9a-f]{64}$", description="The fingerprint of the file")] = None
    job: Annotated[Text | None, Query(max_length=100, description="The job that it came from")] = None
    violated: Annotated[bool | None, Query(description="Whether checks do not hold")] = None
    after: After = None
    limit: Limit = 100
    newest: Annotated[bool, Query(description="The last one first")] = False


def listed(service: Serving, principal: Reading, wanted: Annotated[Wanted, Depends()]) -> dict[str, Any]:
    """The documents of the key's project in the order in which they came; `next` goes on behind the last one."""
    wish = Filter(**{name: getattr(wanted, name) for name in Filter._fields})
    rows = list_documents(service.store, principal.project, wish)
    return {"documents": [shown(row) for row in rows], "next": rows[-1].id if len(rows) == wanted.limit else None}


def found(service: Serving, principal: Reading, id: Id, wish: Wished, accept: Accept = None) -> Response:
    """One record, in the format that Accept asks for."""
    form = negotiate(accept or "", tuple(WRITERS))
    row = find_document(service.store, principal.project, id)
    return Response(rendered(row, replace(wish, form=form)), media_type=form)


def reported(service: Serving, principal: Reading, id: Id, lang: Lang = "zh") -> Response:
    """The document with its rows and checks as one HTML file, which can be mailed and asks nobody for anything."""
    row = find_document(service.store, principal.project, id)
    return report_of(whole_record(row.record, row.source), lang)


def report_of(record: Record, lang: str) -> Response:
    """A report as an answer, which may run nothing but its own scripts."""
    return Response(as_report(record, lang), headers={"Content-Security-Policy": policy()}, media_type=HTML)


def differences(service: Serving, principal: Reading, id: Id, against: Other) -> dict[str, Any]:
    """Two documents of one organisation, figure by figure: what moved, and what the later says of the earlier level.

    Figures belong together that have the same concept, money and code. `status` is there where the later document says
    what the earlier level was: `violated` where no rounding explains the difference.
    """
    rows = {each: find_document(service.store, principal.project, each) for each in (id, against)}
    kept = {each: record_of(unpack(row.record)) for each, row in rows.items()}
    first, last = earlier_first(kept[id], kept[against])
    earlier = id if first is kept[id] else against
    later = against if earlier == id else id
    found = PAIRS.dump_python(pairs(first, last), mode="json")
    return {"before": shown(rows[earlier]), "after": shown(rows[later]), "pairs": found}


def deleted(service: Serving, principal: Extracting, id: Id) -> Response:
    """Forget a document: its record, its text, and what it is found by."""
    delete_document(service.store, principal.project, id)
    return Response(status_code=204)


def rendered(row: Document, wish: Wish) -> bytes:
    """A kept record as it is wanted."""
    plain = unpack(row.record)
    if wish.include or wish.form == XLSX:
        source = unpack(row.source)
        plain["document"] |= {name: source[name] for name in (source if wish.form == XLSX else wish.include)}
    if wish.form == JSON and not wish.lists and not wish.min_confidence:
        return dumped(plain)
    record = confident(record_of(plain), wish.min_confidence)
    if wish.form in (JSON, NDJSON):
        return dumped(plain_of(record, wish.lists, wish.include)) + (b"\n" if wish.form == NDJSON else b"")
    return write_records([record], wish.form, wish.lists, wish.include)


def shown(row: Document) -> dict[str, Any]:
    """What a list says of a document."""
    hidden = ("project", "record", "source")
    return {column.key: getattr(row, column.key) for column in Document.__table__.columns if column.key not in hidden}
