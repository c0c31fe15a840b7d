"""The keys by which a page's rows are ordered."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from ....analyse.tree.nodes import Query as Tree
from ....analyse.tree.nodes import TargetEntry, outputs
from ....analyse.types.expression_types import expression_type
from ....model.catalog import Catalog, PgType
from ....source.annotations import Annotation
from ....source.clauses import Clauses, Item, is_name
from ....source.identifiers import quoted
from ....source.parser import parse
from ....source.statements import Statement

__all__ = ["PageKey", "Written", "ordering", "page_keys", "twins", "written_as"]

_AS_TEXT = frozenset(
    {
        *("date", "timestamp", "timestamptz", "interval", "timetz"),
        *("inet", "cidr", "macaddr", "macaddr8", "bit", "varbit", "pg_lsn", "xid8", "money", "jsonb"),
    }
)
"""The types of pg_catalog, by typname, that a cursor holds as PostgreSQL writes them, so that the very same value comes
back. In Python `infinity` becomes the last day, and a year becomes 365 days."""

_TWINS = {
    "interval": "a year and 360 days",
    "numeric": "1.0 and 1.00",
    "jsonb": "1.0 and 1.00",
    "float4": "0 and -0",
    "float8": "0 and -0",
    "bpchar": "'a' and 'a '",
}
"""By typname, values that are equal and written differently."""


class Written(Struct, frozen=True):
    """How a cursor holds a value: the casts that write it as text, and those that read it back."""

    write: str
    read: str


class PageKey(Struct, frozen=True):
    """One key of the order, as an expression over the rows of FROM."""

    text: str
    operand: str
    """The text, in parentheses if an operator next to it would bind tighter."""
    descending: bool
    nulls_first: bool
    column: int
    """Which of the page's columns it is; the columns added for pages are counted."""
    added: bool
    written_as: Written | None
    """How it is written, if a cursor holds its text."""

    @property
    def turned(self) -> "PageKey":
        """The key in the opposite order."""
        return replace(self, descending=not self.descending, nulls_first=not self.nulls_first)


def page_keys(
    statement: Statement, line: Annotation, clauses: Clauses, tree: Tree, catalog: Catalog
) -> Sequence[PageKey]:
    """What the query is ordered by, and which columns of a page these are."""
    given = outputs(tree)
    added = len(given)
    found: list[PageKey] = []
    for item, entry in zip(clauses.order(), ordering(tree), strict=True):
        written = item.text
        if not entry.resjunk and _is_output(item, entry.resname):
            written = _expression(statement, line, clauses, given.index(entry), len(given))
        as_text = written_as(entry, catalog)
        beside = entry.resjunk or as_text is not None
        column = added if beside else given.index(entry)
        added += beside
        found.append(PageKey(written, _operand(written), item.descending, item.nulls_first, column, beside, as_text))
    return found


def ordering(tree: Tree) -> Sequence[TargetEntry]:
    """The targets that ORDER BY orders by."""
    entries = {entry.ressortgroupref: entry for entry in tree.targetList}
    return [entries[clause.tleSortGroupRef] for clause in tree.sortClause]


def written_as(entry: TargetEntry, catalog: Catalog) -> Written | None:
    """How a key is written, if a cursor holds its text."""
    kind = catalog.base_type(expression_type(entry.expr, catalog))
    if kind.kind in ("r", "m") or (kind.element and _has_plain_elements(kind, catalog)):
        return Written("::text", f"::text::{_exact(kind)}")
    if kind.schema != "pg_catalog" or kind.typname not in _AS_TEXT:
        return None
    match kind.typname:
        case "money":
            # Its text has a sign of the server's locale.
            return Written("::numeric::text", "::text::numeric::money")
        case "bit":
            return Written("::text", f"::text::{_exact(kind)}")
        case name:
            return Written("::text", f"::text::{name}")


def twins(entry: TargetEntry, catalog: Catalog) -> str | None:
    """Two values of a key that a cursor writes as text, which are equal but written differently; None if there are none."""
    if written_as(entry, catalog) is None:
        return None
    kind = catalog.base_type(expression_type(entry.expr, catalog))
    while inside := kind.element or kind.subtype:
        kind = catalog.base_type(inside)
    # A type of an extension may have an equality of its own, as citext does.
    return _TWINS.get(kind.typname) if kind.schema == "pg_catalog" or kind.kind == "e" else "'A' and 'a'"


def _has_plain_elements(kind: PgType, catalog: Catalog) -> bool:
    """Whether the text of an array is the same in every session, and reads back as the same array."""
    element = catalog.base_type(kind.element)
    return element.kind in ("b", "e", "r", "m") and element.origin != ("pg_catalog", "money")


def _exact(kind: PgType) -> str:
    """The type's name without a length: to SQL, bit is bit(1), and character[] is character(1)[]."""
    return ".".join(map(quoted, (kind.schema, kind.typname)))


def _is_output(item: Item, name: str | None) -> bool:
    """Whether the item is the name or number of an output column; a condition cannot use those."""
    return item.text.isdecimal() or item.word == name


def _expression(statement: Statement, line: Annotation, clauses: Clauses, column: int, count: int) -> str:
    """The expression in the select list for a column, without its name."""
    parts = clauses.outputs()
    targets = parse(clauses.rewritten.sql).stmts[0].stmt.select_stmt.target_list
    if len(parts) != count or len(targets) != count:
        raise statement.error(line.at, "@page needs the columns by name", hint="write them out in place of *")
    start, end = parts[column]
    if targets[column].res_target.name:
        end -= 2 if clauses.tokens[end - 2].word == "as" else 1
    return clauses.text(start, end)


def _operand(text: str) -> str:
    return text if is_name(text) else f"({text})"
