"""Finds the columns that each `*` of a statement's output stands for."""

import re
from collections.abc import Iterator, Sequence
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
from ..source.expansions import Expansion, written_out
from ..source.identifiers import quoted_if_needed
from ..source.parser import parse
from ..source.recursion import deep
from ..source.rewriting import Rewritten
from ..source.text import SourceFile
from ..source.tokens import Token

__all__ = ["expand_stars"]

_COUNTED = re.compile(r"\(\s*\*\s*\)")
"""The star of count(*), which stands for no columns."""


class _Star(Struct, frozen=True):
    start: int
    end: int
    qualifier: str
    """As written before the star, dot included; empty for a bare one."""
    table: str
    """The table's name or alias, which is the last word of the qualifier, folded."""
    fields: bool
    """Whether it stands for a composite's fields: `(c).*`."""


class _CannotExpand(Exception):
    """This module cannot name the columns of a star, which stays for PostgreSQL to expand."""


def expand_stars(rewritten: Rewritten, query: Query) -> Sequence[Expansion]:
    """The stars of the statement's output, written out; none of them where one cannot be."""
    if "*" not in _COUNTED.sub("", rewritten.sql):
        return []
    text = SourceFile("", rewritten.sql)
    tokens = rewritten.words
    statement = parse(rewritten.sql).stmts[0].stmt
    try:
        return deep(
            lambda: [
                Expansion(written_out(rewritten, star.start, star.end, names), first, len(names))
                for arm, targets in _arms(getattr(statement, statement.WhichOneof("node")), query)
                for star, first, names in _named(arm, targets, text, tokens)
            ],
            otherwise=[],
        )
    except _CannotExpand:
        return []


def _arms(statement: Any, query: Query) -> Iterator[tuple[Query, Any]]:
    """Each query whose columns are the output, with its list of targets in the parse tree."""
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
    """Each star, its first column, and the names that it stands for."""
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
        return  # VALUES has no list of targets, and no star in it to expand
    position = 0
    for star, count in zip(stars, counts, strict=True):
        if star is not None:
            yield star, position, [_name(entry, star, query) for entry in entries[position : position + count]]
        position += count


def _star(value: Any, text: SourceFile, tokens: Sequence[Token]) -> _Star | None:
    fields = value.HasField("a_indirection") and value.a_indirection.indirection[-1].HasField("a_star")
    if fields:
        # The parser gives its argument's place, which is after the opening parenthesis.
        inner = value.a_indirection.arg
        location = getattr(inner, inner.WhichOneof("node")).location
        start = max(token.start for token in tokens if token.start < text.from_bytes(location) and token.text == "(")
    elif value.HasField("column_ref") and value.column_ref.fields[-1].HasField("a_star"):
        start = text.from_bytes(value.column_ref.location)
    else:
        return None
    depth = 0
    for index, token in enumerate(tokens):
        if token.start >= start:
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if token.text == "*" and not depth:
                table = tokens[index - 2].word if token.start > start else ""
                return _Star(start, token.end, text.text[start : token.end - 1], table, fields)
    raise _CannotExpand


def _count_fields(entries: Sequence[TargetEntry]) -> int:
    """How many of the first entries are fields of one composite, in order."""
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
    """How many columns a qualified star stands for; 0 for a bare one, which has all columns that are left."""
    if not star.qualifier or star.fields:
        return int(star.fields)
    found = [entry for entry in query.rtable if entry.eref.aliasname == star.table and entry.rtekind != Rte.GROUP]
    if not found and query.commandType != Command.SELECT and star.table in ("old", "new"):
        found = [query.rtable[query.resultRelation - 1]]
    if len(found) != 1:
        raise _CannotExpand
    return sum(bool(column) for column in found[0].eref.colnames)


def _name(entry: TargetEntry, star: _Star, query: Query) -> str:
    node = entry.expr
    if star.fields and entry.resname:
        return star.qualifier.strip() + quoted_if_needed(entry.resname, after_dot=True)
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
        return star.qualifier.strip() + quoted_if_needed(column, after_dot=True)
    if _is_alone(query) or (source.rtekind in (Rte.JOIN, Rte.SUBQUERY) and source.alias is None):
        return quoted_if_needed(column, after_dot=False)
    return f"{quoted_if_needed(source.eref.aliasname, after_dot=False)}.{quoted_if_needed(column, after_dot=True)}"


def _is_alone(query: Query) -> bool:
    """Whether a RETURNING list sees only the columns of the target."""
    sources: Sequence[RangeTblEntry | Node] = query.jointree.fromlist
    alone = query.commandType in (Command.UPDATE, Command.DELETE) and len(sources) <= 1
    return query.commandType == Command.INSERT or alone
