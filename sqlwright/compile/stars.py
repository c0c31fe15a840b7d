"""Writes `*` out as the columns that it stands for now, so that a column added later changes nothing that runs."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from msgspec import Struct

from ..analyse.tree.enums import Command, Rte
from ..analyse.tree.nodes import (
    FieldSelect,
    Node,
    Query,
    RangeTblEntry,
    RangeTblRef,
    SetOperationStmt,
    TargetEntry,
    Var,
    outputs,
)
from ..source.rewriting import Edit, Rewritten
from ..source.text import SourceFile
from ..source.tokens import Token, scan

__all__ = ["Expansion", "expand_stars"]

_WIDTH = 112
_COUNTED = re.compile(r"\(\s*\*\s*\)")
"""The star of count(*), which stands for no columns."""


class _Star(Struct, frozen=True):
    start: int
    end: int
    qualifier: str
    """As written before the star, dot included; empty for a bare one."""
    fields: bool
    """Whether it stands for a composite's fields: `(c).*`."""


class Expansion(Struct, frozen=True):
    """A star written out: which of the output's columns it is, from 0, and how many."""

    edit: Edit
    first: int
    count: int


class _CannotExpand(Exception):
    """A star whose columns this module cannot name; PostgreSQL expands it itself."""


def expand_stars(rewritten: Rewritten, query: Query) -> Sequence[Expansion]:
    """What the stars of the statement's output stand for; nothing where one of them cannot be named."""
    import postgast

    if "*" not in _COUNTED.sub("", rewritten.sql):
        return []
    text = SourceFile("", rewritten.sql)
    tokens = [token for token in scan(text) if not token.is_comment]
    statement = postgast.parse(rewritten.sql).stmts[0].stmt
    try:
        return [
            Expansion(_edit(rewritten, star, names), first, len(names))
            for arm, targets in _arms(getattr(statement, statement.WhichOneof("node")), query)
            for star, first, names in _named(arm, targets, text, tokens)
        ]
    except _CannotExpand:
        return []


def _arms(statement: Any, query: Query) -> Iterator[tuple[Query, Any]]:
    """Each query level whose columns come out, with its list of targets as parsed."""
    if query.commandType != Command.SELECT:
        returning = statement.returning_clause
        yield query, returning.exprs
    elif query.setOperations is None:
        yield query, statement.target_list
    else:
        yield from _set_operation_arms(statement, query.setOperations, query)


def _set_operation_arms(statement: Any, node: Node, query: Query) -> Iterator[tuple[Query, Any]]:
    if isinstance(node, SetOperationStmt):
        yield from _set_operation_arms(statement.larg, node.larg, query)
        yield from _set_operation_arms(statement.rarg, node.rarg, query)
    elif isinstance(node, RangeTblRef) and (arm := query.rtable[node.rtindex - 1].subquery) is not None:
        yield from _arms(statement, arm)


def _named(
    query: Query, targets: Any, text: SourceFile, tokens: Sequence[Token]
) -> Iterator[tuple[_Star, int, Sequence[str]]]:
    """Each star with its first column and the names that it stands for."""
    entries = list(outputs(query))
    stars = [_star(target.res_target.val, text, tokens) for target in targets]
    counts = [1 if star is None else _count(star, query) for star in stars]
    bare = counts.count(0)
    for index, star in enumerate(stars):
        if star is not None and star.fields:
            if bare:
                raise _CannotExpand
            counts[index] = _count_fields(entries[sum(counts[:index]) :])
    if bare:
        each, rest = divmod(len(entries) - sum(counts), bare)
        if rest or each < 1:
            raise _CannotExpand
        counts = [count or each for count in counts]
    if sum(counts) != len(entries):
        return  # VALUES has no list of targets, and a star in it none to expand
    position = 0
    for star, count in zip(stars, counts, strict=True):
        if star is not None:
            yield star, position, [_name(entry, star, query) for entry in entries[position : position + count]]
        position += count


def _star(value: Any, text: SourceFile, tokens: Sequence[Token]) -> _Star | None:
    fields = value.HasField("a_indirection") and value.a_indirection.indirection[-1].HasField("a_star")
    if fields:
        # Its own place is its argument's, behind the parenthesis that makes it one.
        inner = value.a_indirection.arg
        location = getattr(inner, inner.WhichOneof("node")).location
        start = max(token.start for token in tokens if token.start < text.from_bytes(location) and token.text == "(")
    elif value.HasField("column_ref") and value.column_ref.fields[-1].HasField("a_star"):
        start = text.from_bytes(value.column_ref.location)
    else:
        return None
    depth = 0
    for token in tokens:
        if token.start >= start:
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if token.text == "*" and not depth:
                return _Star(start, token.end, text.text[start : token.end - 1], fields)
    raise _CannotExpand


def _count_fields(entries: Sequence[TargetEntry]) -> int:
    """How many of the entries are one composite's fields in order, from the first."""
    found: list[FieldSelect] = []
    for entry in entries:
        node = entry.expr
        if not isinstance(node, FieldSelect) or (found and node.arg != found[0].arg):
            break
        if found and node.fieldnum <= found[-1].fieldnum:
            break
        found.append(node)
    return len(found)


def _count(star: _Star, query: Query) -> int:
    """How many columns a qualified star stands for; 0 for a bare one, which takes what is left."""
    if not star.qualifier or star.fields:
        return int(star.fields)
    name = scan(SourceFile("", star.qualifier))[-2].word
    found = [entry for entry in query.rtable if entry.eref.aliasname == name and entry.rtekind != Rte.GROUP]
    if not found and query.commandType != Command.SELECT and name in ("old", "new"):
        found = [query.rtable[query.resultRelation - 1]]
    if len(found) != 1:
        raise _CannotExpand
    return sum(bool(column) for column in found[0].eref.colnames)


def _name(entry: TargetEntry, star: _Star, query: Query) -> str:
    node = entry.expr
    if star.fields and entry.resname:
        return star.qualifier.strip() + _quoted(entry.resname, after_dot=True)
    while isinstance(node, Var) and not node.varlevelsup:
        source = query.rtable[node.varno - 1]
        if source.rtekind != Rte.GROUP:
            break
        node = source.groupexprs[node.varattno - 1]
    if not isinstance(node, Var) or node.varlevelsup or node.varattno < 1:
        raise _CannotExpand
    source = query.rtable[node.varno - 1]
    column = source.eref.colnames[node.varattno - 1]
    if star.qualifier:
        return star.qualifier.strip() + _quoted(column, after_dot=True)
    if _is_alone(query) or (source.rtekind in (Rte.JOIN, Rte.SUBQUERY) and source.alias is None):
        return _quoted(column, after_dot=False)
    return f"{_quoted(source.eref.aliasname, after_dot=False)}.{_quoted(column, after_dot=True)}"


def _is_alone(query: Query) -> bool:
    """Whether a RETURNING list sees the target's columns only."""
    sources: Sequence[RangeTblEntry | Node] = query.jointree.fromlist
    alone = query.commandType in (Command.UPDATE, Command.DELETE) and len(sources) <= 1
    return query.commandType == Command.INSERT or alone


@cache
def _quoted(name: str, *, after_dot: bool) -> str:
    if re.fullmatch(r"[a-z_][a-z0-9_$]*", name) and (after_dot or not scan(SourceFile("", name))[0].reserved):
        return name
    return '"' + name.replace('"', '""') + '"'


def _edit(rewritten: Rewritten, star: _Star, names: Sequence[str]) -> Edit:
    """The names with commas; where they make the line long, they are wrapped and what follows begins a new one."""
    sql = rewritten.sql
    line_start = sql.rfind("\n", 0, star.start) + 1
    line_end = sql.find("\n", star.end) if "\n" in sql[star.end :] else len(sql)
    before, after = sql[line_start : star.start], sql[star.end : line_end]
    start, end = rewritten.at(star.start), rewritten.at(star.end - 1) + 1
    written = ", ".join(names)
    if len(before) + len(written) + len(after) <= _WIDTH:
        return Edit(start, end, written)
    indent = "\n" + " " * (len(before) - len(before.lstrip()))
    column = len(before)
    written = ""
    for index, name in enumerate(names):
        word = name + ("," if index + 1 < len(names) else "")
        # A name is never parted: a quoted one may hold spaces.
        if index and column + len(word) >= _WIDTH:
            written += f"{indent}  "
            column = len(indent) + 1
        elif index:
            written += " "
            column += 1
        written += word
        column += len(word)
    spaces = len(after) - len(after.lstrip(" "))
    follows = indent if spaces and after.strip() else ""
    return Edit(start, end + (spaces if follows else 0), written + follows)
