"""Files that are there whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO


def with_folder(path: Path) -> Path:
    """The same path, whose folder is there now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def write_whole(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Have a file written so that nobody ever sees half of it; what was begun is removed where writing fails.

    write_whole(Path("决算.json"), lambda stream: stream.write(b"{}"))
    """
    begun = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with begun.open("wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        begun.replace(path)
    except BaseException:
        begun.unlink(missing_ok=True)
        raise


def write_content(path: Path, content: str | bytes) -> None:
    """The same of something that is at hand: `write_content(Path("核对.json"), "{}")`."""
    data = content.encode() if isinstance(content, str) else content
    write_whole(path, lambda stream: stream.write(data))
