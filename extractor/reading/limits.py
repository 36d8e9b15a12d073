"""How much one document may cost to read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds; a document over one of them is `TooLarge`: Limits(max_text=200_000).

    `max_bytes` counts the file, `max_text` the code points of its text, `max_blocks` its lines, paragraphs and cells,
    `max_cells` the cells of all tables, merged ones counted in full, `max_tags` the tags of a page or of one XML part,
    `max_inflated` the bytes that are unpacked of a container, `max_entries` its parts, `max_unpacked` the bytes of all
    documents of an archive, `max_pixels` those of one picture or rendered page.

    The others hold for the child process of a `Sandbox`: `max_seconds` of wall and of processor time for one file,
    `max_scan_seconds` more for every page that OCR reads, of which there are at most `max_scanned_pages` (0: no OCR);
    `max_memory` bytes of address space, `max_output` bytes of what it hands back, `max_open_files` at a time.
    """

    max_bytes: int = 100_000_000
    max_text: int = 10_000_000  # 30 MB of Chinese in UTF-8; the longest budgets of a province have about 1,000,000
    max_blocks: int = 1_000_000
    max_cells: int = 500_000
    max_tags: int = 3_000_000
    max_pages: int = 3_000
    max_inflated: int = 60_000_000
    max_entries: int = 5_000
    max_unpacked: int = 500_000_000
    max_pixels: int = 40_000_000  # A4 at 600 dpi has 35 million
    max_seconds: int = 60
    max_scan_seconds: int = 60  # 5 to 15 on two cores
    max_scanned_pages: int = 100
    max_memory: int = 4 << 30  # OCR reserves 1.9 GB, LibreOffice 2.3 GB of addresses, and both use far less
    max_output: int = 200_000_000
    max_open_files: int = 256
