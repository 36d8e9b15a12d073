"""Frameworks that a library would load only because they are installed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def hidden(*names: str) -> Iterator[None]:
    """Let imports inside go on as if some packages were not installed; what is loaded already stays.

    with hidden("torch"): import spacy -> thinc, below spaCy, loads no torch
    """
    absent = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]  # None stands for what cannot be imported
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]
