"""Which outputs of a query can be NULL, and for those that cannot, the kind of the proof.

The rule is sound first: whatever is not proven is nullable. The kinds are PROOFS.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from . import functions
from .catalog import Catalog, Function, Relation
from .enums import Command, OnConflict, Returning, Rte, SetOp, Sublink
from .facts import EXTERN, Facts, if_known, if_true
from .joins import analyse_from
from .nodes import (
    Aggref,
    ArrayExpr,
    BooleanTest,
    BoolExpr,
    CaseExpr,
    CaseTestExpr,
    CoalesceExpr,
    Coercion,
    CommonTableExpr,
    Const,
    DistinctExpr,
    FuncExpr,
    GroupingFunc,
    MinMaxExpr,
    NextValueExpr,
    Node,
    NullTest,
    OpExpr,
    Param,
    Query,
    RangeTblEntry,
    RangeTblRef,
    RowExpr,
    ScalarArrayOpExpr,
    SetOperationStmt,
    SQLValueFunction,
    SubLink,
    TargetEntry,
    Var,
    WindowFunc,
)
from .reader import read_tree
from .rows import gives_one_row

__all__ = ["PROOFS", "Nullness", "Proof", "outputs"]

Proof = str | None
"""A word of PROOFS, or None where NULL can come."""

PROOFS: Mapping[str, str] = {
    "column": "a column declared NOT NULL that no outer join can fill with NULL",
    "filter": "a condition of WHERE, ON, HAVING or CASE lets no NULL through",
    "constant": "a constant other than NULL",
    "parameter": "a parameter that takes no NULL",
    "function": "a function or operator that gives no NULL for arguments that are not NULL",
    "aggregate": "an aggregate or window function that is not NULL here",
    "expression": "a construct that is never NULL, such as EXISTS, IS NULL, ARRAY[] or ROW()",
    "coalesce": "an argument of COALESCE, GREATEST or LEAST that is not NULL",
    "case": "no branch of CASE is NULL",
    "assigned": "the value that the statement itself has just assigned",
    "subquery": "a scalar subquery that gives exactly one row, and no NULL in it",
}

_CURRENT_SCHEMA = 14
"""SQLValueFunction.op of the one that can be NULL."""


def outputs(query: Query) -> Sequence[TargetEntry]:
    """What a query gives to whoever reads it."""
    entries = query.targetList if query.commandType == Command.SELECT else query.returningList
    return [entry for entry in entries if not entry.resjunk]


class Scope(Struct, frozen=True):
    """One query level: where its variables live, and what is known of them."""

    query: Query
    outer: "Scope | None"
    nulled: frozenset[int]
    facts: Facts
    having: Facts
    """What HAVING proves: it holds for the groups, after grouping sets have put their NULLs in."""
    grouped: bool
    """Whether expressions are seen after grouping sets; an aggregate's arguments are not."""
    returning: bool = False
    """Whether this is a RETURNING list, where the target's variables are the row just written."""

    def knowing(self, facts: Facts) -> "Scope":
        """The same level where more is known, as in a branch of CASE."""
        return replace(self, having=self.having | facts) if facts else self


class Nullness:
    """Proofs over one statement's tree; `optional` says which parameters may be NULL, by number."""

    def __init__(self, catalog: Catalog, optional: Mapping[int, bool]) -> None:
        self.catalog = catalog
        self.optional = optional
        self.views: dict[int, Sequence[Proof]] = {}
        self.recursive: dict[tuple[int, str], Sequence[Proof]] = {}

    # ---- queries

    def columns(self, query: Query, outer: Scope | None = None) -> Sequence[Proof]:
        """The proof of each output column."""
        if query.commandType == Command.SELECT and query.setOperations is not None:
            return self.set_operation(query.setOperations, self.scope(query, outer))
        scope = self.scope(query, outer)
        if query.commandType != Command.SELECT:
            scope = replace(scope, returning=True)
        return [self.prove(entry.expr, scope) for entry in outputs(query)]

    def scope(self, query: Query, outer: Scope | None) -> Scope:
        clause = analyse_from(query, self.catalog)
        having: Facts = frozenset()
        if query.havingQual is not None:
            having = if_true(query.havingQual, self.catalog)
            if not query.groupingSets:
                having |= frozenset(
                    query.rtable[fact.varno - 1].groupexprs[fact.varattno - 1]
                    for fact in having
                    if isinstance(fact, Var)
                    and not fact.varlevelsup
                    and query.rtable[fact.varno - 1].rtekind == Rte.GROUP
                )
        return Scope(query, outer, clause.nulled, clause.facts, having, grouped=bool(query.groupingSets))

    def set_operation(self, node: Node, scope: Scope) -> Sequence[Proof]:
        if isinstance(node, RangeTblRef):
            subquery = scope.query.rtable[node.rtindex - 1].subquery
            return [] if subquery is None else self.columns(subquery, scope)
        if not isinstance(node, SetOperationStmt):
            return []
        left = self.set_operation(node.larg, scope)
        if node.op == SetOp.EXCEPT:
            return left
        right = self.set_operation(node.rarg, scope)
        if node.op == SetOp.INTERSECT:
            return [one or other for one, other in zip(left, right, strict=True)]
        return [one and other and one for one, other in zip(left, right, strict=True)]

    # ---- variables

    def variable(self, node: Var, scope: Scope) -> Proof:
        if node in scope.having or (node.varlevelsup and node in scope.facts):
            return "filter"
        if node.varlevelsup:
            if scope.outer is None:
                return None
            return self.variable(
                Var(node.varno, node.varattno, node.vartype, node.varlevelsup - 1, node.varreturningtype), scope.outer
            )
        entry = scope.query.rtable[node.varno - 1]
        if scope.returning and node.varno == scope.query.resultRelation:
            return self.written(node, entry, scope)
        if scope.returning and scope.query.commandType == Command.MERGE:
            return None
        if scope.grouped:
            return None
        if node in scope.facts:
            return "filter"
        if node.varno in scope.nulled:
            return None
        return self.column(node.varattno, entry, scope)

    def column(self, number: int, entry: RangeTblEntry, scope: Scope) -> Proof:
        """A column of an entry of the range table, in a row where no outer join has filled it."""
        match entry.rtekind:
            case _ if number == 0:
                return "expression"
            case Rte.RELATION:
                return self.relation_column(number, self.catalog.relations.get(entry.relid))
            case Rte.SUBQUERY if entry.subquery is not None:
                return _at(self.columns(entry.subquery, scope), number)
            case Rte.JOIN:
                alias = entry.joinaliasvars[number - 1] if number <= len(entry.joinaliasvars) else None
                return None if alias is None else self.prove(alias, scope)
            case Rte.FUNCTION:
                return self.function_column(number, entry, scope)
            case Rte.VALUES:
                return _every(self.prove(row[number - 1], scope) for row in entry.values_lists)
            case Rte.CTE:
                return _at(self.cte(entry, scope), number)
            case Rte.GROUP:
                return self.prove(entry.groupexprs[number - 1], scope)
            case _:
                return None

    def relation_column(self, number: int, relation: Relation | None) -> Proof:
        if relation is None:
            return None
        if number < 0:
            return "column" if relation.kind in "rp" else None
        if relation.view is not None:
            return _at(self.view(relation, relation.view), number)
        column = relation.column(number)
        return "column" if column is not None and column.not_null else None

    def view(self, relation: Relation, tree: str) -> Sequence[Proof]:
        if relation.oid not in self.views:
            query = read_tree(tree)[0]
            # The columns that `create or replace view` may have dropped never come back: numbers stay.
            self.views[relation.oid] = self.columns(query)
        return self.views[relation.oid]

    def function_column(self, number: int, entry: RangeTblEntry, scope: Scope) -> Proof:
        count = sum(function.funccolcount for function in entry.functions)
        if entry.funcordinality and number == count + 1:
            return "function"
        # Several functions side by side run on with NULLs until the longest ends.
        if len(entry.functions) != 1 or count != 1:
            return None
        call = entry.functions[0].funcexpr
        if isinstance(call, FuncExpr) and call.funcretset:
            function = self.catalog.functions.get(call.funcid)
            found = function is not None and function.builtin and function.name in functions.SETS_WITHOUT_NULL
            return "function" if found else None
        return self.prove(call, scope)

    def cte(self, entry: RangeTblEntry, scope: Scope) -> Sequence[Proof]:
        home: Scope | None = scope
        for _ in range(entry.ctelevelsup):
            home = home.outer if home is not None else None
        found = None if home is None else next((c for c in home.query.cteList if c.ctename == entry.ctename), None)
        if home is None or found is None or not isinstance(found.ctequery, Query):
            return []
        return (
            self.recursive_cte(found, found.ctequery, home)
            if found.cterecursive
            else self.columns(found.ctequery, home)
        )

    def recursive_cte(self, cte: CommonTableExpr, query: Query, home: Scope) -> Sequence[Proof]:
        """The greatest fixpoint: what holds of the first rows, and of the next where it holds of those before."""
        key = (id(home.query), cte.ctename)
        if key in self.recursive:
            return self.recursive[key]
        self.recursive[key] = ["column"] * len(outputs(query))
        while True:
            found = self.columns(query, home)
            if [proof is None for proof in found] == [proof is None for proof in self.recursive[key]]:
                del self.recursive[key]
                return found
            self.recursive[key] = found

    def written(self, node: Var, entry: RangeTblEntry, scope: Scope) -> Proof:
        """A column of the row that INSERT, UPDATE, DELETE or MERGE has written or removed."""
        query = scope.query
        relation = self.catalog.relations.get(entry.relid)
        if relation is None or relation.kind not in "rp" or relation.rules:
            return None
        if (node.varreturningtype == Returning.OLD and query.commandType in (Command.INSERT, Command.MERGE)) or (
            node.varreturningtype == Returning.NEW and query.commandType in (Command.DELETE, Command.MERGE)
        ):
            return None
        if node.varattno <= 0:
            return "column"
        column = relation.column(node.varattno)
        if column is None or column.not_null:
            return column and "column"
        before = replace(scope, returning=False)
        current = Var(node.varno, node.varattno, node.vartype, 0)
        if query.commandType == Command.DELETE or node.varreturningtype == Returning.OLD:
            return "filter" if current in scope.facts else None
        # What the statement assigns is what comes back, unless a trigger or PostgreSQL computes it anew.
        if column.generated or (relation.triggers and (relation.kind == "p" or _event(query) in relation.triggers)):
            return None
        assigned = next((entry.expr for entry in query.targetList if entry.resno == node.varattno), None)
        if query.commandType == Command.UPDATE and assigned is None:
            return "filter" if current in scope.facts else None
        conflict = query.onConflict is not None and query.onConflict.action == OnConflict.UPDATE
        if query.commandType == Command.MERGE or conflict or assigned is None:
            return None
        return self.prove(assigned, before) and "assigned"

    # ---- expressions

    def prove(self, node: Node, scope: Scope) -> Proof:
        """The kind of the proof that `node` is not NULL, or None."""
        if scope.grouped and node in _grouping(scope.query):
            return "filter" if node in scope.having else None
        rule = _RULES.get(type(node))
        return None if rule is None else rule(self, node, scope)

    def every(self, nodes: Sequence[Node], scope: Scope) -> bool:
        return all(self.prove(node, scope) for node in nodes)

    def function(self, oid: int) -> Function | None:
        return self.catalog.functions.get(oid)

    def call(self, oid: int, args: Sequence[Node], scope: Scope) -> Proof:
        function = self.function(oid)
        if function is None or not function.builtin or function.returns_set:
            return None
        if function.name in functions.NEVER_NULL and not function.strict:
            return "function"
        return "function" if function.total and self.every(args, scope) else None

    def aggregate(self, node: Aggref, scope: Scope) -> Proof:
        if node.agglevelsup:
            return None
        if node in scope.having:
            return "filter"
        function = self.function(node.aggfnoid)
        if function is None or not function.builtin:
            return None
        if function.name in functions.ALWAYS_COUNTED or node.aggkind == "h":
            return "aggregate"
        # Without GROUP BY, and with an empty grouping set, a group may hold no row; FILTER may leave none.
        query = scope.query
        if node.aggfilter is not None or query.groupingSets or not query.groupClause or node.aggkind != "n":
            return None
        if function.name in functions.COLLECTS_NULLS:
            return "aggregate"
        if function.name in functions.NEEDS_INPUT and node.args:
            return "aggregate" if self.prove(node.args[0].expr, replace(scope, grouped=False)) else None
        return None

    def window(self, node: WindowFunc) -> Proof:
        function = self.function(node.winfnoid)
        known = function is not None and function.builtin and function.name in functions.WINDOWS_WITHOUT_NULL
        return "aggregate" if known else None

    def sublink(self, node: SubLink, scope: Scope) -> Proof:
        if node.subLinkType in (Sublink.EXISTS, Sublink.ARRAY):
            return "expression"
        if node.subLinkType == Sublink.EXPR and isinstance(node.subselect, Query):
            one = gives_one_row(node.subselect, self.catalog)
            return "subquery" if one and _at(self.columns(node.subselect, scope), 1) else None
        return None

    def parameter(self, node: Param, scope: Scope) -> Proof:
        if node.paramkind != EXTERN:
            return None
        if node in scope.having or node in scope.facts:
            return "filter"
        return None if self.optional.get(node.paramid, True) else "parameter"

    def array_operation(self, node: ScalarArrayOpExpr, scope: Scope) -> Proof:
        """`x = any (…)`: a NULL among the elements may make it NULL, so each must be there to see."""
        left, right = node.args
        if not isinstance(right, ArrayExpr):
            return None
        return self.call(node.opfuncid, [left, *right.elements], scope)

    def any_argument(self, node: CoalesceExpr | MinMaxExpr, scope: Scope) -> Proof:
        return "coalesce" if any(self.prove(arg, scope) for arg in node.args) else None

    def case(self, node: CaseExpr, scope: Scope) -> Proof:
        # A branch is reached where its own condition is true and those before it are not.
        for when in node.args:
            facts = if_true(when.expr, self.catalog)
            if node.arg is not None and any(isinstance(fact, CaseTestExpr) for fact in facts):
                facts |= if_known(node.arg, self.catalog)
            if not self.prove(when.result, scope.knowing(facts)):
                return None
        return "case" if node.defresult is not None and self.prove(node.defresult, scope) else None


def _at(proofs: Sequence[Proof], number: int) -> Proof:
    return proofs[number - 1] if 0 < number <= len(proofs) else None


def _every(proofs: Iterable[Proof]) -> Proof:
    """The first proof if there is one for each."""
    found = list(proofs)
    return found[0] if found and all(found) else None


def _event(query: Query) -> str:
    return "insert" if query.commandType == Command.INSERT else "update"


def _grouping(query: Query) -> frozenset[Node]:
    """The expressions that grouping sets fill with NULLs, as PostgreSQL 14 to 17 write them in the target list."""
    grouped = {clause.tleSortGroupRef for clause in query.groupClause}
    return frozenset(entry.expr for entry in query.targetList if entry.ressortgroupref in grouped)


def _always(kind: str) -> Callable[[Nullness, Node, Scope], Proof]:
    return lambda nullness, node, scope: kind


_RULES: dict[type[Node], Callable[[Nullness, Any, Scope], Proof]] = {
    Var: Nullness.variable,
    Const: lambda nullness, node, scope: None if node.constisnull else "constant",
    Param: Nullness.parameter,
    FuncExpr: lambda nullness, node, scope: nullness.call(node.funcid, node.args, scope),
    OpExpr: lambda nullness, node, scope: nullness.call(node.opfuncid, node.args, scope),
    ScalarArrayOpExpr: Nullness.array_operation,
    BoolExpr: lambda nullness, node, scope: "function" if nullness.every(node.args, scope) else None,
    CoalesceExpr: Nullness.any_argument,
    MinMaxExpr: Nullness.any_argument,
    CaseExpr: Nullness.case,
    SubLink: Nullness.sublink,
    Aggref: Nullness.aggregate,
    WindowFunc: lambda nullness, node, scope: nullness.window(node),
    SQLValueFunction: lambda nullness, node, scope: None if node.op == _CURRENT_SCHEMA else "function",
    **dict.fromkeys(Coercion.__subclasses__(), lambda nullness, node, scope: nullness.prove(node.arg, scope)),
    **dict.fromkeys(
        (NullTest, BooleanTest, DistinctExpr, RowExpr, ArrayExpr, GroupingFunc, NextValueExpr), _always("expression")
    ),
}
