"""What the command line names: files, folders, standard input; and what of it can be read."""

import os
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from api.problems import CannotOpen, NotFound
from api.texts import one_line, say
from extractor.errors import MingxiError, NoDocuments, TooLarge
from extractor.reading import Limits
from extractor.reading.formats import is_readable, utf8_name, visible_files

STDIN = "-"
MOST_BYTES = Limits().max_bytes
LONGEST_PART = 60  # characters: 240 bytes, of which file systems allow 255
UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')  # what some system does not allow in a name


@dataclass(frozen=True, slots=True)
class Input:
    """One document to read: a file, standard input, or a member of an archive that is one of these.

    `place` is where its result belongs inside an output folder, `content` what has been unpacked of a member, or why
    that could not be done.
    """

    path: Path | None
    place: Path
    member: str = ""
    content: bytes | MingxiError | None = None

    @property
    def name(self) -> str:
        """The file's name, as a record may hold it: names in another encoding lose the bytes that are no UTF-8.

        A member is called by its path: "公开.zip/预算/决算.docx".
        """
        own = utf8_name(self.path.name) if self.path else ""
        return "/".join(filter(None, (own, self.member)))

    def label(self, lang: str) -> str:
        """How messages call it."""
        own = str(self.path) if self.path else say("standard_input", lang)
        return one_line(f"{own}/{self.member}" if self.member else own)

    def inside(self, member: str, content: bytes | MingxiError) -> "Input":
        """A member of this archive; its result belongs into a folder of the archive's name, wherever its path leads.

        县/公开.zip with 预算/决算.docx -> the place 县/公开/预算/决算.docx; "../a.txt" -> 县/公开/a.txt
        """
        place = self.place.with_suffix("").joinpath(*safe_parts(member))
        return Input(self.path, place, member, content)

    def read(self) -> bytes:
        """All bytes, unless they are more than any document may have: /dev/zero never ends."""
        if isinstance(self.content, MingxiError):
            raise self.content
        if self.content is not None:
            return self.content
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


def safe_parts(path: str) -> list[str]:
    r"""The parts of a stranger's path that folders and a file may be made of: "..\\预算\\a:b" -> ["预算", "a_b"]."""
    parts = [UNSAFE.sub("_", part)[:LONGEST_PART] for part in path.replace("\\", "/").split("/")]
    return [part for part in parts if part.strip(". ")] or ["_"]


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
    files = list(visible_files(folder))
    readable = [file for file in files if is_readable(file)]
    found.inputs += [Input(file, place / file.relative_to(folder)) for file in readable]
    if not readable:
        found.problems.append(NoDocuments(str(folder)))
    found.notes += skipped_note(str(folder), Counter(file.suffix.lower() for file in files if not is_readable(file)))


def skipped_note(name: str, others: Counter[str]) -> list[MingxiError]:
    """What is said about files of a folder or an archive that are not read, by their suffixes; nothing about none."""
    return [MingxiError(name, _skipped(others, "zh"), _skipped(others, "en"))] if others else []


def _skipped(others: Counter[str], lang: str) -> str:
    listed = ", ".join(f"{suffix or say('no_suffix', lang)} {count}" for suffix, count in others.most_common())
    return say("skipped", lang, count=others.total(), suffixes=listed)
