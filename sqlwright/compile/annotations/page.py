"""`-- @page`: a first page with the keys of its order among the columns, and the condition that goes on after a row."""

import itertools
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct

from ...analyse.rows.ordering import is_total, passing
from ...analyse.tree.nodes import Query as Tree
from ...analyse.tree.nodes import TargetEntry, WindowFunc, outputs, walk
from ...analyse.types.expression_types import expression_type
from ...errors import CompileError
from ...model.catalog import Catalog
from ...source.annotations import Annotation
from ...source.clauses import Clauses, Item, is_name
from ...source.rewriting import Edit, Rewritten, edited
from ...source.statements import Statement

__all__ = ["PageKey", "check_page", "first_page", "keys_of", "next_page"]

_AS_TEXT = frozenset(
    {
        *("date", "timestamp", "timestamptz", "interval", "timetz"),
        *("inet", "cidr", "macaddr", "macaddr8", "varbit", "pg_lsn", "xid8"),
    }
)
"""By typname, of pg_catalog's types: those that a cursor holds as PostgreSQL writes them, for it has to come back to the
very value. Python has the last day for `infinity`, and 365 days for a year."""


class PageKey(Struct, frozen=True):
    """Something that a page's order goes by, as an expression over the rows of FROM."""

    text: str
    descending: bool
    nulls_first: bool
    column: int
    """Which of the page's columns it is, those that are added for it among them."""
    added: bool
    written_as: str | None
    """The type that it is read back to, if a cursor holds its text."""

    @property
    def operand(self) -> str:
        return self.text if is_name(self.text) else f"({self.text})"


def check_page(
    statement: Statement, annotation: Annotation, text: Rewritten, tree: Tree | None, catalog: Catalog
) -> Tree:
    """The tree; a CompileError where no condition could go on after a row."""
    clauses = Clauses(text)

    def refused(message: str, hint: str) -> CompileError:
        return statement.error(annotation.at, message, hint=hint)

    if statement.stream:
        raise refused("@page and @stream do not go together", "remove one of the lines, or write a second query")
    if tree is None or tree.setOperations is not None or not clauses.has("select"):
        raise refused("@page takes a plain select", "write select, with columns that are a unique key")
    for word in ("limit", "offset", "fetch", "for"):
        if clauses.has(word):
            what = "locks no rows" if word == "for" else "writes the limit itself"
            raise refused(f"@page {what}", f"remove {word}")
    if tree.hasDistinctOn or any(
        isinstance(node, WindowFunc) for entry in tree.targetList for node in walk(entry.expr)
    ):
        what = "distinct on" if tree.hasDistinctOn else "window functions"
        raise refused(
            f"@page cannot go on after a row with {what}, which look at the rows before it",
            "put it into a subquery: select q.* from (…) q order by q.id",
        )
    items = clauses.order()
    if not items:
        raise refused("@page wants an order", "add order by with a unique column last, such as id, or @orderby")
    if len(items) != len(tree.sortClause) or any(item.using for item in items):
        raise refused("@page takes orders by asc and desc, each column once", "correct order by")
    if not is_total(tree, catalog):
        raise refused(
            f"rows may be equal in order by {', '.join(item.text for item in items)}: a page would lose some of them",
            "order by a unique key of its tables last, such as id",
        )
    changes = passing(tree, catalog)
    if changes is not None:
        hint = "order by columns, or by what is made of them alone"
        if "volatile" in changes:
            hint += "; declare the function stable if it is"
        raise refused(f"the order goes by {changes}: it would be another with the next page", hint)
    if tree.distinctClause and any(_written_as(entry, catalog) == "interval" for entry in _ordering(tree)):
        raise refused(
            "distinct takes a year for the same as 360 days, which a cursor does not",
            "write group by, with the same columns, in place of distinct",
        )
    return tree


def keys_of(
    statement: Statement, annotation: Annotation, text: Rewritten, tree: Tree, catalog: Catalog
) -> Sequence[PageKey]:
    """What the order goes by, and where it stands among the columns."""
    clauses = Clauses(text)
    given = outputs(tree)
    added = len(given)
    found: list[PageKey] = []
    for item, entry in zip(clauses.order(), _ordering(tree), strict=True):
        written = item.text
        if not entry.resjunk and _is_output(item, entry.resname):
            written = _expression(statement, annotation, clauses, given.index(entry), len(given))
        written_as = _written_as(entry, catalog)
        beside = entry.resjunk or written_as is not None
        column = added if beside else given.index(entry)
        added += beside
        found.append(PageKey(written, item.descending, item.nulls_first, column, beside, written_as))
    return found


def _ordering(tree: Tree) -> Sequence[TargetEntry]:
    """What ORDER BY goes by."""
    entries = {entry.ressortgroupref: entry for entry in tree.targetList}
    return [entries[clause.tleSortGroupRef] for clause in tree.sortClause]


def _written_as(entry: TargetEntry, catalog: Catalog) -> str | None:
    kind = catalog.base_type(expression_type(entry.expr, catalog))
    return kind.typname if kind.schema == "pg_catalog" and kind.typname in _AS_TEXT else None


def _is_output(item: Item, name: str | None) -> bool:
    """Whether ORDER BY names a column of the output, by its name or number, which no condition can."""
    return item.text.isdecimal() or item.word == name


def _expression(statement: Statement, annotation: Annotation, clauses: Clauses, column: int, count: int) -> str:
    """What stands in the select list for a column, without its name."""
    import postgast

    parts = clauses.outputs()
    targets = postgast.parse(clauses.rewritten.sql).stmts[0].stmt.select_stmt.target_list
    if len(parts) != count or len(targets) != count:
        raise statement.error(annotation.at, "@page wants the columns by name", hint="write them out in place of *")
    start, end = parts[column]
    if targets[column].res_target.name:
        end -= 2 if clauses.tokens[end - 2].word == "as" else 1
    return clauses.text(start, end)


def first_page(text: Rewritten, keys: Sequence[PageKey], limit: int) -> Rewritten:
    """With what of the order is no column yet, and at most as many rows as parameter `limit` says."""
    clauses = Clauses(text)
    names = _names({token.word for token in clauses.tokens})
    added = "".join(f", {_column(key)} as {next(names)}" for key in keys if key.added)
    at, end = clauses.insert_at("select"), len(text.sql)
    return edited(text, [Edit(at, at, added), Edit(end, end, f"{clauses.space}limit ${limit}")])


def _column(key: PageKey) -> str:
    return key.text if key.written_as is None else f"{key.operand}::text"


def _names(taken: AbstractSet[str]) -> Iterator[str]:
    """For the columns that are added: ORDER BY would take one of the statement's own names for them."""
    return (name for number in itertools.count(1) if (name := f"key_{number}") not in taken)


def next_page(
    text: Rewritten, keys: Sequence[PageKey], nullable: Sequence[bool], first: int, *, grouped: bool
) -> Rewritten:
    """With the condition that a row comes after one whose keys are the parameters from `first` on."""
    clauses = Clauses(text)
    clause = "having" if grouped else "where"
    numbered = [
        _Key(key, may_be_null, _value(key, first + index))
        for index, (key, may_be_null) in enumerate(zip(keys, nullable, strict=True))
    ]
    condition = _after(numbered)
    start, end = clauses.bounds(clause)
    at = clauses.insert_at(clause)
    if start == end:
        return edited(text, [Edit(at, at, f"{clauses.space}{clause} {condition}")])
    indent = f"{clauses.space}  " if clauses.space == "\n" else " "
    edits = [Edit(at, at, f"{indent}and {condition}")]
    if clauses.has_between(start, end, "or"):
        opened = clauses.tokens[start + 1].start
        edits = [Edit(opened, opened, "("), Edit(at, at, f"){indent}and {condition}")]
    return edited(text, edits)


def _value(key: PageKey, number: int) -> str:
    return f"${number}" if key.written_as is None else f"${number}::text::{key.written_as}"


class _Key(Struct, frozen=True):
    key: PageKey
    nullable: bool
    param: str

    @property
    def operator(self) -> str:
        return "<" if self.key.descending else ">"

    @property
    def text(self) -> str:
        return self.key.operand


def _after(keys: Sequence[_Key]) -> str:
    """The condition that the keys come after the parameters, so written that an index on them can be used."""
    first = keys[0]
    if first.nullable:
        alone = f"{first.text} {first.operator} {first.param}"
        if first.key.nulls_first:
            alone += f" or {first.param} is null and {first.text} is not null"
        else:
            alone += f" or {first.text} is null and {first.param} is not null"
        if len(keys) == 1:
            return f"({alone})"
        return f"({alone} or {first.text} is not distinct from {first.param} and {_after(keys[1:])})"
    # A row of keys is compared whole, as long as they go one way.
    count = next((index for index, key in enumerate(keys) if key.nullable or key.operator != first.operator), len(keys))
    texts, params = ", ".join(key.text for key in keys[:count]), ", ".join(key.param for key in keys[:count])
    left, right = (texts, params) if count == 1 else (f"({texts})", f"({params})")
    if count == len(keys):
        return f"{left} {first.operator} {right}"
    # The first comparison says nothing that the rest does not, but an index can begin with it.
    rest = _after(keys[count:])
    return f"{left} {first.operator}= {right} and ({left} {first.operator} {right} or {rest})"
