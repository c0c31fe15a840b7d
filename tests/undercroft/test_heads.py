"""Which heads of requests the edge refuses, and what it reads from the others."""

from typing import Any

import pytest

from undercroft.edge import heads
from undercroft.edge.heads import LARGEST, LONGEST_TARGET
from undercroft.errors import HeadTooLarge, Invalid, NotFound, RequestError, TargetTooLong

HOST = (b"host", b"test")


def flaw(path: str = "/users", query: str = "", version: str = "1.1", headers: Any = (HOST,)) -> RequestError | None:
    scope = {"raw_path": path.encode(), "query_string": query.encode(), "http_version": version, "headers": headers}
    return heads.read(scope)[2]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/", id="the root"),
        pytest.param("/users", id="letters"),
        pytest.param("/users/9b1f7c52-3e0d-4a86-b1c4-5d2e8f60a713", id="an id"),
        pytest.param("/schema/openapi.json", id="a dot within"),
        pytest.param("/.well-known/x", id="a dot at the beginning"),
        pytest.param("/.../x", id="three dots"),
        pytest.param("/a~b_c/d!$&'()*+,;=:@", id="all that need no escape"),
        pytest.param("/caf%C3%A9", id="a letter outside ASCII"),
        pytest.param("/a%20b", id="a space"),
        pytest.param("/a%3Bb%25", id="what has a meaning by itself"),
    ],
)
def test_the_one_spelling(path: str) -> None:
    assert flaw(path) is None


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("", id="nothing"),
        pytest.param("users", id="no slash"),
        pytest.param("*", id="an asterisk"),
        pytest.param("//users", id="two slashes"),
        pytest.param("/users//a", id="two slashes within"),
        pytest.param("/users/", id="a slash at the end"),
        pytest.param("//", id="two slashes alone"),
        pytest.param("/./users", id="a dot"),
        pytest.param("/users/.", id="a dot at the end"),
        pytest.param("/x/../users", id="two dots"),
        pytest.param("/users/..", id="two dots at the end"),
        pytest.param("/%2e/users", id="an escaped dot"),
        pytest.param("/users/%2E%2E", id="two escaped dots"),
        pytest.param("/users%2fa", id="an escaped slash"),
        pytest.param("/users%2Fa", id="an escaped slash in capitals"),
        pytest.param("/%75sers", id="an escaped letter"),
        pytest.param("/users/%39b", id="an escaped digit"),
        pytest.param("/a%2Db%5Fc%7E", id="other needless escapes"),
        pytest.param("/caf%c3%a9", id="small digits"),
        pytest.param("/users/%zz", id="no digits"),
        pytest.param("/users/%", id="half an escape"),
        pytest.param("/users/é", id="not ASCII"),
        pytest.param("/a b", id="a bare space"),
    ],
)
def test_another_spelling(path: str) -> None:
    assert isinstance(flaw(path), NotFound)


@pytest.mark.parametrize(
    ("version", "headers", "is_refused"),
    [
        pytest.param("1.1", [HOST], False, id="one"),
        pytest.param("1.1", [], True, id="none"),
        pytest.param("1.1", [(b"host", b"")], True, id="an empty one"),
        pytest.param("1.1", [HOST, HOST], True, id="two"),
        pytest.param("1.1", [HOST, (b"host", b"")], True, id="an empty one after it"),
        pytest.param("1", [(b"host", b"")], False, id="none in HTTP/1.0"),
        pytest.param("1", [HOST, HOST], True, id="two in HTTP/1.0"),
    ],
)
def test_hosts(version: str, headers: list[tuple[bytes, bytes]], is_refused: bool) -> None:
    assert isinstance(flaw(version=version, headers=headers), Invalid) is is_refused


@pytest.mark.parametrize(
    ("values", "is_refused"),
    [
        pytest.param([b"chunked"], False, id="chunked"),
        pytest.param([b"Chunked"], False, id="in capitals"),
        pytest.param([b"gzip, chunked"], True, id="compressed"),
        pytest.param([b"chunked", b"chunked"], True, id="twice"),
    ],
)
def test_transfer_codings(values: list[bytes], is_refused: bool) -> None:
    headers = [HOST, *((b"transfer-encoding", value) for value in values)]
    assert isinstance(flaw(headers=headers), Invalid) is is_refused


@pytest.mark.parametrize("over", [0, 1])
def test_how_long_a_target_may_be(over: int) -> None:
    found = flaw("/users", "x" * (LONGEST_TARGET - len("/users") + over))
    assert isinstance(found, TargetTooLong) is bool(over)


@pytest.mark.parametrize("over", [0, 1])
@pytest.mark.parametrize("number", [1, 90])
def test_how_large_a_head_may_be(number: int, over: int) -> None:
    room = LARGEST - len("/usershosttest") - number * 2 + over
    values = [b"x" * (room // number)] * (number - 1)
    values.append(b"x" * (room - len(b"".join(values))))
    found = flaw(headers=[HOST, *((b"x-", value) for value in values)])
    assert isinstance(found, HeadTooLarge) is bool(over)


@pytest.mark.parametrize(
    ("headers", "has_body"),
    [
        pytest.param([], False, id="nothing"),
        pytest.param([(b"content-length", b"0")], False, id="no bytes"),
        pytest.param([(b"content-length", b"1")], True, id="bytes"),
        pytest.param([(b"transfer-encoding", b"chunked")], True, id="chunks"),
    ],
)
def test_whether_a_body_comes(headers: list[tuple[bytes, bytes]], has_body: bool) -> None:
    scope = {"raw_path": b"/", "query_string": b"", "http_version": "1.1", "headers": [HOST, *headers]}
    assert heads.read(scope)[1] is has_body
