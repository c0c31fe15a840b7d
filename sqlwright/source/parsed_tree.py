"""PostgreSQL's parse tree of a statement as plain data, with or without the parts that go when a parameter is left out.

`conjuncts` finds those parts in the text, and this module finds them in the tree: the two must agree.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Any

from .parser import parse

__all__ = ["parsed"]

_CONDITIONS = {
    "SelectStmt": ("where_clause", "having_clause"),
    "UpdateStmt": ("where_clause",),
    "DeleteStmt": ("where_clause",),
    "OnConflictClause": ("where_clause",),
    "JoinExpr": ("quals",),
    "FuncCall": ("agg_filter",),
}
_ASSIGNMENTS = ("UpdateStmt", "OnConflictClause", "MergeWhenClause")
_OF_SELECT = ("sort_clause", "limit_count", "limit_offset")
_PLACES = ("location", "stmt_len", "stmt_location", "rexpr_list_start", "rexpr_list_end", "list_start", "list_end")
_TRUE = {"a_const": {"boolval": {"boolval": True}}}
_DEFAULT: dict[str, dict[str, object]] = {"set_to_default": {}}
_AND = 1


def parsed(sql: str, left_out: AbstractSet[int] = frozenset()) -> object:
    """The tree without places; where an UPDATE has nothing left to assign, it assigns a column to itself, and where an
    INSERT has no value for a column, it takes the column's default."""
    return _plain(parse(sql), left_out)


def _plain(message: Any, left_out: AbstractSet[int], *, inserted: bool = False) -> object:
    """With `inserted`, the message is the SELECT or VALUES of an INSERT."""
    kind = message.DESCRIPTOR.name
    found: dict[str, object] = {}
    for field, value in message.ListFields():
        name = field.name
        if name in _PLACES:
            continue
        if field.message_type is None:
            found[name] = list(value) if _is_list(value) else value
        elif name in _CONDITIONS.get(kind, ()):
            # HAVING without a condition still groups, and a JOIN still needs its ON.
            found[name] = [part for part in _staying(_conjuncts(value), left_out) if part != _TRUE]
            if name == "where_clause" and not found[name]:
                del found[name]
        elif name == "target_list" and kind in _ASSIGNMENTS:
            found[name] = _staying(value, left_out) or [_itself(value[0], message)]
        elif name == "target_list" and inserted:
            found[name] = _staying(value, left_out)
        elif name == "values_lists" and inserted:
            found[name] = [{"list": {"items": _values(row.list.items, left_out)}} for row in value]
        elif name == "values" and kind == "MergeWhenClause":
            found[name] = _values(value, left_out)
        elif name == "cols" and kind == "InsertStmt" and (items := message.select_stmt.select_stmt.target_list):
            pairs = zip(value, items, strict=False)
            found[name] = [_plain(column, left_out) for column, item in pairs if _stays(item, left_out)]
        elif name == "select_stmt" and (inserted or kind == "InsertStmt"):
            found[name] = _plain(value, left_out, inserted=True)
        elif name in _OF_SELECT and kind == "SelectStmt":
            if kept := _staying(value if _is_list(value) else [value], left_out):
                found[name] = kept if _is_list(value) else kept[0]
        elif _is_list(value):
            found[name] = [_plain(item, left_out) for item in value]
        else:
            found[name] = _plain(value, left_out)
    if kind == "SelectStmt" and not ("limit_count" in found or "limit_offset" in found):
        found.pop("limit_option", None)
    if kind == "FuncCall" and found.get("agg_filter") == []:
        found["agg_filter"] = [_TRUE]
    return found


def _stays(item: Any, left_out: AbstractSet[int]) -> bool:
    return left_out.isdisjoint(_parameters(item))


def _staying(items: Iterable[Any], left_out: AbstractSet[int]) -> list[object]:
    return [_plain(item, left_out) for item in items if _stays(item, left_out)]


def _values(items: Any, left_out: AbstractSet[int]) -> object:
    return [_plain(item, left_out) if _stays(item, left_out) else _DEFAULT for item in items]


def _is_list(value: Any) -> bool:
    return not isinstance(value, str | bytes) and hasattr(value, "__len__")


def _conjuncts(node: Any) -> Iterator[Any]:
    if node.HasField("bool_expr") and node.bool_expr.boolop == _AND:
        for arg in node.bool_expr.args:
            yield from _conjuncts(arg)
    else:
        yield node


def _itself(item: Any, update: Any) -> object:
    name = item.res_target.name
    qualifier = update.relation.alias.aliasname or update.relation.relname if hasattr(update, "relation") else ""
    fields = [{"string": {"sval": part}} for part in (qualifier, name)]
    return {"res_target": {"name": name, "val": {"column_ref": {"fields": fields}}}}


def _parameters(message: Any) -> Iterator[int]:
    if message.DESCRIPTOR.name == "ParamRef":
        yield message.number
    for field, value in message.ListFields():
        if field.message_type is not None:
            for item in value if _is_list(value) else [value]:
                yield from _parameters(item)
