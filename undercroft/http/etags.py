"""ETags and preconditions (RFC 9110, 8.8.3 and 13.1): an ETag is the version of a row in quotes."""

import re
from typing import TypeVar

from litestar import Response
from litestar.datastructures import Headers

from ..errors import Invalid

T = TypeVar("T")

_ELEMENT = re.compile(r'[ \t]*(?:((?:W/)?"[\x21\x23-\x7e\x80-\xff]*")[ \t]*)?(?:,|\Z)')
_VERSION = re.compile(r'"([1-9][0-9]{0,18})"')
_LARGEST = 2**63 - 1


def etag(version: int) -> str:
    return f'"{version}"'


def expected_versions(headers: Headers) -> list[int] | None:
    """The versions that If-Match allows; None means any. A weak tag matches none, nor does one that is not a version."""
    tags = _tags(headers, "If-Match")
    if tags is None:
        return None
    versions = (int(found[1]) for tag in tags if (found := _VERSION.fullmatch(tag)))
    return [version for version in versions if version <= _LARGEST]


def conditional(content: T, version: int, headers: Headers) -> Response[T]:
    """The content with its ETag, or 304 if If-None-Match says that the client has this version."""
    answer_headers = {"ETag": etag(version), "Cache-Control": "private, no-cache"}
    known = _tags(headers, "If-None-Match")
    if "If-None-Match" in headers and (known is None or etag(version) in {tag.removeprefix("W/") for tag in known}):
        return _NotModified(content, status_code=304, headers=answer_headers)
    return Response(content, headers=answer_headers)


class _NotModified(Response[T]):
    def render(self, content: object, media_type: str, enc_hook: object = None) -> bytes:
        return b""


def _tags(headers: Headers, name: str) -> list[str] | None:
    """The tags in all lines of a header; None if it is `*` or absent."""
    lines = headers.getall(name, [])
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
