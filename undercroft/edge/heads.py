"""The head of a request: what the edge reads from it, and the heads that it refuses before any route sees them."""

import re
from collections.abc import Mapping
from typing import Any

from ..errors import HeadTooLarge, Invalid, NotFound, RequestError, TargetTooLong
from . import request_ids

# How many bytes the target, and the target with all headers, may have.
LONGEST_TARGET = 8 * 1024
LARGEST = 64 * 1024

_REQUEST_ID = re.compile(rb"[A-Za-z0-9_-]{1,64}")

# A path in its one spelling: no segment is empty, and none but the first and only one is "." or "..". What need not be
# escaped is not; nor is a slash, which would make two segments of one. What must be is escaped in capital digits.
_NEEDED = rb"%(?!2[DEF]|3[0-9]|4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AE])[0-9A-F]{2}"
_PATH = re.compile(rb"/|(?:/(?!\.{0,2}(?:/|\Z))[!-$&-.0-~]*+(?:" + _NEEDED + rb"[!-$&-.0-~]*+)*)+")


def read(scope: Mapping[str, Any]) -> tuple[str, bool, RequestError | None]:
    """The request's id, the caller's or a new one; whether a body comes with it; and why it is refused, if it is."""
    path: bytes = scope["raw_path"]
    request_id = ""
    has_body = False
    hosts = 0
    host = coding = b""
    target = size = len(path) + len(scope["query_string"])
    for name, value in scope["headers"]:
        size += len(name) + len(value)
        if name == b"host":
            hosts += 1
            host = value
        elif name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
            request_id = value.decode()
        elif name == b"content-length":
            has_body = value != b"0"
        elif name == b"transfer-encoding":
            has_body = True
            coding += value
    flaw: RequestError | None = None
    if hosts != 1 or (not host and scope["http_version"] == "1.1"):
        flaw = _doubtful("header.Host", "must be there, once")
    elif target > LONGEST_TARGET:
        flaw = TargetTooLong(LONGEST_TARGET)
    elif size > LARGEST:
        flaw = HeadTooLarge(LARGEST)
    elif coding and coding.lower() != b"chunked":
        flaw = _doubtful("header.Transfer-Encoding", "must be chunked, once")
    elif _PATH.fullmatch(path) is None:
        flaw = NotFound("resource", "under this spelling of its path")
    return request_id or request_ids.new(), has_body, flaw


def expects_word(scope: Mapping[str, Any]) -> bool:
    """Whether the client sends the body only when it is asked for it."""
    return any(name == b"expect" and value.lower() == b"100-continue" for name, value in scope["headers"])


def _doubtful(at: str, message: str) -> Invalid:
    """A refusal after which the connection closes: a proxy may understand the request in another way."""
    error = Invalid.at(at, message)
    error.headers = {"Connection": "close"}
    return error
