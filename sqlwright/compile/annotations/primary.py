"""`-- @primary`: the query is not sent to a reader, though it only reads."""

from msgspec.structs import replace

from ...model import Query
from ..hooks import Hooks

__all__ = ["PrimaryHooks"]


class PrimaryHooks(Hooks):
    words = ("primary",)

    async def finished(self, query: Query) -> Query:
        return replace(query, primary=True)
