"""What becomes of a status, and of a row's values."""

from collections.abc import Mapping

from .base import ANY, CALLABLE, Part

__all__ = ["ROWS"]

ROWS: Mapping[str, Part] = {
    "affected": Part('''\
def affected(status: str) -> int:
    """The number of rows in a command's status, such as 3 of `UPDATE 3`; 0 where it has none."""
    count = status.rpartition(" ")[2]
    return int(count) if count.isdecimal() else 0
'''),
    "each": Part(
        '''\
def each(make: Callable[[Any], object], value: Any, depth: int) -> Any:
    """An array of so many dimensions with something made of each element; NULLs stay None."""
    if value is None:
        return None
    return [each(make, item, depth - 1) for item in value] if depth else make(value)
''',
        (CALLABLE, ANY),
    ),
    "not_null": Part(
        '''\
def not_null(value: Any, query: str, column: str) -> Any:
    """The value; raises UnexpectedNull where a `@notnull` of the query does not hold."""
    if value is None:
        raise UnexpectedNull(f"{query}: {column} is NULL, despite its @notnull")
    return value
''',
        (ANY,),
        ("UnexpectedNull",),
    ),
}
