"""The log: one line of JSON for each event, with the request's id, and never a word of a document or its name."""

import logging
import sys
import traceback
from pathlib import Path
from typing import Any, TextIO

import structlog
from structlog.typing import FilteringBoundLogger

from extractor.workers import Mistake

PROCESSORS = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.JSONRenderer(ensure_ascii=False),
)


class Log:
    """Events as lines: Log(sys.stderr).info("request", status=200)."""

    def __init__(self, stream: TextIO | None = None) -> None:
        logger = structlog.PrintLogger(stream) if stream is not None else structlog.ReturnLogger()
        self._log: FilteringBoundLogger = structlog.wrap_logger(
            logger, processors=PROCESSORS, wrapper_class=structlog.make_filtering_bound_logger(logging.INFO)
        )

    def info(self, event: str, **values: Any) -> None:
        """Something that happened."""
        self._log.info(event, **values)

    def warning(self, event: str, **values: Any) -> None:
        """Something that somebody should look at."""
        self._log.warning(event, **values)

    def mistake(self, error: BaseException, **values: Any) -> None:
        """A mistake of ours: its kind and where it was made, since its message may quote a document."""
        if isinstance(error, Mistake):
            self._log.error("internal_error", kind=error.kind, at=[error.place], **values)
        else:
            self._log.error("internal_error", kind=type(error).__name__, at=_places(error), **values)


def _places(error: BaseException) -> list[str]:
    """The last places of a traceback: ["app.py:90", "formats.py:41"]."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]


class Forward(logging.Handler):
    """Lines of other libraries, as events of ours: logging.getLogger("uvicorn").addHandler(Forward(log))."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.INFO)
        self._to = log

    def emit(self, record: logging.LogRecord) -> None:
        """Send one line on; of an exception its kind and place."""
        if record.exc_info and record.exc_info[1]:
            self._to.mistake(record.exc_info[1], logger=record.name)
        elif record.levelno >= logging.WARNING:
            self._to.warning(record.getMessage(), logger=record.name)
        else:
            self._to.info(record.getMessage(), logger=record.name)


def to_stderr() -> Log:
    """The log of a service: on standard error, with what uvicorn and our own modules say."""
    log = Log(sys.stderr)
    for name in ("uvicorn", "api"):
        logger = logging.getLogger(name)
        logger.handlers = [Forward(log)]
        logger.setLevel(logging.INFO)
        logger.propagate = False
    return log
