"""Which tables get queries: those that are named, or else all that can have them."""

import re
import unicodedata
from collections.abc import Sequence

from msgspec import Struct

from ...emit.names import method, module_name, singular
from ...errors import nearest
from ..errors import InitError
from .tables import Table

__all__ = ["Chosen", "choose"]

_OF_TOOLS = frozenset(
    [
        *("schema_migrations", "schema_version", "flyway_schema_history", "goose_db_version", "gorp_migrations"),
        *("alembic_version", "databasechangelog", "databasechangeloglock", "_prisma_migrations", "_sqlx_migrations"),
        *("ar_internal_metadata", "atlas_schema_revisions", "__drizzle_migrations", "__diesel_schema_migrations"),
        *("migrations", "pgmigrations", "knex_migrations", "knex_migrations_lock", "django_migrations"),
    ]
)
"""Where tools keep which migrations they applied."""


_SUPPORT = ("models", "db", "codecs", "tx", "app", "keys", "refusals", "rights", "rows", "values")
"""Modules of a project beside those that are named after tables."""


class Chosen(Struct, frozen=True):
    """A table, and the names of what is written for it."""

    table: Table
    many: str
    """Its rows, in snake case."""
    one: str
    """A row, in snake case."""

    @property
    def file(self) -> str:
        """The name of its query file."""
        return f"{self.many}_table" if self.many in _SUPPORT else self.many

    @property
    def module(self) -> str:
        """The module that is generated from its query file."""
        return module_name(self.file)


def choose(tables: Sequence[Table], names: Sequence[str]) -> tuple[Sequence[Chosen], Sequence[tuple[str, str]]]:
    """The tables in the order of their names, and those without queries, with the reason; an unknown or unfit name is an error."""
    if names:
        wanted = list(dict.fromkeys(_named(name, tables).oid for name in names))
        tables = [table for table in tables if table.oid in wanted]
    else:
        tables = [table for table in tables if not table.of_extension and not table.is_partition]
    chosen: list[Chosen] = []
    skipped: list[tuple[str, str]] = []
    for table in tables:
        mine = _names(table)
        if reason := _unfit(table, named=bool(names)) or _taken(mine, chosen):
            if names:
                raise InitError(f"--table {table.shown}: {reason}")
            skipped.append((table.shown, reason))
        else:
            chosen.append(mine)
    if not chosen:
        raise InitError("the schema has no table with a primary key" if tables else "the schema has no tables")
    return chosen, skipped


def _named(name: str, tables: Sequence[Table]) -> Table:
    found = [table for table in tables if name in (table.shown, f"{table.schema}.{table.name}")]
    # A name without its schema, if it says which table is meant.
    found = found or [table for table in tables if table.name == name]
    if len(found) == 1:
        return found[0]
    if found:
        raise InitError(f"--table {name}: name one of {', '.join(table.shown for table in found)}")
    known = nearest(name, (table.shown for table in tables))
    meant = f"did you mean {known}?" if known else f"there is {_listed(tables)}"
    raise InitError(f"--table {name}: there is no such table: {meant}")


def _listed(tables: Sequence[Table]) -> str:
    names = [table.shown for table in tables]
    return ", ".join(names) if len(names) <= 10 else f"{', '.join(names[:10])} and {len(names) - 10} more"


def _unfit(table: Table, *, named: bool) -> str | None:
    """Why no queries are written for it."""
    if table.kind in ("v", "m", "f"):
        return {"v": "a view", "m": "a materialized view", "f": "a foreign table"}[table.kind]
    if table.name.lower() in _OF_TOOLS and not named:
        return "a migration tool's own"
    if not re.search("[A-Za-z0-9]", unicodedata.normalize("NFKD", table.name)):
        return "the name of a query can have Latin letters only"
    if not table.key:
        return "no primary key"
    if table.deferrable:
        return "the primary key is deferrable, so it may be violated for a while"
    if table.has_children:
        return "tables inherit from it, so a key may be there twice"
    if table.replaces:
        return "a rule replaces what is written to it"
    return None


def _names(table: Table) -> Chosen:
    whole = table.name if table.schema == "public" else f"{table.schema}_{table.name}"
    # Only these letters can be in the name of a query.
    latin = unicodedata.normalize("NFKD", whole).encode("ascii", "ignore").decode()
    words = method(latin).rstrip("_")
    return Chosen(table, words, singular(words))


def _taken(mine: Chosen, chosen: Sequence[Chosen]) -> str | None:
    for other in chosen:
        if mine.many == other.many or mine.one == other.one:
            return f"{other.table.shown} has the same names in Python"
    return None
