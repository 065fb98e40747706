"""Log lines: one JSON object each, with ids, step names and counts. Never words, names, numbers or exception texts."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

_NUMBER = re.compile(r"\+?\d[\d\s().-]{8,}\d")  # whatever could be dialled
_UNWANTED = frozenset({"body", "text", "words", "phone", "name", "summary", "exception", "exc_info"})


def configure_logging(level: str) -> None:
    """Sets the whole process: our own lines through structlog, libraries only from warnings on."""
    logging.basicConfig(level=logging.WARNING, format='{"level": "%(levelname)s", "logger": "%(name)s"}')
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            masked,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        cache_logger_on_first_use=True,
    )


def masked(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drops what people said and masks what could be a number, whoever logged it."""
    for key in list(event):
        if key in _UNWANTED:
            del event[key]
        elif isinstance(event[key], str) and key != "timestamp":
            event[key] = _NUMBER.sub("[number]", event[key])
    return event
