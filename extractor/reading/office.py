"""Old Word files (.doc, .wps) and RTF: made into .docx, then read as such.

LibreOffice does it best, from Debian's `libreoffice-writer`; where it is not installed, or gives up, a converter in
Python reads Word 97 and later, without text boxes. Nearly all of LibreOffice's time is its start, so several files are
better converted together.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from pathlib import Path, PurePosixPath

from extractor.errors import DamagedDocument, EncryptedDocument, MissingReader, UnreadableDocument
from extractor.reading.content import Content
from extractor.reading.docx import read_docx
from extractor.reading.limits import Limits
from extractor.reading.sniff import OLD_WORD_SUFFIXES, OLE, RTF, WORD_XML

PACKAGE = "LibreOffice (Debian: libreoffice-writer)"
PROGRAMS = ("soffice", "libreoffice")
WRITER, CALC = "libswlo.so", "libsclo.so"  # what Debian's libreoffice-writer and libreoffice-calc put beside them
SWITCHES = (
    "--headless",
    "--invisible",
    "--norestore",
    "--nolockcheck",
    "--nodefault",
    "--nologo",
    "--nofirststartwizard",
)
FILTER = "docx:MS Word 2007 XML"
WORD_STREAM = "WordDocument".encode("utf-16-le")
CONVERTED_SUFFIXES = (*OLD_WORD_SUFFIXES, ".rtf")
MOST_BYTES = 100_000_000  # of the files that are converted together
EVERY_FILE_S = 5  # seconds that each further file may take
PREPARED: ContextVar[bytes | None] = ContextVar("PREPARED", default=None)
# A throwaway profile: no macro runs (level 3, and all of them disabled), no link is followed, nothing is recovered.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
%s
</oor:items>
"""
SETTINGS = (
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Common/Save/Document", "LoadPrinter", "false"),
)


def has_libreoffice() -> bool:
    """Whether LibreOffice can be started, and has its Writer: a machine may have it for workbooks alone."""
    return _program() is not None


@cache
def _program() -> str | None:
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    return found if found and can_write(Path(found).resolve().parent) else None


def can_write(folder: Path) -> bool:
    """Whether the programs of LibreOffice in a folder include Writer, as far as its files tell."""
    return not (folder / CALC).exists() or (folder / WRITER).exists()


def old_word(files: Iterable[tuple[str, Callable[[], bytes | None]]]) -> Iterator[bytes]:
    """The old Word files among some named ones, as many as are converted together; others are not even opened.

    A file that gives None cannot be read, and will say so when its turn comes.
    """
    total = 0
    for name, read in files:
        data = read() if PurePosixPath(name).suffix.lower() in CONVERTED_SUFFIXES else None
        if data is None:
            continue
        total += len(data)
        if total > MOST_BYTES:
            return
        if is_convertible(data):
            yield data


def is_convertible(data: bytes) -> bool:
    """Whether bytes are what LibreOffice makes into .docx for us: an old Word file, RTF, XML of Word 2003."""
    is_word = data.startswith(OLE) and WORD_STREAM in data
    return is_word or data.startswith(RTF) or WORD_XML.match(data) is not None


def read_doc(data: bytes, *, name: str, limits: Limits) -> Content:
    """Read an old Word file or RTF: as `read_docx` reads what it becomes.

    Raises `EncryptedDocument`, `DamagedDocument`, `MissingReader` where no installed reader can, and what `read_docx`
    raises.
    """
    label = "doc" if data.startswith(OLE) else "RTF"
    docx = PREPARED.get()
    if docx is None:
        docx = to_docx([data], limits=limits)[0]
    try:
        return read_docx(docx or _convert_in_python(data, name, label), name=name, limits=limits)
    except DamagedDocument as error:
        raise DamagedDocument(name, label, "转换结果不完整") from error


@contextmanager
def prepared(docx: bytes) -> Iterator[None]:
    """Within it, the file that is read has been converted already; b"" where LibreOffice could not."""
    token = PREPARED.set(docx)
    try:
        yield
    finally:
        PREPARED.reset(token)


def to_docx(files: Sequence[bytes], *, limits: Limits) -> list[bytes | None]:
    """Convert files with one start of LibreOffice; None for each that it did not convert, for all without it.

    A file that breaks it takes those behind it along, so that these are tried once more.
    """
    if not files or not has_libreoffice():
        return [None] * len(files)
    with tempfile.TemporaryDirectory(prefix="mingxi-office-", ignore_cleanup_errors=True) as folder:
        made, is_whole = _convert_together(files, Path(folder), limits)
    if is_whole:
        return made
    broken = max((place for place, docx in enumerate(made) if docx), default=-1) + 1  # what follows the last success
    return [*made[: broken + 1], *to_docx(files[broken + 1 :], limits=limits)]


def _convert_together(files: Sequence[bytes], folder: Path, limits: Limits) -> tuple[list[bytes | None], bool]:
    """What one run makes of each file, and whether it came to its end."""
    profile, before, after = folder / "profile", folder / "in", folder / "out"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE % "\n".join(map(_setting, SETTINGS)), "utf-8")
    before.mkdir()
    sources = [before / f"{number:04}.{_suffix(data)}" for number, data in enumerate(files)]
    for source, data in zip(sources, files, strict=True):
        source.write_bytes(data)
    command = [str(_program()), f"-env:UserInstallation={profile.as_uri()}", *SWITCHES, "--convert-to", FILTER]
    command += ["--outdir", str(after), *map(str, sources)]
    is_whole = _run(command, folder, limits.max_seconds + EVERY_FILE_S * len(files))
    made = [after / f"{source.stem}.docx" for source in sources]
    return [path.read_bytes() if path.is_file() and path.stat().st_size else None for path in made], is_whole


def _suffix(data: bytes) -> str:
    return "doc" if data.startswith(OLE) else "rtf" if data.startswith(RTF) else "xml"


def _setting(row: tuple[str, str, str]) -> str:
    path, name, value = row
    return f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'


def _run(command: list[str], folder: Path, seconds: float) -> bool:
    """Run LibreOffice in a group of its own; False where it broke or its time was over."""
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "TMPDIR": str(folder), "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0,  # it is a script that starts the program
    )
    try:
        return process.wait(seconds) == 0
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False


def _convert_in_python(data: bytes, name: str, label: str) -> bytes:
    """Convert a Word file of 97 or later without LibreOffice; what it cannot read may be damaged or only older."""
    failure: UnreadableDocument = (
        DamagedDocument(name, label, "无法转换") if has_libreoffice() else MissingReader(name, label, PACKAGE)
    )
    if label == "RTF":
        raise failure
    from doc2docx import convert
    from doc2docx.errors import EncryptedDocumentError

    with tempfile.TemporaryDirectory(prefix="mingxi-office-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "a.doc"), Path(folder, "a.docx")
        source.write_bytes(data)
        try:
            convert(source, target)
            return target.read_bytes()
        except EncryptedDocumentError as error:
            raise EncryptedDocument(name, label) from error
        except (MemoryError, UnreadableDocument):
            raise
        except Exception as error:  # it is young, and its errors are not all its own
            raise failure from error
