"""Turns schema files into migrations that dbmate applies, and that create only what a new database can have."""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import PurePath
from typing import TYPE_CHECKING

from msgspec import Struct

from ...scratch.ddl import first_word, is_irrelevant
from ...scratch.migrations import Migration
from ...source.parser import parse
from ...source.text import SourceFile

if TYPE_CHECKING:
    from postgast.pg_query_pb2 import Node  # imports what only compiling needs

__all__ = ["Migrations", "migrations_of", "next_number"]

_OF_DBMATE = re.compile(r"^--[ \t]*migrate:up\b.*?^--[ \t]*migrate:down\b", re.MULTILINE | re.DOTALL)
_NUMBER = re.compile(r"(\d+)[^/]*\.sql")
_SETTINGS = frozenset(
    [
        *("client_encoding", "client_min_messages", "row_security", "standard_conforming_strings", "xmloption"),
        *("default_tablespace", "default_table_access_method"),
    ]
)
"""What a dump sets for its own run."""
# The names in a dump need no search_path.
_SEARCH_PATH = re.compile(r"select\s+pg_catalog\.set_config\('search_path',\s*'',\s*false\)", re.IGNORECASE)
_SET = re.compile(r"\bset\s+(?!local\b|session\b)", re.IGNORECASE)
_OF_DBMATE_ITSELF = "schema_migrations"
_OF_DUMP = re.compile(
    r"^--[ \t]*\n--[ \t]*(?:PostgreSQL database|Name:|Data for Name:|TOC entry)[^\n]*\n(?:--[^\n]*\n)*", re.MULTILINE
)
_ABOUT_DUMP = re.compile(r"^-- (?:Dumped (?:from|by)|Started on|Completed on) [^\n]*\n", re.MULTILINE)
_ONE_FOLDER_EACH = ("up", "migration")


class Migrations(Struct, frozen=True):
    texts: Mapping[str, str]
    """By file name."""
    left_out: AbstractSet[str]
    """What of the schema is not in them, in words."""
    are_kept: bool = False
    """Whether they are the user's own files as they were."""


def migrations_of(files: Sequence[Migration]) -> Migrations:
    """dbmate's own files as they are; of others, the way up."""
    if all(_is_of_dbmate(each.file.text) for each in files) and _fit_dbmate([each.file.path for each in files]):
        return Migrations({PurePath(each.file.path).name: each.file.text for each in files}, frozenset(), are_kept=True)
    texts: dict[str, str] = {}
    left_out: set[str] = set()
    width = max(3, len(str(len(files))))
    for number, each in enumerate(files, 1):
        body = _kept(each, left_out)
        option = "" if each.transaction or not _needs_none(body) else " transaction:false"
        texts[f"{number:0{width}}_{_stem(PurePath(each.file.path))}.sql"] = (
            f"-- migrate:up{option}\n{body}\n\n-- migrate:down\n"
        )
    return Migrations(texts, left_out)


def next_number(names: Sequence[str]) -> str:
    """The number of the migration after these, as wide as theirs."""
    last = max((found[1] for name in names if (found := _NUMBER.match(name))), default="000")
    return f"{int(last) + 1:0{len(last)}}"


def _is_of_dbmate(text: str) -> bool:
    return _OF_DBMATE.search(text) is not None


def _stem(path: PurePath) -> str:
    """What a file is called, without its number and the words of its tool."""
    name = path.parent.name if path.stem in _ONE_FOLDER_EACH else path.stem
    name = re.sub(r"^(?:[VBR]?[\d.]+_*|R__)|\.up$", "", name)
    return re.sub(r"[^A-Za-z0-9_]+", "_", name).strip("_") or "schema"


def _fit_dbmate(paths: Sequence[str]) -> bool:
    """Whether dbmate takes the files, and in this order: each has a number of its own, and names sort as text."""
    names = [PurePath(path).name for path in paths]
    numbers = [found[1] for name in names if (found := _NUMBER.fullmatch(name))]
    return len({*numbers}) == len(names) and sorted(names) == names


def _needs_none(body: str) -> bool:
    return re.search(r"\b(?:index|view|table|detach\s.*)\s+concurrently\b", body, re.IGNORECASE) is not None


def _kept(migration: Migration, left_out: set[str]) -> str:
    """The statements of the way up that create something, with the comments before them."""
    import postgast

    sql = migration.sql
    text = SourceFile("", sql)
    try:
        parsed = parse(sql)
    except postgast.PgQueryError:
        return sql.strip()  # it has syntax that the parser does not know; the server will judge
    parts: list[str] = []
    for statement in parsed.stmts:
        start = text.from_bytes(statement.stmt_location)
        end = text.from_bytes(statement.stmt_location + statement.stmt_len) if statement.stmt_len else len(sql)
        node = statement.stmt
        piece = sql[start:end]
        if (reason := _leave_out(node, piece)) is not None:
            if reason:
                left_out.add(reason)
            continue
        if node.WhichOneof("node") == "variable_set_stmt" and not node.variable_set_stmt.is_local:
            # It is for this file only, and dbmate applies all files on one connection.
            piece = _SET.sub("set local ", piece, count=1)
        parts.append(_tidy(piece))
    return "\n\n".join(parts)


def _tidy(piece: str) -> str:
    """The statement, and the comments before it without those of a dump about itself."""
    at = first_word(piece)
    comments = _ABOUT_DUMP.sub("", _OF_DUMP.sub("", piece[:at]))
    lines = [line for line in map(str.strip, comments.splitlines()) if line]
    body = piece[at:].rstrip()
    # The last line may end with a comment.
    return "\n".join([*lines, f"{body}\n;" if "--" in body.rpartition("\n")[2] else f"{body};"])


def _leave_out(node: "Node", piece: str) -> str | None:
    """Why a statement is left out, in words; empty if nobody misses it."""
    kind = str(node.WhichOneof("node"))
    if kind == "variable_set_stmt" and (node.variable_set_stmt.name in _SETTINGS or is_irrelevant(node)):
        return ""
    if kind == "select_stmt" and _SEARCH_PATH.search(piece):
        return ""
    if kind == "transaction_stmt":
        return ""  # dbmate begins and ends one
    if kind in ("create_policy_stmt", "alter_policy_stmt"):
        return None if _is_for_everyone(node) else "policies for roles"
    if kind in ("create_publication_stmt", "alter_publication_stmt"):
        return "publications"
    if _table_of(node, kind) == _OF_DBMATE_ITSELF:
        return f"{_OF_DBMATE_ITSELF}, which dbmate makes itself"
    if not is_irrelevant(node):
        return None
    return _WORDS.get(kind, "settings of the server")


_WORDS = {
    "alter_owner_stmt": "owners",
    "alter_table_stmt": "owners",
    "grant_stmt": "rights",
    "alter_default_privileges_stmt": "rights",
    "grant_role_stmt": "roles",
    "create_role_stmt": "roles",
    "alter_role_stmt": "roles",
    "alter_role_set_stmt": "roles",
    "drop_role_stmt": "roles",
    "create_event_trig_stmt": "event triggers",
    "alter_event_trig_stmt": "event triggers",
    "comment_stmt": "",
    "vacuum_stmt": "",
    "create_subscription_stmt": "subscriptions",
}


def _is_for_everyone(node: "Node") -> bool:
    from postgast.pg_query_pb2 import RoleSpecType

    roles = node.create_policy_stmt.roles or node.alter_policy_stmt.roles
    return all(role.role_spec.roletype != RoleSpecType.ROLESPEC_CSTRING for role in roles)


def _table_of(node: "Node", kind: str) -> str:
    """The name of the table that the statement is about."""
    match kind:
        case "create_stmt":
            return node.create_stmt.relation.relname
        case "alter_table_stmt":
            return node.alter_table_stmt.relation.relname
        case "index_stmt":
            return node.index_stmt.relation.relname
        case "insert_stmt":
            return node.insert_stmt.relation.relname
        case _:
            return ""
