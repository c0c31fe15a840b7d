"""What PostgreSQL wrote in JSON, as the body of a response."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import json

__all__ = ["json_body", "json_page"]


def json_body(row: Any) -> bytes:
    """The JSON that is the only column of a row."""
    return str(row[0]).encode()


def json_page(rows: Sequence[Any], items: str, cursors: Mapping[str, object]) -> bytes:
    """A page's JSON: that of its rows, which is their first column, and the cursors."""
    listed = ",".join([row[0] for row in rows])
    return b'{"%b":[%b],%b' % (items.encode(), listed.encode(), json.encode(cursors)[1:])
