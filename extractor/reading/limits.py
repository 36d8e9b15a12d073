"""How much one document may cost to read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds; a document over one of them is `TooLarge`: Limits(max_text=200_000).

    `max_bytes` counts the file, `max_text` the code points of its text, `max_inflated` the bytes of all parts of a zip
    container once unpacked, `max_entries` its parts, `max_cells` the cells of all tables, merged ones counted in full.
    """

    max_bytes: int = 100_000_000
    max_text: int = 5_000_000
    max_pages: int = 3_000
    max_inflated: int = 300_000_000
    max_entries: int = 5_000
    max_cells: int = 500_000
