"""What the engine logs, heard instead of printed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class _Listener(logging.Handler):
    """Keeps what the engine logs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextmanager
def hearing() -> Iterator[list[logging.LogRecord]]:
    """Collect what the engine logs meanwhile; nobody else hears it."""
    logger, listener = logging.getLogger("weasyprint"), _Listener()
    handlers, logger.handlers = logger.handlers, [listener]
    try:
        yield listener.records
    finally:
        logger.handlers = handlers
