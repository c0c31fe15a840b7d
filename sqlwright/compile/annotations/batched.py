"""What `-- @batched` asks of a statement: the same for many keys at once, and the column that says whose a row is."""

from collections.abc import Sequence
from contextlib import suppress

from msgspec import Struct
from msgspec.structs import replace

from ...analyse.rows.lookups import Lookup, NoLookupError, read_lookup
from ...analyse.tree.enums import ParamKind
from ...analyse.tree.nodes import Node, Param, ScalarArrayOpExpr, outputs, rebuilt_below
from ...analyse.tree.nodes import Query as Tree
from ...analyse.tree.recursion import deep
from ...errors import CompileError
from ...model import Batched
from ...model.catalog import Catalog, PgType
from ...source.rewriting import Rewritten
from ...source.statements import Statement
from ...source.text import SourceFile
from ...source.tokens import Token, scan
from ..batches import with_column
from ..describe import Describer, Description

__all__ = ["ManyKeys", "many_keys"]

_APART = ("optional", "orderby", "page", "group", "stream")
"""The annotations that make something else of a statement."""


class ManyKeys(Struct, frozen=True):
    """The statement for many keys, as PostgreSQL describes and analyses it."""

    batched: Batched
    described: Description
    tree: Tree


async def many_keys(
    statement: Statement,
    rewritten: Rewritten,
    described: Description,
    tree: Tree | None,
    catalog: Catalog,
    describer: Describer,
) -> ManyKeys:
    """What `-- @batched` makes of the statement; a CompileError at the annotation where it cannot be had."""
    [annotation, *_] = statement.annotated("batched")
    at = annotation.at - len("@batched")

    for other in statement.annotated(*_APART):
        raise statement.error(at, f"@batched does not go together with @{other.word}", hint="remove one of them")
    if len(described.params) != 1:
        raise statement.error(
            at,
            f"@batched looks up by one parameter, and {statement.name} has {len(described.params) or 'none'}",
            hint="leave one, or make it :batchone",
        )
    try:
        if tree is None:
            raise NoLookupError("cannot be analysed", "let it be a select")
        lookup = deep(lambda: read_lookup(tree, catalog), otherwise=None)
        found = lookup and await _for_many(statement, rewritten, tree, lookup, catalog, describer)
        if found is None:
            raise NoLookupError(
                "does not write column = @key plainly", "leave out casts and parentheses around the two"
            )
    except NoLookupError as error:
        raise statement.error(
            at, f"@batched is for lookups, and {statement.name} {error.why}", hint=error.hint
        ) from None
    return found


async def _for_many(
    statement: Statement, rewritten: Rewritten, tree: Tree, lookup: Lookup, catalog: Catalog, describer: Describer
) -> ManyKeys | None:
    """The statement for many keys, if PostgreSQL says that it is the same otherwise."""
    written = _for_any(rewritten.sql)
    if written is None:
        return None
    sql, column = written
    entries = outputs(tree)
    exprs = [entry.expr for entry in entries]
    key = exprs.index(lookup.column) if lookup.column in exprs else len(exprs)
    many = replace(rewritten, sql=sql if key < len(exprs) else with_column(sql, column))
    with suppress(CompileError):
        found = await describer.describe(statement, many)
        names = [catalog.types[oid].name for oid in found.params]
        again = await describer.tree(statement, many, names)
        if again is not None and len(names) == 1 and _is_same(again, tree, lookup, catalog.types[found.params[0]]):
            return ManyKeys(Batched(many.sql, key), found, again)
    return None


def _is_same(many: Tree, one: Tree, lookup: Lookup, keys: PgType) -> bool:
    """Whether the trees differ in the comparison alone, and in the key as one more column."""
    expected = ScalarArrayOpExpr(
        lookup.equality.opno, lookup.equality.opfuncid, True, (lookup.side, Param(ParamKind.EXTERN, 1, keys.oid))
    )

    def change(node: Node) -> Node | None:
        return lookup.equality if node == expected else None

    back = deep(lambda: rebuilt_below(many, change), otherwise=None)
    [param] = [arg for arg in lookup.equality.args if isinstance(arg, Param)]
    if back is None or keys.element != param.paramtype or replace(back, targetList=()) != replace(one, targetList=()):
        return False
    # What is sorted by may be numbered anew, and that one row comes after another has no meaning here.
    columns, more = outputs(back)[: len(outputs(one))], outputs(back)[len(outputs(one)) :]
    same = [replace(entry, ressortgroupref=0) for entry in columns] == [
        replace(entry, ressortgroupref=0) for entry in outputs(one)
    ]
    return same and [entry.expr for entry in more] in ([], [lookup.column])


def _for_any(sql: str) -> tuple[str, str] | None:
    """The statement with `column = any ($1)`, and the column as it is written; None where it is not written plainly."""
    tokens = [token for token in scan(SourceFile("", sql)) if not token.is_comment]
    at = next(index for index, token in enumerate(tokens) if token.kind == "PARAM")
    before, behind = tokens[:at], tokens[at + 1 :]
    column: Sequence[Token] = []
    whole: Sequence[Token] = []
    if before and before[-1].text == "=":
        column = [*reversed(_name(before[-2::-1]))]
        whole = [*column, tokens[at]]
    elif behind and behind[0].text == "=":
        column = _name(behind[1:])
        whole = [tokens[at], *column]
    if not column:
        return None
    name = sql[column[0].start : column[-1].end]
    return f"{sql[: whole[0].start]}{name} = any ($1){sql[whole[-1].end :]}", name


def _name(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens of a name at the beginning of these, with the dots in it."""
    count = 0
    while count < len(tokens) and tokens[count].word:
        count += 1
        if [token.text for token in tokens[count : count + 1]] != ["."] or not any(
            token.word for token in tokens[count + 1 : count + 2]
        ):
            break
        count += 1
    return tokens[:count]
