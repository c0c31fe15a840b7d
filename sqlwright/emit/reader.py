"""Which queries a class sends to its reader, such as a pool of replicas, and how it gets one."""

from collections.abc import Sequence

from ..model import Query
from .scope import Scope

__all__ = ["attributes", "reader_argument", "reads", "source"]


def reads(queries: Sequence[Query]) -> bool:
    """Whether any of them may go to a reader."""
    return any(query.may_read_elsewhere for query in queries)


def source(query: Query) -> str:
    """What a query is sent to."""
    return "self._reader" if query.may_read_elsewhere else "self._db"


def attributes(queries: Sequence[Query]) -> Sequence[str]:
    """What a class keeps to send these queries to."""
    return ["_db", "_reader"] if reads(queries) else ["_db"]


def reader_argument(scope: Scope) -> str:
    """The parameter of `__init__` for the reader."""
    return f"reader: {scope.name('.db', 'Executor')} | None = None"
