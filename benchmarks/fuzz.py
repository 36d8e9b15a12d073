"""Damaged files of all formats against the sandbox: `python -m benchmarks.fuzz --count 10000`.

Each is a sound document with bytes flipped, cut off, doubled, or spliced with another document's. Each must end in a
reading or in one of our errors within its time, the program that reads must live on, and memory must not grow.
"""

import io
import random
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import click

from benchmarks.documents import seeds
from extractor.data import Document
from extractor.errors import ReadingStopped, UnreadableDocument
from extractor.reading import Limits, office
from extractor.reading.members import archive_format
from extractor.reading.sandbox import GRACE_S, File, Sandbox

LIMITS = Limits(max_seconds=10, max_scan_seconds=20, max_scanned_pages=2, max_pixels=4_000_000)
QUICK = replace(LIMITS, max_scanned_pages=0)
BATCH = 300
MOST_CHANGES = 12
BLOCK = 400  # bytes that are doubled, moved or wiped at a time
OFTEN = 40  # documents of each format before one with OCR, which takes a hundred times as long


@dataclass(slots=True)
class Outcome:
    """What became of the files: how many ended how, by format, the slowest, and what broke a promise."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    broken: list[str] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)  # kB of this process and the sandbox, every 300 files


def mutate(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """A damaged copy: bytes changed, stretches cut, doubled or wiped, its end cut off or another document's."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, MOST_CHANGES)):
        place = chance.randrange(len(changed) + 1)
        size = chance.randint(1, BLOCK)
        CHANGES[chance.randrange(len(CHANGES))](changed, place, size, chance)
    kind = chance.random()
    if kind < 0.15:
        del changed[chance.randrange(len(changed) + 1) :]
    elif kind < 0.3:
        changed[chance.randrange(len(changed) + 1) :] = other[chance.randrange(len(other) + 1) :]
    return bytes(changed)


def rezipped(data: bytes, chance: random.Random) -> bytes:
    """A zip container with one damaged part whose checksum is right: damage that the parser of the part gets to see."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as sound, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as broken:
        victim = chance.choice(sound.namelist())
        for info in sound.infolist():
            content = sound.read(info)
            broken.writestr(info.filename, mutate(content, content, chance) if info.filename == victim else content)
    return stream.getvalue()


def _flip(data: bytearray, place: int, _: int, chance: random.Random) -> None:
    if place < len(data):
        data[place] ^= 1 << chance.randrange(8)


def _set(data: bytearray, place: int, _: int, chance: random.Random) -> None:
    if place < len(data):
        data[place] = chance.choice((0, 0x7F, 0x80, 0xFF, 0x3C, 0x3E, chance.randrange(256)))


def _double(data: bytearray, place: int, size: int, _: random.Random) -> None:
    data[place:place] = data[place : place + size]


def _cut(data: bytearray, place: int, size: int, _: random.Random) -> None:
    del data[place : place + size]


def _wipe(data: bytearray, place: int, size: int, chance: random.Random) -> None:
    size = min(size, len(data) - place)
    data[place : place + size] = bytes([chance.choice((0, 0xFF, 0x41))]) * size


CHANGES: tuple[Callable[[bytearray, int, int, random.Random], None], ...] = (_flip, _flip, _set, _double, _cut, _wipe)


def damaged(count: int, seed: int, sound: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """So many damaged documents, the formats in turn; the same for the same seed."""
    chance = random.Random(seed)
    names = sorted(sound)
    for number in range(count):
        name = names[number % len(names)]
        other = sound[chance.choice(names)]
        is_container = sound[name].startswith(b"PK") and chance.random() < 0.5
        yield name, rezipped(sound[name], chance) if is_container else mutate(sound[name], other, chance)


def run(count: int, seed: int, sandbox: Sandbox, sound: Mapping[str, bytes], *, ocr_every: int = OFTEN) -> Outcome:
    """Read so many damaged documents and note what became of them; old Word files are converted in batches."""
    outcome = Outcome()
    numbered = enumerate(damaged(count, seed, sound))
    while batch := list(islice(numbered, BATCH)):
        outcome.memory.append(memory_kb(sandbox))
        old = [File(name, data) for _, (name, data) in batch if office.is_convertible(data)]
        converted = sandbox.convert(old, limits=QUICK)
        for number, (name, data) in batch:
            limits = LIMITS if ocr_every and number % ocr_every == 0 else QUICK
            begun = time.monotonic()
            ending = _ending(sandbox, File(name, data), converted.get(data), limits, outcome)
            took = time.monotonic() - begun
            outcome.counts[Path(name).suffix, ending] += 1
            outcome.slowest = max(outcome.slowest, (took, f"{name} #{number}"))
            if took > 2 * limits.max_seconds + GRACE_S + limits.max_scan_seconds * limits.max_scanned_pages:
                outcome.broken.append(f"{name} #{number}: {took:.1f} s")
    outcome.memory.append(memory_kb(sandbox))
    return outcome


def _ending(sandbox: Sandbox, file: File, docx: bytes | None, limits: Limits, outcome: Outcome) -> str:
    """How one document ended: "read", or the code of an error; nothing else may come out."""
    name, data = file
    try:
        if archive_format(data) is not None:
            members = list(sandbox.unpack(data, name=name, limits=limits))
            return "unpacked" if any(isinstance(member.content, bytes) for member in members) else "damaged members"
        check(sandbox.read(data, name=name, limits=limits, docx=docx).document)
    except ReadingStopped as error:
        if error.detail:
            outcome.broken.append(f"{name}: {error.detail[-400:]}")
        return f"{error.code}: {error.cause}"
    except UnreadableDocument as error:
        return error.code
    return "read"


def check(document: Document) -> None:
    """The blocks lie inside the text, in order and apart."""
    end = 0
    for block in document.blocks:
        assert end <= block.start <= block.end <= document.text_length, "blocks overlap"
        end = block.end
    assert document.text_length == len(document.text)


def memory_kb(sandbox: Sandbox) -> int:
    """Resident memory of this process and of the sandbox's."""
    return sum(map(_resident_kb, ("self", *sandbox.processes())))


def _resident_kb(process: str) -> int:
    try:
        status = Path(f"/proc/{process}/status").read_text("ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)


@click.command()
@click.option("--count", default=10_000, show_default=True, help="How many damaged documents.")
@click.option("--seed", default=1, show_default=True, help="Of the random changes.")
@click.option("--ocr-every", default=OFTEN, show_default=True, help="One document in so many may use OCR; 0: none.")
def main(count: int, seed: int, ocr_every: int) -> None:
    """Read damaged documents and print what became of them; exit 1 if a promise was broken."""
    begun = time.monotonic()
    with Sandbox(LIMITS) as sandbox:
        outcome = run(count, seed, sandbox, seeds(), ocr_every=ocr_every)
        click.echo(f"{count} files, {time.monotonic() - begun:.0f} s, isolation: {sandbox.isolation}")
    for (suffix, ending), number in sorted(outcome.counts.items()):
        click.echo(f"  {suffix:6} {ending:28} {number:6}")
    click.echo(f"slowest: {outcome.slowest[0]:.1f} s, {outcome.slowest[1]}")
    tenths = outcome.memory[:: max(1, len(outcome.memory) // 10)]
    click.echo(f"memory in MB: {', '.join(str(kb // 1024) for kb in tenths)}")
    for each in outcome.broken:
        click.echo(f"BROKEN {each}")
    raise SystemExit(bool(outcome.broken))


if __name__ == "__main__":
    main()
