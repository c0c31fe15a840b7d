"""What runs where the rows of a table change: defaults, CHECKs, rules; and the tables under a view that is changed."""

from collections.abc import Iterator, Sequence

from ...model.catalog import Catalog, Relation, Rule
from ..tree.enums import Command, Right
from ..tree.nodes import Coercion, Const, Node, Query, SetToDefault, TargetEntry, Var, walk
from ..tree.reader import read_expressions, read_tree

__all__ = ["base_columns", "base_relations", "events_of", "expressions_of_change", "oid_of", "rules_for"]


def events_of(query: Query) -> Right:
    """What happens to rows of the changed table."""
    events = _EVENTS.get(query.commandType, Right(0))
    if query.onConflict is not None:
        events |= Right.UPDATE
    for action in query.mergeActionList:
        events |= _EVENTS.get(action.commandType, Right(0))
    return events


_EVENTS = {
    int(Command.INSERT): Right.INSERT,
    int(Command.UPDATE): Right.UPDATE,
    int(Command.DELETE): Right.DELETE,
}


def expressions_of_change(relation: Relation, query: Query, catalog: Catalog) -> Iterator[Node]:
    events = events_of(query)
    if not events & (Right.INSERT | Right.UPDATE):
        return
    given = _given(query)
    for column in relation.columns:
        by_default = column.number not in given if events & Right.INSERT else column.number in _reset(query.targetList)
        if column.expression is not None and by_default and not column.generated:
            yield from read_expressions(column.expression)
    for tree in catalog.evaluated.get(relation.oid, ()):
        yield from read_expressions(tree)


def rules_for(relation: Relation, query: Query, catalog: Catalog) -> Iterator[Rule]:
    events = events_of(query)
    yield from (rule for rule in catalog.rules.get(relation.oid, ()) if rule.event & events)


def domains_of_defaults(relation: Relation, query: Query) -> Iterator[int]:
    """The types of the columns that an INSERT leaves out: a domain checks NULL, too."""
    if events_of(query) & Right.INSERT:
        given = _given(query)
        yield from (column.type for column in relation.columns if column.number not in given)


def _given(query: Query) -> set[int]:
    """The columns that an INSERT gives a value: none if a DEFAULT stands among several rows, or a MERGE inserts."""
    if query.mergeActionList or any(
        isinstance(value, SetToDefault)
        for entry in query.rtable
        for row in entry.values_lists
        for each in row
        for value in walk(each)
    ):
        return set()
    targets = query.targetList
    updated = query.onConflict.onConflictSet if query.onConflict is not None else ()
    return {entry.resno for entry in targets} - _reset(targets) - _reset(updated)


def _reset(targets: Sequence[TargetEntry]) -> set[int]:
    """The columns that are set to DEFAULT."""
    return {entry.resno for entry in targets if isinstance(entry.expr, SetToDefault)}


def base_columns(view: Relation, numbers: Sequence[int]) -> Iterator[tuple[int, Sequence[int]]]:
    """The tables and columns under columns of a view that can be changed."""
    for tree in read_tree(view.view or ""):
        for relation in base_relations(view):
            own = [
                entry.expr.varattno
                for entry in tree.targetList
                if entry.resno in numbers and isinstance(entry.expr, Var)
            ]
            yield relation, own


def base_relations(view: Relation) -> Sequence[int]:
    """The table that changes of a view go to: such a view reads only one."""
    return [
        entry.relid
        for tree in read_tree(view.view or "")
        for entry in tree.rtable
        if entry.relid and entry.relid != view.oid
    ]


def oid_of(node: Node) -> int:
    """The OID in a constant such as 'numbers'::regclass, or 0."""
    while isinstance(node, Coercion):
        node = node.arg
    value = node.constvalue if isinstance(node, Const) else None
    return int.from_bytes(value[:4], "little") if value is not None else 0
