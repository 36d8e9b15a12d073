"""GET /v1/archive: the results of a bulk run that the service was told of, to read and never to change."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from api.accept import negotiate
from api.access import Reading
from api.formats import HTML, JSON, WRITERS, record_of, write_records
from api.refusals import Refusal
from api.routes.describing import EVERYWHERE, OBJECT, RECORD, STRING, answering, shaped
from api.routes.documents import report_of
from api.routes.parameters import Accept, Id, Lang, Limit, Text, Wished
from api.selecting import confident
from api.service import Service, Serving
from extractor.browsing import Wanted, find_document, list_documents, summary
from extractor.data import DocumentKind, Record
from extractor.querying import is_dataset

Part = Annotated[Text | None, Query(max_length=200, description="A part of it")]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="How many to pass over")]


def router() -> APIRouter:
    """The routes of the archive."""
    routes = APIRouter(prefix="/v1/archive", tags=["archive"])
    routes.add_api_route(
        "", described, methods=["GET"], response_model=None,
        responses=answering("how much the archive holds", {JSON: shaped("archive.json", OBJECT)},
                            *EVERYWHERE, "no_archive"),
    )  # fmt: skip
    routes.add_api_route(
        "/documents", listed, methods=["GET"], response_model=None,
        responses=answering("documents by organisation and year", {JSON: shaped("archive_documents.json", OBJECT)},
                            *EVERYWHERE, "no_archive"),
    )  # fmt: skip
    routes.add_api_route(
        "/documents/{id}", found, methods=["GET"], response_model=None,
        responses=answering("the record",
                            {form: shaped("record.json", RECORD) if form == JSON else {} for form in WRITERS},
                            *EVERYWHERE, "no_archive", "no_such_document", "not_acceptable"),
    )  # fmt: skip
    routes.add_api_route(
        "/documents/{id}/report", reported, methods=["GET"], response_model=None,
        responses=answering("what the workbench shows of it, as one HTML file", {HTML: {"schema": STRING}},
                            *EVERYWHERE, "no_archive", "no_such_document"),
    )  # fmt: skip
    return routes


@dataclass(frozen=True, slots=True)
class Wish:
    """Which documents of the archive to list."""

    kind: Annotated[DocumentKind | None, Query(description="What it is")] = None
    fiscal_year: Annotated[int | None, Query(ge=1900, le=2200)] = None
    organisation: Part = None
    name: Part = None
    violated: Annotated[bool | None, Query(description="Whether it contradicts itself")] = None
    limit: Limit = 100
    offset: Offset = 0


def described(service: Serving, _: Reading) -> dict[str, Any]:
    """How many documents, organisations, years and facts the archive holds, and how many files have no record."""
    return summary(folder_of(service))


def listed(service: Serving, _: Reading, wish: Annotated[Wish, Depends()]) -> dict[str, Any]:
    """Documents of the archive by organisation and year; `facts` and `violated` count rows, the latter only errors."""
    wanted = Wanted(**{name: getattr(wish, name) for name in Wanted._fields})
    rows = list_documents(folder_of(service), wanted, limit=wish.limit + 1, offset=wish.offset)
    return {"documents": rows[: wish.limit], "next": wish.offset + wish.limit if len(rows) > wish.limit else None}


def found(service: Serving, _: Reading, id: Id, wish: Wished, accept: Accept = None) -> Response:
    """One record of the archive, in the format that Accept asks for."""
    form = negotiate(accept or "", tuple(WRITERS))
    record = confident(record_in(service, id), wish.min_confidence)
    return Response(write_records([record], form, wish.lists, wish.include), media_type=form)


def reported(service: Serving, _: Reading, id: Id, lang: Lang = "zh") -> Response:
    """One record of the archive as one HTML file."""
    return report_of(record_in(service, id), lang)


def record_in(service: Service, id: str) -> Record:
    """A record of the archive; raises a `Refusal` where there is none."""
    plain = find_document(folder_of(service), id)
    if plain is None:
        raise Refusal("no_such_document", id=id)
    return record_of(dict(plain))


def folder_of(service: Service) -> Path:
    """Where the archive is; raises a `Refusal` where there is none."""
    folder = Path(service.settings.archive)
    if not service.settings.archive or not is_dataset(folder):
        raise Refusal("no_archive")
    return folder
