"""Logs: one JSON object on each line of stdout, whichever library logs."""

import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast

import msgspec
from asyncpg import DataError, PostgresError

from .. import context
from .lines import Lines
from .repeats import Repeats, Tracebacks


def configure(level: str) -> None:
    handler = Lines(sys.stdout)
    handler.setFormatter(JSONFormatter())
    handler.addFilter(Repeats(handler))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    logging.captureWarnings(True)
    logging.getLogger("asyncpg.pool").addFilter(in_one_line)


def in_one_line(record: logging.LogRecord) -> bool:
    """Give a warning of the pool its reason in place of a traceback, as the pool tries again by itself.

    While the database is away, each of its connections comes to this.
    """
    if record.exc_info and record.exc_info[1]:
        record.msg, record.args = "%s: %s", (record.getMessage(), headline(record.exc_info[1]))
        record.exc_info = None
        record.__dict__["repeats"] = True
    return True


class JSONFormatter(logging.Formatter):
    """A record as JSON; `extra={"fields": {...}}` adds fields to it."""

    def __init__(self) -> None:
        super().__init__()
        self._tracebacks = Tracebacks()

    def format(self, record: logging.LogRecord) -> str:
        request = context.current.get()
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            "request_id": request.request_id or None,
        }
        if (trace := context.trace.get()) is not None:
            line |= {"trace_id": trace.trace_id, "span_id": trace.span_id}
        fields: Mapping[str, object] | None = getattr(record, "fields", None)
        if fields is not None:
            line.update(fields)
        else:
            line["logger"] = record.name
        if (times := getattr(record, "times", None)) is not None:
            line["times"] = times
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            line["exception"] = describe(error) if self._tracebacks.is_due(error) else headline(error)
        return msgspec.json.encode(line, enc_hook=str).decode()


def describe(error: BaseException) -> str:
    """The traceback, causes first, without the data that PostgreSQL quotes."""
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        parts.append("".join(traceback.format_tb(current.__traceback__)) + headline(current))
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n\nwhich led to\n\n".join(reversed(parts))


def headline(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, DataError):
        return f"{name}: [{error.sqlstate}]"
    if isinstance(error, PostgresError):
        # str() would add the DETAIL, which may hold a whole row.
        return f"{name}: [{error.sqlstate}] {error.args[0] if error.args else ''}"
    if isinstance(error, BaseExceptionGroup):
        group = cast("BaseExceptionGroup[BaseException]", error)
        inner = "\n".join(describe(each) for each in group.exceptions)
        return f"{name}: {group.message}\n" + "\n".join(f"  | {line}" for line in inner.splitlines())
    return f"{name}: {error}"
