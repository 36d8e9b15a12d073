"""The document in a request: a multipart field or the body itself, never more of it than is allowed."""

from pathlib import PurePosixPath

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.types import Message

from api.problems import MissingDocument
from api.texts import one_line
from extractor.errors import TooLarge

FRAME = 65_536  # bytes that multipart puts around a document: boundaries, headers, a few other fields
LONGEST_NAME = 255


async def read_upload(request: Request, name: str, most_bytes: int) -> tuple[str, bytes]:
    """Name and bytes of the document in a request.

    Raises `TooLarge` as soon as the length is announced or reached, and `MissingDocument`.
    """
    is_form = request.headers.get("content-type", "").lower().startswith("multipart/form-data")
    request = Limited(request, most_bytes, FRAME if is_form else 0)
    if not is_form:
        data = await request.body()
        if not data:
            raise MissingDocument("")
        return file_name(name), data
    async with request.form(max_files=1) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise MissingDocument("")
        return file_name(name or file.filename or ""), await file.read()


class Limited(Request):
    """A request whose document may have `most_bytes`, and a `frame` around it, whatever length is announced."""

    def __init__(self, request: Request, most_bytes: int, frame: int) -> None:
        super().__init__(request.scope, self._count)
        self._source = request.receive
        self._most_bytes = most_bytes
        self._frame = frame
        self._seen = 0
        announced = request.headers.get("content-length", "")
        self._check(int(announced) if announced.isdecimal() else 0)

    async def _count(self) -> Message:
        message = await self._source()
        self._seen += len(message.get("body", b""))
        self._check(self._seen)
        return message

    def _check(self, size: int) -> None:
        if size > self._most_bytes + self._frame:
            raise TooLarge("", "文件字节数", size, self._most_bytes)


def file_name(text: str) -> str:
    r"""The last part of a path, safe to print: "C:\\docs\\决算.pdf" -> "决算.pdf"."""
    return PurePosixPath(one_line(text.replace("\\", "/"))).name[:LONGEST_NAME]
