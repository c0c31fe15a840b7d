"""Walks a query with the views, functions and policies that it leads to, and says what all of them touch."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

from msgspec.structs import replace

from ...model.access import Access, ObjectRight, Privilege, TableAccess
from ...model.catalog import FIRST_USER_OID, Catalog, Fired, Function, Relation, Rule
from ..tree.enums import CoercionForm, Command, Right
from ..tree.nodes import (
    Aggref,
    Coercion,
    Const,
    FuncExpr,
    NextValueExpr,
    Node,
    OpExpr,
    Param,
    Query,
    RangeTblEntry,
    RowExpr,
    ScalarArrayOpExpr,
    Unknown,
    WindowFunc,
    type_of,
    walk,
)
from ..tree.reader import read_expression, read_expressions, read_tree
from .changes import base_columns, base_relations, domains_of_defaults, expressions_of_change, oid_of, rules_for
from .firing import fired_by, fired_by_cascades
from .harmless import ACTS, HARMLESS
from .permissions import WHOLE_ROW, noted, numbers_of
from .plain_bodies import functions_called

__all__ = ["Wanted", "access_of"]

Wanted: TypeAlias = tuple[int, int]
"""A function in PL/pgSQL, and the table whose trigger it is, or 0."""

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
_OF_SEQUENCES: Mapping[str, Literal["update", "usage"]] = {"nextval": "usage", "currval": "usage", "setval": "update"}
_TRUSTED = ("c", "internal")
"""Languages whose functions read no tables under the caller's rights."""
_SYSTEM_COLUMNS = {-1: "ctid", -2: "xmin", -3: "cmin", -4: "xmax", -5: "cmax", -6: "tableoid"}


def access_of(
    trees: Iterable[Query], catalog: Catalog, bodies: Mapping[Wanted, Sequence[Query]]
) -> tuple[Access, Sequence[Wanted]]:
    """What the statements of one query touch together; and the functions that are not among `bodies`, which have the
    statements of others: none if one of them is not known."""
    finder = _Finder(catalog, bodies)
    for tree in trees:
        finder.look_into(tree, as_caller=True)
    return finder.access(), [*finder.wanted]


class _Finder:
    def __init__(self, catalog: Catalog, bodies: Mapping[Wanted, Sequence[Query]]) -> None:
        self.catalog = catalog
        self.bodies = bodies
        self.wanted: dict[Wanted, None] = {}
        self.acts: dict[str, None] = {}
        self.objects: set[ObjectRight] = set()
        self.unknown: set[str] = set()
        self._needed: dict[tuple[int, Right], set[int]] = {}
        self.definers: frozenset[int] = frozenset()
        """The functions that run as their owners, inside which this is."""
        self._called: set[tuple[int, int]] = set()
        """The functions that were looked into, and as the trigger of which table, or 0."""
        self.deferred: list[Fired] = []
        """The triggers that such a function leaves for the end of the transaction."""
        self._rules: set[Rule] = set()
        """The rewrite rules that were looked into."""
        self._domains: set[int] = set()
        self._seen: set[tuple[int, bool]] = set()
        """The relations that were looked into, and whether as the caller."""

    def access(self) -> Access:
        return Access(self.tables(), [*self.acts], sorted(self.objects), sorted(self.unknown))

    def tables(self) -> Sequence[TableAccess]:
        found: list[TableAccess] = []
        for (oid, right), numbers in self._needed.items():
            relation = self.catalog.relations.get(oid)
            if relation is not None and oid >= FIRST_USER_OID:
                columns = _names(relation, numbers)
                first = relation.columns[0].name if relation.columns else ""
                found.append(TableAccess(relation.schema, relation.name, _PRIVILEGES[right], columns, first))
        return sorted(found)

    def look_into(self, tree: Node, *, as_caller: bool) -> None:
        """Notes what a tree does, and what it needs. A view's tables are its owner's matter, unless `as_caller`, but
        functions are always called by the caller."""
        for node in walk(tree):
            match node:
                case Query():
                    self.query(node)
                    if as_caller:
                        self.rights(node)
                case RangeTblEntry():
                    self.relation(node.relid, as_caller=as_caller)
                case FuncExpr():
                    self.function(node.funcid, named=as_caller)
                    self.sequence(node)
                    if as_caller and node.funcformat != CoercionForm.EXPLICIT_CALL:
                        self.type(node.funcresulttype)
                case OpExpr() | ScalarArrayOpExpr():
                    self.function(node.opfuncid, named=as_caller)
                case Aggref():
                    self.function(node.aggfnoid, named=as_caller)
                case WindowFunc():
                    self.function(node.winfnoid, named=as_caller)
                case NextValueExpr():
                    self.acts["calls nextval"] = None
                case Const() | Param() | Coercion() | RowExpr():
                    self.domain(type_of(node))
                    if as_caller:
                        self.type(type_of(node))
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
        """What the caller needs for the query's own tables, and for what is done when their rows change."""
        for rights in noted(query):
            for right in _PRIVILEGES:
                if rights.requiredPerms & right:
                    self.need(rights.relid, right, numbers_of(right, rights))
        self.changed(query)

    def changed(self, query: Query) -> None:
        """What is done by the caller when the query changes rows, whoever may change them."""
        target = query.rtable[query.resultRelation - 1].relid if query.resultRelation else 0
        if (relation := self.catalog.relations.get(target)) is not None:
            self.change(relation, query)

    def need(self, oid: int, right: Right, numbers: Sequence[int]) -> None:
        self._needed.setdefault((oid, right), set()).update(numbers)
        relation = self.catalog.relations.get(oid)
        if oid in self.catalog.sequences:
            schema, name = self.catalog.sequences[oid]
            self.objects.add(ObjectRight("sequence", schema, name, "select"))
        if oid >= FIRST_USER_OID:
            schema = self.catalog.sequences[oid][0] if relation is None else relation.schema
            self.objects.add(ObjectRight("schema", schema, "", "usage"))
        if relation is not None and relation.invoker and right != Right.SELECT:
            for base, number in base_columns(relation, numbers):
                self.need(base, right, number)

    def change(self, relation: Relation, query: Query) -> None:
        """Defaults, CHECKs, indexes and triggers run with the caller's rights."""
        for tree in expressions_of_change(relation, query, self.catalog):
            self.look_into(tree, as_caller=True)
        for oid in domains_of_defaults(relation, query):
            self.domain(oid)
        for fired in fired_by(relation, query, self.catalog):
            for when in read_expressions(fired.when) if fired.when is not None else ():
                self.look_into(when, as_caller=True)
            self.triggered(fired)
        for fired in fired_by_cascades(relation, query, self.catalog):
            self.triggered(fired)
        for rule in rules_for(relation, query, self.catalog):
            self.rewritten(rule)
        if relation.kind == "v":
            for base in base_relations(relation):
                if (found := self.catalog.relations.get(base)) is not None:
                    self.change(found, query)

    def rewritten(self, rule: Rule) -> None:
        """A rule touches tables with the rights of its owner. What runs where their rows change is done by the caller."""
        if rule in self._rules:
            return
        self._rules.add(rule)
        for tree in (*read_expressions(rule.where), *read_tree(rule.actions)):
            self.look_into(tree, as_caller=False)
            for node in walk(tree):
                if isinstance(node, Query):
                    self.changed(node)

    def triggered(self, fired: Fired) -> None:
        """A trigger's function needs no EXECUTE, but what it does is done by the caller."""
        if fired.deferred and self.definers:
            self.deferred.append(fired)
        function = self.catalog.functions.get(fired.function)
        if function is not None and (function.oid, fired.relation) not in self._called:
            self._called.add((function.oid, fired.relation))
            self.body(function, fired.relation)

    def sequence(self, call: FuncExpr) -> None:
        function = self.catalog.functions.get(call.funcid)
        privilege = _OF_SEQUENCES.get(function.name) if function is not None and function.builtin else None
        if privilege is None:
            return
        found = self.catalog.sequences.get(oid_of(call.args[0])) if call.args else None
        if found is None:
            self.unknown.add(f"which sequence {function.name if function else ''} takes")
        else:
            self.objects.add(ObjectRight("sequence", *found, privilege))
            self.objects.add(ObjectRight("schema", found[0], "", "usage"))

    def type(self, oid: int) -> None:
        """To name a type, one needs USAGE on its schema."""
        found = self.catalog.types.get(oid)
        if found is not None and oid >= FIRST_USER_OID:
            self.objects.add(ObjectRight("schema", found.schema, "", "usage"))

    def domain(self, oid: int) -> None:
        """What is evaluated where a value becomes one of the type, or one that has such values in it."""
        found = self.catalog.types.get(oid)
        if found is None or oid in self._domains:
            return
        self._domains.add(oid)
        for tree in (*found.checks, *found.new_checks):
            for check in read_expressions(tree):
                self.look_into(check, as_caller=True)
        fields = self.catalog.relations.get(found.relation)
        for inner in (found.base, found.element, *(column.type for column in (fields.columns if fields else ()))):
            self.domain(inner)

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
            self.look_into(tree, as_caller=relation.invoker)

    def function(self, oid: int, *, named: bool) -> None:
        function = self.catalog.functions.get(oid)
        if function is None:
            return
        if named and not function.builtin:
            self.objects.add(ObjectRight("schema", function.schema, "", "usage"))
        if (oid, 0) in self._called:
            return
        self._called.add((oid, 0))
        if function.builtin:
            if function.name in ACTS or (function.volatile and function.name not in HARMLESS):
                self.acts[f"calls {function.name}"] = None
            return
        name = f"{function.name}({function.types})"
        self.objects.add(ObjectRight("function", function.schema, name, "execute"))
        for default in read_expressions(function.defaults) if function.defaults is not None else ():
            self.look_into(default, as_caller=True)
        self.body(function, 0)

    def body(self, function: Function, table: int) -> None:
        """What a function does, as a trigger of the table if there is one."""
        if function.definer:
            if function.oid in self.definers:
                return
            inner = _Finder(self.catalog, self.bodies)
            inner.definers = self.definers | {function.oid}
            inner.body(replace(function, definer=False), table)
            self.acts |= inner.acts
            self.wanted |= inner.wanted
            # Up to PostgreSQL 17 they run as the role that commits.
            for fired in inner.deferred:
                self.triggered(fired)
            return
        body = read_tree(function.body) if function.body is not None else []
        if not body and function.volatile:
            self.acts[f"calls {function.signature}, which is volatile"] = None
        if function.language == "plpgsql":
            body = self.statements(function.oid, table)
        for tree in body:
            self.look_into(tree, as_caller=True)
        if body or function.language in _TRUSTED:
            return
        called = functions_called(function.source) if function.language == "plpgsql" else None
        if called is None:
            self.unknown.add(f"what the function {function.signature} does")
            return
        for each in self.catalog.functions.values():
            if each.name in called and not each.builtin:
                self.function(each.oid, named=True)

    def statements(self, function: int, table: int) -> Sequence[Query]:
        if (function, table) not in self.bodies:
            self.wanted[function, table] = None
        return self.bodies.get((function, table), ())


def _shown(relation: Relation) -> str:
    return relation.name if relation.schema in ("public", "pg_catalog") else f"{relation.schema}.{relation.name}"


def _names(relation: Relation, numbers: set[int]) -> Sequence[str]:
    if WHOLE_ROW in numbers:
        numbers = numbers | {column.number for column in relation.columns}
    system = [name for number, name in _SYSTEM_COLUMNS.items() if number in numbers]
    return [*(column.name for column in relation.columns if column.number in numbers), *system]
