"""What has to be opened before it is read: archives, and old Word files, which are converted many at a time."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice

from api.inputs import Input
from extractor.errors import MingxiError
from extractor.reading import Limits
from extractor.reading.office import old_word
from extractor.reading.safely import converted_together, documents_in

BATCH = 32  # documents that are looked ahead for old Word files


def members(source: Input, data: bytes, others: Counter[str], limits: Limits = Limits()) -> Iterator[Input]:  # noqa: B008
    """The documents in an archive, each as an input of its own; raises what `documents_in` raises."""
    for member in documents_in(data, name=source.name, others=others, limits=limits):
        yield source.inside(member.path, member.content)


def prepared(inputs: Iterable[Input]) -> Iterator[Input]:
    """The same inputs; while one is out, it can be read without a start of LibreOffice of its own."""
    source = iter(inputs)
    while True:
        batch, failure = _batch(source)
        with converted_together(list(old_word((each.name, partial(_bytes_of, each)) for each in batch))):
            yield from batch
        if failure is not None:
            raise failure
        if len(batch) < BATCH:
            return


def _batch(source: Iterator[Input]) -> tuple[list[Input], MingxiError | None]:
    """The next inputs, and what ended them: those before it are still good."""
    batch: list[Input] = []
    try:
        for each in islice(source, BATCH):
            batch.append(each)
    except MingxiError as error:
        return batch, error
    return batch, None


def _bytes_of(source: Input) -> bytes | None:
    try:
        return source.read()
    except MingxiError:
        return None
