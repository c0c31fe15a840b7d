"""Converts values: from what asyncpg gives, and to what is sent."""

from collections.abc import Sequence

from msgspec.structs import replace

from ..drivers.asyncpg.python_types import takes_lists, takes_tuples
from ..model import Conversion, Type
from .document_place import DocumentPlace
from .document_structs import document_decoder
from .layout import exploded, text_literal
from .names import field_name
from .scope import Scope

__all__ = ["decoded", "encoded"]


def decoded(kind: Type, value: str, column: str, scope: Scope, place: DocumentPlace | None = None) -> str:
    """The expression that makes a column's value of what asyncpg gives: the same, except for documents and overrides.

    `place` is its place in a query's result: only there can a document be one that the query builds.
    """
    conversion, given, depth = kind.conversion, value, kind.dims
    if kind.shape is not None and place is not None:
        maker = [_defined(document_decoder(kind.shape, place, scope), column, scope)]
    elif conversion is None:
        maker = _maker(kind, scope)
        if maker is None:
            return value
        depth += kind.scalar.kind == "m"
    elif conversion.json:
        maker = [_decoder(conversion, column, scope)]
        if conversion.whole and depth:
            given = f"{scope.name('.db', 'joined')}({value})"
    else:
        maker = [scope.name(*(conversion.decode or conversion.type))]
        # A converter takes the value that there would be without it.
        given = decoded(replace(kind, conversion=None, nullable=False), value, column, scope)
    if conversion is not None and conversion.whole:
        depth = 0
    function, *arguments = maker
    made = f"{function}({', '.join([*arguments, given])})"
    if depth:
        made = _each(_alone(maker, scope), given, depth, scope)
    elif not arguments:
        made = _unless_null(made, kind, value)
    if len(made) <= _ROOM - (len(column) if scope.options.structs.kw_only else 0):
        return made
    if depth or (given == value and kind.nullable and not arguments):
        return exploded(f"{scope.name('.db', 'each')}(", [_alone(maker, scope), given, str(depth)], ")")
    return made if made[:4] == "None" else exploded(f"{function}(", [*arguments, given], ")")


_Maker = Sequence[str]
"""A function, and its arguments before the value; a function with such arguments handles NULL itself."""

_ROOM, _SHORT = 60, 40
"""How many characters of a field's value, and of a part of it, fit on a line in every place."""


def _alone(maker: _Maker, scope: Scope) -> str:
    """The maker as a function of the value alone."""
    if len(maker) == 1:
        return maker[0]
    return _within(f"{scope.name('functools', 'partial')}(", maker, ")")


def _within(head: str, items: Sequence[str], tail: str) -> str:
    line = f"{head}{', '.join(items)}{tail}"
    return line if len(line) <= _SHORT else exploded(head, items, tail.lstrip(","))


def _maker(kind: Type, scope: Scope) -> _Maker | None:
    """What makes a value or an element of what asyncpg gives; None if it is used unchanged."""
    if kind.is_json:
        return [scope.name("msgspec.json", "decode")]
    if kind.subtype is not None and (bound := _maker(kind.subtype, scope)):
        return [scope.name(".db", "each_bound"), _alone(bound, scope)]
    items = [_maker(item, scope) for item in kind.items]
    if any(items):
        makes = ["None" if item is None else _alone(item, scope) for item in items]
        return [scope.name(".db", "each_item"), _within("(", makes, ",)" if len(makes) == 1 else ")")]
    return None


def _decoder(conversion: Conversion, column: str, scope: Scope) -> str:
    """The module's function that decodes the column's documents."""
    return _defined(f"{scope.name('msgspec.json', 'Decoder')}({scope.name(*conversion.type)}).decode", column, scope)


def _defined(decode: str, column: str, scope: Scope) -> str:
    name = f"_decode_{field_name(column, 0)}"
    return scope.define(name, scope.name(".db", "of_column"), [decode, text_literal(column)])


def encoded(kind: Type, value: str, scope: Scope) -> str:
    """The expression that is sent for a parameter."""
    conversion = kind.conversion
    if conversion is not None and conversion.encode is not None:
        encode = scope.name(*conversion.encode)
        if kind.dims and not conversion.whole:
            return _each(encode, value, kind.dims, scope)
        return _unless_null(f"{encode}({value})", kind, value)
    if takes_lists(kind):
        # asyncpg would take an element that is a list for a dimension.
        return _each(scope.name(".codecs", "Element"), value, kind.dims, scope)
    if takes_tuples(kind):
        return _each(scope.builtin("tuple"), value, kind.dims, scope)
    return value


def _each(make: str, value: str, depth: int, scope: Scope) -> str:
    return f"{scope.name('.db', 'each')}({make}, {value}, {depth})"


def _unless_null(made: str, kind: Type, value: str) -> str:
    return f"None if {value} is None else {made}" if kind.nullable else made
