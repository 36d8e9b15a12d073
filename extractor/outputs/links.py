"""The links of one sheet, of which an archive has hundreds of thousands: numbers while the sheet grows."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping

from xlsxwriter.url import Url


class Links(Mapping[int, Mapping[int, Url]]):
    """What a worksheet knows as its links, made when it is written: rows in ascending order, each with one link.

    xlsxwriter holds an object of many strings for each until the workbook ends; this takes 24 bytes.
    """

    def __init__(self) -> None:
        self.rows, self.targets = array("L"), array("L")
        self.pages: list[str] = []

    def add(self, row: int, page: str, target: int) -> None:
        """Lead from the first cell of a row to that of a row of another page."""
        self.rows.append(row)
        self.targets.append(target)
        self.pages.append(page)

    def __getitem__(self, row: int) -> Mapping[int, Url]:
        rank = bisect_left(self.rows, row)
        if rank == len(self.rows) or self.rows[rank] != row:
            raise KeyError(row)
        return {0: Url(f"internal:'{self.pages[rank]}'!A{self.targets[rank] + 1}")}

    def __iter__(self) -> Iterator[int]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)
