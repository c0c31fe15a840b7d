"""What each column of a table is for, as its name, type and constraints tell."""

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from .tables import Column, Table

__all__ = ["Roles", "constant_of", "roles_of"]

MOST_CHANGES = 6
"""How many parameters of one query may be left out: each doubles its statements."""
_MOST_FILTERS = 4
_MOST_DEFAULTS = 5
_TIMES = ("timestamptz", "timestamp")
_CREATED = ("created_at", "created_on", "created", "inserted_at", "date_created")
_UPDATED = ("updated_at", "updated_on", "modified_at", "last_modified", "last_update", "last_updated", "date_updated")
_DELETED = ("deleted_at", "deleted_on", "removed_at")
_VERSIONS = ("version", "lock_version", "row_version", "optlock")
_CONSTANT = re.compile(r"(?:'((?:[^']|'')*)'(?:::[\w .\"]+(?:\(\d+\))?)?|-?\d+|true|false)")


class Roles(Struct, frozen=True):
    table: Table
    created: Column | None
    updated: Column | None
    deleted: Column | None
    version: Column | None
    given: Sequence[Column]
    """What a caller gives for a new row; those with a default may be left out."""
    defaults: Sequence[Column]
    """Those of them that PostgreSQL gives a default to."""
    constants: Sequence[Column]
    """Those of them whose default the query repeats, because too many others can be left out."""
    now: Sequence[Column]
    """Times that have no default, which the query sets."""
    changes: Sequence[Column]
    """What a caller may change."""
    filters: Sequence[Column]

    @property
    def is_patched(self) -> bool:
        """Whether a change leaves out what stays; otherwise it replaces all that can change."""
        return len(self.changes) <= MOST_CHANGES


def roles_of(table: Table) -> Roles:
    free = [column for column in table.columns if not column.made]
    ordinary = [column for column in free if column.number not in table.key]
    created = _time(ordinary, _CREATED)
    updated = _time(ordinary, _UPDATED)
    deleted = next((c for c in ordinary if c.words in _DELETED and c.base in _TIMES and not c.not_null), None)
    version = next((column for column in ordinary if _is_version(column, table)), None)
    kept = [column for column in (created, updated, deleted, version) if column]
    # A document for searching is made by a trigger.
    kept += [column for column in ordinary if column.base == "tsvector" and table.shapes]
    changes = [column for column in ordinary if column not in kept and not column.numbered]
    keys = [column for column in table.keys if not column.made and not column.has_default]
    given = [column for column in free if column in keys or column in changes]
    defaults = [column for column in given if column.has_default]
    constants = [column for column in defaults[_MOST_DEFAULTS:] if constant_of(column) is not None]
    return Roles(
        table,
        *(created, updated, deleted, version, given),
        defaults[:_MOST_DEFAULTS],
        constants,
        [column for column in (created, updated) if column and not column.has_default],
        changes,
        _filters(table, kept),
    )


def _time(columns: Iterable[Column], names: Sequence[str]) -> Column | None:
    return next((column for column in columns if column.words in names and column.base in _TIMES), None)


def _is_version(column: Column, table: Table) -> bool:
    """Whether it counts the changes of a row: no part of a key, and PostgreSQL starts it."""
    in_key = any(column.number in key for key in table.unique)
    starts = column.default in ("0", "1", "'0'::bigint", "'1'::bigint")
    is_number = column.base in ("int2", "int4", "int8") and not column.array
    return column.words in _VERSIONS and is_number and column.not_null and starts and not in_key


def _filters(table: Table, kept: Sequence[Column]) -> Sequence[Column]:
    """By what a list is filtered: what points to other tables first, then closed lists, then what is unique."""
    single = [key[0] for key in table.unique if len(key) == 1]
    ranked: list[tuple[int, Column]] = []
    for column in table.columns:
        if column in kept or column.array or [column.number] == [*table.key]:
            continue
        if any(column.number in key.columns for key in table.foreign):
            ranked.append((0, column))
        elif column.labels or column.base == "bool":
            ranked.append((1, column))
        elif column.number in single:
            ranked.append((2, column))
    ranked.sort(key=lambda each: each[0])
    best = [column for _, column in ranked[:_MOST_FILTERS]]
    return [column for column in table.columns if column in best]


def constant_of(column: Column) -> str | None:
    """The column's default as a value in an annotation, if it is one."""
    found = _CONSTANT.fullmatch(column.default or "")
    if found is None or column.array:
        return None
    if column.base == "bool" or column.base in ("int2", "int4", "int8"):
        return found[0] if found[1] is None else found[1]
    return f"'{found[1]}'" if found[1] is not None and (column.labels or column.base in ("text", "varchar")) else None
