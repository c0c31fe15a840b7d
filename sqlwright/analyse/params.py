"""What a statement takes: which parameters may be NULL, and what to call those without a name.

A parameter takes no NULL where NULL would be of no use: it is assigned to a column that refuses it, or a condition
that could never be true with it stands over it. Every use counts, and one that can use a NULL wins.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from ..model.catalog import Catalog, Relation
from .enums import Command, OnConflict, Rte
from .facts import EXTERN, if_known, if_true
from .nodes import (
    Aggref,
    BoolExpr,
    CaseWhen,
    CoalesceExpr,
    CoerceToDomain,
    Coercion,
    DistinctExpr,
    FromExpr,
    FuncExpr,
    JoinExpr,
    MergeAction,
    Node,
    NullTest,
    OpExpr,
    Param,
    Query,
    RangeTblEntry,
    RowCompareExpr,
    ScalarArrayOpExpr,
    TargetEntry,
    Var,
    WindowFunc,
    children,
)
from .reader import read_tree
from .recursion import deep

__all__ = ["Use", "param_uses", "together"]


class Use(Struct):
    """What the statement's uses of one parameter say together."""

    refused: bool = False
    """A NULL always ends in an error: it goes into a column that is NOT NULL."""
    stored: bool = False
    """A NULL can be stored: it goes into a column that takes it."""
    matched: bool = False
    """A condition over it is never true of NULL."""
    compared: bool = False
    """A comparison with it, which may be one of several, is never true of NULL."""
    tested: bool = False
    """The statement says what a NULL means: by IS NULL, IS DISTINCT FROM or COALESCE."""
    name: str | None = None
    """What it is called by the column or argument that it stands for."""
    dims: int = 0
    """The dimensions of an array, as the column that it goes into declares them."""
    columns: list[tuple[int, int]] = []
    """The tables' columns that it is compared with or assigned to, by relation and number."""

    @property
    def optional(self) -> bool:
        of_no_use = self.matched or (self.compared and not self.tested)
        return not self.refused and (self.stored or not of_no_use)


def together(uses: Sequence[Use]) -> Use:
    """What the uses in a query's variants say: what is of use in one of them, is."""
    columns = dict.fromkeys(column for use in uses for column in use.columns)
    return Use(
        any(use.refused for use in uses),
        any(use.stored for use in uses),
        all(use.matched for use in uses),
        all(use.compared for use in uses),
        any(use.tested for use in uses),
        next((use.name for use in uses if use.name), None),
        max((use.dims for use in uses), default=0),
        list(columns),
    )


def param_uses(query: Query, catalog: Catalog) -> Mapping[int, Use]:
    """The uses of each parameter in the whole statement, by number."""
    uses = _Uses(catalog)
    deep(lambda: uses.node(query, None), otherwise=None)
    return uses.found


class _Uses:
    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.found: dict[int, Use] = {}

    def use(self, number: int) -> Use:
        return self.found.setdefault(number, Use())

    def is_sure(self, kind: int) -> bool:
        return kind in self.catalog.types and self.catalog.types[kind].not_null

    def call(self, node: Node, name: str | None, column: tuple[int, int] | None = None) -> None:
        """Notes a name and a column for the parameter that `node` is, coercions aside."""
        bare = _bare(node)
        if isinstance(bare, Param) and bare.paramkind == EXTERN and name:
            use = self.use(bare.paramid)
            use.name = use.name or name
            if column is not None and column not in use.columns:
                use.columns.append(column)

    def pair(self, left: Node, right: Node, query: Query | None) -> None:
        """Each is compared with the other."""
        for node, other in ((left, right), (right, left)):
            self.call(node, _column_name(other, query), _column(other, query))

    def node(self, node: Node, query: Query | None) -> None:
        match node:
            case Param(paramkind=kind):
                if kind == EXTERN:
                    # One of a domain that is NOT NULL is refused as soon as it is sent.
                    self.use(node.paramid).refused |= self.is_sure(node.paramtype)
            case Query():
                self.query(node)
                query = node
            case FromExpr(quals=Node() as quals) | JoinExpr(quals=Node() as quals):
                self.condition(quals)
            case OpExpr(args=(left, right)) | ScalarArrayOpExpr(args=(left, right)):
                self.pair(left, right, query)
                if isinstance(node, DistinctExpr):
                    self.test(left)
                    self.test(right)
            case RowCompareExpr():
                for left, right in zip(node.largs, node.rargs, strict=True):
                    self.pair(left, right, query)
            case CoerceToDomain(resulttype=kind) if self.is_sure(kind):
                for fact in if_known(node.arg, self.catalog):
                    if isinstance(fact, Param):
                        self.use(fact.paramid).refused = True
            case CaseWhen():
                self.condition(node.expr)
            case Aggref(aggfilter=Node() as quals) | WindowFunc(aggfilter=Node() as quals):
                self.condition(quals)
            case RangeTblEntry(rtekind=Rte.FUNCTION):
                self.functions(node)
            case NullTest(arg=arg):
                self.test(arg)
            case CoalesceExpr(args=args):
                names = [name for arg in args if (name := _column_name(arg, query)) is not None]
                for arg in args:
                    self.test(arg)
                    self.call(arg, names[0] if names else None)
            case FuncExpr():
                function = self.catalog.functions.get(node.funcid)
                for arg, name in zip(node.args, function.arguments if function else (), strict=False):
                    self.call(arg, name)
            case _:
                pass
        for child in children(node):
            self.node(child, query)

    def test(self, node: Node) -> None:
        bare = _bare(node)
        if isinstance(bare, Param) and bare.paramkind == EXTERN:
            self.use(bare.paramid).tested = True

    def query(self, query: Query) -> None:
        if query.havingQual is not None:
            self.condition(query.havingQual)
        for name, node in (("limit", query.limitCount), ("offset", query.limitOffset)):
            if node is not None:
                self.call(node, name)
        if query.commandType in (Command.INSERT, Command.UPDATE):
            self.assignments(query, query.targetList, query.commandType)
        if query.onConflict is not None and query.onConflict.action == OnConflict.UPDATE:
            self.assignments(query, query.onConflict.onConflictSet, Command.UPDATE)
            if query.onConflict.onConflictWhere is not None:
                self.condition(query.onConflict.onConflictWhere)
        for action in query.mergeActionList:
            self.merge(query, action)

    def merge(self, query: Query, action: MergeAction) -> None:
        if action.qual is not None:
            self.condition(action.qual)
        if action.commandType in (Command.INSERT, Command.UPDATE):
            self.assignments(query, action.targetList, action.commandType)

    def condition(self, qual: Node) -> None:
        for fact in if_true(qual, self.catalog):
            if isinstance(fact, Param):
                self.use(fact.paramid).matched = True
        for test in _comparisons(qual):
            sides = (*test.largs, *test.rargs) if isinstance(test, RowCompareExpr) else (test,)
            for side in sides:
                for fact in if_known(side, self.catalog):
                    if isinstance(fact, Param):
                        self.use(fact.paramid).compared = True

    def functions(self, entry: RangeTblEntry) -> None:
        """Of a NULL argument a strict function in FROM makes no row."""
        for function in entry.functions:
            call = function.funcexpr
            known = self.catalog.functions.get(call.funcid) if isinstance(call, FuncExpr) else None
            if isinstance(call, FuncExpr) and known is not None and known.strict and known.returns_set:
                for arg in call.args:
                    self.condition(arg)

    def assignments(self, query: Query, entries: Sequence[TargetEntry], command: int) -> None:
        relation = self.catalog.relations.get(query.rtable[query.resultRelation - 1].relid)
        event = "insert" if command == Command.INSERT else "update"
        for entry in entries:
            column = relation.column(entry.resno) if relation is not None else None
            if relation is None or column is None:
                continue
            refuses = self.refuses(relation, entry.resno, event)
            for source in _sources(entry.expr, query):
                self.call(source, column.name, (relation.oid, column.number))
                bare = _bare(source)
                if isinstance(bare, Param) and bare.paramkind == EXTERN:
                    use = self.use(bare.paramid)
                    use.dims = max(use.dims, column.dims)
                    use.stored |= not refuses
                for fact in if_known(source, self.catalog) if refuses else ():
                    if isinstance(fact, Param):
                        self.use(fact.paramid).refused = True

    def refuses(self, relation: Relation, number: int, event: str) -> bool:
        """Whether a column takes no NULL; a trigger may put a value in its place, and a view may write through."""
        if relation.view is not None and not relation.triggers and not relation.rules:
            trees = read_tree(relation.view)
            source = next((entry.expr for tree in trees for entry in tree.targetList if entry.resno == number), None)
            if not isinstance(source, Var) or source.varlevelsup:
                return False
            below = self.catalog.relations.get(trees[0].rtable[source.varno - 1].relid)
            return below is not None and self.refuses(below, source.varattno, event)
        column = relation.column(number)
        return column is not None and column.not_null and relation.kind in "rp" and event not in relation.triggers


def _bare(node: Node) -> Node:
    """Without the casts around it; a function that changes a type's length is one, too."""
    while True:
        match node:
            case Coercion():
                node = node.arg
            case FuncExpr(funcformat=1 | 2, args=(first, *_)):
                node = first
            case _:
                return node


def _comparisons(node: Node) -> Iterator[OpExpr | ScalarArrayOpExpr | RowCompareExpr]:
    """The comparisons that a condition is put together from by AND, OR and NOT."""
    if isinstance(node, BoolExpr):
        for arg in node.args:
            yield from _comparisons(arg)
    elif isinstance(node, OpExpr | ScalarArrayOpExpr | RowCompareExpr):
        yield node


def _sources(node: Node, query: Query) -> Iterator[Node]:
    """The expressions that reach a column: those of VALUES and of a subquery's output, too."""
    if not isinstance(node, Var) or node.varlevelsup:
        yield node
        return
    entry = query.rtable[node.varno - 1]
    if entry.rtekind == Rte.VALUES:
        for row in entry.values_lists:
            yield row[node.varattno - 1]
    elif entry.rtekind == Rte.SUBQUERY and entry.subquery is not None:
        # Of a set operation the range table begins with its arms.
        arms = [arm.subquery for arm in entry.subquery.rtable] if entry.subquery.setOperations else [entry.subquery]
        for arm in arms:
            for output in arm.targetList if arm is not None else ():
                if output.resno == node.varattno and arm is not None:
                    yield from _sources(output.expr, arm)
    else:
        yield node


def _column(node: Node, query: Query | None) -> tuple[int, int] | None:
    """The table's column that `node` is, by relation and number."""
    if query is None or not isinstance(node, Var) or node.varlevelsup or node.varattno < 1:
        return None
    entry = query.rtable[node.varno - 1]
    return (entry.relid, node.varattno) if entry.rtekind == Rte.RELATION else None


def _column_name(node: Node, query: Query | None) -> str | None:
    """The name of the column that `node` is, a cast or a function of one argument around it aside."""
    node = _bare(node)
    while isinstance(node, FuncExpr) and len(node.args) == 1:
        node = _bare(node.args[0])
    if query is None or not isinstance(node, Var) or node.varlevelsup or node.varattno < 1:
        return None
    names = query.rtable[node.varno - 1].eref.colnames
    return names[node.varattno - 1] if node.varattno <= len(names) else None
