"""Walks a query with the views, functions and policies that it leads to, and says what all of them touch."""

from collections.abc import Iterable, Mapping, Sequence

from ...model.access import Access, Privilege, TableAccess
from ...model.catalog import FIRST_USER_OID, Catalog, Relation
from ..tree.enums import Command, Right
from ..tree.nodes import (
    Aggref,
    FuncExpr,
    NextValueExpr,
    Node,
    OpExpr,
    Query,
    RangeTblEntry,
    ScalarArrayOpExpr,
    Unknown,
    WindowFunc,
    walk,
)
from ..tree.reader import read_expression, read_expressions, read_tree
from .harmless import ACTS, HARMLESS
from .permissions import WHOLE_ROW, noted, numbers_of

__all__ = ["access_of"]

_CHANGES: Mapping[int, str] = {
    Command.INSERT: "inserts into",
    Command.UPDATE: "updates",
    Command.DELETE: "deletes from",
    Command.MERGE: "merges into",
}
_PRIVILEGES: Mapping[Right, Privilege] = {
    Right.SELECT: "select",
    Right.INSERT: "insert",
    Right.UPDATE: "update",
    Right.DELETE: "delete",
}
_SYSTEM_COLUMNS = {-1: "ctid", -2: "xmin", -3: "cmin", -4: "xmax", -5: "cmax", -6: "tableoid"}


def access_of(trees: Iterable[Query], catalog: Catalog) -> Access:
    """What the statements of one query touch together."""
    finder = _Finder(catalog)
    for tree in trees:
        finder.look_into(tree, as_caller=True)
    return Access(finder.tables(), [*finder.acts])


class _Finder:
    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.acts: dict[str, None] = {}
        self._needed: dict[tuple[int, Right], set[int]] = {}
        self._seen: set[tuple[int, bool]] = set()
        """The relations and functions that were looked into, and whether as the caller."""

    def tables(self) -> Sequence[TableAccess]:
        found: list[TableAccess] = []
        for (oid, right), numbers in self._needed.items():
            relation = self.catalog.relations.get(oid)
            if relation is not None and oid >= FIRST_USER_OID:
                columns = _names(relation, numbers)
                found.append(TableAccess(relation.schema, relation.name, _PRIVILEGES[right], columns))
        return sorted(found)

    def look_into(self, tree: Node, *, as_caller: bool) -> None:
        """Notes what a tree does, and what it needs where it runs with the rights of the caller."""
        for node in walk(tree):
            match node:
                case Query():
                    self.query(node)
                    if as_caller:
                        self.rights(node)
                case RangeTblEntry():
                    self.relation(node.relid, as_caller=as_caller)
                case FuncExpr():
                    self.function(node.funcid, as_caller=as_caller)
                case OpExpr() | ScalarArrayOpExpr():
                    self.function(node.opfuncid, as_caller=as_caller)
                case Aggref():
                    self.function(node.aggfnoid, as_caller=as_caller)
                case WindowFunc():
                    self.function(node.winfnoid, as_caller=as_caller)
                case NextValueExpr():
                    self.acts["calls nextval"] = None
                case Unknown():
                    self.acts[f"contains a {node.tag} node, which sqlwright does not know"] = None
                case _:
                    pass

    def query(self, query: Query) -> None:
        if (change := _CHANGES.get(query.commandType)) is not None:
            self.acts[f"{change} {self.named(query, query.resultRelation)}"] = None
        for mark in query.rowMarks:
            if query.rtable[mark.rti - 1].relid:
                self.acts[f"locks rows of {self.named(query, mark.rti)}"] = None

    def rights(self, query: Query) -> None:
        for rights in noted(query):
            for right in _PRIVILEGES:
                if rights.requiredPerms & right:
                    needed = self._needed.setdefault((rights.relid, right), set())
                    needed.update(numbers_of(right, rights))

    def named(self, query: Query, index: int) -> str:
        relation = self.catalog.relations.get(query.rtable[index - 1].relid)
        return query.rtable[index - 1].eref.aliasname if relation is None else _shown(relation)

    def relation(self, oid: int, *, as_caller: bool) -> None:
        """What reading a relation leads to: the query of a view, and the conditions that row security adds."""
        relation = self.catalog.relations.get(oid)
        if relation is None or (oid, as_caller) in self._seen:
            return
        self._seen.add((oid, as_caller))
        if relation.unlogged:
            self.acts[f"reads {_shown(relation)}, which is unlogged and so not on replicas"] = None
        for policy in self.catalog.policies.get(oid, ()):
            if (condition := read_expression(policy)) is not None:
                self.look_into(condition, as_caller=as_caller)
        if relation.kind != "v":
            return
        if relation.view is None:
            self.acts[f"reads {_shown(relation)}, a view of PostgreSQL's on its own state"] = None
            return
        for tree in read_tree(relation.view):
            self.look_into(tree, as_caller=False)

    def function(self, oid: int, *, as_caller: bool) -> None:
        function = self.catalog.functions.get(oid)
        if function is None or (oid, as_caller) in self._seen:
            return
        self._seen.add((oid, as_caller))
        if function.builtin:
            if function.name in ACTS or (function.volatile and function.name not in HARMLESS):
                self.acts[f"calls {function.name}"] = None
            return
        for default in read_expressions(function.defaults) if function.defaults is not None else ():
            self.look_into(default, as_caller=as_caller)
        body = read_tree(function.body) if function.body is not None else []
        for tree in body:
            self.look_into(tree, as_caller=as_caller)
        if not body and function.volatile:
            self.acts[f"calls {function.signature}, which is volatile"] = None


def _shown(relation: Relation) -> str:
    return relation.name if relation.schema in ("public", "pg_catalog") else f"{relation.schema}.{relation.name}"


def _names(relation: Relation, numbers: set[int]) -> Sequence[str]:
    if WHOLE_ROW in numbers:
        numbers = numbers | {column.number for column in relation.columns}
    system = [name for number, name in _SYSTEM_COLUMNS.items() if number in numbers]
    return [*(column.name for column in relation.columns if column.number in numbers), *system]
