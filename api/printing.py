"""Records on standard output or in a folder, in the format that was asked for."""

from dataclasses import dataclass, field
from pathlib import Path

import click

from api.batch import Input
from extractor.data import Record
from extractor.outputs import TABLES, as_csv, as_json, table

STDIN_NAME = "stdin"


@dataclass(slots=True)
class Printer:
    """Writes one record after the other; tables on standard output wait for the end, since columns belong to all."""

    out: Path | None
    form: str
    text: bool
    taken: set[Path] = field(default_factory=set)
    rows: list[dict[str, object]] = field(default_factory=list)

    def write(self, source: Input, record: Record) -> None:
        """Write one record."""
        if self.out is not None:
            self._write_file(source, record)
        elif self.form == "csv":
            self.rows += table(record, "facts")
        elif self.form == "table":
            from api.showing import show_facts

            show_facts(record)
        else:
            click.echo(as_json(record, text=self.text, blocks=self.text, indent=None if self.form == "jsonl" else 2))

    def close(self) -> None:
        """Write what waited."""
        if self.rows:
            click.echo(as_csv(self.rows), nl=False)

    def _write_file(self, source: Input, record: Record) -> None:
        assert self.out is not None
        base = self._place(source)
        base.parent.mkdir(parents=True, exist_ok=True)
        if self.form == "csv":
            for name in TABLES:
                if rows := table(record, name):
                    base.with_name(f"{base.name}.{name}.csv").write_text(as_csv(rows), "utf-8-sig")  # Excel needs the mark
            return
        indent = None if self.form == "jsonl" else 2
        text = as_json(record, text=self.text, blocks=self.text, indent=indent)
        base.with_name(base.name + ".json").write_text(text + "\n", "utf-8")

    def _place(self, source: Input) -> Path:
        """Where a record goes: the input's stem, its folders kept; a stem that is taken gets its suffix, then a number."""
        assert self.out is not None
        if source.path is None:
            names = [Path(STDIN_NAME)]
        else:
            inside = source.path.relative_to(source.folder) if source.folder else Path(source.path.name)
            names = [inside.with_suffix(""), inside]
        candidates = [*names, *(names[-1].with_name(f"{names[-1].name}-{n}") for n in range(2, 10_000))]
        place = next(self.out / name for name in candidates if self.out / name not in self.taken)
        self.taken.add(place)
        return place
