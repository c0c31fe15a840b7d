"""`:copyfrom`: the table and columns that COPY writes to, read from an INSERT."""

from msgspec.structs import replace

from ...analyse.tree.nodes import Coercion, FuncExpr, Node, Param
from ...analyse.tree.oids import TypeOid
from ...model import Copy, Query
from ...model.catalog import Catalog, Column
from ...source.copied_values import CopiedValue, read_value
from ...source.statements import Statement
from ..asking import Asked
from ..hooks import Hooks

__all__ = ["CopyFromHooks"]

_ROUNDED = ("interval", "numeric", "time", "timestamp", "timestamptz", "timetz")
"""The types with a precision to which COPY rounds as a cast does."""
_BPCHAR = 1042
_TEXTS = frozenset((TypeOid.TEXT, TypeOid.VARCHAR, _BPCHAR))


class CopyFromHooks(Hooks):
    async def finished(self, query: Query) -> Query:
        return replace(query, copy=_copied(self.statement, self.work.asked, self.work.catalog))


def _copied(statement: Statement, asked: Asked, catalog: Catalog) -> Copy:
    """Where a plain INSERT writes; a CompileError at the first thing in it that COPY cannot do."""
    text, tree = asked.text, asked.tree
    tokens = text.words
    words = [token.word or token.text for token in tokens]

    def refused(index: int, message: str, hint: str = "make it :batchexec") -> Exception:
        return statement.error(text.at(tokens[index].start), message, hint=hint)

    write = "write insert into t (a, b) values (@a, @b), or make it :batchexec"
    if words[0] != "insert" or tree is None:
        raise refused(0, f":copyfrom takes an insert, not {words[0]}", write)
    relation = catalog.relations.get(tree.rtable[tree.resultRelation - 1].relid)
    if relation is None or (relation.kind == "v" and "insert" not in relation.triggers):
        raise refused(2, f"COPY cannot write to the view {words[2]}", "name its table, or make it :batchexec")
    if relation.rules:
        raise refused(2, f"COPY would skip the rules of {relation.name}")
    for index, word in enumerate(words):
        if word in ("select", "default", "overriding", "table", "with"):
            raise refused(index, f"COPY takes only values, not {word}", write)
        if word == "values":
            break
    index = words.index("values") + 1
    items: list[CopiedValue] = []
    while words[index] != ")":
        item = read_value(words, [token.kind == "PARAM" for token in tokens], index + 1)
        if item.wrong is not None:
            raise refused(item.wrong, ":copyfrom takes only parameters, without casts and expressions", write)
        if words[item.param] in words[: item.param]:
            raise refused(item.param, "COPY writes a parameter to one column only")
        items.append(item)
        index = item.end
    index += 1
    if index < len(words):
        message = {",": "takes only one row of values", "on": "has no on conflict"}
        raise refused(index, f"COPY {message.get(words[index], f'has no {words[index]}')}", write)
    columns: dict[int, Column] = {}
    for entry in tree.targetList:
        column = relation.column(entry.resno)
        param = _copied_param(entry.expr, column.type if column is not None else 0, catalog)
        if column is not None and param is not None:
            columns[param.paramid] = column
            item = next(item for item in items if words[item.param] == f"${param.paramid}")
            if item.cast is not None and not _is_same(param.paramtype, column.type, catalog):
                kind = catalog.types[column.type].name
                raise refused(item.cast, f"COPY casts to the column's own type, {kind}, and to no other")
    for item in items:
        if item.cast is not None and int(words[item.param][1:]) not in columns:
            raise refused(item.cast, ":copyfrom takes no cast that changes the value", write)
    names = [column.name for _, column in sorted(columns.items())]
    if len(names) != len(text.params):
        raise refused(2, "COPY writes whole columns, not parts of them")
    return Copy(relation.schema if words[3] == "." else None, relation.name, names)


def _copied_param(expr: Node, column: int, catalog: Catalog) -> Param | None:
    """The parameter under conversions that COPY makes too: those to the column's type, and to its precision."""
    while True:
        match expr:
            case Param():
                return expr
            case Coercion(arg=inside):
                expr = inside
            case FuncExpr(funcformat=2, args=(inside, *_)):
                expr = inside
            case FuncExpr(funcformat=1, funcresulttype=made, args=(Param() as param, *_)) if (
                # COPY would round a second time after a cast to another precision, and refuses text that a cast cuts.
                made == column == param.paramtype and catalog.types[made].typname in _ROUNDED
            ):
                return param
            case _:
                return None


def _is_same(sent: int, column: int, catalog: Catalog) -> bool:
    """Whether values of the two types are sent alike: a domain as its base type, and all texts as text."""
    while sent != column and (base := catalog.types[column].base):
        column = base
    return sent == column or {sent, column} <= _TEXTS
