"""The commands and annotations of a query file: which exist, what they give or take, and which go together.

Everything else asks here. CONTRIBUTING.md says which other files a new command or annotation touches.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

from ..model.commands import Command
from .annotation_values import (
    Reader,
    class_name,
    group,
    json,
    names_of,
    nothing,
    optional,
    orders,
    page,
    perhaps_names_of,
    rows,
)

__all__ = [
    "ANNOTATIONS",
    "COMMANDS",
    "GIVES_ROWS",
    "IGNORED_ANNOTATIONS",
    "MANY_ITEMS",
    "REFUSED_COMMANDS",
    "ROWS_OF_ITEMS",
    "AnnotationRule",
    "CommandRule",
]


class CommandRule(Struct, frozen=True):
    gives: Literal["row", "rows", "count", "status", "nothing"]
    """What a call returns; for many items, what it returns for each one."""
    many_items: bool = False
    """Whether a call takes many items, and each item is one set of parameters."""


COMMANDS: Mapping[Command, CommandRule] = {
    ":one": CommandRule("row"),
    ":many": CommandRule("rows"),
    ":exec": CommandRule("nothing"),
    ":execrows": CommandRule("count"),
    ":execresult": CommandRule("status"),
    ":copyfrom": CommandRule("count", many_items=True),
    ":batchexec": CommandRule("nothing", many_items=True),
    ":batchone": CommandRule("row", many_items=True),
    ":batchmany": CommandRule("rows", many_items=True),
    ":notify": CommandRule("nothing"),
}
GIVES_ROWS = frozenset(command for command, rule in COMMANDS.items() if rule.gives in ("row", "rows"))
MANY_ITEMS = frozenset(command for command, rule in COMMANDS.items() if rule.many_items)
ROWS_OF_ITEMS = GIVES_ROWS & MANY_ITEMS
"""The commands whose rows have to say which item they are for."""

REFUSED_COMMANDS: Mapping[str, tuple[str, str]] = {
    ":execlastid": (
        "PostgreSQL keeps no last id, so there is no :execlastid",
        "write returning with the key's column, and :one",
    )
}
"""Commands of sqlc that PostgreSQL has no use for, each with a message and a hint."""


class AnnotationRule(Struct, frozen=True):
    read: Reader
    """Reads what stands after the word."""
    commands: Sequence[Command] = ()
    """The commands that it goes with; empty for all."""
    apart: Sequence[str] = ()
    """The annotations that it does not go together with. One of the two says so, and the error is shown there."""
    command: Command | None = None
    """The command that the query has with it: one that sqlc, which reads the header, would refuse there."""


_ONE_CALL: Sequence[Command] = tuple(command for command in COMMANDS if command not in MANY_ITEMS)

ANNOTATIONS: Mapping[str, AnnotationRule] = {
    "nullable": AnnotationRule(names_of("columns", "total, last")),
    "notnull": AnnotationRule(names_of("columns", "total, last")),
    "stream": AnnotationRule(nothing, (":many",)),
    "optional": AnnotationRule(optional, _ONE_CALL),
    "orderby": AnnotationRule(orders, (":one", ":many")),
    "page": AnnotationRule(page, (":many",), apart=("stream",)),
    "rows": AnnotationRule(rows, _ONE_CALL, apart=("batched",)),
    "count": AnnotationRule(nothing, (":many",), apart=("group",)),
    "encoded": AnnotationRule(nothing, (":one", ":many"), apart=("batched",)),
    "primary": AnnotationRule(nothing),
    "json": AnnotationRule(json),
    "group": AnnotationRule(group, (":one", ":many"), apart=("stream",)),
    "row": AnnotationRule(class_name, tuple(command for command in COMMANDS if command in GIVES_ROWS)),
    "batched": AnnotationRule(
        perhaps_names_of("parameters", "id, tenant"),
        (":one",),
        apart=("optional", "orderby", "page", "group", "stream"),
    ),
    "notify": AnnotationRule(nothing, (":exec",), command=":notify"),
}
IGNORED_ANNOTATIONS: Sequence[str] = ("sqlc-vet-disable",)
"""Annotations of sqlc that mean nothing here."""
