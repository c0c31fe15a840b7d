"""Splits a schema file's SQL into statements, and leaves out what says nothing about types."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ..errors import CompileError
from ..source.parser import parse
from ..source.text import SourceFile
from ..source.tokens import words_of
from .portable_ddl import portable

if TYPE_CHECKING:
    from postgast.pg_query_pb2 import Node  # imports what only compiling needs

__all__ = ["Ddl", "first_word", "is_irrelevant", "split_ddl"]


class Ddl(Struct, frozen=True):
    """A statement of a schema file; `at` is its offset there."""

    at: int
    sql: str
    extension: str | None = None
    """The extension that CREATE EXTENSION names."""
    collation: bool = False
    """Whether it is CREATE COLLATION."""
    kind: str = ""
    """The name of its node in the parser's tree; empty if the parser does not know its syntax."""


_ATOMIC = re.compile(r"\bbegin\s+atomic\b", re.IGNORECASE)
_END = re.compile(r"\bend\s*$", re.IGNORECASE)


def split_ddl(sql: str) -> Iterator[Ddl]:
    """The statements that affect types; and those whose syntax the parser does not know, for the server to judge."""
    import postgast

    text = SourceFile("", sql)
    try:
        parsed = parse(sql)
    except postgast.PgQueryError:
        yield from _pieces(sql)
        return
    for statement in parsed.stmts:
        if is_irrelevant(statement.stmt):
            continue
        start = text.from_bytes(statement.stmt_location)
        length = statement.stmt_len
        end = text.from_bytes(statement.stmt_location + length) if length else len(sql)
        kind = str(statement.stmt.WhichOneof("node"))
        extension = statement.stmt.create_extension_stmt.extname or None
        yield Ddl(start, portable(kind, sql[start:end]), extension, _is_collation(statement.stmt), kind)


def _pieces(sql: str) -> Iterator[Ddl]:
    """The same, cut at the semicolons; the whole text if not even that can be done."""
    import postgast

    try:
        parts = postgast.split(sql, method="scanner")
    except postgast.PgQueryError:
        parts = [sql]
    start = end = 0
    for part in parts:
        end = sql.index(part, end) + len(part)
        piece = sql[start:end]
        if _ATOMIC.search(piece) and not _END.search(piece):
            continue  # the scanner does not know that semicolons stand inside such a body
        if piece == sql:
            yield Ddl(0, sql)
            return
        for ddl in split_ddl(piece):
            yield replace(ddl, at=start + ddl.at)
        start = min(end + 1, len(sql))
    # The scanner drops a statement whose parentheses or quotes do not end.
    if _says_something(sql[start:]):
        yield Ddl(start, sql[start:])


def _says_something(sql: str) -> bool:
    """Whether there is more than comments and semicolons, or a quote that never ends."""
    try:
        return any(token.text != ";" for token in words_of(sql))
    except CompileError:
        return True


# Rights, and objects that belong to the whole server, say nothing about a query's types. The server may be the user's
# own, on which no role, database or setting may change. An event trigger would fire during the analysis itself. What
# maintains tables is no use on empty ones, and may refuse to run in a transaction.
_IRRELEVANT = frozenset(
    f"{kind}_stmt"
    for kind in (
        *("create_role", "alter_role", "alter_role_set", "drop_role", "grant_role", "grant"),
        *("alter_default_privileges", "alter_owner", "drop_owned", "reassign_owned", "create_policy", "alter_policy"),
        *("createdb", "alter_database", "alter_database_set", "alter_database_refresh_coll", "dropdb", "alter_system"),
        *("create_table_space", "drop_table_space", "alter_table_space_options", "alter_table_move_all"),
        *("create_user_mapping", "alter_user_mapping", "drop_user_mapping"),
        *("create_subscription", "alter_subscription", "drop_subscription"),
        *("create_event_trig", "alter_event_trig", "sec_label", "alter_extension"),
        *("vacuum", "cluster", "reindex", "refresh_mat_view", "check_point"),
    )
)
_IRRELEVANT_OBJECTS = ("DATABASE", "EVENT_TRIGGER", "POLICY", "ROLE", "SUBSCRIPTION", "TABLESPACE", "USER_MAPPING")
_IRRELEVANT_SETTINGS = re.compile(
    r"role|session_authorization|default_tablespace|temp_tablespaces|default_table_access_method|\w+_timeout"
)


def is_irrelevant(node: "Node") -> bool:
    from postgast.pg_query_pb2 import AlterTableType, ObjectType

    things = [ObjectType.Value(f"OBJECT_{thing}") for thing in _IRRELEVANT_OBJECTS]
    kind = node.WhichOneof("node")
    match kind:
        case "alter_table_stmt":
            changes = [command.alter_table_cmd.subtype for command in node.alter_table_stmt.cmds]
            kinds = ("ChangeOwner", "SetTableSpace", "SetRelOptions", "ResetRelOptions", "ReplaceRelOptions")
            irrelevant = [AlterTableType.Value(f"AT_{name}") for name in kinds]
            return all(change in irrelevant for change in changes)
        case "comment_stmt":
            return node.comment_stmt.objtype in things
        case "drop_stmt":
            return node.drop_stmt.remove_type in things
        case "rename_stmt":
            return node.rename_stmt.rename_type in things
        case "variable_set_stmt":
            return _IRRELEVANT_SETTINGS.fullmatch(node.variable_set_stmt.name) is not None
        case _:
            return kind in _IRRELEVANT


def _is_collation(node: "Node") -> bool:
    from postgast.pg_query_pb2 import ObjectType

    return node.WhichOneof("node") == "define_stmt" and node.define_stmt.kind == ObjectType.OBJECT_COLLATION


def first_word(sql: str) -> int:
    """Where a statement begins, after spaces and comments."""
    return next((token.start for token in words_of(sql)), 0)
