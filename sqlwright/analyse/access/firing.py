"""Which triggers fire where rows of a table change: its own, and those of the tables that foreign keys change with it."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from ...model.catalog import Catalog, Fired, Relation
from ..tree.enums import Command, Right
from ..tree.nodes import Query
from ..triggers.effects import assigned_columns, effects
from .changes import events_of

__all__ = ["fired_by", "fired_by_cascades"]

_Columns = AbstractSet[str]


def fired_by(relation: Relation, query: Query, catalog: Catalog) -> Iterator[Fired]:
    if relation.oid not in catalog.fired:
        return
    events = events_of(query)
    if relation.kind == "p" and events & Right.UPDATE:
        events |= Right.DELETE | Right.INSERT  # a row that moves to another partition
    yield from _fired(relation, events, _updated(relation, query), catalog)


def fired_by_cascades(relation: Relation, query: Query, catalog: Catalog) -> Iterator[Fired]:
    """AFTER triggers only. What a foreign key does is done by the owner of the table that refers, BEFORE triggers
    included. AFTER triggers are the caller's up to PostgreSQL 17, and the owner's from 18 on."""
    if relation.oid not in catalog.cascades:
        return
    yield from _cascaded(relation, events_of(query), _updated(relation, query), catalog, set())


def _updated(relation: Relation, query: Query) -> _Columns:
    """The columns that the statement sets in rows that exist."""
    targets = [query.targetList] if query.commandType == Command.UPDATE else []
    targets += [query.onConflict.onConflictSet] if query.onConflict is not None else []
    targets += [action.targetList for action in query.mergeActionList if action.commandType == Command.UPDATE]
    return {name for each in targets for name in assigned_columns(relation, each)}


def _fired(relation: Relation, events: int, updated: _Columns, catalog: Catalog) -> Iterator[Fired]:
    generated = any(column.generated for column in relation.columns)
    for fired in catalog.fired.get(relation.oid, ()):
        # UPDATE OF a generated column fires for the columns that it is made of.
        misses = bool(fired.columns) and not generated and updated.isdisjoint(fired.columns)
        if fired.events & events & ~(Right.UPDATE if misses else 0):
            yield fired


def _cascaded(
    relation: Relation, events: int, updated: _Columns, catalog: Catalog, seen: set[tuple[int, int]]
) -> Iterator[Fired]:
    changed = _changed(relation, updated, catalog) if events & Right.UPDATE else frozenset[str]()
    for number, cascade in enumerate(catalog.cascades.get(relation.oid, ())):
        happens = cascade.event & events and (cascade.event == Right.DELETE or not changed.isdisjoint(cascade.keys))
        referring = catalog.relations.get(cascade.relation)
        if not happens or referring is None or (relation.oid, number) in seen:
            continue
        seen.add((relation.oid, number))
        yield from (each for each in _fired(referring, cascade.done, {*cascade.columns}, catalog) if each.after)
        yield from _cascaded(referring, cascade.done, {*cascade.columns}, catalog, seen)


def _changed(relation: Relation, updated: _Columns, catalog: Catalog) -> _Columns:
    """With what is generated, and what BEFORE triggers may assign."""
    assigned = effects(relation, "update", frozenset(updated), catalog).assigns
    every: Sequence[str] = [column.name for column in relation.columns if assigned is None or column.generated]
    return {*updated, *(assigned or ()), *every}
