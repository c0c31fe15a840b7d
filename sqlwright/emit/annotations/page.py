"""`-- @page`: the page's struct, the type of its cursors, and the keys of each order."""

from collections.abc import Sequence

from msgspec.structs import replace

from ...drivers.asyncpg.python_types import BASE
from ...model import Page, Query, SortKey, Type
from ..layout import bracketed, exploded, text_literal
from ..names import constant, in_words, pascal
from ..rows import row_type
from ..scope import Scope
from ..structs import Member, print_struct
from ..types import column_type

__all__ = [
    "cursor_class",
    "cursor_names",
    "is_key",
    "keys_constant",
    "page_class",
    "print_cursor",
    "print_key_constant",
    "print_keys",
    "print_page",
]

_TEXT = ("bpchar", "citext", "name", "text", "varchar")
_KEYS = frozenset(
    ("int2", "int4", "int8", "oid", "float4", "float8", "numeric", "bool", "bytea", "uuid", "time", *_TEXT)
)
"""By typname, the types whose values msgspec writes and reads back unchanged."""


def page_class(query: Query) -> str:
    given = None if query.page is None else query.page.given
    return f"{pascal(query.name)}Page" if given is None else given.name


def cursor_class(query: Query) -> str:
    return f"{pascal(query.name)}Cursor"


def keys_constant(query: Query) -> str:
    return f"{constant(query.name)}_KEYS"


def is_key(kind: Type) -> bool:
    """Whether a cursor can hold values of the type."""
    known = kind.scalar.kind == "e" or kind.scalar.typname in _KEYS
    return known and not kind.dims and kind.subtype is None and (kind.scalar.typname in BASE or is_text_key(kind))


def is_text_key(kind: Type) -> bool:
    return kind.scalar.kind == "e" or kind.scalar.typname in _TEXT


def print_page(query: Query, scope: Scope) -> str:
    items = f"{scope.builtin('list')}[{row_type(query, scope)}]"
    cursors, where = cursor_names(query), "where the next begins"
    if len(cursors) > 1:
        where = "the cursors of the pages before and after it"
    members = [
        Member("items", items, atomic=False),
        *(Member(name, f"{cursor_class(query)} | None", atomic=True) for name in cursors),
    ]
    # A name that was chosen for others to see comes without that of the query.
    is_given = query.page is not None and query.page.given is not None
    what = in_words(page_class(query)) if is_given else f"A page of {query.name}"
    return print_struct(page_class(query), [f"{what}, and {where}."], members, scope)


def cursor_names(query: Query) -> Sequence[str]:
    """The fields of a page that hold cursors."""
    back = query.page is not None and query.page.both_ways
    return ["previous_cursor", "next_cursor"] if back else ["next_cursor"]


def print_cursor(query: Query, scope: Scope) -> str:
    name = cursor_class(query)
    head = f"{name} = {scope.name('typing', 'NewType')}("
    return bracketed(head, [text_literal(name), scope.builtin("str")], ")")


def print_keys(query: Query, page: Page, scope: Scope) -> str:
    """The columns that each order sorts by, and their types in a cursor."""
    return print_key_constant(keys_constant(query), query, page, scope)


def print_key_constant(name: str, query: Query, page: Page, scope: Scope, after: int | None = None) -> str:
    """The same under another name, for rows that have only the keys after so many columns."""
    head = f"{name}: {scope.name('typing', 'Final')} = "
    if not query.orders:
        return bracketed(f"{head}{scope.name('.db', 'Keys')}(", _keys(page.keys[""], scope, after), ")")
    lines = [
        bracketed(f"{text_literal(order)}: {scope.name('.db', 'Keys')}(", _keys(keys, scope, after), ")", indent=5)
        for order, keys in page.keys.items()
    ]
    return exploded(f"{head}{{", lines, "}")


def _keys(keys: Sequence[SortKey], scope: Scope, after: int | None) -> Sequence[str]:
    columns = ", ".join(str(key.column if after is None else after + place) for place, key in enumerate(keys))
    types = ", ".join(_annotation(key.type, scope) for key in keys)
    return [f"({columns},)" if len(keys) == 1 else f"({columns})", f"{scope.builtin('tuple')}[{types}]"]


def _annotation(kind: Type, scope: Scope) -> str:
    """The annotation of what asyncpg gives, before any conversion."""
    if is_text_key(kind):
        name = scope.builtin("str")
        return f"{name} | None" if kind.nullable else name
    return column_type(replace(kind, conversion=None, domain=None), scope)
