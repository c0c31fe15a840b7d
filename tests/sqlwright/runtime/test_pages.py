"""What a page's cursor holds, which cursors are accepted, and where a page ends."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqlwright.drivers.asyncpg.runtime.pages import CursorError, Keys, fetch_page

MARK = b"123456789"
KEYS = Keys((1, 0), tuple[str | None, int])
STATEMENTS = ("first", "following")


class Numbers:
    """An executor with the rows (0,), (1,), … up to an end."""

    def __init__(self, end: int) -> None:
        self.end = end
        self.sent: list[tuple[object, ...]] = []

    async def execute(self, query: str, /, *args: Any) -> str:
        raise NotImplementedError

    async def fetchrow(self, query: str, /, *args: Any) -> Any:
        raise NotImplementedError

    async def fetch(self, query: str, /, *args: Any) -> list[Any]:
        self.sent.append((query, *args))
        limit, start = args[1], args[2] + 1 if query == "following" else 0
        return [(number,) for number in range(start, min(start + limit, self.end))]


@given(st.integers(-(2**63), 2**63 - 1), st.none() | st.text())
def test_a_cursor_gives_back_its_keys(number: int, text: str | None) -> None:
    cursor = KEYS.write(MARK, (number, text, "not a key"))
    assert KEYS.read(MARK, cursor) == (text, number)
    assert cursor.isascii()
    assert not set("+/=") & set(cursor)


@pytest.mark.parametrize(
    "value",
    [Decimal("1.50"), UUID(int=7), date(2024, 2, 29), b"\x00\xff", 0.1, float("inf"), True],
    ids=lambda value: type(value).__name__,
)
def test_keys_keep_their_types(value: object) -> None:
    keys = Keys((0,), tuple[type(value)])
    (found,) = keys.read(MARK, keys.write(MARK, (value,)))
    assert (found, type(found)) == (value, type(value))


CURSOR = KEYS.write(MARK, (1, "a"))
NONE = {
    "empty": "",
    "other letters": "ü",
    "no base64": "a",
    "cut": CURSOR[:-2],
    "longer": f"{CURSOR}AAAA",
    "a changed key": CURSOR[:-1] + ("A" if CURSOR[-1] != "A" else "B"),
    "a changed seal": ("A" if CURSOR[0] != "A" else "B") + CURSOR[1:],
    "padded": f"{CURSOR}=",
    "a line's end": f"{CURSOR}\n",
    "other types": Keys((0,), tuple[int]).write(MARK, (1,)),
}


@pytest.mark.parametrize("cursor", NONE.values(), ids=NONE)
def test_what_was_not_written_here_is_refused(cursor: str) -> None:
    with pytest.raises(CursorError, match=r"^no cursor of this query"):
        KEYS.read(MARK, cursor)


def test_a_cursor_belongs_to_its_mark() -> None:
    with pytest.raises(CursorError):
        KEYS.read(b"987654321", CURSOR)


async def test_pages_follow_each_other_to_the_end() -> None:
    db, keys = Numbers(5), Keys((0,), tuple[int])
    found: list[list[Any]] = []
    cursor = None
    while not found or cursor is not None:
        rows, cursor = await fetch_page(db, STATEMENTS, ["x"], keys, cursor, 2)
        found.append([number for (number,) in rows])
    assert found == [[0, 1], [2, 3], [4]]
    assert db.sent == [("first", "x", 3), ("following", "x", 3, 1), ("following", "x", 3, 3)]


async def test_a_full_last_page_has_no_next() -> None:
    rows, cursor = await fetch_page(Numbers(2), STATEMENTS, ["x"], Keys((0,), tuple[int]), None, 2)
    assert (len(rows), cursor) == (2, None)


@pytest.mark.parametrize(
    ("statements", "args"),
    [(("another", "following"), ["x"]), (STATEMENTS, ["y"])],
    ids=["another statement", "another filter"],
)
async def test_a_cursor_of_other_filters_is_refused(statements: tuple[str, str], args: list[object]) -> None:
    keys = Keys((0,), tuple[int])
    _, cursor = await fetch_page(Numbers(5), STATEMENTS, ["x"], keys, None, 2)
    with pytest.raises(CursorError):
        await fetch_page(Numbers(5), statements, args, keys, cursor, 2)


@pytest.mark.parametrize("limit", [0, -1])
async def test_a_page_has_a_row(limit: int) -> None:
    with pytest.raises(ValueError, match=f"^limit is {limit}, "):
        await fetch_page(Numbers(5), STATEMENTS, ["x"], Keys((0,), tuple[int]), None, limit)
