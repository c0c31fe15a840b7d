"""The exceptions of queries."""

from collections.abc import Mapping

from .base import ANY, Part

__all__ = ["FAILURES"]

FAILURES: Mapping[str, Part] = {
    "NoRow": Part('''\
class NoRow(LookupError):
    """A query that always gives a row gave none: a trigger or rule swallowed it."""
'''),
    "UnexpectedNull": Part('''\
class UnexpectedNull(ValueError):
    """A column that its query says is never NULL was."""
'''),
    "BatchError": Part(
        '''\
class BatchError(Exception):
    """An item of a batch was refused, so nothing of the batch was done; its cause is PostgreSQL's error."""

    def __init__(self, query: str, index: int, item: Any) -> None:
        super().__init__(query, index, item)
        self.query = query
        self.index = index
        self.item = item

    def __str__(self) -> str:
        return f"{self.query}: item {self.index}: {self.__cause__}"
''',
        (ANY,),
    ),
}
