"""What the commands for many items ask of a statement: an item's number in its rows, or a table to copy to."""

from ..analyse.tree.nodes import Coercion, FuncExpr, Node, Param
from ..analyse.tree.nodes import Query as Tree
from ..model import Copy
from ..model.catalog import Catalog
from ..source.parentheses import READS, WRITES, level_of
from ..source.rewriting import Rewritten
from ..source.statements import Statement
from ..source.tokens import words_of

__all__ = ["copied", "numbered_rows", "with_column"]

_SETS = ("union", "intersect", "except")
_AFTER_LIST = ("from", "where", "group", "having", "window", "order", "limit", "offset", "fetch", "for", *_SETS)
"""The words that end a list of columns."""


def numbered_rows(sql: str, number: int) -> str:
    """The statement with parameter `number` as its last column."""
    return with_column(sql, f"${number}::int4")


def with_column(sql: str, expression: str) -> str:
    """The statement with one more column, its last; PostgreSQL has to say whether it is still the same."""
    column = f", {expression}"
    tokens = words_of(sql)
    words = [(tokens[index], word) for index, word in level_of(tokens).words()]
    verb = next((index for index, (_, word) in enumerate(words) if word in (*READS, *WRITES)), 0)
    if words[0][1] != "(" and words[verb][1] in WRITES:
        return sql + column  # RETURNING comes last
    if words[0][1] == "(" or words[verb][1] != "select" or any(word in _SETS for _, word in words):
        return f"select q.*{column} from (\n{sql}\n) q"
    after = next((index for index, (_, word) in enumerate(words) if index > verb and word in _AFTER_LIST), len(words))
    end = words[after - 1][0].end
    return f"{sql[:end]}{column}{sql[end:]}"


def copied(statement: Statement, rewritten: Rewritten, tree: Tree | None, catalog: Catalog) -> Copy:
    """Where a plain INSERT writes; a CompileError at what COPY cannot do."""
    tokens = words_of(rewritten.sql)
    words = [token.word or token.text for token in tokens]

    def refused(index: int, message: str, hint: str = "make it :batchexec") -> Exception:
        return statement.error(rewritten.at(tokens[index].start), message, hint=hint)

    write = "write insert into t (a, b) values (@a, @b), or make it :batchexec"
    if words[0] != "insert" or tree is None:
        raise refused(0, f":copyfrom takes an insert, not {words[0]}", write)
    relation = catalog.relations.get(tree.rtable[tree.resultRelation - 1].relid)
    if relation is None or (relation.kind == "v" and "insert" not in relation.triggers):
        raise refused(2, f"COPY cannot write to the view {words[2]}", "name its table, or make it :batchexec")
    if relation.rules:
        raise refused(2, f"COPY would go past the rules of {relation.name}")
    for index, word in enumerate(words):
        if word in ("select", "default", "overriding", "table", "with"):
            raise refused(index, f"COPY takes values alone, no {word}", write)
        if word == "values":
            break
    index = words.index("values") + 2
    while words[index - 1] != ")":
        if tokens[index].kind != "PARAM" or words[index + 1] not in (",", ")"):
            at = index + (tokens[index].kind == "PARAM")
            raise refused(at, ":copyfrom takes parameters alone, without casts and expressions", write)
        if words[index] in words[:index]:
            raise refused(index, "COPY writes a parameter to one column only")
        index += 2
    if index < len(words):
        knows = {",": "one row of values alone", "on": "no on conflict"}.get(words[index], f"no {words[index]}")
        raise refused(index, f"COPY knows {knows}", write)
    columns = {
        param.paramid: relation.column(entry.resno)
        for entry in tree.targetList
        if isinstance(param := _bare(entry.expr), Param)
    }
    names = [column.name for _, column in sorted(columns.items()) if column is not None]
    if len(names) != len(rewritten.params):
        raise refused(2, "COPY writes whole columns, no parts of them")
    return Copy(relation.schema if words[3] == "." else None, relation.name, names)


def _bare(expr: Node) -> Node:
    """Without the conversions to the column's type, which COPY makes too."""
    while True:
        match expr:
            case Coercion(arg=inside):
                expr = inside
            case FuncExpr(funcformat=2, args=(inside, *_)):
                expr = inside
            case _:
                return expr
