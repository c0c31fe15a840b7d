"""The same line again and again: once a second, with a count."""

import asyncio
import logging
from collections.abc import Generator

import pytest

from undercroft.telemetry.repeats import Repeats, Tracebacks

logger = logging.getLogger(__name__)


class Lines(logging.Handler):
    """Keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written: asyncio.Queue[tuple[str, int | None]] = asyncio.Queue()
        self.addFilter(Repeats(self))

    def emit(self, record: logging.LogRecord) -> None:
        self.written.put_nowait((record.getMessage(), getattr(record, "times", None)))

    def all(self) -> list[tuple[str, int | None]]:
        return [self.written.get_nowait() for _ in range(self.written.qsize())]


@pytest.fixture
def lines() -> Generator[Lines]:
    lines = Lines()
    logger.addHandler(lines)
    yield lines
    logger.removeHandler(lines)


async def test_the_first_comes_at_once_and_the_others_as_a_number(
    lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("undercroft.telemetry.repeats.SECONDS", 0.001)
    for _ in range(5):
        logger.warning("lost: %s", "db1", extra={"repeats": True})
    logger.warning("lost: %s", "db2", extra={"repeats": True})
    assert lines.all() == [("lost: db1", None), ("lost: db2", None)]
    async with asyncio.timeout(5):
        assert await lines.written.get() == ("lost: db1", 4)


async def test_after_a_quiet_second_it_is_new_again(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("undercroft.telemetry.repeats.SECONDS", 0)
    for _ in range(2):
        logger.warning("lost", extra={"repeats": True})
        for _ in range(3):
            await asyncio.sleep(0)
    assert lines.all() == [("lost", None), ("lost", None)]


async def test_other_lines_are_left_alone(lines: Lines) -> None:
    for _ in range(3):
        logger.warning("retried")
    assert lines.all() == [("retried", None)] * 3


def test_without_a_loop_nothing_can_tell_a_count(lines: Lines) -> None:
    for _ in range(3):
        logger.warning("lost", extra={"repeats": True})
    assert lines.all() == [("lost", None)] * 3


def raised(kind: type[Exception], *, here: bool = True) -> Exception:
    try:
        if here:
            raise kind("x")
        raise kind("x")
    except Exception as error:  # noqa: BLE001
        return error


@pytest.mark.parametrize(
    ("later", "is_due"),
    [
        pytest.param(raised(ValueError), False, id="the same"),
        pytest.param(raised(KeyError), True, id="of another kind"),
        pytest.param(raised(ValueError, here=False), True, id="from another line"),
    ],
)
def test_a_traceback_after_another(later: Exception, is_due: bool) -> None:
    tracebacks = Tracebacks()
    assert tracebacks.is_due(raised(ValueError))
    assert tracebacks.is_due(later) is is_due


def test_after_a_second_a_traceback_is_due_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("undercroft.telemetry.repeats.SECONDS", 0)
    tracebacks = Tracebacks()
    assert [tracebacks.is_due(raised(ValueError)) for _ in range(2)] == [True, True]


def test_only_so_many_places_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("undercroft.telemetry.repeats.MOST_PLACES", 1)
    tracebacks = Tracebacks()
    assert [tracebacks.is_due(raised(kind)) for kind in (ValueError, KeyError, ValueError)] == [True] * 3
