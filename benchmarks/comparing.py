"""What comparing an archive costs, and what of injected copies and contradictions it finds.

    python -m benchmarks.comparing [1000 5000 20000]

Writes datasets of made-up documents straight through the writer (departments with their units over four years, all of
one template, some 6,000 characters and 90 figures each), compares each in a process of its own, and prints seconds by
the clock and of processors, peak memory of the process, and for each injected kind recall and precision: copies in
another layout, corrected versions, a wrong figure of last year, a wrong figure of a department.
"""

import hashlib
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from extractor.bulk.data import Source
from extractor.bulk.layout import SOURCES
from extractor.bulk.results import source_table
from extractor.data import Document, Fact, Phrase, Producer, Quantity, Record, Region, Section
from extractor.outputs.parts import dataset_tables, part_path, write_part, write_table
from extractor.querying import open_dataset
from extractor.reading import Reading

PART = 200  # documents of one part
YEARS = (2021, 2022, 2023, 2024)
ITEMS = {
    "rev.total": "收入预算总额",
    "exp.total": "支出预算总额",
    "rev.fiscal": "财政拨款收入",
    "gpb.exp_total": "一般公共预算拨款支出",
    "tp.total": "“三公”经费预算",
    "tp.reception": "公务接待费",
    "tp.vehicle": "公务用车购置及运行费",
    "op.total": "机关运行经费",
    "meet.training": "培训费",
    "proc.total": "政府采购预算",
}
BASES = {"gpb.exp_total": "general_public"}
LINES = 60  # sentences with a figure of their own, as those on functions and projects
PROSE = "按照有关规定统筹安排各项资金，压缩一般性支出，保障机构正常运转和重点工作的开展，提高资金使用效益。"
COPIED, CORRECTED, LAST_YEAR, SUM = 0.02, 0.01, 0.02, 0.02  # shares of the documents
CLAIMED = ("last_year", "department_sum")  # known by the document that says it: the other may have copies
Truth = set[tuple[str, frozenset[str]]]


class Office(NamedTuple):
    """An organisation in one year: its figures and those of the year before, in hundreds of yuan."""

    name: str
    kind: str
    year: int
    now: dict[str, int]
    before: dict[str, int]
    units: tuple[str, ...] = ()


def offices(count: int, rng: random.Random) -> Iterator[Office]:
    """Departments of three units each, over all years; a department is the sum of its units."""
    regions = [region for region in load_catalogue_regions() if region.endswith("区")]
    for number in range(count // (4 * len(YEARS))):
        place = regions[number % len(regions)]
        stem = f"{place}第{number // len(regions) + 1}事务局"
        units = (f"{stem}本级", f"{stem}第一服务中心", f"{stem}第二服务中心")
        past = {unit: {item: rng.randrange(1_000, 900_000) for item in ITEMS} for unit in units}
        for year in YEARS:
            now = {unit: {item: rng.randrange(1_000, 900_000) for item in ITEMS} for unit in units}
            sums = [{item: sum(each[unit][item] for unit in units) for item in ITEMS} for each in (now, past)]
            yield Office(stem, "department_budget", year, sums[0], sums[1], units)
            for unit in units:
                yield Office(unit, "unit_budget", year, now[unit], past[unit])
            past = now


def load_catalogue_regions() -> list[str]:
    """Counties by their full names."""
    from annotations.catalogue.regions import find_region, load_regions

    regions = load_regions()
    names = [regions.path(row) for row in regions.by_code.values() if row.until is None and not row.code.endswith("00")]
    return [name for name in names if find_region(name)]


class Draft:
    """A document while it is written: text, facts and sections."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.facts: list[Fact] = []
        self.length = 0

    def add(self, text: str) -> int:
        """Write on; where that begins."""
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start

    def figure(self, concept: str, hundreds: int, year: int) -> None:
        """Write a figure, and the fact that it is."""
        name = ITEMS[concept]
        start = self.add(name)
        text = f"{hundreds / 100:.2f}万元"
        at = self.add(text)
        quantity = Quantity("amount", Decimal(hundreds) * 100, "CNY", text, at, at + len(text), Decimal(100))
        item = Phrase(name, start, start + len(name))
        basis = BASES.get(concept)
        self.facts.append(
            Fact(f"f{len(self.facts) + 1}", item, concept, quantity, "reported", year, "budget", basis, confidence=0.95)  # type: ignore[arg-type]
        )


def write(office: Office, rng: random.Random, seed: int, layout: str = "\n") -> tuple[Record, Reading]:
    """One document; `seed` decides its lesser figures, `layout` what stands between its sentences."""
    draft, lesser = Draft(), random.Random(seed)
    draft.add(f"{office.name}{office.year}年{'部门' if office.units else '单位'}预算公开{layout}")
    start = draft.add(f"机构设置{layout}")
    if office.units:
        draft.add("纳入部门预算编制范围的单位包括：" + "、".join(office.units) + f"。{layout}")
    end = draft.length
    for concept in ITEMS:
        draft.add(f"{office.year}年")
        draft.figure(concept, office.now[concept], office.year)
        draft.add(f"，{office.year - 1}年")
        draft.figure(concept, office.before[concept], office.year - 1)
        draft.add(f"。{PROSE}{layout}")
    for number in range(LINES):
        draft.add(f"第{number + 1}项支出{lesser.randrange(100, 99_999) / 100:.2f}万元，{PROSE}{layout}")
    text = "".join(draft.parts)
    name = f"{office.name}{office.year}{layout.strip()}{rng.randrange(10**9)}.txt"
    document = Document(
        hashlib.sha256(f"{name}\n{text}".encode()).hexdigest(), name, "text/plain", text, len(text), (),
        title=f"{office.name}{office.year}年预算公开", kind=office.kind, fiscal_year=office.year,  # type: ignore[arg-type]
        organisation=office.name, region=region_of(office.name),
    )  # fmt: skip
    section = Section("s1", None, 1, "", "机构设置", "profile.organisation", start, end, start, start + 4)
    rows = (tuple(draft.facts), (), (), (), (), (), (), (), ())
    return Record(document, (section,), *rows, Producer("0", "none", "0")), Reading(document, ())


def region_of(name: str) -> Region | None:
    """The county at the front of a name."""
    from annotations.catalogue.regions import find_region

    found = find_region(name)
    return Region(*found) if found else None


def documents(count: int, truth: Truth) -> Iterator[tuple[Record, Reading]]:
    """The documents of an archive; what was injected is noted in `truth`."""
    rng = random.Random(count)
    written: dict[tuple[str, int], tuple[str, dict[str, int]]] = {}
    for seed, office in enumerate(offices(count, rng)):
        chance, before = rng.random(), written.get((office.name, office.year - 1))
        shown = office
        if chance < LAST_YEAR and before:
            shown = office._replace(before={**office.before, "tp.total": office.before["tp.total"] + 777})
        elif LAST_YEAR <= chance < LAST_YEAR + SUM and office.units:
            shown = office._replace(now={**office.now, "meet.training": office.now["meet.training"] + 777,
                                         "tp.reception": office.now["tp.reception"] + 777})  # fmt: skip
        pair = write(shown, rng, seed)
        known = pair[0].document.id
        written[office.name, office.year] = known, shown.now
        if before and before[1] != shown.before:  # a wrong sum is wrong for the year after as well
            truth.add(("last_year", frozenset([known])))
        if shown.now != office.now:
            truth.add(("department_sum", frozenset([known])))
        yield pair
        if 0.5 <= chance < 0.5 + COPIED:
            copy = write(shown, rng, seed, "\n\n")
            truth.add(("near_duplicate", frozenset([known, copy[0].document.id])))
            yield copy
        elif 0.6 <= chance < 0.6 + CORRECTED:
            changed = shown._replace(now={**shown.now, "proc.total": shown.now["proc.total"] + 333})
            copy = write(changed, rng, seed)
            truth.add(("corrected", frozenset([known, copy[0].document.id])))
            if ("last_year", frozenset([known])) in truth:
                truth.add(("last_year", frozenset([copy[0].document.id])))
            if ("department_sum", frozenset([known])) in truth:
                truth.add(("department_sum", frozenset([copy[0].document.id])))
            yield copy


def build(folder: Path, count: int) -> tuple[int, Truth]:
    """Write a dataset; how many documents it has, and what was injected."""
    truth: Truth = set()
    held: list[tuple[Record, Reading]] = []
    places: list[Source] = []
    part = 0
    for pair in documents(count, truth):
        held.append(pair)
        places.append(Source(f"/a/{pair[0].document.name}", name=pair[0].document.name, document=pair[0].document.id))
        if len(held) == PART:
            write_part(folder, part, dataset_tables([each[0] for each in held], [each[1] for each in held]))
            held, part = [], part + 1
    if held:
        write_part(folder, part, dataset_tables([each[0] for each in held], [each[1] for each in held]))
    write_table(part_path(folder, SOURCES, SOURCES), source_table(places))
    return len(places), truth


def found_in(folder: Path) -> Truth:
    """What comparing told."""
    rows = open_dataset(folder).execute(
        "select kind, documents from findings where status = 'violated' or kind = 'near_duplicate'"
    )
    found: Truth = set()
    for kind, names in rows.fetchall():
        found.add((kind, frozenset(names[-1:] if kind in CLAIMED else names)))
    return found


def run(count: int) -> None:
    """Build, compare and print one line of figures and one for each kind."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        size, truth = build(folder, count)
        command = [sys.executable, "-m", "benchmarks.comparing", "--one", scratch]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        seconds, cpu, memory, steps = float(told[0]), float(told[1]), int(told[2]), told[3]
        per = f"{cpu / size * 1000:5.2f} a thousand"
        print(
            f"{size:6} documents {seconds:6.1f} s, of processors {cpu:6.1f} s, {per}; {memory:4} MB; {steps}",
            flush=True,
        )
        found = found_in(folder)
    by_kind = defaultdict(lambda: [set(), set()])  # type: ignore[var-annotated]
    for place, pairs in enumerate((truth, found)):
        for kind, pair in pairs:
            by_kind[kind][place].add(pair)
    for kind, (meant, told_of) in sorted(by_kind.items()):
        right = len(meant & told_of)
        print(f"       {kind:15} injected {len(meant):4}  recall {right / max(1, len(meant)):.3f}"
              f"  precision {right / max(1, len(told_of)):.3f}")  # fmt: skip


def one(folder: Path) -> None:
    """Compare one dataset in this process; prints seconds, those of all processors, megabytes, and seconds of steps."""
    from extractor.comparing.running import compare

    marks: list[tuple[str, float]] = []
    start, cpu = time.perf_counter(), time.process_time()
    compare(folder, lambda step: marks.append((step, time.perf_counter())))
    end = time.perf_counter()
    ends = [mark for _, mark in marks[1:]] + [end]
    steps = ",".join(f"{name}={until - since:.1f}" for (name, since), until in zip(marks, ends, strict=True))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(end - start, time.process_time() - cpu, memory, steps)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(Path(sys.argv[2]))
    else:
        for number in map(int, sys.argv[1:] or ("1000", "5000", "20000")):
            run(number)
