"""What goes between a program and its reader's process: plain bytes and JSON, never a pickle.

The process may have been taken over by the file it reads, so nothing that it sends is run, and every value is checked
against the types of the record.
"""

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, BinaryIO

from pydantic import TypeAdapter, ValidationError

from extractor import errors
from extractor.errors import ReadingStopped, UnreadableDocument
from extractor.reading.limits import Limits
from extractor.reading.readers import Reading

FRAME = struct.Struct("!cQ")  # kind of a frame, bytes that follow
HEADER = struct.Struct("!Q")  # bytes of the JSON that says what to do
ORDER = struct.Struct("!d")  # seconds that the work may take; two open files go with it
STATUS = struct.Struct("!?i")  # whether those seconds were over; exit status, or minus the signal
OUTPUT_FULL = 3  # exit status of a process that may write no more
READING, ERROR, FAULT, PATH, DATA = b"R", b"E", b"X", b"P", b"D"

Frame = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Request:
    """One piece of work: Request("read", "决算.doc", Limits(), (data,))."""

    job: str
    name: str
    limits: Limits
    parts: tuple[bytes, ...]


def output_bytes(request: Request) -> int:
    """How much the answer to a request may hold."""
    limits = request.limits
    return limits.max_unpacked + limits.max_output if request.job == "unpack" else limits.max_output


def send_request(request: Request, stream: BinaryIO) -> None:
    """Write a request where the process will read it."""
    header = {
        "job": request.job,
        "name": request.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"),
        "limits": asdict(request.limits),
        "sizes": [len(part) for part in request.parts],
    }
    written = json.dumps(header).encode()
    stream.write(HEADER.pack(len(written)) + written)
    for part in request.parts:
        stream.write(part)
    stream.flush()


def receive_request(stream: BinaryIO) -> Request:
    """Read what `send_request` wrote."""
    header = json.loads(stream.read(*HEADER.unpack(stream.read(HEADER.size))))
    parts = tuple(stream.read(size) for size in header["sizes"])
    return Request(header["job"], header["name"], Limits(**header["limits"]), parts)


def send_frames(frames: Iterator[Frame], stream: BinaryIO) -> None:
    """Write the answer piece by piece."""
    for kind, payload in frames:
        stream.write(FRAME.pack(kind, len(payload)))
        stream.write(payload)
    stream.flush()


def receive_frames(stream: BinaryIO) -> Iterator[Frame]:
    """The whole frames of an answer; one that was cut short is no frame."""
    while len(head := stream.read(FRAME.size)) == FRAME.size:
        kind, size = FRAME.unpack(head)
        payload = stream.read(min(size, 1 << 62))
        if len(payload) < size:
            return
        yield kind, payload


@cache
def _reading() -> TypeAdapter[Reading]:
    return TypeAdapter(Reading)


def encode_reading(reading: Reading) -> Frame:
    """A reading as a frame."""
    return READING, _reading().dump_json(reading)


def decode_reading(payload: bytes, name: str) -> Reading:
    """The reading of a frame; what is none comes from a process that is no longer ours."""
    try:
        return _reading().validate_json(payload, strict=False)
    except ValidationError as error:
        raise ReadingStopped(name, "crash", detail=str(error)[:500]) from None


def encode_error(error: UnreadableDocument) -> Frame:
    """An error as a frame: which one it is, and the facts it carries."""
    facts = {key: value for key, value in vars(error).items() if isinstance(value, str | int)}
    return ERROR, json.dumps({"code": error.code, **facts}).encode()


def decode_error(payload: bytes, name: str) -> UnreadableDocument:
    """The error of a frame, as it was raised: the same class, message and facts."""
    try:
        facts: Mapping[str, Any] = json.loads(payload)
        kind = _kinds()[facts["code"]]
        values = {key: value for key, value in facts.items() if key != "code"}
        if not all(isinstance(value, str | int) for value in values.values()):
            raise TypeError
        error = kind.__new__(kind)
        UnreadableDocument.__init__(error, name, str(values["reason"]), str(values["english_reason"]))
        vars(error).update({**values, "name": name})
    except (ValueError, KeyError, TypeError, AttributeError):
        return ReadingStopped(name, "crash", detail="an answer that is none")
    return error


@cache
def _kinds() -> dict[str, type[UnreadableDocument]]:
    kinds: Sequence[Any] = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    return {kind.code: kind for kind in kinds if issubclass(kind, UnreadableDocument)}
