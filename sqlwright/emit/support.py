"""What the printer cannot print yet, though PostgreSQL and the analysis know it."""

from ..model import Query
from .types import is_supported

__all__ = ["refusal"]

_COMMANDS = (":one", ":many", ":exec", ":execrows")


def refusal(query: Query) -> tuple[str, str] | None:
    """Why the query cannot be generated, and what to do; None where it can."""
    if query.command not in _COMMANDS:
        return f"{query.command} is not supported yet", f"use one of {', '.join(_COMMANDS)}"
    gives = query.columns if query.command in (":one", ":many") else ()
    for what, found in (
        *(("parameter", param) for param in query.params),
        *(("column", column) for column in gives),
    ):
        if found.type.name == "void":
            return f"column {found.name} has the type void, which has no value", "make it :exec"
        if not is_supported(found.type):
            return (
                f"{what} {found.name} has the type {found.type.name}, which is not supported yet",
                f"cast it to one that is, such as {found.name}::text",
            )
    return None
