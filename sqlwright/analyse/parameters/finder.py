"""Finds the uses of a statement's parameters: which may be NULL, and what to call those without a name.

A parameter takes no NULL if NULL would be of no use: it is assigned to a column that refuses it, or a condition could
never be true with it. Every use counts, and one that can use NULL decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from msgspec.structs import replace

from ...model.catalog import Catalog, Relation
from ...source.recursion import deep
from ..facts.base import NO_FACTS, Facts
from ..facts.conditions import from_clause, if_known, if_true
from ..facts.full_arrays import full_columns, new_elements
from ..tree.enums import BoolTest, Command, LimitOption, OnConflict, ParamKind
from ..tree.nodes import (
    Aggref,
    BooleanTest,
    BoolExpr,
    CaseExpr,
    CaseWhen,
    CoalesceExpr,
    CoerceToDomain,
    DistinctExpr,
    FromExpr,
    FuncExpr,
    JoinExpr,
    MergeAction,
    MinMaxExpr,
    NamedArgExpr,
    Node,
    NullTest,
    OpExpr,
    Param,
    Query,
    RowCompareExpr,
    RowExpr,
    ScalarArrayOpExpr,
    SubLink,
    SubscriptingRef,
    TableSampleClause,
    TargetEntry,
    Var,
    WindowClause,
    WindowFunc,
    children,
)
from ..tree.reader import read_tree
from ..triggers.effects import assigned_columns, may_change
from .names import (
    alias_of,
    alternatives,
    argument_names,
    inner_parameter,
    is_document,
    is_of_arrays,
    key_of,
    keyed,
    name_of,
    parameters_in,
    ranges,
    values,
)
from .sources import column, own_parameter, sources, unnested
from .use import Use

__all__ = ["param_uses"]

_TRUE_OF_NULL = (BoolTest.IS_UNKNOWN, BoolTest.IS_NOT_UNKNOWN, BoolTest.IS_NOT_TRUE, BoolTest.IS_NOT_FALSE)
"""The tests that tell a NULL from false, or that NULL passes."""

_COUNTS_NULLS = ("num_nonnulls", "num_nulls")


def param_uses(query: Query, catalog: Catalog) -> Mapping[int, Use]:
    """The uses of each parameter in the whole statement, by the parameter's number."""
    uses = _Uses(catalog)
    deep(lambda: uses.node(query, None), otherwise=None)
    return uses.found


class _Uses:
    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.found: dict[int, Use] = {}
        self.filters: dict[int, Facts] = {}
        """What WHERE of a query lets through, by the identity of the query."""
        self.branches = 0
        """How many CASE and COALESCE the node stands in, which may leave it without being evaluated."""

    def use(self, number: int) -> Use:
        return self.found.setdefault(number, Use())

    def is_sure(self, kind: int) -> bool:
        return kind in self.catalog.types and self.catalog.types[kind].not_null

    def call(self, node: Node, name: str | None, compared: tuple[int, int] | None = None) -> None:
        """Records a name and a column for the parameter that `node` is, casts aside."""
        number = own_parameter(node)
        if number is not None and name:
            use = self.use(number)
            use.name = use.name or name
            if compared is not None and compared not in use.columns:
                use.columns.append(compared)

    def call_inner(self, node: Node, name: str | None) -> None:
        """Records a name for the parameter from which a function makes the value."""
        number = inner_parameter(node, self.catalog)
        if number is not None and name:
            self.use(number).name = self.use(number).name or name

    def call_near(self, node: Node, name: str | None) -> None:
        """Records a name for the parameters in an expression that have no other."""
        for number in parameters_in(node) if name else ():
            self.use(number).near = self.use(number).near or name

    def pair(self, left: Node, right: Node, query: Query | None) -> None:
        """Records that the two are compared with each other."""
        for node, other in ((left, right), (right, left)):
            name = name_of(other, query, self.catalog)
            self.call(node, name, column(other, query))
            self.call_inner(node, name)
            self.call_near(node, name)

    def node(self, node: Node, query: Query | None) -> None:
        match node:
            case Param(paramkind=kind):
                if kind == ParamKind.EXTERN:
                    # A NULL of a NOT NULL domain is refused as soon as it is sent.
                    self.use(node.paramid).refused |= self.is_sure(node.paramtype)
            case Query():
                self.query(node)
                query = node
            case FromExpr(quals=Node() as quals) | JoinExpr(quals=Node() as quals):
                self.condition(quals)
            case OpExpr() if (key := key_of(node, self.catalog)) is not None:
                self.call(key, "key")
            case OpExpr(args=(left, right)) | ScalarArrayOpExpr(args=(left, right)):
                self.pair(left, right, query)
                if isinstance(node, DistinctExpr):
                    self.test(left, right)
                if isinstance(node, ScalarArrayOpExpr):
                    for alternative in alternatives(node):
                        self.pair(left, alternative, query)
            case BoolExpr():
                for bounded, lower, upper in ranges(node, self.catalog):
                    name = name_of(bounded, query, self.catalog)
                    for word, bound in (("from", lower), ("to", upper)):
                        self.call(bound, name and f"{word}_{name}")
            case CaseExpr(arg=tested):
                self.alike([*values(node)], query)
                for when in node.args:
                    if tested is not None and isinstance(when.expr, OpExpr) and len(when.expr.args) == 2:
                        self.call(when.expr.args[1], name_of(tested, query, self.catalog), column(tested, query))
            case SubLink(testexpr=OpExpr(args=(left, _)), subselect=Query(targetList=outputs)):
                # id in (select unnest($1::uuid[]))
                for entry in outputs:
                    self.call_near(entry.expr, name_of(left, query, self.catalog))
            case SubscriptingRef():
                self.subscripts(node)
            case RowCompareExpr():
                for left, right in zip(node.largs, node.rargs, strict=True):
                    self.pair(left, right, query)
            case CoerceToDomain(resulttype=kind) if self.is_sure(kind):
                self.refuse(if_known(node.arg, self.catalog), reached=not self.branches)
            case TableSampleClause(args=args, repeatable=seed):
                self.need(*args, seed)
            case WindowClause(startOffset=start, endOffset=end):
                self.need(start, end)
                for offset, name in ((start, "start_offset"), (end, "end_offset")):
                    if offset is not None:
                        self.call(offset, name)
            case CaseWhen():
                self.condition(node.expr)
            case Aggref(aggfilter=Node() as quals) | WindowFunc(aggfilter=Node() as quals):
                self.condition(quals)
            case NullTest(arg=RowExpr(args=fields), argisrow=True):
                self.test(*fields)
            case NullTest(arg=arg):
                self.test(arg)
            case BooleanTest(arg=arg, booltesttype=test) if test in _TRUE_OF_NULL:
                self.test(arg)
            case MinMaxExpr(args=args) | CoalesceExpr(args=args):
                self.test(*args)
                self.alike(args, query)
            case FuncExpr():
                self.arguments(node)
                if is_of_arrays(node, self.catalog):
                    self.alike(node.args, query)
                if node.funcretset:
                    self.no_rows(node)
            case _:
                pass
        branches = isinstance(node, CaseExpr | CoalesceExpr)
        self.branches += branches
        for child in children(node):
            self.node(child, query)
        self.branches -= branches

    def alike(self, nodes: Sequence[Node], query: Query | None) -> None:
        """Records the name of one of these for the parameters that stand in place of it."""
        name = next((name for node in nodes if (name := name_of(node, query, self.catalog)) is not None), None)
        for node in nodes:
            self.call(node, name)

    def subscripts(self, node: SubscriptingRef) -> None:
        kind = "key" if is_document(node, self.catalog) else "index"
        upper = f"to_{kind}" if node.reflowerindexpr else kind
        named = [(bound, upper) for bound in node.refupperindexpr]
        for bound, name in (*named, *((bound, f"from_{kind}") for bound in node.reflowerindexpr)):
            if bound is not None:
                self.call(bound, name)
                if node.refassgnexpr is not None:
                    # Nothing can be assigned to the place NULL.
                    self.refuse(if_known(bound, self.catalog), reached=not self.branches)
        if node.refassgnexpr is not None:
            self.call(node.refassgnexpr, name_of(replace(node, refassgnexpr=None), None, self.catalog) or "element")

    def test(self, *nodes: Node) -> None:
        """Records that the statement says what it means if one of these is NULL, as it is if a parameter in it is."""
        for node in nodes:
            for number in self.parameters(if_known(node, self.catalog)):
                self.use(number).tested = True

    def parameters(self, facts: Facts) -> Sequence[int]:
        return [fact.paramid for fact in facts if isinstance(fact, Param) and fact.paramkind == ParamKind.EXTERN]

    def refuse(self, facts: Facts, *, reached: bool) -> None:
        """Records that a NULL is an error if it comes this far. `reached` says that it certainly does."""
        for number in self.parameters(facts):
            if reached:
                self.use(number).refused = True
            else:
                self.use(number).compared = True

    def need(self, *nodes: Node | None) -> None:
        """Records that the server refuses NULL for each of these."""
        for node in nodes:
            if node is not None:
                self.refuse(if_known(node, self.catalog), reached=False)

    def arguments(self, node: FuncExpr) -> None:
        """Records the names of a function's arguments, which may stand in another order if they are named."""
        function = self.catalog.functions.get(node.funcid)
        if function is None:
            return
        for value, key in keyed(node, self.catalog):
            self.call(value, key)
            self.call_inner(value, key)
            self.call_near(value, key)
        names = argument_names(function)
        for place, arg in enumerate(node.args):
            number = arg.argnumber if isinstance(arg, NamedArgExpr) else place
            if number < len(names):
                self.call(arg, names[number])
        if function.builtin and function.name in _COUNTS_NULLS:
            self.test(*node.args)

    def query(self, query: Query) -> None:
        if query.havingQual is not None:
            self.condition(query.havingQual)
        for name, node in (("limit", query.limitCount), ("offset", query.limitOffset)):
            if node is not None:
                for value in values(node):
                    self.call(value, name)
                number = own_parameter(node)
                if number is not None:
                    self.use(number).bounds = True
        if query.limitOption == LimitOption.WITH_TIES:
            self.need(query.limitCount)
        if query.commandType in (Command.INSERT, Command.UPDATE):
            self.assignments(query, query.targetList, query.commandType)
        if query.onConflict is not None and query.onConflict.action == OnConflict.UPDATE:
            where = query.onConflict.onConflictWhere
            self.assignments(query, query.onConflict.onConflictSet, Command.UPDATE, where)
            if where is not None:
                self.condition(where)
        for action in query.mergeActionList:
            self.merge(query, action)
        outputs = query.targetList if query.commandType == Command.SELECT else query.returningList
        for entry in outputs:
            name = None if entry.resjunk else alias_of(entry, self.catalog)
            for value in values(entry.expr):
                number = inner_parameter(value, self.catalog)
                if number is not None:
                    self.use(number).near = self.use(number).near or name
        for source in query.rtable:
            named = source.alias.colnames if source.alias is not None else ()
            for function in source.functions:
                self.call_near(function.funcexpr, next(iter(named), None))

    def merge(self, query: Query, action: MergeAction) -> None:
        if action.qual is not None:
            self.condition(action.qual)
        if action.commandType in (Command.INSERT, Command.UPDATE):
            self.assignments(query, action.targetList, action.commandType, action.qual)

    def condition(self, qual: Node) -> None:
        """Records that a condition is never true if one of these parameters is NULL."""
        facts = if_true(qual, self.catalog)
        for test in _comparisons(qual):
            sides = (*test.largs, *test.rargs) if isinstance(test, RowCompareExpr) else (test,)
            if isinstance(test, ScalarArrayOpExpr):
                # NULL among the values of IN finds nothing, and among those of NOT IN it lets nothing be found.
                sides = (test, *alternatives(test))
            facts = facts.union(*(if_known(side, self.catalog) for side in sides))
        for number in self.parameters(facts):
            self.use(number).compared = True

    def no_rows(self, call: FuncExpr) -> None:
        """Records that a strict set-returning function returns no row for a NULL."""
        known = self.catalog.functions.get(call.funcid)
        if known is not None and known.strict and known.returns_set:
            for arg in call.args:
                self.condition(arg)

    def assignments(
        self, query: Query, entries: Sequence[TargetEntry], command: int, condition: Node | None = None
    ) -> None:
        """Records the columns that parameters are assigned to. `condition` must be true for that, besides WHERE."""
        passed = if_true(condition, self.catalog) if condition is not None else NO_FACTS
        relation = self.catalog.relations.get(query.rtable[query.resultRelation - 1].relid)
        event = "insert" if command == Command.INSERT else "update"
        # The UPDATE OF of a trigger looks at all actions of MERGE together.
        columns = None
        if relation is not None and not query.mergeActionList:
            columns = assigned_columns(relation, entries)
        for entry in entries:
            target = relation.column(entry.resno) if relation is not None else None
            if relation is None or target is None:
                continue
            refuses = self.refuses(relation, entry.resno, event, columns)
            full = self.is_full(relation, entry.resno, event, columns)
            if full:
                for element in new_elements(entry.expr, self.catalog):
                    self.refuse_unfiltered(element, passed, (query,))
            for source, homes in sources(entry.expr, (query,), self.catalog):
                for value in values(source):
                    self.call(value, target.name, (relation.oid, target.number))
                    self.call_inner(value, target.name)
                self.call_near(source, target.name)
                number = own_parameter(source)
                if number is not None:
                    use = self.use(number)
                    use.assigned = True
                    use.dims = max(use.dims, target.dims)
                    use.stored |= not refuses
                    use.gaps |= not full
                element_of = unnested(source, homes[-1], self.catalog)
                if element_of is not None:
                    self.use(element_of).gaps |= not refuses
                    self.use(element_of).filled |= refuses
                if refuses:
                    self.refuse_unfiltered(source, passed, homes)

    def refuse_unfiltered(self, node: Node, passed: Facts, homes: Sequence[Query]) -> None:
        """What WHERE lets through is not NULL, so a NULL does not come this far."""
        filtered = passed.union(*(self.filtered(home) for home in homes))
        facts = if_known(node, self.catalog)
        self.refuse(facts & filtered, reached=False)
        self.refuse(facts - filtered, reached=True)

    def filtered(self, query: Query) -> Facts:
        if id(query) not in self.filters:
            self.filters[id(query)] = from_clause(query, self.catalog).facts
        return self.filters[id(query)]

    def refuses(
        self, relation: Relation, number: int, event: Literal["insert", "update"], assigned: frozenset[str] | None
    ) -> bool:
        """Whether a column takes no NULL. A trigger may replace it by a value, and a view may write through to a table."""
        if relation.view is not None and not relation.triggers and not relation.rules:
            trees = read_tree(relation.view)
            source = next((entry.expr for tree in trees for entry in tree.targetList if entry.resno == number), None)
            if not isinstance(source, Var) or source.varlevelsup:
                return False
            below = self.catalog.relations.get(trees[0].rtable[source.varno - 1].relid)
            return below is not None and self.refuses(below, source.varattno, event, None)
        target = relation.column(number)
        if target is None or not target.not_null or not relation.is_table:
            return False
        return not may_change(relation, event, assigned, target.name, self.catalog)

    def is_full(
        self, relation: Relation, number: int, event: Literal["insert", "update"], assigned: frozenset[str] | None
    ) -> bool:
        """Whether a column takes no array that contains NULL."""
        target = relation.column(number)
        if target is None or not relation.is_table or may_change(relation, event, assigned, target.name, self.catalog):
            return False
        element = self.catalog.base_type(target.type).element
        return bool(element) and (self.is_sure(element) or number in full_columns(relation, self.catalog))


def _comparisons(node: Node) -> Iterator[OpExpr | ScalarArrayOpExpr | RowCompareExpr]:
    """The comparisons that a condition combines by AND, OR and NOT."""
    if isinstance(node, BoolExpr):
        for arg in node.args:
            yield from _comparisons(arg)
    elif isinstance(node, OpExpr | ScalarArrayOpExpr | RowCompareExpr):
        yield node
