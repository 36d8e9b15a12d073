"""The files of a request, written where a worker can read them."""

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.refusals import Refusal
from api.texts import one_line
from extractor.errors import TooLarge

LONGEST_NAME = 255
FIELDS = ("file", "files")


class Sent(NamedTuple):
    """One file of a request: what it is called, and where it is."""

    name: str
    path: Path


@asynccontextmanager
async def folder_in(parent: Path) -> AsyncIterator[Path]:
    """A folder for the files of one request, which goes with it."""
    path = Path(await run_in_threadpool(tempfile.mkdtemp, dir=parent))
    try:
        yield path
    finally:
        await run_in_threadpool(shutil.rmtree, path, ignore_errors=True)


async def receive_files(request: Request, name: str, folder: Path, *, most: int, largest: int) -> list[Sent]:
    """The files of a request: its multipart fields `file` or `files`, or its body as the only one.

    Raises a `Refusal` where there is none, and `TooLarge`.
    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return [await _receive_body(request, name, folder, largest)]
    async with request.form(max_files=most + 1, max_fields=100) as form:
        files = [each for field in FIELDS for each in form.getlist(field) if isinstance(each, UploadFile)]
        if not files:
            raise Refusal("missing_document")
        if len(files) > most:
            raise Refusal("too_many_files", limit=most)
        sent = []
        for number, file in enumerate(files, 1):
            own = (name if len(files) == 1 else "") or file.filename or ""
            if (file.size or 0) > largest:
                raise TooLarge(file_name(own), "文件字节数", file.size or 0, largest)
            sent.append(Sent(file_name(own), folder / f"{number:06}"))
            await run_in_threadpool(_copy, file.file, sent[-1].path)
        return sent


async def _receive_body(request: Request, name: str, folder: Path, largest: int) -> Sent:
    sent, size = Sent(file_name(name), folder / "000001"), 0
    with sent.path.open("wb") as stream:
        async for chunk in request.stream():
            size += len(chunk)
            stream.write(chunk)
    if not size:
        raise Refusal("missing_document")
    if size > largest:
        raise TooLarge(sent.name, "文件字节数", size, largest)
    return sent


def _copy(source: IO[bytes], path: Path) -> None:
    with path.open("wb") as stream:
        shutil.copyfileobj(source, stream, 1 << 20)


def file_name(text: str) -> str:
    r"""The last part of a path, safe to print: "C:\\docs\\决算.pdf" -> "决算.pdf"."""
    return PurePosixPath(one_line(text.replace("\\", "/"))).name[:LONGEST_NAME]
