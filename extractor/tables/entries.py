"""One fact of a table while its table is being read."""

from dataclasses import dataclass
from typing import Optional

from extractor.data import Quantity, State
from extractor.tables.fields import Field
from extractor.tables.heads import Column
from extractor.tables.meanings import Label, Sense


@dataclass(slots=True, eq=False)
class Entry:
    """What the field at a row and a column states; `whole` has it as a part.

    `label` is the name of the row, None where only the head names what is measured.
    """

    label: Label | None
    column: Column
    sense: Sense
    field: Field
    quantity: Quantity | None
    state: State
    whole: Optional["Entry"] = None
    id: str = ""

    @property
    def concept(self) -> str | None:
        """The concept it measures, if it is known."""
        return self.sense.meaning.concept

    @property
    def code(self) -> str:
        """The class code of its row, or ""."""
        return self.label.code if self.label else ""
