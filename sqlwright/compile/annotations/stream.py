"""`-- @stream`: a second method that gives the rows one by one while they come."""

from msgspec.structs import replace

from ...model import Query
from ..hooks import Hooks

__all__ = ["StreamHooks"]


class StreamHooks(Hooks):
    words = ("stream",)

    async def finished(self, query: Query) -> Query:
        return replace(query, stream=True)
