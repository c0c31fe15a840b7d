"""The statement with an array of keys in place of the one key, if PostgreSQL says that it is the same otherwise."""

from collections.abc import Sequence
from contextlib import suppress

from msgspec import Struct
from msgspec.structs import replace

from ....analyse.rows.lookups import Lookup
from ....analyse.tree.enums import ParamKind
from ....analyse.tree.nodes import Node, Param, ScalarArrayOpExpr, outputs, rebuilt_below
from ....analyse.tree.nodes import Query as Tree
from ....analyse.tree.recursion import deep
from ....errors import CompileError
from ....model.catalog import PgType
from ....source.added_column import with_column
from ....source.rewriting import Edit, Rewritten, edited
from ....source.tokens import Token
from ...asking import Analyst, Asked

__all__ = ["ManyKeys", "for_many_keys"]


class ManyKeys(Struct, frozen=True):
    asked: Asked
    key: int
    """The column that is the key: one of the query's own, or one more after them."""


async def for_many_keys(analyst: Analyst, one: Asked, tree: Tree, lookup: Lookup) -> ManyKeys | None:
    """None where the query does not compare its key plainly."""
    written = _for_any(one.text)
    if written is None:
        return None
    text, column = written
    exprs = [entry.expr for entry in outputs(tree)]
    key = exprs.index(lookup.column) if lookup.column in exprs else len(exprs)
    with suppress(CompileError):
        many = await analyst.ask(text if key < len(exprs) else with_column(text, column))
        params = many.described.params
        if many.tree is not None and len(params) == 1:
            keys = analyst.catalog.types[params[0]]
            if _is_same(many.tree, tree, lookup, keys):
                return ManyKeys(many, key)
    return None


def _is_same(many: Tree, one: Tree, lookup: Lookup, keys: PgType) -> bool:
    """Whether the trees differ only in the comparison, and in the key as one more column."""
    expected = ScalarArrayOpExpr(
        lookup.equality.opno, lookup.equality.opfuncid, True, (lookup.side, Param(ParamKind.EXTERN, 1, keys.oid))
    )

    def change(node: Node) -> Node | None:
        return lookup.equality if node == expected else None

    back = deep(lambda: rebuilt_below(many, change), otherwise=None)
    [param] = [arg for arg in lookup.equality.args if isinstance(arg, Param)]
    if back is None or keys.element != param.paramtype or replace(back, targetList=()) != replace(one, targetList=()):
        return False
    # The added column may change the numbers of sort columns; the order of rows has no meaning here.
    columns, more = outputs(back)[: len(outputs(one))], outputs(back)[len(outputs(one)) :]
    same = [replace(entry, ressortgroupref=0) for entry in columns] == [
        replace(entry, ressortgroupref=0) for entry in outputs(one)
    ]
    return same and [entry.expr for entry in more] in ([], [lookup.column])


def _for_any(text: Rewritten) -> tuple[Rewritten, str] | None:
    """The statement with `column = any ($1)`, and the column as it is written; None where it is not written plainly."""
    sql, tokens = text.sql, text.words
    at = next(index for index, token in enumerate(tokens) if token.kind == "PARAM")
    before, after = tokens[:at], tokens[at + 1 :]
    column: Sequence[Token] = []
    whole: Sequence[Token] = []
    if before and before[-1].text == "=":
        column = [*reversed(_name(before[-2::-1]))]
        whole = [*column, tokens[at]]
    elif after and after[0].text == "=":
        column = _name(after[1:])
        whole = [tokens[at], *column]
    if not column:
        return None
    name = sql[column[0].start : column[-1].end]
    return edited(text, [Edit(whole[0].start, whole[-1].end, f"{name} = any ($1)")]), name


def _name(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens of the name that these begin with, its dots included."""
    count = 0
    while count < len(tokens) and tokens[count].word:
        count += 1
        if [token.text for token in tokens[count : count + 1]] != ["."] or not any(
            token.word for token in tokens[count + 1 : count + 2]
        ):
            break
        count += 1
    return tokens[:count]
