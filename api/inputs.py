"""What the command line names: files, folders, standard input; and what of it can be read."""

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from api.problems import CannotOpen, NotFound
from api.texts import one_line, say
from extractor.errors import MingxiError, NoDocuments, TooLarge
from extractor.reading import Limits
from extractor.reading.formats import SUFFIXES

STDIN = "-"
MOST_BYTES = Limits().max_bytes


@dataclass(frozen=True, slots=True)
class Input:
    """One document to read: a file, or standard input; `place` is where its result belongs inside an output folder."""

    path: Path | None
    place: Path

    @property
    def name(self) -> str:
        """The file's name, as a record may hold it: names in another encoding lose the bytes that are no UTF-8."""
        return os.fsencode(self.path.name).decode("utf-8", errors="replace") if self.path else ""

    def label(self, lang: str) -> str:
        """How messages call it."""
        return one_line(str(self.path)) if self.path else say("standard_input", lang)

    def read(self) -> bytes:
        """All bytes, unless they are more than any document may have: /dev/zero never ends."""
        try:
            if self.path is None:
                data, size = sys.stdin.buffer.read(MOST_BYTES + 1), 0
            else:
                with self.path.open("rb") as stream:
                    data, size = stream.read(MOST_BYTES + 1), self.path.stat().st_size
        except OSError as error:
            raise CannotOpen(self.name, error) from error
        if len(data) > MOST_BYTES:
            raise TooLarge(self.name, "文件字节数", max(size, len(data)), MOST_BYTES)
        return data


@dataclass(slots=True)
class Found:
    """The documents that some paths name, what is wrong with the others, and what was passed over in folders."""

    inputs: list[Input] = field(default_factory=list)
    problems: list[MingxiError] = field(default_factory=list)
    notes: list[MingxiError] = field(default_factory=list)

    def paths(self) -> set[str]:
        """The files that no result may overwrite."""
        return {os.path.abspath(each.path).casefold() for each in self.inputs if each.path}


def find_inputs(paths: Sequence[str]) -> Found:
    """The documents that some paths name: files as they are, folders with everything readable in them, each once.

    Inside an output folder a document of a folder keeps its place in it; where several paths are named, the folder's
    own name comes before: find_inputs(["县/2021", "a.txt"]) puts 县/2021/决算.pdf at 2021/决算.pdf.
    """
    found = Found()
    for text in dict.fromkeys(paths):
        path = Path(text)
        if text == STDIN:
            found.inputs.append(Input(None, Path("stdin")))
        elif path.is_dir():
            _add_folder(found, path, Path(path.resolve().name if len(paths) > 1 else ""))
        elif path.exists():
            found.inputs.append(Input(path, Path(path.name)))
        else:
            found.problems.append(NotFound(text))
    distinct = {os.path.abspath(each.path) if each.path else STDIN: each for each in reversed(found.inputs)}
    found.inputs = list(reversed(distinct.values()))
    return found


def _add_folder(found: Found, folder: Path, place: Path) -> None:
    """Everything readable in a folder; what is not is counted, since a .doc beside ten .docx must not be missed."""
    files = list(_visible(folder))
    readable = [file for file in files if file.suffix.lower() in SUFFIXES]
    found.inputs += [Input(file, place / file.relative_to(folder)) for file in readable]
    others = Counter(file.suffix.lower() for file in files if file.suffix.lower() not in SUFFIXES)
    if not readable:
        found.problems.append(NoDocuments(str(folder)))
    if others:
        found.notes.append(MingxiError(str(folder), _skipped(others, "zh"), _skipped(others, "en")))


def _visible(folder: Path) -> Iterator[Path]:
    """The files of a folder that a person sees in it; `~$` marks the lock files of Word."""
    for file in sorted(folder.rglob("*")):
        parts = file.relative_to(folder).parts
        if not any(part.startswith((".", "~$")) for part in parts) and file.is_file():
            yield file


def _skipped(others: Counter[str], lang: str) -> str:
    listed = ", ".join(f"{suffix or say('no_suffix', lang)} {count}" for suffix, count in others.most_common())
    return say("skipped", lang, count=others.total(), suffixes=listed)
