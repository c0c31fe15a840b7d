"""Lines of the log that say what happened in fields: they need no record where nobody else would get it."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from .. import context
from .lines import batching

_encode = msgspec.json.Encoder().encode


def note(logger: logging.Logger, message: str, fields: Mapping[str, object]) -> None:
    """Log the message with these fields at the level of information; within the loop only."""
    if not logger.isEnabledFor(logging.INFO):
        return
    lines = batching(logger)
    if lines is None:
        logger.info(message, extra={"fields": fields})
        return
    line: dict[str, object] = {
        "time": datetime.now(UTC),
        "level": "info",
        "message": message,
        "request_id": context.current.get().request_id or None,
    }
    if (trace := context.trace.get()) is not None:
        line |= {"trace_id": trace.trace_id, "span_id": trace.span_id}
    lines.put(_encode({**line, **fields}) + b"\n")
