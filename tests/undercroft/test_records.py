"""Records of bodies, in whatever pieces they arrive."""

import asyncio
from collections.abc import AsyncGenerator, Sequence

import pytest

from service.users import NewUser
from undercroft.errors import Invalid, TooLarge
from undercroft.http import records
from undercroft.http.records import LONGEST, csv_records, json_lines

ADA = ("ada@example.org", "Ada")
EVE = ("eve@example.org", "Eve")
NO_ADDRESS = 'must be text of 3 to 254 characters: an e-mail address, such as "ada@example.org"'
NO_NAME = "must be text of 1 to 200 characters: the character NUL is not allowed"


async def arriving(parts: Sequence[bytes]) -> AsyncGenerator[bytes]:
    for part in parts:
        yield part


def cut(body: bytes, size: int) -> list[bytes]:
    return [body[start : start + size] for start in range(0, len(body), size)]


async def read(reader: str, parts: Sequence[bytes]) -> list[tuple[int, object]]:
    found = {"ndjson": json_lines, "csv": csv_records}[reader](arriving(parts), NewUser)
    return [(line, row.detail if isinstance(row, Invalid) else (row.email, row.name)) async for line, row in found]


def json(email: str, name: str) -> bytes:
    return f'{{"email": "{email}", "name": "{name}"}}'.encode()


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(b"", [], id="nothing"),
        pytest.param(json(*ADA), [(1, ADA)], id="no newline at the end"),
        pytest.param(json(*ADA) + b"\n" + json(*EVE) + b"\n", [(1, ADA), (2, EVE)], id="two"),
        pytest.param(b"\n \n" + json(*ADA) + b"\r\n\r\n" + json(*EVE), [(3, ADA), (5, EVE)], id="blank lines"),
        pytest.param(json("ada@example.org", "用户"), [(1, ("ada@example.org", "用户"))], id="any characters"),
        pytest.param(json("x", "X"), [(1, f"row.email: {NO_ADDRESS}")], id="an email too short"),
        pytest.param(json("nothing", "N"), [(1, f"row.email: {NO_ADDRESS}")], id="an email that is none"),
        pytest.param(b"[1]", [(1, "row: must be an object")], id="a list"),
        pytest.param(b'{"email": "ada@example.org"}', [(1, "row.name: is missing")], id="no name"),
        pytest.param(
            b'{"email": "ada@example.org", "name": "A", "id": 1}', [(1, "row.id: is not a field here")], id="too much"
        ),
    ],
)
async def test_lines_of_json(body: bytes, size: int, expected: object) -> None:
    assert await read("ndjson", cut(body, size)) == expected


@pytest.mark.parametrize(
    "line", [b"{", json(*ADA) * 2, b'{"name": "\xff"}', b'{"email": "\\ud800@b"}', b"\xef\xbb\xbf{}"]
)
async def test_a_line_that_is_no_json(line: bytes) -> None:
    [first, second] = await read("ndjson", [line + b"\n" + json(*ADA)])
    assert str(first[1]).startswith("row: is not JSON in UTF-8: ")
    assert second == (2, ADA)


HEADER = b"email,name\n"


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(HEADER, [], id="nothing"),
        pytest.param(b"email,name", [], id="nothing, and no newline"),
        pytest.param(HEADER + b"ada@example.org,Ada\neve@example.org,Eve", [(2, ADA), (3, EVE)], id="two"),
        pytest.param(b"name,email\r\nAda,ada@example.org\r\n", [(2, ADA)], id="another order, and CRLF"),
        pytest.param(b'\xef\xbb\xbf"email","name"\n"ada@example.org","Ada"\n', [(2, ADA)], id="a byte order mark"),
        pytest.param(HEADER + b"nothing,N\n", [(2, f"row.email: {NO_ADDRESS}")], id="an email that is none"),
        pytest.param(HEADER + b"\n \nada@example.org,Ada\n\n", [(4, ADA)], id="blank lines"),
        pytest.param(
            HEADER + b'a@b.c,"Lovelace, ""Ada"""\neve@example.org,Eve\n',
            [(2, ("a@b.c", 'Lovelace, "Ada"')), (3, EVE)],
            id="quotes",
        ),
        pytest.param(
            HEADER + b'a@b.c,"A\n\n""B"",\n"\neve@example.org,Eve\n',
            [(2, ("a@b.c", 'A\n\n"B",\n')), (6, EVE)],
            id="newlines in quotes",
        ),
        pytest.param(
            HEADER + b'a@b.c,5" wide\neve@example.org,Eve\n',
            [(2, ("a@b.c", '5" wide')), (3, EVE)],
            id="a quote in the middle",
        ),
        pytest.param(
            HEADER + b'a@b.c,"A" B\neve@example.org,Eve\n',
            [(2, "row: is not CSV in UTF-8: ',' expected after '\"'"), (3, EVE)],
            id="something behind quotes",
        ),
        pytest.param(
            HEADER + b'a@b.c,"A\neve@example.org,Eve\n',
            [(2, "row: is not CSV in UTF-8: unexpected end of data")],
            id="quotes without an end",
        ),
        pytest.param(
            HEADER + b'"","","a"",",b"c,"A\nB"\neve@example.org,Eve\n',
            [(2, "row: has 5 fields where the header has 2"), (4, EVE)],
            id="quotes that open at the end of a line",
        ),
        pytest.param(
            HEADER + b'a@b.c,"A\nB",,"C\nD"\neve@example.org,Eve\n',
            [(2, "row: has 4 fields where the header has 2"), (5, EVE)],
            id="quotes that close and open on one line",
        ),
        pytest.param(
            HEADER + b"a@b.c\na@b.c,A,B\n",
            [(2, "row: has 1 fields where the header has 2"), (3, "row: has 3 fields where the header has 2")],
            id="too few and too many",
        ),
        pytest.param(
            HEADER + b"x,A\na@b.c,\n",
            [(2, f"row.email: {NO_ADDRESS}"), (3, f"row.name: {NO_NAME}")],
            id="values that are none",
        ),
    ],
)
async def test_records_of_csv(body: bytes, size: int, expected: object) -> None:
    assert await read("csv", cut(body, size)) == expected


@pytest.mark.parametrize("record", [b"a@b.c,\xff", b"a@b.c,A\rB", b"a@b.c,\0"])
async def test_a_record_that_is_none(record: bytes) -> None:
    [first, second] = await read("csv", [HEADER, record, b"\nada@example.org,Ada\n"])
    assert str(first[1]).startswith("row")
    assert second == (3, ADA)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\nemail,name\n", id="a blank line before it"),
        pytest.param(b"ada@example.org,Ada\n", id="none"),
        pytest.param(b"email\n", id="half of it"),
        pytest.param(b"email,name,id\n", id="too much"),
        pytest.param(b"email,email,name\n", id="a name twice"),
        pytest.param(b"Email,Name\n", id="capitals"),
        pytest.param(b'"email,name\n', id="no end"),
        pytest.param(b"\xff,name\n", id="not UTF-8"),
        pytest.param(b"email," * LONGEST, id="one that is too long"),
    ],
)
async def test_a_header_that_is_none(body: bytes) -> None:
    with pytest.raises(Invalid, match="must begin with the header row email,name"):
        await read("csv", [body])


LONG = b"x" * (LONGEST + 1)


@pytest.mark.parametrize("size", [1000, LONGEST, 10 * LONGEST])
@pytest.mark.parametrize(
    ("reader", "body"),
    [
        pytest.param("ndjson", b"\n" + LONG * 3 + b"\n" + json(*ADA), id="a line of JSON"),
        pytest.param("csv", HEADER + LONG * 3 + b"\nada@example.org,Ada\n", id="a record"),
        pytest.param("csv", HEADER + b'"' + LONG + b"\nada@example.org,Ada\n", id="a quoted field"),
    ],
)
async def test_what_is_too_long_is_not_held(reader: str, body: bytes, size: int) -> None:
    assert await read(reader, cut(body, size)) == [(2, f"row: is longer than {LONGEST} bytes"), (3, ADA)]


async def test_a_quote_without_an_end_does_not_take_all_that_follows() -> None:
    line = b"ada@example.org,Ada\n"
    found = await read("csv", [HEADER, b'a@b.c,"A\n', line * 2000])
    assert [detail for _, detail in found if detail != ADA] == [f"row: is longer than {LONGEST} bytes"]
    assert len(found) > 2000 - LONGEST / len(line)


@pytest.mark.parametrize("reader", ["ndjson", "csv"])
async def test_blank_lines_without_an_end(monkeypatch: pytest.MonkeyPatch, reader: str) -> None:
    monkeypatch.setattr(records, "MOST_LINES", 100)
    assert await read(reader, [HEADER if reader == "csv" else b"\n", b"\n" * 98]) == []
    with pytest.raises(TooLarge, match="more than 100 lines"):
        await read(reader, [HEADER if reader == "csv" else b"\n", b"\n" * 99])


async def test_the_last_line_is_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "LONGEST", 10)
    assert await read("ndjson", [b"x" * 11]) == [(1, "row: is longer than 10 bytes")]


@pytest.mark.parametrize(
    ("reader", "body"),
    [
        pytest.param("ndjson", b"\n" * 20_000, id="blank lines"),
        pytest.param("csv", HEADER + b"\n" * 20_000, id="blank lines of CSV"),
        pytest.param("csv", HEADER + (b"," * 10_000 + b"\n") * 100, id="long records"),
    ],
)
async def test_others_get_turns_while_a_chunk_is_read(reader: str, body: bytes) -> None:
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    await read(reader, [body])
    counting.cancel()
    assert turns > len(body) / records.TURN / 2
