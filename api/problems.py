"""What can go wrong on the way in and out; what is wrong with a document itself is in extractor.errors."""

import errno

from annotations.formats.errors import ExchangeError
from api.texts import LANGUAGES, SYSTEM, one_line, pick, say
from extractor.errors import MingxiError

LONGEST = 200  # characters of what an exception says about itself


class Failure(MingxiError):  # noqa: N818, these names say what failed
    """A failure whose text is the row of the same code: NotFound("a.txt").message -> "a.txt：没有这个文件…"."""

    code = "failure"

    def __init__(self, name: str, cause: BaseException | None = None) -> None:
        super().__init__(name, *(say(self.code, lang, reason=describe(cause, lang)) for lang in LANGUAGES))
        self.cause = cause


class NotFound(Failure):
    """A path without a file."""

    code = "not_found"


class CannotOpen(Failure):
    """A file that the system does not let us read."""

    code = "cannot_open"


class CannotWrite(Failure):
    """A result that the system does not let us write."""

    code = "cannot_write"


class CannotLoad(Failure):
    """The model or the catalogue is not as it should be."""

    code = "cannot_load"


class UnusableModel(MingxiError):  # noqa: N818
    """A model that was asked for and cannot be used."""

    code = "unusable_model"


class Unusable(Failure):
    """Annotated documents that nothing can be learned from; `code` says why."""

    def __init__(self, name: str, code: str, cause: BaseException | None = None) -> None:
        self.code = code
        super().__init__(name, cause)


class UnusableAnnotations(Unusable):
    """Annotations of another tool that do not fit, which say themselves why and what to do."""

    def __init__(self, error: ExchangeError) -> None:
        self.code, self.cause = "bad_annotations", error
        MingxiError.__init__(self, error.name, error.reason, error.english_reason)


class InternalError(Failure):
    """A mistake of ours, in one document of many."""

    code = "internal_error"


FAILED_TO_LOAD = (CannotLoad, UnusableModel)


def describe(error: BaseException | None, lang: str) -> str:
    """What an exception says, on one line: OSError(ENOSPC) -> "磁盘已满", KeyError("x") -> "KeyError: 'x'"."""
    if isinstance(error, OSError) and error.strerror:
        name = errno.errorcode.get(error.errno or 0, "")
        return pick(SYSTEM, name, lang) if name in SYSTEM else error.strerror
    text = one_line(str(error or ""))[:LONGEST]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
