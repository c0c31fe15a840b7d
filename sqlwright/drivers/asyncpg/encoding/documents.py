"""Which documents of a query's own are the same once they were read and written again."""

from ....model import Shape
from .errors import NoJsonError, converted

__all__ = ["check_document"]

_CHANGED = frozenset(
    ("pg_catalog", name) for name in ("numeric", "float4", "float8", "date", "time", "timestamp", "timestamptz")
)
"""By origin, the types whose values msgspec writes in another form than PostgreSQL."""


def check_document(shape: Shape, path: str) -> None:
    """Raises NoJsonError for a document with a value that msgspec would write in another form."""
    kind = shape.value
    if kind is not None and kind.conversion is not None:
        raise converted(path, kind.conversion)
    if shape.kind == "value" and kind is not None and kind.scalar.origin in _CHANGED:
        key = path.rpartition(".")[2].removesuffix("[]")
        raise NoJsonError(
            f"{path} is {kind.scalar.name} in a document, which msgspec writes in another form",
            f"put its text into the document: {key}::text",
        )
    for key in shape.keys:
        check_document(key.shape, f"{path}.{key.name}")
    for item in shape.items:
        check_document(item, f"{path}[]")
