"""Queries that PostgreSQL accepts but that cannot be generated."""

from ..drivers.asyncpg.python_types import is_supported, takes_paths
from ..drivers.asyncpg.text_types import is_binary, unreadable
from ..model import Query, Type
from ..source.vocabulary import GIVES_ROWS, MANY_ITEMS
from .annotations.page import is_key

__all__ = ["refusal"]


def refusal(query: Query) -> tuple[str, str] | None:
    """Why the query cannot be generated, and what to do instead; None if it can."""
    if query.command in MANY_ITEMS and not query.params:
        instead = ":many" if query.columns else ":exec"
        return f"{query.command} sends many items, but {query.name} has no parameter", f"add one, or make it {instead}"
    for key in [key for keys in query.page.keys.values() for key in keys] if query.page is not None else ():
        if not is_key(key.type):
            return (
                f"a cursor cannot hold {key.type.name}, which a page of {query.name} is ordered by",
                "order by another column, or cast it to text",
            )
    gives = query.columns if query.command in GIVES_ROWS else ()
    for what, found in (
        *(("parameter", param) for param in query.params),
        *(("column", column) for column in gives),
    ):
        field = unreadable(found.type)
        if field is not None:
            return (
                f"{what} {found.name} is a composite in which asyncpg cannot read the field {field}",
                f"take its fields one by one, or cast it: {found.name}::text",
            )
        if what == "parameter" and (why := _unsendable(found.type)) is not None:
            return f"parameter {found.name} is {why}", f"send it as text: @{found.name}::text::{found.type.name}"
        if not is_supported(found.type):
            return (
                f"{what} {found.name} has the type {found.type.name}, which is not supported yet",
                f"cast it to one that is, such as {found.name}::text",
            )
        if query.copy is not None and not is_binary(found.type):
            return (
                f"asyncpg has no binary form of {found.type.name}, the type of {found.name}, which COPY needs",
                "make it :batchexec",
            )
    return None


def _unsendable(kind: Type) -> str | None:
    """What asyncpg cannot send of this type."""
    if kind.nested:
        return f"an array of arrays ({kind.name}), which asyncpg cannot send"
    if takes_paths(kind):
        return "an array of paths, which asyncpg cannot send"
    path = next((path for path, _, nested in kind.fields if nested), None)
    return None if path is None else f"a composite, and asyncpg cannot send its field {path}, an array of arrays"
