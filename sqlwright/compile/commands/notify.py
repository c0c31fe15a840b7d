"""`:notify`: the channel of `select pg_notify('channel', payload)`, and the type of its payload."""

from collections.abc import Sequence

from msgspec.structs import replace

from ...analyse.tree.constants import text
from ...analyse.tree.enums import Command
from ...analyse.tree.nodes import Coercion, FuncExpr, Node, outputs
from ...analyse.tree.oids import TypeOid
from ...analyse.types.expression_types import expression_type
from ...model import Field, Query
from ...model.catalog import Catalog
from ..columns import read_columns
from ..describe import Description
from ..hooks import Hooks
from ..work import Work

__all__ = ["NotifyHooks"]

_EXAMPLE = "write select pg_notify('order_placed', json_build_object('id', @id::bigint)::text)"
_LONGEST = 63
"""The bytes of the longest name (NAMEDATALEN, `pg_config_manual.h`)."""


class NotifyHooks(Hooks):
    async def proven(self, columns: Sequence[Field]) -> Sequence[Field]:
        """The payload in place of what pg_notify returns, which is nothing."""
        _, payload = _call(self.work)
        document = _document(payload, self.work.catalog)
        if document is None:
            # pg_notify sends NULL as an empty text.
            kind = _read(self.work, payload, TypeOid.TEXT)
            return [replace(kind, type=replace(kind.type, nullable=False), proof="expression")]
        return [_read(self.work, document, expression_type(document, self.work.catalog))]

    async def finished(self, query: Query) -> Query:
        channel, _ = _call(self.work)
        if query.columns[0].type.nullable:
            raise self.statement.error(
                self.statement.name_at,
                f"the payload of {query.name} may be NULL, which would arrive as an empty text",
                hint="use coalesce, or write -- @notnull payload",
            )
        return replace(query, channel=channel, table=None)


def _call(work: Work) -> tuple[str, Node]:
    """The channel and the payload; a CompileError unless the statement is a select of pg_notify alone."""
    statement, tree = work.statement, work.asked.tree

    def refused(message: str, hint: str = _EXAMPLE) -> Exception:
        return statement.error(statement.name_at, message, hint=hint)

    if tree is None or tree.commandType != Command.SELECT:
        raise refused(f":notify takes a select, and {statement.name} is none")
    found = outputs(tree)
    if len(found) != 1:
        raise refused(f":notify selects pg_notify alone, and {statement.name} gives {len(found)} columns")
    call = found[0].expr
    function = work.catalog.functions.get(call.funcid) if isinstance(call, FuncExpr) else None
    if not isinstance(call, FuncExpr) or function is None or not function.builtin or function.name != "pg_notify":
        raise refused(f":notify selects pg_notify, and {statement.name} selects something else")
    channel = text(call.args[0])
    if channel is None:
        raise refused(
            f"the channel of {statement.name} is not a constant, so nobody could listen to it",
            "write its name in quotes; what differs from call to call belongs in the payload",
        )
    if not 0 < len(channel.encode()) <= _LONGEST:
        raise refused(f"PostgreSQL has no channel called {channel!r}", f"use a name of 1 to {_LONGEST} bytes")
    return channel, call.args[1]


def _document(payload: Node, catalog: Catalog) -> Node | None:
    """The document whose text is the payload; None if the payload is any other text."""
    while True:
        if expression_type(payload, catalog) in (TypeOid.JSON, TypeOid.JSONB):
            return payload
        if not isinstance(payload, Coercion):
            return None
        payload = payload.arg


def _read(work: Work, payload: Node, kind: int) -> Field:
    """The payload as a column."""
    asked, tree = work.asked, work.asked.tree
    if tree is None:
        raise ValueError(f"{work.statement.name} has no tree")
    [entry] = outputs(tree)
    output = replace(entry, expr=payload, resorigtbl=0, resorigcol=0)
    others = [each for each in tree.targetList if each.resjunk]
    selected = replace(tree, targetList=(output, *others))
    described = Description(asked.described.params, [("payload", kind)])
    [field] = read_columns(replace(asked, described=described, tree=selected), work.params, work.catalog)
    return field
