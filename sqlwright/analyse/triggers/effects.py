"""Which columns the BEFORE row triggers of a table may change when a statement writes it, and whether they drop rows."""

from collections.abc import Collection, Sequence
from typing import Literal

from ...model.catalog import Catalog, Function, Relation, Trigger
from ..tree.nodes import BoolExpr, Coercion, Const, DistinctExpr, Node, OpExpr, TargetEntry, Var, rebuilt, walk
from ..tree.reader import read_expression
from .bodies import UNREADABLE, Body, read_body

__all__ = ["assigned_columns", "effects", "may_change"]

_OLD, _NEW = 1, 2
"""The range table indexes of `old` and `new` in a WHEN: PRS2_OLD_VARNO and PRS2_NEW_VARNO (`nodes/primnodes.h`)."""

_FIRST_ARGUMENT = frozenset(
    [("internal", "tsvector_update_trigger"), ("internal", "tsvector_update_trigger_column"), ("c", "moddatetime")]
)
"""PostgreSQL's own trigger functions, by language and name, that assign the column which their first argument names."""

_Event = Literal["insert", "update"]


def assigned_columns(relation: Relation, targets: Sequence[TargetEntry]) -> frozenset[str]:
    columns = [relation.column(entry.resno) for entry in targets]
    return frozenset(column.name for column in columns if column is not None)


def may_change(
    relation: Relation, event: _Event, assigned: frozenset[str] | None, column: str, catalog: Catalog
) -> bool:
    """Whether a trigger may give a column another value than the statement does."""
    assigns = effects(relation, event, assigned, catalog).assigns
    return assigns is None or column in assigns


def effects(relation: Relation, event: _Event, assigned: frozenset[str] | None, catalog: Catalog) -> Body:
    """What the triggers do together. `assigned` are the columns that UPDATE sets, if that is known."""
    events: set[str] = {event}
    if event == "update" and relation.kind == "p":
        events.add("insert")  # a row that moves to another partition is inserted there
    if events.isdisjoint(relation.triggers):
        return Body(frozenset(), drops=False)
    if not relation.is_table:
        return UNREADABLE
    pending = [trigger for trigger in catalog.triggers[relation.oid] if not events.isdisjoint(trigger.events)]
    changed = assigned if event == "update" else None
    drops = False
    assigns: frozenset[str] | None = frozenset[str]()
    # One that fires may change a column that lets another one fire.
    while fired := [trigger for trigger in pending if _may_fire(trigger, event, assigned, changed, relation, catalog)]:
        for trigger in fired:
            pending.remove(trigger)
            body = _body(trigger)
            drops = drops or body.drops
            assigns = None if assigns is None or body.assigns is None else assigns | body.assigns
            changed = None if changed is None or body.assigns is None else changed | body.assigns
    return Body(assigns, drops)


def _body(trigger: Trigger) -> Body:
    name = trigger.function
    if trigger.language == "plpgsql":
        return read_body(trigger.body)
    if (trigger.language, name) in _FIRST_ARGUMENT and trigger.arguments:
        return Body(frozenset(trigger.arguments[:1]), drops=False)
    return UNREADABLE


def _may_fire(
    trigger: Trigger,
    event: _Event,
    assigned: frozenset[str] | None,
    changed: frozenset[str] | None,
    relation: Relation,
    catalog: Catalog,
) -> bool:
    moves = relation.kind == "p" and "insert" in trigger.events
    if event == "insert" or moves or assigned is None:
        return True
    if trigger.columns and assigned.isdisjoint(trigger.columns):
        # UPDATE OF a generated column fires for the columns that it is made of.
        generated = {column.name for column in relation.columns if column.generated}
        if generated.isdisjoint(trigger.columns):
            return False
    when = read_expression(trigger.when) if trigger.when is not None else None
    owner = catalog.relations.get(trigger.relation)
    if when is None or owner is None or changed is None:
        return True
    return not _is_never_true(when, {column.number for column in owner.columns if column.name not in changed}, catalog)


def _is_never_true(node: Node, unchanged: Collection[int], catalog: Catalog) -> bool:
    """Whether a WHEN only compares `old` and `new` in columns that are the same in both."""
    match node:
        case BoolExpr("and"):
            return any(_is_never_true(arg, unchanged, catalog) for arg in node.args)
        case BoolExpr("or"):
            return all(_is_never_true(arg, unchanged, catalog) for arg in node.args)
        case DistinctExpr(args=(left, right)):
            return _are_same(left, right, unchanged)
        case OpExpr(args=(left, right)):
            function = catalog.functions.get(node.opfuncid)
            return function is not None and _says_unequal(function) and _are_same(left, right, unchanged)
        case _:
            return False


def _says_unequal(function: Function) -> bool:
    """Whether it is that of PostgreSQL's own <>, such as int4ne; textregexne is that of !~."""
    return function.builtin and function.name.endswith("ne") and not function.name.endswith("regexne")


def _are_same(left: Node, right: Node, unchanged: Collection[int]) -> bool:
    def as_old(node: Node) -> Node | None:
        if isinstance(node, Var) and node.varno == _NEW and node.varattno in unchanged:
            return Var(_OLD, node.varattno, node.vartype, node.varlevelsup)
        return None

    plain = all(isinstance(node, Var | Const | Coercion) for side in (left, right) for node in walk(side))
    return plain and rebuilt(left, as_old) == rebuilt(right, as_old)
