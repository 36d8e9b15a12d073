"""What annotations of a long document cost in each format: seconds of processor time to write and to read, and size.

python -m benchmarks.exchange [CHARACTERS] [MARKS]
"""

import io
import sys
import time

from annotations.formats import FORMATS, MarkedDocument
from annotations.formats.documents import Link, Mark, Marking

LINE = "2024年收入预算总额为640万元，比上年增加40万元，增长6.67%，主要原因是新增档案数字化项目𠮷📊。\n"
WIDTH = 9  # characters of a mark


def document(characters: int, marks: int) -> MarkedDocument:
    """A document of so many characters with marks at equal distances, each linked to the one before."""
    text = LINE * (characters // len(LINE))
    starts = range(0, len(text) - WIDTH, len(text) // marks)
    found = tuple(
        Mark(f"f{n}", "fact", start, start + WIDTH, text[start : start + WIDTH], 0.9, {"year": 2024})
        for n, start in enumerate(starts)
    )
    links = tuple(Link(f"f{n}", f"f{n - 1}", "part_of") for n in range(1, len(found)))
    return MarkedDocument("long", text, Marking(found, links), Marking(found, links))


def main(characters: int = 200_000, marks: int = 3_000) -> None:
    """Print a line for each format."""
    long = document(characters, marks)
    print(f"{'format':14}{'write s':>9}{'read s':>9}{'kB':>8}")
    for name, form in FORMATS.items():
        stream, begun = io.BytesIO(), time.process_time()
        form.write([long], stream)
        written = time.process_time()
        stream.seek(0)
        assert len(list(form.read(stream))) == 1
        read = time.process_time()
        print(f"{name:14}{written - begun:>9.2f}{read - written:>9.2f}{stream.getbuffer().nbytes // 1000:>8}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
