"""ETags and preconditions (RFC 9110, 8.8.3 and 13.1): an ETag is the version of a row in quotes."""

import re
from typing import TypeVar

from litestar import Response

from ..errors import Invalid
from .requests import AnyRequest, lines_of

T = TypeVar("T")

_ELEMENT = re.compile(r'[ \t]*(?:((?:W/)?"[\x21\x23-\x7e\x80-\xff]*")[ \t]*)?(?:,|\Z)')
_VERSION = re.compile(r'"(0|[1-9][0-9]{0,18})"')
_LARGEST = 2**63 - 1


def etag(version: int) -> str:
    return f'"{version}"'


def expected_versions(request: AnyRequest) -> list[int] | None:
    """The versions that If-Match allows; None means any. A weak tag matches none, nor does one that is not a version."""
    if lines_of(request, b"if-none-match"):
        # Who sends it with a change would not have it ignored.
        raise Invalid.at("header.If-None-Match", "is for reading: a change may come with If-Match")
    tags = _tags(lines_of(request, b"if-match"), "If-Match")
    if tags is None:
        return None
    versions = (int(found[1]) for tag in tags if (found := _VERSION.fullmatch(tag)))
    return [version for version in versions if version <= _LARGEST]


def conditional(content: T, version: int, request: AnyRequest) -> Response[T]:
    """The content with its ETag, or 304 if If-None-Match says that the client has this version."""
    tag = etag(version)
    answer_headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    lines = lines_of(request, b"if-none-match")
    if lines:
        known = _tags(lines, "If-None-Match")
        if known is None or tag in {each.removeprefix("W/") for each in known}:
            return _NotModified(content, answer_headers, 304)
    return _Versioned(content, answer_headers)


class _Versioned(Response[T]):
    """Made without Litestar's checks of its arguments, which take longer than anything else here."""

    def __init__(self, content: T, headers: dict[str, str], status_code: int | None = None) -> None:
        self.content = content
        self.status_code = status_code
        self.headers = headers
        self.background = None
        self.cookies = []
        self.encoding = "utf-8"
        self.media_type = None
        self.response_type_encoders = {}


class _NotModified(_Versioned[T]):
    def render(self, content: object, media_type: str, enc_hook: object = None) -> bytes:
        return b""


def _tags(lines: list[str], name: str) -> list[str] | None:
    """The tags in all lines of a header; None if it is `*` or absent."""
    value = ",".join(lines)
    if not lines or value.strip(" \t") == "*":
        return None
    tags: list[str] = []
    position = 0
    while position < len(value):
        element = _ELEMENT.match(value, position)
        if element is None:
            break
        if element[1]:
            tags.append(element[1])
        position = element.end()
    if position < len(value) or not tags:
        raise Invalid.at(f"header.{name}", 'must be * or ETags like "1", "2"')
    return tags
