"""Where two forms with one name differ, and what would make them agree."""

from collections.abc import Sequence

from msgspec import Struct

from ..model import ClassName, Module, Query
from .document_forms import Part

__all__ = ["Conflict", "Difference", "Side", "difference", "name_taken"]


class Conflict(Struct, frozen=True):
    """What is wrong with a name that a query gives."""

    module: Module
    query: Query
    given: ClassName
    message: str
    hint: str
    detail: str | None = None


def name_taken(module: Module, query: Query, given: ClassName, where: str, what: str) -> Conflict:
    """The name of rows, a document or a page is another class's."""
    hint = f"give the {what} a name that nothing else has"
    return Conflict(module, query, given, f"{where} has another {given.name}", hint)


class Side(Struct, frozen=True):
    """Rows of a query or of a table, or a document."""

    name: str
    place: str
    form: Sequence[Part]
    is_table: bool = False
    one: str = "the rows of one"
    """What could have another name."""

    def shows(self, what: str) -> str:
        return f"{self.name} ({self.place}) has {what}"


Difference = tuple[str, str, str, str]
"""Where it is, what each side has there, and what would make them agree."""


def difference(first: Side, second: Side, ours: Sequence[Part], theirs: Sequence[Part], path: str) -> Difference | None:
    """The first difference between the fields of two structs."""
    known, found = [part.name for part in ours], [part.name for part in theirs]
    if known != found:
        return _of_names(first, second, known, found, path)
    for one, other in zip(ours, theirs, strict=True):
        where = f"{path}.{one.name}" if path and one.name else path + (one.name or "[]")
        if one.type != other.type or one.optional != other.optional or bool(one.inner) != bool(other.inner):
            what = f"select the same for {where} in both" if one.inner or other.inner else f"cast {where} to one type"
            hint = f"{what}, or give {first.one} another name"
            return where, f"{where}: {one}", f"{where}: {other}", hint
        if one.inner or other.inner:
            inside = difference(first, second, one.inner, other.inner, where)
            if inside is not None:
                return inside
        # A table's struct takes a value that is never None where its own may be.
        if one.nullable != other.nullable and not (first.is_table and not path and one.nullable):
            return where, f"{where}: {one}", f"{where}: {other}", _of_null(first, second, one, where, path)
    return None


def _of_null(first: Side, second: Side, one: Part, where: str, path: str) -> str:
    if path:
        return f"let {where} be null in both or in neither: coalesce({one.name}, …) is never null"
    if one.is_embed:
        return f"join {where} in both so that it is never missing, or in neither"
    if first.is_table:
        return f"write -- @notnull {where} above {second.name} if you know better, or give the rows another name"
    never = second if one.nullable else first
    return f"write -- @nullable {where} above {never.name}, or -- @notnull {where} above the other if you know better"


def _of_names(first: Side, second: Side, known: Sequence[str], found: Sequence[str], path: str) -> Difference:
    """The difference of structs whose fields have other names."""
    missing = [name for name in known if name not in found]
    more = [name for name in found if name not in known]
    where = path or "their columns"
    for names, side, other in ((missing, second, first), (more, first, second)):
        if names:
            listed = ", ".join(names)
            given = (listed, f"no {listed}") if side is second else (f"no {listed}", listed)
            hint = f"select {listed} in {side.name} too, or give {side.one} another name"
            if side.is_table:
                hint = f"leave {listed} out of {other.name}, or give the rows another name"
            return where, *given, hint
    order = ", ".join(known)
    return where, order, ", ".join(found), f"select them in one order: {order}"
