"""What a fragment's text is to PostgreSQL's parser, and where it refers to its parameters."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal, TypeAlias, TypeVar

from msgspec import Struct

from ..parser import parse
from ..recursion import deep

__all__ = ["Kind", "NotAFragment", "Reference", "argument_names", "read_body"]

_T = TypeVar("_T")
Kind: TypeAlias = Literal["expression", "list", "query", "write"]
"""An expression may need parentheses where it is used, and a query always does; a list of anything must have none."""

_FORMS: Sequence[tuple[str, str]] = (
    ("select ", "target_list"),
    ("select from ", "from_clause"),
    ("select from x ", "from_clause"),
    ("select order by ", "sort_clause"),
)
"""What to write before a text so that it becomes a statement, and the only clause that it may then have."""
_ALWAYS = ("limit_option", "op")
_STATEMENTS = {
    "select_stmt": "query",
    "insert_stmt": "write",
    "update_stmt": "write",
    "delete_stmt": "write",
    "merge_stmt": "write",
}
_SCOPES = {
    "SelectStmt": ("from_clause",),
    "InsertStmt": ("relation",),
    "UpdateStmt": ("relation", "from_clause"),
    "DeleteStmt": ("relation", "using_clause"),
    "MergeStmt": ("relation", "source_relation"),
}
"""The fields of each statement that name tables."""
_OF_PARAMETERS = ("arg", "narg", "slice")
"""The macros whose argument is no SQL, but the name of a parameter of the query."""


class NotAFragment(Exception):
    """PostgreSQL's parser takes the text for nothing that a fragment may be; `at` is an offset in its bytes."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


class Reference(Struct, frozen=True):
    """A name in the text that a table or column may have; `at` is an offset in its bytes."""

    at: int
    parts: Sequence[str]
    """The names between the dots; a star is `*`."""
    scope: frozenset[str]
    """The tables that the text itself names around it."""
    is_table: bool
    """Whether a table stands there, and not an expression."""


class Body(Struct, frozen=True):
    kind: Kind
    references: Sequence[Reference]
    aliases: frozenset[str]
    """The names that the text gives to tables."""


def read_body(sql: str) -> Body:
    import postgast

    failed: list[NotAFragment] = []
    for before, clause in _FORMS:
        try:
            statements = parse(before + sql).stmts
        except postgast.PgQueryError as error:
            failed.append(_refusal(error, len(before)))
            continue
        select = statements[0].stmt.select_stmt
        fields = {field.name for field, _ in select.ListFields()}
        if len(statements) == 1 and fields <= {clause, *_ALWAYS}:
            found = list(getattr(select, clause))
            return _body(_kind(found, clause), found, len(before))
    try:
        (statement,) = parse(sql).stmts
    except postgast.PgQueryError as error:
        failed.append(_refusal(error, 0))
    else:
        node = statement.stmt.WhichOneof("node")
        if node in _STATEMENTS:
            kind: Any = _STATEMENTS[node]
            return _body(kind, [statement.stmt], 0)
        failed.append(NotAFragment("this statement cannot be part of a query", 0))
    # The attempt that came farthest says best what is wrong; of several, the last.
    raise max(reversed(failed), key=lambda each: each.at)


def _refusal(error: Any, prefix: int) -> NotAFragment:
    return NotAFragment(error.message.partition(" at or near ")[0], max(error.cursorpos - 1 - prefix, 0))


def _kind(found: Sequence[Any], clause: str) -> Kind:
    if clause != "target_list" or len(found) != 1:
        return "list"
    target = found[0].res_target
    is_star = target.val.HasField("column_ref") and target.val.column_ref.fields[-1].HasField("a_star")
    return "list" if target.name or is_star else "expression"


def _body(kind: Kind, nodes: Sequence[Any], prefix: int) -> Body:
    found = _all(each for node in nodes for each in _references(node, frozenset(), prefix) if each.at >= 0)
    aliases = _all(name for node in nodes for name, is_alias in _tables(node, inside=True) if is_alias)
    return Body(kind, found, frozenset(aliases))


def _all(found: Iterator[_T]) -> Sequence[_T]:
    together = deep(lambda: list(found), otherwise=None)
    if together is None:
        raise NotAFragment("it is nested too deeply", 0)
    return together


def argument_names(sql: str) -> Sequence[Reference]:
    """The names in an argument that its query gives a meaning to; raises NotAFragment if it is no expression."""
    import postgast

    try:
        (statement,) = parse(f"select {sql}").stmts
    except postgast.PgQueryError as error:
        raise _refusal(error, len("select ")) from None
    targets = statement.stmt.select_stmt.target_list
    found = _all(_references(targets[0], frozenset(), len("select ")))
    return [each for each in found if each.parts[0] not in each.scope]


def _references(message: Any, scope: frozenset[str], prefix: int) -> Iterator[Reference]:
    kind = message.DESCRIPTOR.name
    if kind == "ColumnRef":
        parts = [field.string.sval if field.HasField("string") else "*" for field in message.fields]
        yield Reference(message.location - prefix, parts, scope, is_table=False)
        return
    if kind == "RangeVar" and not message.schemaname:
        yield Reference(message.location - prefix, [message.relname], scope, is_table=True)
    if kind in _SCOPES:
        tables = {name for field in _SCOPES[kind] for name, _ in _tables_of(message, field)}
        scope = scope | tables | {cte.common_table_expr.ctename for cte in message.with_clause.ctes}
    first = 0
    if kind == "FuncCall" and [part.string.sval for part in message.funcname[:1]] == ["sqlc"]:
        macro = message.funcname[-1].string.sval
        if macro in _OF_PARAMETERS:
            return
        first = int(macro == "fragment")
    for field, value in message.ListFields():
        if field.message_type is not None:
            items = list(value) if _is_list(value) else [value]
            for item in items[first if field.name == "args" else 0 :]:
                yield from _references(item, scope, prefix)


def _tables_of(message: Any, field: str) -> Iterator[tuple[str, bool]]:
    value = getattr(message, field)
    for item in value if _is_list(value) else [value]:
        yield from _tables(item, inside=False)


def _tables(message: Any, *, inside: bool) -> Iterator[tuple[str, bool]]:
    """The names of tables, and whether each is an alias; without `inside`, only those that can be seen from outside."""
    kind = message.DESCRIPTOR.name
    if kind in _SCOPES and not inside:
        return
    if kind == "Alias":
        yield message.aliasname, True
    elif kind == "CommonTableExpr":
        yield message.ctename, True
    elif kind == "RangeVar" and not message.HasField("alias"):
        yield message.relname, False
    for field, value in message.ListFields():
        if field.message_type is not None:
            for item in value if _is_list(value) else [value]:
                yield from _tables(item, inside=inside)


def _is_list(value: Any) -> bool:
    return not isinstance(value, str | bytes) and hasattr(value, "__len__")
