"""Print composed documents as .gold files, one after the other.

    python -m models.corpus --seed 1 --documents 3 [--kind final] [--folder FOLDER]

Document i has the seed SEED + i. With a folder each is written to composed-SEED.gold in it instead.
"""

import argparse
from pathlib import Path

from models.corpus import compose_markup


def main() -> None:
    """Print or write the documents."""
    parser = argparse.ArgumentParser(
        prog="python -m models.corpus", description=__doc__.splitlines()[0] if __doc__ else None
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--documents", type=int, default=1, metavar="N")
    parser.add_argument("--kind", metavar="KIND", help="budget, final, report …; any unless given")
    parser.add_argument("--folder", type=Path, metavar="FOLDER", help="write NAME.gold files there")
    arguments = parser.parse_args()
    for seed in range(arguments.seed, arguments.seed + arguments.documents):
        markup = compose_markup(seed, kind=arguments.kind)
        if arguments.folder:
            arguments.folder.mkdir(parents=True, exist_ok=True)
            (arguments.folder / f"composed-{seed}.gold").write_text(markup, "utf-8")
        else:
            print(markup)


if __name__ == "__main__":
    main()
