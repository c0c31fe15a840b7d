"""Log lines."""

import json
import logging
from typing import Any

import asyncpg
import pytest
from httpx import AsyncClient

from undercroft import context
from undercroft.context import RequestContext
from undercroft.telemetry import logs
from undercroft.telemetry.events import note


def line(record: logging.LogRecord) -> dict[str, Any]:
    return json.loads(logs.JSONFormatter().format(record))


def record_of(message: str, *args: object, **extra: object) -> logging.LogRecord:
    return logging.getLogger("test").makeRecord("test", logging.INFO, "file", 1, message, args, None, extra=extra)


def failing(error: Exception) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__)
    return logging.getLogger("test").makeRecord("test", logging.ERROR, "file", 1, "failed", (), info)


def test_a_line() -> None:
    written = line(record_of("%d things", 3))
    assert written.pop("time").endswith("Z")
    assert written == {"level": "info", "message": "3 things", "request_id": None, "logger": "test"}


def test_fields() -> None:
    written = line(record_of("request", fields={"status": 200, "path": '/a\nb"ü'}))
    assert (written["status"], written["path"]) == (200, '/a\nb"ü')
    assert "\n" not in logs.JSONFormatter().format(record_of("a\nb"))


def test_the_request_id() -> None:
    token = context.current.set(RequestContext("mine", "/"))
    try:
        assert line(record_of("x"))["request_id"] == "mine"
    finally:
        context.current.reset(token)


def test_an_exception_with_its_cause() -> None:
    try:
        try:
            raise KeyError("first")
        except KeyError as error:
            raise ValueError("second") from error
    except ValueError as caught:
        text = logs.describe(caught)
    assert text.index("KeyError: 'first'") < text.index("which led to") < text.index("ValueError: second")
    assert "test_an_exception_with_its_cause" in text


def test_the_same_exception_again_is_one_line() -> None:
    formatter = logs.JSONFormatter()
    told: list[str] = []
    for word in ("one", "two"):
        try:
            raise ValueError(word)
        except ValueError as error:
            told.append(json.loads(formatter.format(failing(error)))["exception"])
    assert "raise ValueError(word)" in told[0]
    assert told[1] == "builtins.ValueError: two"


def test_a_group() -> None:
    text = logs.describe(ExceptionGroup("several", [ValueError("one"), KeyError("two")]))
    assert all(word in text for word in ("several", "  | builtins.ValueError: one", "  | builtins.KeyError: 'two'"))


async def test_what_postgresql_quotes_is_not_logged(connection: asyncpg.Connection) -> None:
    statements = [
        "insert into users (email, name) values ('top-secret', '')",
        "insert into users (email, name) values ('x', repeat('top-secret', 100))",
        "select 'top-secret'::int",
        "select 'top-secret'::uuid",
    ]
    for statement in statements:
        with pytest.raises(asyncpg.PostgresError) as caught:
            async with connection.transaction():
                await connection.execute(statement)
        text = json.dumps(line(failing(caught.value)))
        assert "top-secret" not in text.replace(statement, "")
        assert f"[{caught.value.sqlstate}]" in text


def test_configure(capsys: pytest.CaptureFixture[str], root_logger: logging.Logger) -> None:
    logs.configure("warning")
    logging.getLogger("a").warning("shown")
    logging.getLogger("a").info("not shown")
    output = capsys.readouterr()
    assert [json.loads(each)["message"] for each in output.out.splitlines()] == ["shown"]
    assert output.err == ""


def test_the_pool_says_why_in_one_line(capsys: pytest.CaptureFixture[str], root_logger: logging.Logger) -> None:
    logs.configure("warning")
    try:
        raise ConnectionResetError("reset by peer")
    except ConnectionResetError:
        logging.getLogger("asyncpg.pool").warning("Failed to restore the floor", exc_info=True)
    [written] = map(json.loads, capsys.readouterr().out.splitlines())
    assert written["message"] == "Failed to restore the floor: builtins.ConnectionResetError: reset by peer"
    assert "exception" not in written


@pytest.mark.parametrize("trace", [None, context.Trace("0" * 32, "1" * 16)], ids=["no trace", "trace"])
async def test_fields_are_written_alike_with_and_without_a_record(
    capsys: pytest.CaptureFixture[str], root_logger: logging.Logger, trace: context.Trace | None
) -> None:
    logs.configure("info")
    tokens = context.current.set(RequestContext("mine", "/")), context.trace.set(trace)
    short, usual = logging.getLogger("test.short"), logging.getLogger("test.usual")
    usual.addHandler(logging.NullHandler())  # somebody else who wants the record
    try:
        for logger in (short, usual):
            note(logger, "job", {"job": 1, "outcome": "done"})
    finally:
        usual.handlers.clear()
        context.current.reset(tokens[0])
        context.trace.reset(tokens[1])
    lines = [list(json.loads(each).items()) for each in capsys.readouterr().out.splitlines()]
    assert lines[0][0][0] == "time"
    assert lines[0][1:] == lines[1][1:]
    short.setLevel(logging.WARNING)
    note(short, "job", {})
    short.setLevel(logging.NOTSET)
    root_logger.handlers[0].flush()
    assert capsys.readouterr().out == ""


async def test_no_secret_in_any_line(
    client: AsyncClient, capsys: pytest.CaptureFixture[str], root_logger: logging.Logger
) -> None:
    logs.configure("debug")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("httpcore").setLevel(logging.WARNING)
    key = client.headers["Authorization"].removeprefix("Bearer ")
    await client.post("/users", json={"email": "top-secret@example.org", "name": "top-secret"})
    await client.post("/users", json={"email": "top-secret@example.org", "name": "top-secret"})
    await client.post("/users", json={"email": "top-secret", "name": 5})
    await client.post("/users", json={"email": "top-secret@example.org", "name": "top-secret\0"})
    await client.get("/users", params={"cursor": "top-secret"})
    await client.get("/users", params={"key": key})
    await client.get("/users", headers={"Authorization": "Bearer " + key[::-1]})
    for handler in root_logger.handlers:
        handler.flush()
    output = capsys.readouterr().out
    assert len(output.splitlines()) >= 7
    for secret in ("top-secret", key, key[::-1]):
        assert secret not in output
