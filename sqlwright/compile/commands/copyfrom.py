"""`:copyfrom`: the table and columns that COPY writes to, read from an INSERT."""

from msgspec.structs import replace

from ...analyse.tree.nodes import Coercion, FuncExpr, Node, Param
from ...model import Copy, Query
from ...model.catalog import Catalog
from ...source.statements import Statement
from ..asking import Asked
from ..hooks import Hooks

__all__ = ["CopyFromHooks"]


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
    index = words.index("values") + 2
    while words[index - 1] != ")":
        if tokens[index].kind != "PARAM" or words[index + 1] not in (",", ")"):
            at = index + (tokens[index].kind == "PARAM")
            raise refused(at, ":copyfrom takes only parameters, without casts and expressions", write)
        if words[index] in words[:index]:
            raise refused(index, "COPY writes a parameter to one column only")
        index += 2
    if index < len(words):
        message = {",": "takes only one row of values", "on": "has no on conflict"}
        raise refused(index, f"COPY {message.get(words[index], f'has no {words[index]}')}", write)
    columns = {
        param.paramid: relation.column(entry.resno)
        for entry in tree.targetList
        if isinstance(param := _bare(entry.expr), Param)
    }
    names = [column.name for _, column in sorted(columns.items()) if column is not None]
    if len(names) != len(text.params):
        raise refused(2, "COPY writes whole columns, not parts of them")
    return Copy(relation.schema if words[3] == "." else None, relation.name, names)


def _bare(expr: Node) -> Node:
    """The expression without its conversion to the column's type, which COPY makes too."""
    while True:
        match expr:
            case Coercion(arg=inside):
                expr = inside
            case FuncExpr(funcformat=2, args=(inside, *_)):
                expr = inside
            case _:
                return expr
