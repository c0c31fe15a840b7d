"""Removes from a statement what depends on the server it was written for and says nothing about types.

Tablespaces, owners of schemas, lz4, access methods, options of columns, storage parameters of extensions and CONCURRENTLY
may be missing from the server of the analysis, or may be refused there. Removed text becomes blanks, so that offsets stay
the same.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..source.tokens import Token, words_of
from .psql_syntax import blank

__all__ = ["portable"]

_MAY_CHANGE = re.compile(
    r"tablespace|compression|concurrently|authorization|\busing\b|\bwith\b|\bpublic\b|\bset\s*\(", re.IGNORECASE
)
_STORED = ("create_stmt", "create_table_as_stmt", "index_stmt")
_NAMING = {"tablespace": _STORED, "using": ("create_stmt",)}
"""The words before the name of something that the server may lack, with the statements in which they go."""
_AFTER_NAMES = ("table", "exists", "index", "on", "view", "only")
"""Any word after one of these is a name."""


def portable(kind: str, sql: str) -> str:
    """The statement, whose node is of this kind, without these parts."""
    if _MAY_CHANGE.search(sql) is None:
        return sql
    tokens = words_of(sql)
    for start, end, instead in sorted(_changes(kind, tokens), reverse=True):
        sql = sql[:start] + instead + blank(sql[start:end]) + sql[end:]
    return sql


def _changes(kind: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int, str]]:
    """Each part to blank out, with text to put in front of it."""
    words = [_word(token) for token in tokens]
    depth = 0
    for index, (token, word) in enumerate(zip(tokens, words, strict=True)):
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        before = words[index - 1] if index else ""
        after = words[index + 1] if index + 1 < len(words) else ""
        if words[index : index + 3] == ["using", "index", "tablespace"] and index + 3 < len(tokens):
            yield token.start, tokens[index + 3].end, ""
        elif kind in _NAMING.get(word, ()) and depth == 0 and after and before not in _AFTER_NAMES:
            yield token.start, tokens[index + 1].end, ""
        elif kind in _STORED and word == "with" and depth == 0 and tokens[index + 1 : index + 2]:
            yield from _storage_parameters(tokens, index)
        elif word == "compression" and after == "lz4":
            yield tokens[index + 1].start, tokens[index + 1].end, "pglz"
        elif kind == "alter_table_stmt" and word == "set" and after == "" and words[index - 2] in ("alter", "column"):
            # Debian's PostgreSQL 15.20 gives each column an option, pg_attver, which pg_dump of 18.6 writes, and only
            # that server knows.
            closing = next(each for each in tokens[index:] if each.text == ")")
            yield token.start, closing.end, "set statistics -1"
        elif word == "concurrently" and kind in ("index_stmt", "drop_stmt", "alter_table_stmt"):
            yield token.start, token.end, ""
        elif kind == "create_schema_stmt" and word == "authorization":
            # Without a name of its own, the schema has the role's.
            end = token.end if before in ("schema", "exists") else tokens[index + 1].end
            yield token.start, end, ""
    if kind == "create_schema_stmt" and words[:3] == ["create", "schema", "public"] and len(words) in (3, 5):
        # pg_dump writes this although every database begins with the schema.
        yield tokens[2].start, tokens[2].start, "if not exists "


def _storage_parameters(tokens: Sequence[Token], index: int) -> Iterator[tuple[int, int, str]]:
    """WITH (…) if a parameter in it belongs to an extension."""
    inside: list[str] = []
    for token in tokens[index + 1 :]:
        inside.append(token.text)
        if token.text == ")":
            break
    owners = {owner for owner, dot in pairwise(inside) if dot == "."}
    if inside[0] == "(" and owners - {"toast"}:
        yield tokens[index].start, tokens[index + len(inside)].end, ""


def _word(token: Token) -> str:
    """The word as a keyword, or a name with its quotes; empty for other tokens."""
    return token.text if token.text[0] == '"' else token.word
