"""Sends a migration to the server in one piece, where nothing in it needs more care than that."""

import asyncpg

from .migrations import Migration
from .second_tries import GONE

__all__ = ["applied_whole"]

_USUAL = frozenset(
    f"{kind}_stmt"
    for kind in (
        *("alter_enum", "alter_object_schema", "alter_seq", "alter_table", "comment", "composite_type", "create"),
        *("create_domain", "create_enum", "create_function", "create_range", "create_schema", "create_seq"),
        *("create_trig", "delete", "drop", "index", "insert", "rename", "rule", "update", "view"),
    )
)
"""The statements that go as they are, and neither end a transaction nor set anything up."""


async def applied_whole(connection: "asyncpg.Connection[asyncpg.Record]", migration: Migration) -> bool:
    """Applies it in a transaction. If that fails nothing was done, and statement by statement it may still succeed, or
    its error will have a place."""
    # A collation may have to be made before.
    if "collate" in migration.sql.lower():
        return False
    statements = list(migration.statements())
    if not all(each.kind in _USUAL for each in statements):
        return False
    # A statement may end in a comment.
    whole = "".join(f"{each.sql}\n;\n" for each in statements)
    try:
        await connection.execute(f"begin;\n{whole}commit")
    except GONE:
        raise
    except asyncpg.PostgresError:
        await connection.execute("rollback")
        return False
    return True
