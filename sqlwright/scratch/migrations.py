"""Reads schema files: plain SQL, or the up part of a migration."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from ..source.text import SourceFile
from .psql_syntax import blank, without_psql

if TYPE_CHECKING:
    from postgast.pg_query_pb2 import Node  # imports what only compiling needs

__all__ = ["Ddl", "Migration", "fingerprint", "is_down", "read_migration"]


class Ddl(Struct, frozen=True):
    """A statement of a schema file; `at` is where it begins there."""

    at: int
    sql: str
    extension: str | None = None
    """The extension that CREATE EXTENSION names."""


class Migration(Struct, frozen=True):
    """The SQL of a schema file, at its offsets in the file; everything else is blanked out."""

    file: SourceFile
    sql: str
    transaction: bool
    """Whether the migration tool runs it in one transaction; psql commits each statement of a plain file."""

    def statements(self) -> Iterator[Ddl]:
        """The statements that affect types; the whole text if the parser does not know its syntax, for the server to judge."""
        import postgast

        text = SourceFile(self.file.path, self.sql)
        try:
            parsed = postgast.parse(self.sql)
        except postgast.PgQueryError:
            yield Ddl(0, self.sql)
            return
        for statement in parsed.stmts:
            if _is_irrelevant(statement.stmt):
                continue
            start = text.from_bytes(statement.stmt_location)
            length = statement.stmt_len
            end = text.from_bytes(statement.stmt_location + length) if length else len(self.sql)
            extension = statement.stmt.create_extension_stmt.extname or None
            yield Ddl(start, self.sql[start:end], extension)


_UP = re.compile(
    r"^[ \t]*--[ \t]*(?:migrate:up|\+goose[ \t]+up|\+migrate[ \t]+up)\b(?P<options>.*)$", re.IGNORECASE | re.MULTILINE
)
_DOWN = re.compile(
    r"^[ \t]*--[ \t]*(?:migrate:down|\+goose[ \t]+down|\+migrate[ \t]+down)\b.*$", re.IGNORECASE | re.MULTILINE
)
_NO_TRANSACTION = re.compile(r"transaction:[ \t]*false|notransaction|no[ \t]+transaction", re.IGNORECASE)
_GOOSE_NO_TRANSACTION = re.compile(r"^[ \t]*--[ \t]*\+goose[ \t]+no[ \t]+transaction\b", re.IGNORECASE | re.MULTILINE)

# Rights, and objects that belong to the whole server, say nothing about a query's types. The server may be the user's
# own, on which no role, database or setting may change. An event trigger would fire during the analysis itself.
_IRRELEVANT = frozenset(
    f"{kind}_stmt"
    for kind in (
        *(
            "create_role",
            "alter_role",
            "alter_role_set",
            "drop_role",
            "grant_role",
            "grant",
            "alter_default_privileges",
        ),
        *("alter_owner", "drop_owned", "reassign_owned", "create_policy", "alter_policy"),
        *("createdb", "alter_database", "alter_database_set", "alter_database_refresh_coll", "dropdb", "alter_system"),
        *("create_table_space", "drop_table_space", "alter_table_space_options", "alter_table_move_all"),
        *("create_user_mapping", "alter_user_mapping", "drop_user_mapping"),
        *("create_subscription", "alter_subscription", "drop_subscription"),
        *("create_event_trig", "alter_event_trig"),
    )
)
_IRRELEVANT_OBJECTS = ("DATABASE", "EVENT_TRIGGER", "POLICY", "ROLE", "SUBSCRIPTION", "TABLESPACE", "USER_MAPPING")


def _is_irrelevant(node: "Node") -> bool:
    from postgast.pg_query_pb2 import AlterTableType, ObjectType

    things = [ObjectType.Value(f"OBJECT_{thing}") for thing in _IRRELEVANT_OBJECTS]
    kind = node.WhichOneof("node")
    match kind:
        case "alter_table_stmt":
            changes = [command.alter_table_cmd.subtype for command in node.alter_table_stmt.cmds]
            return all(change == AlterTableType.AT_ChangeOwner for change in changes)
        case "comment_stmt":
            return node.comment_stmt.objtype in things
        case "drop_stmt":
            return node.drop_stmt.remove_type in things
        case "rename_stmt":
            return node.rename_stmt.rename_type in things
        case "variable_set_stmt":
            return node.variable_set_stmt.name in ("role", "session_authorization")
        case _:
            return kind in _IRRELEVANT


def is_down(name: str) -> bool:
    """golang-migrate keeps the down part in a file of its own."""
    return name.endswith(".down.sql")


def read_migration(file: SourceFile) -> Migration:
    text = file.text
    up = _UP.search(text)
    if up is None:
        return Migration(file, without_psql(text), False)
    down = _DOWN.search(text, up.end())
    end = down.start() if down else len(text)
    transaction = not (_NO_TRANSACTION.search(up["options"]) or _GOOSE_NO_TRANSACTION.search(text))
    return Migration(file, blank(text[: up.end()]) + without_psql(text[up.end() : end]), transaction)


def fingerprint(migrations: Sequence[Migration]) -> bytes:
    """Identifies the schema: equal bytes give equal databases."""
    return b"\0".join(f"{m.sql}\1{m.transaction}".encode() for m in migrations)
