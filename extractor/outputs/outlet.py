"""Where a workbook goes, full disks included."""

from typing import BinaryIO


class Outlet:
    """A stream that remembers what it could not take, so that whoever writes still comes to an end."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.error: OSError | None = None
        self.tell, self.seek = stream.tell, stream.seek

    def write(self, data: bytes) -> int:
        """Pass bytes on while they are taken."""
        if self.error is None:
            try:
                return self.stream.write(data)
            except OSError as error:
                self.error = error
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""
