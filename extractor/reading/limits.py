"""How much one document may cost to read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds; a document over one of them is `TooLarge`: Limits(max_text=200_000).

    `max_bytes` counts the file, `max_text` the code points of its text, `max_blocks` its lines, paragraphs and cells,
    `max_cells` the cells of all tables, merged ones counted in full, `max_tags` the tags of a page or of one XML part,
    `max_inflated` the bytes that are unpacked of a container, `max_entries` its parts.
    """

    max_bytes: int = 100_000_000
    max_text: int = 10_000_000  # 30 MB of Chinese in UTF-8; the longest budgets of a province have about 1,000,000
    max_blocks: int = 1_000_000
    max_cells: int = 500_000
    max_tags: int = 3_000_000
    max_pages: int = 3_000
    max_inflated: int = 60_000_000
    max_entries: int = 5_000
