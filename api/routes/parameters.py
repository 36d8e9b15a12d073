"""The parameters that routes share."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Header, Path, Query
from pydantic import BeforeValidator

from api.formats import JSON
from api.selecting import ListName
from api.texts import one_line
from api.work.tasks import Wish

Part = Literal["text", "blocks"]


def split(given: object) -> object:
    """Lists may be repeated or joined by commas: include=text,blocks and include=text&include=blocks."""
    if not isinstance(given, list):
        return given
    return [part for each in given for part in str(each).split(",") if part]


Include = Annotated[
    list[Part],
    BeforeValidator(split),
    Query(default_factory=list, description="Long parts to add: include=text,blocks", examples=[["text"]]),
]
Lists = Annotated[
    list[ListName],
    BeforeValidator(split),
    Query(
        default_factory=list,
        description="The lists that are wanted, all if none is named: lists=facts,changes",
        examples=[["facts"]],
    ),
]
Confidence = Annotated[
    float, Query(ge=0, le=1, allow_inf_nan=False, description="Leave out rows that are less sure", examples=[0.8])
]
Model = Annotated[str | None, Query(max_length=200, description="The model; none is rules alone", examples=["default"])]
Name = Annotated[str, Query(max_length=1000, description="The file's name, for a raw body", examples=["预算公开.pdf"])]
Accept = Annotated[str | None, Header(description="The format of the result", examples=[JSON])]
Lang = Annotated[Literal["zh", "en"], Query(description="The language of captions")]
Keep = Annotated[bool, Query(description="Keep the record; Location says where")]
Text = Annotated[
    str, BeforeValidator(lambda given: one_line(str(given)))
]  # a database may refuse what cannot be printed
Id = Annotated[Text, Path(max_length=100, description="As the service has given it", examples=["019ab1c2d3e4f506"])]
Limit = Annotated[int, Query(ge=1, le=1000, description="How many at most")]
After = Annotated[Text | None, Query(max_length=100, description="The id of the last one that was seen")]


def wished(include: Include, lists: Lists, min_confidence: Confidence = 0.0) -> Wish:
    """What of a record is wanted."""
    return Wish(JSON, tuple(dict.fromkeys(include)), tuple(dict.fromkeys(lists)), min_confidence)


@dataclass(frozen=True, slots=True)
class Ordered:
    """How a request's files are to be extracted."""

    name: str
    model: str | None
    keep: bool
    accept: str


def ordered(name: Name = "", model: Model = None, keep: Keep = False, accept: Accept = None) -> Ordered:
    """How a request's files are to be extracted."""
    return Ordered(name, model, keep, accept or "")


Order = Annotated[Ordered, Depends(ordered)]
Wished = Annotated[Wish, Depends(wished)]
